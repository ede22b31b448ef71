"""Stays → visits: one visit is one stay of one item in one stage; coming back is a new one.

Consecutive states of one stage are one visit; a stay, paused or unmapped spell between them does not end it. Lying
finished before a reopening counts as a visit to the place after the last stage, so that a reopening is a move back.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vsm_tui.measure.stays import Ints, Status, Stays


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
    new[1:] = (item[1:] != item[:-1]) | (stage[1:] != stage[:-1])
    return Visits(item[new], stage[new], at[new])


def moves_of(visits: Visits, stays: Stays) -> Moves:
    """Every consecutive pair of visits of a finished item that goes back in the stream's order."""
    stage = visits.stage
    back = np.flatnonzero(
        (visits.item[1:] == visits.item[:-1])
        & (stage[1:] < stage[:-1])
        & (stays.status[visits.item[1:]] == Status.FINISHED)
    )
    target = back + 1
    item, source = visits.item[target], stage[back]
    return Moves(item, source, stage[target], target, visits.stay[target], _until(visits, stays, target, source))


def _until(visits: Visits, stays: Stays, visit: Ints, source: NDArray[np.int16]) -> Ints:
    """Index of the stay with which the item is first again at ``source`` or beyond; the end of its stays at the latest,
    because an item that finishes is beyond every stage.
    """
    ends = stays.last[visits.item[visit]]
    size = visits.stage.size
    position = visit + 1
    open_rows = np.arange(visit.size)
    while open_rows.size:
        inside = position < size
        open_rows, position = open_rows[inside], position[inside]
        same = visits.item[position] == visits.item[visit[open_rows]]
        open_rows, position = open_rows[same], position[same]
        there = visits.stage[position] >= source[open_rows]
        ends[open_rows[there]] = visits.stay[position[there]]
        open_rows, position = open_rows[~there], position[~there] + 1
    return ends


def returned(visits: Visits, moves: Moves, items: int, stages: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """``(visited, sent_back)``, each items × stages: whether an item was at stage k, and whether after its first exit
    from k a later stage sent it back to k or an earlier one.
    """
    visited = np.zeros((items, stages), np.bool_)
    sent_back = np.zeros((items, stages), np.bool_)
    own = visits.stage < stages
    visited[visits.item[own], visits.stage[own]] = True
    if not moves.item.size:
        return visited, sent_back
    first = np.full((items, stages), visits.item.size, np.int64)
    order = np.flatnonzero(own)[::-1]
    first[visits.item[order], visits.stage[order]] = order
    span = (moves.source - moves.target).astype(np.int64)
    move = np.repeat(np.arange(span.size), span)
    stage = moves.target[move] + (np.arange(move.size) - np.repeat(np.cumsum(span) - span, span))
    item = moves.item[move]
    left_before = first[item, stage] < moves.visit[move] - 1
    sent_back[item[left_before], stage[left_before]] = True
    return visited, sent_back
