"""What bends the numbers: small logs in every format, each with one thing wrong, and what is said of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.unit.test_jira import change, issue
from vsm_tui.events import Finding
from vsm_tui.export import flow_payload
from vsm_tui.flow.explain import explain
from vsm_tui.flow.observed import Warn
from vsm_tui.measure import Measurement, load, measure, measure_files
from vsm_tui.measure.quality.effects import EFFECTS, warn
from vsm_tui.model import Also, Clock, Rule, Stage, States, Stream

START = datetime(2026, 1, 5, 9, 7, 1, tzinfo=UTC)
STREAM = Stream(
    "s",
    stages=(
        Stage("dev", "Dev", states=States(("Ready",), ("Dev",))),
        Stage("qa", "Qa", states=States(("Dev done",), ("QA",))),
    ),
    finish=Rule(("Done",)),
    also=Also(paused=("On ice",)),
)
Row = tuple[str, float, str]
WALK: tuple[Row, ...] = (("a", 0, "Ready"), ("a", 2, "Dev"), ("a", 5, "Dev done"), ("a", 6, "QA"), ("a", 8, "Done"))


def csv(path: Path, rows: Sequence[Row], *, zone: str = "+00:00") -> Path:
    lines = [f"{item},{(START + timedelta(hours=h)).strftime('%Y-%m-%dT%H:%M:%S')}{zone},{s}" for item, h, s in rows]
    path.write_text("\n".join(["item,at,state", *lines]) + "\n", encoding="utf-8")
    return path


def told(paths: Path | Sequence[Path], stream: Stream = STREAM, **asked: Any) -> dict[str, Warn]:
    """The findings by code; a log measured in parts says the same."""
    files = [paths] if isinstance(paths, Path) else list(paths)
    found = measure_files(stream, files, parts=1, **asked)
    assert measure_files(stream, files, parts=3, **asked).flow == found.flow
    return by_code(found)


def by_code(found: Measurement) -> dict[str, Warn]:
    assert found.flow.observed is not None
    return {w.code: w for w in found.flow.observed.warnings}


def test_a_plain_log_has_nothing_to_say(tmp_path: Path) -> None:
    assert told(csv(tmp_path / "a.csv", WALK), replace(STREAM, also=Also())) == {}


def test_every_finding_bends_numbers_that_exist(tmp_path: Path) -> None:
    flow = measure_files(STREAM, [csv(tmp_path / "a.csv", WALK)], off_hours=True).flow
    payload = flow_payload(flow, "vsm.measure.v1", "s")
    for code, known in EFFECTS.items():
        found = warn(code, "x")
        assert (found.effect, found.bends, found.flag) == known
        assert known.effect
        assert not known.flag or known.bends or code == "guessed", f"{code} marks nothing"
        for key in known.bends:
            here: Any = payload
            for part in key.replace("*", "0").split("."):
                here = here[int(part)] if part.isdigit() else here[part]


def test_repeated_rows_are_one_event_and_change_nothing(tmp_path: Path) -> None:
    twice = [row for row in WALK for _ in range(2)]
    found = told(csv(tmp_path / "a.csv", twice))
    assert (found["duplicated-rows"].count, found["duplicated-rows"].bends) == (5, ())
    plain, doubled = (
        replace(measure_files(STREAM, [csv(tmp_path / f"{n}.csv", rows)]).flow, observed=None)
        for n, rows in enumerate((WALK, twice))
    )
    assert plain == doubled


def test_two_exports_of_one_moment_look_like_rework_and_it_is_said(tmp_path: Path) -> None:
    rows: list[Row] = [("a", 0, "Dev"), ("a", 2, "QA"), ("a", 2, "Dev"), ("a", 2, "QA"), ("a", 8, "Done")]
    found = told(csv(tmp_path / "a.csv", rows))["repeated-moments"]
    assert (found.count, found.flag) == (1, "mismatch")
    assert "loops" in found.bends
    assert "rework look more" in found.effect
    assert measure_files(STREAM, [tmp_path / "a.csv"]).flow.loops


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_dates_without_time_of_day(tmp_path: Path, kind: str) -> None:
    import duckdb

    rows = [
        (f"i{k}", START.date() + timedelta(days=k + d), s)
        for k in range(6)
        for d, s in enumerate(("Dev", "QA", "Done"))
    ]
    rows += [("i7", START.date(), s) for s in ("Ready", "Dev")]
    path = tmp_path / f"a.{kind}"
    lines = [f"{item},{day},{state}" for item, day, state in rows]
    (tmp_path / "b.csv").write_text("\n".join(["item,at,state", *lines]) + "\n")
    if kind == "jsonl":
        path.write_text("".join(json.dumps({"item": i, "at": str(d), "state": s}) + "\n" for i, d, s in rows))
    elif kind == "parquet":
        duckdb.sql(f"COPY (FROM read_csv('{tmp_path / 'b.csv'}', all_varchar=true)) TO '{path}'")
    else:
        path = tmp_path / "b.csv"
    berlin = replace(STREAM, clock=Clock(timezone="Europe/Berlin"))
    found = told(path, berlin)
    assert found["coarse-times"].text.startswith("all 20 times lie on one time of day")
    assert "; 1 share their moment" in found["coarse-times"].text
    assert found["coarse-times"].flag == "inferred"
    assert (found["assumed-zone"].count, found["assumed-zone"].flag) == (20, "inferred")


def test_whole_hours_are_told_from_dates_and_from_quarters(tmp_path: Path) -> None:
    def at_minutes(step: int) -> dict[str, Warn]:
        lines = [f"i{k},{START.replace(minute=0, second=0) + timedelta(minutes=step * k)},Dev" for k in range(25)]
        (tmp_path / "a.csv").write_text("\n".join(["item,at,state", *lines]) + "\n")
        return told(tmp_path / "a.csv")

    assert at_minutes(60)["coarse-times"].text.startswith("all 25 times are whole hours")
    assert "coarse-times" not in at_minutes(15)
    assert "coarse-times" not in at_minutes(61)


def test_rows_with_and_without_zone_side_by_side_bend_lead_times(tmp_path: Path) -> None:
    paths = [csv(tmp_path / "a.csv", WALK[:3], zone=""), csv(tmp_path / "b.csv", WALK[3:])]
    assert "lead_time" in told(paths)["assumed-zone"].bends
    assert "lead_time" not in told(csv(tmp_path / "c.csv", WALK, zone=""))["assumed-zone"].bends


def test_times_to_come_and_times_before_all_tools(tmp_path: Path) -> None:
    ahead = (datetime.now(UTC) - START) / timedelta(hours=1) + 999
    found = told(csv(tmp_path / "a.csv", [*WALK, ("b", ahead, "Dev")]))
    assert "still to come" in found["future-times"].text
    assert {"wip", "aging"} <= set(found["future-times"].bends)
    assert "open items look older" in found["future-times"].effect
    long_ago = (datetime(1970, 1, 1, tzinfo=UTC) - START) / timedelta(hours=1)
    found = told(csv(tmp_path / "b.csv", [("b", long_ago, "Ready"), *WALK]))
    assert "1970-01-01" in found["placeholder-times"].text
    assert "throughput_per_week" in found["placeholder-times"].bends


def test_rows_after_now_are_counted(tmp_path: Path) -> None:
    found = told(csv(tmp_path / "a.csv", WALK), now=START + timedelta(hours=5, minutes=30))
    assert (found["after-now"].count, found["after-now"].bends) == (2, ())


def test_items_that_begin_with_their_end(tmp_path: Path) -> None:
    found = told(csv(tmp_path / "a.csv", [*WALK, ("b", 1, "Done")]))["starts-finished"]
    assert (found.count, found.flag) == (1, "shallow")
    assert found.text == "1 item finished with the first row there is"


def test_effects_before_their_causes(tmp_path: Path) -> None:
    stream = Stream(
        "s", stages=(Stage("a", "A", states=States((), ("git:committed", "ci:queued", "ci:running"))),),
        finish=Rule(("github:merged",)),
    )  # fmt: skip
    rows: list[Row] = [
        ("x", 0, "git:committed"), ("x", 2, "ci:queued"), ("x", 1, "ci:running"), ("x", 5, "github:merged"),
        ("y", 3, "git:committed"), ("y", 2, "github:merged"),
        ("z", 0, "git:committed"), ("z", 2, "github:merged"),
    ]  # fmt: skip
    found = told(csv(tmp_path / "a.csv", rows), stream)["clock-skew"]
    assert (found.count, found.flag) == (2, "mismatch")


def test_completions_without_a_start(tmp_path: Path) -> None:
    stream = Stream("s", stages=(Stage("t", "T", states=States((), ("Test",))),), finish=Rule(("Done",)))
    lines = [
        "item,at,state,kind", "a,2026-01-05T09:00:00Z,Test,start", "a,2026-01-05T10:00:00Z,Test,complete",
        "a,2026-01-05T11:00:00Z,Done,enter", "b,2026-01-05T09:00:00Z,Test,complete",
        "b,2026-01-05T11:00:00Z,Done,enter",
    ]  # fmt: skip
    (tmp_path / "a.csv").write_text("\n".join(lines) + "\n")
    found = told(tmp_path / "a.csv", stream)["unpaired-completions"]
    assert found.count == 1
    assert "flow_efficiency" in found.bends
    flow = measure_files(stream, [tmp_path / "a.csv"]).flow
    assert (flow.touch.value, flow.touch.low, flow.touch.high) == (None, 1800, 5400)


def test_left_out_time_is_said_from_a_tenth_on(tmp_path: Path) -> None:
    rows: list[Row] = [("a", 0, "Dev"), ("a", 8, "Odd"), ("a", 9, "On ice"), ("a", 11, "QA"), ("a", 12, "Done")]
    found = told(csv(tmp_path / "a.csv", rows))
    assert found["unmapped-large"].text == "10% of lead time is in states nobody mapped: Odd"
    assert "ranges" in found["unmapped-large"].effect
    assert found["paused-large"].text.startswith("17% of the time from begin to finish was paused")
    fewer = told(csv(tmp_path / "b.csv", [("a", 0, "Dev"), ("a", 9, "Odd"), ("a", 9.5, "QA"), ("a", 12, "Done")]))
    assert "unmapped-large" not in fewer


def test_open_items_censor_from_a_tenth_on(tmp_path: Path) -> None:
    done = [(f"i{k}", h, s) for k in range(18) for _, h, s in WALK]
    found = told(csv(tmp_path / "a.csv", [*done, ("o1", 1, "Dev"), ("o2", 1, "Dev")]))["censored"]
    assert (found.count, found.flag) == (2, "censored")
    assert "shorter than they are" in found.effect
    assert "lead_time.censored_p50" not in found.bends
    assert "censored" not in told(csv(tmp_path / "b.csv", [*done, ("o1", 1, "Dev")]))


def test_guesses_bend_what_they_decide(tmp_path: Path) -> None:
    found = told(csv(tmp_path / "a.csv", WALK), replace(STREAM, guesses=("qa",)))["guessed"]
    assert "stages.qa" in found.bends
    assert "lead_time" not in found.bends
    assert "lead_time" in told(tmp_path / "a.csv", replace(STREAM, guesses=("finish",)))["guessed"].bends


def test_states_spelled_nearly_alike_and_stages_never_seen(tmp_path: Path) -> None:
    stages = (*STREAM.stages, Stage("ops", "Ops", states=States(("Ops queue",), ())))
    rows: list[Row] = [("a", 0, "dev"), ("a", 1, "Dev"), ("a", 5, "QA"), ("a", 8, "Done")]
    found = told(csv(tmp_path / "a.csv", rows), replace(STREAM, stages=stages))
    assert "‘dev’ and ‘Dev’" in found["unmapped-variant"].text
    assert found["unseen-state"].bends == ("stages.ops",)
    assert found["unseen-state"].effect.startswith("Ops: shown with no time")


def _many(names: dict[bool, str], count: int = 200, step: float = 3) -> list[Row]:
    """Items one after another; what they go through is called one thing in the first half and another in the second."""
    rows: list[Row] = []
    for k in range(count):
        at = k * step
        late = k >= count // 2
        rows += [(f"i{k}", at, "Dev"), (f"i{k}", at + 1, names[late]), (f"i{k}", at + 2, "Done")]
    return rows


def test_a_renamed_column_is_recognised_by_its_neighbours(tmp_path: Path) -> None:
    found = told(csv(tmp_path / "a.csv", _many({False: "QA", True: "Testing"})))["state-replaced"]
    assert found.text == "‘QA’ was last seen on 2026-01-17, ‘Testing’ first on 2026-01-17: renamed?"
    assert found.effect.startswith("its time counts as touch of ‘qa’ before and as no stage since")
    assert ("stages.qa" in found.bends, found.flag) == (True, "mismatch")
    both = replace(STREAM, stages=(STREAM.stages[0], Stage("qa", "Qa", states=States((), ("QA", "Testing")))))
    found = told(tmp_path / "a.csv", both)["state-replaced"]
    assert (found.bends, found.flag) == ((), None)


def test_a_column_that_goes_or_comes_alone(tmp_path: Path) -> None:
    rows = [row for row in _many({False: "QA", True: "-"}) if row[2] != "-"]
    found = told(csv(tmp_path / "a.csv", rows))
    assert "retired or renamed?" in found["state-vanished"].text
    assert found["state-vanished"].bends == ("stages.qa",)
    rows = [row for row in _many({False: "-", True: "QA"}) if row[2] != "-"]
    assert "‘QA’ was first seen on" in told(csv(tmp_path / "b.csv", rows))["state-appeared"].text


def test_one_batch_of_items_flowing_through_is_no_change_of_states(tmp_path: Path) -> None:
    states = ("Ready", "Dev", "Dev done", "QA", "Done")
    rows = [(f"i{k}", 100 * stage + k % 7, state) for k in range(120) for stage, state in enumerate(states)]
    assert not {"state-replaced", "state-vanished", "state-appeared"} & set(told(csv(tmp_path / "a.csv", rows)))


def test_a_state_used_once_a_month_is_only_resting(tmp_path: Path) -> None:
    rows = [row for row in _many({False: "QA", True: "QA"}, count=300) if row[2] != "QA" or int(row[0][1:]) % 60 < 8]
    assert not {"state-replaced", "state-vanished"} & set(told(csv(tmp_path / "a.csv", rows)))


def jira(tmp_path: Path, *issues: dict[str, Any]) -> dict[str, Warn]:
    path = tmp_path / "jira.json"
    path.write_text(json.dumps({"issues": list(issues)}))
    states = States(("To Do",), ("In Progress", "Review"))
    stream = Stream("s", stages=(Stage("dev", "Dev", states=states),), finish=Rule(("Done",)))
    return by_code(measure(stream, load([path], "UTC")))


WALKED = (change(2, "1", "3"), change(4, "3", "4"), change(5, "4", "5"))


def test_what_does_not_add_up_in_jira_says_what_it_bends(tmp_path: Path) -> None:
    cut = issue("AB-2", "5", *WALKED[1:])
    cut["changelog"]["total"] = 9
    gone = issue("AB-5", "5", *WALKED)
    del gone["fields"]["created"]
    late = issue("AB-6", "5", *WALKED, created="2026-01-03T10:00:00.000+0100")
    found = jira(
        tmp_path, issue("AB-1", "5", *WALKED), cut, issue("AB-3", "4", *WALKED), issue("AB-4", "1", changelog=False),
        gone, late, issue("AB-7", "5", WALKED[0], WALKED[2]),
    )  # fmt: skip
    flags = {code: (w.count, w.flag) for code, w in found.items()}
    assert flags["no-history"] == (1, "shallow")
    assert flags["truncated-history"] == (1, "truncated")
    assert flags["no-creation"] == (1, "truncated")
    assert flags["broken-history"] == (1, "mismatch")
    assert flags["status-mismatch"] == (1, "mismatch")
    assert flags["created-late"] == (1, "mismatch")
    assert "lead times and early stages look shorter" in found["truncated-history"].effect
    assert found["status-mismatch"].text.endswith(": AB-3")
    assert "items" in found["status-mismatch"].bends


def test_changes_by_programs_are_counted_and_nobody_is_kept(tmp_path: Path) -> None:
    rule = change(5, "4", "5")
    rule["author"] = {"displayName": "Automation for Jira", "accountId": "557058:rule", "accountType": "app"}
    found = jira(tmp_path, issue("AB-1", "5", *WALKED[:2], rule))["automation"]
    assert found.text == "1 of 3 changes of status made by programs"
    assert found.count == 1
    assert "Automation" not in repr(found)


def test_a_table_may_say_which_rows_programs_made(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = ["a,2026-01-05T09:00:00Z,Dev,false", "a,2026-01-05T10:00:00Z,QA,TRUE", "a,2026-01-05T11:00:00Z,Done,"]
    path.write_text("\n".join(["item,at,state,is_bot", *rows]) + "\n")
    found = told(path)["automation"]
    assert (found.text, found.count) == ("1 of 3 rows made by programs", 1)
    path.write_text("\n".join(["item,at,state,is_bot", *rows, "too,few"]) + "\n")
    assert told(path)["automation"].count == 1
    path.write_text("\n".join(["item,at,state,is_bot", rows[0], rows[2]]) + "\n")
    assert "automation" not in told(path)


def test_a_renamed_status_is_told_and_torn_only_where_the_map_tears_it(tmp_path: Path) -> None:
    first = {**WALKED[1], "items": [{**WALKED[1]["items"][1], "toString": "Code review"}]}
    path = tmp_path / "jira.json"
    path.write_text(json.dumps({"issues": [issue("AB-1", "5", WALKED[0], first, WALKED[2])]}))
    log = load([path], "UTC")

    def found(wait: tuple[str, ...], touch: tuple[str, ...]) -> dict[str, Warn]:
        stages = (
            Stage("dev", "Dev", states=States(("To Do",), ("In Progress",))),
            Stage("r", "R", states=States(wait, touch)),
        )
        return by_code(measure(Stream("s", stages=stages, finish=Rule(("Done",))), log))

    told = found((), ("Review",))
    assert told["renamed-state"].text.endswith("‘Review’ was ‘Code review’")
    assert "torn-state" not in told
    assert found(("Code review",), ("Review",))["torn-state"].flag == "mismatch"


def test_xes_without_zone_and_with_one_name_twice(tmp_path: Path) -> None:
    def trace(name: str, day: int) -> str:
        events = "".join(
            f'<event><string key="concept:name" value="{state}"/>'
            f'<date key="time:timestamp" value="2026-01-{day + n:02d}T09:00:00"/></event>'
            for n, state in enumerate(("Dev", "Done"))
        )
        return f'<trace><string key="concept:name" value="{name}"/>{events}</trace>'

    path = tmp_path / "a.xes"
    path.write_text(f"<log>{trace('a', 1)}{trace('a', 5)}{trace('b', 2)}</log>")
    found = by_code(measure(STREAM, load([path], "UTC")))
    assert (found["joined-items"].count, found["joined-items"].flag) == (1, "mismatch")
    assert found["assumed-zone"].count == 6
    assert "rework more" in found["joined-items"].effect


def test_a_finding_nobody_here_knows_is_passed_on_in_its_own_words(tmp_path: Path) -> None:
    log = load([csv(tmp_path / "a.csv", WALK)], "UTC")
    log.findings.append(Finding("of-tomorrow", "something new", 3))
    assert by_code(measure(STREAM, log))["of-tomorrow"] == Warn("of-tomorrow", "something new", count=3)


def test_rejected_rows(tmp_path: Path) -> None:
    path = csv(tmp_path / "a.csv", WALK)
    path.write_text(path.read_text() + "b,never,Dev\n")
    found = told(path)["rejected-rows"]
    assert (found.count, found.flag) == (1, "truncated")
    assert found.text.startswith("1 row could not be used")


@pytest.mark.parametrize(
    "never", ["9999-12-31T23:59:59Z", "9998-01-01", "0001-01-01T00:00:00Z", "1899-12-31T10:00:00Z"]
)
@pytest.mark.parametrize("clock", ["elapsed", "working"])
def test_dates_that_stand_for_none_are_kept_out(tmp_path: Path, never: str, clock: str) -> None:
    path = csv(tmp_path / "a.csv", WALK)
    path.write_text(path.read_text() + f"b,2026-01-05T10:00:00Z,Dev\nb,{never},Done\n")
    found = told(path, clock=clock)["rejected-rows"]
    assert (found.count, f"‘{never}’ stands for no date" in found.text) == (1, True)
    seen = measure_files(STREAM, [path], clock=clock).flow.observed  # type: ignore[arg-type]  # one of the two
    assert seen is not None
    assert (seen.items.finished, seen.items.open) == (1, 1)


def test_a_log_that_ends_decades_ahead_ends_with_a_placeholder(tmp_path: Path) -> None:
    found = told(csv(tmp_path / "a.csv", [*WALK, ("b", 24 * 365 * 60, "Ready")]))
    assert "a date that stands for none" in found["placeholder-times"].text
    assert "2085-12-21" in found["placeholder-times"].text
    assert "future-times" not in found


def test_what_bends_the_times_of_stages_bends_what_is_made_of_them() -> None:
    for code, known in EFFECTS.items():
        if "stages.*.touch" in known.bends:
            assert {"touch", "flow_efficiency"} <= set(known.bends), code
        if "stages.*.wait" in known.bends:
            assert {"wait", "flow_efficiency"} <= set(known.bends), code


def test_squashed_changes_bend_touch_flow_efficiency_and_visits(tmp_path: Path) -> None:
    log = load([csv(tmp_path / "a.csv", WALK)], "UTC")
    log.findings.append(Finding("no-first-commit", "14 of 44 changes were squashed", 14))
    flow = measure(STREAM, log).flow
    for key in ("touch", "flow_efficiency", "stages.dev.touch", "stages.dev.visits"):
        flags = [w.flag for w in explain(flow, key, STREAM).flags if w.code == "no-first-commit"]
        assert flags == ["truncated"], key
