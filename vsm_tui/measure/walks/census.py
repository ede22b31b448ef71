"""Counts of items: who is where, who left, who is seen how long."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vsm_tui.measure.plan import MOMENTS, SLICES, Plan
from vsm_tui.measure.walks.places import PAUSED, Part
from vsm_tui.measure.walks.queues import edges_of, occupancy
from vsm_tui.measure.walks.stays import Ints, Status, Stays

Bools = NDArray[np.bool_]


def counts(stays: Stays, counted: Bools, plan: Plan) -> dict[str, int]:
    """How many items are open, cancelled, left out and why; how many were in process at three moments, how old.

    ``open`` is about ``now``, whatever the window: what began before and has not ended by then. It is not the same as
    the last of the three numbers where the window ends before ``now``.

    The moments are just before the window, its middle, and its end with everything that happened up to it: so what
    began in the window and did not leave is exactly by how much the last number exceeds the first. Ages are µs since
    begin, without pauses, on the plan's clock.
    """
    status, began, ended = stays.status, stays.began, stays.ended
    is_open = status == Status.OPEN
    over = (status == Status.FINISHED) | (status == Status.CANCELLED)
    found = {
        "open": int(is_open.sum()),
        "cancelled": int(((status == Status.CANCELLED) & (ended >= plan.start) & (ended < plan.end)).sum()),
        "before": int((over & (ended < plan.start)).sum()),
        "after": int((over & (ended >= plan.end)).sum()),
        "never_began": int((status == Status.NEVER_BEGAN).sum()),
        "skipped_start": int((status == Status.SKIPPED_START).sum()),
        "begun": int(begun(stays, plan).sum()),
        "truncated": int((counted & (began < plan.start)).sum()),
    }
    for name, at in (("start", plan.start), ("middle", (plan.start + plan.end) // 2), ("now", plan.end)):
        there = np.flatnonzero((began < at) & ((over & (ended >= at)) | is_open))
        found[f"wip_{name}"] = there.size
        found[f"age_{name}"] = int(ages_at(stays, there, plan.on_clock(min(at, plan.now))).sum()) if there.size else 0
    return found


def begun(stays: Stays, plan: Plan) -> Bools:
    """Which items began in the window."""
    began: Bools = (stays.began >= plan.start) & (stays.began < plan.end) & (stays.status <= Status.CANCELLED)
    return began


def ages(stays: Stays, counted: Bools, lead: Ints, plan: Plan) -> tuple[Ints, Ints, Bools, Bools]:
    """Ages for survival: when each item came under observation, when it left it, whether it then finished, and whether
    it was cancelled.

    Items that ended before the window are not seen. Items begun in it are seen from their begin (−1), those begun
    before it from the age they had when it began. Those that outlast the window leave it unfinished.
    """
    seen = np.flatnonzero((stays.ended >= plan.start) & (stays.began < plan.end) & (stays.status <= Status.CANCELLED))
    entry, exit_ = np.full(seen.size, -1, np.int64), lead[seen]
    late = np.flatnonzero(stays.began[seen] < plan.start)
    after = np.flatnonzero(stays.ended[seen] >= plan.end)
    if late.size:
        entry[late] = ages_at(stays, seen[late], plan.on_clock(plan.start))
    if after.size:
        exit_[after] = ages_at(stays, seen[after], plan.on_clock(plan.end_inclusive))
    over = stays.ended[seen] < plan.end
    gone = (stays.status[seen] == Status.CANCELLED) & over
    return np.minimum(entry, exit_ - 1), exit_, counted[seen], gone


def ages_at(stays: Stays, items: Ints, at: int) -> Ints:
    """How old ``items`` were at a moment of the plan's clock before their end: µs since their begin, without pauses."""
    age = at - stays.begins[stays.first[items]]
    paused = np.flatnonzero(stays.place == PAUSED)
    if paused.size:
        before = np.zeros(stays.status.size, np.int64)
        spent = np.clip(at - stays.begins[paused], 0, stays.length[paused])
        np.add.at(before, stays.item[paused], spent)
        age -= before[items]
    return np.maximum(age, 0)


def presence(stays: Stays, plan: Plan) -> tuple[Ints, Ints, Ints]:
    """``(waiting S×B, present B, queues S×(C+1))``: time waited in each stage, and time in process, in each slice of
    the window; and the number waiting just before each of its moments; at the last of them, where it is ``now``, at it.
    """
    stages = stays.places.stages
    start, end = plan.on_clock(plan.start), plan.on_clock(plan.end_inclusive)
    waits = stays.waits()
    waiting, queues = occupancy(waits.begins, waits.ends, waits.stage, stages, edges_of(start, end, MOMENTS))
    if plan.end > plan.now:  # at now itself: what has just come is there, and what has just gone is not
        place = stays.place[stays.last[stays.status == Status.OPEN] - 1]
        place = place[stays.places.mask(place, Part.WAIT)]
        queues[:, -1] = np.bincount(stays.places.stage(place), minlength=stages)
    edges = edges_of(start, end, SLICES)
    began = stays.status <= Status.CANCELLED
    last = stays.last[began] - 1
    everything = _together(stays.begins[stays.first[began]], stays.begins[last] + stays.length[last], edges)
    paused = np.flatnonzero(stays.place == PAUSED)
    present = everything - _together(stays.begins[paused], stays.begins[paused] + stays.length[paused], edges)
    return waiting.reshape(stages, SLICES, -1).sum(axis=2), present, queues


def _together(begins: Ints, ends: Ints, edges: Ints) -> Ints:
    total: Ints = occupancy(begins, ends, np.zeros(begins.size, np.int8), 1, edges)[0][0]
    return total


def open_in_stage(stays: Stays) -> Ints:
    """How many of the open items are in each stage at ``now``."""
    there = stays.status == Status.OPEN
    place = stays.place[stays.last[there] - 1]
    stage = stays.places.stage(place)
    return np.bincount(stage[stage >= 0], minlength=stays.places.stages).astype(np.int64)
