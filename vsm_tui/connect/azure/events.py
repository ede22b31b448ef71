"""What is kept of Azure DevOps → builds, deployments, and what happened to pull requests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from vsm_tui.connect.attempts import Attempt, Patterns, Step, builds_of, deploys, micros
from vsm_tui.events.builds import Build, Outcome, commit_key, item_of
from vsm_tui.events.log import EventLog, Split

PREFIX = "azure-pr:"
_OUTCOMES: dict[str, Outcome] = {
    "succeeded": "passed", "succeededWithIssues": "passed", "partiallySucceeded": "failed", "failed": "failed",
}  # fmt: skip
"""The others ended without a verdict: canceled, skipped, abandoned, none."""
_VOTES = {"10": "approved", "5": "approved", "-5": "changes_requested", "-10": "changes_requested"}
_STATUS = {"active": "reopened", "abandoned": "closed", "completed": "merged"}


def all_builds(bodies: Iterable[Any], where: str, patterns: Patterns) -> Iterator[Build]:
    """The builds in kept pages, oldest page first; ``where`` names those of no repository that is known."""
    builds = {one["id"]: one for body in bodies for one in body.get("builds", ())}
    for one in sorted(builds.values(), key=lambda one: int(one["id"])):
        for attempt in _attempts(one, where, patterns):
            yield from builds_of(attempt, patterns)


def _attempts(build: dict[str, Any], where: str, patterns: Patterns) -> Iterator[Attempt]:
    """The build; where jobs were run again, an attempt each. All but the last end with their last job."""
    repo, commits = build["repo"], build["commits"]
    keys = [f"{repo}#{build['pull']}"] if "pull" in build else [*build.get("keys", ())]
    keys += map(commit_key, [*commits, *build.get("changes", ())])
    item = item_of(repo or where, commits[0] if commits else "", build["id"])
    over = build.get("status") == "completed"
    ended = micros(build.get("finishTime")) if over else None
    verdict: Outcome = _OUTCOMES.get(str(build.get("result")), "") if ended is not None else ""
    queued, started, ref = (
        micros(build.get("queueTime")),
        micros(build.get("startTime")),
        f"{build['name']} {build['id']}",
    )
    steps = {n: _steps(build, n, ended, patterns) for n in sorted({job["attempt"] for job in build.get("jobs", ())})}
    told = [n for n, own in steps.items() if own]
    for n in told or [1]:
        own = steps.get(n, [])
        if told and n != told[-1]:
            ends = [step.end for step in own if step.end is not None]
            failed: Outcome = "failed" if any(step.outcome == "failed" for step in own) else ""
            end, outcome = max(ends, default=None), failed
        else:
            end, outcome = ended, verdict
        begun = queued if not told or n == told[0] else _staged(build, n)
        yield Attempt(
            build["name"], item, begun, None if own else started, end, outcome, own, tuple(filter(None, keys)), ref
        )


def _steps(build: dict[str, Any], attempt: int, ended: int | None, patterns: Patterns) -> list[Step]:
    found = []
    for job in build["jobs"]:
        started = micros(job.get("startTime"))
        if job["attempt"] != attempt or started is None:
            continue
        finished = micros(job.get("finishTime"))
        name = job["stage"] if deploys(job["stage"], patterns) else job["name"]
        end = ended if finished is None else finished
        found.append(Step(name, started, end, _OUTCOMES.get(str(job.get("result")), "")))
    return found


def _staged(build: dict[str, Any], attempt: int) -> int | None:
    """When the stages of a later attempt began: somebody had them run again then."""
    own = (micros(job.get("staged")) for job in build["jobs"] if job["attempt"] == attempt)
    return min((at for at in own if at is not None), default=None)


def add_pull_requests(log: EventLog, bodies: Iterable[Any]) -> None:
    """The pull requests in kept pages, oldest page first."""
    pulls = {(one["repo"], one["id"]): one for body in bodies for one in body.get("pulls", ())}
    for one in sorted(pulls.values(), key=lambda one: int(one["id"])):
        item, keys = f"{one['repo']}#{one['id']}", ";".join(one["keys"])
        log.commits |= {commit_key(sha): item for sha in one["commits"]}
        for at, state in sorted(_states(one), key=lambda row: row[0]):
            log.item.append(item)
            log.at.append(at)
            log.state.append(PREFIX + state)
            log.split.append(int(Split.MAPPED))
            log.ref.append(f"!{one['id']}")
            log.keys.append(keys)


def _states(pull: dict[str, Any]) -> Iterator[tuple[int, str]]:
    created = micros(pull.get("creationDate"))
    if created is None:
        return
    yield created, "opened"
    happened = sorted(
        ((at, w) for w in pull["happened"] if (at := micros(w["at"])) is not None), key=lambda row: row[0]
    )
    turns = [what["what"] for _, what in happened if what["what"] in ("draft", "ready")]
    if turns[:1] == ["ready"] or (not turns and pull["draft"]):
        yield created, "draft"
    reviewed = told_end = False
    for at, what in happened:
        state = _state(what, reviewed=reviewed)
        reviewed = reviewed or state in ("approved", "changes_requested", "commented")
        told_end = told_end or what["what"].startswith("status ")
        if state:
            yield max(at, created), state
    closed = micros(pull.get("closedDate"))
    if closed is not None and not told_end and pull.get("status") in ("completed", "abandoned"):
        yield max(closed, created), _STATUS[pull["status"]]


def _state(what: dict[str, Any], *, reviewed: bool) -> str:
    """What an event means, "" where it means nothing: the author and programs are no reviewers."""
    name = what["what"]
    if name in ("draft", "ready"):
        return str(name)
    if name == "asked":
        return "review_requested"
    if name == "pushed":
        return "pushed" if reviewed else ""
    if name.startswith("status "):
        return _STATUS.get(name.removeprefix("status "), "")
    if what.get("by"):
        return ""
    return "commented" if name == "commented" else _VOTES.get(name.removeprefix("vote "), "")
