"""The command line as a user and a script meet it: answers, JSON keys, errors, exit codes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from vsm_tui.cli.main import run
from vsm_tui.draw.text import Units, probability
from vsm_tui.files import read_stream
from vsm_tui.model import Clock

STREAMS = Path(__file__).parents[2] / "streams"
FEATURE = str(STREAMS / "standard-feature.yaml")

LOG = """item,at,state
A,2026-03-02T00:00Z,To Do
A,2026-03-02T02:00Z,Doing
A,2026-03-02T06:00Z,Done
B,2026-03-02T01:00Z,To Do
"""
STREAM = """vsm: 1
name: Tiny
stages:
  - id: work
    wait: 2h
    touch: 4h
    states: {wait: [To Do], touch: [Doing]}
finish: {state: Done}
"""


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.yaml"
    path.write_text(STREAM)
    path.with_name("tiny.events.csv").write_text(LOG)
    return path


def answer(capsys: pytest.CaptureFixture[str], *args: str) -> dict[str, Any]:
    assert run([*args, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_measure_json_has_the_contracted_keys(capsys: pytest.CaptureFixture[str], tiny: Path) -> None:
    found = answer(capsys, "measure", str(tiny))
    assert found["schema"] == "vsm.measure.v1"
    assert (found["stream"], found["clock"]) == ("tiny", "elapsed")
    assert found["window"] == {
        "from": "2026-03-02T00:00:00Z",
        "to": "2026-03-02T06:00:00Z",
        "now": "2026-03-02T06:00:00Z",
    }
    assert found["items"] == {"finished": 1, "open": 1, "cancelled": 0, "excluded": []}
    assert found["lead_time"]["mean"] == 6 * 3600
    assert found["lead_time"].keys() >= {"mean", "p50", "p85", "p95", "p50_interval", "first_pass", "censored_p50"}
    assert found["flow_efficiency"].keys() >= {"value", "low", "high"}
    (stage,) = found["stages"]
    assert {key: stage[key] for key in ("id", "time", "touch", "wait", "visits", "reached", "evidence")} == {
        "id": "work",
        "time": 6 * 3600,
        "touch": 4 * 3600,
        "wait": 2 * 3600,
        "visits": 1,
        "reached": 1,
        "evidence": "B",
    }
    assert stage.keys() >= {"p50", "p85", "pca", "pca_interval", "queue", "wip_now"}
    assert stage["queue"] == pytest.approx(7 / 6)
    constraint = found["constraint"]
    assert (constraint["lens"], constraint["stage"]) == ("pile-up", "work")
    assert (constraint["verdict"], constraint["probability"]) == ("not enough data", None)
    assert found.keys() >= {"definitions", "touch", "throughput_per_week", "wip", "rolled_pca", "little", "unmapped"}
    assert found.keys() >= {"loops", "rework", "failure_demand", "warnings"}


@pytest.mark.parametrize("clock", ["elapsed", "working"])
@pytest.mark.parametrize("name", [p.stem for p in sorted(STREAMS.glob("*.yaml"))])
def test_stages_and_unmapped_time_add_up_to_the_lead_time(
    capsys: pytest.CaptureFixture[str], name: str, clock: str
) -> None:
    found = answer(capsys, "measure", str(STREAMS / f"{name}.yaml"), "--clock", clock)
    parts = sum(s["time"] for s in found["stages"]) + sum(u["time"] for u in found["unmapped"])
    assert parts == pytest.approx(found["lead_time"]["mean"], abs=1)


def test_show_json_of_an_estimate(capsys: pytest.CaptureFixture[str], tiny: Path) -> None:
    found = answer(capsys, "show", str(tiny), "--layer", "estimate")
    assert found["schema"] == "vsm.show.v1"
    assert found["lead_time"]["mean"] == 6 * 3600
    assert found["rework_tax"] == 0
    assert found["clock"] == "working"
    assert found["window"] is None


def test_show_draws_both_layers_where_there_is_a_log(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["show", FEATURE, "--width", "120"]) == 0
    text = capsys.readouterr().out
    assert any(mark in text for mark in ("◆ CONSTRAINT", "◇ too close to call", "◷ CALENDAR"))
    assert "Code review" in text
    assert all(len(line) <= 120 for line in text.splitlines())
    assert "\x1b" not in text
    assert run(["show", FEATURE, "--width", "80", "--ascii"]) == 0
    assert capsys.readouterr().out.isascii()


@pytest.mark.parametrize("view", ["map", "ladder", "table"])
@pytest.mark.parametrize("layer", ["estimate", "measured", "both"])
def test_every_view_of_every_layer_prints(capsys: pytest.CaptureFixture[str], view: str, layer: str) -> None:
    assert run(["show", FEATURE, "--view", view, "--layer", layer]) == 0
    assert "Code review" in capsys.readouterr().out


def test_a_claim_comes_with_what_it_rests_on(capsys: pytest.CaptureFixture[str]) -> None:
    """The sentence and the JSON claim the same, and neither without n, span and effective n."""
    constraint = answer(capsys, "measure", FEATURE)["constraint"]
    sure = constraint["confidence"]
    run(["show", FEATURE, "--layer", "measured"])
    text = " ".join(capsys.readouterr().out.split())
    assert "in this period" in text
    assert constraint["verdict"] in ("clear", "too close to call")
    assert probability(constraint["probability"]) in text
    assert f"n {sure['n']} over" in text
    assert "effective n" in text
    assert sure["effective_n"] <= sure["n"]
    assert sum(sure["ranks"].values()) == pytest.approx(1, abs=0.01)
    assert set(sure["ranks"]) == {stage["id"] for stage in answer(capsys, "measure", FEATURE)["stages"]}


def test_compare_a_stream_with_itself_measured(capsys: pytest.CaptureFixture[str], tiny: Path) -> None:
    found = answer(capsys, "compare", str(tiny), "--estimate", "--measured", "--clock", "elapsed")
    assert found["schema"] == "vsm.compare.v1"
    assert found["clock"] == "elapsed"
    touch = found["stages"][0]["touch"]
    assert {key: touch[key] for key in ("left", "right", "gap", "ratio")} == {
        "left": 4 * 3600 * 4.2,
        "right": 4 * 3600,
        "gap": pytest.approx(4 * 3600 * -3.2),
        "ratio": pytest.approx(1 / 4.2),
    }
    assert run(["compare", str(tiny), "--estimate", "--measured"]) == 0
    assert "work" in capsys.readouterr().out


def test_compare_names_what_two_streams_define_differently(capsys: pytest.CaptureFixture[str], tiny: Path) -> None:
    found = answer(capsys, "compare", FEATURE, str(tiny))
    assert not found["definitions"]["equal"]
    assert "start point" in found["definitions"]["differences"]
    assert {s["only"] for s in found["stages"]} == {"left", "right"}


def test_compare_two_windows(capsys: pytest.CaptureFixture[str]) -> None:
    windows = ["--window", "2025-09-01..2026-04-15", "--window", "2026-04-16..2026-06-30"]
    found = answer(capsys, "compare", FEATURE, *windows)
    counts = [found[side]["items"]["finished"] for side in ("left", "right")]
    assert sum(counts) == answer(capsys, "measure", FEATURE)["items"]["finished"]
    assert all(counts)


def test_until_a_day_includes_that_day(capsys: pytest.CaptureFixture[str], tiny: Path) -> None:
    assert answer(capsys, "measure", str(tiny), "--until", "2026-03-02")["items"]["finished"] == 1
    assert answer(capsys, "measure", str(tiny), "--until", "2026-03-02T06:00Z")["items"]["finished"] == 0


def test_check_lists_all_errors_of_all_files_with_their_places(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("vsm: 1\nname: Bad\nstages:\n  - id: a\n    wait: 2x\n    tuch: 1h\nrework:\n  - {from: a, to: b}\n")
    log = tmp_path / "log.csv"
    log.write_text("item,at,state\nA,2026-03-02T00:00Z,Doing\nA,yesterday,Done\n,2026-03-02T00:00Z,Done\n")
    assert run(["check", str(bad), str(log)]) == 1
    out = capsys.readouterr().out
    assert f"{bad}:5:11: error: " in out
    assert "did you mean" in out
    assert f"{bad}:8:" in out
    assert f"{log}:3:" in out
    assert f"{log}:4:" in out
    assert run(["check", *(str(p) for p in STREAMS.iterdir() if p.suffix in (".yaml", ".csv"))]) == 0


def test_check_json(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("vsm: 1\nnam: Bad\n")
    assert run(["check", str(bad), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["schema"] == "vsm.check.v1"
    assert found["errors"] == len([p for p in found["files"][0]["problems"] if p["severity"] == "error"])
    assert found["files"][0]["problems"][0]["line"] > 0


def test_new_from_a_template_never_overwrites(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["new", "Checkout: new payment!", "--template", "standard feature"]) == 0
    made = tmp_path / "checkout-new-payment.yaml"
    opened = read_stream(made)
    assert opened.stream.name == "Checkout: new payment!"
    assert len(opened.stream.stages) >= 5
    assert all(s.wait is None and s.touch is None for s in opened.stream.stages)
    before = made.read_bytes()
    assert run(["new", "Checkout: new payment!"]) == 1
    assert made.read_bytes() == before
    assert run(["new", "Other", "--template", "nope"]) == 1
    assert "standard" in capsys.readouterr().err


def test_new_from_a_log_measures_at_once(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    log = STREAMS / "standard-feature.events.csv"
    made = tmp_path / "drafted.yaml"
    found = answer(capsys, "new", "Drafted", "--from-log", str(log), "-o", str(made))
    assert found["guesses"]
    text = made.read_text()
    assert "guess" in text
    measured = answer(capsys, "measure", str(made))
    assert measured["items"]["finished"] > 50
    assert "guessed" in [w["code"] for w in measured["warnings"]]


def test_exit_codes_and_errors_without_tracebacks(
    capsys: pytest.CaptureFixture[str], tiny: Path, tmp_path: Path
) -> None:
    assert run(["measure", "nowhere.yaml"]) == 1
    assert run(["measure", str(tmp_path)]) == 1
    assert run(["measure"]) == 2
    assert run(["measure", str(tiny), "--clock", "sundial"]) == 2
    assert run(["mesure", str(tiny)]) == 2
    assert run(["compare", str(tiny), "--estimate"]) == 2
    assert run(["measure", str(tiny), "--since", "soon"]) == 2
    assert run(["measure", str(tiny), str(tmp_path / "none.csv")]) == 1
    err = capsys.readouterr().err
    assert "Traceback" not in err
    assert "did you mean `vsm measure`" in err
    tiny.with_name("tiny.events.csv").unlink()
    assert run(["measure", str(tiny)]) == 1
    assert "no log to measure" in capsys.readouterr().err
    assert run(["--version"]) == 0
    assert run(["show", "--help"]) == 0
    assert "Example" in capsys.readouterr().out


def test_errors_come_as_json_where_json_was_asked_for(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("vsm: 1\n")
    assert run(["show", str(bad), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["schema"] == "vsm.show.v1"
    assert found["errors"][0]["text"]


def test_a_hostile_name_stays_text(capsys: pytest.CaptureFixture[str], tiny: Path) -> None:
    log = tiny.with_name("tiny.events.csv")
    log.write_text(LOG + 'C,2026-03-02T03:00Z,"Odd\x1b]2;pwned\x07[@click=app.quit]x[/]"\nC,2026-03-02T04:00Z,Done\n')
    tiny.write_text(STREAM + "begin: {state: [To Do, 'Odd]2;pwned[@click=app.quit]x[/]']}\n")
    assert run(["measure", str(tiny)]) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_the_console_script_runs_as_a_module(tiny: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "vsm_tui", "measure", str(tiny), "--json"], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout)["items"]["finished"] == 1


def test_output_that_nobody_reads_is_no_error() -> None:
    done = subprocess.run(
        f"{sys.executable} -m vsm_tui show {FEATURE} | head -1",
        shell=True,
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""


def test_the_app_without_a_terminal_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([FEATURE]) == 1
    assert "needs a terminal" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "schema", "says"),
    [
        (["measure", FEATURE, "--clock", "moon"], "vsm.measure.v1", "'moon' is not one of"),
        (["measure"], "vsm.measure.v1", "Missing argument 'STREAM'"),
        (["measure", FEATURE, "--since", "soon"], "vsm.measure.v1", "'soon' is no date"),
        (["measure", FEATURE, "--off-hours", "--clock", "working"], "vsm.measure.v1", "the working one has no nights"),
        (["compare", FEATURE, "--estimate"], "vsm.compare.v1", "both of them"),
        (["show", FEATURE, "--nope"], "vsm.show.v1", "No such option"),
        (["mesure", FEATURE], "vsm.open.v1", "did you mean `vsm measure`?"),
    ],
)
def test_a_slip_in_the_line_prints_the_envelope_too(
    capsys: pytest.CaptureFixture[str], line: list[str], schema: str, says: str
) -> None:
    assert run([*line, "--json"]) == 2
    told = capsys.readouterr()
    found = json.loads(told.out)
    assert found["schema"] == schema
    assert says in found["errors"][0]["text"]
    assert says in told.err
    assert run(line) == 2
    assert not capsys.readouterr().out


def test_off_hours_are_shown_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    plain = answer(capsys, "measure", FEATURE)
    assert plain["lead_time"]["off_hours"] is None
    found = answer(capsys, "measure", FEATURE, "--off-hours")
    assert 0 < found["lead_time"]["off_hours"] < found["lead_time"]["mean"]
    assert all(0 <= stage["off_hours"] <= stage["time"] for stage in found["stages"])
    assert {**found["lead_time"], "off_hours": None} == plain["lead_time"]
    assert run(["measure", FEATURE, "--off-hours"]) == 0
    assert "nights and weekends" in capsys.readouterr().out


def test_measure_says_all_it_has_in_eighty_columns(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vsm_tui.cli.measure.terminal_width", lambda: 80)
    assert run(["measure", str(STREAMS / "payments-bugfix.yaml")]) == 0
    text = capsys.readouterr().out
    assert all(len(line) <= 80 for line in text.splitlines())
    for said in ("p50 with open items", "Little's law cannot be read off here", "failure demand", "of touch: items"):
        assert said in text
    assert "DORA lead time for changes" in text
    assert re.search(r"the oldest \S+ in [^(]+\(PAY-\d+\)", text)


def test_compare_before_and_after_a_moment(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "compare", FEATURE, "--split", "2026-04-15")
    whole = answer(capsys, "measure", FEATURE)
    sides = found["left"], found["right"]
    assert sum(side["items"]["finished"] for side in sides) == whole["items"]["finished"]
    midnight = "2026-04-14T22:00:00Z"  # where the team lives
    assert found["left"]["window"]["to"] <= midnight == found["right"]["window"]["from"]
    assert [side["label"].partition(", ")[2] for side in sides] == ["before 2026-04-15", "from 2026-04-15 on"]
    same = answer(capsys, "compare", FEATURE, "--window", "..2026-04-14", "--window", "2026-04-15..")
    assert [same[side]["items"] for side in ("left", "right")] == [side["items"] for side in sides]


def test_compare_measures_inside_since_and_until(capsys: pytest.CaptureFixture[str]) -> None:
    window = ["--since", "2026-04-01", "--until", "2026-04-30"]
    seen = answer(capsys, "measure", FEATURE, *window)
    found = answer(capsys, "compare", FEATURE, "--estimate", "--measured", *window)
    assert found["right"]["items"] == seen["items"]
    halves = answer(capsys, "compare", FEATURE, "--split", "2026-04-15", *window)
    both = sum(halves[side]["items"]["finished"] for side in ("left", "right"))
    assert both == seen["items"]["finished"]


@pytest.mark.parametrize(
    "line",
    [
        [FEATURE, "--window", "2026-03-01..2026-03-31"],
        [FEATURE, FEATURE, "--split", "2026-04-15"],
        [FEATURE, "--split", "2026-04-15", "--window", "..2026-04-01"],
        [FEATURE, "--window", "March", "--window", "April"],
        [FEATURE, "--split", "soon"],
    ],
)
def test_windows_that_make_no_sense(capsys: pytest.CaptureFixture[str], line: list[str]) -> None:
    assert run(["compare", *line]) == 2
    assert "Error" in capsys.readouterr().err


def test_periods_too_short_for_intervals_say_so(capsys: pytest.CaptureFixture[str]) -> None:
    window = ["2025-10-01..2025-12-31", "2026-01-01..2026-03-31"]
    found = answer(capsys, "compare", FEATURE, "--window", window[0], "--window", window[1])
    assert found["lead_time"]["gap_interval"] is None
    assert found["left"]["no_intervals"].startswith("89 items are 2.")
    assert found["right"]["no_intervals"].endswith(", two lead times long; 3 are needed")
    line = [FEATURE, "--since", "2026-01-01", "--until", "2026-03-31"]
    assert answer(capsys, "measure", *line)["no_intervals"].startswith("85 items are 2.")
    assert answer(capsys, "measure", FEATURE)["no_intervals"] is None
    assert run(["measure", *line]) == 0
    assert "no intervals of means: 85 items are 2." in capsys.readouterr().out
    assert run(["measure", *line, "--explain", "lead_time.mean", "--explain", "lead_time.p85"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "no interval: 85 items are 2." in told
    assert "items taken as independent" in told
    assert "too narrow where items resemble their neighbours" in told


def test_a_comparison_says_how_many_items_and_what_chance_may_do(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "compare", FEATURE, "--split", "2026-04-15")
    for delta in (found["lead_time"], found["stages"][0]["wait"]):
        assert delta.keys() >= {"left", "right", "gap", "ratio", "gap_interval", "clear"}
    assert found["overlapping"] is False
    assert answer(capsys, "compare", FEATURE, "--window", "..2026-05-01", "--window", "2026-04-01..")["overlapping"]
    assert answer(capsys, "compare", FEATURE, "--estimate", "--measured")["coverage"].keys() == {
        "inside",
        "outside",
        "unclear",
    }
    assert run(["compare", FEATURE, "--split", "2026-04-15", "--width", "80"]) == 0
    text = capsys.readouterr().out
    done = found["left"]["items"]["finished"]
    assert f"before 2026-04-15 ({done} done, 1 Sep 2025–14 Apr 2026)" in text
    assert all(len(line) <= 80 for line in text.splitlines())


def test_an_unknown_key_says_which_are_near_and_how_to_see_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["measure", FEATURE, "--explain", "wait.review"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("vsm: error: there is no number 'wait.review': the nearest are stages.review.wait, ")
    assert said.rstrip().endswith("in all; --explain all lists them")
    assert "<input>" not in said


def test_a_date_that_is_none_is_quoted_as_it_was_typed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare", FEATURE, "--split", "foo"]) == 2
    assert "'foo' is no date" in capsys.readouterr().err


def test_nights_have_a_column_of_their_own_where_they_are_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["measure", FEATURE, "--off-hours"]) == 0
    head, *rows = capsys.readouterr().out.splitlines()[3:]
    at = head.index("nights") + len("nights")
    found = {row.split()[1]: row[:at].split()[-1] for row in rows[:6]}
    whole = answer(capsys, "measure", FEATURE, "--off-hours")
    day = Units.of(Clock(), "elapsed")
    assert found == {s["name"].split()[0]: day.time(s["off_hours"]) for s in whole["stages"]}
    assert rows[6][:at].split()[-1] == day.time(whole["lead_time"]["off_hours"])
    assert run(["measure", FEATURE]) == 0
    assert "nights" not in capsys.readouterr().out


def test_more_notes_say_what_was_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["measure", FEATURE, "-v"]) == 0
    told = capsys.readouterr()
    assert re.fullmatch(
        r"read \d+ events of 283 items from standard-feature\.events\.csv: "
        r"2025-09-01 \d\d:\d\d to 2026-06-19 14:26 UTC\n",
        told.err,
    )
    assert run(["measure", FEATURE]) == 0
    assert capsys.readouterr() == (told.out, "")


def test_two_windows_that_meet_on_a_day_are_told_which(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare", FEATURE, "--window", "..2026-04-15", "--window", "2026-04-15..", "--width", "200"]) == 0
    shown = capsys.readouterr()
    assert "both periods have 2026-04-15, as a period includes its last day" in shown.out
    assert "end the first one on 2026-04-14" in shown.out
    assert "--split 2026-04-15" in shown.err
    assert run(["compare", FEATURE, "--window", "..2026-04-14", "--window", "2026-04-15..", "--width", "200"]) == 0
    shown = capsys.readouterr()
    assert "both periods" not in shown.out
    assert shown.err == ""
    assert run(["compare", FEATURE, "--window", "..2026-05-01", "--window", "2026-04-15.."]) == 0
    shown = capsys.readouterr()
    assert "share items" in shown.out
    assert shown.err == ""
