"""What is wrong with something a user wrote, and what would be right.

Exceptions a user can cause::

    VsmError
    ├── InputError      the input is wrong; carries every Problem found (exit code 1)
    ├── ConflictError   a file changed outside since it was read (exit code 1)
    └── SourceError     a live source failed; says what was kept (exit code 3)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about one place of a file.

    ``line`` and ``column`` count from 1; 0 means the whole file, and no ``file`` that it is about none. ``text`` says
    what is wrong and, after it, what would be right.
    """

    text: str
    file: str = ""
    line: int = 0
    column: int = 0
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        place = f"{self.file}: " if self.file else ""
        if self.line:
            place = f"{self.file}:{self.line}:{self.column or 1}: "
        return f"{place}{self.severity}: {self.text}"


class VsmError(Exception):
    """Anything a user can cause and mend."""


class InputError(VsmError):
    """The input is wrong: ``problems`` holds all that was found, never only the first."""

    def __init__(self, problems: Iterable[Problem] | Problem | str) -> None:
        if isinstance(problems, str):
            problems = (Problem(problems),)
        elif isinstance(problems, Problem):
            problems = (problems,)
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Problem, ...]]]:
        """Travel between processes with every problem."""
        return type(self), (self.problems,)


class ConflictError(VsmError):
    """The file on disk is not the one that was read: nothing was written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"{path}: changed outside since it was read; nothing was written")


class SourceError(VsmError):
    """A live source failed."""
