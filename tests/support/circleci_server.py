"""CircleCI's API v2 as a server on loopback: pipelines by token, workflows, jobs, re-runs, full of people."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.support.server import Asked, Reply

PERSONAL = ("jane", "doe", "payroll", "avatar")
"""What nobody may find in anything that is kept."""


def job(name: str, start: str | None, end: str | None, status: str = "success", **more: Any) -> dict[str, Any]:
    """A job of a workflow."""
    return {
        "id": f"job-{name}", "name": name, "type": "build", "status": status, "started_at": start, "stopped_at": end,
        "job_number": 5, "dependencies": [], "project_slug": "gh/acme/shop", **more,
    }  # fmt: skip


def workflow(name: str, created: str, stopped: str | None, status: str = "success", *jobs: Any) -> dict[str, Any]:
    """A workflow with its jobs."""
    return {"name": name, "created_at": created, "stopped_at": stopped, "status": status, "jobs": list(jobs)}


def pipeline(number: int, created: str, *workflows: dict[str, Any], **vcs: Any) -> dict[str, Any]:
    """A pipeline; ``vcs`` is what its checkout was."""
    return {"number": number, "created_at": created, "workflows": list(workflows), "vcs": vcs}


@dataclass
class FakeCircle:
    """Answers a :class:`~tests.support.server.Server` may give; ``page`` is how many pipelines it gives at once."""

    pipelines: list[dict[str, Any]]
    page: int = 3
    reader: str = ""
    forgotten: set[str] = field(default_factory=set)
    """Page tokens that are no longer known."""

    def __call__(self, asked: Asked) -> Reply:
        assert asked.method == "GET"
        assert "circle-token" not in asked.headers
        signed = "Basic " + b64encode(f"{self.reader}:".encode()).decode()
        if self.reader and asked.headers.get("authorization") != signed:
            return Reply({"message": "You must log in first."}, 401)
        if asked.query.get("page-token") in self.forgotten:
            return Reply({"message": "Invalid page token"}, 400)
        start = int(asked.query.get("page-token", "token-0").removeprefix("token-"))
        match asked.path.split("/")[3:]:
            case ["project", "gh", "acme", "shop", "pipeline"]:
                newest = sorted(self.pipelines, key=lambda one: -one["number"])
                return self._some([self._pipeline(one) for one in newest], start, self.page)
            case ["pipeline", known, "workflow"]:
                one = next(p for p in self.pipelines if known == f"pipe-{p['number']}")
                return self._some([self._workflow(one, n) for n in range(len(one["workflows"]))], start, 1)
            case ["workflow", known, "job"]:
                number, index = map(int, known.removeprefix("flow-").split("-"))
                one = next(p for p in self.pipelines if number == p["number"])
                return self._some(one["workflows"][index]["jobs"], start, 2)
        return Reply({"message": "Project not found"}, 404)

    def _some(self, values: Sequence[Any], start: int, size: int) -> Reply:
        more = f"token-{start + size}" if start + size < len(values) else None
        return Reply({"items": list(values[start : start + size]), "next_page_token": more})

    def _pipeline(self, one: dict[str, Any]) -> dict[str, Any]:
        actor = {"login": "jane", "avatar_url": "https://avatar.invalid/doe"}
        return {
            "id": f"pipe-{one['number']}", "number": one["number"], "project_slug": "gh/acme/shop", "state": "created",
            "created_at": one["created_at"], "updated_at": one["created_at"], "errors": [],
            "trigger": {"type": "webhook", "actor": actor, "received_at": one["created_at"]},
            "trigger_parameters": {}, "vcs": {
                "provider_name": "GitHub", "target_repository_url": "https://github.com/acme/shop",
                "commit": {"subject": "payroll", "body": "Jane Doe"}, **one["vcs"],
            },
        }  # fmt: skip

    def _workflow(self, one: dict[str, Any], index: int) -> dict[str, Any]:
        found = {k: v for k, v in one["workflows"][index].items() if k != "jobs"}
        return {**found, "id": f"flow-{one['number']}-{index}", "started_by": "jane", "pipeline_number": one["number"]}
