"""Deployments and releases → what went out with each: the changes whose commits it has and none before it had.

Kept are, as JSON, ``{"id": 5, "sha": "…", "environment": "production", "created": "…", "statuses": [["success", "…"],
…]}`` of a deployment, ``{"tag": "v1.2.0", "sha": "…", "at": "…"}`` of a release, and ``["sha", ["parent", …]]`` of a
commit. What the first deployment or release that is known brought cannot be known: nothing is said of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from vsm_tui.events.builds import Build, Outcome, commit_key, item_of
from vsm_tui.events.github.actions import as_deployment
from vsm_tui.events.github.changes import Seen, moment
from vsm_tui.events.log import EventLog, Split

_PRODUCTION = re.compile(r"(?<![a-z])(?<!pre[-_ ])(?<!non[-_ ])(?:prod|prd|production|live)(?![a-z])", re.IGNORECASE)
_FAILED = ("failure", "error")
_RUNNING = "in_progress"


@dataclass(slots=True)
class Deliveries:
    """What is to be told: ``unknown`` deployments and releases of commits that are not there, deployments to
    ``others`` than production, ``first`` ones whose content cannot be known.
    """

    known: int = 0
    unknown: list[str] = field(default_factory=list)
    others: dict[str, int] = field(default_factory=dict)
    first: list[str] = field(default_factory=list)


class History:
    """Which commits lie behind which, as far as they are known."""

    def __init__(self, commits: Mapping[str, Sequence[str]]) -> None:
        self._parents, self._out = commits, set[str]()

    def __contains__(self, sha: str) -> bool:
        return sha in self._parents

    def new(self, sha: str) -> list[str]:
        """The commits behind ``sha`` that nothing before brought, itself first."""
        found, ahead = dict[str, None](), [sha]
        while ahead:
            commit = ahead.pop()
            if commit in self._parents and commit not in self._out and commit not in found:
                found[commit] = None
                ahead += self._parents[commit]
        return list(found)

    def bring(self, commits: Iterable[str]) -> None:
        """These are out from now on."""
        self._out.update(commits)


def is_production(environment: str) -> bool:
    """Whether an environment's name says that customers use it."""
    return bool(_PRODUCTION.search(environment))


def deployments_of(
    deployments: Iterable[Mapping[str, Any]],
    commits: Mapping[str, Sequence[str]],
    seen: Seen,
    environments: Sequence[str],
    told: Deliveries,
) -> Iterator[Build]:
    """The attempts to deploy to ``environments`` (without any: to what is called production), each for all changes
    that were not out there before it succeeded.
    """
    by_place: dict[str, list[Mapping[str, Any]]] = {}
    for deployment in sorted(deployments, key=lambda one: str(one.get("created"))):
        where = str(deployment.get("environment") or "")
        if where in environments or (not environments and (deployment.get("production") or is_production(where))):
            told.known += 1
            by_place.setdefault(where, []).append(deployment)
        else:
            told.others[where] = told.others.get(where, 0) + 1
    yield from _to_each(by_place, commits, seen, told)


def runs_of(
    runs: Iterable[Mapping[str, Any]], commits: Mapping[str, Sequence[str]], seen: Seen, told: Deliveries
) -> Iterator[Build]:
    """Runs of workflows that deploy, each workflow to a place of its own."""
    by_place: dict[str, list[Mapping[str, Any]]] = {}
    for run in sorted((as_deployment(run) for run in runs), key=lambda one: str(one["created"])):
        told.known += 1
        by_place.setdefault(str(run["environment"]), []).append(run)
    yield from _to_each(by_place, commits, seen, told)


def _to_each(
    by_place: Mapping[str, Sequence[Mapping[str, Any]]], commits: Mapping[str, Sequence[str]], seen: Seen,
    told: Deliveries,
) -> Iterator[Build]:  # fmt: skip
    for own in by_place.values():
        yield from _to_one_place(own, History(commits), seen, told)


def _to_one_place(
    deployments: Sequence[Mapping[str, Any]], history: History, seen: Seen, told: Deliveries
) -> Iterator[Build]:
    begun = False
    for deployment in deployments:
        sha, number = str(deployment.get("sha") or ""), f"deployment {deployment['id']}"
        if sha not in history:
            told.unknown.append(number)
            continue
        brought = history.new(sha)
        if not begun:  # what it brought may have been out before anything that is known
            told.first.append(number)
            if any(state == "success" for state, _ in deployment.get("statuses") or ()):
                history.bring(brought)
                begun = True
            continue
        keys = list(dict.fromkeys(seen.commits.get(one) or commit_key(one) for one in brought or [sha]))
        for build in _tries(deployment, item_of(seen.name, sha, deployment["id"]), keys):
            if build.ended is not None or deployment is deployments[-1]:  # else it was given up, nobody knows when
                yield build
            if build.outcome == "passed":
                history.bring(brought)


def _tries(deployment: Mapping[str, Any], item: str, keys: Sequence[str]) -> Iterator[Build]:
    """Each failure of a deployment, and its first success: what comes after that is another deployment's doing."""
    queued, running = moment(deployment.get("created")), None
    statuses = [(at, str(state)) for state, when in deployment.get("statuses") or () if (at := moment(when))]
    ref = str(deployment["id"])
    for at, state in sorted(statuses):
        outcome: Outcome = "passed" if state == "success" else "failed" if state in _FAILED else ""
        if state == _RUNNING and running is None:
            running = at
        if outcome:
            runs = [(running, at)] if running is not None else []
            yield Build(item, queued, runs, at, outcome, keys, ref, "deploy")
            queued = running = None
        if outcome == "passed":
            return
    if queued is not None and not any(state == "inactive" for _, state in statuses):
        yield Build(item, queued, [(running, None)] if running is not None else [], None, "", keys, ref, "deploy")


def add_releases(
    log: EventLog, releases: Iterable[Mapping[str, Any]], commits: Mapping[str, Sequence[str]], seen: Seen,
    told: Deliveries,
) -> None:  # fmt: skip
    """Append ``git:released`` to every change that is in a release and in none before it."""
    history, first = History(commits), True
    rows = {item: row for row, item in enumerate(log.item)}
    for release in sorted(releases, key=lambda one: str(one.get("at"))):
        at, sha, tag = moment(release.get("at")), str(release.get("sha") or ""), str(release.get("tag") or "")
        if at is None or sha not in history:
            told.unknown.append(f"release {tag}")
            continue
        brought = history.new(sha)
        history.bring(brought)
        names = dict.fromkeys(seen.commits[one] for one in brought if one in seen.commits)
        for name in () if first else names:
            if name in rows:
                _released(log, rows[name], at, tag)
        if first:
            told.first.append(f"release {tag}")
        first = False


def _released(log: EventLog, row: int, at: int, tag: str) -> None:
    """The row ``row`` again, with ``git:released``."""
    log.item.append(log.item[row])
    log.at.append(at)
    log.state.append("git:released")
    log.split.append(int(Split.MAPPED))
    log.ref.append(tag)
    log.outcome.append("")
    log.kind.append("")
    for name in ("type", "labels", "keys"):
        column = getattr(log, name)
        column.append(column[row])
