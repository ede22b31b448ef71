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


@dataclass
class Gathering:
    """Sheets so far. ``names`` are of those who gave one; they are shown until the reveal and kept nowhere."""

    names: list[str] = field(default_factory=list)
    _sheets: list[dict[Asked, Estimate]] = field(default_factory=list, repr=False)
    _read: set[Path] = field(default_factory=set)

    @property
    def people(self) -> int:
        """How many have answered."""
        return len(self._sheets)

    @property
    def all_from_files(self) -> bool:
        """Whether nobody typed here, so that the same answers can come a second time by mistake."""
        return bool(self._read) and len(self._read) == self.people

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
