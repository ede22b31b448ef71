"""Events → stays: where each item was, from when to when, between its begin and its end.

Every event begins a stay that lasts until the item's next event; so stays are the log's own rows, with nothing
copied. A stay is half-open; its length is on the plan's clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vsm_tui.events.log import Split
from vsm_tui.measure.log.log import Log
from vsm_tui.measure.plan import Plan
from vsm_tui.measure.roles import Role, Roles
from vsm_tui.measure.walks.inside import Inside, inside_of
from vsm_tui.measure.walks.places import OUTSIDE, PAUSED, UNMAPPED, Part, Places

Ints = NDArray[np.int64]


class Status(IntEnum):
    """How an item stands at ``now``."""

    FINISHED = 0
    OPEN = 1
    CANCELLED = 2
    NEVER_BEGAN = 3
    SKIPPED_START = 4


class Waits(NamedTuple):
    """The waiting stays: their rows, when they begin and end (µs on the plan's clock), and their stage."""

    rows: Ints
    begins: Ints
    ends: Ints
    stage: Ints


@dataclass(slots=True)
class Stays:
    """One row per event up to ``now``, in the log's order, and one per item.

    Per event: ``item`` (row of the item arrays), ``begins`` and ``length`` (µs on the plan's clock), ``place`` (see
    :class:`Places`; ``OUTSIDE`` and of no length beyond the item's begin and end), ``state`` (code; ``len(states)``
    is nowhere), ``enters`` (the stage a state belongs to where it is a stage's own, the number of stages where it is
    a finish state, −1 else: this is what visits are made of), ``split`` (:class:`~vsm_tui.events.log.Split`), and
    ``inside``: which of them are activities inside a state that was never left.
    Per item: ``code`` in the log, ``status``, ``began``/``ended`` (µs UTC), ``first``/``last`` (the range of events
    that are its stays; empty for those that never began or skipped the start).
    """

    places: Places
    item: NDArray[np.int32]
    begins: Ints
    length: Ints
    place: NDArray[np.int16]
    state: NDArray[np.int32]
    enters: NDArray[np.int16]
    split: NDArray[np.uint8]
    code: NDArray[np.int32]
    status: NDArray[np.int8]
    began: Ints
    ended: Ints
    first: Ints
    last: Ints
    inside: Inside | None = None
    _waits: Waits | None = None

    def waits(self) -> Waits:
        """Where items wait; worked out once."""
        if self._waits is None:
            rows = self.rows(Part.WAIT)
            begins, stage = self.begins[rows], self.place[rows].astype(np.int64)
            self._waits = Waits(rows, begins, begins + self.length[rows], stage - self.places.of(Part.WAIT, 0))
        return self._waits

    def rows(self, part: Part) -> Ints:
        """Which rows are ``WAIT``, ``TOUCH`` or ``UNSPLIT``."""
        return np.flatnonzero(self.places.mask(self.place, part))


def stays_of(log: Log, roles: Roles, plan: Plan) -> Stays:
    """Cut a log of whole items into stays. Events after ``plan.now`` have not happened yet."""
    item, at, state, split = _happened(log, plan.now)
    start = _starts(item)
    stop = np.append(start[1:], item.size) if start.size else start
    code = item[start]
    role = roles.role.take(state)
    begin = _begin(roles, plan, state, start, stop)
    inside = inside_of(item, state, split)
    lies = inside.outer(role) if inside else role  # a job that runs after the finish reopens nothing
    finish, cancel = _final_run(lies, Role.FINISH, start, stop), _final_run(lies, Role.CANCELLED, start, stop)
    status, end = _status(begin, finish, cancel, stop)
    kept = status <= Status.CANCELLED
    first, last = np.where(kept, begin, start), np.where(kept, end, start)
    moments = plan.work.at(at) if plan.work else at
    stays = Stays(
        places=Places(len(plan.stream.stages)),
        item=_positions(item, code, stop - start),
        begins=moments,
        length=_lengths(moments, plan.on_clock(plan.now), stop),
        place=np.empty(0, np.int16),
        state=state,
        enters=np.empty(0, np.int16),
        split=split,
        code=code,
        status=status,
        began=at.take(first, mode="clip") if at.size else at,
        ended=np.where(status == Status.OPEN, plan.now, at.take(last, mode="clip")) if at.size else at,
        first=first,
        last=last,
        inside=inside,
    )
    _place(stays, roles, role, len(log.states))
    beyond = np.concatenate((ranges(start, first - start), ranges(last, stop - last)))
    stays.place[beyond], stays.enters[beyond], stays.length[beyond] = OUTSIDE, -1, 0
    return stays


def _happened(log: Log, now: int) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int32], NDArray[np.uint8]]:
    if not log.at.size or int(log.at.max()) <= now:
        return log.item, log.at, log.state, log.split
    seen = np.flatnonzero(log.at <= now)
    return log.item[seen], log.at[seen], log.state[seen], log.split[seen]


def _starts(item: NDArray[np.int32]) -> Ints:
    """Where each item's run of events starts."""
    if not item.size:
        return np.empty(0, np.int64)
    return np.concatenate((np.zeros(1, np.int64), np.flatnonzero(item[1:] != item[:-1]) + 1))


def _positions(item: NDArray[np.int32], code: NDArray[np.int32], counts: Ints) -> NDArray[np.int32]:
    """The row among items of each event: in a whole log that is its code."""
    if not code.size or int(code[-1]) - int(code[0]) == code.size - 1:
        return item - code[0] if code.size and code[0] else item
    return np.repeat(np.arange(code.size, dtype=np.int32), counts)


def _lengths(moments: Ints, now: int, stop: Ints) -> Ints:
    """From each event to the next of its item, or to ``now``."""
    length = np.empty_like(moments)
    np.subtract(moments[1:], moments[:-1], out=length[:-1])
    length[stop - 1] = now - moments[stop - 1]
    return length


def _begin(roles: Roles, plan: Plan, state: NDArray[np.int32], start: Ints, stop: Ints) -> Ints:
    """Index of each item's first event that satisfies the begin rule; ``size`` where none does."""
    named = roles.begin if plan.stream.begin else (roles.role == Role.WAIT) | (roles.role == Role.TOUCH)
    found = start.copy()
    later = np.flatnonzero(
        ~named[state[start]]
    )  # most items begin with their first event: only the others are searched
    if later.size:
        hits = np.append(np.flatnonzero(named.take(state)), state.size)
        hit = hits[np.searchsorted(hits, start[later])]
        found[later] = np.where(hit < stop[later], hit, state.size)
    return found


def _final_run(role: NDArray[np.int8], wanted: Role, start: Ints, stop: Ints) -> Ints:
    """Index at which each item's last unbroken run of ``wanted`` states begins; −1 where it does not end in one."""
    ends = role[stop - 1] == wanted
    found = np.where(ends, stop - 1, -1)
    longer = np.flatnonzero(ends & (stop - 2 >= start) & (role.take(stop - 2, mode="clip") == wanted))
    if longer.size:
        others = np.concatenate((np.full(1, -1), np.flatnonzero(role != wanted)))
        before = others[np.searchsorted(others, stop[longer] - 1) - 1]
        found[longer] = np.maximum(before + 1, start[longer])
    return found


def _status(begin: Ints, finish: Ints, cancel: Ints, stop: Ints) -> tuple[NDArray[np.int8], Ints]:
    """How each item stands, and the index of the event that ends its last stay (``stop`` while it is open)."""
    end = np.where(finish >= 0, finish, np.where(cancel >= 0, cancel, stop))
    status = np.where(finish >= 0, Status.FINISHED, np.where(cancel >= 0, Status.CANCELLED, Status.OPEN))
    never = begin >= np.where(status == Status.OPEN, stop, end)
    skipped = never & (status == Status.FINISHED)
    status = np.where(skipped, Status.SKIPPED_START, np.where(never, Status.NEVER_BEGAN, status))
    return status.astype(np.int8), end


def ranges(first: Ints, counts: Ints) -> Ints:
    """Concatenate ``first[i] … first[i] + counts[i] − 1`` for all i."""
    total = int(counts.sum())
    offset: Ints = np.repeat(first - (np.cumsum(counts) - counts), counts)
    index: Ints = np.arange(total, dtype=np.int64) + offset
    return index


def _place(stays: Stays, roles: Roles, role: NDArray[np.int8], nowhere: int) -> None:
    """Say where each stay counts: by its state alone, corrected where events or the order of states say more."""
    places, stages = stays.places, stays.places.stages
    table = np.full(roles.role.size, UNMAPPED, np.int16)
    for part, of in ((Part.WAIT, Role.WAIT), (Part.TOUCH, Role.TOUCH)):
        own = roles.role == of
        table[own] = places.of(part, 0) + roles.stage[own]
    table[roles.role == Role.PAUSED] = PAUSED
    entered = np.where(roles.role == Role.FINISH, stages, roles.stage).astype(np.int16)
    stays.place, stays.enters = table.take(stays.state), entered.take(stays.state)
    left = None
    if stays.split.any():
        touched = role == Role.TOUCH
        stays.place[touched & (stays.split == Split.WAIT)] -= stages
        stays.place[touched & (stays.split == Split.UNSPLIT)] += stages
        left = np.flatnonzero(stays.split == Split.NOWHERE)
        stays.place[left], stays.enters[left] = UNMAPPED, -1
        stays.state = stays.state.copy()
        stays.state[left] = nowhere
    if (roles.role == Role.STAY).any():
        held = _carried(stays, role)
        stay = role == Role.STAY
        if left is not None:
            stay[left] = False
        rows = np.flatnonzero(stay & (held >= 0))
        stays.place[rows] = places.of(Part.WAIT, 0) + held[rows]


def _carried(stays: Stays, role: NDArray[np.int8]) -> NDArray[np.int16]:
    """The stage each item is in: that of the latest event that says so; −1 before the first and after a finish."""
    stages = stays.places.stages
    sets = (stays.enters >= 0) | (role == Role.FINISH)
    sets[stays.first[stays.first < stays.last]] = True
    stage = np.where(stays.enters < stages, stays.enters, -1).astype(np.int16)
    latest = np.maximum.accumulate(np.where(sets, np.arange(stage.size), 0))
    return stage.take(latest)
