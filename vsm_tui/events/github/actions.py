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


def builds_of(runs: Iterable[Mapping[str, Any]], name: str, deploying: Sequence[str], told: Runs) -> Iterable[Build]:
    """The builds of all attempts of ``runs`` of the repository ``name``.

    ``deploying`` are patterns of the workflows that deploy.
    """
    for run in runs:
        told.runs += 1
        number = f"{name}/actions/{run['run']}"
        if run.get("jobs") is None:
            told.without_jobs.append(number)
        for attempt, jobs in _attempts(run, told):
            build = _build(run, name, attempt, jobs, deploying)
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


def _build(
    run: Mapping[str, Any], name: str, attempt: int, jobs: Sequence[_Job], deploying: Sequence[str]
) -> Build | None:
    """One attempt; ``None`` where no job tells when anything was."""
    latest = attempt == int(run.get("attempt") or 1)
    over = not latest or run.get("status") == "completed"
    ended = max((job.completed for job in jobs if job.completed is not None), default=moment(run.get("ended")))
    queued = [job.created for job in jobs if job.created is not None]
    working = [(job.started, job.completed) for job in jobs if job.started is not None]
    if ended is None and not queued and not working:
        return None
    sha = str(run.get("sha") or "")
    workflow = str(run.get("workflow") or "")
    return Build(
        item=item_of(name, sha, run["run"]),
        queued=min(queued) if queued else None,
        runs=working,
        ended=ended if over else None,
        outcome=_outcome(run, jobs, latest=latest) if over else "",
        keys=list(dict.fromkeys([*(run.get("pulls") or ()), *(run.get("keys") or ()), commit_key(sha)])),
        ref=str(run["run"]),
        kind="deploy" if any(fnmatchcase(workflow.lower(), one.lower()) for one in deploying) else "ci",
    )


def _outcome(run: Mapping[str, Any], jobs: Sequence[_Job], *, latest: bool) -> Outcome:
    """How an attempt ended: the run says it of the latest, their jobs of earlier ones."""
    if latest:
        return _OUTCOMES.get(str(run.get("conclusion") or ""), "")
    ends = {_OUTCOMES.get(job.conclusion, "") for job in jobs}
    return "failed" if "failed" in ends else "passed" if ends == {"passed"} else ""
