"""Files that GitHub's command line wrote: ``gh pr list``, ``gh issue list``, ``gh run list --json … > FILE``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from vsm_tui.events.formats.whole import content, json_in
from vsm_tui.events.github import cli
from vsm_tui.events.joining import joined
from vsm_tui.events.log import EventLog
from vsm_tui.model import InputError, Problem


def read_github(paths: Sequence[Path]) -> EventLog:
    """The lists in several files as one log: what was run is part of what it was run for.

    Raises:
        InputError: when a file cannot be read or is none of these lists.
    """
    values, problems = [], list[Problem]()
    for path in paths:
        try:
            found = json_in(path, content(path))
        except InputError as error:
            problems += error.problems
            continue
        if cli.is_list(found):
            values += found
        else:
            asked = "--state all --json number,url,state,createdAt,mergedAt,closedAt,…"
            problems.append(Problem(f"is no list of gh: write gh pr list {asked} > FILE", str(path)))
    if problems:
        raise InputError(problems)
    return joined([cli.log_of(values)])
