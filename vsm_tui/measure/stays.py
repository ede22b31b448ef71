"""Events → stays: where each item was, from when to when, between its begin and its end.

All arrays are in (item, time, file order). A stay is half-open; its length on the plan's clock is ``length``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from vsm_tui.events.log import Split
from vsm_tui.measure.plan import Plan
from vsm_tui.measure.read import Log
from vsm_tui.measure.roles import Role, Roles

Ints = NDArray[np.int64]
NOWHERE = "(in no state)"
"""The name under which time is listed in which an item was in no state at all."""


class Part(IntEnum):
    """What a stay is made of."""

    WAIT = 0
    TOUCH = 1
    UNSPLIT = 2
    UNMAPPED = 3
    PAUSED = 4


class Status(IntEnum):
    """How an item stands at ``now``."""

    FINISHED = 0
    OPEN = 1
    CANCELLED = 2
    NEVER_BEGAN = 3
    SKIPPED_START = 4


@dataclass(slots=True)
class Stays:
    """Stays of all items that began, and the items themselves.

    Per stay: ``item`` (row of the item arrays), ``begins`` and ``length`` (µs on the plan's clock), ``part``
    (:class:`Part`), ``stage`` (position; −1 outside all stages), ``state`` (code; ``len(states)`` is nowhere),
    ``enters`` (the stage a state belongs to where it is a stage's own, the number of stages where it is a finish
    state, −1 else: this is what visits are made of), ``grade`` of evidence.
    Per item: ``code`` in the log, ``status``, ``began``/``ended`` (µs UTC), ``first``/``last`` (range of its stays).
    """

    item: NDArray[np.int32]
    begins: Ints
    length: Ints
    part: NDArray[np.int8]
    stage: NDArray[np.int16]
    state: NDArray[np.int32]
    enters: NDArray[np.int16]
    grade: NDArray[np.int8]
    code: NDArray[np.int32]
    status: NDArray[np.int8]
    began: Ints
    ended: Ints
    first: Ints
    last: Ints
    excluded: NDArray[np.int8]

    @property
    def ends(self) -> Ints:
        """When each stay ends, on the plan's clock."""
        return self.begins + self.length


def stays_of(log: Log, roles: Roles, plan: Plan) -> Stays:
    """Cut a log of whole items into stays. Events after ``plan.now`` have not happened yet."""
    seen = log.at <= plan.now
    item, at, state, split = (
        (log.item, log.at, log.state, log.split)
        if seen.all()
        else (log.item[seen], log.at[seen], log.state[seen], log.split[seen])
    )
    role = roles.role[state]
    start, stop, code = _groups(item)
    begin = _begin(roles, plan, role, state, start, stop)
    finish, cancel = _final_run(role, Role.FINISH, start, stop), _final_run(role, Role.CANCELLED, start, stop)
    status, end = _status(begin, finish, cancel, stop)
    kept = status <= Status.CANCELLED
    began_at = at[np.minimum(begin, at.size - 1)] if at.size else at
    ended_at = np.where(status == Status.OPEN, plan.now, at[np.minimum(end, at.size - 1)]) if at.size else at
    excluded = np.full(code.size, -1, np.int32)
    excluded[kept] = np.arange(int(kept.sum()), dtype=np.int32)

    counts = np.where(kept, end - begin, 0)
    index = _ranges(np.where(kept, begin, 0), counts)
    owner = np.repeat(excluded[kept], counts[kept])
    moments = plan.work.at(at) if plan.work else at
    now = int(plan.work.at(np.array([plan.now]))[0]) if plan.work else plan.now
    following = np.empty_like(moments)
    following[:-1] = moments[1:]
    if start.size:
        following[stop - 1] = now
    last = np.cumsum(counts[kept])
    stays = Stays(
        item=owner,
        begins=moments[index],
        length=following[index] - moments[index],
        part=np.empty(0, np.int8),
        stage=np.empty(0, np.int16),
        state=state[index],
        enters=np.empty(0, np.int16),
        grade=np.empty(0, np.int8),
        code=code[kept],
        status=status[kept],
        began=began_at[kept],
        ended=ended_at[kept],
        first=last - counts[kept],
        last=last,
        excluded=status[~kept],
    )
    _place(stays, roles, role[index], split[index], len(log.states), len(plan.stream.stages))
    return stays


def _groups(item: NDArray[np.int32]) -> tuple[Ints, Ints, NDArray[np.int32]]:
    """Where each item's run of events starts and stops, and its code."""
    if not item.size:
        empty = np.empty(0, np.int64)
        return empty, empty, np.empty(0, np.int32)
    start = np.concatenate(([0], np.flatnonzero(item[1:] != item[:-1]) + 1)).astype(np.int64)
    stop = np.append(start[1:], item.size)
    return start, stop, item[start]


def _begin(roles: Roles, plan: Plan, role: NDArray[np.int8], state: NDArray[np.int32], start: Ints, stop: Ints) -> Ints:
    """Index of each item's first event that satisfies the begin rule; ``size`` where none does."""
    size = role.size
    if not size:
        return start
    hit = roles.begin[state] if plan.stream.begin else (role == Role.WAIT) | (role == Role.TOUCH)
    found = np.minimum.reduceat(np.where(hit, np.arange(size), size), start)
    return np.where(found < stop, found, size)


def _final_run(role: NDArray[np.int8], wanted: Role, start: Ints, stop: Ints) -> Ints:
    """Index at which each item's last unbroken run of ``wanted`` states begins; −1 where it does not end in one."""
    size = role.size
    if not size:
        return start
    other = np.maximum.reduceat(np.where(role != wanted, np.arange(size), -1), start)
    return np.where(role[stop - 1] == wanted, np.maximum(other + 1, start), -1)


def _status(begin: Ints, finish: Ints, cancel: Ints, stop: Ints) -> tuple[NDArray[np.int8], Ints]:
    """How each item stands, and the index of the event that ends its last stay (``stop`` while it is open)."""
    end = np.where(finish >= 0, finish, np.where(cancel >= 0, cancel, stop))
    status = np.where(finish >= 0, Status.FINISHED, np.where(cancel >= 0, Status.CANCELLED, Status.OPEN))
    never = begin >= np.where(status == Status.OPEN, stop, end)
    skipped = never & (status == Status.FINISHED)
    status = np.where(skipped, Status.SKIPPED_START, np.where(never, Status.NEVER_BEGAN, status))
    return status.astype(np.int8), end


def _ranges(first: Ints, counts: Ints) -> Ints:
    """Concatenate ``first[i] … first[i] + counts[i] − 1`` for all i."""
    total = int(counts.sum())
    offset: Ints = np.repeat(first - (np.cumsum(counts) - counts), counts)
    index: Ints = np.arange(total, dtype=np.int64) + offset
    return index


def _place(
    stays: Stays, roles: Roles, role: NDArray[np.int8], split: NDArray[np.uint8], nowhere: int, stages: int
) -> None:
    """Say for each stay which stage it belongs to and whether it is touch, wait or neither."""
    left = split == Split.NOWHERE
    own = ((role == Role.WAIT) | (role == Role.TOUCH)) & ~left
    stage = np.where(own, roles.stage[stays.state], -1).astype(np.int16)
    stays.enters = np.where((role == Role.FINISH) & ~left, stages, stage).astype(np.int16)
    held = _carried(stays, stage, own | (role == Role.FINISH))
    stay = (role == Role.STAY) & (held >= 0) & ~left
    stays.stage = np.where(stay, held, stage).astype(np.int16)
    part = np.full(role.size, Part.UNMAPPED, np.int8)
    part[own] = Part.WAIT
    touched = own & (role == Role.TOUCH)
    part[touched] = Part.TOUCH
    part[touched & (split == Split.WAIT)] = Part.WAIT
    part[touched & (split == Split.UNSPLIT)] = Part.UNSPLIT
    part[stay] = Part.WAIT
    part[(role == Role.PAUSED) & ~left] = Part.PAUSED
    stays.part = part
    stays.grade = np.where(split == Split.TOUCH, 1, roles.grade[stays.state]).astype(np.int8)
    stays.grade[part != Part.TOUCH] = 0
    stays.state = np.where(left, nowhere, stays.state).astype(np.int32)


def _carried(stays: Stays, stage: NDArray[np.int16], sets: NDArray[np.bool_]) -> NDArray[np.int16]:
    """The stage each item is in: that of the latest event that says so; −1 before the first and after a finish."""
    if not stage.size:
        return stage
    sets = sets.copy()
    sets[stays.first[stays.first < stays.last]] = True
    latest = np.maximum.accumulate(np.where(sets, np.arange(stage.size), 0))
    return stage[latest]
