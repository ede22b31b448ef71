"""Jira as a server on loopback: Cloud and Data Center, as strict about requests as the real ones, full of people."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from tests.support.server import Asked, Reply

STATUSES = {
    "1": ("To Do", "new"),
    "3": ("In Progress", "indeterminate"),
    "4": ("Code Review", "indeterminate"),
    "10": ("Blocked", "indeterminate"),
    "5": ("Done", "done"),
}
PERSON = {
    "accountId": "557058:aaaa-jane",
    "name": "jdoe",
    "displayName": "Jane Doe",
    "emailAddress": "jane.doe@example.invalid",
    "accountType": "atlassian",
}
PERSONAL = ("jane", "doe", "557058", "payroll", "secret-plan")
"""What nobody may find in anything that is kept."""
FLAG = "customfield_10021"
_UPDATED = re.compile(r'updated >= "(\d{4}-\d\d-\d\d \d\d:\d\d)"')
_KNOWN_BODY = {
    "/rest/api/3/search/jql": {"jql", "fields", "maxResults", "nextPageToken", "expand", "properties",
                               "fieldsByKeys", "failFast", "reconcileIssues"},
    "/rest/api/3/changelog/bulkfetch": {"issueIdsOrKeys", "fieldIds", "maxResults", "nextPageToken"},
    "/rest/api/2/search": {"jql", "startAt", "maxResults", "fields", "expand", "validateQuery", "properties"},
}  # fmt: skip


@dataclass
class Change:
    """A change of an issue: of status, or of something else (``target`` is then "")."""

    identity: str
    at: datetime
    source: str = ""
    target: str = ""
    by_app: bool = False
    flag: bool | None = None


@dataclass
class Ticket:
    """An issue as the server knows it."""

    identity: str
    key: str
    created: datetime
    changes: list[Change] = field(default_factory=list)
    type: str = "Story"
    labels: tuple[str, ...] = ()
    first: str = "1"

    @property
    def status(self) -> str:
        return next((c.target for c in reversed(self.changes) if c.target), self.first)

    @property
    def updated(self) -> datetime:
        return max([self.created, *(change.at for change in self.changes)])

    def flag(self, at: datetime, raised: bool) -> None:
        self.changes.append(Change(f"{self.identity}{len(self.changes):03d}", at, flag=raised))

    def move(self, at: datetime, target: str, **more: Any) -> None:
        self.changes.append(Change(f"{self.identity}{len(self.changes):03d}", at, self.status, target, **more))


def tickets(count: int, seed: int = 1) -> list[Ticket]:
    """Issues that go their way, some of them twice."""
    rng = random.Random(seed)
    found = []
    for number in range(count):
        at = datetime(2026, 1, 5, 9, tzinfo=UTC) + timedelta(hours=3 * number)
        ticket = Ticket(str(10000 + number), f"AB-{number + 1}", at, type=rng.choice(["Story", "Bug"]))
        for target in rng.choice([("3", "4", "5"), ("3", "4", "3", "4", "5"), ("3", "10", "3", "5"), ("3",), ()]):
            at += timedelta(minutes=rng.randrange(0, 3000))
            ticket.move(at, target, by_app=rng.random() < 0.1)
            if rng.random() < 0.3:
                ticket.changes.append(Change(f"{ticket.identity}{len(ticket.changes):03d}", at))
        found.append(ticket)
    return found


@dataclass
class FakeJira:
    """Answers a :class:`~tests.support.server.Server` may give. ``page`` is the most issues it gives at once, ``was``
    what statuses were called when issues changed.
    """

    tickets: list[Ticket]
    cloud: bool = True
    page: int = 100
    changes_page: int = 1000
    ids_page: int = 5000
    boards: dict[str, dict[str, Any]] = field(default_factory=dict)
    zone: str = "Asia/Kolkata"
    authorization: str = ""
    statuses: dict[str, tuple[str, str]] = field(default_factory=lambda: dict(STATUSES))
    was: dict[str, str] = field(default_factory=dict)
    without: frozenset[str] = frozenset()
    posts: bool = True
    cut_changelog: int | None = None
    tokens: dict[str, int] = field(default_factory=dict)

    def __call__(self, asked: Asked) -> Reply:
        if self.authorization and asked.headers.get("authorization") != self.authorization:
            return Reply({"errorMessages": ["Client must be authenticated to access this resource."]}, 401)
        if any(re.fullmatch(path, asked.path) for path in self.without):
            return Reply(raw=b"<html>Not found</html>", status=404, headers={"Content-Type": "text/html"})
        if unknown := set(asked.body or ()) - _KNOWN_BODY.get(asked.path, set()):
            return Reply({"errorMessages": [f"Unrecognized field {sorted(unknown)}"]}, 400)
        version = "3" if self.cloud else "2"
        if found := re.fullmatch(rf"/rest/api/{version}/issue/([\w-]+)/changelog", asked.path):
            return self._changelog(found[1], asked.query)
        if not self.posts and asked.path == "/rest/api/2/search":
            query: dict[str, Any] = {**asked.query, "fields": asked.query.get("fields", "").split(",")}
            query |= {name: int(asked.query.get(name, 0)) for name in ("startAt", "maxResults")}
            return self._server_search(query) if asked.method == "GET" else Reply({}, 405)
        answer = self._routes(version).get(f"{asked.method} {asked.path}")
        if answer is None:
            return Reply({"errorMessages": [f"no such address: {asked.method} {asked.path}"]}, 404)
        return answer(asked.body)

    def _routes(self, version: str) -> dict[str, Callable[[Any], Reply]]:
        deployment = {"deploymentType": "Cloud" if self.cloud else "Server", "version": "10.3.1"}
        common: dict[str, Callable[[Any], Reply]] = {
            "GET /rest/api/2/serverInfo": lambda _: Reply(deployment),
            f"GET /rest/api/{version}/myself": lambda _: Reply({**PERSON, "timeZone": self.zone}),
            f"GET /rest/api/{version}/field": lambda _: Reply(
                [{"id": "status", "name": "Status", "custom": False}, {"id": FLAG, "name": "Flagged", "custom": True}]
            ),
            f"GET /rest/api/{version}/status": lambda _: Reply([self._status(known) for known in self.statuses]),
        }
        for number, configuration in self.boards.items():
            common[f"GET /rest/agile/1.0/board/{number}/configuration"] = partial(_given, configuration)
        if not self.cloud:
            found = {t.key: f"GET /rest/api/2/issue/{t.key}" for t in self.tickets}
            one = {path: partial(self._with_history, key) for key, path in found.items()}
            return {**common, **one, "POST /rest/api/2/search": self._server_search}
        removed = Reply({"errorMessages": ["The requested API has been removed"]}, 410)
        return {
            **common,
            "POST /rest/api/2/search": lambda _: removed,
            "POST /rest/api/3/search/jql": self._cloud_search,
            "POST /rest/api/3/changelog/bulkfetch": self._bulk,
        }

    def _matching(self, jql: str) -> list[Ticket]:
        """Only as much JQL as a pull adds to a query: a moment in the account's zone, and the order."""
        assert jql.endswith(" ORDER BY created ASC, key ASC")
        found = _UPDATED.search(jql)
        since = datetime.fromisoformat(found[1]).replace(tzinfo=ZoneInfo(self.zone)) if found else None
        return [t for t in self.tickets if since is None or t.updated >= since]

    def _cloud_search(self, body: dict[str, Any]) -> Reply:
        if not body.get("jql"):
            return Reply({"errorMessages": ["Unbounded JQL queries are not allowed here."]}, 400)
        start = self.tokens.get(body.get("nextPageToken", ""), 0)
        if body.get("nextPageToken") and not start:
            return Reply({"errorMessages": ["The provided next page token is invalid or expired."]}, 400)
        found = self._matching(body["jql"])
        size = min(self.ids_page if {"id", "key"} >= set(body["fields"]) else min(self.page, 100), body["maxResults"])
        page = found[start : start + size]
        answer: dict[str, Any] = {"issues": [self._issue(t, body["fields"]) for t in page], "isLast": True}
        if start + size < len(found):
            token = f"token-{start + size}"
            self.tokens[token] = start + size
            answer |= {"nextPageToken": token, "isLast": False}
        return Reply(answer)

    def _bulk(self, body: dict[str, Any]) -> Reply:
        """Pages sorted by time that mix issues, times as milliseconds, issues without changes left out."""
        if not 1 <= len(body["issueIdsOrKeys"]) <= 1000:
            return Reply({"errorMessages": ["issueIdsOrKeys: 1 to 1000"]}, 400)
        wanted = set(body["issueIdsOrKeys"])
        rows = sorted(
            (change.at, ticket.identity, number, change)
            for ticket in self.tickets
            if ticket.identity in wanted
            for number, change in enumerate(ticket.changes)
            if change.target or (change.flag is not None and FLAG in body["fieldIds"])
        )  # fmt: skip
        size = min(self.changes_page, body.get("maxResults", 1000))
        start = int(body.get("nextPageToken", "0"))
        logs: dict[str, list[Any]] = {}
        for at, identity, _, change in rows[start : start + size]:
            history = {**self._history(change), "created": int(at.timestamp() * 1000)}
            logs.setdefault(identity, []).append(history)
        answer: dict[str, Any] = {
            "issueChangeLogs": [{"issueId": i, "changeHistories": h} for i, h in logs.items()],
        }
        if start + size < len(rows):
            answer["nextPageToken"] = str(start + size)
        return Reply(answer)

    def _server_search(self, body: dict[str, Any]) -> Reply:
        found = self._matching(body["jql"])
        size = min(self.page if "status" in body["fields"] else min(self.ids_page, 1000), body["maxResults"])
        start = body["startAt"]
        issues = [self._issue(t, body["fields"]) for t in found[start : start + size]]
        for issue, ticket in zip(issues, found[start : start + size], strict=True):
            histories = [self._history(c) for c in ticket.changes]
            issue["changelog"] = {"startAt": 0, "maxResults": len(histories), "total": len(histories)}
            issue["changelog"]["histories"] = histories[: self.cut_changelog]
            if "changelog" not in body.get("expand", ()):
                del issue["changelog"]
        return Reply({"startAt": start, "maxResults": size, "total": len(found), "issues": issues})

    def _with_history(self, key: str, _: Any) -> Reply:
        ticket = next(t for t in self.tickets if t.key == key)
        histories = [self._history(c) for c in ticket.changes]
        issue = self._issue(ticket, ["status"])
        return Reply({**issue, "changelog": {"total": len(histories), "histories": histories}})

    def _changelog(self, identity: str, query: dict[str, str]) -> Reply:
        changes = next(t.changes for t in self.tickets if identity in (t.identity, t.key))
        start, size = int(query["startAt"]), min(int(query["maxResults"]), 2)
        page = changes[start : start + size]
        return Reply(
            {"startAt": start, "maxResults": size, "total": len(changes), "isLast": start + size >= len(changes),
             "values": [self._history(c) for c in page]}
        )  # fmt: skip

    def _issue(self, ticket: Ticket, fields: Iterable[str]) -> dict[str, Any]:
        known = {
            "created": _stamp(ticket.created), "updated": _stamp(ticket.updated),
            "status": self._status(ticket.status), "issuetype": {"id": "1", "name": ticket.type},
            "labels": list(ticket.labels), "summary": "Jane Doe's secret-plan for payroll",
            "resolution": {"name": "Done"} if ticket.status == "5" else None,
            "assignee": PERSON, "reporter": PERSON, "description": "secret-plan",
        }  # fmt: skip
        wanted = {name: value for name, value in known.items() if name in fields}
        return {"id": ticket.identity, "key": ticket.key, "self": f"https://jira.example.invalid/rest/api/2/issue/"
                f"{ticket.identity}", "expand": "", "fields": {**wanted, "creator": PERSON}}  # fmt: skip

    def _history(self, change: Change) -> dict[str, Any]:
        items: list[dict[str, Any]] = [
            {"field": "assignee", "fieldId": "assignee", "fieldtype": "jira", "to": "jdoe", "toString": "Jane Doe"}
        ]
        if change.target:
            name = {known: self.was.get(known, now) for known, (now, _) in self.statuses.items()}
            ends = {"from": change.source, "fromString": name[change.source], "to": change.target}
            ends["toString"] = name[change.target]
            items.append({"field": "status", "fieldId": "status", "fieldtype": "jira", **ends})
        if change.flag is not None:
            up, down = ("[10019]", "Impediment"), ((None, None) if change.flag else ("", ""))
            (old, was), (new, now) = (down, up) if change.flag else (up, down)
            known = {"fieldId": FLAG} if self.cloud else {}
            kind = {"field": "Flagged", **known, "fieldtype": "custom"}
            items.append({**kind, "from": old, "fromString": was, "to": new, "toString": now})
        author = {**PERSON, "accountType": "app"} if change.by_app else PERSON
        return {"id": change.identity, "author": author, "created": _stamp(change.at), "items": items}

    def _status(self, known: str) -> dict[str, Any]:
        name, category = self.statuses[known]
        return {"id": known, "name": name, "description": "", "statusCategory": {"id": 2, "key": category, "name": "x"}}

    def as_file(self) -> dict[str, Any]:
        """The same issues as one search answer of Data Center, as somebody may have saved it."""
        fields = ("created", "updated", "status", "issuetype", "labels", "resolution", "summary", "assignee")
        issues = [self._issue(t, fields) for t in self.tickets]
        for issue, ticket in zip(issues, self.tickets, strict=True):
            histories = [self._history(c) for c in ticket.changes]
            issue["changelog"] = {"startAt": 0, "total": len(histories), "histories": histories}
        return {"startAt": 0, "maxResults": len(issues), "total": len(issues), "issues": issues}


def board(number: int, columns: dict[str, list[str]], of_filter: str = "10100") -> dict[str, Any]:
    """A board's configuration as Jira Software gives it."""
    shown = [{"name": name, "statuses": [{"id": i, "self": "x"} for i in ids]} for name, ids in columns.items()]
    return {
        "id": number, "name": "Jane Doe's secret-plan", "type": "kanban", "self": "x",
        "location": {"type": "user", "name": PERSON["displayName"], "accountId": PERSON["accountId"]},
        "filter": {"id": of_filter, "self": "x"}, "subQuery": {"query": "fixVersion is EMPTY"},
        "columnConfig": {"columns": shown, "constraintType": "issueCount"}, "ranking": {"rankCustomFieldId": 10019},
    }  # fmt: skip


def _given(data: Any, _: Any) -> Reply:
    return Reply(data)


def _stamp(at: datetime) -> str:
    return at.astimezone(ZoneInfo("Europe/Berlin")).strftime("%Y-%m-%dT%H:%M:%S.000%z")
