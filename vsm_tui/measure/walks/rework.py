"""Moves back → loops: how often, how many items, and the time from a return until the item is again where it was."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vsm_tui.measure.walks.distinct import distinct
from vsm_tui.measure.walks.places import PAUSED, Part
from vsm_tui.measure.walks.stays import Ints, Stays, ranges
from vsm_tui.measure.walks.visits import Moves


@dataclass(frozen=True, slots=True)
class Rework:
    """``loops`` maps (source, target) to [items, moves, time, touch, wait]; loops inside loops count in both.

    ``time`` is per item what lies inside at least one loop, ``touch`` the touch of it. All in µs without what was
    paused. ``takers`` are the items of each loop.
    """

    loops: dict[tuple[int, int], Ints]
    time: Ints
    touch: Ints
    takers: dict[tuple[int, int], Ints]


def rework_of(moves: Moves, stays: Stays, counted: NDArray[np.bool_]) -> Rework:
    """The rework of the items in ``counted``."""
    inside, none = np.flatnonzero(counted[moves.item]), np.zeros(stays.status.size, np.int64)
    if not inside.size:
        return Rework({}, none, none, {})
    item, begins, ends = moves.item[inside], moves.begins[inside], moves.ends[inside]
    first, length, span = _spans(begins, ends)
    rows = ranges(first, length)
    place, time = stays.place[rows], stays.length[rows]
    time[place == PAUSED] = 0
    shift = (np.cumsum(length) - length - first)[span]  # from a row of the log to a position among ``rows``
    begins, ends = begins + shift, ends + shift
    places = stays.places.stages + 1
    key = moves.source[inside].astype(np.int64) * places + moves.target[inside]
    kinds, loop = distinct(key, places * places)
    sums = np.zeros((kinds.size, 5), np.int64)
    pairs = np.sort(loop * stays.status.size + item)
    new = np.append(True, pairs[1:] != pairs[:-1])
    sums[:, 0] = np.bincount(pairs[new] // stays.status.size, minlength=kinds.size)
    sums[:, 1] = np.bincount(loop, minlength=kinds.size)
    touch, wait = (np.where(stays.places.mask(place, part), time, 0) for part in (Part.TOUCH, Part.WAIT))
    for column, weight in ((2, time), (3, touch), (4, wait)):
        until = np.concatenate((np.zeros(1, np.int64), np.cumsum(weight)))
        np.add.at(sums[:, column], loop, until[ends] - until[begins])
    loops = [divmod(int(kind), places) for kind in kinds]
    owner = stays.item[first]
    taken = np.split(pairs[new] % stays.status.size, np.cumsum(sums[:, 0])[:-1])
    return Rework(
        dict(zip(loops, sums, strict=True)),
        _by_item(time, length, owner, none),
        _by_item(touch, length, owner, none),
        dict(zip(loops, taken, strict=True)),
    )


def _by_item(time: Ints, length: Ints, item: NDArray[np.int32], none: Ints) -> Ints:
    """The time of spans of so many rows each, added up by the items they are of."""
    until, edges, found = np.concatenate((np.zeros(1, np.int64), np.cumsum(time))), np.cumsum(length), none.copy()
    np.add.at(found, item, until[edges] - until[edges - length])
    return found


def in_loop(moves: Moves, stays: Stays) -> NDArray[np.bool_]:
    """Which stays lie inside at least one rework loop."""
    inside = np.zeros(stays.place.size, np.bool_)
    if moves.item.size:
        first, length, _ = _spans(moves.begins, moves.ends)
        inside[ranges(first, length)] = True
    inside &= stays.place != PAUSED
    return inside


def _spans(begins: Ints, ends: Ints) -> tuple[Ints, Ints, Ints]:
    """Overlapping ranges of rows as disjoint ones, ``(first, length)``, and in which of them each of the given lies.

    ``begins`` rise; no range reaches into another item's rows.
    """
    reach = np.maximum.accumulate(ends)
    new = np.ones(begins.size, np.bool_)
    np.greater_equal(begins[1:], reach[:-1], out=new[1:])
    span = np.cumsum(new) - 1
    opens = np.flatnonzero(new)
    closes = np.append(opens[1:], begins.size) - 1
    return begins[opens], reach[closes] - begins[opens], span
