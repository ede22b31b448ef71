"""The two clocks: elapsed (what the customer feels) and working (the team's hours)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from fractions import Fraction
from typing import Literal

ClockName = Literal["elapsed", "working"]

HOUR = 3600
DAY = 24 * HOUR


@dataclass(frozen=True, slots=True)
class Clock:
    """A team's working hours.

    ``day`` is the length of a working day in seconds, ``week`` the number of working days a week counted from
    Monday, ``begins`` the local time the working day begins. A day that would run past midnight begins at 00:00.
    """

    day: int = 8 * HOUR
    week: int = 5
    timezone: str = "UTC"
    holidays: tuple[date, ...] = ()
    begins: time = time(9, 0)

    def unit_seconds(self, unit: str) -> Fraction | int:
        """Working seconds in one ``unit``: ``s m h d w``, and ``cd``, a calendar day.

        A calendar day holds, on average, a seventh of a working week; so that estimates stay on one clock.
        """
        match unit:
            case "s":
                return 1
            case "m":
                return 60
            case "h":
                return HOUR
            case "d":
                return self.day
            case "w":
                return self.day * self.week
            case "cd":
                return Fraction(self.day * self.week, 7)
            case _:
                raise ValueError(unit)

    @property
    def elapsed_ratio(self) -> float:
        """Elapsed seconds for each working second, on average over a week without holidays."""
        return 7 * DAY / (self.day * self.week)
