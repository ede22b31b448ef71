"""Working time and off hours add up to elapsed time to the microsecond, in every zone and through changes of clocks."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.property.test_measure_reference import STREAM, written
from tests.support.reference_measure import Event
from vsm_tui.measure.measurement import Asked, measure
from vsm_tui.measure.roles import roles_of
from vsm_tui.measure.state import merge, state_of
from vsm_tui.measure.walks.worktime import SECOND, micros, work_time
from vsm_tui.model import Clock

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia")
HOUR = 3600
STATES = ("build queue", "build", "review queue", "review", "qa", "On ice", "Odd", "Done")
BEGINS = (time(0), time(9), time(16, 30))
"""No day begins or ends within an hour that is shown twice: there the first counts, not the wall."""


def clocks(begins: tuple[time, ...] = (*BEGINS, time(2, 15))) -> st.SearchStrategy[Clock]:
    return st.builds(
        Clock,
        day=st.sampled_from([900, 6 * HOUR, 8 * HOUR, 24 * HOUR]),
        week=st.integers(1, 7),
        timezone=st.sampled_from(ZONES),
        holidays=st.lists(st.dates(date(2025, 12, 20), date(2027, 1, 10)), max_size=6).map(tuple),
        begins=st.sampled_from(begins),
    )


FIRST = datetime(2025, 12, 20, tzinfo=UTC)
moments = st.integers(0, 386 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))
steps = st.lists(st.tuples(st.sampled_from(STATES), st.integers(0, 40 * 24 * 60 * 60)), min_size=1, max_size=8)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(moments, steps), min_size=1, max_size=4), clocks())
def test_working_time_and_off_hours_are_elapsed_time(
    items: list[tuple[datetime, list[tuple[str, int]]]], clock: Clock
) -> None:
    events: list[Event] = []
    for number, (begin, walk) in enumerate(items):
        at = micros(begin)
        for state, seconds in [("build", 0), *walk, ("Done", 1)]:
            at += seconds * SECOND
            events.append((f"I-{number}", at, state))
    stream = replace(STREAM, clock=clock)
    with tempfile.TemporaryDirectory() as folder:
        log = written(events, folder)
        roles = roles_of(stream, log.states, log.aliases)
        plan = Asked(off_hours=True).plan(stream, *log.ends)
        elapsed = state_of(log, roles, plan)
        working = state_of(log, roles, Asked("working").plan(stream, *log.ends))
        one, other = measure(stream, log, off_hours=True).flow, measure(stream, log, clock="working").flow
    off = elapsed.off_hours
    for name in ("touch", "wait", "unsplit"):
        assert (getattr(elapsed, name) >= getattr(working, name)).all()
    parts = [sum(getattr(state, name) for name in ("touch", "wait", "unsplit")) for state in (elapsed, working)]
    assert (parts[0] == parts[1] + off[:-1]).all()
    assert int(elapsed.lead.sum()) == int(working.lead.sum()) + int(off[-1])
    assert one.lead_time.off_hours == pytest.approx((one.lead_time.mean or 0) - (other.lead_time.mean or 0), abs=1e-3)
    assert (other.lead_time.off_hours, [s.off_hours for s in other.stages]) == (None, [None] * 3)
    assert (merge(elapsed, elapsed).off_hours == 2 * off).all()


@settings(max_examples=60, deadline=None)
@given(moments, st.integers(0, 14 * 24 * 60), clocks(BEGINS))
def test_working_time_is_what_a_walk_through_every_minute_counts(begin: datetime, minutes: int, clock: Clock) -> None:
    zone, opens = ZoneInfo(clock.timezone), clock.begins
    if opens.hour * HOUR + opens.minute * 60 + clock.day > 24 * HOUR:
        opens = time(0)
    end = begin + timedelta(minutes=minutes)
    counted = 0
    for minute in range(minutes):
        wall = (begin + timedelta(minutes=minute)).astimezone(zone)
        since = (wall.hour - opens.hour) * HOUR + (wall.minute - opens.minute) * 60
        works = wall.weekday() < clock.week and wall.date() not in clock.holidays
        counted += works and 0 <= since < clock.day
    work = work_time(clock, micros(begin), micros(end))
    worked = np.diff(work.at(np.array([micros(begin), micros(end)])))
    assert int(worked[0]) == counted * 60 * SECOND


@given(moments, clocks(), st.lists(st.integers(0, 400 * 24 * HOUR), min_size=2, max_size=20))
@settings(deadline=None, max_examples=60)
def test_the_working_clock_never_runs_backwards_nor_ahead(begin: datetime, clock: Clock, seconds: list[int]) -> None:
    assume(max(seconds) > min(seconds))
    first = micros(begin)
    at = first + np.sort(np.array(seconds, np.int64)) * SECOND
    work = work_time(clock, first, int(at[-1]))
    assert (work.ends >= work.begins).all()
    assert (work.begins[1:] >= work.ends[:-1]).all()
    steps_ = np.diff(work.at(at))
    assert (steps_ >= 0).all()
    assert (steps_ <= np.diff(at)).all()
