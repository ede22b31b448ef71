"""Touch and wait of the whole, with what is known of them: evidence, bounds, and why they are only bounded."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vsm_tui.flow.shape import Bounded, Evidence
from vsm_tui.measure.plan import Plan
from vsm_tui.measure.state import State
from vsm_tui.measure.worktime import SECOND

_UNSPLIT = "some stages only show when work was completed, not when it began"
_NO_WAIT = "not configured: no state is mapped as waiting"
GRADES: tuple[Evidence | None, ...] = (None, "A", "B", "C")


def waits_configured(state: State, plan: Plan) -> bool:
    """Whether waiting can be seen at all: a state is mapped as waiting, or the log itself says when items waited."""
    return any(stage.states.wait for stage in plan.stream.stages) or bool(state.wait.any())


def touch_of(state: State) -> Bounded:
    """Mean touch per finished item, in seconds."""
    low, high = _bounds(state, state.touch)
    if state.unsplit.any():
        return Bounded(None, low, high, _UNSPLIT)
    return Bounded(low, low, high)


def wait_of(state: State, plan: Plan) -> Bounded:
    """Mean wait per finished item, in seconds."""
    low, high = _bounds(state, state.wait)
    if not waits_configured(state, plan):
        return Bounded(None, why=_NO_WAIT)
    return Bounded(low if not state.unsplit.any() else None, low, high)


def _bounds(state: State, times: NDArray[np.int64]) -> tuple[float | None, float | None]:
    n, least = state.lead.size, int(times.sum())
    return (least / SECOND / n, (least + int(state.unsplit.sum())) / SECOND / n) if n else (None, None)


def efficiency_of(state: State, plan: Plan) -> Bounded:
    """Σ touch / Σ lead time over finished items; time in no stage is lead time all the same."""
    if not state.lead.size:
        return Bounded(None, why="no item has finished")
    if not waits_configured(state, plan):
        return Bounded(None, why=_NO_WAIT)
    total = int(state.lead.sum())
    if not total:
        return Bounded(None, why="the finished items took no time on this clock")
    touch, unsplit = int(state.touch.sum()), int(state.unsplit.sum())
    low, high = touch / total, (touch + unsplit) / total
    if unsplit:
        return Bounded(None, low, high, _UNSPLIT)
    return Bounded(low, low, high)
