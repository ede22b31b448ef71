"""Pulling from a GitHub on loopback: what a source says, what comes of it, and rows of runs and deployments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.support.github_server import FakeGitHub
from tests.support.github_world import BEGIN, JANE, Change, hours, sha_of, stamp
from tests.support.pulling import Heard, stream
from tests.support.server import Server, serving
from vsm_tui.connect.pull import Pulled, pull

LATER = datetime(2026, 3, 2, 12, 5, tzinfo=UTC)
"""Just after the server's own clock: what happens then is new to the next pull."""
EVERYTHING = "[pull_requests, issues, runs, deployments, releases]"


def entry(url: str, **more: str) -> str:
    keys = {"parts": "[pull_requests]", **more}
    return f"{{tool: github, url: '{url}', repo: acme/shop" + "".join(f", {k}: {v}" for k, v in keys.items()) + "}"


def rows(done: Pulled) -> list[tuple[Any, ...]]:
    log = done.events
    kinds = log.kind or [""] * len(log)
    return sorted(zip(log.item, log.at, log.state, kinds, strict=True))


def told(done: Pulled) -> dict[str, int | None]:
    return {finding.code: finding.count for finding in done.events.findings}


def graphs(site: Server) -> list[dict[str, Any]]:
    return [asked.body["variables"] for asked in site.asked if asked.method == "POST"]


def pulled(folder: Path, github: FakeGitHub, **more: str) -> Pulled:
    """One whole pull into a stream of its own."""
    with serving(github) as site:
        done = pull(stream(folder, entry(site.url, **more), name=f"s{len(list(folder.iterdir()))}"), Heard())
    assert github.refused == []
    return done


def some_issues() -> list[Change]:
    first = Change(1001, BEGIN, issue=True, labels=("hotfix",)).add("closed", BEGIN + hours(9), "COMPLETED")
    first.add("reopened", BEGIN + hours(10)).add("closed", BEGIN + hours(30), "NOT_PLANNED")
    more = [Change(1002 + n, BEGIN + hours(n), issue=True) for n in range(60)]
    return [first, *more]


def at(minutes: float) -> str:
    return stamp(BEGIN + timedelta(minutes=minutes)) or ""


def job(
    attempt: int, created: float | None, started: float, ended: float, conclusion: str = "success"
) -> dict[str, Any]:
    found = {
        "id": 1, "run_attempt": attempt, "name": "test", "status": "completed", "conclusion": conclusion,
        "started_at": at(started), "completed_at": at(ended), "runner_name": "jane's machine",
        "steps": [{"name": "Set up", "started_at": at(started)}],
    }  # fmt: skip
    return {**found, **({"created_at": at(created)} if created is not None else {})}


def run(number: int, minutes: float, **more: Any) -> dict[str, Any]:
    return {
        "id": 9000 + number, "name": "CI", "workflow_id": 1, "event": "pull_request", "head_branch": "jane/secret-plan",
        "head_sha": sha_of(f"{number} 0"), "run_number": number, "run_attempt": 1, "status": "completed",
        "conclusion": "success", "created_at": at(minutes), "run_started_at": at(minutes),
        "updated_at": at(minutes + 20), "pull_requests": [], "actor": {"login": JANE}, **more,
    }  # fmt: skip


def add_builds(github: FakeGitHub) -> None:
    for number in range(1, 61):
        minutes = 180.0 * number
        github.runs.append(run(number, minutes))
        github.jobs[9000 + number] = [job(1, minutes, minutes + 2, minutes + 9)]


def add_deliveries(github: FakeGitHub) -> None:
    """Merges of pull requests on one line; every fifth is deployed, every tenth released."""
    merged = sorted((c for c in github.changes if c.merged), key=lambda c: c.merged or BEGIN)
    before = sha_of("root")
    github.commits[before] = (BEGIN - hours(1), [])
    for place, change in enumerate(merged):
        when = change.merged or BEGIN
        github.commits[change.merge_sha] = (when, [before])
        before = github.head = change.merge_sha
        if place % 5 == 0:
            deploy(
                github,
                place,
                before,
                when + hours(1),
                "in_progress",
                "success" if place % 15 else "failure",
                "inactive",
            )
        if place % 10 == 0:
            github.releases.append(
                {"tag_name": f"v1.{place}.0", "sha": before, "created_at": stamp(when),
                 "published_at": stamp(when + hours(2)), "draft": False, "prerelease": place % 20 == 10,
                 "target_commitish": "main", "author": {"login": JANE}}
            )  # fmt: skip


def deploy(
    github: FakeGitHub, number: int, sha: str, when: datetime, *states: str, environment: str = "production"
) -> None:
    statuses = [{"state": state, "created_at": stamp(when + hours(0.1 * (n + 1)))} for n, state in enumerate(states)]
    github.deployments.append(
        {"id": 500 + number, "sha": sha, "ref": "main", "created_at": stamp(when), "environment": environment,
         "statuses": statuses, "creator": {"login": JANE}}
    )  # fmt: skip


def merges(count: int) -> FakeGitHub:
    """Pull requests merged an hour after each other."""
    github = FakeGitHub([Change(n, BEGIN).add("merged", BEGIN + hours(n)) for n in range(1, count + 1)])
    before = ""
    for change in github.changes:
        github.commits[change.merge_sha] = (BEGIN + hours(change.number), [before] if before else [])
        before = github.head = change.merge_sha
    return github
