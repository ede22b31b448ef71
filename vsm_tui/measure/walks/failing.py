"""Which items are failure demand by the team's own rule, and what they and rework take."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vsm_tui.measure.log.log import Log
from vsm_tui.measure.plan import Plan
from vsm_tui.measure.walks.census import begun
from vsm_tui.measure.walks.rework import Rework
from vsm_tui.measure.walks.stays import Stays
from vsm_tui.measure.walks.sums import Times
from vsm_tui.model import Stream

Bools = NDArray[np.bool_]


def failing(log: Log, stays: Stays, stream: Stream) -> Bools | None:
    """Which items are failure demand by the team's own rule on types and labels; ``None`` where that cannot be known:
    there is no rule, or the log lacks a column it names.
    """
    rule = stream.failure_demand
    columns = [(column, set(wanted)) for column, wanted in (("type", rule.types), ("labels", rule.labels)) if wanted]
    if not columns or not all(log.details.has(column) for column, _ in columns):
        return None
    hit = np.zeros(stays.code.size, np.bool_)
    for column, wanted in columns:
        coded = log.details.coded(column)
        named = np.array([not wanted.isdisjoint(words(text)) for text in coded.values], np.bool_)
        hit |= named[coded.codes[stays.code]] if named.size else False
    return hit


def words(text: str) -> set[str]:
    """What a type or several labels joined by ``;`` say: the whole, and each of them."""
    return {part.strip() for part in (text, *text.split(";"))} - {""}


def failures(
    hit: Bools | None, stays: Stays, counted: Bools, times: Times, again: Rework, plan: Plan
) -> dict[str, int]:
    """How many items that are failure demand began, and the touch (µs) of finished ones and inside loops."""
    return {
        "failure_known": int(hit is not None),
        "failure_unknown": int(hit is None),
        "failure_begun": 0 if hit is None else int((begun(stays, plan) & hit).sum()),
        "failure_touch": 0 if hit is None else int(times.touch[counted & hit].sum()),
        "loop_touch": int(again.touch.sum()),
        "loop_touch_apart": int((again.touch if hit is None else again.touch[~hit]).sum()),
    }
