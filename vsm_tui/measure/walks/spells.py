"""Waiting item by item, and the moments at which it begins and ends: what confidence in a constraint is drawn from."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vsm_tui.measure.plan import Plan
from vsm_tui.measure.walks.places import Part
from vsm_tui.measure.walks.stays import Ints, Status, Stays, ranges
from vsm_tui.measure.walks.worktime import SECOND

MOMENTS = 4096
"""Equal slices of the window that the beginnings and endings of waiting are counted in: half an hour of a quarter."""
TURNS = 336
"""Equal slices of the day, and of the week, that they are counted in too: as fine in ten years as in a month."""

Counts = NDArray[np.int32]


def elsewhere(stays: Stays, counted: NDArray[np.bool_], plan: Plan) -> tuple[NDArray[np.bool_], Ints, Ints]:
    """``(inside n, ended r, waited r×S)``: what the pile-up needs of items whose whole time is not inside the window.

    ``inside`` says for each of the n items of ``counted`` whether it began in the window too: then all its waiting is
    inside. The r others were in process at some time of the window (open, cancelled, begun before it or finished after
    it): when they ended (µs UTC, the window's end at the latest) and how long they waited in each stage inside it
    (µs on the plan's clock).
    """
    whole = counted & (stays.began >= plan.start)
    stages = stays.places.stages
    present = (stays.status <= Status.CANCELLED) & (stays.ended >= plan.start) & (stays.began < plan.end)
    others = np.flatnonzero(present & ~whole)
    waited = np.zeros((others.size, stages), np.int64)
    if others.size:
        first = stays.first[others]
        counts = stays.last[others] - first
        at, row = ranges(first, counts), np.repeat(np.arange(others.size), counts)
        waits = np.flatnonzero(stays.places.mask(stays.place[at], Part.WAIT))
        at, row = at[waits], row[waits]
        begins = stays.begins[at]
        low, high = plan.on_clock(plan.start), plan.on_clock(plan.end_inclusive)
        inside = np.clip(begins + stays.length[at], low, high) - np.clip(begins, low, high)
        key = row * stages + (stays.place[at] - stays.places.of(Part.WAIT, 0))
        np.add.at(waited.reshape(-1), key, inside)
    return whole[counted], np.minimum(stays.ended[others], plan.end_inclusive), waited


def periods(plan: Plan) -> tuple[int, int]:
    """The day and the week (µs) on the plan's clock."""
    hours = plan.stream.clock
    day, week = (hours.day, hours.week) if plan.work else (86_400, 7)
    return int(day * SECOND), int(day * week * SECOND)


def moments(stays: Stays, plan: Plan) -> tuple[Counts, Counts]:
    """How many spells of waiting that lie in the window begin, and end, in each slice: 2 × S × :data:`MOMENTS` of the
    window, and 2 × S × 2 × :data:`TURNS` of the day and of the week that are counted from the window's start.

    A spell is unbroken waiting of one item in one stage. One that has no length held nobody; one that ends because
    the item was cancelled, or that has not ended, was not let go by the stage: neither is counted.
    """
    stages = stays.places.stages
    found = np.zeros((2, stages, MOMENTS), np.int32)
    turned = np.zeros((2, stages, 2, TURNS), np.int32)
    low, high = plan.on_clock(plan.start), plan.on_clock(plan.end_inclusive)
    waits = stays.waits()
    if not waits.rows.size or high <= low:
        return found, turned
    first, last = _spells(stays, waits.rows)
    begins, ends, stage = waits.begins, waits.ends, waits.stage
    row = waits.rows
    if first is not None:
        begins, ends, stage, row = begins[first], ends[last], stage[first], row[last]
    counts = (begins >= low) & (ends <= high) & (ends > begins)
    left = stays.last[(stays.status != Status.FINISHED) & (stays.first < stays.last)] - 1
    at = np.minimum(np.searchsorted(row, left), row.size - 1)
    counts[at[row[at] == left]] = False
    if not counts.all():
        kept = np.flatnonzero(counts)
        begins, ends, stage = begins[kept], ends[kept], stage[kept]
    per_slice = MOMENTS / (high - low)
    for slices, turns, when in zip(found, turned, (begins, ends), strict=True):
        since = (when - low).astype(np.float64)
        slices[:] = _counted(stage, np.minimum((since * per_slice).astype(np.int64), MOMENTS - 1), slices.shape)
        _turn(turns, stage, since, *periods(plan))
    return found, turned


def _turn(counts: Counts, stage: Ints, since: NDArray[np.float64], day: int, week: int) -> None:
    """Count in which slice of its day and of its week each moment lies; ``counts`` is S × 2 × :data:`TURNS`.

    Both follow from the slice of the day, and the day of the week. Half a microsecond keeps what lies on an edge behind
    it; floats divide several times as fast as integers.
    """
    days = week // day
    if days * day != week:  # a day of no whole number of microseconds
        for number, period in enumerate((day, week)):
            counts[:, number] = _counted(stage, _slot(since, period, TURNS), (counts.shape[0], TURNS))
        return
    fine = _counted(stage, _slot(since, week, days * TURNS), (counts.shape[0], days * TURNS))
    counts[:, 0] = fine.reshape(-1, days, TURNS).sum(axis=1)
    counts[:, 1] = fine.reshape(-1, TURNS, days).sum(axis=2)


def _slot(since: NDArray[np.float64], period: int, slots: int) -> Ints:
    """In which of so many slices of its period each moment lies."""
    rest = since + 0.5
    turns = np.floor(rest / period)
    turns *= period
    rest -= turns
    rest *= slots / period
    return rest.astype(np.int64)


def _spells(stays: Stays, at: Ints) -> tuple[Ints | None, Ints | None]:
    """Where each spell begins and ends among the waiting stays ``at``; ``None`` where each is one stay."""
    near = np.flatnonzero(at[1:] == at[:-1] + 1)  # few: work lies between
    one, next_ = at[near], at[near + 1]
    near = near[(stays.place[one] == stays.place[next_]) & (stays.item[one] == stays.item[next_])]
    if not near.size:
        return None, None
    new = np.ones(at.size, np.bool_)
    new[near + 1] = False
    first = np.flatnonzero(new)
    return first, np.append(first[1:], at.size) - 1


def _counted(row: Ints, column: Ints, shape: tuple[int, ...]) -> Counts:
    """How often each row and column of a table is named."""
    rows, columns = shape
    return np.bincount(row * columns + column, minlength=rows * columns).reshape(rows, columns).astype(np.int32)
