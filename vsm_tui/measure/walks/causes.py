"""What items that take a rework loop carry, in counts that merge."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vsm_tui.measure.log.log import Log
from vsm_tui.measure.plan import Plan
from vsm_tui.measure.walks.distinct import distinct
from vsm_tui.measure.walks.failing import words
from vsm_tui.measure.walks.rework import Rework
from vsm_tui.measure.walks.stays import Stays

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
