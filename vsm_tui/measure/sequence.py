"""Items in the order in which they ended, as series that chance is judged by."""

from __future__ import annotations

import numpy as np

from vsm_tui.measure.bootstrap import Blocks, Floats, Ints, Series, blocks_of, canonical
from vsm_tui.measure.plan import Plan
from vsm_tui.measure.state import State


def in_order(state: State) -> Ints:
    """The finished items in order of finish, the same whatever parts the state was merged from."""
    return canonical(state.ended, (state.lead, state.time, state.waited))


def on_clock(moments: Ints, plan: Plan) -> Ints:
    """Moments (µs UTC) on the plan's clock."""
    return plan.work.at(moments) if plan.work else moments


def finishing(state: State, plan: Plan, items: int) -> Blocks:
    """Blocks for so many items, by the lead times and the rate of the finished ones."""
    return blocks_of(items, on_clock(np.sort(state.ended), plan), state.lead)


def waiting(state: State, plan: Plan, known: Ints) -> Series:
    """Waiting in the window (µs) in each of the stages ``known``, then the time since the item before ended.

    All items in process in the window are in it, in order of finish; those that have not finished come last. Of those
    not wholly inside the window only what they waited inside it counts. The times between add up to the window.
    """
    inside = np.flatnonzero(state.inside)
    ended = np.concatenate((state.ended[inside], state.other_ended))
    finished, size = inside.size, known.size

    def waits(items: Ints) -> Ints:
        rows = np.empty((items.size, size), np.int64)
        own = items < finished
        rows[own] = state.waited[np.ix_(inside[items[own]], known)]
        rows[~own] = state.other_waited[np.ix_(items[~own] - finished, known)]
        return rows

    order = canonical(ended, [np.concatenate((state.waited[inside, k], state.other_waited[:, k])) for k in known])
    gaps = _between(ended, order, plan)

    def fetch(items: Ints) -> Floats:
        rows: Floats = np.column_stack((waits(items), gaps[items])).astype(np.float64)
        return rows

    sums = np.append(state.waiting[known].sum(axis=1), gaps.sum())
    return Series(fetch, order, sums / max(ended.size, 1))


def _between(ended: Ints, order: Ints, plan: Plan) -> Ints:
    """Per item the time on the clock since the item before it ended; what is left of the window goes to the last."""
    edges = on_clock(np.concatenate(([plan.start], ended[order], [plan.end_inclusive])), plan)
    gaps = np.diff(np.maximum.accumulate(edges))
    found = np.zeros(ended.size, np.int64)
    if ended.size:
        found[order] = gaps[:-1]
        found[order[-1]] += gaps[-1]
    return found


def lasting(state: State, plan: Plan) -> Series:
    """Of the finished items, in order (µs): time, touch and wait in each of S stages, all touch, all wait, lead time,
    and the time since the item before finished: 3·S + 4 columns. What is not split counts as touch.
    """
    order = in_order(state)
    gaps = _between(state.ended, order, plan)

    def fetch(items: Ints) -> Floats:
        time, wait = np.maximum(state.time[items], 0), state.waited[items]
        touch = time - wait
        sums = (touch.sum(axis=1), wait.sum(axis=1), state.lead[items], gaps[items])
        rows: Floats = np.column_stack((time, touch, wait, *sums)).astype(np.float64)
        return rows

    touch, wait = state.touch + state.unsplit, state.wait
    whole = (touch.sum(), wait.sum(), state.lead.sum(), gaps.sum())
    return Series(fetch, order, np.concatenate((touch + wait, touch, wait, whole)) / max(order.size, 1))
