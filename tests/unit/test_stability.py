"""Little's conditions, aging, cumulative flow, the typical item, failure demand: cases worked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from vsm_tui.flow.explain import explain
from vsm_tui.flow.observed import Condition, Observed
from vsm_tui.flow.shape import Cause, Flow
from vsm_tui.measure import Measurement, load, measure
from vsm_tui.model import Also, Clock, FailureDemand, Rule, Stage, States, Stream

HOUR = 3600.0
BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
STREAM = Stream(
    "s",
    stages=(
        Stage("build", "Build", states=States(("To Do",), ("Building",))),
        Stage("review", "Review", states=States(("To Review",), ("Reviewing",))),
        Stage("release", "Release", states=States(("Ready",), ("Releasing",))),
    ),
    finish=Rule(("Done",)),
    also=Also(stay=("Blocked",), paused=("On ice",), cancelled=("Won't do",)),
)
RULED = replace(STREAM, failure_demand=FailureDemand(types=("Bug",), labels=("hotfix",)))


def rows(item: str, *events: tuple[float, str], said: str = "") -> list[str]:
    """Events in hours since a Monday 00:00 UTC."""
    return [f"{item},{(BEGIN + timedelta(hours=at)).isoformat()},{state}{said}" for at, state in events]


@pytest.fixture
def run(tmp_path: Path):  # type: ignore[no-untyped-def]  # a factory of measurements
    def run(*items: list[str], stream: Stream = STREAM, head: str = "item,at,state", **options: object) -> Measurement:
        path = tmp_path / "log.csv"
        path.write_text("\n".join([head, *(row for item in items for row in item)]) + "\n")
        return measure(stream, load([path], "UTC"), **options)  # type: ignore[arg-type]  # passed through

    return run


def seen_of(flow: Flow) -> Observed:
    assert flow.observed is not None
    return flow.observed


def condition(flow: Flow, part: str) -> Condition:
    return next(c for c in seen_of(flow).little if part in c.name)


def straight(item: str, begin: float, hours: float) -> list[str]:
    return rows(item, (begin, "Building"), (begin + hours, "Done"))


def test_a_window_without_length_has_no_rates(run) -> None:  # type: ignore[no-untyped-def]
    flow = run(rows("A", (5, "Building"), (5, "Done"))).flow
    assert (seen_of(flow).throughput_per_week, seen_of(flow).wip_mean, seen_of(flow).cumulative) == (None, None, None)
    assert flow.lead_time.mean == 0


def test_on_the_working_clock_a_weekend_has_no_mean_wip_but_a_throughput(run) -> None:  # type: ignore[no-untyped-def]
    weekend = rows("A", (5 * 24 + 1, "Building"), (5 * 24 + 13, "Done"))
    flow = run(weekend, clock="working").flow
    assert seen_of(flow).wip_mean is None
    assert seen_of(flow).throughput_per_week == pytest.approx(14)


def test_a_steady_stream_meets_all_five_conditions(run) -> None:  # type: ignore[no-untyped-def]
    items = [straight(f"I-{k:03}", 2 * k, 20) for k in range(100)]
    flow = run(*items, since=BEGIN + timedelta(hours=40), until=BEGIN + timedelta(hours=180)).flow
    assert [c.holds for c in seen_of(flow).little] == [True] * 5
    assert seen_of(flow).little_ratio == pytest.approx(1)
    assert condition(flow, "arrivals").seen == "70 begun, 70 finished, 0 cancelled"
    assert condition(flow, "WIP").seen == "10 at the start, 10 at the end"
    assert condition(flow, "age").seen == "11.0 hours in the middle, 11.0 hours at the end"


def test_a_growing_stream_fails_by_name(run) -> None:  # type: ignore[no-untyped-def]
    done = [straight(f"D-{k:03}", 3 * k, 3) for k in range(60)]
    piled = [rows(f"P-{k:03}", (3 * k, "To Do")) for k in range(60)]
    flow = run(*done, *piled).flow
    holds = {c.name: c.holds for c in seen_of(flow).little}
    assert holds == {
        "arrivals ≈ departures": False,
        "everything that starts finishes": True,
        "WIP at the start ≈ WIP at the end": False,
        "mean age of WIP is flat": False,
        "same units throughout": True,
    }
    assert condition(flow, "arrivals").seen == "120 begun, 60 finished, 0 cancelled"


@pytest.mark.parametrize(("open_", "holds"), [(12, True), (16, False)])
def test_about_equal_is_within_one_standard_deviation_of_poisson_counts(run, open_: int, holds: bool) -> None:  # type: ignore[no-untyped-def]
    # 64 finished: 76 begun differ by 12 from them, √(76 + 64) is 11.8, and a tenth of 76 is 7.6.
    items = [straight(f"D-{k:03}", k, 2) for k in range(64)] + [rows(f"P-{k}", (3 * k, "To Do")) for k in range(open_)]
    flow = run(*items, until=BEGIN + timedelta(hours=200)).flow
    assert condition(flow, "arrivals").holds == (open_ <= 11)
    assert condition(flow, "arrivals").seen == f"{64 + open_} begun, 64 finished, 0 cancelled"
    assert holds or not condition(flow, "arrivals").holds


@pytest.mark.parametrize(("gone", "holds"), [(0, True), (1, True), (2, False)])
def test_one_cancelled_in_a_hundred_is_borne(run, gone: int, holds: bool) -> None:  # type: ignore[no-untyped-def]
    items = [straight(f"D-{k:03}", k, 2) for k in range(100)]
    items += [rows(f"C-{k}", (k, "Building"), (k + 1, "Won't do")) for k in range(gone)]
    found = condition(run(*items).flow, "finishes")
    assert (found.holds, found.seen) == (holds, f"{gone} of {100 + gone} that left were cancelled")


def test_a_condition_without_anything_to_tell_it_from_is_neither_met_nor_failed(run) -> None:  # type: ignore[no-untyped-def]
    alone = run(straight("A", 0, 20)).flow
    age = condition(alone, "age")
    assert (age.holds, age.seen) == (None, "nothing was in process at the end: there is no age to compare")
    assert [c.holds for c in seen_of(alone).little] == [True, True, True, None, True]
    told = explain(alone, "little", STREAM)
    assert "cannot be told: mean age of WIP is flat" in told.more[3][0]
    assert told.sure == ("1 of its 5 conditions cannot be told here: the ratio need not be 1",)
    piled = condition(run(*[rows(f"P-{k}", (k, "To Do")) for k in range(4)]).flow, "finishes")
    assert (piled.holds, piled.seen) == (False, "none has finished, 4 in process")


def test_open_items_are_as_old_as_they_have_been_worked_and_waited_for(run) -> None:  # type: ignore[no-untyped-def]
    found = run(
        *[straight(f"D-{k}", k, 10) for k in range(20)],
        rows("OLD", (0, "To Do"), (5, "Building"), (20, "On ice"), (30, "To Review")),
        rows("ICE", (0, "To Do"), (2, "On ice")),
        rows("YOUNG", (90, "Building"), (100, "Limbo")),
        now=BEGIN + timedelta(hours=100),
    )
    aging = seen_of(found.named).aging
    assert aging is not None
    assert [(a.item, a.stage, a.age / HOUR) for a in aging.oldest] == [
        ("OLD", "review", 90), ("YOUNG", None, 10), ("ICE", None, 2)
    ]  # fmt: skip
    assert (aging.mean, aging.p85, aging.over) == (34 * HOUR, 10 * HOUR, 1)
    unnamed = seen_of(found.flow).aging
    assert unnamed is not None
    assert [a.item for a in unnamed.oldest] == ["", "", ""]


def test_while_nothing_has_finished_none_is_too_old(run) -> None:  # type: ignore[no-untyped-def]
    aging = seen_of(run(rows("A", (0, "To Do")), rows("B", (9, "To Do"))).flow).aging
    assert aging is not None
    assert (aging.p85, aging.over, aging.mean) == (None, None, 4.5 * HOUR)
    assert seen_of(run(straight("A", 0, 3)).flow).aging is None


def test_cumulative_flow_worked_by_hand(run) -> None:  # type: ignore[no-untyped-def]
    flow = run(
        rows("A", (0, "To Do"), (10, "To Review"), (20, "Building"), (30, "Reviewing"), (40, "Done")),
        rows("B", (12, "Building"), (36, "Done")),  # skips two stages
        rows("C", (24, "To Do"), (48, "Won't do")),
        rows("D", (60, "To Do"), (72, "Ready")),
    ).flow
    found = seen_of(flow).cumulative
    assert found is not None
    assert len(found.at) == 73
    assert [(t - BEGIN) / timedelta(hours=1) for t in found.at] == list(range(73))

    def at(hour: int) -> tuple[list[int], int, int, list[int]]:
        return [s[hour] for s in found.stages], found.done[hour], found.cancelled[hour], [q[hour] for q in found.queues]

    assert at(0) == ([0, 0, 0], 0, 0, [0, 0, 0])
    assert at(1) == ([1, 0, 0], 0, 0, [1, 0, 0])
    assert at(11) == ([1, 1, 0], 0, 0, [0, 1, 0])
    assert at(21) == ([2, 1, 0], 0, 0, [0, 0, 0])  # going back takes nothing away
    assert at(37) == ([3, 2, 1], 1, 0, [1, 0, 0])  # what is finished has passed every stage
    assert at(41) == ([3, 2, 2], 2, 0, [1, 0, 0])
    assert at(49) == ([3, 2, 2], 2, 1, [0, 0, 0])
    assert at(72) == ([4, 3, 3], 2, 1, [0, 0, 1])  # at now, what has just come is there


def test_the_queues_of_the_diagram_average_to_the_queue(run) -> None:  # type: ignore[no-untyped-def]
    rng = np.random.default_rng(3)
    items = []
    for k in range(400):
        begin, steps = rng.uniform(0, 2000), np.cumsum(rng.exponential(30, 5))
        states = ("Building", "To Review", "Reviewing", "Ready", "Done")
        times = [begin, *(begin + steps)]
        items.append(rows(f"I-{k}", (begin, "To Do"), *zip(times[1:], states, strict=True)))
    flow = run(*items).flow
    found = seen_of(flow).cumulative
    assert found is not None
    for stage, queue in zip(flow.stages, found.queues, strict=True):
        assert np.mean(queue) == pytest.approx(stage.queue, rel=0.15)
    assert found.done[-1] - found.done[0] == seen_of(flow).items.finished
    wip = [a - d - c for a, d, c in zip(found.stages[0], found.done, found.cancelled, strict=True)]
    assert np.mean(wip) == pytest.approx(seen_of(flow).wip_mean, rel=0.1)


def test_on_the_working_clock_its_moments_lie_in_working_hours(run) -> None:  # type: ignore[no-untyped-def]
    stream = replace(STREAM, clock=Clock(timezone="Europe/Berlin"))
    items = [
        rows(f"I-{k}", (24 * k + 10, "To Do"), (24 * k + 30, "Building"), (24 * k + 34, "Done")) for k in range(12)
    ]
    flow = run(*items, stream=stream, clock="working").flow
    found = seen_of(flow).cumulative
    assert found is not None
    inner = [t.astimezone(BEGIN.tzinfo) + timedelta(hours=1) for t in found.at[1:-1]]  # Berlin in winter
    assert all(t.weekday() < 5 and 9 <= t.hour + t.minute / 60 <= 17 for t in inner)
    assert list(found.at) == sorted(found.at)
    assert found.done[-1] == seen_of(flow).items.finished == 12


def test_who_waits_is_not_drawn_where_nothing_tells_it(run) -> None:  # type: ignore[no-untyped-def]
    busy = replace(STREAM, stages=tuple(replace(s, states=States((), s.states.touch)) for s in STREAM.stages))
    found = seen_of(run(straight("A", 0, 9), stream=busy).flow).cumulative
    assert found is not None
    assert found.queues == ()
    unknown = replace(STREAM, stages=(*STREAM.stages, Stage("pentest", "Pentest")))
    found = seen_of(run(rows("A", (0, "To Do"), (9, "Done")), stream=unknown).flow).cumulative
    assert found is not None
    assert found.queues[3] == ()
    assert found.queues[0][1:-1] == (1,) * 71


def test_the_typical_item_is_the_mean_of_those_in_the_middle(run) -> None:  # type: ignore[no-untyped-def]
    def item(name: str, build: float, review: float) -> list[str]:
        return rows(name, (0, "Building"), (build, "Reviewing"), (build + review, "Done"))

    ten = [item(f"I-{k}", k + 1, 2 * k) for k in range(10)]  # leads 1, 4, 7 … 28: between 11.8 and 17.2 are 13 and 16
    assert seen_of(run(*ten).flow).typical == (5.5 * HOUR, 9 * HOUR, 0)
    two = seen_of(run(item("A", 1, 1), item("B", 3, 7)).flow)
    assert two.typical == (2 * HOUR, 4 * HOUR, 0)
    assert seen_of(run(rows("A", (0, "To Do"))).flow).typical == ()


LOOP = ((0, "Building"), (4, "Reviewing"), (6, "Building"), (9, "Reviewing"), (10, "Done"))
PLAIN = ((0, "Building"), (5, "Reviewing"), (6, "Done"))
HEAD = "item,at,state,type,labels"


def test_failure_items_and_loops_apart_and_together(run) -> None:  # type: ignore[no-untyped-def]
    flow = run(
        rows("A", *LOOP, said=",Story,ui"),  # 10 h of touch, 3 of them in the loop
        rows("B", *LOOP, said=",Bug,ui;db"),  # 10 h of touch, all of them failure
        rows("C", *PLAIN, said=",Story,hotfix;ui"),  # 6 h
        rows("D", *PLAIN, said=",Story,"),
        rows("E", (0, "To Do"), (168, "Building"), said=",Story,"),
        stream=RULED,
        head=HEAD,
    ).flow
    found = seen_of(flow).failure_demand
    assert found is not None
    assert (found.begun, found.failures, found.arrivals) == (5, 2, 0.4)
    assert found.arrivals_interval == pytest.approx((0.1176, 0.7693), abs=1e-4)
    assert found.touch == pytest.approx(16 / 32)
    assert found.loop_touch == pytest.approx(6 / 32)
    assert found.together == pytest.approx(19 / 32)
    assert found.time_per_week == pytest.approx(19 * HOUR)
    assert found.rule == "type Bug or label hotfix"
    assert (seen_of(flow).failure_arrivals, seen_of(flow).failure_touch) == (found.arrivals, found.touch)


def test_failure_demand_needs_every_column_the_rule_names(run) -> None:  # type: ignore[no-untyped-def]
    found = seen_of(run(rows("A", *LOOP, said=",Bug"), stream=RULED, head="item,at,state,type").flow).failure_demand
    assert found is not None
    assert (found.arrivals, found.touch, found.together, found.time_per_week) == (None, None, None, None)
    assert found.loop_touch == pytest.approx(0.3)
    without = seen_of(run(rows("A", *LOOP)).flow).failure_demand
    assert without is not None
    assert (without.arrivals, without.rule) == (None, "")
    assert without.loop_touch == pytest.approx(0.3)


def test_touch_that_is_only_bounded_leaves_shares_of_touch_unknown(run) -> None:  # type: ignore[no-untyped-def]
    log = [
        "A,2026-03-02T00:00Z,Building,complete,Bug,",
        "A,2026-03-02T03:00Z,Reviewing,complete,Bug,",
        "A,2026-03-02T04:00Z,Done,complete,Bug,",
    ]
    found = seen_of(run(log, stream=RULED, head="item,at,state,kind,type,labels").flow).failure_demand
    assert found is not None
    assert (found.arrivals, found.touch, found.loop_touch, found.together) == (1.0, None, None, None)


def test_a_loop_costs_time_per_week_and_says_what_its_items_have_in_common(run) -> None:  # type: ignore[no-untyped-def]
    (loop,) = run(
        rows("A", *LOOP, said=",Story,ui;vague"),
        rows("B", *LOOP, said=",Story,db;vague"),
        rows("C", *LOOP, said=",Bug,ui"),
        rows("D", *PLAIN, said=",Story,ui"),
        rows("E", *PLAIN, said=",Story,ui"),
        rows("F", (0, "To Do"), (84, "Building"), said=",Story,vague"),
        stream=replace(STREAM, failure_demand=FailureDemand(types=("Bug",), labels=("vague", "db", "absent"))),
        head=HEAD,
    ).flow.loops
    assert loop.share_interval == pytest.approx((0.2307, 0.8824), abs=1e-4)
    assert loop.per_week == pytest.approx(9 * HOUR / 0.5)
    # Two of the three are stories and have ui: nobody has said that this tells of a cause.
    assert loop.causes == (Cause("vague", 2), Cause("Bug", 1), Cause("db", 1))


def test_what_most_finished_items_carry_is_no_cause_of_a_loop(run) -> None:  # type: ignore[no-untyped-def]
    stream = replace(STREAM, failure_demand=FailureDemand(labels=("ui", "vague")))
    items = [rows("A", *LOOP, said=",Story,ui"), *(rows(name, *PLAIN, said=",Story,ui") for name in "BC")]
    assert run(*items, head=HEAD, stream=stream).flow.loops[0].causes == ()


def test_causes_are_the_types_and_labels_that_the_rule_names(run) -> None:  # type: ignore[no-untyped-def]
    items = [rows("A", *LOOP, said=",Story,vague"), rows("B", *PLAIN, said=",Story,ui")]
    assert run(*items, head=HEAD).flow.loops[0].causes == ()
    assert run(*items, head=HEAD, stream=RULED).flow.loops[0].causes == ()
    named = replace(STREAM, failure_demand=FailureDemand(labels=("vague",)))
    assert run(*items, head=HEAD, stream=named).flow.loops[0].causes == (Cause("vague", 1),)
    typed = replace(STREAM, failure_demand=FailureDemand(types=("vague",)))
    assert run(*items, head=HEAD, stream=typed).flow.loops[0].causes == ()


def test_a_stage_tells_how_many_items_its_percentiles_come_from_and_how_sure_they_are(run) -> None:  # type: ignore[no-untyped-def]
    items = [rows(f"I-{k}", (0, "Building"), (k + 1, "Reviewing"), (k + 2, "Done")) for k in range(30)]
    items += [straight(f"S-{k}", 0, 1) for k in range(10)]
    build, review, release = run(*items).flow.stages
    assert (build.n, review.n, release.n) == (40, 30, 0)
    assert review.reached_interval == pytest.approx((0.5981, 0.8581), abs=1e-4)
    assert build.p85_interval is not None
    assert build.p85_interval[1] is not None
    assert (release.p50_interval, release.p85_interval) == (None, None)
    few = run(*items[:22]).flow.stages[0]
    assert few.p85_interval is not None
    assert few.p85_interval[1] is None


def test_a_window_that_few_items_are_seen_young_in_begins_its_curve_late_and_says_so(run) -> None:  # type: ignore[no-untyped-def]
    # Ten items run from 0 to about 100. The window begins at 60: only one item begins in it, and is done at once.
    items = [straight(f"I-{k}", k, 90 + k) for k in range(10)] + [straight("QUICK", 62, 1)]
    flow = run(*items, since=BEGIN + timedelta(hours=60)).flow
    assert flow.lead_time.censored_from == 1 * HOUR
    assert flow.lead_time.censored_p50 == 94 * HOUR
    warning = next(w for w in seen_of(flow).warnings if w.code == "late-entry")
    assert "lead_time.censored_p50" in warning.bends
    whole = run(*items).flow
    assert whole.lead_time.censored_from is None
    assert "late-entry" not in [w.code for w in seen_of(whole).warnings]


def test_pauses_do_not_age_an_item_that_comes_in_late(run) -> None:  # type: ignore[no-untyped-def]
    # On ice from 10 to 50: 20 hours old when the window begins at 60, done at 30.
    late = [rows(f"I-{k}", (0, "Building"), (10, "On ice"), (50, "Building"), (70, "Done")) for k in range(6)]
    young = [straight(f"Y-{k}", 61, 25) for k in range(6)]
    flow = run(*late, *young, since=BEGIN + timedelta(hours=60)).flow
    assert flow.lead_time.censored_p50 == 25 * HOUR
    assert flow.lead_time.censored_p85 == 30 * HOUR
