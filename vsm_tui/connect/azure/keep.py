"""What is kept of Azure DevOps' answers: when builds, jobs and pull requests were what. No person, no text.

Who votes or comments is looked at for one thing only: whether it is the author, or a program. Titles and branches are
read for tickets' keys and left behind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from vsm_tui.connect.address import repository_name
from vsm_tui.connect.attempts import words_of
from vsm_tui.events import clean
from vsm_tui.events.keys import first_named, ticket_keys

_TIMES = ("queueTime", "startTime", "finishTime", "status", "result")
_PULL = re.compile(r"refs/pull/(\d{1,9})/(?:merge|head)")
_SHA = re.compile(r"[0-9a-f]{40}")
_PROGRAMS = ("svc.", "s2s.", "aadsp.")
"""What descriptors of accounts begin with that are nobody's."""


def build(value: Any, repositories: Mapping[str, str], projects: tuple[str, ...] = ()) -> dict[str, Any] | None:
    """A build; ``None`` where it is none. ``repositories`` are names by id, of Azure's own repositories."""
    if not isinstance(value, dict) or not isinstance(value.get("id"), int):
        return None
    kept: dict[str, Any] = {"id": value["id"], **words_of(value, *_TIMES)}
    kept["name"] = clean(str(_dict(value.get("definition")).get("name") or ""))
    repository = _dict(value.get("repository"))
    known = str(repository.get("id") or "")
    own = known in repositories
    kept["repo"] = repositories[known] if own else clean(known) if repository.get("type") == "GitHub" else ""
    branch = str(value.get("sourceBranch") or "")
    pull = _PULL.fullmatch(branch)
    if pull and kept["repo"]:
        kept["pull"] = int(pull[1])
    else:
        kept["keys"] = ticket_keys(branch.removeprefix("refs/heads/"), projects)
    shas = (value.get("sourceVersion"), _dict(value.get("triggerInfo")).get("pr.sourceSha"))
    kept["commits"] = [sha for sha in shas if isinstance(sha, str) and _SHA.fullmatch(sha)]
    return kept


def records(value: Any) -> list[dict[str, Any]]:
    """The jobs of a timeline, each with the name and the beginning of its stage."""
    found = {str(one["id"]): one for one in _dicts(_dict(value).get("records")) if one.get("id")}
    kept = []
    for one in found.values():
        if one.get("type") == "Job":
            stage = _above(one, found)
            times = words_of(one, "startTime", "finishTime", "state", "result")
            attempt = one["attempt"] if isinstance(one.get("attempt"), int) else 1
            names = {"name": clean(str(one.get("name") or "")), "stage": clean(str(stage.get("name") or ""))}
            begun = {"staged": stage["startTime"]} if isinstance(stage.get("startTime"), str) else {}
            kept.append({"id": str(one["id"])[:60], "attempt": attempt, **names, **times, **begun})
    return kept


def earlier(value: Any) -> list[str]:
    """The timelines that tell earlier attempts."""
    every = (a for one in _dicts(_dict(value).get("records")) for a in _dicts(one.get("previousAttempts")))
    return list(dict.fromkeys(str(a["timelineId"]) for a in every if isinstance(a.get("timelineId"), str)))


def pull_request(
    value: Any, threads: Iterable[Any], repositories: Mapping[str, str], projects: tuple[str, ...]
) -> dict[str, Any] | None:
    """A pull request with what happened to it; ``None`` where it is none."""
    if not isinstance(value, dict) or not isinstance(value.get("pullRequestId"), int):
        return None
    repository = _dict(value.get("repository"))
    kept = {
        "id": value["pullRequestId"],
        "repo": repositories.get(str(repository.get("id")), clean(str(repository.get("name") or ""))),
        "draft": value.get("isDraft") is True,
        **words_of(value, "status", "creationDate", "closedDate"),
    }
    branch = str(value.get("sourceRefName") or "").removeprefix("refs/heads/")
    kept["keys"] = first_named([str(value.get("title") or ""), branch], [str(value.get("description") or "")],
                               projects=projects)  # fmt: skip
    ends = ["lastMergeSourceCommit", *(["lastMergeCommit"] if value.get("status") == "completed" else [])]
    commits = [_dict(value.get(name)).get("commitId") for name in ends]
    author = str(_dict(value.get("createdBy")).get("id") or "")
    happened = [what for thread in threads if isinstance(thread, dict) for what in _happened(thread, author)]
    commits += [sha for what in happened for sha in what.pop("commits", ())]
    kept["commits"] = list(dict.fromkeys(sha for sha in commits if isinstance(sha, str) and _SHA.fullmatch(sha)))
    kept["happened"] = happened
    return kept


def _happened(thread: dict[str, Any], author: str) -> list[dict[str, Any]]:
    """What a thread of a pull request says: ``{at, what, by}``; ``by`` is "author", "program" or "" (somebody)."""
    properties = _dict(thread.get("properties"))
    at, kind = thread.get("publishedDate"), _property(properties, "CodeReviewThreadType")
    if not isinstance(at, str):
        return []
    if _property(properties, "CodeReviewIsDraft"):
        return [
            {"at": at, "what": "draft" if _property(properties, "CodeReviewIsDraft").lower() == "true" else "ready"}
        ]
    if kind == "VoteUpdate":
        return [{"at": at, "what": f"vote {_property(properties, 'CodeReviewVoteResult')[:4]}",
                 "by": _by(_voter(thread, properties), author)}]  # fmt: skip
    if kind == "ReviewersUpdate":
        added = _property(properties, "CodeReviewReviewersUpdatedNumAdded")
        return [{"at": at, "what": "asked"}] if added not in ("", "0") else []
    if kind == "StatusUpdate":
        return [{"at": at, "what": f"status {_property(properties, 'CodeReviewStatus')[:12].lower()}"}]
    if kind == "RefUpdate":
        shas = _SHA.findall(_property(properties, "CodeReviewRefNewCommits").lower())
        return [{"at": at, "what": "pushed", "commits": shas[:500]}]
    said = [c for c in _dicts(thread.get("comments")) if c.get("commentType") == "text" and not c.get("isDeleted")]
    dated = [(c["publishedDate"], _dict(c.get("author"))) for c in said if isinstance(c.get("publishedDate"), str)]
    return [{"at": date, "what": "commented", "by": _by(who, author)} for date, who in dated]


def _voter(thread: dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
    identity = _property(properties, "CodeReviewVotedByIdentity")
    known = _dict(_dict(thread.get("identities")).get(identity))
    if known:
        return known
    voter = _property(properties, "CodeReviewVotedByTfId")
    comments = _dicts(thread.get("comments"))
    return {"id": voter} if voter else _dict(comments[0].get("author")) if comments else {}


def _by(who: dict[str, Any], author: str) -> str:
    if author and str(who.get("id") or "") == author:
        return "author"
    program = str(who.get("descriptor") or "").startswith(_PROGRAMS) or who.get("isContainer") is True
    return "program" if program else ""


def _above(record: dict[str, Any], found: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """The stage a job is in."""
    seen = 0
    while record.get("type") != "Stage" and seen < 10:
        record, seen = found.get(str(record.get("parentId")), {}), seen + 1
        if not record:
            return {}
    return record


def _property(properties: dict[str, Any], name: str) -> str:
    value = _dict(properties.get(name)).get("$value")
    return "" if value is None else str(value)


def names(values: Any) -> dict[str, str]:
    """Repositories by id, named as a clone of them is."""
    found = {}
    for one in _dicts(_dict(values).get("value")):
        remote = one.get("remoteUrl") or one.get("webUrl")
        name = repository_name(remote) if isinstance(remote, str) else ""
        found[str(one.get("id"))] = name or clean(str(one.get("name") or ""))
    return found


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _dicts(values: Any) -> list[dict[str, Any]]:
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []
