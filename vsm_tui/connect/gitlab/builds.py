"""Pipelines and deployments as attempts, each with what it was made for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from vsm_tui.connect.gitlab.boards import us
from vsm_tui.events.builds import Build, commit_key, item_of

_REST = 60_000_000
"""µs a pipeline takes to begin its next stage; a longer break was no wait for a machine."""
_PASSED, _FAILED = frozenset({"success"}), frozenset({"failed"})
_OVER = frozenset({"success", "failed", "canceled", "skipped"})


@dataclass(slots=True)
class Job:
    """One run of a job; ``job`` numbers those of one name. Times are µs since 1970."""

    job: int
    started: int
    queued: int | None
    finished: int | None
    failed: bool
    retried: bool


@dataclass(slots=True)
class Attempt:
    """What ran in one go: jobs that follow each other without a rest."""

    jobs: list[Job] = field(default_factory=list)
    ended: int | None = 0


def pipeline_builds(kept: dict[str, Any], item: str, project: str, deploying: frozenset[int]) -> Iterator[Build]:
    """The attempts of a pipeline. ``item`` is the merge request it says it is for, "" where it says none. Jobs that
    deployed something (``deploying``) are told with their deployment.
    """
    attempts = _attempts(_jobs(kept, deploying))
    name = item or item_of(project, kept["sha"], kept["id"])
    for number, attempt in enumerate(attempts):
        last = number == len(attempts) - 1
        yield Build(
            name,
            attempt.jobs[0].queued,
            [(job.started, job.finished) for job in attempt.jobs],
            attempt.ended,
            _outcome(kept["status"], attempts[: number + 1], last=last),
            [] if item else [commit_key(kept["sha"])],  # a name leads on: two merge requests may share a commit
            f"pipeline {kept['id']}",
        )


def _jobs(kept: dict[str, Any], deploying: frozenset[int]) -> list[Job]:
    """The runs whose beginning is known, in order of when they were asked for; a job that was not begun is none."""
    seen, found = set[int](), []
    for job in kept["jobs"]:
        started, again = us(job["started"]), job["job"] in seen
        seen.add(job["job"])
        if started is not None and job["id"] not in deploying:
            failed = job["status"] in _FAILED and not job["soft"]
            found.append(Job(job["job"], started, us(job["queued"]), us(job["finished"]), failed, again))
    return sorted(found, key=_asked)


def _asked(job: Job) -> int:
    return job.started if job.queued is None else job.queued


def _attempts(jobs: Iterable[Job]) -> list[Attempt]:
    found: list[Attempt] = []
    for job in jobs:
        now = found[-1] if found else None
        rest = now is not None and now.ended is not None and _rested(now.ended, job)
        if now is None or rest:
            found.append(now := Attempt())
        now.jobs.append(job)
        now.ended = None if now.ended is None or job.finished is None else max(now.ended, job.finished)
    return found


def _rested(ended: int, job: Job) -> bool:
    """Whether nothing was going on before this job was asked for: it was run by hand later, or once more."""
    return _asked(job) >= ended and (job.retried or (job.queued is not None and job.queued > ended + _REST))


def _outcome(status: str, attempts: Sequence[Attempt], *, last: bool) -> Literal["passed", "failed", ""]:
    """How an attempt ended, by the latest run of each job up to its end; how the last did, GitLab says."""
    if attempts[-1].ended is None:
        return ""
    if last and status in _PASSED | _FAILED:
        return "passed" if status in _PASSED else "failed"
    latest = {job.job: job.failed for attempt in attempts for job in attempt.jobs}
    return "failed" if any(latest.values()) else ""


def deployment_build(kept: dict[str, Any], item: str, project: str) -> Build | None:
    """A deployment for one item, or for its commit where that is "". ``None`` where nothing of it is known in time.

    One that waits for somebody's approval, or is over before it began, has not run.
    """
    job = kept["job"] or {"queued": None, "started": None, "finished": None}
    started, finished = us(job["started"]), us(job["finished"])
    over = kept["status"] in _OVER
    ended = (finished if finished is not None else us(kept["finished"]) or us(kept["updated"])) if over else None
    queued = us(job["queued"]) if started is not None else None if over else us(kept["created"])
    if queued is None and started is None and ended is None:
        return None
    outcome: Literal["passed", "failed", ""] = (
        "passed" if kept["status"] in _PASSED else "failed" if kept["status"] in _FAILED else ""
    )
    return Build(
        item or item_of(project, kept["sha"], kept["id"]),
        queued,
        [(started, ended)] if started is not None else [],
        ended,
        outcome,
        [] if item else [commit_key(kept["sha"])],
        f"deployment {kept['id']}",
        "deploy",
    )
