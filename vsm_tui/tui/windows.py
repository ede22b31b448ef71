"""The periods of a log that can be looked at, written as people write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from vsm_tui.model import VsmError
from vsm_tui.tui.span import Span, Window

EXAMPLES = "last 4 weeks · 2026-03-01..2026-05-01 · first third · last half · all"
_DAYS = {"day": 1, "week": 7, "month": 30.4375, "quarter": 91.3125, "year": 365.25}
_PARTS = {"half": 2, "third": 3, "quarter": 4}
_NTH = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "middle": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3}
_LAST = re.compile(r"(?:the )?last (\d{1,9} )?(day|week|month|quarter|year)s?")
_PART = re.compile(r"(?:the )?(first|1st|second|2nd|middle|third|3rd|fourth|4th|last) (half|third|quarter)")
_RECENT = (("last 4 weeks", 42), ("last 3 months", 120), ("last year", 500))
"""Periods, and how many days a log must have before they say anything of their own."""
_SHOWN = ("first third", "second third", "last third")


class WindowError(VsmError):
    """A text that is no period; the message says what would be."""


class Named(NamedTuple):
    """A period, and what it is called; an empty name is the whole log."""

    name: str
    window: Window


WHOLE = Named("", Window())


def read_window(text: str, span: Span, zone: ZoneInfo) -> Named:
    """A period as somebody wrote it: ``A..B`` with dates, ``last 4 weeks``, ``first third``, ``all``.

    A bare last date is included wholly.

    Raises:
        WindowError: when it cannot be read, or ends before it begins.
    """
    words = " ".join(text.casefold().split())
    if words in ("", "all", "everything", "the whole log"):
        return WHOLE
    if found := _LAST.fullmatch(words):
        count = int(found[1] or 1)
        longest = (span.end - span.start).days // _DAYS[found[2]] + 1
        if count < 1:
            raise WindowError(f"the period would be empty; write one such as {EXAMPLES}")
        since = span.end - timedelta(days=min(count, longest) * _DAYS[found[2]])
        return Named(words.removeprefix("the "), Window(since, None))
    if found := _PART.fullmatch(words):
        return Named(words.removeprefix("the "), _part(found[1], found[2], span, text))
    since_text, dots, until_text = text.partition("..")
    if not dots:
        raise WindowError(f"‘{text.strip()}’ is no period; write one such as {EXAMPLES}")
    window = Window(_moment(since_text, zone, after=False), _moment(until_text, zone, after=True))
    if window.since is not None and window.until is not None and window.until <= window.since:
        raise WindowError("the period must begin before it ends")
    if (window.since or span.start) > span.end or (window.until or span.end) <= span.start:
        start, end = (at.astimezone(zone) for at in (span.start, span.end))
        raise WindowError(f"nothing was logged then: the log goes from {start:%Y-%m-%d} to {end:%Y-%m-%d}")
    return Named(f"{since_text.strip() or '…'}–{until_text.strip() or '…'}", window)


def halves(at: str, span: Span, zone: ZoneInfo) -> tuple[Named, Named]:
    """The periods before and after a date.

    Raises:
        WindowError: when it is no date inside the log.
    """
    between = f"a date between {span.start.astimezone(zone):%Y-%m-%d} and {span.end.astimezone(zone):%Y-%m-%d}"
    try:
        moment = _moment(at, zone, after=False)
    except WindowError:
        raise WindowError(f"‘{at.strip()}’: write {between}, or two periods, as in last 8 weeks vs all") from None
    if moment is None or not span.start < moment < span.end:
        raise WindowError(f"write {between}")
    day = at.strip()
    return Named(f"before {day}", Window(None, moment)), Named(f"from {day} on", Window(moment, None))


def two_windows(text: str, span: Span, zone: ZoneInfo) -> tuple[Named, Named]:
    """Two periods to be compared: a date that lies between them, or both with ``vs`` between them. One period alone,
    as ``last 8 weeks``, is compared with what lies before it; the log's first part with what lies after it, and a part
    in the middle with all of it.

    Raises:
        WindowError: when that is not what it says.
    """
    sides = re.split(r"\s+(?:vs|against)\s+", text.strip(), maxsplit=1)
    if len(sides) == 1:
        one = _period(text, span, zone)
        return halves(text, span, zone) if one is None else _with_the_rest(one)
    return read_window(sides[0], span, zone), read_window(sides[1], span, zone)


def _period(text: str, span: Span, zone: ZoneInfo) -> Named | None:
    """A part of the log by its name or its ends; ``None`` where it is a date, or nothing that can be read."""
    words = " ".join(text.casefold().split())
    if not (_LAST.fullmatch(words) or _PART.fullmatch(words) or ".." in words):
        return None
    return read_window(text, span, zone)


def _with_the_rest(one: Named) -> tuple[Named, Named]:
    since, until = one.window
    if since is not None and until is None:
        return Named("before that", Window(None, since)), one
    if until is not None and since is None:
        return one, Named("after that", Window(until, None))
    return one, WHOLE


def suggested(span: Span) -> tuple[str, ...]:
    """Periods worth a look in a log of this length."""
    days = (span.end - span.start).total_seconds() / 86_400
    recent = tuple(text for text, least in _RECENT if days > least)
    return ("all", *recent, *_SHOWN)


def suggested_pairs(span: Span) -> tuple[str, ...]:
    """Pairs of periods worth a look: halves, thirds, and the latest weeks against those before."""
    before = f"..{span.end - timedelta(days=29):%Y-%m-%d}"
    recent = (f"{before} vs last 4 weeks",) if (span.end - span.start).days > _RECENT[0][1] else ()
    return ("first half vs last half", "first third vs last third", *recent)


def _part(nth: str, part: str, span: Span, text: str) -> Window:
    parts = _PARTS[part]
    at = parts - 1 if nth == "last" else _NTH[nth]
    if at >= parts:
        raise WindowError(f"‘{text.strip()}’: there are only {parts} of them")
    each = (span.end - span.start) / parts
    since, until = span.start + each * at, span.start + each * (at + 1)
    return Window(since if at else None, until if at + 1 < parts else None)


def _moment(text: str, zone: ZoneInfo, *, after: bool) -> datetime | None:
    """A date or a moment; a bare date is its first moment, or with ``after`` the first moment after it."""
    text = text.strip()
    if not text:
        return None
    try:
        if len(text) <= 10:
            day = date.fromisoformat(text) + timedelta(days=1 if after else 0)
            return datetime.combine(day, time(), zone).astimezone(UTC)
        at = datetime.fromisoformat(text)
    except (ValueError, OverflowError) as error:
        raise WindowError(f"‘{text}’ is no date; write one such as 2026-03-01") from error
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
