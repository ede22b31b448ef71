"""What is said of a constraint can be followed: loads and probabilities from their figures, and why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from tests.support.worlds import UNIT, log_of, measured, stream_of
from tests.unit.test_constraint import flow_of, items, noisy
from vsm_tui.flow.explain import explain
from vsm_tui.flow.explain.explanation import Figure
from vsm_tui.flow.shape import Constraint
from vsm_tui.measure import measure
from vsm_tui.measure.confidence.bootstrap import Blocks
from vsm_tui.measure.confidence.reasons import Case
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
    flow = measured(log, blind)
    found = flow.constraint
    assert (found.lens, found.verdict, found.confidence) == (None, "not enough data", None)
    assert found.why == "not configured: no state is mapped as waiting"
    for key in ("constraint", "constraint.probability", "constraint.confidence.gap", "constraint.lenses.delay"):
        assert explain(flow, key, blind).why == found.why


def changes(waits: Sequence[tuple[float, ...]]) -> tuple[str, ...]:
    sure = flow_of(waits).constraint.confidence
    assert sure is not None
    return sure.would_change


def test_a_clear_call_asks_for_no_more_items() -> None:
    waits = noisy((0.4, 3.0, 0.2), 200)
    assert flow_of(waits).constraint.verdict == "clear"
    assert changes(waits) == ("the people of every stage would let the capacity lens see",)


def test_only_stages_that_are_near_are_too_near_to_each_other() -> None:
    """1.02 times as much is near; twice as much is not, however long it would take to tell."""
    near = "more items of this kind would hardly: the stages are too near to each other"
    assert changes(noisy((1.0, 1.02), 120, 5))[0] == near
    rare = [(30.0 * (k % 40 == 3), 16.0 * (k % 40 == 23)) for k in range(200)]
    found = flow_of(rare).constraint
    assert found.verdict == "too close to call"
    assert changes(rare)[0].startswith("about ")


def test_a_period_whose_thirds_disagree_is_not_helped_by_more_of_the_same() -> None:
    waits = [(wait, 0.001 * wait + 0.3 * (k < 350)) for k, (wait,) in enumerate(noisy((0.1,), 350))]
    waits += [(3 + wait, 0.0) for (wait,) in noisy((3.0,), 150)]
    sure = flow_of(waits).constraint.confidence
    assert sure is not None
    assert sure.against == ("only 1 of 3 thirds agrees",)
    assert sure.would_change[0] == "a period in which S0 leads in 2 of 3 thirds"


@pytest.mark.parametrize(("pace", "said"), [(86_400.0, "1 week"), (3 * 86_400.0, "3 weeks"), (0.0, "")])
def test_weeks_are_counted(pace: float, said: str) -> None:
    found = Constraint("pile-up", "s0", scores={"pile-up": (2.0, 1.0)})
    case = Case(found, None, Blocks(3, 2), (None,) * 3, {"s0": "S0", "s1": "S1"}, held=False, pace=pace)
    told = case.would_change(0.90, 2, ())[0]
    assert told == f"about 7 more items at this rate{f' ({said})' if said else ''}, if nothing changes"
