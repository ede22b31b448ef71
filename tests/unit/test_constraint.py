"""Verdicts on the constraint: what is claimed, what stands against it, and what is not known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.worlds import UNIT, Server, World, log_of, measured, run, stated, stream_of
from vsm_tui.draw.scene import Scene
from vsm_tui.draw.verdict import constraint_row
from vsm_tui.export import flow_payload
from vsm_tui.flow.shape import Flow
from vsm_tui.measure import measure
from vsm_tui.measure.confidence.constraint import POSSIBLE, SURE
from vsm_tui.measure.confidence.ranking import FEWEST_TO_CALL
from vsm_tui.measure.log.log import Log
from vsm_tui.measure.plan import Plan
from vsm_tui.measure.result import result
from vsm_tui.measure.roles import roles_of
from vsm_tui.measure.state import merge, state_of
from vsm_tui.model import States

Waits = Sequence[tuple[float, ...]]


def items(waits: Waits, work: float = 0.1, every: float = 1.0) -> Log:
    """Items that come one after another, wait so long in each stage and are worked on for a moment."""
    waited = np.array(waits, float)
    arrived = np.arange(len(waits), dtype=np.float64) * every
    return log_of(arrived, waited, np.full_like(waited, work))


def flow_of(waits: Waits, work: float = 0.1) -> Flow:
    return measured(items(waits, work), stream_of(len(waits[0])))


def noisy(means: tuple[float, ...], count: int, seed: int = 1) -> Waits:
    rng = np.random.default_rng(seed)
    return [tuple(row) for row in rng.exponential(1, (count, len(means))) * means]


def test_a_plain_difference_is_called() -> None:
    flow = flow_of(noisy((0.4, 3.0, 0.2), 200))
    found, sure = flow.constraint, flow.constraint.confidence
    assert (found.lens, found.stage, found.verdict, found.contenders) == ("pile-up", "s1", "clear", ("s1",))
    assert sure is not None
    assert found.probability == sure.ranks[1]
    assert found.probability is not None
    assert 0.90 <= found.probability < 1
    assert sum(sure.ranks) == pytest.approx(1)
    assert (sure.n, sure.runner_up, sure.thirds, sure.against) == (200, "s0", ("s1", "s1", "s1"), ())
    assert sure.gap is not None
    queue = [stage.queue or 0 for stage in flow.stages]
    assert 0 < sure.gap[0] < queue[1] - queue[0] < sure.gap[1]
    assert (sure.draws, sure.method) == (10_000, "sampled")
    assert sure.block <= sure.effective_n <= 200


def guessed(*guesses: str, work: float = 0.1) -> Flow:
    log = items(noisy((0.4, 3.0, 0.2), 200), work)
    return measured(log, replace(stream_of(3), guesses=guesses))


def test_what_hangs_on_a_guess_of_its_own_states_is_not_called() -> None:
    flow = guessed("s1", "finish")
    found, sure = flow.constraint, flow.constraint.confidence
    assert (found.verdict, found.contenders, found.guesses) == ("too close to call", ("s1",), ("s1", "finish"))
    assert found.probability is not None
    assert found.probability >= SURE
    assert sure is not None
    assert sure.against == ("it hangs on 2 guesses that nobody has confirmed: ‘S1’, the finish (d, then ! confirms)",)
    assert sure.would_change[0] == "confirming what was guessed, or mapping it otherwise"
    said = "".join(run.text for run in constraint_row(Scene.of(stream_of(3), None, flow)))
    assert "leads, not called in this period: it hangs on 2 guesses" in said
    assert flow_payload(flow, "vsm.measure.v1", "s")["constraint"]["guesses"] == ["s1", "finish"]


def test_a_guess_elsewhere_stands_against_a_call_only_where_it_could_turn_it() -> None:
    assert guessed("s0").constraint.verdict == "clear"
    other = guessed("s0", work=4.0).constraint
    assert (other.stage, other.guesses) == ("s1", ("s0",))
    assert other.verdict != "clear"
    assert other.confidence is not None
    assert other.confidence.against[0].startswith("it hangs on 1 guess that nobody has confirmed: ‘S0’")


def test_with_much_time_in_no_stage_nothing_is_called() -> None:
    log, stream = items(noisy((0.4, 3.0, 0.2), 200)), stream_of(3)
    flow = measured(log, stream.with_stage(replace(stream.stage("s1"), states=States())))
    found, sure = flow.constraint, flow.constraint.confidence
    assert (found.stage, found.verdict) == ("s0", "not enough data")
    assert found.why.endswith("% of lead time is in states that no stage claims: map them (d)")
    assert sure is not None
    assert sure.against[0] == found.why
    assert sure.would_change[0] == "mapping those states"
    said = "".join(run.text for run in constraint_row(Scene.of(stream, None, flow)))
    assert said.startswith("constraint not known in this period, ")
    assert said.endswith("map them (d); S0 leads so far by pile-up")


def test_time_in_no_stage_that_no_stage_could_have_led_with_does_not_stand_against_a_call() -> None:
    log, stream = items(noisy((0.4, 3.0, 0.2), 200)), stream_of(3)
    flow = measured(log, stream.with_stage(replace(stream.stage("s2"), states=States())))
    assert flow.observed is not None
    assert flow.observed.unmapped
    assert (flow.constraint.stage, flow.constraint.verdict) == ("s1", "clear")


def test_what_is_claimed_never_exceeds_what_so_many_blocks_can_tell() -> None:
    found = flow_of(noisy((0.01, 50.0), 700)).constraint
    assert found.confidence is not None
    blocks = found.confidence.n / found.confidence.block
    assert found.probability is not None
    assert found.probability <= (blocks + 0.5) / (blocks + 1)


def test_a_small_difference_is_too_close_to_call_and_says_why() -> None:
    found = flow_of(noisy((1.0, 1.1, 0.1), 60)).constraint
    assert found.verdict == "too close to call"
    assert set(found.contenders) == {"s0", "s1"}
    assert found.confidence is not None
    assert any(text.startswith("P is 0.") and text.endswith("below 0.90") for text in found.confidence.against)
    assert any(text.startswith("the gap to S") and "could be zero" in text for text in found.confidence.against)
    assert found.confidence.gap is not None
    assert found.confidence.gap[0] <= 0


def test_thirds_that_disagree_stand_against_a_call() -> None:
    waits = [*noisy((0.1, 1.0), 500), *noisy((12.0, 1.0), 100, 3)]
    found = flow_of(waits).constraint
    assert found.stage == "s0"
    assert found.confidence is not None
    assert found.confidence.thirds == ("s1", "s1", "s0")
    assert found.verdict == "too close to call"
    assert "only 1 of 3 thirds agrees" in found.confidence.against


def test_few_items_are_not_enough_data() -> None:
    found = flow_of(noisy((0.4, 9.0), 8)).constraint
    assert (found.verdict, found.stage, found.probability) == ("not enough data", "s1", None)
    assert found.confidence is not None
    assert (found.confidence.gap, found.confidence.ranks) == (None, ())
    assert "at least 4 are needed: of fewer P cannot reach 0.90" in found.confidence.against[0]
    assert found.confidence.would_change[0].startswith("about ")


@pytest.mark.parametrize("waits", [(0.01, 50.0), (0.0, 50.0)])
def test_below_four_blocks_even_a_thousand_to_one_is_not_enough_data(waits: tuple[float, float]) -> None:
    """Three blocks that all agree reach P .875 at most: no data of that length could ever be called."""
    found = flow_of(noisy(waits, 110)).constraint
    sure = found.confidence
    assert sure is not None
    assert 3 <= sure.n / sure.block < FEWEST_TO_CALL
    assert (found.verdict, found.stage, found.contenders) == ("not enough data", "s1", ("s1",))
    assert (found.probability, sure.gap, sure.draws) == (None, None, 0)
    assert (FEWEST_TO_CALL + 0.5) / (FEWEST_TO_CALL + 1) >= SURE > (FEWEST_TO_CALL - 0.5) / FEWEST_TO_CALL


def test_who_has_no_chance_is_no_contender() -> None:
    """The leader of the last third leads by far, and nobody rivals it: the thirds alone refuse the call."""
    waits = [(wait, 0.001 * wait + 0.3 * (k < 350), 0.0) for k, (wait,) in enumerate(noisy((0.1,), 350))]
    waits += [(3 + wait, 0.0, 0.0) for (wait,) in noisy((3.0,), 150)]
    found = flow_of(waits).constraint
    sure = found.confidence
    assert sure is not None
    assert found.verdict == "too close to call"
    chances = dict(zip(("s0", "s1", "s2"), sure.ranks, strict=True))
    assert all(chances[stage] >= POSSIBLE for stage in found.contenders)
    assert found.contenders == ("s0",)
    assert chances["s1"] < POSSIBLE
    assert chances["s2"] == 0


def test_no_waiting_at_all_is_not_enough_data() -> None:
    found = flow_of([(0.0, 0.0)] * 40).constraint
    assert (found.verdict, found.stage, found.lens, found.contenders) == ("not enough data", None, None, ())
    assert found.why == "nothing waited"


def test_a_tie_points_nowhere() -> None:
    found = flow_of([(1.0, 1.0, 0.5)] * 60).constraint
    assert (found.stage, found.probability, found.verdict) == (None, None, "too close to call")
    assert set(found.contenders) == {"s0", "s1"}
    assert found.confidence is not None
    assert found.confidence.against[0] == "S0 and S1 have equally much"


def test_one_stage_is_the_constraint_of_itself() -> None:
    found = flow_of(noisy((2.0,), 60)).constraint
    assert (found.stage, found.verdict, found.probability) == ("s0", "clear", 1.0)
    assert found.confidence is not None
    assert found.confidence.runner_up is None


def test_the_only_stage_with_waiting_leads_with_nothing_beside_it() -> None:
    found = flow_of([(wait, 0.0) for (wait,) in noisy((2.0,), 60)]).constraint
    assert (found.stage, found.verdict) == ("s0", "clear")


def test_with_people_for_every_stage_capacity_is_the_headline() -> None:
    rng = np.random.default_rng(4)
    waited, worked = rng.exponential((0.1, 3.0), (200, 2)), rng.exponential((0.8, 0.2), (200, 2))
    log = log_of(np.arange(200.0), waited, worked)
    found = measured(log, stream_of(2, (1, 1))).constraint
    assert (found.lens, found.stage, found.verdict) == ("capacity", "s0", "clear")
    assert found.lenses == {"pile-up": "s1", "delay": "s1", "capacity": "s0"}
    assert found.confidence is not None
    assert found.confidence.gap is not None
    loads = (found.scores or {})["capacity"]
    assert found.confidence.gap[0] < (loads[0] or 0) - (loads[1] or 0) < found.confidence.gap[1]
    assert not any("people" in text for text in found.confidence.would_change)


def test_the_calendar_is_asked_first() -> None:
    world = World("w", (Server(0.5), Server(every=12)), 1)
    flow = measured(log_of(*run(world, np.random.default_rng(5), 1, 200).sample(0, 0, 200)), stream_of(2))
    found = flow.constraint
    assert (found.verdict, found.stage, found.calendar) == ("calendar", "s1", ("s1",))
    assert [stage.bunched for stage in flow.stages] == [False, True]
    assert found.confidence is not None
    assert found.confidence.against[0] == "S1 lets items go in bunches: the calendar holds them there"


def test_more_items_of_the_same_kind_make_the_call_they_were_said_to_make() -> None:
    waits = noisy((0.5, 2.0), 400, 6)
    before = flow_of(waits[:24]).constraint
    assert before.verdict != "clear"
    assert before.confidence is not None
    told = before.confidence.would_change[0]
    more = int(told.split()[1])
    assert told.startswith(f"about {more} more items at this rate (")
    assert flow_of(waits[: 24 + 2 * more]).constraint.verdict == "clear"


def test_means_have_intervals_and_percentages_stay_below_one() -> None:
    flow = flow_of(noisy((0.4, 3.0, 0.2), 150), work=0.3)
    for stage in flow.stages:
        for name in ("time", "touch", "wait", "queue"):
            low, high = getattr(stage, f"{name}_interval")
            assert low <= getattr(stage, name) <= high
    assert flow.lead_time.mean_interval is not None
    assert flow.observed is not None
    assert flow.observed.throughput_interval is not None
    low, high = flow.observed.throughput_interval
    assert low < (flow.observed.throughput_per_week or 0) < (high or 0)
    share = flow.flow_efficiency
    assert share.interval is not None
    assert share.interval[0] < (share.value or 0) < (share.interval[1] or 0) <= 1
    for total in (flow.touch, flow.wait):
        assert total.interval is not None
        assert total.interval[0] <= (total.value or 0) <= (total.interval[1] or 0)


def test_few_items_have_no_intervals() -> None:
    flow = flow_of(noisy((0.4, 9.0), 6))
    assert flow.lead_time.mean_interval is None
    assert [stage.time_interval for stage in flow.stages] == [None, None]
    assert flow.observed is not None
    assert flow.observed.throughput_interval is None


def test_a_log_of_one_moment_divides_by_nothing() -> None:
    log = items([(0.0,), (0.0,)], work=0.0, every=0.0)
    flow = measured(log, stream_of(1))
    assert flow.observed is not None
    assert flow.observed.throughput_per_week is None
    assert flow.constraint.verdict == "not enough data"


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 60), st.sampled_from((1, 3_600_000_000, 86_400_000_000)), st.data())
def test_parts_of_a_log_give_the_same_verdict_and_intervals(
    seed: int, count: int, rounded: int, data: st.DataObject
) -> None:
    """Times rounded to hours and days make items end together: their order must not depend on the parts."""
    rng = np.random.default_rng(seed)
    log = log_of(np.cumsum(rng.exponential(1, count)), rng.exponential((1, 2), (count, 2)), np.full((count, 2), 0.2))
    log = replace(log, at=log.at // rounded * rounded)
    log = replace(log, ends=(int(log.at.min()), int(log.at.max())))
    stream = stream_of(2, data.draw(st.sampled_from((None, (2.0, 1.0)))))
    low, high = sorted((data.draw(st.integers(0, count)), data.draw(st.integers(0, count))))
    first = log.ends[0]
    plan = Plan.of(stream, *log.ends, since=first + low * UNIT, until=first + (high + 1) * UNIT)
    roles = roles_of(stream, log.states, log.aliases)
    own = rng.integers(0, 3, count)
    parts = [state_of(_some(log, np.flatnonzero(own == part)), roles, plan) for part in rng.permutation(3)]
    assert result(merge(*parts), plan) == result(state_of(log, roles, plan), plan)


def _some(log: Log, chosen: np.ndarray) -> Log:
    rows = np.flatnonzero(np.isin(log.item, chosen))
    item = np.searchsorted(chosen, log.item[rows]).astype(np.int32)
    details = type(log.details)(log.details._files, log.details.hashes[chosen], None, {})
    return replace(log, item=item, at=log.at[rows], state=log.state[rows], split=log.split[rows], details=details)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 40), st.integers(0, 40))
def test_waiting_item_by_item_adds_up_to_the_queues(seed: int, since: int, until: int) -> None:
    rng = np.random.default_rng(seed)
    log = log_of(
        np.cumsum(rng.exponential(1, 30)), rng.exponential(2, (30, 2)), rng.exponential(0.5, (30, 2)), until=30
    )
    stream, (low, high) = stream_of(2), sorted((since, until))
    first = log.ends[0]
    plan = Plan.of(stream, *log.ends, since=first + low * UNIT, until=first + (high + 1) * UNIT)
    state = state_of(log, roles_of(stream, log.states, log.aliases), plan)
    items_ = state.waited[state.inside].sum(axis=0) + state.other_waited.sum(axis=0)
    assert (items_ == state.waiting.sum(axis=1)).all()
    assert state.inside.size == state.ended.size == state.lead.size
    assert (state.other_ended <= plan.end_inclusive).all()


def test_waiting_is_split_between_those_inside_and_the_others() -> None:
    """Window: hours 8 to 24. A is wholly inside; B began before it, C is open, D ends after it, E came later."""
    waits = {"A": (9, 4), "B": (0, 12), "C": (20, 90), "D": (16, 16), "E": (30, 2)}
    arrived = np.array([at for at, _ in waits.values()]) / 4
    waited = np.array([[wait] for _, wait in waits.values()]) / 4
    log = log_of(arrived, waited, np.full((5, 1), 0.25), until=40 / 4)
    stream = stream_of(1)
    plan = Plan.of(stream, *log.ends, since=2 * UNIT, until=6 * UNIT)
    state = state_of(log, roles_of(stream, log.states, log.aliases), plan)
    hour = UNIT // 4
    assert sorted((state.waited[:, 0] // hour).tolist()) == [4, 12]
    assert state.inside.sum() == 1
    assert sorted((state.other_waited[:, 0] // hour).tolist()) == [4, 4, 8]
    assert sorted(((state.other_ended - plan.start) // hour).tolist()) == [5, 16, 16]


def test_the_calendar_clock_is_not_needed_for_a_verdict() -> None:
    log = items(noisy((0.4, 3.0), 120))
    stream = stream_of(2)
    found = measure(stream, log, clock="working", now=datetime.fromtimestamp(log.ends[1] / 1e6, UTC)).flow.constraint
    assert found.stage == "s1"
    assert found.verdict in ("clear", "too close to call")
    assert stated(log, stream)[0].clock == "elapsed"
