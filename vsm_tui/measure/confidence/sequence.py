"""Items in the order in which they ended, as series that chance is judged by."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vsm_tui.measure.confidence.bootstrap import Blocks, Floats, Ints, Series, Spread, blocks_of, canonical, spread
from vsm_tui.measure.plan import Plan
from vsm_tui.measure.state import State


def in_order(state: State) -> Ints:
    """The finished items in order of finish, the same whatever parts the state was merged from."""
    rows = (state.lead, state.time, state.waited, state.rework, state.loop_touch, state.sent_back, state.failing)
    return canonical(state.ended, lambda at: np.column_stack([row[at] for row in rows]))


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
    finished = inside.size
    columns = slice(None) if known.size == state.waiting.shape[0] else known

    def waits(items: Ints) -> Ints:
        own = items < finished
        if own.all():  # most pieces of a large log
            rows = state.waited.take(inside[items], axis=0)
        else:
            rows = np.empty((items.size, state.waited.shape[1]), np.int64)
            rows[own], rows[~own] = state.waited[inside[items[own]]], state.other_waited[items[~own] - finished]
        return rows[:, columns]

    order = canonical(ended, waits)
    gaps = _between(ended, order, plan)

    def fetch(items: Ints) -> Floats:
        columns = np.empty((known.size + 1, items.size))
        columns[:-1], columns[-1] = waits(items).T, gaps[items]
        return columns.T

    sums = np.append(state.waiting[known].sum(axis=1), gaps.sum())
    return Series(fetch, order, sums / max(ended.size, 1))


class Queues:
    """The waiting of all items in process in the window, looked at once: for the verdict and for its intervals.

    ``known`` are the stages whose queue is known.
    """

    def __init__(self, state: State, plan: Plan, known: Ints) -> None:
        self._state, self._plan, self.known = state, plan, known

    @cached_property
    def series(self) -> Series:
        """See :func:`waiting`."""
        return waiting(self._state, self._plan, self.known)

    @cached_property
    def blocks(self) -> Blocks:
        """The blocks of its items."""
        return finishing(self._state, self._plan, int(self._state.inside.sum()) + self._state.other_ended.size)

    @cached_property
    def scatter(self) -> Spread:
        """How it scatters."""
        return spread(self.series, self.blocks)


def _between(ended: Ints, order: Ints, plan: Plan) -> Ints:
    """Per item the time on the clock since the item before it ended; what is left of the window goes to the last."""
    edges = on_clock(np.concatenate(([plan.start], ended[order], [plan.end_inclusive])), plan)
    gaps = np.diff(np.maximum.accumulate(edges))
    found = np.zeros(ended.size, np.int64)
    if ended.size:
        found[order] = gaps[:-1]
        found[order[-1]] += gaps[-1]
    return found


class Column:
    """Where :func:`lasting` has what beside 2·S columns of touch and wait, counted from their end."""

    REST, BETWEEN, REWORK, PASSED, FAILING, LOOPS, TOGETHER = range(7)


def lasting(state: State, plan: Plan) -> Series:
    """Of the finished items, in order (µs): touch and wait in each of S stages, the rest of the lead time, the time
    since the item before finished, time inside loops, what moves rolled %C/A, and touch of failure items, inside loops
    and of both together: 2·S + 7 columns. What is not split counts as touch.

    Rolled %C/A is a product of shares, so its logarithm moves by Σ (kept ÷ all kept − reached ÷ all that reached) over
    the stages; 1 is added to that, n times over, to have a mean of 1.
    """
    order, stages = in_order(state), state.wait.size
    gaps, n = _between(state.ended, order, plan), max(order.size, 1)
    reached = (state.time >= 0).sum(axis=0)
    kept = reached - state.sent_back.sum(axis=0)
    by_kept, by_reached = _inverse(kept, n)[:, None], _inverse(reached, n)[:, None]

    def fetch(items: Ints) -> Floats:
        # Column by column: a number of every item at once is quick to work out, a few numbers of each item are not.
        columns = np.empty((2 * stages + 7, items.size))
        time, wait, back = (_columns(rows, items) for rows in (state.time, state.waited, state.sent_back))
        there = time >= 0
        np.maximum(time, 0, out=time)
        touch, more = columns[:stages], columns[2 * stages :]
        np.subtract(time, wait, out=touch)
        columns[stages : 2 * stages] = wait
        more[Column.REST] = state.lead[items] - time.sum(axis=0)
        more[Column.BETWEEN] = gaps[items]
        more[Column.REWORK] = state.rework[items]
        more[Column.PASSED] = 1 + ((there & ~back) * by_kept - there * by_reached).sum(axis=0)
        failing = state.failing[items]
        more[Column.FAILING] = touch.sum(axis=0) * failing
        more[Column.LOOPS] = state.loop_touch[items]
        more[Column.TOGETHER] = np.where(failing, more[Column.FAILING], more[Column.LOOPS])
        return columns.T

    touch, wait, c = state.touch + state.unsplit, state.wait, state.counts
    rest, again = state.lead.sum() - touch.sum() - wait.sum(), state.rework.sum()
    failing = (c["failure_touch"], c["loop_touch"], c["failure_touch"] + c["loop_touch_apart"])
    return Series(fetch, order, np.concatenate((touch, wait, (rest, gaps.sum(), again, n, *failing))) / n)


def _columns(rows: NDArray[Any], items: Ints) -> NDArray[Any]:
    """Some items' rows, turned into columns."""
    return np.ascontiguousarray(rows.take(items, axis=0).T)


def _inverse(counts: Ints, n: int) -> Floats:
    """So many divided by each of the counts; nothing for none."""
    found: Floats = np.divide(n, counts, out=np.zeros(counts.size), where=counts > 0)
    return found
