"""A timer for a room: it is looked at, and nothing happens when it is over."""

from __future__ import annotations

import time
from collections.abc import Callable

FIRST = 15 * 60
LONGEST = 24 * 3600


class RoomTimer:
    """Counts down from ``length`` seconds, and up from there once they are over. ``now`` gives monotonic seconds."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self.now = now
        self.length = FIRST
        self._gone = 0.0
        self._since: float | None = None
        self._said = False

    @property
    def running(self) -> bool:
        """Whether it counts now."""
        return self._since is not None

    @property
    def touched(self) -> bool:
        """Whether there is anything to show: it runs, or has run since it was reset."""
        return self.running or self._gone > 0

    @property
    def gone(self) -> float:
        """Seconds it has run."""
        return self._gone + (self.now() - self._since if self._since is not None else 0.0)

    @property
    def over(self) -> bool:
        """Whether more time has gone than was planned."""
        return self.gone >= self.length

    def ends(self) -> bool:
        """Whether it came to its end since this was asked the last time; true once."""
        said, self._said = self._said, self.over
        return self.running and self.over and not said

    def switch(self) -> None:
        """Start, pause, go on."""
        if self._since is None:
            self._since = self.now()
        else:
            self._gone, self._since = self.gone, None

    def reset(self) -> None:
        """Back to the beginning, and stopped."""
        self._gone, self._since = 0.0, None

    def set_length(self, minutes: float) -> None:
        """Plan another length; what has gone stays gone."""
        self.length = round(minutes * 60)

    def text(self) -> str:
        """``12:05`` left, or ``+1:30`` over."""
        left = self.length - self.gone
        return f"+{clock(int(-left))}" if self.over else clock(-int(-left // 1))

    def state(self) -> str:
        """One word on it."""
        if self.over:
            return "over" if self.running else "over, paused"
        return "left" if self.running else "paused" if self.touched else "ready"


def clock(seconds: int) -> str:
    """``0:05``, ``12:00``, ``1:02:03``."""
    hours, rest = divmod(max(0, seconds), 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def minutes_of(text: str) -> float:
    """Minutes as people type them: ``15``, ``7.5``, ``1:30`` for an hour and a half, ``90s``.

    Raises:
        ValueError: with what would be right.
    """
    wrong = f"{text[:20]!r} is no length: write minutes such as 15, or 1:30 for an hour and a half"
    word = text.strip().lower().removesuffix("min").removesuffix("m").strip()
    try:
        if ":" in word:
            hours, minutes = word.split(":")
            found = int(hours) * 60.0 + int(minutes)
        elif word.endswith("s"):
            found = float(word[:-1]) / 60
        else:
            found = float(word)
    except ValueError:
        raise ValueError(wrong) from None
    if not 0 < found * 60 <= LONGEST:
        raise ValueError(wrong)
    return found
