"""Jira's answers: every shape, the history they tell, and what does not add up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from vsm_tui.events import EventLog
from vsm_tui.events.formats.jira import log_of, read_jira
from vsm_tui.events.formats.jira_pages import pages_of
from vsm_tui.measure.log.read import load
from vsm_tui.model import InputError

STATUSES = {
    "1": ("To Do", "new"),
    "3": ("In Progress", "indeterminate"),
    "4": ("Review", "indeterminate"),
    "5": ("Done", "done"),
}


def status(identity: str) -> dict[str, Any]:
    name, category = STATUSES[identity]
    return {"id": identity, "name": name, "statusCategory": {"key": category, "name": "x"}}


def change(day: int, source: str | None, target: str, number: int = 0, **more: Any) -> dict[str, Any]:
    item = {
        "field": "status", "fieldId": "status", "fieldtype": "jira",
        "from": source, "fromString": STATUSES[source][0] if source else None,
        "to": target, "toString": STATUSES[target][0], **more,
    }  # fmt: skip
    return {
        "id": str(number or day),
        "author": {"displayName": "Jane Doe", "emailAddress": "jane@example.invalid", "accountId": "557058:jane"},
        "created": f"2026-01-{day:02d}T10:00:00.000+0100",
        "items": [{"field": "assignee", "fieldId": "assignee", "to": "jane", "toString": "Jane Doe"}, item],
    }


def issue(key: str, now: str, *changes: dict[str, Any], changelog: bool = True, **fields: Any) -> dict[str, Any]:
    value: dict[str, Any] = {
        "id": "1" + key.rpartition("-")[2],
        "key": key,
        "self": f"https://jira.example.invalid/rest/api/2/issue/1{key.rpartition('-')[2]}",
        "fields": {
            "created": "2026-01-01T10:00:00.000+0100", "updated": "2026-02-01T10:00:00.000+0100", "status": status(now),
            "issuetype": {"name": "Bug"}, "labels": ["payments", "urgent"], "resolution": None,
            "assignee": {"displayName": "Jane Doe"}, "reporter": {"displayName": "Jane Doe"}, **fields,
        },
    }  # fmt: skip
    if changelog:
        value["changelog"] = {
            "startAt": 0,
            "maxResults": len(changes),
            "total": len(changes),
            "histories": list(changes),
        }
    return value


def read(tmp_path: Path, *pages: Any) -> EventLog:
    paths = []
    for number, page in enumerate(pages):
        paths.append(tmp_path / f"page{number}.json")
        paths[-1].write_text(page if isinstance(page, str) else json.dumps(page), encoding="utf-8")
    return read_jira(paths, "UTC")


def days(log: EventLog) -> list[tuple[str, int, str]]:
    first = 1767258000_000_000  # 2026-01-01T09:00:00Z
    return [(i, 1 + (at - first) // 86_400_000_000, s) for i, at, s in zip(log.item, log.at, log.state, strict=True)]


WALK = (change(2, "1", "3"), change(4, "3", "4"), change(5, "4", "5"))
WALKED = [
    ("AB-1", 1, "jira:To Do"),
    ("AB-1", 2, "jira:In Progress"),
    ("AB-1", 4, "jira:Review"),
    ("AB-1", 5, "jira:Done"),
]


def v2(*issues: Any) -> dict[str, Any]:
    return {"startAt": 0, "maxResults": 50, "total": len(issues), "issues": list(issues)}


@pytest.mark.parametrize(
    "pages",
    [
        pytest.param([v2(issue("AB-1", "5", *WALK))], id="Data Center search"),
        pytest.param([{"issues": [issue("AB-1", "5", *WALK)], "nextPageToken": "x"}], id="Cloud search"),
        pytest.param([issue("AB-1", "5", *WALK)], id="one issue"),
        pytest.param([[issue("AB-1", "5", *WALK)]], id="a list"),
        pytest.param([[v2(issue("AB-1", "5", *WALK))]], id="a list of answers"),
        pytest.param([v2(issue("AB-1", "5", *WALK[:2])), v2(issue("AB-1", "5", *WALK[1:]))], id="pages that overlap"),
        pytest.param([issue("AB-1", "5", *reversed(WALK))], id="newest first"),
        pytest.param(
            [
                v2(issue("AB-1", "5", changelog=False)),
                {"self": "https://x/rest/api/3/issue/11/changelog?startAt=0", "total": 3, "values": list(WALK[:2])},
                {"self": "https://x/rest/api/3/issue/AB-1/changelog?startAt=2", "total": 3, "values": list(WALK[2:])},
            ],
            id="pages of one changelog, by id and by key",
        ),
        pytest.param(
            [v2(issue("AB-1", "5", changelog=False)), {"total": 3, "values": list(WALK)}], id="a page of the only issue"
        ),
        pytest.param(
            [
                v2(issue("AB-1", "5", changelog=False)),
                {"issueChangeLogs": [{"issueId": "11", "changeHistories": [
                    {**h, "created": 1767258000_000 + 86_400_000 * (int(h["id"]) - 1)} for h in WALK
                ]}]},
            ],
            id="bulkfetch, in milliseconds",
        ),
    ],
)  # fmt: skip
def test_every_shape_tells_the_same_history(tmp_path: Path, pages: list[Any]) -> None:
    log = read(tmp_path, *pages)
    assert days(log) == WALKED
    overlap = ["1 issue and 1 change given more than once, as where pages overlap: counted once"]
    assert (log.notes, log.rejected_count) == (overlap if len(pages) == 2 and "issues" in pages[1] else [], 0)


def test_what_is_given_more_than_once_counts_once_and_is_said(tmp_path: Path) -> None:
    one, two = issue("AB-1", "5", *WALK), issue("AB-2", "3", WALK[0], WALK[0])
    two["changelog"]["total"] = 1
    log = read(tmp_path, v2(one, two), v2(one))
    assert [row for row in days(log) if row[0] == "AB-1"] == WALKED
    assert len(log) == 6
    assert log.notes == ["1 issue and 4 changes given more than once, as where pages overlap: counted once"]
    assert [found.count for found in log.findings] == [1]
    assert read(tmp_path, two).notes == ["1 change given more than once, as where pages overlap: counted once"]
    again = pages_of([v2(one, two), v2(one)], "https://jira.example.invalid")
    assert log_of(again, "UTC").findings == []  # a later round asks again for what has changed since


def test_json_lines_are_split_at_line_feeds_only(tmp_path: Path) -> None:
    one = json.dumps(issue("AB-1", "5", *WALK, summary="a\u2028b"), ensure_ascii=False)
    two = json.dumps(issue("AB-2", "1", summary="c\u0085d"), ensure_ascii=False)
    log = read(tmp_path, f"{one}\n{two}\n\nnot json\n")
    assert days(log) == [*WALKED, ("AB-2", 1, "jira:To Do")]
    assert [(p.line, p.text[:10]) for p in log.rejected] == [(4, "is no JSON")]


def test_the_issue_brings_its_details_and_nobodys_name(tmp_path: Path) -> None:
    log = read(tmp_path, issue("AB-1", "5", *WALK, resolution={"name": "Fixed"}))
    assert set(log.type) == {"Bug"}
    assert set(log.labels) == {"payments;urgent"}
    assert set(log.ref) == {"https://jira.example.invalid/browse/AB-1"}
    assert set(log.outcome) == {"Fixed"}
    assert log.categories == {
        "jira:Done": "done"
    }  # only the current status of an issue carries its category, and it is the one that was seen
    every = [*log.item, *log.state, *log.type, *log.labels, *log.ref, *log.outcome, *log.notes, *log.aliases]
    assert not any("jane" in text.lower() for text in every)


def test_a_list_of_statuses_brings_their_categories(tmp_path: Path) -> None:
    log = read(tmp_path, issue("AB-1", "5", *WALK), [status(s) for s in STATUSES])
    assert log.categories == {f"jira:{name}": category for name, category in STATUSES.values()}


def test_changes_of_one_moment_follow_their_number(tmp_path: Path) -> None:
    log = read(tmp_path, issue("AB-1", "5", change(2, "3", "5", number=10), change(2, "1", "3", number=9)))
    assert [s for _, _, s in days(log)] == ["jira:To Do", "jira:In Progress", "jira:Done"]


def test_a_renamed_status_is_one_state_under_its_newest_name(tmp_path: Path) -> None:
    log = read(
        tmp_path,
        issue("AB-1", "1", change(2, "1", "3", toString="Doing"), change(9, "3", "1", fromString="In Progress")),
        issue("AB-2", "3", change(5, "1", "3", toString="In progress")),
    )
    assert {s for _, _, s in days(log)} == {"jira:To Do", "jira:In Progress"}
    assert set(log.aliases["jira:In Progress"]) == {"jira:Doing", "jira:In progress"}


def test_two_statuses_of_one_name_are_two_states(tmp_path: Path) -> None:
    other = {"id": "10033", "name": "To Do", "statusCategory": {"key": "new"}}
    log = read(
        tmp_path,
        issue("AB-1", "1", status=other, changelog=True),
        issue("AB-2", "3", change(2, "1", "3")),
    )
    assert days(log) == [
        ("AB-1", 1, "jira:To Do (10033)"),
        ("AB-2", 1, "jira:To Do"),
        ("AB-2", 2, "jira:In Progress"),
    ]
    assert log.aliases == {}


def test_without_ids_the_name_is_the_status(tmp_path: Path) -> None:
    log = read(tmp_path, issue("AB-1", "3", change(2, None, "3", fromString="Backlog")))
    assert days(log) == [("AB-1", 1, "jira:Backlog"), ("AB-1", 2, "jira:In Progress")]


def test_other_fields_called_status_are_not_the_status(tmp_path: Path) -> None:
    custom = change(3, "3", "5", fieldId="customfield_10001", fieldtype="custom")
    old = change(2, "1", "3")
    del old["items"][1]["fieldId"]
    assert [s for _, _, s in days(read(tmp_path, issue("AB-1", "3", custom, old)))] == [
        "jira:To Do",
        "jira:In Progress",
    ]


def test_an_empty_history_is_one_state_and_none_is_left_out(tmp_path: Path) -> None:
    log = read(tmp_path, v2(issue("AB-1", "3"), issue("AB-2", "5", changelog=False)))
    assert days(log) == [("AB-1", 1, "jira:In Progress")]
    assert log.rejected_count == 1
    assert log.rejected[0].text.startswith("AB-2 has no history")
    assert log.notes == ["1 of 2 issues without history, left out: ask Jira for expand=changelog: AB-2"]


def test_a_log_of_nothing_but_issues_without_history_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "page.json"
    path.write_text(json.dumps(v2(issue("AB-1", "3", changelog=False))))
    with pytest.raises(InputError, match="1 of 1 issue without history"):
        load([path], "UTC")


def test_what_does_not_add_up_is_said_and_kept(tmp_path: Path) -> None:
    broken = issue("AB-1", "5", change(2, "1", "3"), change(4, "4", "5"))
    moved = issue("AB-2", "5", change(2, "1", "3"))
    cut = issue("AB-3", "5", change(5, "4", "5"))
    cut["changelog"]["total"] = 120
    log = read(tmp_path, v2(broken, moved, cut))
    assert [row for row in days(log) if row[0] == "AB-1"] == [
        ("AB-1", 1, "jira:To Do"),
        ("AB-1", 2, "jira:In Progress"),
        ("AB-1", 4, "jira:Done"),
    ]
    assert [row for row in days(log) if row[0] == "AB-3"] == [("AB-3", 5, "jira:Done")]  # nothing made up before it
    assert [note.rpartition(": ")[2] for note in log.notes] == ["AB-3", "AB-1", "AB-2"]
    assert [word in note for word, note in zip(("only part", "gap", "another status"), log.notes, strict=True)] == [
        True
    ] * 3


def test_a_change_before_the_creation_does_not_turn_time_round(tmp_path: Path) -> None:
    log = read(tmp_path, issue("AB-1", "3", change(2, "1", "3"), created="2026-01-05T10:00:00.000+0100"))
    assert days(log) == [("AB-1", 2, "jira:To Do"), ("AB-1", 2, "jira:In Progress")]


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ({"hello": "world"}, "is neither an issue nor a page of issues"),
        ([1, "x"], "is no Jira object"),
        ({"fields": {}}, "an issue without id and key"),
        ([{"values": [change(2, "1", "3")]}, issue("AB-1", "3"), issue("AB-2", "3")], "does not say which"),
    ],
)
def test_what_is_no_issue_is_said(tmp_path: Path, page: Any, said: str) -> None:
    log = read(tmp_path, page)
    assert any(said in p.text for p in log.rejected)
    assert log.rejected_count == len(log.rejected)


@pytest.mark.parametrize("text", ['{"issues": [', "[" * 100_000, '{"issues": [}]\n{"x"'])
def test_what_is_no_json_is_an_error_and_no_crash(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match=r"JSON|nested too deep"):
        read(tmp_path, text)


def test_a_page_may_be_of_wrong_types_anywhere(tmp_path: Path) -> None:
    odd = issue("AB-1", "3", change(2, "1", "3"))
    odd["fields"] |= {"labels": "x", "issuetype": 3, "resolution": []}
    del odd["fields"]["created"]
    items = odd["changelog"]["histories"][0]["items"]
    odd["changelog"]["histories"] += [3, {"items": None}, {"items": ["x"]}, {"id": [], "created": None, "items": items}]
    log = read(tmp_path, v2(odd, 7, None))
    assert [s for _, _, s in days(log)] == ["jira:In Progress"]
    assert log.rejected_count == 3
    assert any("without a time of creation" in note for note in log.notes)


def test_an_unreadable_creation_keeps_the_issue_out_and_says_so(tmp_path: Path) -> None:
    odd = issue("AB-1", "3", change(2, "1", "3"))
    odd["fields"]["created"] = "yesterday"
    log = read(tmp_path, v2(odd, issue("AB-2", "3", change(2, "1", "3"))))
    assert set(log.item) == {"AB-2"}
    assert "AB-1 has no readable ‘created’" in log.rejected[0].text
