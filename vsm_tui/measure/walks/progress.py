"""How far items had come in each slice of the window, in counts that merge."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vsm_tui.measure.plan import MOMENTS, Plan
from vsm_tui.measure.walks.stays import Ints, Status, Stays, ranges
from vsm_tui.measure.walks.visits import Visits


def progress(stays: Stays, visits: Visits, plan: Plan) -> Ints:
    """(S + 2) × (M + 1): how many items came for the first time as far as each stage before the window (column 0) and
    in each slice of it; then how many finished, and how many were cancelled.

    An item has come as far as a stage once it was there or beyond: a stage it skips counts when it gets beyond, at the
    latest when it finishes, and going back takes nothing away. So no curve ever falls or crosses the next. An activity
    inside a state that is not left, such as a job that tries a release out, takes no item farther. The first stage's
    counts every item that began. Items that ended before the window are left out.
    """
    if visits.around is not None:
        own = np.flatnonzero(visits.around < 0)
        visits = Visits(visits.item[own], visits.stage[own], visits.stay[own])
    stages = stays.places.stages
    come = np.zeros((stages + 2, MOMENTS + 1), np.int64)
    start, length = plan.on_clock(plan.start), plan.on_clock(plan.end_inclusive) - plan.on_clock(plan.start)
    if length <= 0:
        return come

    def slots(at: Ints) -> Ints:
        return np.clip((at - start) * MOMENTS // length, -1, MOMENTS - 1) + 1

    kept = (stays.status <= Status.CANCELLED) & (stays.ended >= plan.start) & (stays.began < plan.end)
    rows, top = _advances(visits, stages)
    at = stays.begins[visits.stay[rows]]
    if not kept.all() or plan.end <= plan.now:
        seen = np.flatnonzero(kept[visits.item[rows]] & (at <= plan.on_clock(plan.end - 1)))
        rows, top, at = rows[seen], top[seen], at[seen]
    slot, stage = slots(at), visits.stage[rows].astype(np.int64)
    width = MOMENTS + 1
    come[1:stages] += np.bincount(stage * width + slot, minlength=(stages + 1) * width).reshape(-1, width)[1:stages]
    skips = np.flatnonzero(np.diff(top, prepend=-2) > 1)  # the first visit of an item, or one that leaves stages out
    first = visits.item[rows[skips]] != visits.item[rows[skips - 1]]
    first[:1] = True
    _pass(come, slot[skips], np.where(first, 0, stage[skips - 1]) + 1, stage[skips])
    furthest = np.zeros(stays.status.size, np.int64)
    final = np.append(skips[first], rows.size)[1:] - 1
    furthest[visits.item[rows[final]]] = stage[final]
    _add(come[0], slots(stays.begins[stays.first[kept]]))
    for row, status in ((stages, Status.FINISHED), (stages + 1, Status.CANCELLED)):
        over = np.flatnonzero(kept & (stays.status == status) & (stays.ended < plan.end))
        slot = np.maximum(slots(stays.begins[stays.last[over]]), 1)
        _add(come[row], slot)
        if status == Status.FINISHED:
            _pass(come, slot, furthest[over] + 1, np.full(over.size, stages))
    return come


def _advances(visits: Visits, stages: int) -> tuple[Ints, NDArray[np.integer]]:
    """The visits with which an item gets farther than ever, and a number that rises by one from stage to stage and by
    more from one item to the next.
    """
    item = (
        visits.item
        if not visits.item.size or visits.item[-1] < (1 << 31) // (stages + 2) - 1
        else visits.item.astype(np.int64)
    )
    top = np.maximum.accumulate(item * (stages + 2) + visits.stage)
    new = np.ones(top.size, np.bool_)
    np.greater(top[1:], top[:-1], out=new[1:])
    rows = np.flatnonzero(new)
    return rows, top[rows]


def _add(counts: Ints, slot: Ints) -> None:
    counts += np.bincount(slot, minlength=counts.size)


def _pass(come: Ints, slot: Ints, low: Ints, high: NDArray[np.integer]) -> None:
    """Count a step past the stages in ``[low, high)``; few have any."""
    some = np.flatnonzero(high > low)
    length = high[some] - low[some]
    np.add.at(come, (ranges(low[some], length), np.repeat(slot[some], length)), 1)
