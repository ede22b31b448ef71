"""Event logs from files that need more than columns: what tools export, and XES and OCEL."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from vsm_tui.events.formats.detect import LogKind, kind
from vsm_tui.events.log import EventLog
from vsm_tui.model import Columns, InputError, Problem


def read_log(path: Path, zone: str, said: Columns = Columns()) -> EventLog:
    """Read one file that is no table. ``zone`` is what times without an offset are read in, and ``said`` what somebody
    said of the log.

    Raises:
        InputError: when the file is a table or cannot be read.
    """
    return read_parts([path], kind(path), zone, said)


def read_parts(paths: Sequence[Path], what: LogKind, zone: str, said: Columns = Columns()) -> EventLog:
    """Read the files of one answer, which are all of one kind (:data:`~vsm_tui.events.formats.detect.IN_PARTS`), or the
    one file of another.

    Raises:
        InputError: when a file is a table or cannot be read.
    """
    match what:
        case "jira":
            from vsm_tui.events.formats.jira import read_jira

            return read_jira(paths, zone)
        case "pipeline":
            from vsm_tui.events.formats.jira_pipeline import read_pipeline

            return read_pipeline(paths, zone)
        case "bugzilla":
            from vsm_tui.events.formats.bugzilla import read_bugzilla

            return read_bugzilla(paths, zone)
        case "github":
            from vsm_tui.events.formats.github import read_github

            return read_github(paths)
        case "xes":
            from vsm_tui.events.formats.xes import read_xes

            return read_xes(paths[0], zone)
        case "ocel":
            from vsm_tui.events.formats.ocel import read_ocel

            return read_ocel(paths[0], zone, said)
    raise InputError(Problem(f"is a {what} table: it is read with its columns", str(paths[0])))
