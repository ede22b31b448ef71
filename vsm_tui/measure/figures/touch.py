"""Touch and wait of the whole, with what is known of them: evidence, bounds, and why they are only bounded."""

from __future__ import annotations

from dataclasses import replace

from vsm_tui.flow.shape import Bounded, Evidence
from vsm_tui.measure.plan import Plan
from vsm_tui.measure.state import State
from vsm_tui.measure.walks.worktime import SECOND

_UNSPLIT = "some stages only show when work was completed, not when it began"
_UNCLAIMED = "time in states nobody mapped could be either: the upper bound counts it"
NO_WAIT = "not configured: no state is mapped as waiting"
NO_TOUCH = "not configured: no touch state, none is mapped as work"
_GRADES: tuple[Evidence, ...] = ("A", "B", "C")


def waits_configured(state: State, plan: Plan) -> bool:
    """Whether waiting can be seen at all: a state is mapped as waiting, or the log itself says when items waited."""
    return any(stage.states.wait for stage in plan.stream.stages) or bool(state.wait.any())


def touch_configured(state: State, plan: Plan) -> bool:
    """Whether work can be seen at all: a state is mapped as work, or the log itself says when items were worked on, if
    only when that was completed.
    """
    mapped = any(stage.states.touch for stage in plan.stream.stages)
    return mapped or bool(state.touch.any() or state.unsplit.any())


def grades_of(state: State, *stages: int) -> tuple[Evidence, ...]:
    """All evidence that touch in these stages (in all of them unless named) rests on, strongest first."""
    seen = (state.grade[list(stages)] if stages else state.grade).max(axis=0, initial=0)
    return tuple(grade for grade, there in zip(_GRADES, seen.tolist(), strict=True) if there)


def done_outside(state: State, plan: Plan) -> tuple[int, ...]:
    """The stages that are done elsewhere and show no work: their time is one length without a split."""
    return tuple(
        k
        for k, stage in enumerate(plan.stream.stages)
        if stage.outside is not None and not stage.states.touch and not state.touch[k] and not state.unsplit[k]
    )


def touch_of(state: State, plan: Plan) -> Bounded:
    """Mean touch per finished item, in seconds.

    The value is what the map calls touch. Its upper bound also counts what cannot be told apart from touch: stays that
    only show when work was completed, stages done outside, and time in states that nobody mapped, because a map that
    leaves time out must look it. With stays of the first two kinds there is no value, only the bounds.
    """
    if not touch_configured(state, plan):
        return Bounded(None, why=NO_TOUCH)
    grades = grades_of(state)
    return replace(_bounded(state, plan, int(state.touch.sum())), evidence=grades[-1] if grades else None)


def wait_of(state: State, plan: Plan) -> Bounded:
    """Mean wait per finished item, in seconds; bounded as :func:`touch_of` is."""
    if not waits_configured(state, plan):
        return Bounded(None, why=NO_WAIT)
    return _bounded(state, plan, int(state.wait.sum()) - _outside(state, plan))


def _bounded(state: State, plan: Plan, least: int) -> Bounded:
    n = state.lead.size
    if not n:
        return Bounded(None, why="no item has finished")
    low, high = least / SECOND / n, (least + _doubtful(state, plan)) / SECOND / n
    return Bounded(None if _unsplit(state, plan) else low, low, high, _why(state, plan))


def _outside(state: State, plan: Plan) -> int:
    """µs over all finished items in stages done elsewhere."""
    return sum(int(state.wait[k]) for k in done_outside(state, plan))


def _unsplit(state: State, plan: Plan) -> int:
    """µs over all finished items in a stage, of which nobody knows whether they are touch or wait."""
    return int(state.unsplit.sum()) + _outside(state, plan)


def _doubtful(state: State, plan: Plan) -> int:
    """µs over all finished items that could be touch or wait."""
    return _unsplit(state, plan) + state.counts["unclaimed"]


def _why(state: State, plan: Plan) -> str:
    if state.unsplit.any():
        return _UNSPLIT
    if _outside(state, plan):
        names = ", ".join(plan.stream.stages[k].name for k in done_outside(state, plan))
        return f"{names}: done outside, one elapsed time without a split"
    return _UNCLAIMED if state.counts["unclaimed"] else ""


def efficiency_of(state: State, plan: Plan) -> Bounded:
    """Σ touch / Σ lead time over finished items; time in no stage is lead time all the same.

    Bounded as :func:`touch_of` is.
    """
    if not state.lead.size:
        return Bounded(None, why="no item has finished")
    if not waits_configured(state, plan):
        return Bounded(None, why=NO_WAIT)
    if not touch_configured(state, plan):
        return Bounded(None, why=NO_TOUCH)
    total = int(state.lead.sum())
    if not total:
        return Bounded(None, why="the finished items took no time on this clock")
    touch, grades = int(state.touch.sum()), grades_of(state)
    low, high = touch / total, (touch + _doubtful(state, plan)) / total
    value = None if _unsplit(state, plan) else low
    return Bounded(value, low, high, _why(state, plan), evidence=grades[-1] if grades else None)
