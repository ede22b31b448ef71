"""Bugzilla's bugs and their history: a row whenever a bug's status changes.

Understood are the answers of ``/rest/bug/ID/history`` (``bugs`` with ``history``) and ``/rest/bug`` (with
``creation_time``), alone or together, and histories by the bug's number. A history does not say when a bug was
created; without the bug itself its first status is not counted. Of people nothing is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from vsm_tui.events.clean import clean
from vsm_tui.events.formats.whole import content, json_in, line_of
from vsm_tui.events.log import EventLog, Finding, Split
from vsm_tui.events.times import instant, zone_of
from vsm_tui.model import InputError, Problem
from vsm_tui.model.wording import counted

PREFIX = "bugzilla:"
_LISTED = 100
_NAMED = 5
_STATUS = ("status", "bug_status")


@dataclass(slots=True)
class _Bug:
    """What is known of one bug. ``changes`` are (time, from, to) of its status."""

    created: str = ""
    status: str = ""
    type: str = ""
    outcome: str = ""
    changes: list[tuple[int, str, str]] = field(default_factory=list)
    known: bool = False
    file: tuple[Path, bytes] = (Path(), b"")

    def place(self, number: str) -> tuple[str, int]:
        """The file it is in, and the line."""
        path, data = self.file
        line = line_of(data, "id", int(number)) if number.isdigit() else 0
        return str(path), line or line_of(data, number)


def read_bugzilla(paths: Sequence[Path], zone: str) -> EventLog:
    """Read one or several files of Bugzilla's answers as one log. ``zone`` is what times without an offset are in.

    Raises:
        InputError: when a file is no JSON.
    """
    bugs: dict[str, _Bug] = {}
    log = EventLog()
    for path in paths:
        data = content(path)
        for number, told in _told(json_in(path, data), path):
            bug = bugs.setdefault(number, _Bug())
            bug.file = path, data
            _add(bug, told, zone, log, number)
    untold: list[str] = []
    broken: list[str] = []
    for number, bug in bugs.items():
        _emit(log, number, bug, zone, untold, broken)
    for column in ("type", "outcome"):
        if not any(getattr(log, column)):
            setattr(log, column, [])
    log.findings = _findings(len(bugs), untold, broken)
    return log


def _told(value: Any, path: Path) -> list[tuple[str, dict[str, Any]]]:
    """Every bug in a file, by number."""
    if isinstance(value, dict) and isinstance(value.get("bugs"), list):
        value = value["bugs"]
    if isinstance(value, dict):
        pairs = [(number, {"history": told} if isinstance(told, list) else told) for number, told in value.items()]
    elif isinstance(value, list):
        pairs = [(str(told.get("id") or ""), told) for told in value if isinstance(told, dict)]
    else:
        pairs = []
    found = [(clean(number, 60), told) for number, told in pairs if number and isinstance(told, dict)]
    if not found:
        raise InputError(Problem("holds no bugs: a list of bugs with their history is needed", str(path)))
    return found


def _add(bug: _Bug, told: dict[str, Any], zone: str, log: EventLog, number: str) -> None:
    bug.created = str(told.get("creation_time") or bug.created)
    bug.status = clean(str(told.get("status") or bug.status))
    bug.type = clean(str(told.get("type") or bug.type))
    bug.outcome = clean(str(told.get("resolution") or bug.outcome))
    history = told.get("history")
    if not isinstance(history, list):
        return
    bug.known = True
    for entry in history:
        changes = entry.get("changes") if isinstance(entry, dict) else None
        for change in changes if isinstance(changes, list) else ():
            if not isinstance(change, dict):
                continue
            field_name, added = change.get("field_name"), clean(str(change.get("added") or ""))
            if field_name == "resolution":
                bug.outcome = added
            if field_name not in _STATUS or not added:
                continue
            at = _time(entry.get("when"), zone)
            if at is None:
                _reject(log, bug, number, f"‘{clean(str(entry.get('when')), 40)}’ is no time of a change")
            else:
                bug.changes.append((at, clean(str(change.get("removed") or "")), added))


def _emit(log: EventLog, number: str, bug: _Bug, zone: str, untold: list[str], broken: list[str]) -> None:
    bug.changes.sort(key=lambda change: change[0])
    if any(before[2] != after[1] for before, after in pairwise(bug.changes)):
        broken.append(number)
    stays = [(at, status) for at, _, status in bug.changes]
    created = _time(bug.created, zone) if bug.created else None
    first = bug.changes[0][1] if bug.changes else bug.status if bug.known else ""
    if created is not None and first:
        stays.insert(0, (min(created, stays[0][0]) if stays else created, first))
    elif stays:
        untold.append(number)
    if not stays:
        why = "no change of status" if bug.known else "no history: ask for /rest/bug/ID/history"
        _reject(log, bug, number, why)
    for at, status in stays:
        log.item.append(number)
        log.at.append(at)
        log.state.append(PREFIX + status)
        log.split.append(int(Split.MAPPED))
        log.type.append(bug.type)
        log.outcome.append(bug.outcome)


def _findings(bugs: int, untold: list[str], broken: list[str]) -> list[Finding]:
    told = (
        ("no-creation", untold, "without a time of creation, counted from the first change of status"),
        ("broken-history", broken, "with a gap in the history: what is there is kept"),
    )
    return [
        Finding(code, f"{len(numbers)} of {counted(bugs, 'bug')} {text}: {_some(numbers)}", len(numbers))
        for code, numbers, text in told
        if numbers
    ]


def _some(numbers: list[str]) -> str:
    return ", ".join(numbers[:_NAMED]) + (", …" if len(numbers) > _NAMED else "")


def _time(value: Any, zone: str) -> int | None:
    try:
        return instant(value, zone_of(zone))[0] if isinstance(value, str) else None
    except ValueError:
        return None


def _reject(log: EventLog, bug: _Bug, number: str, text: str) -> None:
    log.rejected_count += 1
    if len(log.rejected) < _LISTED:
        log.rejected.append(Problem(f"bug {number}: {text}", *bug.place(number)))
