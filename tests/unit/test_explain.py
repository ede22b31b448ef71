"""Every number explains itself: each leaf of the JSON has an explanation, and its figures add up to the value."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.flows import DAY, estimate, everything_measured, measured_three, three
from tests.support.paths import numbers
from vsm_tui.cli.main import run
from vsm_tui.draw import Units, explained_rows, explained_text, row_len, row_text, words_text
from vsm_tui.export import explanation_payload, flow_payload
from vsm_tui.files import log_paths, read_stream
from vsm_tui.flow import Constraint, Flow, Warn, expected, simulate_range, to_elapsed
from vsm_tui.flow.comparison import with_range
from vsm_tui.flow.explain import bending, explain, flags_of, keys
from vsm_tui.measure import measure_files
from vsm_tui.model import Clock, InputError, Loop, Share, Stage, Stream
from vsm_tui.tui.explaining import answer_rows
from vsm_tui.tui.questions import Question

STREAMS = Path(__file__).parents[2] / "streams"


def belief() -> Flow:
    return expected(three())


def ranged() -> tuple[Stream, Flow]:
    stream = replace(three(), stages=(*three().stages, Stage("test", "Test", estimate("1h..2h..9h"), estimate("1h"))))
    spread = simulate_range(stream)
    assert spread is not None
    return stream, with_range(expected(stream), spread.median, spread.low, spread.high)


@pytest.mark.parametrize("flow", [measured_three(), everything_measured(), belief(), ranged()[1]])
def test_every_number_of_the_json_has_an_explanation(flow: Flow) -> None:
    payload = flow_payload(flow, "vsm.measure.v1", "x")
    assert len(numbers(payload)) > 60
    unexplained = []
    for path in numbers(payload):
        try:
            explain(flow, path, three())
        except InputError:
            unexplained.append(path)
    assert not unexplained


@pytest.mark.parametrize("name", [p.stem for p in sorted(STREAMS.glob("*.yaml"))])
@pytest.mark.parametrize("clock", ["elapsed", "working"])
def test_every_number_of_a_real_measurement_has_an_explanation(name: str, clock: Any) -> None:
    opened = read_stream(STREAMS / f"{name}.yaml")
    flow = measure_files(opened.stream, log_paths(opened), clock=clock).flow
    for path in numbers(flow_payload(flow, "vsm.measure.v1", name)):
        assert explain(flow, path, opened.stream).sources


@pytest.mark.parametrize("flow", [everything_measured(), belief()])
def test_the_json_value_and_the_explained_value_are_one(flow: Flow) -> None:
    """Where a key is a number of the JSON itself, both say the same."""
    payload = flow_payload(flow, "vsm.measure.v1", "x")
    payload["stages"] = {s["id"]: s for s in payload["stages"]}
    payload["loops"] = {f"{x['from']}-{x['to']}": x for x in payload["loops"]}
    compared = 0
    for key, _ in keys(flow, three()):
        value: Any = payload
        for part in key.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        if isinstance(value, int | float) and not isinstance(value, bool):
            assert explain(flow, key, three()).value.value == value, key
            compared += 1
    assert compared > 40 if flow.layer == "measured" else compared > 25


def test_keys_are_listed_once_with_a_title() -> None:
    for flow in (everything_measured(), belief()):
        listed = keys(flow, three())
        assert len({key for key, _ in listed}) == len(listed)
        assert all(title and len(title) < 100 for _, title in listed)


def test_what_is_related_exists() -> None:
    for flow in (everything_measured(), belief()):
        for key, _ in keys(flow, three()):
            for other in explain(flow, key, three()).related:
                known = other == "failure_demand" or explain(flow, other, three())
                assert known


def test_an_unknown_key_names_the_nearest() -> None:
    with pytest.raises(InputError, match=r"did you mean stages\.review\.wait\?"):
        explain(measured_three(), "stages.review.waits", three())
    with pytest.raises(InputError, match=r"did you mean flow_efficiency\?"):
        explain(measured_three(), "flow_eficiency", three())
    with pytest.raises(InputError, match=r"the nearest are stages\.review\.wait, .*; there are \d+ in all"):
        explain(measured_three(), "wait.review", three())
    with pytest.raises(InputError, match=r"keys begin with items, lead_time, .*; there are \d+ in all") as told:
        explain(measured_three(), "nonsense", three())
    assert str(told.value).startswith("error: there is no number 'nonsense'")


@pytest.mark.parametrize("asked", ["leadtime", "LeadTime", "lead-time"])
def test_a_word_written_otherwise_names_the_first_keys_under_it(asked: str) -> None:
    with pytest.raises(InputError, match=r"did you mean lead_time\.mean or lead_time\.p50\?"):
        explain(measured_three(), asked, three())


def test_no_number_lacks_an_interval_without_a_reason() -> None:
    for flow in (expected(three()), measured_three()):
        for key, _ in keys(flow, three()):
            for text in explain(flow, key, three()).sure:
                assert not text.rstrip().endswith(":"), (key, text)


UNITS = Units.of(Clock(), "working")


def formula(flow: Flow, key: str, stream: Stream | None = None) -> str:
    return words_text(explain(flow, key, stream or three()).formula, UNITS)


def test_formulas_hold_the_figures() -> None:
    flow = measured_three()
    assert formula(flow, "lead_time.mean") == "Σ lead time 608d ÷ 38 finished items"
    assert formula(flow, "flow_efficiency") == "Σ touch 114d ÷ Σ lead time 608d"
    assert formula(flow, "stages.review.wait") == "Σ wait here 304d ÷ 38 finished items"
    assert formula(flow, "stages.review.time") == "touch 4h + wait 8d"
    assert formula(flow, "throughput_per_week") == "38 finished ÷ 12.6 weeks of the calendar"
    assert formula(flow, "loops.review-build.share") == "10 items that took it at least once ÷ 38 finished items"
    assert formula(flow, "rework.share_of_lead_time") == "Σ time inside at least one loop 122d ÷ Σ lead time 608d"
    assert formula(flow, "lead_time.p50").startswith("(38 − 1) × 0.5 + 1 = place 19.5 of the lead times")
    assert formula(flow, "little").startswith("mean WIP 8.2 ÷ (throughput 2.9/week × mean lead time 16d)")


def test_an_estimate_shows_how_its_visits_were_solved() -> None:
    """Review sends 20 % back to Build: Review is visited 1 ÷ (1 − 20 %), Build (1 + 1.25 × 20 %) ÷ (1 − 0 %)."""
    flow = belief()
    assert formula(flow, "stages.review.visits") == "(1) ÷ (1 − 20%) = 1.25"
    assert formula(flow, "stages.build.visits") == "(1 + 1.25 × 20%) ÷ (1 − 0%) = 1.25"
    assert formula(flow, "stages.build.touch") == "1.25 visits × touch 1d"
    once = expected(replace(three(), rework=()))
    assert formula(once, "stages.build.touch") == "1 visit × touch 1d"
    assert formula(flow, "rework_tax") == "lead time 10.2d − lead time with every stage visited once 8.62d"
    assert formula(flow, "loops.review-build.saving") == (
        "lead time 10.2d − lead time solved again without the loop 8.62d"
    )


def test_several_loops_across_a_stage_are_all_in_its_visits() -> None:
    stream = replace(
        three(),
        rework=(Loop("review", "build", Share.parse("20%")), Loop("release", "build", Share.parse("10%"))),
    )
    flow = expected(stream)
    review = flow.stage("review")
    assert review is not None
    assert review.visits == pytest.approx((1 + (1 / 0.9) * 0.1) / 0.8)
    assert formula(flow, "stages.review.visits", stream) == "(1 + 1.11 × 10%) ÷ (1 − 20%) = 1.39"


def test_an_estimate_with_a_gap_says_where_it_is_incomplete() -> None:
    stream = replace(three(), stages=(Stage("build", "Build", estimate("1d")), *three().stages[1:]))
    flow = expected(stream)
    assert explain(flow, "lead_time.mean", stream).why == "incomplete: Build has no touch"
    assert explain(flow, "stages.build.time", stream).why == "incomplete: nobody has said its touch"
    assert explain(flow, "throughput_per_week", stream).why.startswith("only a measurement has it")


def test_the_elapsed_clock_shows_sums_over_the_window() -> None:
    flow = replace(measured_three(), clock="elapsed")
    units = Units.of(Clock(), "elapsed")
    words = explain(flow, "wip.mean", three()).formula
    assert words_text(words, units).endswith("÷ the window's length: 722d ÷ 88d")


def test_findings_bend_what_they_name() -> None:
    found = (
        Warn("a", "five began before the window", "too short", ("lead_time.p50", "stages.*.touch"), "truncated", 5),
        Warn("b", "hours only", "", ("touch",), "inferred"),
        Warn("c", "no mark", "", ("lead_time",)),
    )
    assert [w.code for w in bending(found, "lead_time.p50")] == ["a", "c"]
    assert [w.code for w in bending(found, "lead_time.p85")] == ["c"]
    assert [w.code for w in bending(found, "stages.review.touch")] == ["a"]
    assert not bending(found, "stages.review.wait")
    assert flags_of(found, "stages.review") == ["truncated"]
    assert flags_of(found, "lead_time") == ["truncated"]
    assert flags_of(found, "touch") == ["inferred"]
    seen = measured_three().observed
    assert seen is not None
    flow = replace(measured_three(), observed=replace(seen, warnings=found))
    assert explain(flow, "stages.build.touch", three()).flags == found[:1]
    payload = flow_payload(flow, "vsm.measure.v1", "x")
    assert payload["lead_time"]["flags"] == payload["stages"][0]["flags"] == ["truncated"]
    assert payload["warnings"][0]["effect"] == "too short"
    text = "\n".join(explained_text(explain(flow, "stages.build.touch", three()), Clock()))
    assert "! truncated" in text
    assert "too short" in text


@pytest.mark.parametrize("width", [40, 80, 120])
def test_an_explanation_fits_its_width(width: int) -> None:
    for flow in (everything_measured(), belief(), to_elapsed(belief(), three().clock)):
        for key, _ in keys(flow, three()):
            rows = explained_rows(explain(flow, key, three()), three().clock, width=width)
            assert max(map(row_len, rows)) <= width, key


def test_hostile_names_are_drawn_and_not_obeyed() -> None:
    stream = replace(three(), stages=(replace(three().stages[0], name="a\x1b[31m\n[/b]"), *three().stages[1:]))
    flow = expected(stream)
    for key, _ in keys(flow, stream):
        assert "\x1b" not in "\n".join(explained_text(explain(flow, key, stream), stream.clock))


def test_a_verdict_explains_itself() -> None:
    flow = everything_measured()
    found = explain(flow, "constraint", three())
    assert found.value.value == "‘Review’"
    assert found.n == 38
    text = " ".join(" ".join(explained_text(found, Clock())).split())
    assert "verdict: clear, in this period" in text
    assert "against: one third points at Release" in text
    assert explain(flow, "constraint.probability", three()).value.value == 0.93
    gap = explain(flow, "constraint.confidence.gap", three())
    assert (gap.value.value, gap.interval) == (2.5, (0.8, 4.1))
    assert explain(flow, "constraint.confidence.thirds", three()).value.value == 2


def test_explanations_as_data() -> None:
    data = explanation_payload(explain(measured_three(), "lead_time.p50", three()), Clock())
    json.dumps(data, allow_nan=False)
    assert data["value"] == 14 * DAY
    assert data["interval"] == [12 * DAY, 18 * DAY]
    assert data["unit"] == "seconds"
    assert data["n"] == 38
    assert data["censored"] == 7
    assert data["window"]["from"] == "2026-03-02T00:00:00Z"


def test_an_estimate_has_no_constraint_confidence() -> None:
    flow = replace(belief(), constraint=Constraint())
    assert explain(flow, "constraint", three()).why == "no lens points at one stage"
    assert "only a measurement" in explain(flow, "constraint.probability", three()).why


def test_window_and_zone_of_the_team() -> None:
    seen = measured_three().observed
    assert seen is not None
    late = replace(seen.window, end=seen.window.end - timedelta(minutes=30))
    flow = replace(measured_three(), observed=replace(seen, window=late))
    told = explained_text(explain(flow, "lead_time.mean", three()), Clock(timezone="Europe/Berlin"))
    assert any("window      2 Mar–29 May 2026" in line for line in told)


def test_explain_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    feature = str(STREAMS / "standard-feature.yaml")
    assert run(["measure", feature, "--explain", "flow_efficiency", "--explain", "constraint"]) == 0
    text = capsys.readouterr().out
    assert "Σ touch" in text
    assert "pile-up lens" in text
    assert all(len(line) <= 120 for line in text.splitlines())
    assert run(["measure", feature, "--explain", "lead_time.p50", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["schema"] == "vsm.measure.v1"
    assert [x["key"] for x in data["explanations"]] == ["lead_time.p50"]
    assert run(["measure", feature, "--explain", "all"]) == 0
    assert "stages.review.wait" in capsys.readouterr().out
    assert run(["measure", feature, "--explain", "all", "--json"]) == 0
    assert {"key": "touch", "title": "Touch time per item"} in json.loads(capsys.readouterr().out)["keys"]
    assert run(["measure", feature, "--explain", "tuoch"]) == 1
    assert "did you mean touch?" in capsys.readouterr().err


def test_explain_an_estimate_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    feature = str(STREAMS / "standard-feature.yaml")
    assert run(["show", feature, "--explain", "rework_tax"]) == 0
    assert "with every stage visited once" in capsys.readouterr().out
    assert run(["show", feature, "--explain", "lead_time.mean", "--layer", "measured", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["explanations"][0]["layer"] == "measured"
    assert run(["show", feature, "--explain", "lead_time.mean", "--layer", "both", "--json"]) == 0
    both = json.loads(capsys.readouterr().out)["explanations"]
    assert [x["layer"] for x in both] == ["estimate", "measured"]


def test_explanations_in_plain_ascii(capsys: pytest.CaptureFixture[str]) -> None:
    for flow in (everything_measured(), belief()):
        for key, _ in keys(flow, three()):
            text = "\n".join(explained_text(explain(flow, key, three()), Clock(), ascii=True))
            assert text.isascii(), [c for c in text if not c.isascii()]
    found = explained_text(explain(measured_three(), "flow_efficiency", three()), Clock(), ascii=True)
    assert any("sum of touch 114d / sum of lead time 608d" in line for line in found)
    assert run(["show", str(STREAMS / "standard-feature.yaml"), "--explain", "all", "--ascii"]) == 0
    assert capsys.readouterr().out.isascii()


def weighed(**changes: Any) -> str:
    flow = everything_measured()
    sure = flow.constraint.confidence
    assert sure is not None
    told = replace(flow, constraint=replace(flow.constraint, confidence=replace(sure, **changes)))
    found = explain(told, "constraint.confidence.effective_n", three())
    return f"{words_text(found.formula, UNITS)} -> {explained_value(told, 'constraint.confidence.effective_n')}"


def explained_value(flow: Flow, key: str) -> str:
    return explained_text(explain(flow, key, three()), Clock(), width=110)[1].strip()


def test_what_items_weigh_is_told_with_the_figures_it_comes_from() -> None:
    """38 items in blocks of 4 are 9.5 blocks."""
    assert weighed(inflation=2.0, effective_n=19.0) == "38 items ÷ 2 = 19 -> 19"
    assert weighed(inflation=20.0, effective_n=9.5) == "38 items ÷ 20 = 1.9; at least the 9.5 blocks of 4 -> 9.5"
    assert weighed(inflation=0.5, effective_n=38.0) == "38 items ÷ 0.5 = 76; at most the 38 there are -> 38"
    few = weighed(inflation=None, effective_n=38 / 13, block=13, draws=0)
    assert few == "38 items ÷ 13 to a block = 2.9 blocks -> 2.9"


def test_a_probability_is_written_as_the_verdict_writes_it() -> None:
    flow = everything_measured()
    flow = replace(flow, constraint=replace(flow.constraint, probability=0.9459))
    assert explained_value(flow, "constraint.probability") == "P .94"


def test_what_nobody_drew_has_a_reason_and_not_two() -> None:
    flow = everything_measured()
    sure = flow.constraint.confidence
    assert sure is not None
    none = replace(sure, block=13, draws=0, ranks=(), gap=None, runner_up=None)
    found = replace(flow, constraint=replace(flow.constraint, probability=None, confidence=none))
    assert explain(found, "constraint.probability", three()).why == "38 items are 2.9 blocks of 13: 4 are needed"
    gap = explain(found, "constraint.confidence.gap", three())
    assert words_text(gap.formula, UNITS) == "what the pile-up lens sees of ‘Review’ 4 − of ‘Release’ 1.5"
    assert (gap.value.value, gap.why, gap.sure) == (
        2.5,
        "",
        ("no interval: 38 items are 2.9 blocks of 13: 4 are needed",),
    )


def test_reasons_are_answered_with_reasons() -> None:
    flow = everything_measured()
    assert explained_value(flow, "constraint.confidence.would_change") == "about 12 more items"
    assert explained_value(flow, "constraint.confidence.against") == "one third points at Release"
    assert explained_value(flow, "constraint.confidence.span") == "88d"
    assert explained_value(flow, "constraint.confidence.block") == "4"


def test_bunches_are_told_from_figures() -> None:
    flow = everything_measured()
    found = explain(flow, "stages.release.bunched", three())
    assert formula(flow, "stages.release.bunched").startswith("38 departures in 6 moments, arrivals in 31")
    assert words_text(found.more[0], UNITS) == "moments of departure ÷ arrival = 19.4%, at most 33.3% in bunches"
    assert explain(flow, "stages.build.bunched", three()).why == "too few items leave it to tell bunches"


def test_bounds_that_are_near_are_told_to_three_digits() -> None:
    flow = everything_measured()
    near = replace(flow.flow_efficiency, value=0.2113, low=0.2113, high=0.2148)
    text = "\n".join(explained_text(explain(replace(flow, flow_efficiency=near), "flow_efficiency", three()), Clock()))
    assert "lies in     21.1–21.5%" in text
    same = replace(near, high=0.21131)
    text = "\n".join(explained_text(explain(replace(flow, flow_efficiency=same), "flow_efficiency", three()), Clock()))
    assert "about       21.1%" in text


@pytest.mark.parametrize(
    ("lay", "advice"),
    [("", "map the state"), ("finished", "nothing is to be mapped"), ("on hold", "it waited in no stage yet")],
)
def test_time_in_no_stage_gets_the_advice_that_fits_it(lay: Any, advice: str) -> None:
    flow = everything_measured()
    assert flow.observed is not None
    (parked,) = flow.observed.unmapped
    flow = replace(flow, observed=replace(flow.observed, unmapped=(replace(parked, lay=lay),)))
    told = explain(flow, "unmapped.Parked", three())
    assert told.sure[0].startswith(advice)
    assert words_text(told.formula, UNITS) == "Σ time there 38d ÷ 38 finished items, 6.25% of the mean lead time 16d"


def test_every_number_knows_how_its_items_stand() -> None:
    flow = everything_measured()

    def whose(key: str) -> str:
        return explain(flow, key, three()).whose

    for key in ("lead_time.p50", "stages.review.wait", "stages.review.p85", "rolled_pca", "loops.review-build.share"):
        assert whose(key) == "finished", key
    for key in ("items.open", "wip.now", "aging", "stages.review.wip_now"):
        assert whose(key) == "open", key
    assert whose("items.cancelled") == "cancelled"
    for key in ("stages.review.queue", "wip.mean", "failure_demand.arrivals", "constraint.lenses.pile-up"):
        assert whose(key) == "all", key


def test_a_box_has_one_time_zone() -> None:
    """What is open is open at a moment of the stream's own zone, as the window is."""
    stream = replace(three(), clock=replace(three().clock, timezone="Europe/Berlin"))
    text = "\n".join(explained_text(explain(everything_measured(), "wip.now", stream), stream.clock, width=110))
    assert "not cancelled at now, 2026-05-29 02:00" in text
    assert "open as of 2026-05-29 02:00 (Europe/Berlin)" in text
    assert "UTC" not in text


def test_a_related_number_keeps_its_own_clock() -> None:
    """Three days of the calendar stay three beside numbers of the working clock, where they would be nine."""
    flow = everything_measured()
    question = Question("dora.deployment_frequency", three(), (flow,))
    (told,) = question.answers()
    rows = [row_text(row) for row in answer_rows(question, told, 100)]
    assert "  DORA: lead time for changes  3d" in rows
    question = Question("constraint.confidence.n", three(), (flow,))
    (told,) = question.answers()
    assert "  The period that the call is about  88d" in [row_text(r) for r in answer_rows(question, told, 100)]
