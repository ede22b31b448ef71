"""Jira's answers, however they were paged, as issues with their history.

Understood are search answers of Data Center (``issues`` with ``changelog.histories``) and Cloud (``nextPageToken``),
one issue, a list of issues, JSON lines, ``/issue/{id}/changelog`` pages (``values``), ``changelog/bulkfetch`` answers
(``issueChangeLogs``), ``/status`` lists and a board's configuration. What one page begins another may go on with:
issues are joined by id.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vsm_tui.events.clean import clean
from vsm_tui.events.formats.whole import content
from vsm_tui.model import InputError, Problem

_ISSUE_IN_URL = re.compile(r"/issue/([^/?]+)/changelog")


@dataclass(slots=True)
class Issue:
    """One issue: its newest fields and every change of it seen, by the change's own id.

    ``complete`` is ``None`` while no changelog was seen at all, which is not the same as an empty one.
    """

    id: str
    key: str = ""
    url: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    histories: dict[str, dict[str, Any]] = field(default_factory=dict)
    total: int | None = None
    place: tuple[str, int] = ("", 0)

    @property
    def has_history(self) -> bool:
        """Whether a changelog was seen, be it empty."""
        return self.total is not None


@dataclass(slots=True)
class Pages:
    """All that was found: issues by id, statuses by id as (name, category), records that are nothing of the kind.

    ``columns`` are those of a board, each with the ids of its statuses. ``repeated`` are the issues that were given
    more than once, ``again`` counts the changes that were.
    """

    issues: dict[str, Issue] = field(default_factory=dict)
    statuses: dict[str, tuple[str, str]] = field(default_factory=dict)
    columns: dict[str, list[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    orphans: list[tuple[dict[str, Any], tuple[str, int]]] = field(default_factory=list)
    repeated: set[str] = field(default_factory=set)
    again: int = 0

    def issue(self, identity: str, place: tuple[str, int]) -> Issue:
        """The issue of this id or key, begun where it is new."""
        if identity not in self.issues:
            self.issues[identity] = Issue(identity, place=place)
        return self.issues[identity]


def read_pages(paths: Sequence[Path]) -> Pages:
    """Read every page and join what belongs together.

    Raises:
        InputError: when a file is no JSON at all.
    """
    pages = Pages()
    problems: list[Problem] = []
    for path in paths:
        try:
            for line, value in _values(path, pages.problems):
                _take(value, (str(path), line), pages)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return _joined(pages)


def pages_of(values: Iterable[Any], name: str) -> Pages:
    """Answers that are JSON already, joined as :func:`read_pages` joins files; ``name`` is what they are called.

    Nothing is said to be repeated: asking again for what changed repeats the rest of it, and so it should.
    """
    pages = Pages()
    for number, value in enumerate(values, 1):
        _take(value, (name, number), pages)
    found = _joined(pages)
    found.repeated, found.again = set(), 0
    return found


def _joined(pages: Pages) -> Pages:
    _join_keys(pages)
    for page, place in pages.orphans:
        if len(pages.issues) == 1:
            _add_histories(pages, next(iter(pages.issues.values())), page.get("values"), page.get("total"))
        else:
            text = "a page of one issue's changelog that does not say which: its ‘self’ address is needed"
            pages.problems.append(Problem(text, *place))
    return pages


def _values(path: Path, problems: list[Problem]) -> Iterator[tuple[int, Any]]:
    """The JSON values of a file, each with its line: one value, or one a line. Only a line feed ends a line."""
    data = content(path)
    try:
        yield 1, json.loads(data)
    except RecursionError as error:
        raise InputError(Problem("is nested too deep to be Jira's", str(path))) from error
    except ValueError as error:
        whole = error
    else:
        return
    lines = [(n, line) for n, line in enumerate(data.split(b"\n"), 1) if line.strip()]
    good = 0
    wrong: list[Problem] = []
    for number, line in lines:
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            what = error.msg if isinstance(error, json.JSONDecodeError) else "not UTF-8, or nested too deep"
            wrong.append(Problem(f"is no JSON ({what.lower()}): one issue per line is needed", str(path), number))
            continue
        good += 1
        yield number, value
    if not good:
        at = (whole.lineno, whole.colno) if isinstance(whole, json.JSONDecodeError) else (0, 0)
        raise InputError(Problem(f"is no JSON: {clean(str(whole))}", str(path), *at))
    problems += wrong


def _take(value: Any, place: tuple[str, int], pages: Pages) -> None:
    many = value.get("issues") if isinstance(value, dict) else value
    if isinstance(many, list):
        for one in many:
            _take(one, place, pages)
        return
    if not isinstance(value, dict):
        pages.problems.append(Problem("is no Jira object: an issue or a page of issues is needed", *place))
    elif isinstance(value.get("issueChangeLogs"), list):
        for one in _objects(value["issueChangeLogs"]):
            _add_histories(pages, pages.issue(_id(one.get("issueId")), place), one.get("changeHistories"), None)
    elif isinstance(value.get("fields"), dict):
        _add_issue(value, place, pages)
    elif isinstance(value.get("values"), list):
        _add_page(value, place, pages)
    elif isinstance(value.get("columnConfig"), dict):
        pages.columns = _columns(value["columnConfig"])
    elif isinstance(value.get("statusCategory"), dict) and value.get("name"):
        known, name, category = status_of(value)
        pages.statuses[known] = (name, category)
    else:
        pages.problems.append(Problem("is neither an issue nor a page of issues: its ‘fields’ are missing", *place))


def _columns(config: dict[str, Any]) -> dict[str, list[str]]:
    """A board's columns in their order; one without statuses says nothing."""
    found: dict[str, list[str]] = {}
    for column in _objects(config.get("columns") or ()):
        ids = [_id(status.get("id")) for status in _objects(column.get("statuses") or ())]
        if name := clean(str(column.get("name") or "")):
            found.setdefault(name, []).extend(known for known in ids if known)
    return {name: ids for name, ids in found.items() if ids}


def _add_issue(value: dict[str, Any], place: tuple[str, int], pages: Pages) -> None:
    key = clean(str(value.get("key") or ""))
    identity = _id(value.get("id")) or key
    if not identity:
        pages.problems.append(Problem("an issue without id and key: both come with every answer of Jira", *place))
        return
    issue = pages.issue(identity, place)
    if issue.fields:
        pages.repeated.add(identity)
    newer = str(value["fields"].get("updated") or "") >= str(issue.fields.get("updated") or "")
    issue.fields = {**issue.fields, **value["fields"]} if newer else {**value["fields"], **issue.fields}
    issue.key = key if key and newer else issue.key or key
    issue.url = issue.url or clean(str(value.get("self") or ""), 500)
    log = value.get("changelog")
    if isinstance(log, dict):
        _add_histories(pages, issue, log.get("histories", log.get("values")), log.get("total"))


def _add_page(value: dict[str, Any], place: tuple[str, int], pages: Pages) -> None:
    """A page of one issue's changelog, or of statuses."""
    if all("statusCategory" in one for one in _objects(value["values"])) and value["values"]:
        _take(value["values"], place, pages)
        return
    found = _ISSUE_IN_URL.search(str(value.get("self") or ""))
    if found:
        _add_histories(pages, pages.issue(found[1], place), value["values"], value.get("total"))
    else:
        pages.orphans.append((value, place))


def _add_histories(pages: Pages, issue: Issue, histories: Any, total: Any) -> None:
    if not isinstance(histories, list):
        return
    for history in _objects(histories):
        known = _id(history.get("id")) or f"{history.get('created')} {json.dumps(history.get('items'), sort_keys=True)}"
        pages.again += known in issue.histories
        issue.histories[known] = history
    issue.total = max(issue.total or 0, total if isinstance(total, int) else 0)


def _join_keys(pages: Pages) -> None:
    """A changelog may have been asked for by key: it belongs to the issue of that key."""
    by_key = {issue.key: issue for issue in pages.issues.values() if issue.key and issue.key != issue.id}
    for identity in [i for i in pages.issues if i in by_key]:
        part, issue = pages.issues.pop(identity), by_key[identity]
        pages.again += len(issue.histories.keys() & part.histories.keys())
        issue.histories |= part.histories
        if part.total is not None:
            issue.total = max(issue.total or 0, part.total)


def _objects(values: Sequence[Any]) -> list[dict[str, Any]]:
    return [v for v in values if isinstance(v, dict)]


def _id(value: Any) -> str:
    return clean(str(value), 60) if isinstance(value, str | int) else ""


def status_of(value: Any) -> tuple[str, str, str]:
    """``(id, name, category)`` of a status object, "" for what it does not say."""
    if not isinstance(value, dict):
        return "", "", ""
    category = value.get("statusCategory")
    key = clean(str(category.get("key") or ""), 40) if isinstance(category, dict) else ""
    return _id(value.get("id")), clean(str(value.get("name") or "")), key
