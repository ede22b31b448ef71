"""Cumulative flow: how many items had come how far at each moment of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vsm_tui.flow.observed import Cumulative
from vsm_tui.measure.plan import MOMENTS, Plan
from vsm_tui.measure.queues import edges_of
from vsm_tui.measure.stays import Ints, Status, Stays
from vsm_tui.measure.visits import Visits
from vsm_tui.measure.worktime import moment

if TYPE_CHECKING:
    from vsm_tui.measure.state import State


def progress(stays: Stays, visits: Visits, plan: Plan) -> Ints:
    """(S + 2) × (M + 1): how many items came for the first time as far as each stage before the window (column 0) and
    in each slice of it; then how many finished, and how many were cancelled.

    An item has come as far as a stage once it was there or beyond: a stage it skips counts when it gets beyond, at the
    latest when it finishes, and going back takes nothing away. So no curve ever falls or crosses the next. The first
    stage's counts every item that began. Items that ended before the window are left out.
    """
    stages = stays.places.stages
    come = np.zeros((stages + 2, MOMENTS + 1), np.int64)
    start, length = plan.on_clock(plan.start), plan.on_clock(plan.end_inclusive) - plan.on_clock(plan.start)
    if length <= 0:
        return come

    def slots(at: Ints) -> Ints:
        return np.clip((at - start) * MOMENTS // length, -1, MOMENTS - 1) + 1

    kept = (stays.status <= Status.CANCELLED) & (stays.ended >= plan.start) & (stays.began < plan.end)
    _add(come[0], slots(stays.begins[stays.first[kept]]))
    rows, low, high, furthest = _advances(visits, stays.status.size, stages)
    at = stays.begins[visits.stay[rows]]
    if not kept.all() or plan.end <= plan.now:
        seen = np.flatnonzero(kept[visits.item[rows]] & (at <= plan.on_clock(plan.end - 1)))
        at, low, high = at[seen], low[seen], high[seen]
    _pass(come[:stages], slots(at), low, high)
    for row, status in ((stages, Status.FINISHED), (stages + 1, Status.CANCELLED)):
        over = np.flatnonzero(kept & (stays.status == status) & (stays.ended < plan.end))
        slot = np.maximum(slots(stays.begins[stays.last[over]]), 1)
        _add(come[row], slot)
        if status == Status.FINISHED:
            short = np.flatnonzero(furthest[over] < stages - 1)
            _pass(come[:stages], slot[short], furthest[over[short]] + 1, np.full(short.size, stages))
    return come


def _advances(visits: Visits, items: int, stages: int) -> tuple[Ints, Ints, Ints, Ints]:
    """``(visit, low, high, furthest)``: the visits with which an item gets farther than ever, so that it has now come
    as far as the stages in ``[low, high)`` too; and how far each item ever gets.
    """
    base = visits.item.astype(np.int64) * (stages + 1)
    top = np.maximum.accumulate(base + visits.stage)
    new = np.ones(top.size, np.bool_)
    np.greater(top[1:], top[:-1], out=new[1:])
    rows = np.flatnonzero(new)
    low = np.maximum(top[rows - 1] - base[rows], 0) + 1
    low[:1] = 1  # nothing stands before the first visit of all
    high = np.minimum(visits.stage[rows] + 1, stages)
    final = np.flatnonzero(np.append(base[1:] != base[:-1], np.ones(min(base.size, 1), np.bool_)))
    furthest = np.zeros(items, np.int64)
    furthest[visits.item[final]] = top[final] - base[final]
    return rows, low, np.maximum(high, low), furthest


def _add(counts: Ints, slot: Ints) -> None:
    counts += np.bincount(slot, minlength=counts.size)


def _pass(come: Ints, slot: Ints, low: Ints, high: NDArray[np.integer]) -> None:
    """Count each row's step past the stages in ``[low, high)``."""
    stages, width = come.shape
    begins, ends = (np.bincount(edge * width + slot, minlength=(stages + 1) * width) for edge in (low, high))
    come += np.cumsum((begins - ends).reshape(stages + 1, width), axis=0)[:stages]


def cumulative(state: State, plan: Plan, *, waits: bool) -> Cumulative | None:
    """The diagram of a window; ``None`` where it has no length. ``waits`` says whether waiting can be seen at all; the
    queue of a stage is empty where nothing tells who waits in it.
    """
    start, end = plan.on_clock(plan.start), plan.on_clock(plan.end_inclusive)
    if end <= start:
        return None
    edges = edges_of(start, end, MOMENTS)
    at = plan.work.moment_of(edges) if plan.work else edges
    at[0], at[-1] = plan.start, plan.end_inclusive
    queues = tuple(
        tuple(row) if stage.states and not unsplit else ()
        for stage, row, unsplit in zip(plan.stream.stages, state.queues.tolist(), state.unsplit, strict=True)
    )
    curves = [tuple(row) for row in np.cumsum(state.progress, axis=1).tolist()]
    return Cumulative(
        at=tuple(moment(t) for t in at),
        stages=tuple(curves[:-2]),
        done=curves[-2],
        queues=queues if waits else (),
        cancelled=curves[-1],
    )
