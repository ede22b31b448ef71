"""Small values as people type them, in a file or on a screen; each refuses with what would be right."""

from __future__ import annotations

import re
from datetime import date, time
from fractions import Fraction

from vsm_tui.model.clock import DAY, HOUR
from vsm_tui.model.quantity import Duration, QuantityError
from vsm_tui.model.wording import shown

_SECONDS = {"h": HOUR, "m": 60, "s": 1}


def number(text: str) -> float:
    """A plain number: ``2`` or ``0.5``.

    Raises:
        QuantityError: with what would be right.
    """
    if not re.fullmatch(r"\d{1,9}(?:\.\d{1,6})?", text.strip(), re.ASCII):
        raise QuantityError(f"{shown(text)} is no number: write a number such as 2 or 0.5")
    return float(text)


def day_length(text: str) -> int:
    """The length of a working day, ``8h`` or ``7h30m`` or ``7.5h``, in seconds.

    Raises:
        QuantityError: with what would be right.
    """
    try:
        parts = Duration.parse(text).parts
    except QuantityError:
        parts = ()
    seconds = sum((amount * _SECONDS.get(unit, 0) for amount, unit in parts), Fraction(0))
    if not parts or any(unit not in _SECONDS for _, unit in parts) or seconds.denominator != 1:
        raise QuantityError(f"{shown(text)} is no length of a day: write hours, such as 8h or 7h30m")
    if seconds > DAY:
        raise QuantityError(f"{shown(text)} is longer than a day: write at most 24h, such as 8h")
    return int(seconds)


def week_length(text: str) -> int:
    """The working days of a week, ``5d`` or ``5``.

    Raises:
        QuantityError: with what would be right.
    """
    match = re.fullmatch(r"([1-7])\s*d?", text.strip(), re.ASCII)
    if match is None:
        raise QuantityError(f"{shown(text)} is no length of a week: write its working days, 1d to 7d, such as 5d")
    return int(match[1])


def time_of_day(text: str) -> time:
    """``09:00``.

    Raises:
        QuantityError: with what would be right.
    """
    match = re.fullmatch(r"(\d{1,2}):(\d\d)", text.strip(), re.ASCII)
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise QuantityError(f'{shown(text)} is no time of day: write hours and minutes, such as "09:00"')
    return time(int(match[1]), int(match[2]))


def calendar_day(text: str) -> date:
    """``2026-12-25``.

    Raises:
        QuantityError: with what would be right.
    """
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text.strip(), re.ASCII):
            return date.fromisoformat(text.strip())
    except ValueError:
        pass
    raise QuantityError(f"{shown(text)} is no date: write year-month-day, such as 2026-12-25")
