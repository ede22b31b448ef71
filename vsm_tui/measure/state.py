"""One part of a log, measured: sums and item rows that merge with those of any other part.

``state_of(whole items) → State``, ``merge(State, State) → State``, ``result(State) → Flow``: the one definition of
every measured number, whether a log is taken whole, in parts, or on several machines. All durations are integer
microseconds, so that the order of merging cannot change a sum.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vsm_tui.measure.plan import SLICES, Plan
from vsm_tui.measure.queues import edges_of, occupancy
from vsm_tui.measure.read import Log
from vsm_tui.measure.roles import Roles
from vsm_tui.measure.stays import NOWHERE, Ints, Part, Status, Stays, stays_of
from vsm_tui.measure.visits import Moves, Visits, moves_of, returned, visits_of

Bools = NDArray[np.bool_]


@dataclass(slots=True)
class State:
    """What merging needs. ``n`` finished items in the window, ``S`` stages, ``B`` slices; times in µs on the clock.

    Rows per finished item: ``lead`` n, ``touch``/``wait``/``unsplit`` n×S, ``visits`` n×S, ``sent_back`` n×S,
    ``began``/``ended`` n (µs UTC). Ages of all items for survival: ``entry``, ``exit``, ``happened``.
    ``loops`` maps (source, target) to [items, moves, time, touch, wait]; ``unmapped`` a state to [time, items].
    """

    lead: Ints
    touch: Ints
    wait: Ints
    unsplit: Ints
    visits: Ints
    sent_back: Bools
    ended: Ints
    entry: Ints
    exit: Ints
    happened: Bools
    waiting: Ints
    present: Ints
    open_in_stage: Ints
    grade: Ints
    loops: dict[tuple[int, int], Ints]
    unmapped: dict[str, Ints]
    counts: dict[str, int]


def merge(a: State, b: State) -> State:
    """The state of both parts together; it does not matter which comes first."""
    merged: dict[str, Any] = {}
    for field in fields(State):
        left, right = getattr(a, field.name), getattr(b, field.name)
        if isinstance(left, dict):
            merged[field.name] = {key: _plus(left.get(key), right.get(key)) for key in {**left, **right}}
        elif field.name == "grade":
            merged[field.name] = np.maximum(left, right)
        elif field.name in ("waiting", "present", "open_in_stage"):
            merged[field.name] = left + right
        else:
            merged[field.name] = np.concatenate((left, right))
    return State(**merged)


def _plus(left: Any, right: Any) -> Any:
    if left is None:
        return right
    return left if right is None else left + right


@dataclass(slots=True)
class Trace:
    """A part of a log with what its state was made from, kept for looking behind the numbers."""

    log: Log
    stays: Stays
    visits: Visits
    moves: Moves
    in_loop: Bools
    counted: Bools


def state_of(log: Log, roles: Roles, plan: Plan) -> State:
    """Measure whole items: every event of an item must be in ``log``."""
    return traced(log, roles, plan)[0]


def traced(log: Log, roles: Roles, plan: Plan) -> tuple[State, Trace]:
    """:func:`state_of`, with the stays and visits behind it."""
    stays = stays_of(log, roles, plan)
    visits = visits_of(stays)
    counted = (stays.status == Status.FINISHED) & (stays.ended >= plan.start) & (stays.ended < plan.end)
    moves = moves_of(visits, stays)
    in_loop = _covered(moves, stays)
    part = Trace(log, stays, visits, moves, in_loop, counted)
    return _state(part, plan), part


def _covered(moves: Moves, stays: Stays) -> Bools:
    """Which stays lie inside at least one rework loop."""
    depth = np.zeros(stays.length.size + 1, np.int64)
    np.add.at(depth, moves.begins, 1)
    np.add.at(depth, moves.ends, -1)
    inside: Bools = (np.cumsum(depth)[:-1] > 0) & (stays.part != Part.PAUSED)
    return inside


def _state(part: Trace, plan: Plan) -> State:
    stays, counted = part.stays, part.counted
    stages, items = len(plan.stream.stages), stays.status.size
    live = np.where(stays.part == Part.PAUSED, 0, stays.length)
    lead = _per_item(stays, live)
    visits = np.zeros((items, stages), np.int64)
    own = part.visits.stage < stages
    np.add.at(visits, (part.visits.item[own], part.visits.stage[own]), 1)
    _, sent_back = returned(part.visits, part.moves, items, stages)
    entry, exit_, happened = _ages(part, plan, lead)
    waiting, present = _presence(stays, plan)
    return State(
        lead=lead[counted],
        touch=_item_stage(stays, Part.TOUCH, stages)[counted],
        wait=_item_stage(stays, Part.WAIT, stages)[counted],
        unsplit=_item_stage(stays, Part.UNSPLIT, stages)[counted],
        visits=visits[counted],
        sent_back=sent_back[counted],
        ended=stays.ended[counted],
        entry=entry,
        exit=exit_,
        happened=happened,
        waiting=waiting,
        present=present,
        open_in_stage=_open_in_stage(stays, stages),
        grade=_grades(stays, counted, stages),
        loops=_loops(part, live),
        unmapped=_unmapped(part),
        counts=_counts(part, plan),
    )


def _per_item(stays: Stays, weight: Ints) -> Ints:
    total = np.concatenate(([0], np.cumsum(weight)))
    return total[stays.last] - total[stays.first]


def _item_stage(stays: Stays, part: Part, stages: int) -> Ints:
    """Items × stages, µs. Sums of one item's stays stay below 2⁵³, so that they are exact as floats on the way."""
    at = (stays.part == part) & (stays.stage >= 0)
    items = stays.status.size
    key = stays.item[at].astype(np.int64) * stages + stays.stage[at]
    total = np.bincount(key, weights=stays.length[at], minlength=items * stages)
    return total.astype(np.int64).reshape(items, stages)


def _ages(part: Trace, plan: Plan, lead: Ints) -> tuple[Ints, Ints, Bools]:
    """Ages for survival: when each item came under observation, when it left it, and whether it then finished.

    Items that ended before the window are not seen; items begun before it come in late; the cancelled, and those that
    outlast the window, leave unfinished.
    """
    stays = part.stays
    seen = (stays.ended >= plan.start) & (stays.began < plan.end) & (lead > 0)
    start = int(plan.on_clock(plan.start))
    begun = stays.begins[np.minimum(stays.first, max(stays.begins.size - 1, 0))] if stays.begins.size else stays.first
    entry = np.where(stays.began < plan.start, np.maximum(start - begun, 0), 0)
    finish = stays.ends[np.maximum(stays.last - 1, 0)] if stays.begins.size else stays.last
    beyond = np.where(stays.ended >= plan.end, np.maximum(finish - plan.on_clock(plan.end_inclusive), 0), 0)
    exit_ = np.maximum(lead - beyond, 1)
    entry = np.minimum(entry, exit_ - 1)
    return entry[seen], exit_[seen], part.counted[seen]


def _presence(stays: Stays, plan: Plan) -> tuple[Ints, Ints]:
    """``(waiting S×B, present B)``: time waited in each stage, and time in process, in each slice of the window."""
    stages = len(plan.stream.stages)
    edges = edges_of(plan.on_clock(plan.start), plan.on_clock(plan.end_inclusive), SLICES)
    wait = (stays.part == Part.WAIT) & (stays.stage >= 0)
    waiting = occupancy(stays.begins[wait], stays.ends[wait], stays.stage[wait], stages, edges)
    left = stays.begins[stays.last - 1] + stays.length[stays.last - 1]
    everything = _together(stays.begins[stays.first], left, edges)
    paused = stays.part == Part.PAUSED
    return waiting, everything - _together(stays.begins[paused], stays.ends[paused], edges)


def _together(begins: Ints, ends: Ints, edges: Ints) -> Ints:
    total: Ints = occupancy(begins, ends, np.zeros(begins.size, np.int8), 1, edges)[0]
    return total


def _open_in_stage(stays: Stays, stages: int) -> Ints:
    last = stays.last[stays.status == Status.OPEN] - 1
    stage = stays.stage[last]
    return np.bincount(stage[stage >= 0], minlength=stages).astype(np.int64)


def _grades(stays: Stays, counted: Bools, stages: int) -> Ints:
    """The weakest evidence of touch per stage: 0 none, 1 = A, 2 = B, 3 = C."""
    worst = np.zeros(stages, np.int64)
    at = (stays.part == Part.TOUCH) & counted[stays.item]
    np.maximum.at(worst, stays.stage[at], stays.grade[at].astype(np.int64))
    return worst


def _loops(part: Trace, live: Ints) -> dict[tuple[int, int], Ints]:
    moves, stays = part.moves, part.stays
    inside = part.counted[moves.item]
    sums = [
        np.concatenate(([0], np.cumsum(weight)))
        for weight in (
            live,
            np.where(stays.part == Part.TOUCH, live, 0),
            np.where(stays.part == Part.WAIT, live, 0),
        )
    ]
    found: dict[tuple[int, int], Ints] = {}
    key = moves.source.astype(np.int64) * 100_000 + moves.target
    for value in np.unique(key[inside]):
        rows = np.flatnonzero(inside & (key == value))
        times = [int((total[moves.ends[rows]] - total[moves.begins[rows]]).sum()) for total in sums]
        found[int(value) // 100_000, int(value) % 100_000] = np.array(
            [np.unique(moves.item[rows]).size, rows.size, *times], np.int64
        )
    return found


def _unmapped(part: Trace) -> dict[str, Ints]:
    stays = part.stays
    at = np.flatnonzero((stays.part == Part.UNMAPPED) & part.counted[stays.item])
    found: dict[str, Ints] = {}
    states: Sequence[str] = (*part.log.states, NOWHERE)
    for code in np.unique(stays.state[at]):
        rows = at[stays.state[at] == code]
        found[states[int(code)]] = np.array([int(stays.length[rows].sum()), np.unique(stays.item[rows]).size], np.int64)
    return found


def _counts(part: Trace, plan: Plan) -> dict[str, int]:
    stays, counted = part.stays, part.counted
    finished = stays.status == Status.FINISHED
    cancelled = stays.status == Status.CANCELLED
    in_window = (stays.ended >= plan.start) & (stays.ended < plan.end)
    is_open = (stays.status == Status.OPEN) & (stays.began < plan.end)
    begun = (stays.began >= plan.start) & (stays.began < plan.end)
    paused = stays.part == Part.PAUSED
    failure = _failure(part, plan)
    now, middle = plan.end_inclusive, (plan.start + plan.end_inclusive) // 2
    counts = {
        "open": int(is_open.sum()),
        "open_paused": int(paused[stays.last[is_open] - 1].sum()),
        "cancelled": int((cancelled & in_window).sum()),
        "before": int(((finished | cancelled) & (stays.ended < plan.start)).sum()),
        "after": int(((finished | cancelled) & (stays.ended >= plan.end)).sum()),
        "later": int(((stays.status == Status.OPEN) & (stays.began >= plan.end)).sum()),
        "never_began": int((stays.excluded == Status.NEVER_BEGAN).sum()),
        "skipped_start": int((stays.excluded == Status.SKIPPED_START).sum()),
        "begun": int(begun.sum()),
        "truncated": int((counted & (stays.began < plan.start)).sum()),
        "paused_time": int(stays.length[paused & counted[stays.item]].sum()),
        "rework_time": int(stays.length[part.in_loop & counted[stays.item]].sum()),
        "failure_begun": int((begun & failure).sum()),
        "failure_touch": int(stays.length[(stays.part == Part.TOUCH) & (counted & failure)[stays.item]].sum()),
    }
    for name, at in (("start", plan.start), ("middle", middle), ("now", now)):
        there = (stays.began <= at) & ((stays.ended > at) | (stays.status == Status.OPEN))
        counts[f"wip_{name}"] = int(there.sum())
        counts[f"age_{name}"] = int((at - stays.began[there]).sum())
    return counts


def _failure(part: Trace, plan: Plan) -> Bools:
    """Which items are failure demand by the team's own rule on types and labels."""
    rule = plan.stream.failure_demand
    code = part.stays.code
    hit = np.zeros(code.size, np.bool_)
    if rule.types and len(part.log.type):
        hit |= _any_of(part.log.type, code, set(rule.types))
    if rule.labels and len(part.log.labels):
        hit |= _any_of(part.log.labels, code, set(rule.labels))
    return hit


def _any_of(values: Sequence[str] | Mapping[int, str], code: NDArray[np.int32], wanted: set[str]) -> Bools:
    known: dict[str, bool] = {}
    hits = np.zeros(code.size, np.bool_)
    for row, item in enumerate(code):
        text = values[int(item)]
        if text not in known:
            known[text] = any(word.strip() in wanted for word in (text, *text.split(";")))
        hits[row] = known[text]
    return hits
