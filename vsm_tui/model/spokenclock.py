"""A team's hours as people say them on a screen: ``8``, ``7:30``, ``9am``, ``5 days``; a file's grammar is stricter."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time
from typing import TypeVar

from vsm_tui.model import typed
from vsm_tui.model.quantity import QuantityError
from vsm_tui.model.spoken import spelled

_T = TypeVar("_T")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h]?(\d\d))?\s*(am|pm|uhr|h)?", re.ASCII)
_HOURS = re.compile(r"(\d{1,2}(?:\.\d{1,2})?)(?:\s*h)?", re.ASCII)
_DAY = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})|(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)


def day_length(text: str) -> int:
    """The length of a working day in seconds: ``8``, ``8 hours``, ``7.5``, ``7:30`` or ``7h30m``.

    Raises:
        QuantityError: with what would be right.
    """
    plain = spelled(text.strip()).replace(",", ".")
    if match := _HOURS.fullmatch(plain):
        plain = f"{match[1]}h"
    elif match := re.fullmatch(r"(\d{1,2}):([0-5]\d)", plain):
        plain = f"{match[1]}h{match[2]}m"
    elif re.fullmatch(r"\d{1,2}h[0-5]\d", plain):
        plain += "m"
    return _or_said(plain, text, typed.day_length)


def week_length(text: str) -> int:
    """The working days of a week: ``5``, ``5d`` or ``5 days``.

    Raises:
        QuantityError: with what would be right.
    """
    return _or_said(spelled(text.strip()), text, typed.week_length)


def time_of_day(text: str) -> time:
    """``09:00``, ``9``, ``9am``, ``9.30`` or ``0930``.

    Raises:
        QuantityError: with what would be right.
    """
    match = _CLOCK.fullmatch(text.strip().casefold())
    if match is None:
        return typed.time_of_day(text)
    hour = int(match[1])
    if match[3] in ("am", "pm"):
        if not 1 <= hour <= 12:
            return typed.time_of_day(text)
        hour = hour % 12 + (12 if match[3] == "pm" else 0)
    return _or_said(f"{hour:02}:{match[2] or '00'}", text, typed.time_of_day)


def calendar_day(text: str) -> date:
    """``2026-12-25``, ``2026/12/25`` or ``25.12.2026``; what could be two days is refused.

    Raises:
        QuantityError: with what would be right.
    """
    match = _DAY.fullmatch(text.strip())
    if match is None:
        return typed.calendar_day(text)
    year, month, day = (match[1], match[2], match[3]) if match[1] else (match[6], match[5], match[4])
    return _or_said(f"{year}-{int(month):02}-{int(day):02}", text, typed.calendar_day)


def _or_said(plain: str, text: str, read: Callable[[str], _T]) -> _T:
    """What ``plain`` reads as; an error speaks of the ``text`` that was typed."""
    try:
        return read(plain)
    except QuantityError:
        return read(text)
