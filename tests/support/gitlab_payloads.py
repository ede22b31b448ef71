"""Payloads as GitLab gives them, full of people: merge requests, issues, pipelines, deployments, releases."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

PROJECT, NUMBER = "group/shop", 7
START = datetime(2026, 1, 5, 9, tzinfo=UTC)
PERSONAL = ("jane", "doe", "john", "secret-plan", "payroll", "sam-smith")
"""What nobody may find in anything that is kept."""
JANE, JOHN = 11, 12
_PEOPLE = {JANE: ("jdoe", "Jane Doe"), JOHN: ("john", "John Doe"), 13: ("project_7_bot_1a2b", "deploy"),
           14: ("sam-smith", "Sam Smith"), 15: ("helper", "a program nobody can tell")}  # fmt: skip
BOT, SAM, HELPER = 13, 14, 15


def person(number: int) -> dict[str, Any]:
    """An account, as GitLab shows it."""
    login, name = _PEOPLE[number]
    return {"id": number, "username": login, "name": name, "state": "active", "email": f"{login}@example.invalid",
            "web_url": f"https://gitlab.example.invalid/{login}"}  # fmt: skip


def stamp(at: datetime) -> str:
    """A time as GitLab writes it: to the millisecond."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


def sha(*parts: object) -> str:
    """A commit's id."""
    return random.Random("-".join(map(str, parts))).randbytes(20).hex()


@dataclass
class Row:
    """Something with a moment of change. ``data`` is its payload, ``parts`` the lists that belong to it."""

    data: dict[str, Any]
    updated: datetime
    parts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    at: datetime = START

    def touch(self, at: datetime) -> None:
        self.updated = max(self.updated, at)

    def note(self, at: datetime, body: str, who: int = JOHN, *, system: bool = True) -> None:
        """Somebody wrote ``body``, or GitLab wrote it for them."""
        notes = self.parts.setdefault("notes", [])
        notes.append(
            {"id": 1000 * self.data["iid"] + len(notes), "type": None, "body": body, "author": person(who),
             "created_at": stamp(at), "updated_at": stamp(at), "system": system, "noteable_type": "MergeRequest",
             "resolvable": False}
        )  # fmt: skip
        self.touch(at)

    def say(self, at: datetime, who: int = JOHN) -> None:
        """Somebody commented."""
        self.note(at, "Jane Doe's secret-plan needs a test", who, system=False)

    def label(self, at: datetime, action: str, name: str | None) -> None:
        """A label was put on or taken off; ``None``: one that was deleted since."""
        events = self.parts.setdefault("resource_label_events", [])
        label = {"id": 5, "name": name, "color": "#fff", "description": "payroll"} if name else None
        events.append(
            {"id": 2000 * self.data["iid"] + len(events), "user": person(JANE), "created_at": stamp(at),
             "resource_type": "Issue", "label": label, "action": action}
        )  # fmt: skip
        labels = self.data["labels"]
        if name and action == "add":
            labels.append(name)
        elif name in labels:
            labels.remove(name)
        self.touch(at)

    def turn(self, at: datetime, state: str) -> None:
        """It was closed, reopened or merged."""
        events = self.parts.setdefault("resource_state_events", [])
        events.append(
            {"id": 3000 * self.data["iid"] + len(events), "user": person(JANE), "created_at": stamp(at),
             "resource_type": "Issue", "state": state}
        )  # fmt: skip
        self.data["state"] = "opened" if state == "reopened" else state
        self.data["merged_at"] = stamp(at) if state == "merged" else self.data.get("merged_at")
        self.data["closed_at"] = stamp(at) if state == "closed" else None
        self.touch(at)


def change(iid: int, at: datetime, **more: Any) -> Row:
    """A merge request by Jane, with one commit made an hour before."""
    head = sha("head", iid)
    data = {
        "id": 500 + iid, "iid": iid, "project_id": NUMBER, "title": "secret-plan", "description": "for payroll",
        "state": "opened", "created_at": stamp(at), "merged_at": None, "closed_at": None, "draft": False,
        "work_in_progress": False, "labels": [], "author": person(JANE), "assignees": [person(JANE)],
        "reviewers": [person(JOHN)], "merged_by": person(JOHN), "source_branch": "sam-smith-patch-1",
        "target_branch": "main", "source_project_id": NUMBER, "target_project_id": NUMBER, "sha": head,
        "merge_commit_sha": None, "squash_commit_sha": None, "references": {"full": f"{PROJECT}!{iid}"},
        "web_url": f"https://gitlab.example.invalid/{PROJECT}/-/merge_requests/{iid}", **more,
    }  # fmt: skip
    return Row(data, at, {"commits": [commit(head, at - timedelta(hours=1))]}, at)


def commit(known: str, at: datetime, **trailers: str) -> dict[str, Any]:
    """A commit of a merge request."""
    return {"id": known, "short_id": known[:8], "title": "secret-plan", "message": "payroll", "author_name": "Jane Doe",
            "author_email": "jane@example.invalid", "authored_date": stamp(at), "committed_date": stamp(at),
            "created_at": stamp(at), "trailers": trailers}  # fmt: skip


def merge(row: Row, at: datetime, *, squash: bool = False) -> str:
    """The merge request was merged; the id of the commit that came of it."""
    row.turn(at, "merged")
    found = sha("merge", row.data["iid"])
    row.data["squash_commit_sha" if squash else "merge_commit_sha"] = found
    return found


def issue(iid: int, at: datetime, **more: Any) -> Row:
    """An issue."""
    data = {"id": 900 + iid, "iid": iid, "project_id": NUMBER, "title": "secret-plan", "description": "payroll",
            "state": "opened", "created_at": stamp(at), "closed_at": None, "closed_by": person(JANE), "labels": [],
            "author": person(JANE), "assignees": [person(JOHN)], "issue_type": "issue", "moved_to_id": None,
            **more}  # fmt: skip
    return Row(data, at, {}, at)


def job(number: int, name: str, started: datetime | None, minutes: float = 0, **more: Any) -> dict[str, Any]:
    """A run of a job that waited a minute and ran for ``minutes``."""
    ended = stamp(started + timedelta(minutes=minutes)) if started else None
    return {"id": number, "name": name, "stage": "test", "status": "success", "allow_failure": False,
            "created_at": stamp(START), "started_at": stamp(started) if started else None, "finished_at": ended,
            "duration": minutes * 60, "queued_duration": 60.0, "user": person(JANE), "runner": {"description": "jane"},
            "commit": commit(sha(number), START), **more}  # fmt: skip


def pipeline(number: int, known: str, at: datetime, *jobs: dict[str, Any], **more: Any) -> Row:
    """A pipeline of a commit."""
    data = {"id": number, "iid": number, "project_id": NUMBER, "sha": known, "ref": "sam-smith-patch-1",
            "status": "success", "source": "push", "created_at": stamp(at), "web_url": "https://…",
            "user": person(JANE), **more}  # fmt: skip
    ends = [datetime.fromisoformat(j["finished_at"]) for j in jobs if j["finished_at"]]
    return Row(data, max([at, *ends]), {"jobs": list(jobs)}, at)


def deployment(number: int, known: str, at: datetime, changes: Iterable[Row] = (), **more: Any) -> Row:
    """A deployment to production by a job of ten minutes."""
    ran = job(number + 7000, "deploy", at, 10)
    data = {"id": number, "iid": number, "ref": "main", "sha": known, "created_at": stamp(at), "status": "success",
            "environment": {"id": 3, "name": "production"}, "deployable": ran, "user": person(JANE),
            **more}  # fmt: skip
    return Row(data, at + timedelta(minutes=10), {"merge_requests": [row.data for row in changes]}, at)


def release(tag: str, known: str, at: datetime) -> dict[str, Any]:
    """A release of a commit."""
    return {"tag_name": tag, "name": "payroll", "description": "by Jane Doe", "created_at": stamp(at),
            "released_at": stamp(at), "author": person(JANE), "commit": commit(known, at)}  # fmt: skip
