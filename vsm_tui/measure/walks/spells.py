"""Waiting item by item, and the moments at which it begins and ends: what confidence in a constraint is drawn from."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vsm_tui.measure.plan import Plan
from vsm_tui.measure.walks.places import Part
from vsm_tui.measure.walks.stays import Ints, Status, Stays
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
        row = np.full(stays.status.size, -1, np.int64)
        row[others] = np.arange(others.size)
        at = stays.rows(Part.WAIT)
        at = at[row[stays.item[at]] >= 0]
        begins = stays.begins[at]
        low, high = plan.on_clock(plan.start), plan.on_clock(plan.end_inclusive)
        inside = np.clip(begins + stays.length[at], low, high) - np.clip(begins, low, high)
        key = row[stays.item[at]] * stages + (stays.place[at] - stays.places.of(Part.WAIT, 0))
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
    stages, first_wait = stays.places.stages, stays.places.of(Part.WAIT, 0)
    found = np.zeros((2, stages, MOMENTS), np.int32)
    turned = np.zeros((2, stages, 2, TURNS), np.int32)
    low, high = plan.on_clock(plan.start), plan.on_clock(plan.end_inclusive)
    at = stays.rows(Part.WAIT)
    if not at.size or high <= low:
        return found, turned
    first, last, place, item = _spells(stays, at)
    begins, ends = stays.begins[first], stays.begins[last] + stays.length[last]
    counts = (begins >= low) & (ends <= high) & (ends > begins)
    counts &= (stays.status[item] == Status.FINISHED) | (last + 1 < stays.last[item])
    if not counts.all():
        begins, ends, place = begins[counts], ends[counts], place[counts]
    stage = place.astype(np.int64) - first_wait
    per_slice = MOMENTS / (high - low)
    for row, turn, when in zip(found, turned, (begins, ends), strict=True):
        since = (when - low).astype(np.float64)
        row += _counted(stage, np.minimum((since * per_slice).astype(np.int64), MOMENTS - 1), row.shape)
        for number, period in enumerate(periods(plan)):
            turn[:, number] += _counted(stage, _turn(since, period), (stages, TURNS))
    return found, turned


def _turn(since: NDArray[np.float64], period: int) -> Ints:
    """In which slice of its period each moment lies. Half a microsecond keeps what lies on an edge behind it; floats
    divide several times as fast as integers.
    """
    turns = (since + 0.5) / period
    turns -= np.floor(turns)
    turns *= TURNS
    return turns.astype(np.int64)


def _spells(stays: Stays, at: Ints) -> tuple[Ints, Ints, NDArray[np.int16], NDArray[np.int32]]:
    """Of the waiting stays ``at``, for each spell: the first and the last, the place, the item."""
    place, item = stays.place[at], stays.item[at]
    new = np.ones(at.size, np.bool_)
    new[1:] = (place[1:] != place[:-1]) | (item[1:] != item[:-1]) | (at[1:] != at[:-1] + 1)
    if new.all():
        return at, at, place, item
    first = np.flatnonzero(new)
    return at[first], at[np.append(first[1:], at.size) - 1], place[first], item[first]


def _counted(row: Ints, column: Ints, shape: tuple[int, ...]) -> Counts:
    """How often each row and column of a table is named."""
    rows, columns = shape
    return np.bincount(row * columns + column, minlength=rows * columns).reshape(rows, columns).astype(np.int32)
