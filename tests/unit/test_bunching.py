"""Release windows are told from busy stages, office hours and rounded times."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.support.worlds import events, stated
from vsm_tui.measure.confidence.bunching import Found, bunches
from vsm_tui.measure.plan import Plan
from vsm_tui.measure.walks.spells import MOMENTS, TURNS
from vsm_tui.model import Rule, Stage, States, Stream

Hours = NDArray[np.float64]
HOUR = 3_600_000_000
DAY, WEEK = 24.0, 168.0
STREAM = Stream(
    "s",
    stages=tuple(Stage(id=n, name=n, states=States((f"queue {k}",), (f"work {k}",))) for k, n in enumerate("ab")),
    finish=Rule(("Done",)),
)


def held(came: Hours, left: Hours) -> bool:
    """Whether stage b lets go in bunches, where items come to it at ``came`` and leave it at ``left`` (hours)."""
    found = told(came, left)
    return found is not None and found.held


def told(came: Hours, left: Hours) -> Found | None:
    """What is seen of stage b."""
    rng = np.random.default_rng(0)
    before = came - rng.uniform(0.5, 24, came.size)
    at = np.column_stack((before, came - 0.2, came, left, left + 0.1))
    item = np.repeat(np.arange(came.size, dtype=np.int32), 5)
    log = events(item, (at.reshape(-1) + 1000) * HOUR, np.tile(np.arange(5, dtype=np.int32), came.size), 2)
    plan, state = stated(log, STREAM)
    return bunches(state.moments, state.turned, plan)[1]


def scattered(count: int, days: float, seed: int = 1) -> Hours:
    return np.sort(np.random.default_rng(seed).uniform(0, days * DAY, count))


def worked(at: Hours) -> Hours:
    """Working hours, from nine to five on five days of seven, until each moment."""
    week, rest = np.divmod(at, WEEK)
    day, hour = np.divmod(rest, DAY)
    return week * 40 + np.where(day >= 5, 40, day * 8 + np.clip(hour - 9, 0, 8))


def in_hours(hours: Hours) -> Hours:
    """The moment at which so many working hours are over."""
    week, rest = np.divmod(hours, 40)
    day, hour = np.divmod(rest, 8)
    return week * WEEK + day * DAY + 9 + hour


def after(every: float, at: float = 0.0) -> Callable[[Hours], Hours]:
    """Leaving at the next of regular moments."""
    return lambda came: np.ceil((came - at) / every) * every + at


def test_a_train_every_second_thursday() -> None:
    came = scattered(40, 90)
    assert held(came, after(2 * WEEK, 3 * DAY + 10.5)(came))


def test_a_window_of_some_hours() -> None:
    came = scattered(60, 90)
    left = after(2 * WEEK)(came) + np.random.default_rng(2).uniform(0, 5, came.size)
    assert held(came, left)


def test_a_nightly_train() -> None:
    came = in_hours(scattered(400, 14))
    assert held(came, after(DAY, 2.0)(came))


def test_a_gate_at_a_fixed_hour_that_lets_few_through() -> None:
    came = scattered(50, 120)
    left = after(DAY, 18.0)(came)
    assert np.unique(left).size > 25  # hardly two at a time: only the hour gives it away
    assert held(came, left)


@pytest.mark.parametrize("years", [0.25, 1, 3, 10])
def test_a_nightly_gate_is_seen_however_long_the_log(years: float) -> None:
    came = scattered(int(years * 430), years * 365)
    left = after(DAY, 2.0)(came) + np.random.default_rng(8).uniform(0, 0.5, came.size)
    assert held(came, left)
    assert not held(came, came + np.random.default_rng(9).exponential(12, came.size))


@pytest.mark.parametrize("count", [400, 4000])
def test_office_hours_of_years_are_none(count: int) -> None:
    came = scattered(count, 3 * 364)
    left = in_hours(worked(came) + np.random.default_rng(4).exponential(4, count))
    assert not held(came, np.maximum(left, came))


@pytest.mark.parametrize("count", [15, 60, 400, 4000])
def test_a_busy_stage_is_none(count: int) -> None:
    came = scattered(count, 90)
    work = np.random.default_rng(3).exponential(0.85 * 90 * DAY / count, count)
    total = np.cumsum(work)
    left = np.maximum.accumulate(came - (total - work)) + total
    assert not held(came, left)


@pytest.mark.parametrize("load", [0.3, 0.85])
@pytest.mark.parametrize("count", [30, 300, 3000])
def test_office_hours_are_none(count: int, load: float) -> None:
    """Items come at night and on Sundays too; they are worked on from nine to five, Monday to Friday."""
    came = scattered(count, 84)
    work = np.random.default_rng(4).exponential(load * 480 / count, count)
    total = np.cumsum(work)
    left = np.maximum.accumulate(worked(came) - (total - work)) + total
    assert not held(came, np.maximum(in_hours(left), came))


@pytest.mark.parametrize("unit", [1.0, DAY])
@pytest.mark.parametrize("count", [40, 400])
def test_rounded_times_are_none(count: int, unit: float) -> None:
    came = scattered(count, 90)
    left = came + np.random.default_rng(5).exponential(3 * DAY, count)
    rounded = np.floor(np.column_stack((came, left)) / unit) * unit
    assert not held(rounded[:, 0], rounded[:, 1])


def test_what_comes_in_bunches_may_leave_in_bunches() -> None:
    came = after(WEEK)(scattered(80, 90)) + np.random.default_rng(6).uniform(0, 1, 80)
    assert not held(came, came + 3 + np.random.default_rng(7).uniform(0, 0.5, 80))


def test_a_window_that_is_too_small_is_a_lack_of_capacity() -> None:
    """Two of the many who wait leave each night: they wait for capacity, the night is the least of it."""
    came = scattered(120, 40)
    left = (np.arange(120) // 2 + 1) * DAY + 2.0
    left = np.maximum(left, after(DAY, 2.0)(came))
    assert (left - came).mean() > 5 * DAY
    assert not held(came, left)


def test_one_clear_out_is_no_calendar() -> None:
    came = scattered(30, 30)
    assert not held(came, np.where(came < 15 * DAY, 15 * DAY + 0.1, came + 2))


def test_what_is_cancelled_together_was_not_let_go() -> None:
    stream = Stream(
        "s", stages=(STREAM.stages[0],), finish=Rule(("Done",)), also=type(STREAM.also)(cancelled=("work 0",))
    )
    at = np.array([[0.0, 10.0], [2.0, 10.0], [4.0, 10.0], [1.0, 20.0]])
    log = events(
        np.repeat(np.arange(4, dtype=np.int32), 2), at.reshape(-1) * HOUR, np.tile([0, 1], 4).astype(np.int32), 1
    )
    _, state = stated(log, stream)
    assert state.counts["cancelled"] == 4
    assert not state.moments.any()


def test_nothing_and_no_time_are_no_calendar() -> None:
    plan = Plan(STREAM, "elapsed", 0, 1, 0, None)
    along, around = np.zeros((2, 2, MOMENTS), np.int32), np.zeros((2, 2, 2, TURNS), np.int32)
    assert not any(found and found.held for found in bunches(along, around, plan))


def test_moments_are_counted_where_waiting_begins_and_ends() -> None:
    at = np.array([[0.0, 0, 0, 2, 4], [0, 1, 2, 2, 4]])  # the first never waits at a; the second not at b
    log = events(
        np.repeat(np.arange(2, dtype=np.int32), 5), at.reshape(-1) * HOUR, np.tile(range(5), 2).astype(np.int32), 2
    )
    _, state = stated(log, STREAM)
    begun, ended = state.moments
    assert np.flatnonzero(begun[0]).tolist() == [0]
    assert np.flatnonzero(ended[0]).tolist() == [MOMENTS // 4]
    assert np.flatnonzero(begun[1]).tolist() == [0]
    assert np.flatnonzero(ended[1]).tolist() == [MOMENTS // 2]
    assert state.moments.sum() == 4


def test_moments_are_counted_round_the_day_and_the_week() -> None:
    """Wherever they lie in the window: an item a week, waiting from six hours after the window begins until noon."""
    weeks = np.arange(60) * WEEK
    at = np.column_stack((weeks, weeks + 1, weeks + 6, weeks + 12, weeks + 13))
    item = np.repeat(np.arange(60, dtype=np.int32), 5)
    _, state = stated(events(item, at.reshape(-1) * HOUR, np.tile(np.arange(5, dtype=np.int32), 60), 2), STREAM)
    begun, ended = state.turned[:, 1]
    for counts, day, week in ((begun, TURNS // 4, 6 * TURNS // 168), (ended, TURNS // 2, 12 * TURNS // 168)):
        assert np.flatnonzero(counts[0]).tolist() == [day]
        assert np.flatnonzero(counts[1]).tolist() == [week]
    assert state.turned.sum() == 2 * state.moments.sum()


def test_the_view_that_shows_it_best_is_told() -> None:
    """40 items that leave at seven Thursdays: the figures are those of so many moments."""
    came = scattered(40, 90)
    left = after(2 * WEEK, 3 * DAY + 10.5)(came)
    found = told(came, left)
    assert found is not None
    assert found.held
    assert (found.leaving.departures, found.leaving.around) == (40, "")
    assert found.leaving.moments == len(np.unique(left)) <= 8
    assert found.leaving.arrivals >= 3 * found.leaving.moments
    assert found.leaving.deviation >= 3
    assert 0.5 <= found.leaving.explained <= 1


def test_a_stage_without_bunches_is_told_from_figures_as_well() -> None:
    came = scattered(60, 90)
    found = told(came, came + np.random.default_rng(3).exponential(30, came.size))
    assert found is not None
    assert not found.held
    assert 3 * found.leaving.moments > found.leaving.arrivals
    assert told(came[:3], came[:3] + 1) is None
