"""Stays → visits: one visit is one stay of one item in one stage; coming back is a new one.

Consecutive states of one stage are one visit; a stay, paused or unmapped spell between them does not end it. Lying
finished before a reopening counts as a visit to the place after the last stage, so that a reopening is a move back.
An activity inside a state that was never left is a visit of its own stage, and the state around it goes on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vsm_tui.measure.walks.stays import Ints, Status, Stays, ranges


@dataclass(frozen=True, slots=True)
class Visits:
    """Per visit, in order: the ``item`` row, the ``stage`` position (number of stages = lay finished) and ``stay``, the
    index of the stay it begins with. ``around`` is the row of the state around it, −1 where the item itself moved;
    ``None`` where that is so for all.
    """

    item: NDArray[np.int32]
    stage: NDArray[np.int16]
    stay: Ints
    around: Ints | None = None


@dataclass(frozen=True, slots=True)
class Moves:
    """Rework of finished items, one row per time it happened: ``item``, from stage ``source`` back to ``target``.

    ``visit`` is the position of the visit it leads to; ``[begins, ends)`` are the stays from the arrival at ``target``
    until the item is first again at ``source`` or beyond. ``within`` is the stage it never left meanwhile (a move
    between activities inside a state), −1 where the item itself moved; ``None`` where that is so for all.
    """

    item: NDArray[np.int32]
    source: NDArray[np.int16]
    target: NDArray[np.int16]
    visit: Ints
    begins: Ints
    ends: Ints
    within: NDArray[np.int16] | None = None


def visits_of(stays: Stays) -> Visits:
    """Merge stays into visits."""
    at = np.flatnonzero(stays.enters >= 0)
    if stays.inside is None:
        kept = at[_changes(stays.item[at], stays.enters[at])]
        return Visits(stays.item[kept], stays.enters[kept], kept)
    around = stays.inside.around[at]
    inner = at[(around >= 0) & (stays.enters[at] != stays.enters[around])]  # work inside its own stage is that visit
    outer = at[around < 0]
    found = [rows[_changes(key, stays.enters[rows])] for rows, key in (
        (outer, stays.item[outer]), (inner, stays.inside.around[inner]),
    )]  # fmt: skip
    kept = np.sort(np.concatenate(found))
    return Visits(stays.item[kept], stays.enters[kept], kept, stays.inside.around[kept])


def _changes(key: NDArray[np.int32] | Ints, stage: NDArray[np.int16]) -> Ints:
    """Where a run of equal ``key`` and ``stage`` begins."""
    new = np.ones(stage.size, np.bool_)
    np.not_equal(stage[1:], stage[:-1], out=new[1:])
    new[1:] |= key[1:] != key[:-1]
    return np.flatnonzero(new)


def moves_of(visits: Visits, stays: Stays) -> Moves:
    """Every consecutive pair of visits of a finished item that goes back in the stream's order.

    The visits inside a state that was never left are a sequence of their own, which ends with that stay.
    """
    if visits.around is None:
        return _back(visits, stays)
    around = visits.around
    outer, inner = np.flatnonzero(around < 0), np.flatnonzero(around >= 0)
    found = [_back(Visits(visits.item[rows], visits.stage[rows], visits.stay[rows], key), stays)
             for rows, key in ((outer, None), (inner, around[inner]))]  # fmt: skip
    visit = np.concatenate((outer[found[0].visit], inner[found[1].visit]))
    order = np.argsort(visit)  # as they happened
    visit = visit[order]
    item, source, target, begins, ends = (
        np.concatenate([getattr(part, name) for part in found])[order]
        for name in ("item", "source", "target", "begins", "ends")
    )
    within = np.where(around[visit] >= 0, stays.enters[around[visit]], -1).astype(np.int16)
    return Moves(item, source, target, visit, begins, ends, within)


def _back(visits: Visits, stays: Stays) -> Moves:
    """The moves back in one sequence of visits per item; where they lie inside other states, in one per such state."""
    stage, around = visits.stage, visits.around
    key = visits.item if around is None else around
    back = np.flatnonzero((stage[1:] < stage[:-1]) & (key[1:] == key[:-1]))
    back = back[stays.status[visits.item[back]] == Status.FINISHED]
    target = back + 1
    item, source = visits.item[target], stage[back]
    inside = None if around is None else stays.inside
    ends = stays.last[item] if inside is None else inside.closing(key[target])
    return Moves(item, source, stage[target], target, visits.stay[target], _until(visits, key, target, source, ends))


def _until(visits: Visits, key: NDArray[np.int32] | Ints, visit: Ints, source: NDArray[np.int16], ends: Ints) -> Ints:
    """Index of the stay with which the item is first again at ``source`` or beyond; ``ends`` at the latest, because an
    item that finishes is beyond every stage.
    """
    limit = np.searchsorted(key, key[visit], side="right")
    position = visit + 1
    rows = np.flatnonzero(position < limit)
    while rows.size:
        there = visits.stage[position[rows]] >= source[rows]
        arrived = rows[np.flatnonzero(there)]
        ends[arrived] = visits.stay[position[arrived]]
        rows = rows[np.flatnonzero(~there)]
        position[rows] += 1
        rows = rows[np.flatnonzero(position[rows] < limit[rows])]
    return ends


def returned(visits: Visits, moves: Moves, items: int, stages: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """``(visits, sent_back)``, each items × stages: how often an item was at stage k, and whether after its first exit
    from k a later stage sent it back to k or an earlier one.
    """
    places = stages + 1  # the last is lying finished
    key = visits.item.astype(np.int64) * places + visits.stage
    count = np.bincount(key, minlength=items * places)
    sent_back = np.zeros(items * stages, np.bool_)
    if moves.item.size:
        first = np.full(items * places, key.size, np.int64)
        first[key[::-1]] = np.arange(key.size - 1, -1, -1)  # of equal keys the last assigned stays: the earliest visit
        span = (moves.source - moves.target).astype(np.int64)
        item = np.repeat(moves.item.astype(np.int64), span)
        stage = ranges(moves.target.astype(np.int64), span)
        left_before = first[item * places + stage] < np.repeat(moves.visit, span)  # none of them is where it came from
        if moves.within is not None:
            left_before &= stage != np.repeat(moves.within, span)
        sent_back[(item * stages + stage)[left_before]] = True
    return count.reshape(items, places)[:, :stages], sent_back.reshape(items, stages)
