"""Jira Data Center's data pipeline export: ``issues_job*.csv`` with ``issue_history_job*.csv``, as Jira's own answers.

The history holds every change of every field, to the minute, and only since the day the export begins with. What was
before cannot be seen: an issue created earlier is counted from its first change there is. Without the issues nobody
knows keys and creation; without the history there is no log, but when issues began and ended is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from vsm_tui.events.clean import clean
from vsm_tui.events.formats.columns import pipeline_part
from vsm_tui.events.formats.jira import log_of
from vsm_tui.events.formats.jira_pages import Issue, Pages
from vsm_tui.events.formats.tables import Table, header_of, records
from vsm_tui.events.log import EventLog, Finding
from vsm_tui.model import InputError, Problem
from vsm_tui.model.wording import counted

_SECONDS = re.compile(r"(?<=\d\d:\d\d):\d\d(?:[.,]\d+)?")
_MOST = 2_000_000
"""Changes of status that are taken into memory."""
_LISTED = 100


def read_pipeline(paths: Sequence[Path], zone: str) -> EventLog:
    """Read the files of one export as one log. ``zone`` is what times without an offset are read in.

    Raises:
        InputError: when there is no history among them, or more of it than fits.
    """
    parts: dict[str | None, list[Path]] = {"history": [], "issues": []}
    for path in paths:
        parts.setdefault(pipeline_part(header_of(path, "csv")[0]), []).append(path)
    if not parts["history"]:
        text = (
            "holds the issues of a Jira data pipeline export without their history: name issue_history_job….csv, too; "
            "or, for lead time alone, say columns: {item: key, entered: created_date, left: resolution_date}"
        )
        raise InputError(Problem(text, str(parts["issues"][0])))
    pages = Pages()
    earliest = _read_history(parts["history"], pages)
    known = _read_issues(parts["issues"], pages)
    older = _not_since_creation(pages, earliest)
    _name_by_id(pages)
    log = log_of(pages, zone)
    if older:
        text = (
            f"{counted(older, 'issue')} created before the history begins ({clean(earliest, 40)}): what happened to "
            "them earlier is not in the export, they are counted from the first change there is"
        )
        log.findings = [finding for finding in log.findings if finding.code != "truncated-history"]
        log.findings.append(Finding("truncated-history", text, older))
    if not known:
        text = "the file with the issues is not there: no keys, no creation; items are called by their number"
        log.findings.append(Finding("nameless-items", text))
    return log


def _rows(path: Path, wanted: Sequence[str], pages: Pages) -> Iterator[tuple[int, dict[str, str]]]:
    columns, delimiter = header_of(path, "csv")
    places = {name: columns.index(name) for name in wanted if name in columns}
    for line, record in records(Table(path, "csv", tuple(columns), {}, delimiter)):
        if isinstance(record, Problem):
            pages.problems.append(record)
        else:
            yield line, {name: record[place] for name, place in places.items()}


def _read_history(paths: Sequence[Path], pages: Pages) -> str:
    """Take in every change of status; returns when the first change of any kind was."""
    earliest, changes = "", 0
    wanted = (
        "issue_id",
        "changelog_id",
        "created_date",
        "field",
        "field_type",
        "from",
        "from_string",
        "to",
        "to_string",
    )
    for path in paths:
        for line, row in _rows(path, wanted, pages):
            earliest = min(earliest or row["created_date"], row["created_date"] or earliest)
            if row["field"].lower() != "status" or row.get("field_type", "jira").lower() != "jira":
                continue
            number = clean(row["issue_id"], 60)
            if not number:
                pages.problems.append(Problem("no issue_id: which issue changed is needed", str(path), line))
                continue
            changes += 1
            if changes > _MOST:
                text = f"over {_MOST:,} changes of status: export fewer projects, or a shorter time"
                raise InputError(Problem(text, str(path), line))
            issue = pages.issue(number, (str(path), line))
            issue.total = 0
            known = clean(row["changelog_id"], 60) or f"line {line}"
            history = issue.histories.setdefault(known, {"created": row["created_date"], "items": []})
            history["items"].append({
                "field": "status", "from": row.get("from"), "fromString": row["from_string"],
                "to": row.get("to"), "toString": row["to_string"],
            })  # fmt: skip
    return earliest


def _read_issues(paths: Sequence[Path], pages: Pages) -> bool:
    """Take in what the issues say of themselves; whether there were any."""
    wanted = ("id", "instance_url", "key", "issue_type", "status", "resolution", "created_date")
    known = False
    for path in paths:
        for line, row in _rows(path, wanted, pages):
            number, known = clean(row["id"], 60), True
            if not number:
                pages.problems.append(Problem("no id: it is what the history knows an issue by", str(path), line))
                continue
            issue = pages.issue(number, (str(path), line))
            issue.key, issue.total = clean(row["key"]), issue.total or 0
            issue.url = f"{clean(row['instance_url'], 400).rstrip('/')}/rest/api/2/issue/{number}"
            issue.fields = {
                "created": _SECONDS.sub(":00", row["created_date"]),
                "status": {"name": row["status"]},
                "issuetype": {"name": row["issue_type"]},
                "resolution": {"name": row.get("resolution", "")},
            }
    return known


def _not_since_creation(pages: Pages, earliest: str) -> int:
    """Mark the issues that are older than the history: changes of theirs may be missing. How many there are."""
    older = [i for i in pages.issues.values() if "" < str(i.fields.get("created", "")) < _SECONDS.sub(":00", earliest)]
    for issue in older:
        issue.total = len(issue.histories) + 1
    return len(older)


def _name_by_id(pages: Pages) -> None:
    """Give each issue's status, of which only the name is told, the id it has in the history."""
    ids: dict[str, str] = {}
    for issue in pages.issues.values():
        for history in issue.histories.values():
            for item in history["items"]:
                ids |= {
                    item[name]: item[id_] for id_, name in (("from", "fromString"), ("to", "toString")) if item[id_]
                }
    for issue in pages.issues.values():
        status: dict[str, Any] = issue.fields.get("status", {})
        last = _last(issue)
        name = status.get("name", "")
        status["id"] = last["to"] if last and last["toString"] == name and last["to"] else ids.get(name, name)


def _last(issue: Issue) -> dict[str, Any] | None:
    """The issue's last change of status."""
    if not issue.histories:
        return None
    known = max(issue.histories, key=lambda each: (issue.histories[each]["created"], len(each), each))
    found: dict[str, Any] = issue.histories[known]["items"][-1]
    return found
