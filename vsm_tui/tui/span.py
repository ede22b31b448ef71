"""What part of a log is looked at, and what it covers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Window(NamedTuple):
    """The part of a log that is looked at; ``None`` leaves a side open, ``until`` is exclusive. In UTC."""

    since: datetime | None = None
    until: datetime | None = None


class Span(NamedTuple):
    """What a log covers: its first event and its last."""

    start: datetime
    end: datetime

    @classmethod
    def of(cls, ends: tuple[int, int]) -> Span:
        """From microseconds since 1970 UTC, as a log says them."""
        first, last = (_EPOCH + timedelta(microseconds=at) for at in ends)
        return cls(first, last)
