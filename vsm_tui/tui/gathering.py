"""An estimate round on its way: what was answered so far, for nobody to see before everything is revealed.

It lives in memory alone: nothing of it is in the stream, in its file or in a recovery copy until then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from vsm_tui.edit import EditError, gathered
from vsm_tui.files.answers import answer_paths, read_sheet
from vsm_tui.model import Asked, Estimate, InputError, Problem, Round, Stream

_MINUTES = (None, 0, 5, 10, 15)
"""Off, counting up, and against so many minutes."""


@dataclass
class RoundTimer:
    """A timer that is only looked at: nothing happens when it is over. Times are monotonic seconds."""

    minutes: int | None = None
    since: float = 0.0

    def switch(self, now: float) -> str:
        """Off, counting up, 5, 10, 15 minutes; what it does from now on."""
        self.minutes = _MINUTES[(_MINUTES.index(self.minutes) + 1) % len(_MINUTES)]
        self.since = now
        if self.minutes is None:
            return "No timer"
        return f"Timer: {self.minutes} minutes; nothing ends when they are over" if self.minutes else "Timer counts up"

    def text(self, now: float) -> str:
        """``timer 2:05 of 5:00``, or ``5:00 are over by 0:12``; "" where it is off."""
        if self.minutes is None:
            return ""
        gone, whole = int(now - self.since), self.minutes * 60
        if not whole:
            return f"timer {_clock(gone)}"
        if gone <= whole:
            return f"timer {_clock(gone)} of {_clock(whole)}"
        return f"timer: {_clock(whole)} are over by {_clock(gone - whole)}"


def _clock(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02}"


@dataclass
class Gathering:
    """Sheets so far. ``names`` are of those who gave one; they are shown until the reveal and kept nowhere."""

    timer: RoundTimer = field(default_factory=RoundTimer)
    names: list[str] = field(default_factory=list)
    _sheets: list[dict[Asked, Estimate]] = field(default_factory=list, repr=False)
    _read: set[Path] = field(default_factory=set)

    @property
    def people(self) -> int:
        """How many have answered."""
        return len(self._sheets)

    def add(self, answers: Mapping[Asked, Estimate], name: str = "") -> None:
        """Count one person's answers. Without any nobody has answered."""
        if answers:
            self._sheets.append(dict(answers))
            self.names.append(name)

    def read(self, typed: str, home: Path, stream: Stream) -> int:
        """Count the answers in files or folders, all or none; how many there were.

        Raises:
            InputError: with every problem at its line and column; nothing was counted then.
        """
        paths = answer_paths(typed, home)
        problems: list[Problem] = []
        found = []
        for path in paths:
            if path.resolve() in self._read:
                problems.append(Problem("this answer is counted already: leave it out", str(path)))
                continue
            try:
                found.append(read_sheet(path, stream))
            except InputError as error:
                problems += error.problems
        if problems:
            raise InputError(problems)
        for sheet in found:
            self.add(sheet.answers, sheet.name)
        self._read |= {path.resolve() for path in paths}
        return len(found)

    def round(self, stream: Stream) -> Round:
        """Everything that was said, without names.

        Raises:
            EditError: when too few have answered.
        """
        return gathered(stream, self._sheets, datetime.now(ZoneInfo(stream.clock.timezone)).date())

    def too_few(self, stream: Stream) -> str | None:
        """Why nothing can be revealed yet."""
        try:
            self.round(stream)
        except EditError as error:
            return str(error)
        return None

    def lost(self, stream: Stream) -> int:
        """Answers about stages that the stream no longer has, or has otherwise."""
        kept = sum(len(told.said) for told in self.round(stream).values)
        return sum(len(sheet) for sheet in self._sheets) - kept
