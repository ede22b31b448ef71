"""Builds and deployments of any tool → events: queued, running, and how they ended.

They are activities: what is built stays where it is meanwhile, such as in a review (see
:mod:`vsm_tui.events.kinds`). Only a deployment that went well is an entry of its own, as a release is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from vsm_tui.events.log import EventLog, Finding, Split
from vsm_tui.model.wording import counted

Outcome = Literal["passed", "failed", ""]
Stays = Literal["queued", "running", ""]
PREFIXES = ("ci:", "deploy:")
"""The namespaces of states that only builds and deployments have."""
_COMMIT = "commit:"
_SHA = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?", re.IGNORECASE)
_SHORT = 10
_OPTIONAL = ("type", "labels", "ref", "outcome", "kind", "keys")


@dataclass(frozen=True, slots=True)
class Build:
    """One attempt of a pipeline, workflow or job. Times are microseconds since 1970 UTC.

    ``item`` is what it was made for (see :func:`item_of`), ``keys`` name what that is a part of: tickets in its branch,
    pull requests (``owner/name#12``), commits (:func:`commit_key`). ``queued`` is when it was asked for, ``None`` where
    the tool does not say. ``runs`` are the times at which machines worked on it, each with its end (``None``: not yet);
    a tool that tells no jobs gives the whole build as one. ``ended`` is ``None`` while it is going on. ``outcome`` is
    "" where it neither passed nor failed: cancelled, skipped, not yet over. What lies between ``queued`` and ``ended``
    and in no run was waiting: for a machine, a gate, somebody's approval.
    """

    item: str
    queued: int | None
    runs: Sequence[tuple[int, int | None]]
    ended: int | None
    outcome: Outcome = ""
    keys: Sequence[str] = ()
    ref: str = ""
    kind: Literal["ci", "deploy"] = "ci"


def commit_key(sha: str) -> str:
    """What a build names to become part of the change that a commit belongs to; "" for what is no whole commit id.

    A source of changes says whose commits are whose in :attr:`EventLog.commits`.
    """
    return _COMMIT + sha.lower() if _SHA.fullmatch(sha) else ""


def item_of(name: str, sha: str, number: object) -> str:
    """The item of a build: the commit it built (``owner/name@1234567890``, as Git names a change without a pull
    request), else the build itself (``name#12``).
    """
    return f"{name}@{sha[:_SHORT].lower()}" if _SHA.fullmatch(sha) else f"{name}#{number}"


def add_builds(log: EventLog, builds: Iterable[Build]) -> None:
    """Append the events of ``builds`` to ``log``, and findings about what their tool did not tell.

    Several builds of one item that overlap are told together: it is in ``running`` while any of them runs.
    """
    found, skewed, unqueued = list[Build](), 0, 0
    for build in builds:
        begins = [at for at, _ in build.runs]
        unknown = build.queued is None and bool(begins)
        backward = build.queued is not None and bool(begins) and min(begins) < build.queued
        unqueued, skewed = unqueued + unknown, skewed + backward
        found.append(_honest(build, backward=backward))
    _pad(log)
    groups: dict[tuple[str, str], list[Build]] = {}
    for build in found:
        groups.setdefault((build.item, build.kind), []).append(build)
    for own in groups.values():
        for at, state, kind, told in _events(own):
            _row(log, at, state, kind, told)
    _trim(log)
    log.findings += _findings(len(found), unqueued, skewed)


def _honest(build: Build, *, backward: bool) -> Build:
    """A build whose times follow each other: an end before its beginning, or a queue after it, is not known."""
    runs = []
    for start, end in build.runs:
        until = build.ended if end is None or (build.ended is not None and end > build.ended) else end
        if until is None or until >= start:
            runs.append((start, until))
    queued = None if backward else build.queued
    return Build(build.item, queued, sorted(runs, key=lambda run: run[0]), build.ended, build.outcome,
                 build.keys, build.ref, build.kind)  # fmt: skip


def _events(builds: Sequence[Build]) -> Iterator[tuple[int, str, str, Build]]:
    """``(at, state, kind of event, build)`` of all builds of one item, in order of time."""
    prefix, now = builds[0].kind + ":", ""
    for at in sorted({at for build in builds for at in _moments(build)}):
        after: Stays = _stays(builds, at)
        ends = [build for build in builds if build.ended == at and build.outcome]
        about = _about(builds, at)
        if now == "running" and after != now:
            yield at, prefix + now, "complete", about
        if now == "queued" and not after and not ends:
            yield at, prefix + now, "start", about  # a moment of it ends a wait that led to nothing
            yield at, prefix + now, "complete", about
        for build in ends:
            state = prefix + (build.outcome if build.kind == "ci" or build.outcome == "failed" else "deployed")
            if state == "deploy:deployed":
                yield at, state, "enter", build
            else:
                yield at, state, "start", build
                yield at, state, "complete", build
        if after and (now != after or (ends and after == "queued")):
            yield at, prefix + after, "start" if after == "running" else "schedule", about
        now = after


def _moments(build: Build) -> Iterator[int]:
    if build.queued is not None:
        yield build.queued
    if build.ended is not None:
        yield build.ended
    for start, end in build.runs:
        yield start
        if end is not None:
            yield end


def _stays(builds: Sequence[Build], at: int) -> Stays:
    """What is going on from ``at`` on."""
    if any(start <= at and (end is None or at < end) for build in builds for start, end in build.runs):
        return "running"
    return "queued" if any(_begins(b) <= at and (b.ended is None or at < b.ended) for b in builds) else ""


def _begins(build: Build) -> float:
    if build.queued is not None:
        return build.queued
    return build.runs[0][0] if build.runs else float("inf")


def _about(builds: Sequence[Build], at: int) -> Build:
    """The build that an event at this moment is told of: the latest that had begun."""
    return max((b for b in builds if _begins(b) <= at), key=_begins, default=builds[0])


def _row(log: EventLog, at: int, state: str, kind: str, told: Build) -> None:
    log.item.append(told.item)
    log.at.append(at)
    log.state.append(state)
    log.split.append(int(Split.MAPPED))
    log.kind.append("" if kind == "enter" else kind)
    log.ref.append(told.ref)
    log.keys.append(";".join(dict.fromkeys(key for key in told.keys if key)))
    for name in ("type", "labels", "outcome"):
        getattr(log, name).append("")


def _pad(log: EventLog) -> None:
    """Optional columns as long as the others."""
    for name in _OPTIONAL:
        column = getattr(log, name)
        column += [""] * (len(log) - len(column))


def _trim(log: EventLog) -> None:
    """Optional columns nobody wrote into are empty; ``keys`` stays: it says that items may be part of others."""
    for name in _OPTIONAL:
        if name != "keys" and not any(getattr(log, name)):
            setattr(log, name, [])


def _findings(builds: int, unqueued: int, skewed: int) -> Iterator[Finding]:
    if unqueued:
        text = f"{unqueued} of {counted(builds, 'build')} without the time they were queued: their wait is not known"
        yield Finding("no-queue-time", text, unqueued)
    if skewed:
        text = f"{skewed} of {counted(builds, 'build')} began before they were queued: their wait is not known"
        yield Finding("negative-queue", text, skewed)
