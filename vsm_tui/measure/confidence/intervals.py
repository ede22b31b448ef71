"""How far chance could move every mean: 95 % intervals by the blocks of items in order of finish."""

from __future__ import annotations

from dataclasses import replace
from math import floor

import numpy as np

from vsm_tui.flow.shape import Flow, Interval, StageFlow
from vsm_tui.measure.confidence.bootstrap import FEWEST, Blocks, Floats, Spread, spread
from vsm_tui.measure.confidence.sequence import Queues, finishing, lasting
from vsm_tui.measure.plan import Plan
from vsm_tui.measure.state import State


def with_intervals(flow: Flow, state: State, plan: Plan, queues: Queues) -> Flow:
    """The flow with the intervals of its means. Of too few blocks of items it is only said that they are too few."""
    flow = _queues(flow, queues)
    blocks = finishing(state, plan, state.lead.size)
    if blocks.count < FEWEST:
        return replace(flow, no_intervals=_too_few(blocks))
    series = lasting(state, plan)
    scatter, size = spread(series, blocks), len(flow.stages)
    means, one = series.means, np.eye(series.means.size)
    touch, wait, lead = (_sum(means, one[part]) for part in (slice(size), slice(size, 2 * size), slice(-1)))
    between = one[-1]
    efficiency, observed = flow.flow_efficiency, flow.observed
    ratio = scatter.interval(efficiency.value, touch - lead)
    if observed:
        rate = scatter.interval(observed.throughput_per_week, between)
        observed = replace(observed, throughput_interval=rate)
    return replace(
        flow,
        stages=tuple(
            _stage(stage, scatter, one[k], one[size + k], _sum(means, one[[k, size + k]]))
            for k, stage in enumerate(flow.stages)
        ),
        lead_time=replace(flow.lead_time, mean_interval=scatter.interval(flow.lead_time.mean, lead)),
        touch=replace(flow.touch, interval=scatter.interval(flow.touch.value, touch)),
        wait=replace(flow.wait, interval=scatter.interval(flow.wait.value, wait)),
        flow_efficiency=replace(efficiency, interval=_share(ratio)),
        observed=observed,
    )


def _too_few(blocks: Blocks) -> str:
    """Nothing of no items: there is no mean that an interval could be missing of."""
    if not blocks.items:
        return ""
    items, count = f"{blocks.items:,} item{'s are' if blocks.items > 1 else ' is'}", floor(blocks.count * 10) / 10
    seen = f"{count:g} block{'' if count == 1 else 's'} of {blocks.length:,}, two lead times long"
    return f"{items} {seen}; {FEWEST} are needed"


def _share(ratio: Interval | None) -> Interval | None:
    return (ratio[0], min(ratio[1], 1.0)) if ratio and ratio[1] is not None else ratio


def _sum(means: Floats, columns: Floats) -> Floats:
    """The weights with which relative deviations of some columns are that of their sum: each by its part in it."""
    weights: Floats = columns.sum(axis=0) * means
    total = weights.sum()
    return weights / total if total > 0 else weights


def _stage(stage: StageFlow, scatter: Spread, touch: Floats, wait: Floats, time: Floats) -> StageFlow:
    return replace(
        stage,
        time_interval=scatter.interval(stage.time, time),
        touch_interval=scatter.interval(stage.touch, touch),
        wait_interval=scatter.interval(stage.wait, wait),
    )


def _queues(flow: Flow, queues: Queues) -> Flow:
    """A queue is all waiting ÷ the length of the window: both are sums over items, so its logarithm moves by both."""
    known = queues.known
    if queues.blocks.count < FEWEST or not known.size:
        return flow
    one, scatter = np.eye(known.size + 1), queues.scatter
    stages = list(flow.stages)
    for at, k in enumerate(known):
        stages[k] = replace(stages[k], queue_interval=scatter.interval(stages[k].queue, one[at] - one[-1]))
    return replace(flow, stages=tuple(stages))
