"""Workflow runs → builds: one per attempt, with the time its jobs waited for a machine.

A run is what was kept of it and its jobs, as JSON::

    {"run": 7, "number": 15, "workflow": "CI", "sha": "…", "started": "…", "ended": "…" or "", "attempt": 2,
     "status": "completed", "conclusion": "success", "pulls": ["owner/name#12"], "keys": ["PAY-7"],
     "jobs": [{"attempt": 1, "created": "…", "started": "…", "completed": "…", "conclusion": "failure"}, …] or null}

``started`` is when the latest attempt began; ``jobs`` is ``null`` where they were not asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from vsm_tui.events.builds import Build, Outcome, commit_key, item_of
from vsm_tui.events.github.changes import moment

_OUTCOMES: dict[str, Outcome] = {
    "success": "passed", "failure": "failed", "timed_out": "failed", "startup_failure": "failed",
}  # fmt: skip
_NOTHING = ("skipped",)
"""Conclusions of jobs that never asked for a machine."""


@dataclass(slots=True)
class Runs:
    """What is to be told of runs: how many there are, whose jobs were not asked for, and jobs taken over by a rerun."""

    runs: int = 0
    without_jobs: list[str] = field(default_factory=list)
    inherited: int = 0


@dataclass(frozen=True, slots=True)
class _Job:
    """Times are microseconds since 1970 UTC."""

    created: int | None
    started: int | None
    completed: int | None
    conclusion: str


def deploys(workflow: Any, patterns: Iterable[str]) -> bool:
    """Whether a workflow's name says that it deploys, in any case."""
    name = str(workflow or "").lower()
    return any(fnmatchcase(name, pattern.lower()) for pattern in patterns)


def as_deployment(run: Mapping[str, Any]) -> dict[str, Any]:
    """A run that deploys, as :mod:`~vsm_tui.events.github.deliveries` takes deployments: to where its workflow says."""
    statuses: list[list[str]] = []
    by_attempt: dict[int, list[Mapping[str, Any]]] = {}
    for job in run.get("jobs") or ():
        if job.get("conclusion") not in _NOTHING:
            by_attempt.setdefault(int(job.get("attempt") or 1), []).append(job)
    latest = int(run.get("attempt") or 1)
    for attempt, jobs in sorted(by_attempt.items()):
        statuses += [["in_progress", at] for at in sorted(str(j["started"]) for j in jobs if j.get("started"))[:1]]
        ends = sorted(str(job["completed"]) for job in jobs if job.get("completed"))
        over = attempt < latest or run.get("status") == "completed"
        good = run.get("conclusion") == "success" if attempt == latest else False
        bad = any(_OUTCOMES.get(str(job.get("conclusion"))) == "failed" for job in jobs)
        if over and ends and (good or bad):
            statuses.append(["success" if good else "failure", ends[-1]])
    created = min((str(job["created"]) for job in run.get("jobs") or () if job.get("created")), default="")
    return {
        "id": run["run"], "sha": run.get("sha"), "environment": run.get("workflow"), "statuses": statuses,
        "created": created or min((at for _, at in statuses), default=""),
    }  # fmt: skip


def builds_of(runs: Iterable[Mapping[str, Any]], name: str, told: Runs) -> Iterable[Build]:
    """The builds of all attempts of ``runs`` of the repository ``name``."""
    for run in runs:
        told.runs += 1
        number = f"{name}/actions/{run['run']}"
        if run.get("jobs") is None:
            told.without_jobs.append(number)
        for attempt, jobs in _attempts(run, told):
            build = _build(run, name, attempt, jobs)
            if build is not None:
                yield build


def _attempts(run: Mapping[str, Any], told: Runs) -> Iterable[tuple[int, list[_Job]]]:
    """The attempts of a run with the jobs that ran in each; a rerun lists those it takes over as its own again."""
    latest = int(run.get("attempt") or 1)
    by_attempt: dict[int, list[_Job]] = {}
    for job in run.get("jobs") or ():
        if job.get("conclusion") not in _NOTHING:
            created, started, completed = (moment(job.get(key)) for key in ("created", "started", "completed"))
            known = _Job(created, started, completed, str(job.get("conclusion") or ""))
            by_attempt.setdefault(int(job.get("attempt") or 1), []).append(known)
    begins = moment(run.get("started")) if latest > 1 else None
    after: int | None = None
    for attempt in sorted({*by_attempt, latest}):
        floor = begins if attempt == latest and begins is not None else after
        own = [job for job in by_attempt.get(attempt, []) if not _older(job, floor)]
        told.inherited += len(by_attempt.get(attempt, [])) - len(own)
        after = max((job.completed for job in own if job.completed is not None), default=after)
        yield attempt, own


def _older(job: _Job, floor: int | None) -> bool:
    begun = job.started if job.started is not None else job.completed
    return floor is not None and begun is not None and begun < floor


def _build(run: Mapping[str, Any], name: str, attempt: int, jobs: Sequence[_Job]) -> Build | None:
    """One attempt; ``None`` where no job tells when anything was."""
    latest = attempt == int(run.get("attempt") or 1)
    over = not latest or run.get("status") == "completed"
    ended = max((job.completed for job in jobs if job.completed is not None), default=moment(run.get("ended")))
    queued = [job.created for job in jobs if job.created is not None]
    working = [(job.started, job.completed) for job in jobs if job.started is not None]
    if ended is None and not queued and not working:
        return None
    sha = str(run.get("sha") or "")
    return Build(
        item=item_of(name, sha, run["run"]),
        queued=min(queued) if queued else None,
        runs=working,
        ended=ended if over else None,
        outcome=_outcome(run, jobs, latest=latest) if over else "",
        keys=list(dict.fromkeys([*(run.get("pulls") or ()), *(run.get("keys") or ()), commit_key(sha)])),
        ref=str(run["run"]),
    )


def _outcome(run: Mapping[str, Any], jobs: Sequence[_Job], *, latest: bool) -> Outcome:
    """How an attempt ended: the run says it of the latest, their jobs of earlier ones."""
    if latest:
        return _OUTCOMES.get(str(run.get("conclusion") or ""), "")
    ends = {_OUTCOMES.get(job.conclusion, "") for job in jobs}
    return "failed" if "failed" in ends else "passed" if ends == {"passed"} else ""
