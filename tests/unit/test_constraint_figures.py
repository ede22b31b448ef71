"""What is said of a constraint can be followed: loads and probabilities from their figures, and why there is none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.support.worlds import UNIT, log_of, measured, stream_of
from tests.unit.test_constraint import flow_of, items, noisy
from vsm_tui.flow.explain import explain
from vsm_tui.flow.explain.explanation import Figure
from vsm_tui.measure import measure
from vsm_tui.model import ClockName


@pytest.mark.parametrize(("people", "load"), [(1, 2.0), (4, 0.5)])
def test_more_work_than_people_can_do_is_a_load_above_one(people: int, load: float) -> None:
    """An item comes every hour and takes two: half of them are open at the end, and their work still has to be done."""
    at = np.arange(100.0)
    log = log_of(at, at[:, None], np.full((100, 1), 2.0), until=100.0)
    flow = measured(log, stream_of(1, (people,)))
    assert flow.observed is not None
    assert flow.observed.items.open > 40
    found = flow.constraint
    assert (found.lens, found.arrivals) == ("capacity", (100, 100 * UNIT / 1e6))
    assert (found.scores or {})["capacity"][0] == pytest.approx(load)


@pytest.mark.parametrize("clock", ["elapsed", "working"])
def test_the_figures_that_explain_a_load_give_it(clock: ClockName) -> None:
    log = items(noisy((0.4, 3.0), 120), work=0.7)
    stream = stream_of(2, (2, 3))
    flow = measure(stream, log, clock=clock).flow
    told = explain(flow, "constraint.scores.capacity.s1", stream)
    line = next(words for words in told.more if "S1" in str(words[0]))
    load, begun, over, touch, people = (float(part.value or 0) for part in line if isinstance(part, Figure))
    assert load == (flow.constraint.scores or {})["capacity"][1]
    assert load == pytest.approx(begun / over * touch / people)
    assert begun == 120
    assert any("nights" in text for text in told.sure) == (clock == "elapsed")


@pytest.mark.parametrize("waits", [(0.4, 0.6), (0.1, 0.8, 0.0)])
def test_the_figures_that_explain_a_probability_give_it(waits: tuple[float, ...]) -> None:
    flow = flow_of(noisy(waits, 120))
    told = explain(flow, "constraint.probability", stream_of(len(waits)))
    blocks, led = (float(part.value or 0) for part in told.formula[:4] if isinstance(part, Figure))
    assert 0 < led <= 1
    assert (led * 10_000) == pytest.approx(round(led * 10_000))
    assert (blocks * led + 0.5) / (blocks + 1) == pytest.approx(flow.constraint.probability)


def test_where_no_state_is_waiting_more_items_would_not_help() -> None:
    log = items(noisy((0.4, 3.0), 60))
    stream = stream_of(2)
    blind = replace(stream, stages=tuple(replace(s, states=replace(s.states, wait=())) for s in stream.stages))
    found = measured(log, blind).constraint
    assert (found.lens, found.verdict, found.confidence) == (None, None, None)
    assert found.why == "not configured: no state is mapped as waiting"
