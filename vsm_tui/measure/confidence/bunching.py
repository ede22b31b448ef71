"""Do items leave a stage in bunches, by the calendar? Then its queue says nothing about its capacity.

A release window lets go together what came one by one. So the moments at which waiting ends are far fewer than those
at which it begins, counted on the same clock: whatever puts all moments into few (rounded times, office hours, a quiet
month) puts both there. Moments are counted in slots of several lengths, along the window and folded by the day and by
the week, so that both a train every second Thursday and a gate at a fixed hour that lets few items through are seen.
Folded moments are counted as such, so that a gate is seen as well in ten years as in a month.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from math import sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vsm_tui.flow.shape import Leaving
from vsm_tui.measure.plan import Plan
from vsm_tui.measure.walks.spells import MOMENTS, TURNS, periods
from vsm_tui.measure.walks.worktime import SECOND

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
Around = Literal["", "day", "week"]
TURNED: tuple[Around, ...] = ("day", "week")
"""What :func:`~vsm_tui.measure.walks.spells.periods` are called."""

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class View:
    """A stage's arrivals and departures per slot of so many µs, the stream's ``usual`` ones, and whether slots are
    those of a day or a week. ``explained`` is waiting for the next departure ÷ all waiting.
    """

    arrivals: Counts
    departures: Counts
    usual: Counts
    slot: float
    around: Around
    explained: Callable[[], float]


@dataclass(frozen=True, slots=True)
class Found:
    """What was seen of a stage in the view that tells most, and whether its waiting ends in bunches there."""

    held: bool
    leaving: Leaving


def bunches(moments: NDArray[np.int32], turned: NDArray[np.int32], plan: Plan) -> tuple[Found | None, ...]:
    """Per stage how its waiting ends; the counts are :func:`~vsm_tui.measure.walks.spells.moments`.

    ``None`` where too few items leave to tell.
    """
    along, around = moments.astype(np.int64), turned.astype(np.int64)
    usual, turning = along[0].sum(axis=0), around[0].sum(axis=0)
    slice_ = (plan.on_clock(plan.end_inclusive) - plan.on_clock(plan.start)) / MOMENTS
    return tuple(
        _telling(
            chain(
                _along(along[0, k], along[1, k], usual, slice_),
                _around(around[0, k], around[1, k], turning, plan, slice_, _waiting(along[:, k])),
            )
        )
        for k in range(along.shape[1])
    )


def _telling(views: Iterator[View]) -> Found | None:
    """The view in which departures fill the fewest moments beside arrivals: of those that show bunches if any do, and
    along the window rather than around the clock.
    """
    best: tuple[bool, bool, float] | None = None
    telling = None
    for view in views:
        came = int((view.arrivals > 0).sum())
        if came < LEAST_MOMENTS or int(view.departures.sum()) < TOGETHER * LEAST_MOMENTS:
            continue
        rank = not _in_bunches(view), bool(view.around), int((view.departures > 0).sum()) / came
        if best is None or rank < best:
            best, telling = rank, view
    return None if best is None or telling is None else Found(not best[0], _leaving(telling))


def _leaving(view: View) -> Leaving:
    arrivals, departures = view.arrivals, view.departures
    number, filled = int(departures.sum()), int((departures > 0).sum())
    return Leaving(
        departures=number,
        moments=filled,
        arrivals=int((arrivals > 0).sum()),
        usual=_expected(view.usual, number),
        slot=view.slot / SECOND,
        around=view.around,
        deviation=_deviation(arrivals, departures, filled),
        explained=min(view.explained(), 1.0),
    )


def _along(came: Counts, left: Counts, usual: Counts, slice_: float) -> Iterator[View]:
    """The window in slots of several lengths."""
    views = came, left, usual
    for length in (1, 2, 4, 8, 16, 32, 64):
        if length > 1:
            views = _paired(views)
        yield View(*views, slice_ * length, "", partial(_until_next, came, left, length))


def _around(came: Counts, left: Counts, usual: Counts, plan: Plan, slice_: float, waited: int) -> Iterator[View]:
    """The day and the week in slots of several lengths; ``waited`` slices of the window is all waiting."""
    for number, (name, period) in enumerate(zip(TURNED, periods(plan), strict=True)):
        if slice_ <= 0 or period * 2 > MOMENTS * slice_:
            continue
        length, views = 1, (came[number], left[number], usual[number])
        while TURNS // length >= LEAST_SLOTS and TURNS % length == 0:
            if length > 1:
                views = _paired(views)
            slot = period * length / TURNS
            yield View(*views, slot, name, partial(_until_open, *views[:2], slot, waited * slice_))
            length *= 2


def _paired(views: tuple[Counts, Counts, Counts]) -> tuple[Counts, Counts, Counts]:
    """Slots of twice the length."""
    came, left, usual = (counts[::2] + counts[1::2] for counts in views)
    return came, left, usual


def _in_bunches(view: View) -> bool:
    """Whether departures fill far fewer moments of a view than arrivals do, and hold what leaves in them."""
    arrivals, departures = view.arrivals, view.departures
    number, filled = int(departures.sum()), int((departures > 0).sum())
    if filled > OPEN * departures.size or number < TOGETHER * filled or number < TOGETHER * LEAST_MOMENTS:
        return False
    if not view.around and filled < LEAST_MOMENTS:
        return False
    if FEWER * filled > min(int((arrivals > 0).sum()), _expected(view.usual, number)):
        return False
    return _deviation(arrivals, departures, filled) >= DEVIATION and view.explained() >= EXPLAINED


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


def _waiting(moments: Counts) -> int:
    """All waiting between arrivals and departures, in slices of the window."""
    came, left = moments
    return int(np.cumsum(came - left).sum())


def _until_next(came: Counts, left: Counts, length: int) -> float:
    """Waiting for the next moment of departure ÷ all waiting, both counted in slices of the window.

    What leaves in one slot leaves together: its last departure is the moment.
    """
    waited, there = _waiting(np.stack((came, left))), np.flatnonzero(left)
    if waited <= 0 or not there.size:
        return 0.0
    slot = there // length
    there = there[np.append(slot[1:] != slot[:-1], True)]
    arrived = np.flatnonzero(came)
    until = there[np.minimum(np.searchsorted(there, arrived), there.size - 1)]
    return float((np.maximum(until - arrived, 0) * came[arrived]).sum()) / waited


def _until_open(arrivals: Counts, departures: Counts, slot: float, waited: float) -> float:
    """Waiting until the hour at which a stage lets go ÷ all waiting (µs); slots go round, each ``slot`` µs."""
    there = np.flatnonzero(departures)
    if waited <= 0 or not there.size:
        return 0.0
    arrived = np.flatnonzero(arrivals)
    around = np.append(there, there[0] + departures.size)
    until = around[np.searchsorted(there, arrived)] - arrived
    return float((until * arrivals[arrived]).sum()) * slot / waited
