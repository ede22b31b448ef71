"""Pull requests and issues → events: opened, draft, ready, reviewed, merged, closed.

A change is what was kept of a pull request or an issue, as JSON::

    {"number": 12, "issue": false, "created": "2026-03-02T12:00:00Z", "merged": "…" or null, "closed": "…" or null,
     "draft": false, "bot": false, "labels": ["…"], "type": "fix", "keys": ["PAY-7", "owner/name#3"],
     "sha": "of its merge", "shas": ["that it had"], "commits": [["sha", "authored", "committed"], …],
     "steps": [{"what": "reviewed", "at": "…", "state": "approved", "by": "other"}, …], "lacks": ["steps"]}

``what`` is one of :data:`~vsm_tui.events.github.walk.STEPS`; ``by`` is ``author``, ``bot``, ``other`` or ``unknown``.
``lacks`` names what could not be had: ``steps``, ``end`` (when it was merged), or ``drafts`` (when it was a draft and
reviews were asked for).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

from vsm_tui.events.builds import commit_key
from vsm_tui.events.clean import clean
from vsm_tui.events.github.walk import PREFIX, STEPS, Row, Step, Walk
from vsm_tui.events.log import EventLog, Split
from vsm_tui.events.times import instant


@dataclass(slots=True)
class Seen:
    """The repository's ``name``, whose ``commits`` are whose in it, and what is to be told of its changes."""

    name: str = ""
    commits: dict[str, str] = field(default_factory=dict)
    merged: int = 0
    unreviewed: list[str] = field(default_factory=list)
    unknown_reviewers: list[str] = field(default_factory=list)
    forced: list[str] = field(default_factory=list)
    partial: list[str] = field(default_factory=list)
    no_drafts: list[str] = field(default_factory=list)
    no_end: list[str] = field(default_factory=list)
    timeless: list[str] = field(default_factory=list)


def add_changes(log: EventLog, changes: Iterable[Mapping[str, Any]], seen: Seen) -> None:
    """Append the events of ``changes`` to ``log``, and to ``seen`` whose commits are whose."""
    for change in changes:
        name = f"{seen.name}#{change['number']}"
        if moment(change.get("created")) is None:
            seen.timeless.append(name)
            continue
        rows = _issue(change) if change.get("issue") else _pull(change, name, seen)
        for at, state, kind, outcome in sorted(rows, key=lambda row: row[0]):
            _row(log, (name, change), at, state, kind, outcome)
        if change.get("issue"):
            log.tickets.add(name)
        else:
            _remember(change, name, seen)
    log.commits |= {key: name for sha, name in seen.commits.items() if (key := commit_key(sha))}


def moment(value: Any) -> int | None:
    """A time of GitHub's as microseconds since 1970 UTC; ``None`` where it is none."""
    try:
        return instant(value, UTC)[0] if isinstance(value, str) and value else None
    except ValueError:
        return None


def _issue(change: Mapping[str, Any]) -> list[Row]:
    walk = Walk()
    walk.enter(moment(change["created"]) or 0, "opened")
    for at, step in _steps(change):
        if step["what"] in ("status", "closed", "reopened"):
            walk.step(at, step)
    _closed(walk, change)
    return walk.rows


def _pull(change: Mapping[str, Any], name: str, seen: Seen) -> list[Row]:
    begun, steps = moment(change["created"]) or 0, _steps(change)
    turns = [step["what"] for _, step in steps if step["what"] in ("ready", "draft")]
    walk = Walk(draft=turns[0] == "ready" if turns else bool(change.get("draft")))
    first = _first_commit(change, begun)
    if first is not None:
        walk.rows.append((first, "git:committed", "", ""))
    walk.open(begun)
    merged = moment(change.get("merged"))
    for at, step in sorted([*steps, *_pushes(change, begun)], key=lambda one: one[0]):
        if step["what"] == "merged":
            continue
        if merged is None or at < merged or (at == merged and step["what"] != "closed"):
            walk.step(max(at, begun), step, merges=_merges_next(at, steps))
    if merged is None:
        _closed(walk, change)
    else:
        walk.enter(max(merged, begun), "merged", "" if walk.reviews else _unreviewed(change, walk))
        for at, step in steps:
            if at > merged and step["what"] == "status":  # a board moves on what it sees merged
                walk.step(at, step)
    _count(change, name, walk, seen)
    return walk.rows


def _merges_next(at: int, steps: Sequence[tuple[int, Step]]) -> bool:
    """Whether being merged is all that comes after leaving the queue at that moment."""
    after = [
        step["what"] for when, step in steps if when >= at and step["what"] not in ("unqueued", "closed", "status")
    ]
    return bool(after) and after[0] == "merged"


def _steps(change: Mapping[str, Any]) -> list[tuple[int, Step]]:
    steps = change.get("steps") or ()
    found = [(at, step) for step in steps if step.get("what") in STEPS and (at := moment(step.get("at"))) is not None]
    return sorted(found, key=lambda one: one[0])


def _pushes(change: Mapping[str, Any], begun: int) -> list[tuple[int, Step]]:
    """Commits made after it was opened: when they were pushed is not told."""
    times = (moment(commit[2]) for commit in change.get("commits") or ())
    return [(at, {"what": "pushed"}) for at in times if at is not None and at > begun]


def _first_commit(change: Mapping[str, Any], begun: int) -> int | None:
    """When its first commit was written; ``None`` where the commits it was opened with are gone."""
    times = [at for commit in change.get("commits") or () if (at := moment(commit[1])) is not None]
    return min(times) if times and min(times) <= begun else None


def _closed(walk: Walk, change: Mapping[str, Any]) -> None:
    """Closed, where no step says when: at the time the change itself gives."""
    closed = moment(change.get("closed"))
    if closed is not None and not any(row[1] == PREFIX + "closed" for row in walk.rows):
        walk.enter(closed, "closed")


def _unreviewed(change: Mapping[str, Any], walk: Walk) -> str:
    return "" if walk.unknown or "steps" in (change.get("lacks") or ()) else "unreviewed"


def _count(change: Mapping[str, Any], name: str, walk: Walk, seen: Seen) -> None:
    lacks = change.get("lacks") or ()
    if change.get("merged"):
        seen.merged += 1
        if not walk.reviews and "steps" not in lacks:
            (seen.unknown_reviewers if walk.unknown else seen.unreviewed).append(name)
    if any(step["what"] == "pushed" for _, step in _steps(change)):
        seen.forced.append(name)
    if "steps" in lacks:
        seen.partial.append(name)
    if "end" in lacks:
        seen.no_end.append(name)
    if "drafts" in lacks:
        seen.no_drafts.append(name)


def _remember(change: Mapping[str, Any], name: str, seen: Seen) -> None:
    """Its commits are its own; what it was merged with is, whoever else has it."""
    for sha in (*(commit[0] for commit in change.get("commits") or ()), *(change.get("shas") or ())):
        if sha:
            seen.commits.setdefault(sha, name)
    if change.get("merged") and change.get("sha"):
        seen.commits[str(change["sha"])] = name


def _row(log: EventLog, told: tuple[str, Mapping[str, Any]], at: int, state: str, kind: str, outcome: str) -> None:
    name, change = told
    log.item.append(name)
    log.at.append(at)
    log.state.append(state)
    log.split.append(int(Split.MAPPED))
    log.type.append(str(change.get("type") or ""))
    log.labels.append(";".join(clean(str(label)).replace(";", ",") for label in change.get("labels") or ()))
    log.ref.append("")
    log.outcome.append(outcome)
    log.kind.append(kind)
    log.keys.append(";".join(str(key) for key in change.get("keys") or ()))
