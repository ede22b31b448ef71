"""How far chance could move every mean: 95 % intervals by the blocks of items in order of finish."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import exp, floor, hypot, log

import numpy as np

from vsm_tui.flow.observed import Observed
from vsm_tui.flow.shape import Flow, Interval, StageFlow
from vsm_tui.measure.confidence.bootstrap import FEWEST, Blocks, Floats, Spread, spread
from vsm_tui.measure.confidence.sequence import Column, Queues, finishing, lasting
from vsm_tui.measure.plan import Plan
from vsm_tui.measure.state import State


@dataclass(frozen=True, slots=True)
class Lasted:
    """The means of what :func:`~vsm_tui.measure.confidence.sequence.lasting` has of each item, and how they scatter;
    ``None`` where there are too few blocks.
    """

    blocks: Blocks
    means: Floats
    scatter: Spread | None


def lasted(state: State, plan: Plan) -> Lasted:
    """Look at all finished items once."""
    blocks = finishing(state, plan, state.lead.size)
    if blocks.count < FEWEST:
        return Lasted(blocks, np.empty(0), None)
    series = lasting(state, plan)
    return Lasted(blocks, series.means, spread(series, blocks))


def with_intervals(flow: Flow, queues: Queues, seen: Lasted) -> Flow:
    """The flow with the intervals of its means. Of too few blocks of items it is only said that they are too few."""
    flow, scatter = _queues(flow, queues), seen.scatter
    if scatter is None:
        return replace(flow, no_intervals=_too_few(seen.blocks))
    size, means, one = len(flow.stages), seen.means, np.eye(seen.means.size)
    more = one[2 * size :]
    touch, wait, lead = (_sum(means, one[part]) for part in (slice(size), slice(size, 2 * size), slice(2 * size + 1)))
    efficiency, rework = flow.flow_efficiency, more[Column.REWORK]
    first_pass = _sum(means, np.concatenate((one[: 2 * size + 1], [-rework])))
    return replace(
        flow,
        stages=tuple(
            _stage(stage, scatter, one[k], one[size + k], _sum(means, one[[k, size + k]]))
            for k, stage in enumerate(flow.stages)
        ),
        lead_time=replace(
            flow.lead_time,
            mean_interval=scatter.interval(flow.lead_time.mean, lead),
            first_pass_interval=scatter.interval(flow.lead_time.first_pass, first_pass),
        ),
        touch=replace(flow.touch, interval=scatter.interval(flow.touch.value, touch)),
        wait=replace(flow.wait, interval=scatter.interval(flow.wait.value, wait)),
        flow_efficiency=replace(efficiency, interval=_share(scatter, efficiency.value, touch - lead)),
        observed=None if flow.observed is None else _observed(flow.observed, scatter, more, touch),
        rolled_pca_interval=_rolled(flow, scatter.interval(flow.rolled_pca, more[Column.PASSED])),
        rework_tax_interval=scatter.interval(flow.rework_tax, rework),
        rework_share_interval=_share(scatter, flow.rework_share, rework - lead),
    )


def _observed(seen: Observed, scatter: Spread, more: Floats, touch: Floats) -> Observed:
    """Throughput, and what failure takes; ``more`` are the weights of the columns behind touch and wait."""
    between, demand = more[Column.BETWEEN], seen.failure_demand
    seen = replace(seen, throughput_interval=scatter.interval(seen.throughput_per_week, -between))
    if demand is None:
        return seen
    together = more[Column.TOGETHER]
    found = replace(
        demand,
        touch_interval=_share(scatter, demand.touch, more[Column.FAILING] - touch),
        loop_touch_interval=_share(scatter, demand.loop_touch, more[Column.LOOPS] - touch),
        together_interval=_share(scatter, demand.together, together - touch),
        time_per_week_interval=scatter.interval(demand.time_per_week, together - between),
    )
    return replace(seen, failure_demand=found)


def _rolled(flow: Flow, seen: Interval | None) -> Interval | None:
    """The wider of what the blocks ``seen`` say, in which stages fail together as they do, and of what the stages' own
    Wilson intervals make of the product, in which a stage that never failed in this period may (MOVER on logarithms,
    which takes stages as independent).
    """
    rolled = flow.rolled_pca
    parts = [(stage.pca, stage.pca_interval) for stage in flow.stages]
    if not rolled or seen is None or seen[1] is None:
        return None
    below = hypot(*(log(pca / ends[0]) for pca, ends in parts if pca and ends))
    above = hypot(*(log(ends[1] / pca) for pca, ends in parts if pca and ends))
    return min(seen[0], rolled * exp(-below)), min(max(seen[1], rolled * exp(above)), 1.0)


def _too_few(blocks: Blocks) -> str:
    """Nothing of no items: there is no mean that an interval could be missing of."""
    if not blocks.items:
        return ""
    items, count = f"{blocks.items:,} item{'s are' if blocks.items > 1 else ' is'}", floor(blocks.count * 10) / 10
    seen = f"{count:g} block{'' if count == 1 else 's'} of {blocks.length:,}, two lead times long"
    return f"{items} {seen}; {FEWEST} are needed"


def _share(scatter: Spread, value: float | None, weights: Floats) -> Interval | None:
    """Of a share: it ends at 1. What was all in this period says nothing of chance, no more than what was nothing."""
    found = None if value is None or value >= 1 else scatter.interval(value, weights)
    return (found[0], min(found[1], 1.0)) if found and found[1] is not None else found


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
