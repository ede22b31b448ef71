"""Failure demand: work that exists because something earlier failed, as whole items and as loops."""

from __future__ import annotations

from vsm_tui.flow.observed import FailureDemand
from vsm_tui.measure.figures.durations import wilson
from vsm_tui.measure.plan import Plan
from vsm_tui.measure.state import State
from vsm_tui.measure.walks.worktime import SECOND
from vsm_tui.model import Stream


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
