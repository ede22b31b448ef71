"""Instants as microseconds since 1970 UTC, exactly."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from vsm_tui.model import InputError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def zone_of(zone: str) -> ZoneInfo:
    """The time zone of that name.

    Raises:
        InputError: when there is none.
    """
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InputError(f"there is no time zone ‘{zone}’: write one such as UTC or Europe/Berlin") from error


def instant(text: str, zone: tzinfo) -> tuple[int, bool]:
    """An ISO 8601 time as microseconds UTC, and whether it had an offset of its own; else ``zone`` is what it is in.

    Raises:
        ValueError: when it is no such time.
    """
    at = datetime.fromisoformat(text.strip())
    zoned = at.tzinfo is not None
    try:
        return ((at if zoned else at.replace(tzinfo=zone)) - _EPOCH) // _MICROSECOND, zoned
    except OverflowError as error:
        raise ValueError(text) from error
