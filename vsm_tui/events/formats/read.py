"""Event logs from files that need more than columns: Jira's JSON and XES."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from vsm_tui.events.formats.detect import kind
from vsm_tui.events.formats.jira import read_jira
from vsm_tui.events.formats.xes import read_xes
from vsm_tui.events.log import EventLog
from vsm_tui.model import InputError, Problem


def read_log(path: Path, zone: str) -> EventLog:
    """Read one Jira or XES file. ``zone`` is what times without an offset are read in.

    Raises:
        InputError: when the file is of another kind or cannot be read.
    """
    what = kind(path)
    if what == "jira":
        return read_jira([path], zone)
    if what == "xes":
        return read_xes(path, zone)
    raise InputError(Problem(f"is a {what} table: it is read with its columns", str(path)))


def read_pages(paths: Sequence[Path], zone: str) -> EventLog:
    """Read several pages of one Jira answer as one log.

    Raises:
        InputError: when a file cannot be read.
    """
    return read_jira(paths, zone)
