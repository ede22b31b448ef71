"""Event logs from files that need more than columns."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from vsm_tui.events.detect import kind
from vsm_tui.events.log import EventLog
from vsm_tui.model import InputError, Problem


def read_log(path: Path, zone: str) -> EventLog:  # noqa: ARG001 - the zone matters to formats with local times
    """Read one file that is no table.

    Raises:
        InputError: when the file is of another kind or cannot be read.
    """
    raise InputError(Problem(f"{kind(path)} files cannot be read", str(path)))


def read_pages(paths: Sequence[Path], zone: str) -> EventLog:
    """Read several pages of one answer as one log.

    Raises:
        InputError: when a file cannot be read.
    """
    return read_log(paths[0], zone)
