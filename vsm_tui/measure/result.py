"""State → flow: every measured number of the contract, from sums that merge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from vsm_tui.flow.observed import Exclusion, Items, Lay, Observed, Unmapped, Warn, Window
from vsm_tui.flow.shape import Flow, LeadTime, StageFlow
from vsm_tui.measure.confidence.bunching import bunches
from vsm_tui.measure.confidence.constraint import constraint
from vsm_tui.measure.confidence.intervals import lasted, with_intervals
from vsm_tui.measure.confidence.sequence import Queues
from vsm_tui.measure.figures.aging import aging
from vsm_tui.measure.figures.cumulative import cumulative
from vsm_tui.measure.figures.dora import dora
from vsm_tui.measure.figures.durations import percentile, percentile_interval, wilson
from vsm_tui.measure.figures.failure import failure_demand
from vsm_tui.measure.figures.leadtime import late_entry, lead_time_of
from vsm_tui.measure.figures.little import little
from vsm_tui.measure.figures.loops import loops_of
from vsm_tui.measure.figures.touch import done_outside, efficiency_of, grades_of, touch_of, wait_of, waits_configured
from vsm_tui.measure.figures.typical import typical
from vsm_tui.measure.meanwhile import meanwhile
from vsm_tui.measure.plan import SLICES, Plan, definitions
from vsm_tui.measure.state import State
from vsm_tui.measure.walks.worktime import SECOND, moment
from vsm_tui.model import Stage

WEEK = 7 * 86_400
_MANY = 10_000
"""From so many finished items on a thread of its own looks at them for their intervals."""


def result(
    state: State,
    plan: Plan,
    *,
    sources: Sequence[str] = (),
    warnings: Sequence[Warn] = (),
    lying: Mapping[str, Lay] | None = None,
) -> Flow:
    """The flow of one state. Means are sums over finished items divided by their number; nothing is known of none.

    ``lying`` says of states in no stage how items lie there; of all others nobody said.
    """
    n = state.lead.size
    total = int(state.lead.sum())
    lasts = meanwhile(partial(lasted, state, plan), much=n > _MANY)
    leaving = bunches(state.moments, state.turned, plan)
    stages = tuple(
        replace(stage, bunched=seen.held, leaving=seen.leaving) if seen else stage
        for stage, seen in zip(_stages(state, plan), leaving, strict=True)
    )
    queues = Queues(state, plan, np.flatnonzero([stage.queue is not None for stage in stages]))
    again = int(state.rework.sum())
    rework = again / total if total else None
    lead = lead_time_of(state, plan, rework)
    flow = Flow(
        layer="measured",
        stream=plan.stream.name,
        clock=plan.clock,
        stages=stages,
        loops=loops_of(state, plan, _weeks(plan)),
        lead_time=lead,
        touch=touch_of(state, plan),
        wait=wait_of(state, plan),
        flow_efficiency=efficiency_of(state, plan),
        rolled_pca=_rolled(stages),
        rework_tax=_mean(again, n),
        rework_share=rework,
        constraint=constraint(state, plan, stages, queues),
        observed=_observed(state, plan, lead, sources, warnings, lying or {}),
    )
    return with_intervals(flow, queues, lasts())


def _seconds(time: float | np.integer) -> float:
    return float(time) / SECOND


def _mean(total: int | np.integer, n: int) -> float | None:
    return _seconds(int(total)) / n if n else None


def _window_length(plan: Plan) -> int:
    """µs on the plan's clock."""
    return plan.on_clock(plan.end_inclusive) - plan.on_clock(plan.start)


def _weeks(plan: Plan) -> float:
    """The window's length on the wall clock."""
    return (plan.end_inclusive - plan.start) / SECOND / WEEK


def _stages(state: State, plan: Plan) -> tuple[StageFlow, ...]:
    n = state.lead.size
    length = _window_length(plan)
    flows = []
    waits, outside = waits_configured(state, plan), done_outside(state, plan)
    for k, stage in enumerate(plan.stream.stages):
        if not stage.states:  # nothing in the log can tell about it: not knowable, which is not nothing
            flows.append(_unseen(stage))
            continue
        touch, wait, unsplit = int(state.touch[k]), int(state.wait[k]), int(state.unsplit[k])
        ordered = np.sort(state.time[:, k])
        absent = int(np.searchsorted(ordered, 0))
        own = ordered[absent:] / SECOND
        exits, kept = n - absent, n - absent - int(state.sent_back[:, k].sum())
        known, elsewhere = not unsplit, k in outside
        grades = grades_of(state, k)
        span = (_mean(touch, n) or 0.0, _mean(touch + unsplit + (wait if elsewhere else 0), n) or 0.0)
        flows.append(
            StageFlow(
                id=stage.id,
                name=stage.name,
                time=_mean(touch + wait + unsplit, n),
                touch=_mean(touch, n) if known and not elsewhere else None,
                wait=_mean(wait, n) if known and waits and not elsewhere else None,
                visits=float(state.visits[k]) / n if n else None,
                reached=exits / n if n else None,
                touch_range=span if not known or elsewhere else None,
                wait_range=span
                if elsewhere
                else None
                if known
                else (_mean(wait, n) or 0.0, _mean(wait + unsplit, n) or 0.0),
                outside=stage.outside is not None,
                pca=kept / exits if exits else None,
                pca_interval=wilson(kept, exits),
                people=stage.people,
                p50=percentile(own, 0.5),
                p85=percentile(own, 0.85),
                n=exits,
                p50_interval=percentile_interval(own, 0.5),
                p85_interval=percentile_interval(own, 0.85),
                reached_interval=wilson(exits, n),
                queue=float(state.waiting[k].sum()) / length if length and waits and known else None,
                wip_now=int(state.open_in_stage[k]),
                trend=tuple(float(x) * SLICES / length for x in state.waiting[k]) if length else (),
                evidence=grades[-1] if grades else None,
                grades=grades,
                off_hours=_mean(state.off_hours[k], n) if plan.team else None,
            )
        )
    return tuple(flows)


def _unseen(stage: Stage) -> StageFlow:
    """A stage without states."""
    outside = stage.outside is not None
    return StageFlow(stage.id, stage.name, None, None, None, None, outside=outside, people=stage.people)


def _rolled(stages: Sequence[StageFlow]) -> float | None:
    known = [stage.pca for stage in stages if stage.pca is not None]
    return float(np.prod(known)) if stages and len(known) == len(stages) else None


def _observed(
    state: State,
    plan: Plan,
    lead: LeadTime,
    sources: Sequence[str],
    warnings: Sequence[Warn],
    lying: Mapping[str, Lay],
) -> Observed:
    counts, n = state.counts, state.lead.size
    length = _window_length(plan)
    weeks = _weeks(plan)
    present = int(state.present.sum())
    failed = failure_demand(state, plan, weeks)
    return Observed(
        window=Window(moment(plan.start), moment(plan.end_inclusive), moment(plan.now)),
        items=Items(n, counts["open"], counts["cancelled"], _exclusions(counts)),
        throughput_per_week=n / weeks if weeks > 0 else None,
        wip_mean=present / length if length else None,
        wip_now=counts["open"],
        little_ratio=present / int(state.lead.sum()) if n and state.lead.any() else None,
        little=little(state, plan),
        unmapped=_unmapped(state, lying),
        paused=_seconds(counts["paused_time"]) / n if n else 0.0,
        failure_arrivals=failed.arrivals,
        failure_touch=failed.touch,
        failure_demand=failed,
        aging=aging(state.ages, lead.p85, [stage.id for stage in plan.stream.stages]),
        typical=typical(state.lead, state.time),
        dora=dora(state.deploys, weeks),
        definitions=definitions(plan.stream, plan.clock),
        sources=tuple(sources),
        warnings=(*warnings, *late_entry(lead)),
        cumulative=cumulative(state, plan, waits=waits_configured(state, plan)),
    )


def _unmapped(state: State, lying: Mapping[str, Lay]) -> tuple[Unmapped, ...]:
    n, total = state.lead.size, int(state.lead.sum())
    found = [
        Unmapped(name, _seconds(time) / n, int(time) / total if total else 0.0, int(items), lying.get(name, ""))
        for name, (time, items) in state.unmapped.items()
    ]
    return tuple(sorted(found, key=lambda u: (-u.time, u.state)))


_REASONS = {
    "never_began": "never reached the start point",
    "skipped_start": "finished without passing the start point",
    "before": "ended before the window",
    "after": "ended after the window",
}


def _exclusions(counts: dict[str, int]) -> tuple[Exclusion, ...]:
    return tuple(Exclusion(reason, counts[key]) for key, reason in _REASONS.items() if counts[key])
