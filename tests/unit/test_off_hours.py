"""Nights, weekends and holidays as a slice of their own, worked out by hand where clocks change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from vsm_tui.flow import Flow
from vsm_tui.measure import measure_files
from vsm_tui.measure.walks.worktime import micros, moment, work_time
from vsm_tui.model import Clock, Rule, Stage, States, Stream

HOUR = 3600
STREAM = Stream(
    "s",
    stages=(Stage("dev", "Dev", states=States((), ("Dev",))), Stage("qa", "Qa", states=States(("QA queue",), ("QA",)))),
    finish=Rule(("Done",)),
)


def measured(folder: Path, clock: Clock, *rows: tuple[str, str]) -> Flow:
    """One item; times are local."""
    zone = ZoneInfo(clock.timezone)
    lines = [f"a,{datetime.fromisoformat(at).replace(tzinfo=zone).isoformat()},{state}" for at, state in rows]
    path = folder / "a.csv"
    path.write_text("\n".join(["item,at,state", *lines]) + "\n")
    found = [measure_files(replace(STREAM, clock=clock), [path], off_hours=True, parts=n).flow for n in (1, 2)]
    assert found[0] == found[1]
    return found[0]


@pytest.mark.parametrize(
    ("zone", "friday", "monday", "hours"),
    [
        ("Europe/Berlin", "2026-03-27", "2026-03-30", 63),
        ("Europe/Berlin", "2026-10-23", "2026-10-26", 65),
        ("America/New_York", "2026-03-06", "2026-03-09", 63),
        ("America/New_York", "2026-10-30", "2026-11-02", 65),
        ("Australia/Lord_Howe", "2026-10-02", "2026-10-05", 63.5),
        ("Australia/Lord_Howe", "2026-04-03", "2026-04-06", 64.5),
        ("Europe/Berlin", "2026-05-08", "2026-05-11", 64),
    ],
)
def test_a_weekend_is_as_long_as_the_clocks_make_it(
    tmp_path: Path, zone: str, friday: str, monday: str, hours: float
) -> None:
    rows = (f"{friday}T16:00", "Dev"), (f"{monday}T10:00", "QA"), (f"{monday}T12:00", "Done")
    flow = measured(tmp_path, Clock(timezone=zone), *rows)
    dev, qa = flow.stages
    assert (dev.time, dev.off_hours) == ((hours + 2) * HOUR, hours * HOUR)
    assert (qa.time, qa.off_hours) == (2 * HOUR, 0)
    assert flow.lead_time.off_hours == hours * HOUR


def test_the_turn_of_the_year_with_holidays(tmp_path: Path) -> None:
    clock = Clock(timezone="Europe/Berlin", holidays=(date(2026, 12, 25), date(2027, 1, 1)))
    flow = measured(tmp_path, clock, ("2026-12-31T16:00", "Dev"), ("2027-01-04T10:00", "Done"))
    assert flow.lead_time.mean == 90 * HOUR
    assert flow.lead_time.off_hours == 88 * HOUR


def test_time_in_no_stage_is_off_hours_of_the_whole_alone(tmp_path: Path) -> None:
    rows = (
        ("2026-05-04T16:00", "Dev"),
        ("2026-05-04T17:00", "Odd"),
        ("2026-05-05T09:00", "QA"),
        ("2026-05-05T10:00", "Done"),
    )
    flow = measured(tmp_path, Clock(), *rows)
    assert [s.off_hours for s in flow.stages] == [0, 0]
    assert flow.lead_time.off_hours == 16 * HOUR


def test_nobody_who_does_not_ask_gets_them(tmp_path: Path) -> None:
    measured(tmp_path, Clock(), ("2026-05-04T16:00", "Dev"), ("2026-05-06T10:00", "Done"))
    flow = measure_files(STREAM, [tmp_path / "a.csv"]).flow
    assert (flow.lead_time.off_hours, flow.stages[0].off_hours) == (None, None)


def test_a_round_the_clock_team_has_none_and_days_of_23_and_25_hours(tmp_path: Path) -> None:
    clock = Clock(day=24 * HOUR, week=7, timezone="Europe/Berlin")
    rows = ("2026-03-28T00:00", "Dev"), ("2026-03-30T00:00", "Done")
    flow = measured(tmp_path, clock, *rows)
    assert (flow.lead_time.mean, flow.lead_time.off_hours) == (47 * HOUR, 0)


def test_a_day_that_begins_in_the_hour_the_clocks_skip_begins_with_the_change() -> None:
    clock = Clock(day=45 * 60, week=7, timezone="Europe/Berlin", begins=time(2, 30))
    noon = datetime(2026, 3, 29, 12, tzinfo=UTC)
    work = work_time(clock, micros(noon), micros(noon))
    days = [(moment(a), moment(b)) for a, b in zip(work.begins, work.ends, strict=True)]
    assert (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 3, 29, 1, 15, tzinfo=UTC)) in days


def test_a_day_that_a_country_left_out_has_no_hours() -> None:
    clock = Clock(week=7, timezone="Pacific/Apia")  # there was no 30 December 2011
    around = micros(datetime(2011, 12, 29, tzinfo=UTC)), micros(datetime(2012, 1, 1, tzinfo=UTC))
    work = work_time(clock, *around)
    lengths = ((work.ends - work.begins) // 1_000_000).tolist()
    assert sorted(set(lengths)) == [0, 8 * HOUR]
    assert lengths.count(0) == 1
