"""Activities inside a state that an item never left: their time is theirs, and nobody came back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from vsm_tui.measure import Measurement, load, measure
from vsm_tui.measure.drafting.states import state_table
from vsm_tui.model import Rule, Stage, States, Stream

HOUR = 3600.0
STREAM = Stream(
    "s",
    stages=(
        Stage("build", "Build", states=States(touch=("Building",))),
        Stage("ci", "CI", states=States(wait=("ci:queued",), touch=("ci:running",))),
        Stage("review", "Review", states=States(touch=("In Review",))),
        Stage("release", "Release", states=States(touch=("Releasing",))),
    ),
    finish=Rule(("Done",)),
)


@pytest.fixture
def run(tmp_path: Path):  # type: ignore[no-untyped-def]  # a factory of measurements
    def run(events: str) -> Measurement:
        """``HOUR KIND STATE, …`` of one item."""
        start = datetime(2026, 3, 2, tzinfo=UTC).timestamp()
        lines = ["item,at,state,kind"]
        for event in events.split(", "):
            hour, kind, state = event.split(" ", 2)
            lines.append(f"A,{datetime.fromtimestamp(start + float(hour) * HOUR, UTC).isoformat()},{state},{kind}")
        path = tmp_path / "log.csv"
        path.write_text("\n".join(lines) + "\n")
        return measure(STREAM, load([path], "UTC"))

    return run


RUNS = "5 schedule ci:queued, 6 start ci:running, 8 complete ci:running"


def test_a_job_during_a_review_is_no_way_back(run) -> None:  # type: ignore[no-untyped-def]
    flow = run(
        f"0 enter Building, 4 enter In Review, {RUNS}, 9 start ci:running, 10 complete ci:running, 12 enter Done"
    ).flow
    assert flow.loops == ()
    assert [s.visits for s in flow.stages] == [1, 2, 1, 0]
    assert [(s.touch, s.wait) for s in flow.stages[:3]] == [(4 * HOUR, 0), (3 * HOUR, HOUR), (4 * HOUR, 0)]
    assert [s.pca for s in flow.stages[:3]] == [1, 1, 1]
    assert flow.lead_time.mean == sum(s.time or 0 for s in flow.stages) == 12 * HOUR


def test_a_job_of_a_later_stage_is_none_either(run) -> None:  # type: ignore[no-untyped-def]
    flow = run("0 enter In Review, 1 start Releasing, 2 complete Releasing, 3 enter Done").flow
    assert flow.loops == ()
    assert [s.visits for s in flow.stages] == [0, 0, 1, 1]


def test_a_real_way_back_is_one_and_a_job_meanwhile_does_not_end_it(run) -> None:  # type: ignore[no-untyped-def]
    back = "9 enter Building, 10 start Releasing, 11 complete Releasing, 13 enter In Review, 14 enter Done"
    flow = run(f"0 enter Building, 4 enter In Review, {RUNS}, {back}").flow
    assert [(x.source, x.target, x.time) for x in flow.loops] == [("review", "build", 4 * HOUR)]
    assert flow.stages[1].pca == 0, "what passed CI was sent back by the review after it"


def test_work_of_the_stage_itself_is_the_same_visit(run) -> None:  # type: ignore[no-untyped-def]
    flow = run("0 enter ci:queued, 1 start ci:running, 2 complete ci:running, 3 enter Done").flow
    assert flow.stages[1].visits == 1
    assert (flow.stages[1].touch, flow.stages[1].wait) == (HOUR, 2 * HOUR)


def test_activities_inside_one_state_send_each_other_back(run) -> None:  # type: ignore[no-untyped-def]
    runs = "1 start In Review, 2 start ci:running, 3 complete ci:running, 4 complete In Review"
    flow = run(f"0 enter Building, {runs}, 5 enter Done").flow
    assert [(x.source, x.target, x.time) for x in flow.loops] == [("review", "ci", HOUR)]
    assert flow.stages[0].pca == 1, "it was never out of Build"


def test_a_job_after_the_finish_reopens_nothing(run) -> None:  # type: ignore[no-untyped-def]
    flow = run("0 enter Building, 4 enter Done, 5 start Releasing, 6 complete Releasing").flow
    assert (flow.observed.items.finished, flow.lead_time.mean) == (1, 4 * HOUR)
    assert flow.loops == ()


def test_a_job_that_still_runs_is_where_the_item_is(run) -> None:  # type: ignore[no-untyped-def]
    flow = run("0 enter In Review, 1 start ci:running").flow
    assert flow.observed.items.open == 1
    assert [s.wip_now for s in flow.stages] == [0, 1, 0, 0]


def test_the_table_of_states_counts_entries(run) -> None:  # type: ignore[no-untyped-def]
    seen = state_table(run(f"0 enter Building, 4 enter In Review, {RUNS}, 12 enter Done").log)
    assert {s.state: s.visits for s in seen}["In Review"] == 1


def test_a_job_of_a_later_stage_takes_no_item_farther(run) -> None:  # type: ignore[no-untyped-def]
    """It is tried out while it is being built; it comes to the release nine hours later."""
    tried = "1 start Releasing, 2 complete Releasing"
    flow = run(f"0 enter Building, {tried}, 9 enter In Review, 10 enter Releasing, 12 enter Done").flow
    found = flow.observed.cumulative
    hours = [(at - found.at[0]).total_seconds() / HOUR for at in found.at]
    came = [next(h for h, n in zip(hours, row, strict=True) if n) for row in found.stages]
    assert came == [pytest.approx(h, abs=12 / 72 + 1e-6) for h in (0, 9, 9, 10)]
    assert [row[-1] for row in found.stages] == [1, 1, 1, 1]
