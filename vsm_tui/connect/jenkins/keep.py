"""What is kept of Jenkins' answers: when a build waited and ran, how it ended, which commits it was about.

No causes (they name people), no parameters, no logs, no commit messages.
"""

from __future__ import annotations

from typing import Any

from vsm_tui.connect.address import repository_name
from vsm_tui.events import clean

BUILD = (
    "_class,number,queueId,timestamp,duration,building,result,"
    "actions[queuingDurationMillis,lastBuiltRevision[SHA1,branch[name]],remoteUrls],"
    "changeSet[items[commitId]],changeSets[items[commitId]]"
)
"""The fields of a build that are asked for."""
_NUMBERS = ("number", "queueId", "timestamp", "duration")
_COMMITS = 1000


def build(value: Any) -> dict[str, Any] | None:
    """A build without what measuring does not need; ``None`` where it is none.

    ``revisions`` are what was checked out: ``[repository, sha, branch]`` each; ``commits`` what is new since the build
    before. ``queuing`` is only there where the Metrics plugin tells it.
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
    kept["revisions"] = [r for action in _dicts(value.get("actions")) for r in _revisions(action)]
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


def _revisions(action: dict[str, Any]) -> list[list[str]]:
    revision = action.get("lastBuiltRevision")
    if not isinstance(revision, dict) or not isinstance(revision.get("SHA1"), str):
        return []
    branches = [str(b.get("name") or "") for b in _dicts(revision.get("branch"))]
    remotes = [r for r in action.get("remoteUrls") or () if isinstance(r, str)]
    name = repository_name(remotes[0]) if remotes else ""
    return [[name, revision["SHA1"][:64], clean(_branch(branches[0])) if branches else ""]]


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
