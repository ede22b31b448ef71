"""Rework loops in words and numbers: how often, what they cost, and what the items that take them have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vsm_tui.flow.shape import Cause, LoopFlow
from vsm_tui.measure.figures.durations import wilson
from vsm_tui.measure.figures.failure import words
from vsm_tui.measure.log.read import Log
from vsm_tui.measure.plan import Plan
from vsm_tui.measure.walks.distinct import distinct
from vsm_tui.measure.walks.rework import Rework
from vsm_tui.measure.walks.stays import Stays
from vsm_tui.measure.walks.worktime import SECOND
from vsm_tui.model import FINISH

if TYPE_CHECKING:
    from vsm_tui.measure.state import State

SHOWN = 3
"""So many causes are named per loop."""
ALL = -1
Causes = dict[tuple[int, int, str], int]


def causes_of(log: Log, stays: Stays, counted: NDArray[np.bool_], again: Rework, plan: Plan) -> Causes:
    """How many items of each loop carry a type or label, by (source, target, text); of all finished items by
    (−1, −1, text). Only those types and labels that the stream's rule names: of no others did anybody say that they
    tell of a cause.
    """
    found: Causes = {}
    if not plan.stream.failure_demand:
        return found
    groups = [((ALL, ALL), np.flatnonzero(counted)), *again.takers.items()]
    kind, carried = _carried(log, stays, plan)
    for (source, target), items in groups:
        counts = np.bincount(kind[items], minlength=len(carried)).tolist()
        for told, count in zip(carried, counts, strict=True):
            for word in told if count else ():
                key = (source, target, word)
                found[key] = found.get(key, 0) + count
    return found


def _carried(log: Log, stays: Stays, plan: Plan) -> tuple[NDArray[np.int64], list[set[str]]]:
    """``(kind, words)``: a number per item that stands for its type and labels, and what the rule names of each."""
    rule = plan.stream.failure_demand
    named = [("type", rule.types), ("labels", rule.labels)]
    columns = [(log.details.coded(name), frozenset(told)) for name, told in named if told and log.details.has(name)]
    pairs, below = np.zeros(stays.code.size, np.int64), 1
    for coded, _ in columns:
        pairs *= max(len(coded.values), 1)
        pairs += coded.codes[stays.code] if coded.values else 0
        below *= max(len(coded.values), 1)
    values, kind = distinct(pairs, below)
    found: list[set[str]] = []
    for value in values.tolist():
        carried: set[str] = set()
        for coded, told in reversed(columns):
            value, own = divmod(value, max(len(coded.values), 1))
            carried |= words(coded.values[own]) & told if coded.values else set()
        found.append(carried)
    return kind, found


def loops_of(state: State, plan: Plan, weeks: float) -> tuple[LoopFlow, ...]:
    """Every loop, the costliest first. Times are means per finished item, ``per_week`` is the sum per week of the
    window; the cause is the team's own word from the stream file, the causes are what the log says.
    """
    n, total = state.lead.size, int(state.lead.sum())
    names = [*(stage.id for stage in plan.stream.stages), FINISH]
    told = {loop.key: loop.cause for loop in plan.stream.rework}
    flows = []
    for (source, target), sums in state.loops.items():
        items, moves, time, touch, wait = (int(value) for value in sums)
        key = names[source], names[target]
        flows.append(
            LoopFlow(
                source=key[0],
                target=key[1],
                share=items / n,
                items=items,
                mean_repeats=moves / items,
                time=time / SECOND / n,
                touch=touch / SECOND / n,
                wait=wait / SECOND / n,
                share_of_lead_time=time / total if total else None,
                cause=told.get(key, ""),
                share_interval=wilson(items, n),
                per_week=time / SECOND / weeks if weeks > 0 else None,
                causes=_causes(state.causes, (source, target), items, n),
            )
        )
    return tuple(sorted(flows, key=lambda loop: (-(loop.time or 0), loop.source, loop.target)))


def _causes(causes: Causes, loop: tuple[int, int], items: int, n: int) -> tuple[Cause, ...]:
    """What more of the items that take the loop carry than of all finished ones: the others say nothing about it."""
    carried = {text: count for (*own, text), count in causes.items() if tuple(own) == loop}
    telling = [text for text, count in carried.items() if count * n > causes.get((ALL, ALL, text), 0) * items]
    return tuple(Cause(text, carried[text]) for text in sorted(telling, key=lambda t: (-carried[t], t))[:SHOWN])
