"""What is told of many items against plain loops, on random logs and windows."""

from __future__ import annotations

import re
import tempfile
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.reference_measure import items_of
from tests.support.reference_statistics import Group, Period, time_until_finished
from vsm_tui.flow import Flow
from vsm_tui.flow.observed import Observed
from vsm_tui.measure import load, measure
from vsm_tui.measure.walks.worktime import micros, moment
from vsm_tui.model import Also, FailureDemand, Rule, Stage, States, Stream

STAGES = tuple(
    Stage(id=name, name=name, states=States(wait=(f"{name} queue",), touch=(name,)))
    for name in ("build", "review", "qa")
)
STREAM = Stream(
    "s",
    stages=STAGES,
    finish=Rule(("Done",)),
    also=Also(("Blocked",), ("On ice",), ("Won't do",)),
    failure_demand=FailureDemand(types=("Bug",), labels=("hot",)),
)
STATES = (
    *(s for x in STAGES for s in (*x.states.wait, *x.states.touch)),
    "Done",
    "Done",
    "Blocked",
    "On ice",
    "Won't do",
)
START = micros(datetime(2024, 1, 1, tzinfo=UTC))
HOUR = 3_600_000_000
TYPES, LABELS = ("Bug", "Story"), ("", "hot;late", "late")
Rows = list[tuple[str, int, str]]


@st.composite
def logs(draw: st.DrawFn) -> tuple[Rows, dict[str, tuple[str, str]]]:
    events: Rows = []
    said = {}
    for item in range(draw(st.integers(1, 14))):
        name = f"I-{item}"
        said[name] = draw(st.sampled_from(TYPES)), draw(st.sampled_from(LABELS))
        at = START + draw(st.integers(0, 40)) * HOUR
        for _ in range(draw(st.integers(1, 8))):
            events.append((name, at, draw(st.sampled_from(STATES))))
            at += draw(st.integers(0, 9)) * HOUR
        if draw(st.booleans()):
            events.append((name, at, "Done"))
    events.append(("I-0", START, "build queue"))  # so that something always can be measured
    return events, said


hours = st.one_of(st.none(), st.integers(1, 60))


@settings(max_examples=200, deadline=None)
@given(logs(), hours, hours)
def test_everything_told_of_many_items_agrees_with_plain_loops(
    drawn: tuple[Rows, dict[str, tuple[str, str]]], since: int | None, until: int | None
) -> None:
    events, said = drawn
    first, now = min(at for _, at, _ in events), max(at for _, at, _ in events)
    start = first if since is None else START + since * HOUR
    end = now + 1 if until is None else min(START + until * HOUR, now + 1)
    if end <= start:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "log.csv")
        lines = [f"{i},{moment(at).isoformat()},{state},{','.join(said[i])}" for i, at, state in events]
        path.write_text("\n".join(["item,at,state,type,labels", *lines]) + "\n")
        measured = measure(
            STREAM,
            load([path], "UTC"),
            since=None if since is None else moment(start),
            until=None if until is None else moment(START + until * HOUR),
        )
        named = measured.named
    group = Group(STREAM, items_of(STREAM, list(events)), Period(start, end, now))
    flow, seen = named, named.observed
    assert seen is not None
    _survival(flow, group)
    _stages(flow, group)
    _stability(flow, seen, group)
    _cumulative(seen, group)
    _failure(flow, seen, group, {i for i, (kind, labels) in said.items() if kind == "Bug" or "hot" in labels})


def _survival(flow: Flow, group: Group) -> None:
    rows = group.survival()
    for found, share in (
        (flow.lead_time.censored_p50, Fraction(1, 2)),
        (flow.lead_time.censored_p85, Fraction(85, 100)),
    ):
        truth = time_until_finished(rows, share)
        assert found == (None if truth is None else pytest.approx(truth / 1e6))


def _stages(flow: Flow, group: Group) -> None:
    for k, stage in enumerate(flow.stages):
        own = [(i.touch[k] + i.wait[k]) / 1e6 for i in group.finished if i.visits[k]]
        assert stage.n == len(own)
        assert stage.p50 == (pytest.approx(np.percentile(own, 50)) if own else None)
        if group.finished:
            assert stage.reached_interval is not None
            assert stage.reached_interval[0] <= (stage.reached or 0) <= (stage.reached_interval[1] or 1)


def _stability(flow: Flow, seen: Observed, group: Group) -> None:
    period = group.period
    assert seen.items.finished == len(group.finished)
    assert seen.items.cancelled == len(group.cancelled)
    begin, middle, stop = (group.in_process(at) for at in (period.start, (period.start + period.end) // 2, period.end))
    assert len(stop) - len(begin) == len(group.begun) - len(group.finished) - len(group.cancelled)
    told = {condition.name: condition.seen for condition in seen.little}
    assert told["arrivals ≈ departures"] == (
        f"{len(group.begun)} begun, {len(group.finished)} finished, {len(group.cancelled)} cancelled"
    )
    assert told["WIP at the start ≈ WIP at the end"] == f"{len(begin)} at the start, {len(stop)} at the end"
    ages = [sum(group.age(i, at) for i in there) / len(there) / HOUR
            for there, at in ((middle, (period.start + period.end) // 2), (stop, period.last)) if there]  # fmt: skip
    if len(ages) == 2:
        found = re.fullmatch(r"(\S+) (\w+) in the middle, (\S+) (\w+) at the end", told["mean age of WIP is flat"])
        assert found
        for age, number, unit in zip(ages, found.groups()[::2], found.groups()[1::2], strict=True):
            size = 24 if unit.startswith("day") else 1  # a tie may be rounded up as well as down
            assert float(number) * size == pytest.approx(age, abs=0.0501 * size)
    still = [i for i in group.items if i.status == "open"]
    if not still:
        assert seen.aging is None
        return
    assert seen.aging is not None
    assert seen.aging.mean == pytest.approx(sum(i.lead for i in still) / len(still) / 1e6)
    p85 = flow.lead_time.p85
    assert seen.aging.over == (None if p85 is None else sum(i.lead / 1e6 > p85 for i in still))
    oldest = {i.name: i.lead for i in still}
    assert [o.age for o in seen.aging.oldest] == [a / 1e6 for a in sorted(oldest.values(), reverse=True)[:10]]
    for old in seen.aging.oldest:
        assert oldest[old.item] == old.age * 1e6
    if group.finished:
        low, high = np.percentile([i.lead for i in group.finished], [40, 60])
        some = [i for i in group.finished if low <= i.lead <= high]
        if some:
            truth = [sum(i.touch[k] + i.wait[k] for i in some) / len(some) / 1e6 for k in range(len(STAGES))]
            assert seen.typical == pytest.approx(truth)


def _cumulative(seen: Observed, group: Group) -> None:
    found, period = seen.cumulative, group.period
    if period.last <= period.start:
        assert found is None
        return
    assert found is not None
    assert (found.done[0], found.done[-1]) == (0, len(group.finished))
    assert found.cancelled[-1] == len(group.cancelled)
    for j, at in enumerate(found.at):
        last = j == len(found.at) - 1
        edge = period.end if last else micros(at)
        assert found.done[j] == group.over(group.finished, edge)
        assert found.cancelled[j] == group.over(group.cancelled, edge)
        for k in range(len(STAGES)):
            assert found.stages[k][j] == group.come(k, edge)
            assert found.queues[k][j] == group.waiting(k, micros(at))
        assert found.stages[0][j] - found.done[j] - found.cancelled[j] == len(group.in_process(edge))
    for upper, lower in zip(found.stages, (*found.stages[1:], found.done), strict=True):
        assert all(a >= b for a, b in zip(upper, lower, strict=True))
        assert list(upper) == sorted(upper)


def _failure(flow: Flow, seen: Observed, group: Group, failing: set[str]) -> None:
    found = seen.failure_demand
    assert found is not None
    begun = [i for i in group.begun if i.name in failing]
    assert (found.begun, found.failures) == (len(group.begun), len(begun))
    assert found.arrivals == (pytest.approx(len(begun) / len(group.begun)) if group.begun else None)
    touch = sum(sum(i.touch) for i in group.finished)
    if not touch:
        assert (found.touch, found.loop_touch, found.together, found.time_per_week) == (None, None, None, None)
        return
    loops = {
        i.name: sum(i.stays[k].ends - i.stays[k].begins for k in i.again if i.stays[k].what == "touch")
        for i in group.finished
    }
    whole = sum(sum(i.touch) for i in group.finished if i.name in failing)
    apart = sum(time for name, time in loops.items() if name not in failing)
    assert found.touch == pytest.approx(whole / touch)
    assert found.loop_touch == pytest.approx(sum(loops.values()) / touch)
    assert found.together == pytest.approx((whole + apart) / touch)
    weeks = (group.period.last - group.period.start) / (7 * 24 * HOUR)
    if weeks:
        assert found.time_per_week == pytest.approx((whole + apart) / 1e6 / weeks)
        for loop in flow.loops:
            assert loop.per_week == pytest.approx((loop.time or 0) * len(group.finished) / weeks)
