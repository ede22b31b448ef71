"""GitHub as a server on loopback: GraphQL and REST of one repository, as strict about requests as the real one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from tests.support.github_world import NAME, Change, account, stamp
from tests.support.graphql import QueryError, answer, parse
from tests.support.server import Asked, Reply

REST = "/api/v3"
_OLD_ENUM = "PROJECT_V2_ITEM_STATUS_CHANGED_EVENT"
Row = dict[str, Any]


@dataclass
class FakeGitHub:
    """Answers a :class:`~tests.support.server.Server` may give. ``page`` is the most rows it gives at once.

    ``slow`` says for which numbers of changes at once, and which of them, GraphQL takes too long, ``heavy`` that it
    always does for deployments; ``torn`` are changes
    whose steps it cannot give, ``gone`` those it cannot give at all. ``without`` are paths nobody may see. ``unknown``
    are kinds of steps the server is too old for; ``boards`` whether the token may read projects.
    """

    changes: list[Change] = field(default_factory=list)
    runs: list[Row] = field(default_factory=list)
    jobs: dict[int, list[Row]] = field(default_factory=dict)
    deployments: list[Row] = field(default_factory=list)
    releases: list[Row] = field(default_factory=list)
    commits: dict[str, tuple[datetime, list[str]]] = field(default_factory=dict)
    head: str = ""
    token: str = "pat"  # noqa: S105 -- a name, not a token
    page: int = 100
    steps: int = 100
    slow: Callable[[list[Change]], bool] = lambda _: False
    heavy: bool = False
    torn: frozenset[int] = frozenset()
    gone: frozenset[int] = frozenset()
    without: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()
    boards: bool = True
    refused: list[str] = field(default_factory=list)

    def __call__(self, asked: Asked) -> Reply:
        if self.token and asked.headers.get("authorization") not in (f"Bearer {self.token}", None):
            return Reply({"message": "Bad credentials"}, 401)
        if any(re.fullmatch(path, asked.path) for path in self.without):
            return Reply({"message": "Not Found", "documentation_url": "https://docs.github.com/rest"}, 404)
        if asked.path == "/api/graphql" and asked.method == "POST":
            if "authorization" not in asked.headers:
                return Reply({"message": "This endpoint requires you to be authenticated."}, 401)
            return self._graphql(asked.body)
        path = re.sub(rf"^{REST}/repositories/7\b", f"{REST}/repos/{NAME}", asked.path)
        found = re.fullmatch(rf"{REST}/repos/{NAME}(/.*)?", path)
        if not found or asked.method != "GET":
            self.refused.append(f"{asked.method} {asked.path}")
            return Reply({"message": "Not Found"}, 404)
        return self._rest(found[1] or "", asked)

    # GraphQL

    def _graphql(self, body: Any) -> Reply:
        kind, selection = parse(body["query"])
        assert kind == "query", "a program that only reads"
        errors: list[Row] = []
        for name in self.unknown:
            if name in body["query"]:
                text = f"Argument 'itemTypes' on Field 'timelineItems' has an invalid value ({name})."
                return Reply({"errors": [{"message": text, "extensions": {"code": "argumentLiteralsIncompatible"}}]})
        if _OLD_ENUM in body["query"] and not self.boards:
            text = "Your token has not been granted the required scopes: read:project"
            return Reply({"data": {"repository": None}, "errors": [{"type": "INSUFFICIENT_SCOPES", "message": text}]})
        variables = body["variables"]
        if f"{variables['o']}/{variables['r']}".lower() != NAME:
            missing = {"type": "NOT_FOUND", "path": ["repository"], "message": "Could not resolve to a Repository"}
            return Reply({"data": {"repository": None}, "errors": [missing]})
        query = {"repository": lambda owner, name: self._repository("timelineItems" in body["query"], errors)}
        try:
            data = answer(selection, query, variables)
        except QueryError as error:
            return Reply({"errors": [{"message": str(error), "extensions": {"code": error.code}}]})
        except TimeoutError:
            return Reply({"message": "We couldn't respond to your request in time."}, 502)
        return Reply({"data": data, **({"errors": errors} if errors else {})})

    def _repository(self, steps: bool, errors: list[Row]) -> Row:
        def found(kind: str, changes: list[Change]) -> Callable[..., Row]:
            def connection(first: int, after: str | None, orderBy: Row, filterBy: Row | None = None) -> Row:  # noqa: N803 -- GraphQL's
                assert 1 <= first <= 100
                since = (filterBy or {}).get("since")
                rows = [c for c in changes if since is None or (stamp(c.updated) or "") >= since]
                rows.sort(key=lambda c: (c.updated, c.number), reverse=orderBy["direction"] == "DESC")
                if after:
                    key = tuple(after.split("|"))
                    side = -1 if orderBy["direction"] == "DESC" else 1
                    rows = [c for c in rows if _beyond((stamp(c.updated) or "", f"{c.number:09d}"), key, side)]
                page = rows[:first]
                if steps and self.slow(page):
                    raise TimeoutError
                nodes = [self._node(kind, place, c, steps, errors) for place, c in enumerate(page)]
                end = f"{stamp(page[-1].updated)}|{page[-1].number:09d}" if page else None
                return {"nodes": nodes, "pageInfo": {"hasNextPage": len(rows) > len(page), "endCursor": end}}

            return connection

        def one(issue: bool) -> Callable[..., Row | None]:
            def change(number: int) -> Row | None:
                match = [c for c in self.changes if c.number == number and c.issue == issue]
                return self._full(match[0]) if match else None

            return change

        return {
            "__typename": "Repository",
            "pullRequests": found("pullRequests", [c for c in self.changes if not c.issue]),
            "issues": found("issues", [c for c in self.changes if c.issue]),
            "pullRequest": one(issue=False),
            "issue": one(issue=True),
            "deployments": lambda **asked: self._deployed(asked),
            "releases": lambda **asked: _connection([_release(r) for r in self.releases[::-1]], asked, self.page),
        }

    def _node(self, kind: str, place: int, change: Change, steps: bool, errors: list[Row]) -> Row | None:
        path = ["repository", kind, "nodes", place]
        if steps and change.number in self.gone:
            errors.append({"type": "INTERNAL", "path": path, "message": "Something went wrong: jane"})
            return None
        node = self._full(change)
        if steps and change.number in self.torn:
            errors.append({"type": "INTERNAL", "path": [*path, "timelineItems"], "message": "Something went wrong"})
            node["timelineItems"] = None
        return node

    def _full(self, change: Change) -> Row:
        def items(first: int, itemTypes: list[str], after: str | None = None) -> Row:  # noqa: N803 -- GraphQL's
            kinds = {name.title().replace("_", "") for name in itemTypes}
            nodes = [step.graph(change.number) for step in change.steps]
            nodes = [n for n in nodes if n["__typename"] in kinds]
            start = int(after or 0)
            size = min(first, self.steps)
            info = {"hasNextPage": start + size < len(nodes), "endCursor": str(start + size)}
            return {"nodes": nodes[start : start + size], "pageInfo": info}

        return {**change.graph(), "timelineItems": items}

    def _deployed(self, asked: Row) -> Row:
        if self.heavy:
            raise TimeoutError
        return _connection([_deployment(d) for d in self._deployments(**asked)], asked, self.page)

    def _deployments(self, environments: list[str] | None = None, **_: Any) -> list[Row]:
        return [d for d in self.deployments[::-1] if environments is None or d["environment"] in environments]

    # REST

    def _rest(self, path: str, asked: Asked) -> Reply:
        query = asked.query
        if not path:
            return Reply({"id": 7, "full_name": NAME, "owner": account("jane-doe", graph=False)})
        if one := re.fullmatch(r"/(pulls|issues)/(\d+)", path):
            match = [c for c in self.changes if c.number == int(one[2]) and c.issue == (one[1] == "issues")]
            return Reply(match[0].rest()) if match else Reply({"message": "Not Found"}, 404)
        if one := re.fullmatch(r"/issues/(\d+)/timeline", path):
            return self._list(asked, next(c for c in self.changes if c.number == int(one[1])).timeline())
        if one := re.fullmatch(r"/actions/runs/(\d+)/jobs", path):
            assert query["filter"] == "all"
            return self._list(asked, self.jobs[int(one[1])], "jobs")
        if one := re.fullmatch(r"/deployments/(\d+)/statuses", path):
            return self._list(asked, next(d for d in self.deployments if d["id"] == int(one[1]))["statuses"][::-1])
        listed: dict[str, Callable[[], list[Row]]] = {
            "/pulls": lambda: [c.rest() for c in self._sorted(query) if not c.issue],
            "/issues": lambda: [
                {**c.rest(), **({} if c.issue else {"pull_request": {"url": "…"}})} for c in self._sorted(query)
            ],
            "/deployments": lambda: [
                {k: v for k, v in d.items() if k != "statuses"} for d in self._deployments(
                    [query["environment"]] if "environment" in query else None)
            ],
            "/releases": lambda: [{k: v for k, v in r.items() if k != "sha"} for r in self.releases[::-1]],
        }  # fmt: skip
        if path == "/actions/runs":
            return self._list(asked, self._runs(query.get("created", "")), "workflow_runs", cap="created" in query)
        if path == "/commits":
            return self._commits(asked)
        return self._list(asked, listed[path]()) if path in listed else Reply({"message": "Not Found"}, 404)

    def _sorted(self, query: dict[str, str]) -> list[Change]:
        assert (query["state"], query["sort"]) == ("all", "updated")
        found = [c for c in self.changes if (stamp(c.updated) or "") >= query.get("since", "")]
        return sorted(found, key=lambda c: (c.updated, c.number), reverse=query["direction"] == "desc")

    def _runs(self, created: str) -> list[Row]:
        low, _, high = created.partition("..") if ".." in created else (created.removeprefix(">="), "", "")
        if created.startswith("<="):
            low, high = "", created[2:]
        rows = [r for r in self.runs if r["created_at"] >= low and (not high or r["created_at"] <= high)]
        return sorted(rows, key=lambda r: str(r["created_at"]), reverse=True)

    def _commits(self, asked: Asked) -> Reply:
        start = asked.query.get("sha") or self.head
        start = next((r["sha"] for r in self.releases if r["tag_name"] == start), start)
        if start not in self.commits:
            return Reply({"message": f"No commit found for SHA: {start}"}, 422)
        found, ahead = dict[str, None](), [start]
        while ahead:
            sha = ahead.pop(0)
            found[sha] = None
            ahead += [parent for parent in self.commits[sha][1] if parent in self.commits and parent not in found]
        rows = sorted(found, key=lambda sha: self.commits[sha][0], reverse=True)
        rows = [sha for sha in rows if (stamp(self.commits[sha][0]) or "") >= asked.query.get("since", "")]
        person = {"name": "Jane Doe", "email": "jane@example.invalid"}
        return self._list(
            asked,
            [{"sha": sha, "parents": [{"sha": p} for p in self.commits[sha][1]], "commit": {"author": person,
              "message": "payroll"}, "author": account("jane-doe", graph=False)} for sha in rows],
        )  # fmt: skip

    def _list(self, asked: Asked, rows: list[Row], key: str = "", *, cap: bool = False) -> Reply:
        """A page, and ``Link`` with whole addresses by the repository's number, as GitHub has them."""
        if cap:
            rows = rows[:1000]
        size = min(int(asked.query.get("per_page", 30)), self.page)
        number = int(asked.query.get("page", 1))
        values = rows[(number - 1) * size : number * size]
        headers = {}
        if number * size < len(rows):
            path = asked.path.replace(f"/repos/{NAME}", "/repositories/7")
            address = f"http://{asked.headers['host']}{path}"
            following = urlencode({**asked.query, "page": str(number + 1)})
            headers["Link"] = f'<{address}?page=1>; rel="first", <{address}?{following}>; rel="next"'
        return Reply({"total_count": len(rows), key: values} if key else values, headers=headers)


def _beyond(own: tuple[str, ...], key: tuple[str, ...], side: int) -> bool:
    return own > key if side > 0 else own < key


def _connection(rows: list[Row], asked: Row, most: int) -> Row:
    start, size = int(asked.get("after") or 0), min(asked["first"], most)
    info = {"hasNextPage": start + size < len(rows), "endCursor": str(start + size)}
    return {"nodes": rows[start : start + size], "pageInfo": info}


def _deployment(row: Row) -> Row:
    statuses = [{"state": s["state"].upper(), "createdAt": s["created_at"]} for s in row["statuses"]]
    return {
        "__typename": "Deployment", "databaseId": row["id"], "commitOid": row["sha"], "createdAt": row["created_at"],
        "environment": row["environment"], "statuses": lambda first: {"nodes": statuses[::-1][:first]},
    }  # fmt: skip


def _release(row: Row) -> Row:
    return {
        "__typename": "Release", "tagName": row["tag_name"], "publishedAt": row["published_at"],
        "createdAt": row["created_at"], "isDraft": row["draft"], "isPrerelease": row["prerelease"],
        "tagCommit": {"oid": row["sha"]} if row["sha"] else None,
    }  # fmt: skip
