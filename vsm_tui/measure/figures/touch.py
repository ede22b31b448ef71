"""Touch and wait of the whole, with what is known of them: evidence, bounds, and why they are only bounded."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from vsm_tui.flow.shape import Bounded, Evidence
from vsm_tui.measure.plan import Plan
from vsm_tui.measure.state import State
from vsm_tui.measure.walks.worktime import SECOND

_UNSPLIT = "some stages only show when work was completed, not when it began"
_UNCLAIMED = "time in states nobody mapped could be either: the upper bound counts it"
NO_WAIT = "not configured: no state is mapped as waiting"
_GRADES: tuple[Evidence, ...] = ("A", "B", "C")


def waits_configured(state: State, plan: Plan) -> bool:
    """Whether waiting can be seen at all: a state is mapped as waiting, or the log itself says when items waited."""
    return any(stage.states.wait for stage in plan.stream.stages) or bool(state.wait.any())


def grades_of(state: State, *stages: int) -> tuple[Evidence, ...]:
    """All evidence that touch in these stages (in all of them unless named) rests on, strongest first."""
    seen = (state.grade[list(stages)] if stages else state.grade).max(axis=0, initial=0)
    return tuple(grade for grade, there in zip(_GRADES, seen.tolist(), strict=True) if there)


def touch_of(state: State) -> Bounded:
    """Mean touch per finished item, in seconds.

    The value is what the map calls touch. Its upper bound also counts what cannot be told apart from touch: stays that
    only show when work was completed, and time in states that nobody mapped, because a map that leaves time out must
    look it. With stays of the first kind there is no value, only the bounds.
    """
    grades = grades_of(state)
    return replace(_bounded(state, state.touch), evidence=grades[-1] if grades else None)


def wait_of(state: State, plan: Plan) -> Bounded:
    """Mean wait per finished item, in seconds; bounded as :func:`touch_of` is."""
    if not waits_configured(state, plan):
        return Bounded(None, why=NO_WAIT)
    return _bounded(state, state.wait)


def _bounded(state: State, times: NDArray[np.int64]) -> Bounded:
    n, least = state.lead.size, int(times.sum())
    if not n:
        return Bounded(None, why="no item has finished")
    low, high = least / SECOND / n, (least + _doubtful(state)) / SECOND / n
    return Bounded(None if state.unsplit.any() else low, low, high, _why(state))


def _doubtful(state: State) -> int:
    """µs over all finished items that could be touch or wait."""
    return int(state.unsplit.sum()) + state.counts["unclaimed"]


def _why(state: State) -> str:
    if state.unsplit.any():
        return _UNSPLIT
    return _UNCLAIMED if state.counts["unclaimed"] else ""


def efficiency_of(state: State, plan: Plan) -> Bounded:
    """Σ touch / Σ lead time over finished items; time in no stage is lead time all the same.

    Bounded as :func:`touch_of` is.
    """
    if not state.lead.size:
        return Bounded(None, why="no item has finished")
    if not waits_configured(state, plan):
        return Bounded(None, why=NO_WAIT)
    total = int(state.lead.sum())
    if not total:
        return Bounded(None, why="the finished items took no time on this clock")
    touch, grades = int(state.touch.sum()), grades_of(state)
    low, high = touch / total, (touch + _doubtful(state)) / total
    value = None if state.unsplit.any() else low
    return Bounded(value, low, high, _why(state), evidence=grades[-1] if grades else None)
