"""Everything kept of one repository → its log.

What was kept are pages ``{"repo": {…}}``, ``{"changes": […]}``, ``{"runs": […], "capped": […]}``, ``{"deployments":
[…]}``, ``{"releases": […]}`` and ``{"commits": […]}``; a later one replaces what an earlier one says of the same thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from vsm_tui.events.builds import Build, add_builds
from vsm_tui.events.clean import clean
from vsm_tui.events.github import findings
from vsm_tui.events.github.actions import Runs, builds_of, deploys
from vsm_tui.events.github.changes import Seen, add_changes, moment
from vsm_tui.events.github.deliveries import Deliveries, add_releases, deployments_of, runs_of
from vsm_tui.events.log import EventLog, Finding


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a source asks of its log. ``environments`` are where customers are, ``deploying`` patterns of workflows that
    deploy, ``newest`` how many runs of a workflow were read at most, ``since`` the day from which on.
    """

    environments: tuple[str, ...] = ()
    deploying: tuple[str, ...] = ()
    newest: int = 0
    since: str = ""


@dataclass(slots=True)
class _Kept:
    """Each thing once, in the order in which it was first kept."""

    name: str = ""
    changes: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    runs: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    capped: dict[str, None] = field(default_factory=dict)
    deployments: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    releases: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    commits: dict[str, list[str]] = field(default_factory=dict)
    lacks: dict[str, str] = field(default_factory=dict)

    def take(self, body: Mapping[str, Any]) -> None:
        """One page."""
        self.name = body.get("repo", {}).get("name") or self.name
        self.changes |= {change["number"]: change for change in body.get("changes", ())}
        self.runs |= {run["run"]: run for run in body.get("runs", ())}
        self.capped |= dict.fromkeys(body.get("capped", ()))
        self.deployments |= {str(one["id"]): one for one in body.get("deployments", ())}
        self.releases |= {one["tag"]: one for one in body.get("releases", ())}
        self.commits |= dict(body.get("commits", ()))
        for what, why in body.get("lacks", {}).items():
            self.lacks[what] = why
        for what in body.get("has", ()):
            self.lacks.pop(what, None)


def log_of(bodies: Iterable[Mapping[str, Any]], wanted: Wanted) -> EventLog:
    """The events of all that was kept of one repository."""
    kept = _Kept()
    for body in bodies:
        kept.take(body)
    return _log([kept], wanted)


def log_of_repositories(bodies: Iterable[Mapping[str, Any]], wanted: Wanted) -> EventLog:
    """The events of several repositories, each of one page."""
    found = []
    for body in bodies:
        found.append(_Kept())
        found[-1].take(body)
    return _log(found, wanted)


def _log(repositories: Sequence[_Kept], wanted: Wanted) -> EventLog:
    log, builds = EventLog(), list[Build]()
    told = Seen(), Runs(), Deliveries(), Deliveries()
    for kept in repositories:
        builds += _of_repository(log, kept, wanted, told)
    add_builds(log, builds)
    changes, runs, deployments, releases = told
    lacks = [one for kept in repositories for one in kept.lacks.items()]
    capped = [workflow for kept in repositories for workflow in kept.capped]
    log.findings += [
        *findings.of_changes(changes),
        *findings.of_runs(runs, capped, wanted.newest),
        *findings.of_deliveries(deployments, releases),
        *(Finding("no-access", f"{what} could not be read: {clean(why, 300)}") for what, why in lacks),
        *([findings.cut_off(wanted.since)] if wanted.since else []),
    ]
    return log


def _of_repository(
    log: EventLog, kept: _Kept, wanted: Wanted, told: tuple[Seen, Runs, Deliveries, Deliveries]
) -> list[Build]:
    """Append the changes and releases of a repository; its builds and deployments."""
    seen, runs, deployments, releases = told
    seen.name, seen.commits = kept.name, {}
    floor = moment(wanted.since + "T00:00:00Z") if wanted.since else None
    add_changes(log, [change for change in kept.changes.values() if not _before(change, floor)], seen)
    add_releases(log, kept.releases.values(), kept.commits, seen, releases)
    out = [run for run in kept.runs.values() if deploys(run.get("workflow"), wanted.deploying)]
    built = [run for run in kept.runs.values() if not deploys(run.get("workflow"), wanted.deploying)]
    return [
        *builds_of(built, kept.name, runs),
        *runs_of(out, kept.commits, seen, deployments),
        *deployments_of(kept.deployments.values(), kept.commits, seen, wanted.environments, deployments),
    ]


def _before(change: Mapping[str, Any], floor: int | None) -> bool:
    """Whether a change was over before the first day that was read: most of its kind were not."""
    ended = moment(change.get("merged") or change.get("closed"))
    return floor is not None and ended is not None and ended < floor
