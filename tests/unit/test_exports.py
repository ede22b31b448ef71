"""What trackers export: Jira's data pipeline, Bugzilla's history, Time in Status without history."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from vsm_tui.measure import load
from vsm_tui.measure.log.log import Log
from vsm_tui.model import Columns, InputError

HISTORY = (
    "issue_id,changelog_id,author_id,author_key,created_date,field_type,field,from,from_string,to,to_string,"
    "additional_information\r\n"
)
ISSUES = "id,instance_url,url,key,project_key,issue_type,summary,status,resolution,created_date,resolution_date\r\n"
SITE = "https://jira.example.com/jira"


def change(issue: int, number: int, at: str, before: str, after: str, field: str = "status", kind: str = "jira") -> str:
    ids = {"To Do": 1, "Doing": 2, "Done": 3, "In Progress": 2}
    values = f"{ids.get(before, '')},{before},{ids.get(after, '')},{after}"
    return f"{issue},{number},7,JIRAUSER7,{at},{kind},{field},{values},\r\n"


def issue(number: int, key: str, status: str, created: str, kind: str = "Story") -> str:
    return f'{number},{SITE},{SITE}/browse/{key},{key},A,{kind},"a ""b"",\nc",{status},,{created},\r\n'


def export(folder: Path, history: str, issues: str | None) -> list[Path]:
    paths = [folder / "issue_history_job1_202601.csv"]
    paths[0].write_bytes((HISTORY + history).encode())
    if issues is not None:
        paths.append(folder / "issues_job1_202601.csv")
        paths[1].write_bytes((ISSUES + issues).encode())
    return paths


def ways(log: Log) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for item, at, state in zip(log.item, log.at, log.state, strict=True):
        moment = datetime.fromtimestamp(at / 1e6, UTC).strftime("%d %H:%M")
        found.setdefault(log.items[item], []).append((moment, log.states[state]))
    return found


def codes(log: Log) -> dict[str, int | None]:
    return {finding.code: finding.count for finding in log.findings}


FIRST = change(9, 1, "2026-01-01T00:00:00Z", "a", "b", field="summary")
"""Something changed on the first day: the history goes back as far as the issues do."""


@pytest.mark.parametrize("turned", [False, True])
def test_a_pipeline_export_is_jiras_history(tmp_path: Path, turned: bool) -> None:
    history = (
        FIRST
        + change(1, 11, "2026-01-03T10:00:00Z", "Doing", "Done")
        + change(1, 9, "2026-01-03T10:00:00Z", "To Do", "Doing")
        + change(1, 12, "2026-01-03T10:00:00Z", "Ann", "Bob", field="assignee")
        + change(2, 13, "2026-01-04T10:00:00Z", "x", "y", field="Status", kind="custom")
    )
    issues = issue(1, "A-1", "Done", "2026-01-02T10:00:42Z") + issue(2, "A-2", "To Do", "2026-01-02T11:00:59Z", "Bug")
    paths = export(tmp_path, history, issues)
    log = load(paths[::-1] if turned else paths, "Europe/Berlin")
    assert ways(log) == {
        "A-1": [("02 10:00", "jira:To Do"), ("03 10:00", "jira:Doing"), ("03 10:00", "jira:Done")],
        "A-2": [("02 11:00", "jira:To Do")],
    }
    assert log.findings == []
    assert dict(zip(log.items, log.type, strict=True)) == {"A-1": "Story", "A-2": "Bug"}
    assert set(log.ref) == {f"{SITE}/browse/A-1", f"{SITE}/browse/A-2"}


def test_a_status_is_its_id_and_a_change_within_the_minute_of_creation_is_none_too_early(tmp_path: Path) -> None:
    history = (
        FIRST
        + change(1, 2, "2026-01-02T10:00:00Z", "To Do", "Doing")
        + change(2, 3, "2026-01-05T10:00:00Z", "To Do", "In Progress")
    )
    issues = issue(1, "A-1", "In Progress", "2026-01-02T10:00:42Z") + issue(
        2, "A-2", "In Progress", "2026-01-03T00:00:00Z"
    )
    log = load(export(tmp_path, history, issues), "UTC")
    assert log.states == ("jira:In Progress", "jira:To Do")
    assert codes(log) == {"renamed-state": 1}


def test_what_was_before_the_export_begins_is_not_made_up(tmp_path: Path) -> None:
    history = change(1, 5, "2026-01-10T10:00:00Z", "Doing", "Done")
    issues = issue(1, "A-1", "Done", "2025-12-01T00:00:00Z") + issue(2, "A-2", "Done", "2025-12-01T00:00:00Z")
    log = load(export(tmp_path, history, issues), "UTC")
    assert ways(log) == {"A-1": [("10 10:00", "jira:Done")]}
    assert codes(log) == {"truncated-history": 2}
    assert "2 issues created before the history begins (2026-01-10T10:00:00Z)" in log.notes[0]
    assert [p.text for p in log.rejected] == ["A-2 has no change of status, and only part of its changelog is there"]
    assert log.rejected[0].line == 4


def test_half_an_export_says_what_is_missing(tmp_path: Path) -> None:
    history = change(1, 5, "2026-01-10T10:00:00Z", "Doing", "Done")
    paths = export(tmp_path, history, issue(1, "A-1", "Done", "2026-01-01T00:00:00Z"))
    log = load(paths[:1], "UTC")
    assert ways(log) == {"1": [("10 10:00", "jira:Done")]}
    assert codes(log) == {"no-creation": 1, "nameless-items": None}
    with pytest.raises(InputError, match=r"without their history: name issue_history_job….csv, too; or, for lead time"):
        load(paths[1:], "UTC")
    said = Columns(item="key", entered="created_date", left="resolution_date")
    assert "lead-time-only" in codes(load(paths[1:], "UTC", said=said))


def test_wrong_records_of_an_export_are_named(tmp_path: Path) -> None:
    history = (
        FIRST
        + change(1, 2, "soon", "To Do", "Doing")
        + "1,2\r\n"
        + change(1, 3, "2026-01-05T10:00:00Z", "To Do", "Done")
    )
    log = load(export(tmp_path, history, issue(1, "A-1", "Done", "2026-01-02T00:00:00Z")), "UTC")
    assert ways(log) == {"A-1": [("02 00:00", "jira:To Do"), ("05 10:00", "jira:Done")]}
    assert sorted((p.line, p.text.partition(":")[0]) for p in log.rejected) == [
        (3, "A-1"), (4, "2 fields where the header has 12"),
    ]  # fmt: skip


# -- Bugzilla ---------------------------------------------------------------------------------------------------------


def entry(when: str, *changes: tuple[str, str, str]) -> dict[str, Any]:
    told = [{"field_name": name, "removed": removed, "added": added} for name, removed, added in changes]
    return {"when": when, "who": "someone@example.invalid", "changes": told}


BUG = [
    entry("2026-01-02T00:00:00Z", ("cc", "", "someone@example.invalid")),
    entry("2026-01-03T00:00:00Z", ("status", "NEW", "RESOLVED"), ("resolution", "", "FIXED")),
    entry("2026-01-04T00:00:00Z", ("bug_status", "RESOLVED", "REOPENED")),
]


@pytest.mark.parametrize(
    "value",
    [
        {"bugs": [{"id": 17, "alias": [], "history": BUG}]},
        {"17": BUG},
        [{"id": 17, "history": BUG}],
    ],
)
def test_a_bugs_history_is_its_changes_of_status(tmp_path: Path, value: Any) -> None:
    path = tmp_path / "history.json"
    path.write_text(json.dumps(value, indent=1))
    log = load([path], "UTC")
    assert ways(log) == {"17": [("03 00:00", "bugzilla:RESOLVED"), ("04 00:00", "bugzilla:REOPENED")]}
    assert codes(log) == {"no-creation": 1}
    assert list(log.outcome) == ["FIXED"]
    assert "someone" not in str(log.findings)


def test_the_bug_itself_says_when_it_was_created(tmp_path: Path) -> None:
    history, bug = tmp_path / "history.json", tmp_path / "bug.json"
    history.write_text(json.dumps({"bugs": [{"id": 17, "history": BUG}, {"id": 18, "history": []}]}))
    told = {
        "creation_time": "2026-01-01T00:00:00Z",
        "status": "REOPENED",
        "type": "defect",
        "creator": "x@example.invalid",
    }
    bug.write_text(json.dumps({"bugs": [{"id": 17, **told}, {"id": 18, **told, "status": "NEW"}, {"id": 19, **told}]}))
    log = load([bug, history], "UTC")
    assert ways(log)["17"][0] == ("01 00:00", "bugzilla:NEW")
    assert ways(log)["18"] == [("01 00:00", "bugzilla:NEW")]
    assert set(log.type) == {"defect"}
    assert [p.text for p in log.rejected] == ["bug 19: no history: ask for /rest/bug/ID/history"]
    assert codes(log) == {}


def test_gaps_and_wrong_times_of_a_bug_are_said(tmp_path: Path) -> None:
    path = tmp_path / "history.json"
    odd = [entry("2026-01-02", ("status", "NEW", "ASSIGNED")), entry("soon", ("status", "ASSIGNED", "NEW")), BUG[2]]
    path.write_text(json.dumps({"17": odd, "18": [BUG[0]]}, indent=1))
    log = load([path], "UTC")
    assert codes(log) == {"no-creation": 1, "broken-history": 1}
    lines = path.read_text().splitlines()
    assert [(p.line, p.text) for p in log.rejected] == [
        (2, "bug 17: ‘soon’ is no time of a change"),
        (next(n for n, line in enumerate(lines, 1) if '"18"' in line), "bug 18: no change of status"),
    ]


# -- Time in Status ---------------------------------------------------------------------------------------------------


def test_time_in_status_is_told_as_totals_and_makes_no_log(tmp_path: Path) -> None:
    day = 86_400_000
    field = f"1_*:*_2_*:*_{3 * day}_*|*_10001_*:*_1_*:*_{day}_*|*_6_*:*_1_*:*_0"
    fields = {
        "status": {"id": "6", "name": "Closed"},
        "created": "2026-01-01T00:00:00.000+0000",
        "customfield_12310222": field,
    }
    issues = [
        {"id": "1", "key": "A-1", "fields": fields},
        {"id": "2", "key": "A-2", "fields": {"status": {"id": "1", "name": "Open"}}},
    ]
    path = tmp_path / "issues.json"
    path.write_text(json.dumps({"issues": issues}))
    with pytest.raises(InputError) as caught:
        load([path], "UTC")
    text = next(p.text for p in caught.value.problems if "Time in Status" in p.text)
    assert "1 issue without history have" not in text
    assert "‘Open’ 3.0 days in 2 visits, ‘status 10001’ 1.0 days in 1 visits, ‘Closed’ 0.0 days in 1 visits" in text
    assert "are no log: nothing says what came back, what waits now or where work piles up" in text


def test_time_in_status_is_left_alone_where_there_is_history(tmp_path: Path) -> None:
    fields = {
        "status": {"id": "6", "name": "Closed"},
        "created": "2026-01-01T00:00:00.000+0000",
        "customfield_1": "1_*:*_1_*:*_5",
    }
    path = tmp_path / "issues.json"
    path.write_text(json.dumps({"id": "1", "key": "A-1", "fields": fields, "changelog": {"total": 0, "histories": []}}))
    assert codes(load([path], "UTC")) == {}
