"""Azure DevOps as a server on loopback: builds by continuation token, timelines, pull requests, full of people."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from tests.support.server import Asked, Reply

PERSONAL = ("jane", "doe", "payroll", "s3cret")
"""What nobody may find in anything that is kept."""
REPOSITORY = {
    "id": "guid-shop", "name": "shop-api", "remoteUrl": "https://acme@dev.azure.com/acme/Shop/_git/shop-api",
    "project": {"name": "Shop"},
}  # fmt: skip
JANE, JOHN = {"id": "id-jane", "displayName": "Jane Doe", "uniqueName": "jane@example.invalid"}, {"id": "id-doe"}
ROBOT = {"id": "id-robot", "descriptor": "svc.robot", "displayName": "Build Service"}
_SIGN_IN = b"<html><title>Azure DevOps Services | Sign In</title></html>"
_HTML = {"Content-Type": "text/html; charset=utf-8"}


def build(
    number: int, queued: str, started: str | None, finished: str | None, result: str | None = "succeeded", **more: Any
) -> dict[str, Any]:
    """A build; ``jobs`` are its records, ``earlier`` timelines of older attempts by id, ``changes`` its commits."""
    status = "completed" if finished else "inProgress" if started else "notStarted"
    return {
        "id": number, "buildNumber": "payroll", "status": status, "result": result if finished else None,
        "queueTime": queued, "startTime": started, "finishTime": finished, "definition": {"id": 5, "name": "ci"},
        "repository": {"id": "guid-shop", "type": "TfsGit"}, "sourceBranch": "refs/heads/jane/x",
        "sourceVersion": "a" * 40,
        "requestedFor": JANE, "triggerInfo": {"ci.message": "payroll"}, "parameters": '{"x": "s3cret"}',
        "jobs": [], "earlier": {}, "changes": [], **more,
    }  # fmt: skip


def job(name: str, start: str | None, end: str | None, result: str = "succeeded", **more: Any) -> list[dict[str, Any]]:
    """The records of a job, its phase and its stage; ``stage`` names that, ``attempt`` counts."""
    stage, attempt = more.get("stage", "Build"), more.get("attempt", 1)
    state = "completed" if end else "inProgress" if start else "pending"
    shared = {
        "startTime": more.get("staged", start),
        "finishTime": end,
        "state": state,
        "result": result,
        "attempt": attempt,
    }
    before = [{"attempt": n, "timelineId": f"old-{n}", "recordId": "x"} for n in range(1, attempt)]
    known = f"{stage}-{name}"
    return [
        {"id": f"s-{known}", "parentId": None, "type": "Stage", "name": stage, "previousAttempts": before, **shared},
        {"id": f"p-{known}", "parentId": f"s-{known}", "type": "Phase", "name": name, "previousAttempts": [], **shared},
        {"id": f"j-{known}", "parentId": f"p-{known}", "type": "Job", "name": name, "workerName": "jane's laptop",
         "previousAttempts": [], **shared, "startTime": start, "log": {"url": "s3cret"}},
        {"id": f"t-{known}", "parentId": f"j-{known}", "type": "Task", "name": "payroll", **shared},
    ]  # fmt: skip


def pull(number: int, created: str, closed: str | None = None, status: str = "active", **more: Any) -> dict[str, Any]:
    """A pull request; ``threads`` is what happened to it."""
    return {
        "pullRequestId": number, "repository": {k: v for k, v in REPOSITORY.items() if k != "remoteUrl"},
        "status": status, "creationDate": created, "closedDate": closed, "createdBy": JANE, "isDraft": False,
        "title": "Jane Doe's payroll", "description": "s3cret", "sourceRefName": "refs/heads/jane/PAY-12",
        "targetRefName": "refs/heads/main", "lastMergeSourceCommit": {"commitId": "a" * 40},
        "lastMergeCommit": {"commitId": f"{number:040x}"}, "reviewers": [{**JANE, "vote": 10}], "threads": [], **more,
    }  # fmt: skip


def thread(at: str, kind: str = "", who: dict[str, Any] | None = None, **properties: Any) -> dict[str, Any]:
    """A thread: of the system where it has a ``kind``, else a comment."""
    values = {name: {"$type": "System.String", "$value": value} for name, value in properties.items()}
    if kind:
        values["CodeReviewThreadType"] = {"$type": "System.String", "$value": kind}
    if who and kind:
        values["CodeReviewVotedByIdentity"] = {"$type": "System.String", "$value": "1"}
    comment = {
        "id": 1,
        "author": who or JANE,
        "content": "payroll",
        "publishedDate": at,
        "commentType": "system" if kind else "text",
    }
    return {
        "id": 9,
        "publishedDate": at,
        "properties": values or None,
        "comments": [comment],
        "identities": {"1": who} if who else None,
    }


@dataclass
class FakeAzure:
    """Answers a :class:`~tests.support.server.Server` may give, below ``/acme``; ``page`` is how many builds it gives
    at once. ``signs_in`` is how it treats a token it does not take: 203 with a page, or 302 to another server.
    """

    builds: list[dict[str, Any]] = field(default_factory=list)
    pulls: list[dict[str, Any]] = field(default_factory=list)
    reader: str = ""
    signs_in: int = 203
    page: int = 3

    def __call__(self, asked: Asked) -> Reply:
        assert asked.method == "GET"
        signed = "Basic " + b64encode(f":{self.reader}".encode()).decode()
        if self.reader and asked.headers.get("authorization") != signed:
            if "authorization" not in asked.headers or self.signs_in == 401:
                return Reply(raw=_SIGN_IN, status=401, headers=_HTML)
            elsewhere = {"Location": "https://login.example.invalid/_signin?payroll"} if self.signs_in == 302 else {}
            return Reply(raw=_SIGN_IN, status=self.signs_in, headers={**_HTML, **elsewhere})
        assert asked.query.get("api-version") == "6.0"
        match unquote(asked.path).split("/")[1:]:
            case ["acme", "Shop", "_apis", "git", "repositories"]:
                return Reply({"count": 1, "value": [REPOSITORY]})
            case ["acme", "Shop", "_apis", "build", "builds"]:
                return self._builds(asked.query)
            case ["acme", "Shop", "_apis", "build", "builds", number, *more]:
                return self._of_build(int(number), more)
            case ["acme", "Shop", "_apis", "git", "pullrequests", number]:
                return self._one(next(one for one in self.pulls if one["pullRequestId"] == int(number)))
            case ["acme", "Shop", "_apis", "git", *where] if where[-1] == "pullrequests":
                return self._pulls(asked.query)
            case ["acme", "Shop", "_apis", "git", "repositories", "guid-shop", "pullRequests", number, "threads"]:
                return Reply({"value": next(p["threads"] for p in self.pulls if p["pullRequestId"] == int(number))})
        return Reply({"message": "TF200016: The following project does not exist: Shpo"}, 404)

    def _builds(self, query: dict[str, str]) -> Reply:
        assert query["queryOrder"] == "queueTimeAscending"
        least = datetime.fromisoformat(query.get("minTime", "2000-01-01T00:00:00Z"))
        wanted = [b for b in self.builds if datetime.fromisoformat(b["queueTime"]) >= least]
        start = int(query.get("continuationToken", "0"))
        page = sorted(wanted, key=lambda b: b["queueTime"])[start : start + self.page]
        more = {"x-ms-continuationtoken": str(start + self.page)} if start + self.page < len(wanted) else {}
        return Reply({"count": len(page), "value": [self._told(one) for one in page]}, headers=more)

    def _of_build(self, number: int, more: list[str]) -> Reply:
        one = next((b for b in self.builds if b["id"] == number), None)
        if one is None:
            return Reply({"message": "TF14061: The build cannot be found"}, 404)
        match more:
            case []:
                return Reply(self._told(one))
            case ["timeline"]:
                return Reply({"records": one["jobs"]}) if one["jobs"] else Reply(status=204, raw=b"")
            case ["timeline", known]:
                return Reply({"records": one["earlier"][known]})
            case ["changes"]:
                return Reply({"value": [{"id": sha, "message": "payroll", "author": JANE} for sha in one["changes"]]})
        return Reply({}, 404)

    def _pulls(self, query: dict[str, str]) -> Reply:
        assert query["searchCriteria.status"] == "all"
        newest = sorted(self.pulls, key=lambda one: -one["pullRequestId"])
        start, size = int(query.get("$skip", 0)), int(query["$top"])
        return Reply({"value": [self._one(one).data for one in newest[start : start + size]]})

    def _told(self, one: dict[str, Any]) -> dict[str, Any]:
        return {k: v for k, v in one.items() if k not in ("jobs", "earlier", "changes")}

    def _one(self, one: dict[str, Any]) -> Reply:
        return Reply({k: v for k, v in one.items() if k != "threads"})
