"""Do items leave a stage in bunches, by the calendar? Then its queue says nothing about its capacity.

A release window lets go together what came one by one. So the moments at which waiting ends are far fewer than those
at which it begins, counted on the same clock: whatever puts all moments into few (rounded times, office hours, a quiet
month) puts both there. Moments are counted in slots of several lengths, along the window and folded by the day and by
the week, so that both a train every second Thursday and a gate at a fixed hour that lets few items through are seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from vsm_tui.measure.plan import Plan
from vsm_tui.measure.spells import MOMENTS
from vsm_tui.measure.worktime import SECOND

FEWER = 3.0
"""Departures must fill at most a third of the moments that arrivals fill, and that the stream's own rhythm would."""
TOGETHER = 2.0
"""So many items must leave in one moment on average."""
OPEN = 0.15
"""A stage that lets go for more than this share of the time has no window but hours: a working week is 0.24."""
EXPLAINED = 0.5
"""Waiting for the next departure must be at least half of the waiting; else items let many windows pass."""
DEVIATION = 3.0
"""Standard deviations from what exchanging arrivals and departures gives."""
LEAST_MOMENTS, LEAST_SLOTS = 3, 12

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class View:
    """A way to count moments: the slot of each of the window's slices, and how many slots there are."""

    slot: Counts
    slots: int
    folded: bool


def bunched(moments: NDArray[np.int32], plan: Plan) -> tuple[bool, ...]:
    """Per stage whether its waiting ends in bunches; for ``moments`` see :func:`vsm_tui.measure.spells.moments`."""
    begun, ended = moments.astype(np.int64)
    rhythm = begun.sum(axis=0)
    views = list(_views(plan))
    return tuple(
        any(_in_bunches(came, left, rhythm, view) for view in views) for came, left in zip(begun, ended, strict=True)
    )


def _views(plan: Plan) -> Iterator[View]:
    for length in (1, 2, 4, 8, 16, 32, 64):
        yield View(np.arange(MOMENTS) // length, MOMENTS // length, folded=False)
    width = (plan.on_clock(plan.end_inclusive) - plan.on_clock(plan.start)) / MOMENTS
    hours = plan.stream.clock
    day = (hours.day if plan.work else 86_400) * SECOND
    for period in (day, day * (hours.week if plan.work else 7)):
        middle = (np.arange(MOMENTS) + 0.5) * width
        if width <= 0 or period * 2 > MOMENTS * width:
            continue
        slots = int(min(period / width, 336))
        while slots >= LEAST_SLOTS:
            yield View((middle % period * slots / period).astype(np.int64), slots, folded=True)
            slots //= 2


def _in_bunches(came: Counts, left: Counts, rhythm: Counts, view: View) -> bool:
    """Whether departures fill far fewer moments of a view than arrivals do, and hold what leaves in them."""
    number = int(left.sum())
    arrivals, departures, usual = (
        np.bincount(view.slot, counts, view.slots).astype(np.int64) for counts in (came, left, rhythm)
    )
    filled = int((departures > 0).sum())
    if filled > OPEN * view.slots or number < TOGETHER * filled or number < TOGETHER * LEAST_MOMENTS:
        return False
    if not view.folded and filled < LEAST_MOMENTS:
        return False
    if FEWER * filled > min(int((arrivals > 0).sum()), _expected(usual, number)):
        return False
    return (
        _deviation(arrivals, departures, filled) >= DEVIATION and _explained(came, left, departures, view) >= EXPLAINED
    )


def _expected(pool: Counts, number: int) -> float:
    """How many slots ``number`` moments drawn from the pool fill."""
    share = min(number / max(int(pool.sum()), 1), 1.0)
    return float((1 - (1 - share) ** pool[pool > 0]).sum())


def _deviation(arrivals: Counts, departures: Counts, filled: int) -> float:
    """How far ``filled`` lies below what it is when arrivals and departures are exchanged at random.

    Each of both is then a departure with probability ½; that slots compete for them only makes the spread smaller.
    """
    both = arrivals + departures
    empty = 0.5 ** both[both > 0]
    spread = sqrt(float((empty * (1 - empty)).sum()))
    return (float((1 - empty).sum()) - filled) / spread if spread else 0.0


def _explained(came: Counts, left: Counts, departures: Counts, view: View) -> float:
    """Waiting for the next moment of departure ÷ all waiting, both counted in slices of the window."""
    waited = int(np.cumsum(came - left).sum())
    there = np.flatnonzero(departures[view.slot] > 0 if view.folded else left)
    if waited <= 0 or not there.size:
        return 0.0
    if not view.folded:  # what leaves in one slot leaves together: its last departure is the moment
        there = there[np.append(view.slot[there[1:]] != view.slot[there[:-1]], True)]
    arrived = np.flatnonzero(came)
    following = np.searchsorted(there, arrived)
    until = there[np.minimum(following, there.size - 1)]
    return float((np.maximum(until - arrived, 0) * came[arrived]).sum()) / waited
