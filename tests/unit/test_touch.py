"""Touch with its evidence and its bounds: what is known of it, what is not, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from vsm_tui.draw import View, table_text
from vsm_tui.flow import Flow, expected, to_elapsed
from vsm_tui.flow.explain import explain
from vsm_tui.measure import measure_files
from vsm_tui.model import Also, Estimate, Loop, Rule, Stage, States, Stream

HOUR = 3600
STREAM = Stream(
    "s",
    stages=(
        Stage("dev", "Dev", states=States(("Ready",), ("Dev", "github:opened"))),
        Stage("ci", "Ci", states=States((), ("ci:running",))),
    ),
    finish=Rule(("Done",)),
    also=Also(stay=("Blocked",)),
)


def flow_of(folder: Path, rows: Sequence[str], stream: Stream = STREAM) -> Flow:
    path = folder / "a.csv"
    lines = []
    for number, row in enumerate(rows):
        hour, state, kind = (*row.split(","), "enter")[:3]
        lines.append(f"a{number * 0},2026-01-05T{int(hour):02d}:00:00Z,{state},{kind}")
    path.write_text("\n".join(["item,at,state,kind", *lines]) + "\n")
    return measure_files(stream, [path]).flow


def test_every_grade_a_stage_rests_on_and_the_weakest_of_the_whole(tmp_path: Path) -> None:
    flow = flow_of(tmp_path, ["0,Ready", "1,Dev", "3,github:opened", "4,ci:running", "6,Done"])
    assert [(s.evidence, s.grades) for s in flow.stages] == [("C", ("B", "C")), ("A", ("A",))]
    assert (flow.touch.evidence, flow.flow_efficiency.evidence) == ("C", "C")
    assert flow.flow_efficiency.value == pytest.approx(5 / 6)
    assert not flow.flow_efficiency.is_range


def test_a_guess_nobody_confirmed_is_no_explicit_doing_state(tmp_path: Path) -> None:
    rows = ["0,Ready", "1,Dev", "4,ci:running", "6,Done"]
    assert [s.evidence for s in flow_of(tmp_path, rows).stages] == ["B", "A"]
    guessed = flow_of(tmp_path, rows, replace(STREAM, guesses=("dev", "ci")))
    assert [s.evidence for s in guessed.stages] == ["C", "A"]


def test_a_worklog_in_a_doing_state_is_instrumented(tmp_path: Path) -> None:
    flow = flow_of(tmp_path, ["0,Ready", "1,Dev,start", "3,Dev,complete", "4,Done"])
    assert (flow.stages[0].grades, flow.touch.evidence) == (("A",), "A")


def test_time_nobody_mapped_widens_touch_wait_and_efficiency(tmp_path: Path) -> None:
    flow = flow_of(tmp_path, ["0,Ready", "2,Odd", "5,Dev", "9,Done", "10,Dev", "12,Done"])
    # 12 h: 2 wait, 6 touch, 3 in a state nobody mapped, 1 lying finished, which is no touch.
    assert (flow.touch.value, flow.touch.low, flow.touch.high) == (6 * HOUR, 6 * HOUR, 9 * HOUR)
    assert (flow.wait.value, flow.wait.high) == (2 * HOUR, 5 * HOUR)
    efficiency = flow.flow_efficiency
    assert (efficiency.value, efficiency.low, efficiency.high) == (0.5, 0.5, 0.75)
    assert efficiency.is_range
    assert "nobody mapped" in efficiency.why


def test_time_that_is_known_to_be_no_touch_does_not(tmp_path: Path) -> None:
    stream = replace(STREAM, begin=Rule(("Odd", "Blocked")), also=Also(stay=("Blocked", "Odd")))
    flow = flow_of(tmp_path, ["0,Blocked", "2,Dev", "4,Dev,leave", "6,Dev", "9,Done"], stream)
    # blocked before any stage, and in no state: in no stage, but nobody works there
    assert flow.observed is not None
    assert len(flow.observed.unmapped) == 2
    assert not flow.touch.is_range


def test_stays_that_only_show_their_end_leave_no_value(tmp_path: Path) -> None:
    flow = flow_of(tmp_path, ["0,Ready", "1,Dev,complete", "5,Done"])
    assert (flow.touch.value, flow.touch.low, flow.touch.high) == (None, 0, 4 * HOUR)
    assert "when work was completed" in flow.flow_efficiency.why
    assert flow.stages[0].evidence is None


def test_without_a_wait_state_nothing_is_configured(tmp_path: Path) -> None:
    stages = (Stage("dev", "Dev", states=States((), ("Dev",))),)
    flow = flow_of(tmp_path, ["0,Dev", "4,Done"], Stream("s", stages=stages, finish=Rule(("Done",))))
    assert flow.flow_efficiency.value is None
    assert "not configured" in flow.flow_efficiency.why
    assert "not configured" in flow.wait.why
    assert flow.touch.value == 4 * HOUR


def stage(name: str, wait: str = "", touch: str = "", outside: str = "") -> Stage:
    wanted = {"wait": wait, "touch": touch, "outside": outside}
    given = {key: Estimate.parse(text) for key, text in wanted.items() if text}
    return Stage(name, name.title(), **given)  # type: ignore[arg-type]  # estimates by name of the field


def test_an_estimate_gives_touch_and_wait_apart_where_each_is_complete() -> None:
    flow = expected(Stream("s", stages=(stage("dev", "2h", "3h"), stage("review", touch="1h"))))
    assert (flow.touch.value, flow.touch.evidence) == (4 * HOUR, "D")
    assert (flow.wait.value, flow.wait.why) == (None, "incomplete: Review has no wait")
    assert flow.lead_time.mean is None
    assert (flow.flow_efficiency.value, flow.flow_efficiency.why) == (None, "incomplete: Review has no wait")
    looped = Stream("s", stages=(stage("dev", "2h", "3h"), stage("qa", "1h", "1h")), rework=(Loop("qa", "dev"),))
    assert "no rate" in expected(looped).touch.why
    assert expected(Stream("s")).touch.value is None


def test_what_is_done_outside_bounds_both_and_says_that_it_delays() -> None:
    flow = expected(Stream("s", stages=(stage("dev", "2h", "3h"), stage("pentest", outside="10h"))))
    assert (flow.touch.value, flow.touch.low, flow.touch.high) == (None, 3 * HOUR, 13 * HOUR)
    assert (flow.wait.value, flow.wait.low, flow.wait.high) == (None, 2 * HOUR, 12 * HOUR)
    assert flow.wait.why.endswith("one elapsed time without a split; the delay lens counts all of it")
    assert flow.constraint.scores is not None
    assert flow.constraint.scores["delay"] == (2 * HOUR, 10 * HOUR)


def test_an_estimate_on_the_other_clock_is_converted_with_its_lenses() -> None:
    stream = Stream("s", stages=(stage("dev", "2h", "3h"), stage("pentest", outside="10h")))
    flow = to_elapsed(expected(stream), stream.clock)
    by = stream.clock.elapsed_ratio
    assert flow.constraint.scores is not None
    assert flow.constraint.scores["delay"] == pytest.approx((2 * HOUR * by, 10 * HOUR * by))
    assert flow.constraint.stage == "pentest"
    assert flow.touch.high == pytest.approx(13 * HOUR * by)


def test_a_stage_done_outside_has_one_time_and_no_split(tmp_path: Path) -> None:
    """Five hours with somebody else: they may be work or waiting, for all anybody here can see."""
    elsewhere = Stage("risk", "Risk", outside=Estimate.parse("1d"), states=States(("With risk",), ()))
    stream = replace(STREAM, stages=(*STREAM.stages, elsewhere))
    flow = flow_of(tmp_path, ["0,Ready", "1,Dev", "3,With risk", "8,Done"], stream)
    risk = flow.stages[2]
    assert (risk.time, risk.touch, risk.wait) == (5 * HOUR, None, None)
    assert (risk.touch_range, risk.wait_range, risk.evidence) == ((0, 5 * HOUR), (0, 5 * HOUR), None)
    assert (flow.touch.value, flow.touch.low, flow.touch.high) == (None, 2 * HOUR, 7 * HOUR)
    assert (flow.wait.value, flow.wait.low, flow.wait.high) == (None, 1 * HOUR, 6 * HOUR)
    efficiency = flow.flow_efficiency
    assert (efficiency.value, efficiency.low, efficiency.high) == (None, 2 / 8, 7 / 8)
    assert efficiency.why == "Risk: done outside, one elapsed time without a split"
    assert (flow.constraint.scores or {})["delay"][2] == 5 * HOUR, "the stream waits for somebody else's work"
    assert flow.constraint.lenses is not None
    assert flow.constraint.lenses["delay"] == "risk"
    told = explain(flow, "stages.risk.touch", stream)
    assert told.why == "done outside: one elapsed time, no split into wait and touch"
    assert told.bounds == (0, 5 * HOUR)


def test_an_outside_stage_whose_work_is_seen_is_split_like_any_other(tmp_path: Path) -> None:
    elsewhere = Stage("risk", "Risk", outside=Estimate.parse("1d"), states=States(("With risk",), ("At risk",)))
    stream = replace(STREAM, stages=(*STREAM.stages, elsewhere))
    flow = flow_of(tmp_path, ["0,Ready", "1,Dev", "3,With risk", "5,At risk", "8,Done"], stream)
    assert (flow.stages[2].touch, flow.stages[2].wait) == (3 * HOUR, 2 * HOUR)
    assert flow.touch.value == 5 * HOUR


def test_a_stage_without_a_state_for_work_says_that_work_there_looks_like_waiting(tmp_path: Path) -> None:
    plan = Stage("plan", "Plan", states=States(("Backlog",), ()))
    stream = replace(STREAM, stages=(plan, *STREAM.stages))
    flow = flow_of(tmp_path, ["0,Backlog", "2,Ready", "3,Dev", "6,Done"], stream)
    assert (flow.stages[0].touch, flow.stages[0].evidence) == (0, None)
    told = explain(flow, "stages.plan.touch", stream)
    assert told.sure[0] == "no state of it is mapped as work: if any is done there, it counts as waiting"
    assert any("‘Plan’ is mapped as work" in text for text in explain(flow, "flow_efficiency", stream).sure)
    rows = table_text(stream, None, flow, width=100, view=View(layer="measured"))
    assert next(row for row in rows if "Plan" in row).rstrip().endswith("–"), "no touch, and no grade of it"
    assert not any("mapped as work" in text for text in explain(flow, "stages.dev.touch", stream).sure)


def test_without_a_touch_state_flow_efficiency_is_not_known_and_never_0(tmp_path: Path) -> None:
    stages = (Stage("dev", "Dev", states=States(("Ready", "Dev"), ())), Stage("ci", "Ci"))
    stream = replace(STREAM, stages=stages)
    rows = ["0,Ready", "1,Dev", "4,Odd", "6,Done"]
    flow = flow_of(tmp_path, rows, stream)
    for found in (flow.touch, flow.flow_efficiency):
        assert (found.value, found.low, found.high) == (None, None, None)
        assert found.why == "not configured: no touch state, none is mapped as work"
    assert flow.wait.value == 4 * HOUR
    assert "FLOW EFFICIENCY not configured: no touch state" in " ".join(table_text(stream, None, flow, width=400))
    assert explain(flow, "flow_efficiency", stream).why == flow.flow_efficiency.why
