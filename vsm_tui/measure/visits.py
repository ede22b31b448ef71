"""Stays → visits: one visit is one stay of one item in one stage; coming back is a new one.

Consecutive states of one stage are one visit; a stay, paused or unmapped spell between them does not end it. Lying
finished before a reopening counts as a visit to the place after the last stage, so that a reopening is a move back.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vsm_tui.measure.stays import Ints, Status, Stays, ranges


@dataclass(frozen=True, slots=True)
class Visits:
    """Per visit, in order: the ``item`` row, the ``stage`` position (number of stages = lay finished) and ``stay``, the
    index of the stay it begins with.
    """

    item: NDArray[np.int32]
    stage: NDArray[np.int16]
    stay: Ints


@dataclass(frozen=True, slots=True)
class Moves:
    """Rework of finished items, one row per time it happened: ``item``, from stage ``source`` back to ``target``.

    ``visit`` is the position of the visit it leads to; ``[begins, ends)`` are the stays from the arrival at ``target``
    until the item is first again at ``source`` or beyond.
    """

    item: NDArray[np.int32]
    source: NDArray[np.int16]
    target: NDArray[np.int16]
    visit: Ints
    begins: Ints
    ends: Ints


def visits_of(stays: Stays) -> Visits:
    """Merge stays into visits."""
    at = np.flatnonzero(stays.enters >= 0)
    item, stage = stays.item[at], stays.enters[at]
    new = np.ones(at.size, np.bool_)
    np.not_equal(stage[1:], stage[:-1], out=new[1:])
    new[1:] |= item[1:] != item[:-1]
    kept = np.flatnonzero(new)
    return Visits(item[kept], stage[kept], at[kept])


def moves_of(visits: Visits, stays: Stays) -> Moves:
    """Every consecutive pair of visits of a finished item that goes back in the stream's order."""
    stage = visits.stage
    back = np.flatnonzero((stage[1:] < stage[:-1]) & (visits.item[1:] == visits.item[:-1]))
    back = back[stays.status[visits.item[back]] == Status.FINISHED]
    target = back + 1
    item, source = visits.item[target], stage[back]
    return Moves(item, source, stage[target], target, visits.stay[target], _until(visits, stays, target, source))


def _until(visits: Visits, stays: Stays, visit: Ints, source: NDArray[np.int16]) -> Ints:
    """Index of the stay with which the item is first again at ``source`` or beyond; the end of its stays at the latest,
    because an item that finishes is beyond every stage.
    """
    item = visits.item[visit]
    ends, limit = stays.last[item], np.searchsorted(visits.item, item, side="right")
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
        left_before = first[item * places + stage] < np.repeat(moves.visit, span) - 1
        sent_back[(item * stages + stage)[left_before]] = True
    return count.reshape(items, places)[:, :stages], sent_back.reshape(items, stages)
