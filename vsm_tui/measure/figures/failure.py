"""Failure demand: work that exists because something failed earlier, as whole items and as loops."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vsm_tui.flow.observed import FailureDemand
from vsm_tui.measure.figures.durations import wilson
from vsm_tui.measure.log.read import Log
from vsm_tui.measure.plan import Plan
from vsm_tui.measure.walks.census import begun
from vsm_tui.measure.walks.rework import Rework
from vsm_tui.measure.walks.stays import Stays
from vsm_tui.measure.walks.sums import Times
from vsm_tui.measure.walks.worktime import SECOND
from vsm_tui.model import Stream

if TYPE_CHECKING:
    from vsm_tui.measure.state import State

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


def rule_in_words(stream: Stream) -> str:
    """The team's rule: ``type Bug, Incident or label hotfix``; empty where there is none."""
    rule = stream.failure_demand
    return " or ".join(
        f"{name} {', '.join(named)}" for name, named in (("type", rule.types), ("label", rule.labels)) if named
    )


def failure_demand(state: State, plan: Plan, weeks: float) -> FailureDemand:
    """Whole failure items and rework loops, apart and together.

    Shares of touch are over finished items: what is not known to be touch or wait makes all of them unknown, as no
    touch at all does. ``together`` adds the touch inside loops of items that are no failures to that of those that
    are, so that nothing counts twice.
    """
    c = state.counts
    touch, seen = int(state.touch.sum()), not state.unsplit.any()
    known = bool(c["failure_known"]) and not c["failure_unknown"]
    began, failing_ = c["begun"], c["failure_begun"]
    both = c["failure_touch"] + c["loop_touch_apart"]
    return FailureDemand(
        arrivals=failing_ / began if known and began else None,
        touch=c["failure_touch"] / touch if known and touch and seen else None,
        arrivals_interval=wilson(failing_, began) if known else None,
        begun=began,
        failures=failing_ if known else 0,
        loop_touch=c["loop_touch"] / touch if touch and seen else None,
        together=both / touch if known and touch and seen else None,
        time_per_week=both / SECOND / weeks if known and touch and seen and weeks > 0 else None,
        rule=rule_in_words(plan.stream),
    )
