"""Jira issues with their changelog as an event log: a row whenever an issue's status changes.

A status is its id: renamed, it stays one state, shown by its newest name; two ids of one name are two states. The
first status is what the first change leads from, since the issue was created. Nothing is made up where history is
missing, and whatever does not add up is said. No person is read: of an author only whether it is a program.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from itertools import pairwise
from pathlib import Path
from typing import Any

from vsm_tui.events.clean import clean
from vsm_tui.events.formats.jira_findings import PREFIX, JiraFindings, renamed, repeated
from vsm_tui.events.formats.jira_flags import FIELD, Row, is_flag, is_raised, with_flags
from vsm_tui.events.formats.jira_pages import Issue, Pages, read_pages, status_of
from vsm_tui.events.formats.jira_time_in_status import told as time_in_status
from vsm_tui.events.log import EventLog
from vsm_tui.events.times import instant, zone_of
from vsm_tui.model import Problem

_LISTED = 100
_NEWEST = 1 << 62


@dataclass(frozen=True, slots=True)
class Change:
    """One change of status: from and to are status ids (or names, where an old change has no id)."""

    at: int
    order: tuple[int, str]
    source: str
    target: str


@dataclass(slots=True)
class _Names:
    """What statuses are called: the newest name counts, earlier ones are aliases."""

    newest: dict[str, tuple[int, str]] = field(default_factory=dict)
    all: dict[str, dict[str, None]] = field(default_factory=dict)
    categories: dict[str, str] = field(default_factory=dict)

    def saw(self, status: str, name: str, at: int) -> None:
        if not status or not name:
            return
        self.all.setdefault(status, {})[name] = None
        if at >= self.newest.get(status, (-_NEWEST, ""))[0]:
            self.newest[status] = (at, name)

    def states(self) -> dict[str, str]:
        """Status id → state; where two ids have one name, the lowest id keeps it and the others show their id."""
        found: dict[str, str] = {}
        taken: set[str] = set()
        for status in sorted(self.newest, key=_rank):
            name = self.newest[status][1]
            found[status] = PREFIX + (f"{name} ({status})" if name in taken else name)
            taken.add(name)
        return found


def read_jira(paths: Sequence[Path], zone: str) -> EventLog:
    """Read one or several files of Jira's answers as one log. ``zone`` is what times without an offset are read in.

    Raises:
        InputError: when a file is no JSON.
    """
    return log_of(read_pages(paths), zone)


def log_of(pages: Pages, zone: str, *, flagged: bool = False) -> EventLog:
    """Jira's answers, wherever they were read from, as one log; with ``flagged`` a flag on an issue is a state, too."""
    local = zone_of(zone)
    log = EventLog(rejected=pages.problems[:_LISTED], rejected_count=len(pages.problems))
    names = _Names()
    findings = JiraFindings()
    histories: list[tuple[Issue, list[Change]]] = []
    for issue in pages.issues.values():
        if not issue.has_history:
            findings.nothing.append(issue.key or issue.id)
            _reject(log, f"{issue.key or issue.id} has no history: ask Jira for expand=changelog", issue.place)
            continue
        histories.append((issue, _changes(issue, names, local, log, findings)))
    _name_statuses(pages, names)
    states = names.states()
    done = {status for status, category in names.categories.items() if category == "done"}
    for issue, changes in histories:
        flags = _flags(issue, local) if flagged else []
        rows = with_flags(_stays(issue, changes, local, findings, log), flags, done, FIELD)
        _emit(log, issue, rows, {**states, FIELD: PREFIX + FIELD} if flags else states)
    _describe(log, names, states)
    _columns(log, pages, states)
    untold = time_in_status((i for i in pages.issues.values() if not i.has_history), _called(pages))
    log.findings = [*findings.told(len(pages.issues)), *untold, *repeated(pages), *renamed(log.aliases)]
    return log


def _changes(issue: Issue, names: _Names, zone: tzinfo, log: EventLog, findings: JiraFindings) -> list[Change]:
    """The issue's changes of status, in order of (time, id)."""
    found: list[Change] = []
    for known, history in issue.histories.items():
        items = [i for i in history.get("items") or () if isinstance(i, dict) and _is_status(i)]
        if not items:
            continue
        at = _time(history.get("created"), zone)
        if at is None:
            given = clean(str(history.get("created")), 40)
            _reject(log, f"{issue.key or issue.id}: ‘{given}’ is no time of a change", issue.place)
            continue
        findings.changes += len(items)
        findings.automatic += len(items) * _is_program(history.get("author"))
        for item in items:
            source, target = _status(item, "from", "fromString"), _status(item, "to", "toString")
            names.saw(source, clean(str(item.get("fromString") or "")), at - 1)  # the name it had until now
            names.saw(target, clean(str(item.get("toString") or "")), at)
            found.append(Change(at, _rank(known), source, target))
    return sorted(found, key=lambda c: (c.at, c.order))


def _flags(issue: Issue, zone: tzinfo) -> list[tuple[int, bool]]:
    """When the issue's flag was raised and lowered, in order of (time, id)."""
    found = []
    for known, history in issue.histories.items():
        items = [i for i in history.get("items") or () if isinstance(i, dict) and is_flag(i)]
        at = _time(history.get("created"), zone)
        if at is not None:
            found += [(at, _rank(known), is_raised(item)) for item in items]
    return [(at, raised) for at, _, raised in sorted(found)]


def _is_program(author: Any) -> bool:
    """Whether an app or a rule made the change: all that is looked at of an author."""
    return isinstance(author, dict) and author.get("accountType") == "app"


def _is_status(item: dict[str, Any]) -> bool:
    """``fieldId`` decides where there is one: a custom field may be called Status, too."""
    if item.get("fieldId"):
        return bool(item["fieldId"] == "status")
    return item.get("field") == "status" and item.get("fieldtype", "jira") == "jira"


def _status(item: dict[str, Any], key: str, text: str) -> str:
    """The id of a status; its name where a change has lost the id."""
    return clean(str(item.get(key) or item.get(text) or ""))


def _name_statuses(pages: Pages, names: _Names) -> None:
    for known, (name, category) in pages.statuses.items():
        if known in names.newest:
            names.saw(known, name, _NEWEST)
        names.categories[known] = category
    for issue in pages.issues.values():
        known, name, category = status_of(issue.fields.get("status"))
        names.saw(known, name, _NEWEST - 1)
        if category:
            names.categories[known] = category


def _called(pages: Pages) -> dict[str, str]:
    """Status id → name, of the statuses that issues are in now or a list of statuses has."""
    now = (status_of(issue.fields.get("status")) for issue in pages.issues.values())
    return {known: name for known, name, _ in now} | {known: name for known, (name, _) in pages.statuses.items()}


def _stays(
    issue: Issue, changes: list[Change], zone: tzinfo, findings: JiraFindings, log: EventLog
) -> list[tuple[int, str]]:
    """``(at, status)`` for every status the issue entered, from its creation on."""
    name = issue.key or issue.id
    now = status_of(issue.fields.get("status"))[0]
    created = _time(issue.fields.get("created"), zone)
    truncated = (issue.total or 0) > len(issue.histories)
    if truncated:
        findings.truncated.append(name)
    if any(a.target != b.source for a, b in pairwise(changes)):
        findings.broken.append(name)
    if changes and now and changes[-1].target != now:
        findings.mismatched.append(name)
    if created is None and changes and "created" in issue.fields:
        _reject(log, f"{name} has no readable ‘created’: nobody knows when its first status began", issue.place)
        return []
    if created is not None and changes and changes[0].at < created:
        findings.late.append(name)
    if created is None and changes and not truncated:
        findings.unborn.append(name)
    first = changes[0].source if changes else now
    stays = [(change.at, change.target) for change in changes]
    if created is not None and first and not truncated:
        stays.insert(0, (min(created, stays[0][0]) if stays else created, first))
    if not stays:
        why = "only part of its changelog is there" if truncated else "its ‘created’ or ‘status’ is missing"
        _reject(log, f"{name} has no change of status, and {why}", issue.place)
    return stays


def _emit(log: EventLog, issue: Issue, rows: Iterable[Row], states: dict[str, str]) -> None:
    fields = issue.fields
    labels = fields.get("labels")
    told = (
        _named(fields.get("issuetype")),
        ";".join(clean(str(v)).replace(";", ",") for v in labels) if isinstance(labels, list) else "",
        _browse(issue),
        _named(fields.get("resolution")),
    )
    for at, status, split in rows:
        if status not in states:
            continue
        log.item.append(issue.key or issue.id)
        log.at.append(at)
        log.state.append(states[status])
        log.split.append(int(split))
        for column, value in zip((log.type, log.labels, log.ref, log.outcome), told, strict=True):
            column.append(value)


def _describe(log: EventLog, names: _Names, states: dict[str, str]) -> None:
    """Other names and categories of the states that occur; a name that is another state's own is no alias."""
    used = set(log.state)
    own = set(states.values())
    for status, state in states.items():
        if state not in used:
            continue
        others = tuple(PREFIX + n for n in names.all[status] if PREFIX + n not in own)
        if others:
            log.aliases[state] = others
        if names.categories.get(status):
            log.categories[state] = names.categories[status]
    for column in ("type", "labels", "ref", "outcome"):
        if not any(getattr(log, column)):
            setattr(log, column, [])


def _columns(log: EventLog, pages: Pages, states: dict[str, str]) -> None:
    """The board's columns, by states; of a status no issue was ever in, the name it has."""
    for name, ids in pages.columns.items():
        known = [states.get(i) or PREFIX + pages.statuses[i][0] for i in ids if i in states or i in pages.statuses]
        if known:
            log.board[name] = tuple(dict.fromkeys(known))


def _named(value: Any) -> str:
    return clean(str(value.get("name") or "")) if isinstance(value, dict) else ""


def _browse(issue: Issue) -> str:
    """Where a browser shows the issue; its key where the address of the server is not known."""
    site, found, _ = issue.url.partition("/rest/api/")
    if found and issue.key and site.startswith(("https://", "http://")):
        return f"{site}/browse/{issue.key}"
    return issue.key


def _time(value: Any, zone: tzinfo) -> int | None:
    """A time as ISO 8601, or as milliseconds since 1970 (bulkfetch), in microseconds."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value * 1000
    try:
        return instant(value, zone)[0] if isinstance(value, str) else None
    except ValueError:
        return None


def _rank(status: str) -> tuple[int, str]:
    """Ids in numeric order, names after them."""
    return (int(status), "") if status.isascii() and status.isdigit() else (_NEWEST, status)


def _reject(log: EventLog, text: str, place: tuple[str, int]) -> None:
    log.rejected_count += 1
    if len(log.rejected) < _LISTED:
        log.rejected.append(Problem(text, *place))
