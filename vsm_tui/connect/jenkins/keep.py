"""What is kept of Jenkins' answers: when a build waited and ran, how it ended, which commits it was about.

No causes (they name people), no parameters, no logs, no commit messages. Branches, which may be named after somebody,
are read for tickets' keys and the numbers of pull requests, and left behind.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import unquote

from vsm_tui.connect.address import repository_name
from vsm_tui.events import clean
from vsm_tui.events.keys import ticket_keys

BUILD = (
    "_class,number,queueId,timestamp,duration,building,result,"
    "actions[queuingDurationMillis,lastBuiltRevision[SHA1,branch[name]],remoteUrls],"
    "changeSet[items[commitId]],changeSets[items[commitId]]"
)
"""The fields of a build that are asked for."""
_NUMBERS = ("number", "queueId", "timestamp", "duration")
_COMMITS = 1000
_CHANGE = re.compile(r"(PR|MR)-(\d{1,9})(?:-(?:head|merge))?")
_MARK = {"PR": "#", "MR": "!"}


@dataclass(frozen=True, slots=True)
class Branch:
    """The branch a job is for, by its name in Jenkins (``feature%2Fx``); "" where it is for none. ``projects`` are
    those whose tickets alone are looked for.
    """

    name: str = ""
    projects: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """A name that can be compared and not read."""
        return sha256(self.name.encode("utf-8", "replace")).hexdigest()[:12] if self.name else ""

    @property
    def told(self) -> dict[str, Any]:
        """What its name says: tickets, and the pull or merge request (``#12``, ``!12``) it is made for."""
        change = _CHANGE.fullmatch(unquote(self.name))
        if change:
            return {"change": _MARK[change[1]] + change[2], "keys": []}
        return {"keys": ticket_keys(unquote(self.name), self.projects)}


def build(value: Any, branch: Branch = Branch()) -> dict[str, Any] | None:
    """A build without what measuring does not need; ``None`` where it is none.

    ``revisions`` are what was checked out: ``[repository, sha, tickets, whether it is the job's own branch]`` each;
    ``commits`` what is new since the build before. ``queuing`` is only there where the Metrics plugin tells it.
    """
    if not isinstance(value, dict) or not _is_number(value.get("number")):
        return None
    kept: dict[str, Any] = {name: value[name] for name in _NUMBERS if _is_number(value.get(name))}
    kept["building"] = value.get("building") is True
    if isinstance(value.get("result"), str):
        kept["result"] = value["result"][:40]
    for action in _dicts(value.get("actions")):
        if _is_number(action.get("queuingDurationMillis")):
            kept["queuing"] = action["queuingDurationMillis"]
    kept["revisions"] = [r for action in _dicts(value.get("actions")) for r in _revisions(action, branch)]
    kept["commits"] = _commits(value)
    return kept


def is_pipeline(value: Any) -> bool:
    """Whether a build is one with stages."""
    return isinstance(value, dict) and str(value.get("_class", "")).endswith(".WorkflowRun")


def stages(value: Any) -> list[dict[str, Any]] | None:
    """The stages of a pipeline's run; ``None`` where none are told."""
    found = value.get("stages") if isinstance(value, dict) else None
    if not isinstance(found, list):
        return None
    kept = []
    for one in _dicts(found):
        stage: dict[str, Any] = {"name": clean(str(one.get("name") or "")), "status": str(one.get("status") or "")[:40]}
        times = ("startTimeMillis", "durationMillis", "pauseDurationMillis")
        kept.append(stage | {name: one[name] for name in times if _is_number(one.get(name))})
    return kept


def waiting(value: Any) -> list[dict[str, Any]]:
    """What of a job lies in the queue now: since when, in milliseconds."""
    item = value.get("queueItem") if isinstance(value, dict) else None
    if not isinstance(item, dict) or not _is_number(item.get("inQueueSince")):
        return []
    return [{"id": item.get("id") if _is_number(item.get("id")) else 0, "since": item["inQueueSince"]}]


def _revisions(action: dict[str, Any], branch: Branch) -> list[list[Any]]:
    revision = action.get("lastBuiltRevision")
    if not isinstance(revision, dict) or not isinstance(revision.get("SHA1"), str):
        return []
    branches = [_branch(str(b.get("name") or "")) for b in _dicts(revision.get("branch"))][:1]
    remotes = [r for r in action.get("remoteUrls") or () if isinstance(r, str)]
    name = repository_name(remotes[0]) if remotes else ""
    own = bool(branch.name) and unquote(branch.name) in branches
    return [[name, revision["SHA1"][:64], ticket_keys(" ".join(branches), branch.projects), own]]


def _branch(name: str) -> str:
    """``feature/x`` of what Git calls ``refs/remotes/origin/feature/x``."""
    for prefix in ("refs/remotes/", "refs/heads/"):
        if name.startswith(prefix):
            name = name.removeprefix(prefix)
            break
    return name.removeprefix("origin/")


def _commits(value: dict[str, Any]) -> list[str]:
    sets = [value.get("changeSet"), *(value.get("changeSets") or ())]
    ids = (item.get("commitId") for one in _dicts(sets) for item in _dicts(one.get("items")))
    return list(dict.fromkeys(sha[:64] for sha in ids if isinstance(sha, str)))[:_COMMITS]


def _dicts(values: Any) -> list[dict[str, Any]]:
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
