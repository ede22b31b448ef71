"""What is kept of Jenkins → builds and deployments. Jenkins counts in milliseconds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from vsm_tui.connect.attempts import Attempt, Patterns, Step, builds_of, deploys, of_millis
from vsm_tui.events.builds import Build, Outcome, commit_key, item_of

_OUTCOMES: dict[str, Outcome] = {"SUCCESS": "passed", "FAILURE": "failed", "FAILED": "failed", "UNSTABLE": "failed"}
"""The others ended without a verdict: ABORTED, NOT_BUILT."""
_NOT_RUN = ("NOT_EXECUTED", "NOT_BUILT")
_GOING_ON = ("IN_PROGRESS", "QUEUED")


@dataclass(slots=True)
class Job:
    """All that was kept of one job: its builds by number, as last told, and what waits. ``branch`` is the digest of a
    branch's name, ``change`` the number of the pull or merge request it is for, ``keys`` the tickets it names.
    """

    name: str
    branch: str = ""
    change: str = ""
    keys: tuple[str, ...] = ()
    builds: dict[int, dict[str, Any]] = field(default_factory=dict)
    waiting: list[dict[str, Any]] = field(default_factory=list)

    def item(self, repo: str, sha: str, number: object) -> str:
        """What a build of it is called."""
        own = f"{self.name}:{self.branch[:6]}" if self.branch else self.name
        return item_of(repo, sha, number) if repo and sha else item_of(own, sha, number)


def jobs_of(bodies: Iterable[Any]) -> list[Job]:
    """The jobs in kept pages, oldest page first."""
    jobs: dict[tuple[str, str], Job] = {}
    for body in bodies:
        if "job" not in body:
            continue
        key = (body["job"], body.get("branch", ""))
        job = jobs.setdefault(key, Job(*key, body.get("change", ""), tuple(body.get("keys", ()))))
        job.builds |= {int(build["number"]): build for build in body["builds"]}
        if "waiting" in body:
            job.waiting = body["waiting"]
    return list(jobs.values())


def all_builds(jobs: Iterable[Job], patterns: Patterns, repo: str) -> Iterator[Build]:
    """The builds of all jobs; ``repo`` is the repository that items are named after, where one is given."""
    for job in jobs:
        undeployed: list[str] = []
        for _, build in sorted(job.builds.items()):
            attempt = _attempt(job, build, repo)
            if deploys(job.name, patterns):  # what a failed one left out goes out with the next that passes
                undeployed += [key for key in attempt.keys if key not in undeployed]
                attempt = replace(attempt, keys=tuple(undeployed))
                if attempt.outcome == "passed":
                    undeployed = []
            yield from builds_of(attempt, patterns)
        built = {build.get("queueId") for build in job.builds.values()}
        for waits in job.waiting:
            if waits["id"] not in built:
                item = job.item("", "", f"queue-{waits['id']}")
                yield Build(item, of_millis(waits["since"]), (), None, "", job.keys)


def _attempt(job: Job, build: dict[str, Any], repo: str) -> Attempt:
    started = of_millis(build.get("timestamp"))
    queuing = build.get("queuing")
    queued = started - round(queuing * 1000) if started is not None and queuing is not None else None
    ended = None
    if started is not None and not build["building"]:
        ended = started + round(build.get("duration", 0) * 1000)
    outcome: Outcome = _OUTCOMES.get(str(build.get("result")), "") if ended is not None else ""
    name, sha, tickets = _revision(build, repo)
    change = [name + job.change] if job.change and name else []
    commits = filter(None, map(commit_key, [sha, *build["commits"]]))
    keys = tuple(dict.fromkeys([*change, *job.keys, *tickets, *commits]))
    steps = list(_steps(build, started, ended))
    item, ref = job.item(name, sha, build["number"]), f"{job.name} #{build['number']}"
    return Attempt(job.name, item, queued, started, ended, outcome, steps, keys, ref)


def _revision(build: dict[str, Any], repo: str) -> tuple[str, str, list[str]]:
    """Repository, commit and tickets: of the repository asked for, else of the job's own branch, else the first that
    was checked out (others are libraries of the pipeline).
    """
    found = [(repo or name, sha, tickets, own) for name, sha, tickets, own in build["revisions"] if repo in ("", name)]
    name, sha, tickets, _ = next((one for one in found if one[3]), found[0] if found else (repo, "", [], False))
    return name, sha, tickets


def _steps(build: dict[str, Any], started: int | None, ended: int | None) -> Iterator[Step]:
    """The stages of a pipeline, one to the next: what it does between them is work, too. Before the first it waits for
    a machine.
    """
    told = [stage for stage in build.get("stages") or () if stage["status"] not in _NOT_RUN]
    begun = sorted(((of_millis(stage.get("startTimeMillis")), stage) for stage in told), key=lambda pair: pair[0] or 0)
    known = [(at, stage) for at, stage in begun if at is not None and (started is None or at >= started)]
    for number, (at, stage) in enumerate(known):
        following = known[number + 1][0] if number + 1 < len(known) else ended
        end: int | None = at + round(stage.get("durationMillis", 0) * 1000)
        if stage["status"] in _GOING_ON and ended is None:
            end = None
        elif following is not None and end is not None and stage["status"] != "PAUSED_PENDING_INPUT":
            end = max(end, following)
        outcome: Outcome = _OUTCOMES.get(stage["status"], "")
        yield Step(stage["name"], at, end, outcome, round(stage.get("pauseDurationMillis", 0) * 1000))
