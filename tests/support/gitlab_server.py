"""GitLab as a server on loopback: as strict about requests as the real one, paging like it, full of people.

What it is not asked for in the right way it refuses, and remembers in ``refused``: a test that ends with something in
there has found a request GitLab would not answer.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from tests.support.gitlab_payloads import (
    BOT,
    JANE,
    JOHN,
    NUMBER,
    PROJECT,
    START,
    Row,
    change,
    commit,
    deployment,
    issue,
    job,
    merge,
    person,
    pipeline,
    stamp,
)  # fmt: skip
from tests.support.server import Asked, Reply

_PAGED = {"page", "per_page"}
_LISTED = _PAGED | {"order_by", "sort", "updated_after"}
_PARAMETERS: dict[str, set[str]] = {
    "merge_requests": _LISTED | {"state", "scope"}, "issues": _LISTED | {"state", "scope"},
    "pipelines": _LISTED | {"source", "status", "ref", "sha"}, "deployments": _LISTED | {"environment", "status"},
    "boards": _PAGED, "environments": _PAGED | {"states", "name", "search"}, "labels": _PAGED,
    "releases": _PAGED | {"order_by", "sort"}, "compare": {"from", "to", "straight"},
    "notes": _PAGED | {"order_by", "sort", "activity_filter"}, "commits": _PAGED, "jobs": _PAGED | {"include_retried"},
    "resource_label_events": _PAGED, "resource_state_events": _PAGED, "deployment_changes": _PAGED | {"state"},
    "project": set(),
}  # fmt: skip


@dataclass
class FakeGitLab:
    """Answers a :class:`~tests.support.server.Server` may give. ``page`` is the most rows it gives at once; ``totals``
    whether it counts them; ``links`` how it names the next page. ``without`` are paths it does not let see.
    """

    changes: list[Row] = field(default_factory=list)
    issues: list[Row] = field(default_factory=list)
    pipelines: list[Row] = field(default_factory=list)
    deployments: list[Row] = field(default_factory=list)
    releases: list[dict[str, Any]] = field(default_factory=list)
    between: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    boards: list[str] = field(default_factory=list)
    labels: dict[int, str] = field(default_factory=dict)
    environments: list[dict[str, Any]] = field(
        default_factory=lambda: [{"id": 3, "name": "production", "tier": "production"},
                                 {"id": 4, "name": "review/jane", "tier": "development"}]
    )  # fmt: skip
    token: str = "pat"  # noqa: S105 -- a name, not a token
    page: int = 100
    headers: str = "both"
    foreign: str = ""
    without: frozenset[str] = frozenset()
    status: int = 404
    refused: list[str] = field(default_factory=list)

    def __call__(self, asked: Asked) -> Reply:
        given = {asked.headers.get("authorization"), f"Bearer {asked.headers.get('private-token')}"}
        if asked.method != "GET":
            return self._refuse(asked, 405, "405 Method Not Allowed")
        if self.token and f"Bearer {self.token}" not in given:
            return Reply({"message": "401 Unauthorized"}, 401)
        found = re.fullmatch(r"/api/v4/projects/(group%2Fshop|7)(?:/(.*))?", asked.path)
        if not found:
            return Reply({"message": "404 Project Not Found"}, 404)
        path = found[2] or ""
        if any(re.fullmatch(known, path) for known in self.without):
            return Reply({"message": f"{self.status} Forbidden or Not Found"}, self.status)
        return self._answer(asked, path)

    def _answer(self, asked: Asked, path: str) -> Reply:
        if path == "":
            return self._checked(asked, "project") or Reply(
                {"id": NUMBER, "path_with_namespace": PROJECT, "name": "Shop", "owner": person(JANE)}
            )
        lists: dict[str, Callable[[], list[dict[str, Any]]]] = {
            "boards": lambda: [{"id": 1, "lists": [{"label": {"id": 1, "name": n}} for n in self.boards]}],
            "environments": lambda: self.environments,
            "releases": lambda: sorted(self.releases, key=lambda r: str(r["released_at"])),
            "labels": lambda: [{"id": known, "name": name} for known, name in self.labels.items()],
        }
        if path in lists:
            return self._checked(asked, path) or self._paged(asked, lists[path]())
        if path == "repository/compare":
            commits = self.between.get((asked.query.get("from", ""), asked.query.get("to", "")), [])
            return self._checked(asked, "compare") or Reply({"commits": [commit(known, START) for known in commits]})
        return self._row(asked, path)

    def _row(self, asked: Asked, path: str) -> Reply:
        rows = {"merge_requests": self.changes, "issues": self.issues, "pipelines": self.pipelines,
                "deployments": self.deployments}  # fmt: skip
        name, _, rest = path.partition("/")
        if name in rows and not rest:
            return self._listed(asked, name, rows[name])
        number, _, part = rest.partition("/")
        known = "iid" if name in ("merge_requests", "issues") else "id"
        row = next((r for r in rows.get(name, ()) if str(r.data[known]) == number), None)
        parts = {"merge_requests": ("notes", "commits", "resource_label_events", "resource_state_events"),
                 "issues": ("resource_label_events", "resource_state_events"), "pipelines": ("jobs",),
                 "deployments": ("merge_requests",)}  # fmt: skip
        if row is None or part not in parts[name]:
            return self._refuse(asked, 404, "404 Not Found")
        wrong = self._checked(asked, "deployment_changes" if name == "deployments" else part)
        if wrong:
            return wrong
        found = row.parts.get(part, [])
        if part == "jobs" and asked.query.get("include_retried") != "true":
            found = list({j["name"]: j for j in found}.values())
        if part in ("notes", "jobs", "commits") and asked.query.get("sort") != "asc":
            found = found[::-1]  # newest first
        return self._paged(asked, found)

    def _listed(self, asked: Asked, name: str, rows: list[Row]) -> Reply:
        wrong = self._checked(asked, name)
        if wrong:
            return wrong
        query = asked.query
        if name == "deployments" and ("updated_after" in query) != (query.get("order_by") == "updated_at"):
            return self._refuse(asked, 400, "`updated_at` filter and `updated_at` sorting must be paired")
        since = datetime.fromisoformat(query.get("updated_after", "1970-01-01T00:00:00Z"))
        found = [row for row in rows if row.updated >= since]
        if name == "pipelines":
            child = query.get("source") == "parent_pipeline"
            found = [row for row in found if (row.data["source"] == "parent_pipeline") == child]
        if name == "deployments" and "environment" in query:
            found = [row for row in found if row.data["environment"]["name"] == query["environment"]]
        if query.get("order_by") == "updated_at":
            found.sort(key=lambda row: (row.updated, row.data["id"]))
        if query.get("sort", "desc") == "desc":
            found.reverse()
        return self._paged(asked, [{**row.data, "updated_at": stamp(row.updated)} for row in found])

    def _checked(self, asked: Asked, name: str) -> Reply | None:
        """What is wrong with a request's parameters."""
        unknown = set(asked.query) - _PARAMETERS[name]
        if unknown:
            return self._refuse(asked, 400, f"{sorted(unknown)} unknown")
        if not 1 <= int(asked.query.get("per_page", 20)) <= 100 or int(asked.query.get("page", 1)) < 1:
            return self._refuse(asked, 400, "per_page or page does not have a valid value")
        return None

    def _paged(self, asked: Asked, rows: list[dict[str, Any]]) -> Reply:
        page, size = int(asked.query.get("page", 1)), min(self.page, int(asked.query.get("per_page", 20)))
        start = (page - 1) * size
        more = start + size < len(rows)
        headers = {"X-Page": str(page), "X-Per-Page": str(size)}
        base = self.foreign or f"http://{asked.headers['host']}"
        if self.headers in ("link", "both"):
            ends = {"first": 1, **({"next": page + 1} if more else {})}
            address = f"{base}{asked.path}?"
            links = [f'<{address}{urlencode({**asked.query, "page": n})}>; rel="{rel}"' for rel, n in ends.items()]
            headers["Link"] = ", ".join(links)
        if self.headers in ("numbers", "both"):
            headers["X-Next-Page"] = str(page + 1) if more else ""
        if len(rows) <= 10_000 and self.headers != "none":
            headers |= {"X-Total": str(len(rows))}
        return Reply(rows[start : start + size], headers=headers)

    def _refuse(self, asked: Asked, status: int, why: str) -> Reply:
        self.refused.append(f"{asked.method} {asked.path} {asked.query}: {why}")
        return Reply({"message": why}, status)


def limited(seconds: int = 7, dialect: str = "reset") -> Reply:
    """Too many requests, as GitLab says it: in plain text, with the end of the limit as a moment."""
    end = datetime(2026, 3, 2, 12, tzinfo=UTC) + timedelta(seconds=seconds)
    known = {
        "reset": {"RateLimit-Limit": "2000", "RateLimit-Observed": "2001", "RateLimit-Remaining": "0",
                  "RateLimit-Reset": str(int(end.timestamp())),
                  "RateLimit-ResetTime": end.strftime("%a, %d %b %Y %H:%M:%S GMT")},
        "after": {"Retry-After": str(seconds)},
        "date": {"RateLimit-ResetTime": end.strftime("%a, %d %b %Y %H:%M:%S GMT")},
    }  # fmt: skip
    return Reply(raw=b"Retry later\n", status=429, headers={"Content-Type": "text/plain", **known[dialect]})


def world(count: int, seed: int = 1) -> FakeGitLab:
    """Issues on a board, a merge request for each, with reviews, pipelines and deployments."""
    rng = random.Random(seed)
    gitlab, landed = FakeGitLab(boards=["workflow::doing", "workflow::review"]), list[tuple[datetime, Row, str]]()
    for number in range(1, count + 1):
        at = START + timedelta(hours=5 * number)
        ticket, own = issue(number, at), change(number, at + timedelta(hours=8), description=f"Closes #{number}")
        ticket.label(at + timedelta(hours=2), "add", "workflow::doing")
        gitlab.issues.append(ticket)
        gitlab.changes.append(own)
        at = own.at
        run = pipeline(number, own.data["sha"], at, job(10 * number, "unit", at + timedelta(minutes=2), 6),
                       ref=f"refs/merge-requests/{number}/head", source="merge_request_event")  # fmt: skip
        gitlab.pipelines.append(run)
        for _ in range(rng.randrange(3)):
            at += timedelta(minutes=rng.randrange(30, 900))
            own.say(at, rng.choice([JOHN, JANE, BOT]))
        if rng.random() < 0.3:
            at += timedelta(hours=1)
            own.note(at, "requested changes")
            own.note(at + timedelta(hours=2), "added 1 commit\n\n<ul><li>1234 - secret-plan</li></ul>", JANE)
        if rng.random() < 0.8:
            at += timedelta(minutes=rng.randrange(200, 3000))
            own.note(at, "approved this merge request")
            landed.append((at + timedelta(hours=1), own, merge(own, at + timedelta(hours=1))))
            ticket.turn(at + timedelta(hours=1, seconds=2), "closed")
    waiting: list[Row] = []
    for number, (at, own, known) in enumerate(sorted(landed, key=lambda one: one[0])):
        waiting.append(own)
        if number % 3 == 2:
            gitlab.deployments.append(deployment(number, known, at + timedelta(hours=3), waiting))
            waiting = []
    return gitlab
