"""The working clock as a mapping of moments: once times are mapped, every duration is a plain difference.

W(t) = working time between an origin and t. It never runs backwards, so order, visits and conservation hold on
either clock by construction, and no ratio can mix the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from vsm_tui.model import Clock

Micros = NDArray[np.int64]
SECOND = 1_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class WorkTime:
    """Working intervals ``[begins, ends)`` in microseconds UTC, with the working time before each."""

    begins: Micros
    ends: Micros
    before: Micros

    def at(self, moments: Micros) -> Micros:
        """Working microseconds from the origin to each of ``moments`` (any shape)."""
        if not self.begins.size:
            return np.zeros_like(moments)
        k = np.searchsorted(self.begins, moments, side="right") - 1
        inside = np.minimum(moments, self.ends[k]) - self.begins[k]
        return np.where(k < 0, 0, self.before[k] + inside)

    def moment_of(self, worked: Micros) -> Micros:
        """The first moment (µs UTC) at which so much working time has passed: what :meth:`at` maps back."""
        if not self.begins.size:
            return np.zeros_like(worked)
        k = np.searchsorted(self.before + (self.ends - self.begins), worked, side="left")
        k = np.minimum(k, self.begins.size - 1)
        found: Micros = self.begins[k] + (worked - self.before[k])
        return found


def micros(moment: datetime) -> int:
    """Microseconds since 1970 UTC, exact."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def moment(at: int) -> datetime:
    """The UTC moment of so many microseconds since 1970."""
    return _EPOCH + timedelta(microseconds=int(at))


def work_time(clock: Clock, first: int, last: int) -> WorkTime:
    """The working intervals that touch ``[first, last]`` (microseconds UTC).

    A working day begins at ``clock.begins`` local time and lasts ``clock.day`` seconds of local wall time; a day that
    would run past midnight begins at midnight. So a day of 24 hours has 23 or 25 when the clocks are changed, and one
    within the hour they skip has none. Of an hour shown twice the first is meant.
    """
    zone = ZoneInfo(clock.timezone)
    holidays = frozenset(clock.holidays)
    opens = clock.begins if _seconds(clock.begins) + clock.day <= 86_400 else time(0)
    day = moment(first).astimezone(zone).date() - timedelta(days=1)
    until = moment(last).astimezone(zone).date() + timedelta(days=1)
    begins: list[int] = []
    ends: list[int] = []
    while day <= until:
        if day.weekday() < clock.week and day not in holidays:
            begins.append(_local(day, opens, zone, 0))
            ends.append(_local(day, opens, zone, clock.day))
        day += timedelta(days=1)
    starts, stops = np.array(begins, np.int64), np.array(ends, np.int64)
    lengths = stops - starts
    return WorkTime(starts, stops, np.cumsum(lengths) - lengths)


def _seconds(at: time) -> int:
    return at.hour * 3600 + at.minute * 60 + at.second


def _local(day: date, opens: time, zone: ZoneInfo, after: int) -> int:
    wall = datetime.combine(day, opens) + timedelta(seconds=after)
    at = wall.replace(tzinfo=zone)
    if at.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall:
        return micros(at)
    return _skipped(wall, zone)


def _skipped(wall: datetime, zone: ZoneInfo) -> int:
    """The moment from which on clocks show more than a time that they never show: that of the change itself."""
    early, late = (micros(wall.replace(tzinfo=zone, fold=fold)) for fold in (1, 0))
    while late - early > 1:
        middle = (early + late) // 2
        passed = moment(middle).astimezone(zone).replace(tzinfo=None) >= wall
        early, late = (early, middle) if passed else (middle, late)
    return late
