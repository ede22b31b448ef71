"""How far chance could move what rework costs: shares of lead time and of touch, rolled %C/A, first pass."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from tests.support.worlds import UNIT, log_of_rework, measured, stream_of
from vsm_tui.flow.explain import explain
from vsm_tui.flow.shape import Flow, Interval
from vsm_tui.measure.confidence.bootstrap import spread
from vsm_tui.measure.confidence.sequence import finishing, lasting
from vsm_tui.measure.plan import Plan
from vsm_tui.measure.roles import roles_of
from vsm_tui.measure.state import merge, state_of

AGAIN, SAMPLES = 0.3, 80


def sample(seed: int, count: int = 80, again: float = AGAIN) -> Flow:
    """Items that do not touch one another: a stage that works 1 on average and one that works 0.5 and sends some back,
    once each at most; one item comes in 3.
    """
    return measured(log_of_rework(ways(seed, count, again), 2), stream_of(2))


def ways(seed: int, count: int, again: float) -> list[list[tuple[float, int]]]:
    rng = np.random.default_rng(seed)
    found = []
    for at in np.cumsum(rng.exponential(3, count)):
        row = []
        for _ in range(2 if rng.random() < again else 1):
            for stage, mean in enumerate((1.0, 0.5)):
                row.append((at, 2 * stage + 1))
                at += rng.exponential(mean)
        found.append([*row, (at, 4)])
    return found


@cache
def samples() -> tuple[Flow, ...]:
    return tuple(sample(seed) for seed in range(SAMPLES))


HOUR = UNIT / 1e6
LEAD, TAX = 1.5 * (1 + AGAIN) * HOUR, AGAIN * HOUR
"""A way back ends where the second stage is reached again: what lies in it is the first stage's second pass."""


@pytest.mark.parametrize(
    ("interval", "truth"),
    [
        (lambda flow: flow.rework_share_interval, TAX / LEAD),
        (lambda flow: flow.rolled_pca_interval, 1 - AGAIN),
        (lambda flow: flow.lead_time.first_pass_interval, LEAD - TAX),
        (lambda flow: flow.rework_tax_interval, TAX),
    ],
    ids=["rework share", "rolled %C/A", "first pass", "rework tax"],
)
def test_of_independent_items_they_hold_the_truth_about_as_often_as_they_say(
    interval: Callable[[Flow], Interval | None], truth: float
) -> None:
    """95 % of 80 is 76; fewer than 68 come up once in ten thousand times."""
    found = [interval(flow) for flow in samples()]
    held = [f for f in found if f and f[1] is not None and f[0] <= truth <= f[1]]
    assert len(held) >= 68
    assert len(found) == SAMPLES
    assert all(f and f[1] is not None and f[1] > f[0] for f in found)


def test_a_stage_that_never_failed_may_fail_yet() -> None:
    """Of 80 items none was sent back: rolled %C/A is 100 %, and the interval that of Wilson, twice."""
    flow = sample(1, again=0.0)
    assert flow.rolled_pca == 1
    assert flow.rolled_pca_interval is not None
    low, high = flow.rolled_pca_interval
    wilson = flow.stages[0].pca_interval
    assert wilson is not None
    assert high == 1
    assert low == pytest.approx(wilson[0] ** np.sqrt(2), rel=1e-6)
    assert (flow.rework_share, flow.rework_share_interval) == (0, None)
    told = explain(flow, "rework.share_of_lead_time", stream_of(2))
    assert "no interval: what was 0 in every item says nothing of chance" in told.sure


def test_too_few_items_have_no_interval_and_say_why() -> None:
    few = sample(1, 2, again=1.0)
    assert (few.rolled_pca_interval, few.rework_share_interval, few.lead_time.first_pass_interval) == (None, None, None)
    assert f"no interval: {few.no_intervals}" in explain(few, "rolled_pca", stream_of(2)).sure
    assert few.no_intervals


def test_any_partition_gives_the_same_intervals() -> None:
    log = log_of_rework(ways(3, 60, AGAIN), 2)
    stream = stream_of(2)
    plan, roles = Plan.of(stream, *log.ends), roles_of(stream, log.states, log.aliases)
    whole = state_of(log, roles, plan)
    turned = merge(whole, state_of(log_of_rework(ways(4, 1, 0.0), 2), roles, plan))
    other = merge(state_of(log_of_rework(ways(4, 1, 0.0), 2), roles, plan), whole)
    found = [spread(lasting(s, plan), finishing(s, plan, s.lead.size)).block for s in (turned, other)]
    assert np.array_equal(found[0], found[1])
