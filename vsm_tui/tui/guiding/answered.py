"""What an answer comes to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vsm_tui.edit import Change


@dataclass(frozen=True, slots=True)
class Answer:
    """The ``change`` an answer makes, ``None`` for none; how it is understood; and what would be right instead.

    ``log`` is a file that becomes the stream's log once it was read. ``doubt`` is what speaks against an answer that
    can be taken: who gives it once more means it. ``place`` is the id of the stage that the next one comes after.
    """

    change: Change | None = None
    meaning: str = ""
    wrong: str = ""
    log: Path | None = None
    doubt: str = ""
    place: str = ""
