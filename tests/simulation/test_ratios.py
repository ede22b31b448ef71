"""Intervals of ratios hold what is true about as often as those of lead time, behind queues too."""

from __future__ import annotations

import numpy as np
import pytest

from tests.support.worlds import UNIT, Run, Server, World, log_of, run, stream_of
from vsm_tui.flow import Flow
from vsm_tui.flow.shape import Interval
from vsm_tui.measure.plan import Plan
from vsm_tui.measure.result import result
from vsm_tui.measure.roles import roles_of
from vsm_tui.measure.state import state_of

ITEMS, AROUND, SAMPLES = 300, 300, 100
QUEUES = World("queues", (Server(load=0.5), Server(load=0.8), Server(load=0.5)), 1)
FREE = World("free", (Server(amount=3), Server(amount=1.5), Server(amount=1)), 0)
STREAM = stream_of(3)


def windowed(found: Run, sample: int) -> Flow:
    """A period of a stream that was busy before it and stays so."""
    arrived, waited, worked = found.sample(sample, 0, ITEMS + 2 * AROUND)
    since, until = arrived[AROUND], arrived[AROUND + ITEMS]
    log = log_of(arrived, waited, worked, until=until)
    plan = Plan.of(STREAM, *log.ends, since=int(since * UNIT), now=int(until * UNIT))
    return result(state_of(log, roles_of(STREAM, log.states, log.aliases), plan), plan)


@pytest.mark.parametrize(("world", "least"), [(QUEUES, 0.6), (FREE, 0.86)])
def test_ratios_are_held_about_as_often_as_lead_time(world: World, least: float) -> None:
    long = run(world, np.random.default_rng(99), 30, 20_000)
    lead = float((long.waited + long.worked).sum(axis=2).mean())
    efficiency = float(long.worked.sum(axis=2).mean()) / lead
    queue = float(long.waited[:, :, world.truth].mean())  # one arrives per unit of time
    sampled = run(world, np.random.default_rng(1), SAMPLES, ITEMS + 2 * AROUND)
    held = np.zeros(3)
    for sample in range(SAMPLES):
        flow = windowed(sampled, sample)
        told = (
            (flow.lead_time.mean_interval, lead * UNIT / 1e6),
            (flow.flow_efficiency.interval, efficiency),
            (flow.stages[world.truth].queue_interval, queue),
        )
        held += [_holds(interval, truth) for interval, truth in told]
    of_lead, of_efficiency, of_queue = held / SAMPLES
    assert min(held / SAMPLES) >= least
    assert of_efficiency >= of_lead - 0.12
    assert of_queue >= of_lead - 0.12


def _holds(interval: Interval | None, truth: float) -> bool:
    return interval is not None and interval[1] is not None and interval[0] <= truth <= interval[1]
