"""Measured flow against cases worked by hand: each test is one sentence of the method."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from vsm_tui.flow import Flow, compare, expected
from vsm_tui.flow.explain import explain
from vsm_tui.measure import Measurement, load, measure
from vsm_tui.model import Also, Clock, FailureDemand, InputError, Rule, Stage, States, Stream

HOUR = 3600.0


def stage(name: str, *, wait: str | None = None, touch: str | None = None, people: float | None = None) -> Stage:
    states = States((wait,) if wait else (), (touch,) if touch else ())
    return Stage(id=name, name=name.title(), people=people, states=states)


STREAM = Stream(
    "s",
    stages=(
        stage("build", wait="To Do", touch="Building"),
        stage("review", wait="To Review", touch="Reviewing"),
        stage("release", wait="Ready", touch="Releasing"),
    ),
    finish=Rule(("Done", "Closed")),
    also=Also(stay=("Blocked",), paused=("On ice",), cancelled=("Won't do",)),
)


def rows(item: str, *events: tuple[float, str], day: str = "2026-03-02") -> list[str]:
    """Events given as hours since 00:00 UTC of a day (a Monday)."""
    start = datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()
    return [f"{item},{datetime.fromtimestamp(start + h * HOUR, UTC).isoformat()},{state}" for h, state in events]


@pytest.fixture
def run(tmp_path: Path):  # type: ignore[no-untyped-def]  # a factory of measurements
    def run(*items: list[str], stream: Stream = STREAM, head: str = "item,at,state", **options: object) -> Measurement:
        path = tmp_path / "log.csv"
        path.write_text("\n".join([head, *(row for item in items for row in item)]) + "\n")
        return measure(stream, load([path], "UTC"), **options)  # type: ignore[arg-type]  # passed through

    return run


def times(flow: Flow) -> dict[str, tuple[float | None, float | None]]:
    return {s.id: (s.wait and s.wait / HOUR, s.touch and s.touch / HOUR) for s in flow.stages}


STRAIGHT = rows("A", (0, "To Do"), (2, "Building"), (6, "To Review"), (10, "Reviewing"), (11, "Ready"), (12, "Done"))


def test_consecutive_events_bound_a_stay(run) -> None:  # type: ignore[no-untyped-def]
    flow = run(STRAIGHT).flow
    assert times(flow) == {"build": (2, 4), "review": (4, 1), "release": (1, 0)}
    assert flow.lead_time.mean == 12 * HOUR
    assert flow.flow_efficiency.value == pytest.approx(5 / 12)
    assert [s.visits for s in flow.stages] == [1, 1, 1]
    assert [s.evidence for s in flow.stages] == ["B", "B", None]


def test_queue_then_doing_is_one_visit_and_a_blocked_spell_does_not_end_it(run) -> None:  # type: ignore[no-untyped-def]
    flow = run(rows("A", (0, "Building"), (1, "Blocked"), (4, "Building"), (5, "Done"))).flow
    assert flow.stages[0].visits == 1
    assert times(flow)["build"] == (3, 2)


def test_blocked_before_any_stage_is_unmapped(run) -> None:  # type: ignore[no-untyped-def]
    stream = replace(STREAM, begin=Rule(("Blocked",)))
    flow = run(rows("A", (0, "Blocked"), (4, "Building"), (5, "Done")), stream=stream).flow
    assert [(u.state, u.time, u.lay) for u in flow.observed.unmapped] == [("Blocked", 4 * HOUR, "on hold")]


def test_paused_time_is_taken_out_of_lead_time_and_said(run) -> None:  # type: ignore[no-untyped-def]
    flow = run(rows("A", (0, "Building"), (1, "On ice"), (49, "Building"), (50, "Done"))).flow
    assert flow.lead_time.mean == 2 * HOUR
    assert flow.observed.paused == 48 * HOUR
    assert flow.stages[0].visits == 1


def test_time_nobody_mapped_is_kept_and_shown(run) -> None:  # type: ignore[no-untyped-def]
    flow = run(rows("A", (0, "Building"), (1, "Limbo"), (4, "Done"))).flow
    assert flow.lead_time.mean == 4 * HOUR
    found = [(u.state, u.time, u.share, u.items, u.lay) for u in flow.observed.unmapped]
    assert found == [("Limbo", 3 * HOUR, 0.75, 1, "")]
    assert flow.flow_efficiency.value == 0.25


def test_a_reopened_item_was_not_done(run) -> None:  # type: ignore[no-untyped-def]
    flow = run(rows("A", (0, "Building"), (2, "Done"), (5, "Building"), (6, "Done"), (7, "Closed"), (8, "Done"))).flow
    assert flow.lead_time.mean == 6 * HOUR
    assert [(u.state, u.time, u.lay) for u in flow.observed.unmapped] == [("Done", 3 * HOUR, "finished")]
    loop = flow.loops[0]
    assert (loop.source, loop.target, loop.items, loop.time) == ("finish", "build", 1, 1 * HOUR)
    assert flow.stages[0].visits == 2
    assert flow.stages[0].pca == 0


def test_a_loop_costs_from_the_arrival_until_the_item_is_back(run) -> None:  # type: ignore[no-untyped-def]
    flow = run(
        rows("A", (0, "Building"), (2, "Reviewing"), (3, "To Do"), (7, "Building"), (9, "Reviewing"), (10, "Done")),
        rows("B", (0, "Building"), (4, "Reviewing"), (5, "Done")),
    ).flow
    (loop,) = flow.loops
    assert (loop.source, loop.target, loop.share, loop.mean_repeats) == ("review", "build", 0.5, 1)
    assert (loop.time, loop.wait, loop.touch) == (3 * HOUR, 2 * HOUR, 1 * HOUR)
    assert loop.share_of_lead_time == pytest.approx(6 / 15)
    assert flow.rework_share == pytest.approx(6 / 15)
    assert flow.stages[0].pca == 0.5
    assert flow.stages[1].pca == 1


def test_nested_loops_are_counted_once_in_the_rework_share(run) -> None:  # type: ignore[no-untyped-def]
    events = [(0, "Building"), (1, "Reviewing"), (2, "Releasing"), (3, "Building"), (4, "Reviewing"), (5, "Building")]
    flow = run(rows("A", *events, (6, "Reviewing"), (7, "Releasing"), (8, "Done"))).flow
    assert {(x.source, x.target): x.time for x in flow.loops} == {
        ("release", "build"): 4 * HOUR,
        ("review", "build"): 1 * HOUR,
    }
    assert flow.rework_share == pytest.approx(4 / 8)


def test_a_skipped_stage_counts_as_zero_in_means_but_not_in_its_own_percentiles(run) -> None:  # type: ignore[no-untyped-def]
    flow = run(STRAIGHT, rows("B", (0, "Building"), (1, "Done"))).flow
    assert flow.stages[1].reached == 0.5
    assert flow.stages[1].time == 2.5 * HOUR
    assert flow.stages[1].p50 == 5 * HOUR


def test_open_items_wait_in_queues_but_stay_out_of_means(run) -> None:  # type: ignore[no-untyped-def]
    flow = run(STRAIGHT, rows("B", (0, "To Review"))).flow
    assert flow.observed.items.finished == 1
    assert flow.observed.items.open == 1
    assert flow.lead_time.mean == 12 * HOUR
    assert flow.stages[1].queue == pytest.approx((4 + 12) / 12)
    assert flow.stages[1].wip_now == 1
    assert flow.observed.wip_mean == 2
    assert flow.constraint.stage == "review"
    assert (flow.constraint.verdict, flow.constraint.probability) == ("not enough data", None)


def test_cancelled_is_no_completion(run) -> None:  # type: ignore[no-untyped-def]
    flow = run(
        STRAIGHT, rows("B", (0, "To Do"), (1, "Won't do")), rows("C", (0, "To Do"), (1, "Won't do"), (2, "Done"))
    ).flow
    assert flow.observed.items.cancelled == 1
    assert flow.observed.items.finished == 2
    assert ("Won't do", 0.5 * HOUR, "cancelled") in [(u.state, u.time, u.lay) for u in flow.observed.unmapped]


def test_begin_rule_and_items_that_miss_it(run) -> None:  # type: ignore[no-untyped-def]
    stream = replace(STREAM, begin=Rule(("Building",)))
    flow = run(STRAIGHT, rows("B", (0, "To Do"), (1, "Done")), rows("C", (3, "To Do")), stream=stream).flow
    assert flow.lead_time.mean == 10 * HOUR
    assert {(x.reason, x.count) for x in flow.observed.items.excluded} == {
        ("finished without passing the start point", 1),
        ("never reached the start point", 1),
    }


def test_ties_keep_file_order(run) -> None:  # type: ignore[no-untyped-def]
    flow = run(rows("A", (0, "Building"), (1, "To Review"), (1, "Reviewing"), (1, "Ready"), (2, "Done"))).flow
    assert flow.loops == ()
    assert [s.visits for s in flow.stages] == [1, 1, 1]
    assert flow.stages[1].time == 0


def test_the_window_counts_finishes_and_cuts_queues(run) -> None:  # type: ignore[no-untyped-def]
    late = rows("B", (10, "To Review"), (30, "Done"))
    found = run(STRAIGHT, late, since=datetime(2026, 3, 2, 20, tzinfo=UTC)).flow
    assert found.observed.items.finished == 1
    assert found.lead_time.mean == 20 * HOUR
    assert found.stages[1].queue == pytest.approx(1.0)
    assert found.observed.throughput_per_week == pytest.approx(7 * 24 / 10)
    assert "left-truncated" in [w.code for w in found.observed.warnings]
    early = run(STRAIGHT, late, until=datetime(2026, 3, 2, 20, tzinfo=UTC)).flow
    assert early.observed.items.finished == 1
    assert early.lead_time.mean == 12 * HOUR


def test_now_decides_how_old_open_items_are(run) -> None:  # type: ignore[no-untyped-def]
    found = run(rows("B", (0, "To Review")), STRAIGHT, now=datetime(2026, 3, 3, tzinfo=UTC))
    assert found.items(stage="review")[0].here == 24 * HOUR
    past = run(STRAIGHT, now=datetime(2026, 3, 2, 7, tzinfo=UTC)).flow
    assert past.observed.items.open == 1
    assert past.observed.items.finished == 0
    assert past.lead_time.mean is None


def test_the_working_clock_leaves_out_nights_weekends_and_holidays(run) -> None:  # type: ignore[no-untyped-def]
    # Friday 16:00 to Monday 10:00 local is 1 h + 1 h of working time; a holiday on Monday leaves 1 h.
    item = rows("A", (4 * 24 + 15, "Building"), (7 * 24 + 9, "Done"))
    berlin = replace(STREAM, clock=Clock(timezone="Europe/Berlin"))
    assert run(item, stream=berlin, clock="working").flow.lead_time.mean == 2 * HOUR
    off = replace(berlin.clock, holidays=(datetime(2026, 3, 9, tzinfo=UTC).date(),))
    assert run(item, stream=replace(STREAM, clock=off), clock="working").flow.lead_time.mean == 1 * HOUR
    assert run(item, stream=berlin).flow.lead_time.mean == 66 * HOUR


def test_the_working_clock_follows_daylight_saving(run) -> None:  # type: ignore[no-untyped-def]
    # 29 March 2026 clocks go forward in Berlin: Monday 09:00 local is 07:00 UTC, not 08:00.
    stream = replace(STREAM, clock=Clock(timezone="Europe/Berlin"))
    item = rows("A", (0, "Building"), (8, "Done"), day="2026-03-30")
    assert run(item, stream=stream, clock="working").flow.lead_time.mean == 1 * HOUR


def test_time_is_conserved_on_both_clocks(run) -> None:  # type: ignore[no-untyped-def]
    item = rows(
        "A", (0, "To Do"), (20, "Building"), (31.5, "Limbo"), (60, "Reviewing"), (61.25, "Blocked"), (90, "Done")
    )
    for clock in ("elapsed", "working"):
        flow = run(item, clock=clock).flow
        parts = sum(s.time for s in flow.stages) + sum(u.time for u in flow.observed.unmapped)
        assert parts == flow.lead_time.mean
        assert all(s.time == s.touch + s.wait for s in flow.stages)


def test_no_wait_state_means_not_configured_never_everything(run) -> None:  # type: ignore[no-untyped-def]
    stream = replace(STREAM, stages=(stage("build", touch="Building"),))
    flow = run(rows("A", (0, "Building"), (5, "Done")), stream=stream).flow
    assert flow.flow_efficiency.value is None
    assert "not configured" in flow.flow_efficiency.why


def test_started_and_completed_work_is_instrumented_touch(run) -> None:  # type: ignore[no-untyped-def]
    log = [
        "A,2026-03-02T00:00Z,Building,start",
        "A,2026-03-02T03:00Z,Building,complete",
        "A,2026-03-02T05:00Z,Reviewing,start",
        "A,2026-03-02T06:00Z,Reviewing,complete",
        "A,2026-03-02T06:00Z,Done,enter",
    ]
    flow = run(log, head="item,at,state,kind").flow
    assert times(flow) == {"build": (0, 3), "review": (2, 1), "release": (0, 0)}
    assert [s.evidence for s in flow.stages] == ["A", "A", None]
    assert flow.flow_efficiency.value == pytest.approx(4 / 6)


def test_completions_alone_leave_touch_unknown(run) -> None:  # type: ignore[no-untyped-def]
    log = [
        "A,2026-03-02T00:00Z,Building,complete",
        "A,2026-03-02T03:00Z,Reviewing,complete",
        "A,2026-03-02T04:00Z,Done,complete",
    ]
    flow = run(log, head="item,at,state,kind").flow
    assert flow.lead_time.mean == 4 * HOUR
    assert flow.touch.value is None
    assert (flow.touch.low, flow.touch.high) == (0, 4 * HOUR)
    assert flow.stages[0].touch is None
    assert flow.stages[0].time == 3 * HOUR


def test_failure_demand_by_the_teams_rule(run) -> None:  # type: ignore[no-untyped-def]
    stream = replace(STREAM, failure_demand=FailureDemand(types=("Bug",), labels=("hotfix",)))
    log = [f"{row},{kind},{labels}" for row, kind, labels in zip(STRAIGHT, ["Story"] * 6, ["x;y"] * 6, strict=True)]
    log += [f"{row},Bug," for row in rows("B", (0, "Building"), (1, "Done"))]
    log += [f"{row},Story,a;hotfix" for row in rows("C", (0, "Building"), (1, "Done"))]
    flow = run(log, stream=stream, head="item,at,state,type,labels").flow
    assert flow.observed.failure_arrivals == pytest.approx(2 / 3)
    assert flow.observed.failure_touch == pytest.approx(2 / 7)
    assert run(STRAIGHT).flow.observed.failure_arrivals is None


def test_capacity_leads_only_where_every_stage_has_people(run) -> None:  # type: ignore[no-untyped-def]
    log = rows("A", (0, "To Do"), (1, "Building"), (5, "To Review"), (10, "Reviewing"), (11, "Releasing"), (12, "Done"))
    assert run(log).flow.constraint.lenses == {"pile-up": "review", "delay": "review", "capacity": None}
    staffed = replace(STREAM, stages=tuple(replace(s, people=1) for s in STREAM.stages))
    found = run(log, stream=staffed).flow.constraint
    assert (found.lens, found.stage) == ("capacity", "build")


def test_what_cannot_be_measured_says_what_is_missing(run) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputError, match=r"no finish rule.*items in the log mostly end in Done \(1\)"):
        run(STRAIGHT, stream=replace(STREAM, finish=Rule()))
    with pytest.raises(InputError, match=r"no stage names a state of the log.*Building"):
        run(STRAIGHT, stream=replace(STREAM, stages=(stage("x", wait="Nope"),)))
    with pytest.raises(InputError, match="window is empty"):
        run(STRAIGHT, since=datetime(2027, 1, 1, tzinfo=UTC))


def test_states_that_never_occur_are_named(run) -> None:  # type: ignore[no-untyped-def]
    texts = [w.text for w in run(STRAIGHT).flow.observed.warnings if w.code == "unseen-state"]
    assert texts == ["in the stream but never in the log: Releasing, Blocked, On ice, Won't do, Closed"]


def test_definitions_change_with_the_meaning_and_not_with_the_words(run) -> None:  # type: ignore[no-untyped-def]
    base = run(STRAIGHT).flow.observed.definitions
    assert run(STRAIGHT, stream=replace(STREAM, notes="x", name="t")).flow.observed.definitions == base
    assert run(STRAIGHT, stream=replace(STREAM, also=Also())).flow.observed.definitions != base
    assert run(STRAIGHT, clock="working").flow.observed.definitions != base


def test_items_behind_a_stage_and_a_loop_are_slowest_first(run) -> None:  # type: ignore[no-untyped-def]
    found = run(
        STRAIGHT,
        rows("B", (0, "Building"), (1, "Reviewing"), (2, "Building"), (3, "Reviewing"), (9, "Done")),
        rows("C", (0, "Building"), (1, "Done")),
    )
    assert [row.item for row in found.items(stage="review")] == ["B", "A"]
    (row,) = found.items(loop=("review", "build"))
    assert (row.here, row.returns, row.visits) == (1 * HOUR, 1, 4)
    assert [(s.kind, s.stage, s.rework) for s in row.strip] == [
        ("touch", "build", False),
        ("touch", "review", False),
        ("touch", "build", True),
        ("touch", "review", False),
    ]
    assert [row.item for row in found.items()] == ["A", "B", "C"]


def test_a_stage_without_states_is_not_knowable_and_hides_no_lens(run) -> None:  # type: ignore[no-untyped-def]
    stream = replace(STREAM, stages=(*STREAM.stages, Stage(id="pentest", name="Pentest")))
    flow = run(STRAIGHT, stream=stream).flow
    unseen = flow.stages[3]
    assert [unseen.time, unseen.wait, unseen.touch, unseen.visits, unseen.queue, unseen.wip_now] == [None] * 6
    assert flow.constraint.stage == "review"
    assert compare(expected(stream), flow).blind_spot != "pentest"


def test_no_waiting_configured_leaves_wait_and_queues_unknown(run) -> None:  # type: ignore[no-untyped-def]
    stream = replace(STREAM, stages=(stage("build", touch="Building"),))
    flow = run(rows("A", (0, "Building"), (5, "Done")), stream=stream).flow
    assert (flow.wait.value, flow.stages[0].wait, flow.stages[0].queue) == (None, None, None)
    assert flow.constraint.stage is None


def test_failure_demand_needs_a_column_to_be_seen_in(run) -> None:  # type: ignore[no-untyped-def]
    stream = replace(STREAM, failure_demand=FailureDemand(types=("Bug",)))
    assert run(STRAIGHT, stream=stream).flow.observed.failure_arrivals is None


def test_what_is_open_is_open_now_whatever_the_window(run) -> None:  # type: ignore[no-untyped-def]
    inside, late = rows("B", (5, "To Review")), rows("C", (100, "To Review"), (101, "Reviewing"))
    found = run(STRAIGHT, inside, late, until=datetime(2026, 3, 3, tzinfo=UTC))
    flow, seen = found.flow, found.flow.observed
    assert (seen.items.finished, seen.items.open, seen.wip_now, seen.items.excluded) == (1, 2, 2, ())
    assert flow.stages[1].wip_now == 2
    assert [old.age / HOUR for old in seen.aging.oldest] == [96, 1]
    assert sum(row.status == "open" for row in found.items()) == 2
    censored = next(w for w in seen.warnings if w.code == "censored")
    assert censored.text.startswith("1 item still open at the window's end, 50%")
    told = explain(flow, "items.open", STREAM)
    assert "now, 2026-03-06 05:00, after the window's end" in told.formula
    assert explain(flow, "lead_time.mean", STREAM).censored == 1


def test_asked_as_of_the_windows_end_nothing_later_is_open(run) -> None:  # type: ignore[no-untyped-def]
    inside, late = rows("B", (5, "To Review")), rows("C", (100, "To Review"))
    end = datetime(2026, 3, 3, tzinfo=UTC)
    seen = run(STRAIGHT, inside, late, until=end, now=end).flow.observed
    assert (seen.items.open, seen.wip_now) == (1, 1)
    assert seen.aging.mean == 19 * HOUR


def test_an_item_on_ice_is_still_open(run) -> None:  # type: ignore[no-untyped-def]
    flow = run(STRAIGHT, rows("B", (0, "Building"), (1, "On ice"))).flow
    assert flow.observed.wip_now == flow.observed.items.open == 1
