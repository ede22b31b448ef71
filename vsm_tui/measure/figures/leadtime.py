"""Lead time: mean and percentiles of what finished, and how long work takes with what is still open counted."""

from __future__ import annotations

import numpy as np

from vsm_tui.flow.observed import Warn
from vsm_tui.flow.shape import LeadTime
from vsm_tui.measure.figures.durations import percentile, percentile_interval
from vsm_tui.measure.figures.finishing import ENOUGH, incidence
from vsm_tui.measure.plan import Plan
from vsm_tui.measure.quality.effects import warn
from vsm_tui.measure.state import State
from vsm_tui.measure.walks.worktime import SECOND


def lead_time_of(state: State, plan: Plan, rework: float | None) -> LeadTime:
    """Everything about lead time; ``rework`` is its share that lies inside loops."""
    lead = np.sort(state.lead) / SECOND
    mean = int(state.lead.sum()) / SECOND / lead.size if lead.size else None
    curve = incidence(state.entry, state.exit, state.happened, state.gone)
    middle = curve.interval(0.5)
    return LeadTime(
        mean=mean,
        p50=percentile(lead, 0.5),
        p85=percentile(lead, 0.85),
        p95=percentile(lead, 0.95),
        p50_interval=percentile_interval(lead, 0.5),
        p85_interval=percentile_interval(lead, 0.85),
        p95_interval=percentile_interval(lead, 0.95),
        first_pass=mean * (1 - rework) if mean is not None and rework is not None else mean,
        censored_p50=_seconds(curve.reached(0.5)),
        censored_p50_interval=None if middle is None else (middle[0] / SECOND, _seconds(middle[1])),
        censored_p85=_seconds(curve.reached(0.85)),
        censored_from=_seconds(curve.start or None),
        off_hours=int(state.off_hours[-1]) / SECOND / lead.size if plan.team and lead.size else None,
    )


def _seconds(age: int | None) -> float | None:
    return None if age is None else age / SECOND


def late_entry(lead: LeadTime) -> tuple[Warn, ...]:
    """Says where too few young items were seen for a curve that begins at 0."""
    if lead.censored_from is None:
        return ()
    days = lead.censored_from / 86_400
    return (warn("late-entry", f"fewer than {ENOUGH} items were under observation at ages below {days:.1f} days"),)
