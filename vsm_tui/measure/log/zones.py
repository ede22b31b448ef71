"""Local times without an offset, as instants: exact through every change of the clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from vsm_tui.events.times import zone_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

SECOND = 1_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST = int((datetime(1, 1, 3, tzinfo=UTC) - _EPOCH).total_seconds())
_LAST = int((datetime(9999, 12, 29, tzinfo=UTC) - _EPOCH).total_seconds())
_STEP = 12 * 3600
_MARGIN = 2 * 24 * 3600


def to_utc(wall: npt.NDArray[np.int64], zone: str) -> tuple[npt.NDArray[np.int64], int]:
    """Wall-clock microseconds in ``zone`` → microseconds UTC, and how many of them the clocks showed twice or never.

    A time the clocks show twice is read as the first, one they skip with the offset before the change: what
    PEP 495 says for ``fold=0``.

    Raises:
        InputError: when there is no such zone.
    """
    import numpy as np

    tz = zone_of(zone)
    if not wall.size:
        return wall, 0
    changes = _changes(tz, int(wall.min()) // SECOND, int(wall.max()) // SECOND)
    offsets = np.array([offset for _, offset in changes], np.int64) * SECOND
    instants = np.array([at for at, _ in changes[1:]], np.int64) * SECOND
    ends = instants + np.maximum(offsets[:-1], offsets[1:])  # from here on only the new offset is meant
    starts = instants + np.minimum(offsets[:-1], offsets[1:])
    slot = np.searchsorted(ends, wall, side="right")
    doubtful = int((np.searchsorted(starts, wall, side="right") > slot).sum())
    return wall - offsets[slot], doubtful


def _offset(tz: ZoneInfo, second: int) -> int:
    span = (_EPOCH + timedelta(seconds=second)).astimezone(tz).utcoffset()
    return 0 if span is None else round(span.total_seconds())


def _changes(tz: ZoneInfo, low: int, high: int) -> list[tuple[int, int]]:
    """``(instant, offset from then on)`` in seconds, for every change around ``low..high``, after the offset before.

    Two changes within half a day that undo each other would go unseen; no zone has had such.
    """
    at = min(max(low - _MARGIN, _FIRST), _LAST)
    end = min(high + _MARGIN, _LAST)
    found = [(at, _offset(tz, at))]
    while at < end:
        then = min(at + _STEP, end)
        offset = _offset(tz, then)
        if offset != found[-1][1]:
            left, right = at, then
            while right - left > 1:
                middle = (left + right) // 2
                left, right = (middle, right) if _offset(tz, middle) == found[-1][1] else (left, middle)
            found.append((right, offset))
        at = then
    return found
