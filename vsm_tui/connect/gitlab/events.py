"""What was kept of a project → its event log, whose items are issues (``group/name#12``) and merge requests
(``group/name!12``).

Merge requests name the issues and tickets they belong to, pipelines and deployments their merge request or commit;
:mod:`vsm_tui.events.joining` makes one item of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from vsm_tui.connect.gitlab import findings
from vsm_tui.connect.gitlab.boards import CLOSED, OPEN, columns_of, issue_rows, us
from vsm_tui.connect.gitlab.builds import deployment_build, pipeline_builds
from vsm_tui.connect.gitlab.changes import story_of
from vsm_tui.connect.gitlab.deploys import brought, released
from vsm_tui.connect.gitlab.whole import Kept, Told
from vsm_tui.events.builds import Build, add_builds, commit_key
from vsm_tui.events.log import EventLog, Split

_COMMITTED, _RELEASED = "git:committed", "git:released"


@dataclass(frozen=True, slots=True)
class _Item:
    """What all rows of an item say."""

    name: str
    type: str
    labels: str
    ref: str
    keys: str


def log_of(bodies: Iterable[Any], told: Told) -> EventLog:
    """The log of all pages, oldest first."""
    kept = Kept()
    for body in bodies:
        kept.add(body)
    log, counts = EventLog(), findings.Counts()
    if not kept.name:
        return log
    for iid in sorted(kept.issues):
        _issue(log, kept, kept.issues[iid], told.labels, counts)
    merged: dict[int, int] = {}
    for iid in sorted(kept.changes):
        _change(log, kept, kept.changes[iid], told.labels, merged, counts)
    _commits(log, kept)
    for iid, (release, at) in released(kept.changes, list(kept.releases.values()), merged).items():
        _row(log, _item_of(kept, kept.changes[iid]), at, _RELEASED, ref=release)
    add_builds(log, _builds(kept, merged, counts))
    log.categories = {OPEN: "new", CLOSED: "done"} if kept.issues else {}
    log.findings += findings.findings_of(kept, told, counts)
    return log


def _issue(log: EventLog, kept: Kept, issue: dict[str, Any], labels: Sequence[str], counts: findings.Counts) -> None:
    created, name = us(issue["created"]), f"{kept.name}#{issue['iid']}"
    if created is None:
        counts.no_time.append(name)
        return
    columns = columns_of(issue, created, labels)
    rows, timeless = issue_rows(issue, columns, created)
    of = _Item(name, _type(issue), _joined(issue["labels"]), f"#{issue['iid']}", "")
    log.tickets.add(name)
    for at, state in rows:
        _row(log, of, at, state, outcome="moved" if issue["moved"] and state == CLOSED else "")
    counts.labels(name, columns)
    if timeless:
        counts.no_end.append(name)
    if issue["missing"]:
        counts.missing.append(name)


def _change(
    log: EventLog, kept: Kept, change: dict[str, Any], labels: Sequence[str], merged: dict[int, int],
    counts: findings.Counts,
) -> None:  # fmt: skip
    created, of = us(change["created"]), _item_of(kept, change)
    if created is None:
        counts.no_time.append(of.name)
        return
    columns = columns_of(change, created, labels)
    story = story_of(change, columns, created)
    first = us(change["first"])
    if first is not None:
        _row(log, of, min(first, created), _COMMITTED)
    elif "commits" not in change["missing"]:
        counts.no_commits.append(of.name)
    for at, state, kind in story.rows:
        outcome = "unreviewed" if state == "gitlab:merged" and story.unreviewed else ""
        _row(log, of, at, state, kind, outcome=outcome)
    if story.merged is not None:
        merged[change["iid"]] = story.merged
    counts.change(of.name, change, story, columns)


def _item_of(kept: Kept, change: dict[str, Any]) -> _Item:
    """A merge request as an item. The issue its branch is numbered after counts where no text names any, as GitLab
    itself takes it, if there is one that is no younger.
    """
    keys = [*change["keys"], *change["issues"]]
    if not keys and change["branch_issue"]:
        issue = kept.issues.get(int(change["branch_issue"]))
        if issue and (us(issue["created"]) or 0) <= (us(change["created"]) or 0):
            keys = [f"{kept.name}#{change['branch_issue']}"]
    ref = f"!{change['iid']}"
    return _Item(kept.name + ref, change["type"], _joined(change["labels"]), ref, ";".join(dict.fromkeys(keys)))


def _joined(labels: Iterable[str]) -> str:
    return ";".join(label.replace(";", ",") for label in labels)


def _type(issue: dict[str, Any]) -> str:
    """The type a team gives by a label such as ``type::bug``, else GitLab's own."""
    said = next((label.partition("::")[2] for label in issue["labels"] if label.lower().startswith("type::")), "")
    return str(said or issue["type"])


def _commits(log: EventLog, kept: Kept) -> None:
    """Whose commits are whose: a merge request's own merge, before what another one carries on."""
    for part in ("merges", "shas"):
        for iid, change in sorted(kept.changes.items()):
            for sha in change[part]:
                log.commits.setdefault(commit_key(sha), f"{kept.name}!{iid}")


def _builds(kept: Kept, merged: dict[int, int], counts: findings.Counts) -> list[Build]:
    deploying = frozenset(d["job"]["id"] for d in kept.deployments.values() if d["job"] and d["job"]["id"] is not None)
    found = list[Build]()
    for pipeline in kept.pipelines.values():
        item = f"{kept.name}!{pipeline['iid']}" if pipeline["iid"] in kept.changes else ""
        found += pipeline_builds(pipeline, item, kept.name, deploying)
        counts.jobs(pipeline)
    for deployment, changes in brought(kept.deployments.values(), kept.changes, merged, counts.before_known):
        builds = (deployment_build(deployment, f"{kept.name}!{iid}", kept.name) for iid in changes)
        if not changes:
            builds = (deployment_build(deployment, "", kept.name) for _ in range(1))
        found += [build for build in builds if build]
    return found


def _row(log: EventLog, of: _Item, at: int, state: str, kind: str = "", outcome: str = "", ref: str = "") -> None:
    log.item.append(of.name)
    log.at.append(at)
    log.state.append(state)
    log.split.append(int(Split.MAPPED))
    log.type.append(of.type)
    log.labels.append(of.labels)
    log.ref.append(ref or of.ref)
    log.outcome.append(outcome)
    log.kind.append(kind)
    log.keys.append(of.keys)
