"""What is kept of CircleCI → builds and deployments: every workflow, and every re-run of one, is an attempt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from vsm_tui.connect.attempts import Attempt, Patterns, Step, builds_of, micros
from vsm_tui.events.builds import Build, Outcome, commit_key, item_of

OVER = ("success", "failed", "error", "canceled", "not_run", "unauthorized")
"""How a workflow stands that does not go on."""
_OUTCOMES: dict[str, Outcome] = {
    "success": "passed", "failed": "failed", "error": "failed", "timedout": "failed", "infrastructure_fail": "failed",
    "terminated-unknown": "failed",
}  # fmt: skip


def all_builds(bodies: Iterable[Any], slug: str, patterns: Patterns) -> Iterator[Build]:
    """The builds in kept pages, oldest page first: a pipeline that was told again is as it was told last."""
    pipelines = {one["id"]: one for body in bodies for one in body}
    for one in sorted(pipelines.values(), key=lambda one: int(one["number"])):
        for workflow in one["workflows"]:
            yield from builds_of(_attempt(one, workflow, slug), patterns)


def _attempt(pipeline: dict[str, Any], workflow: dict[str, Any], slug: str) -> Attempt:
    created = micros(workflow.get("created_at"))
    over = workflow.get("status") in OVER
    ended = micros(workflow.get("stopped_at")) if over else None
    steps = [step for job in workflow["jobs"] if (step := _step(job, created, ended))]
    repo, sha, change = pipeline.get("repo") or slug, pipeline.get("sha", ""), str(pipeline.get("change", ""))
    keys = [f"{repo}#{change}"] if change.isdecimal() else []
    keys += [*pipeline.get("keys", ()), commit_key(sha)]
    item = item_of(repo, sha, pipeline["number"])
    ref = f"{workflow['name']} #{pipeline['number']}"
    outcome: Outcome = _OUTCOMES.get(str(workflow.get("status")), "") if ended is not None else ""
    return Attempt(workflow["name"], item, created, None, ended, outcome, steps, [key for key in keys if key], ref)


def _step(job: dict[str, Any], created: int | None, ended: int | None) -> Step | None:
    """A job that ran in this workflow: approvals run nowhere, and a re-run also lists what it need not run again."""
    started = micros(job.get("started_at"))
    if started is None or job.get("type") == "approval" or (created is not None and started < created):
        return None
    stopped = micros(job.get("stopped_at"))
    return Step(job["name"], started, ended if stopped is None else stopped, _OUTCOMES.get(str(job.get("status")), ""))
