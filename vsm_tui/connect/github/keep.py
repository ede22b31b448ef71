"""What is kept of GitHub's answers: numbers, times, states, labels, commits' ids, tickets that texts name.

Accounts, names, e-mails, titles, texts and branches never leave this file. Of who did something only whether it was the
author or a bot is kept. What is left has the shapes that :mod:`vsm_tui.events.github` reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from vsm_tui.connect.github.api import nodes_of
from vsm_tui.events import clean
from vsm_tui.events.github.texts import named, queued_pull, type_of
from vsm_tui.events.keys import ticket_keys

_GRAPH = {
    "ReadyForReviewEvent": "ready", "ConvertToDraftEvent": "draft", "ReviewRequestedEvent": "requested",
    "PullRequestReview": "reviewed", "ReviewDismissedEvent": "dismissed", "HeadRefForcePushedEvent": "pushed",
    "AddedToMergeQueueEvent": "queued", "RemovedFromMergeQueueEvent": "unqueued", "ClosedEvent": "closed",
    "ReopenedEvent": "reopened", "MergedEvent": "merged", "ProjectV2ItemStatusChangedEvent": "status",
}  # fmt: skip
_REST = {
    "ready_for_review": "ready", "convert_to_draft": "draft", "converted_to_draft": "draft",
    "review_requested": "requested", "reviewed": "reviewed", "review_dismissed": "dismissed",
    "head_ref_force_pushed": "pushed", "added_to_merge_queue": "queued", "removed_from_merge_queue": "unqueued",
    "closed": "closed", "reopened": "reopened", "merged": "merged",
}  # fmt: skip
_GHOST = "ghost"
"""The account GitHub shows in place of one that was deleted."""
_UNASKED: dict[str, Any] = {}
"""Stands for an account that nobody asked for: nothing is known of it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How texts and accounts are read. ``name`` is the repository's ``owner/name``, ``host`` the server its addresses
    are on, ``projects`` the only ones whose tickets count, ``bots`` accounts that are programs (lower case), ``board``
    the project whose status is a state (0: any).
    """

    name: str
    host: str = "github.com"
    projects: tuple[str, ...] = ()
    bots: frozenset[str] = frozenset()
    board: int = 0


def pull_of_graph(
    node: Mapping[str, Any], steps: Iterable[Mapping[str, Any]] | None, reading: Reading
) -> dict[str, Any]:
    """A pull request as GraphQL gives it. ``steps`` are the nodes of its timeline; ``None``: they could not be had."""
    issues = nodes_of(node.get("closingIssuesReferences"))
    closes = [
        f"{(issue.get('repository') or {}).get('nameWithOwner') or reading.name}#{issue['number']}" for issue in issues
    ]
    commits = [node.get("commit") or {} for node in nodes_of(node.get("commits"))]
    kept = _change(node, {"created": "createdAt", "updated": "updatedAt", "closed": "closedAt", "merged": "mergedAt"})
    nodes = list(steps or ())
    replaced = [(one.get(side) or {}).get("oid") for one in nodes for side in ("beforeCommit", "afterCommit")]
    return {
        **kept,
        **_said(node, reading, node.get("headRefName"), closes),
        "issue": False,
        "draft": node.get("isDraft") is True,
        "bot": who(node.get("author"), None, reading) == "bot",
        "labels": [str(label.get("name") or "") for label in nodes_of(node.get("labels"))],
        "sha": (node.get("mergeCommit") or {}).get("oid"),
        "shas": [sha for sha in dict.fromkeys([node.get("headRefOid"), *replaced]) if sha],
        "commits": [[c.get("oid"), c.get("authoredDate"), c.get("committedDate")] for c in commits],
        "steps": _settled(_graph_step(one, node.get("author", _UNASKED), reading) for one in nodes),
        "lacks": [] if steps is not None else ["steps"],
    }


def issue_of_graph(
    node: Mapping[str, Any], steps: Iterable[Mapping[str, Any]] | None, reading: Reading
) -> dict[str, Any]:
    """An issue as GraphQL gives it."""
    return {
        **_change(node, {"created": "createdAt", "updated": "updatedAt", "closed": "closedAt"}),
        **_said(node, reading, "", ()),
        "issue": True,
        "labels": [str(label.get("name") or "") for label in nodes_of(node.get("labels"))],
        "steps": _settled(_graph_step(one, None, reading) for one in steps or ()),
        "lacks": [] if steps is not None else ["steps"],
    }


def pull_of_rest(pull: Mapping[str, Any], events: Iterable[Any] | None, reading: Reading) -> dict[str, Any]:
    """A pull request as REST gives it. ``events`` are its timeline; ``None``: it could not be had."""
    head, branch = _part(pull, "head"), _part(pull, "head").get("ref")
    told = [event for event in events or () if isinstance(event, dict)]
    made = [event for event in told if event.get("event") == "committed"]
    forced = [event.get("commit_id") for event in told if event.get("event") == "head_ref_force_pushed"]
    times = {"created": "created_at", "updated": "updated_at", "closed": "closed_at", "merged": "merged_at"}
    return {
        **_change(pull, times),
        **_said(pull, reading, branch, ()),
        "issue": False,
        "draft": pull.get("draft") is True,
        "bot": who(pull.get("user"), None, reading) == "bot",
        "labels": _labels(pull),
        "sha": pull.get("merge_commit_sha"),
        "shas": [sha for sha in dict.fromkeys([head.get("sha"), *forced]) if sha],
        "commits": [[c.get("sha"), _part(c, "author").get("date"), _part(c, "committer").get("date")] for c in made],
        "steps": _settled(_rest_step(event, pull.get("user"), reading) for event in told),
        "lacks": [] if events is not None else ["steps"],
    }


def issue_of_rest(issue: Mapping[str, Any], events: Iterable[Any] | None, reading: Reading) -> dict[str, Any]:
    """An issue as REST gives it."""
    told = [event for event in events or () if isinstance(event, dict)]
    return {
        **_change(issue, {"created": "created_at", "updated": "updated_at", "closed": "closed_at"}),
        **_said(issue, reading, "", ()),
        "issue": True,
        "labels": _labels(issue),
        "steps": _settled(_rest_step(event, None, reading) for event in told),
        "lacks": [] if events is not None else ["steps"],
    }


def run(value: Mapping[str, Any], jobs: Iterable[Any] | None, reading: Reading) -> dict[str, Any]:
    """A workflow run and the jobs of all its attempts; ``None``: they could not be had."""
    branch = value.get("head_branch")
    queued = queued_pull(branch)
    pulls = [p.get("number") for p in value.get("pull_requests") or () if isinstance(p, dict) and _ours(p, reading)]
    return {
        "run": value.get("id"),
        "workflow": clean(str(value.get("name") or ""), 100),
        "sha": value.get("head_sha"),
        "started": value.get("run_started_at"),
        "attempt": value.get("run_attempt") or 1,
        "status": value.get("status"),
        "conclusion": value.get("conclusion"),
        "pulls": [f"{reading.name}#{number}" for number in [*pulls, queued] if number],
        "keys": ticket_keys(branch, reading.projects) if isinstance(branch, str) else [],
        "jobs": None if jobs is None else [_job(job) for job in jobs if isinstance(job, dict)],
    }


def who(account: Any, author: Any, reading: Reading) -> str:
    """``author``, ``bot``, ``other`` or ``unknown``: whose account this is."""
    if account is _UNASKED or (_gone(account) and _gone(author)):
        return "unknown"
    if _gone(account):
        return "other"
    login = str(account.get("login") or "").lower()
    if "Bot" in (account.get("__typename"), account.get("type")) or login.endswith("[bot]") or login in reading.bots:
        return "bot"
    if not login or (author is _UNASKED and not _gone(author)):
        return "unknown"
    return "author" if not _gone(author) and login == str(author.get("login") or "").lower() else "other"


def _gone(account: Any) -> bool:
    """Whether an account was deleted."""
    return not isinstance(account, dict) or str(account.get("login") or "") == _GHOST


def _graph_step(node: Mapping[str, Any], author: Any, reading: Reading) -> dict[str, Any] | None:
    what = _GRAPH.get(str(node.get("__typename")))
    if what is None:
        return None
    step = {"what": what, "at": node.get("submittedAt") if what == "reviewed" else node.get("createdAt")}
    if what == "reviewed":
        state = str(node.get("state") or "").lower()
        return {**step, "state": state, "by": who(node.get("author", _UNASKED), author, reading), "id": node.get("id")}
    if what == "dismissed":
        state = str(node.get("previousReviewState") or "").lower()
        return {**step, "state": state, "id": (node.get("review") or {}).get("id")}
    if what == "requested":
        asked = node.get("requestedReviewer")
        return {**step, "by": "bot" if isinstance(asked, dict) and who(asked, {}, reading) == "bot" else "other"}
    if what == "closed":
        return {**step, "state": str(node.get("stateReason") or "").lower()}
    if what == "status":
        board = (node.get("project") or {}).get("number")
        named_so = clean(str(node.get("status") or ""))
        return {**step, "state": named_so} if named_so and reading.board in (0, board) else None
    return step


def _rest_step(event: Mapping[str, Any], author: Any, reading: Reading) -> dict[str, Any] | None:
    what = _REST.get(str(event.get("event")))
    if what is None:
        return None
    step = {"what": what, "at": event.get("submitted_at") if what == "reviewed" else event.get("created_at")}
    if what == "reviewed":
        state = str(event.get("state") or "").lower()
        return {**step, "state": state, "by": who(event.get("user", _UNASKED), author, reading), "id": event.get("id")}
    if what == "dismissed":
        review = _part(event, "dismissed_review")
        return {**step, "state": str(review.get("state") or "").lower(), "id": review.get("review_id")}
    if what == "requested":
        asked = event.get("requested_reviewer")
        return {**step, "by": "bot" if isinstance(asked, dict) and who(asked, {}, reading) == "bot" else "other"}
    if what == "closed":
        return {**step, "state": str(event.get("state_reason") or "").lower()}
    return step


def _settled(steps: Iterable[dict[str, Any] | None]) -> list[dict[str, Any]]:
    """Steps with the verdict each review had when it was given: one dismissed later no longer shows it."""
    found = [step for step in steps if step is not None]
    dismissed = {step["id"]: step["state"] for step in found if step["what"] == "dismissed" and step.get("id")}
    for step in found:
        if step["what"] == "reviewed" and step["state"] == "dismissed":
            step["state"] = dismissed.get(step.get("id"), "")
    return [{key: value for key, value in step.items() if key != "id"} for step in found]


def _change(value: Mapping[str, Any], times: Mapping[str, str]) -> dict[str, Any]:
    return {"number": value.get("number"), **{name: value.get(key) for name, key in times.items()}}


def _said(value: Mapping[str, Any], reading: Reading, branch: Any, closes: Iterable[str]) -> dict[str, Any]:
    """What the texts say, and nothing of the texts."""
    title, body = value.get("title"), value.get("body")
    keys = named(reading.name, title=title, body=body, branch=branch, host=reading.host, projects=reading.projects)
    return {"type": type_of(title), "keys": list(dict.fromkeys([*keys, *closes]))}


def _job(job: Mapping[str, Any]) -> dict[str, Any]:
    """One job. It began with its first step: until then GitHub may give the time it was asked for as its start."""
    steps = [step.get("started_at") for step in job.get("steps") or () if isinstance(step, dict)]
    starts = [_utc(at) for at in steps if isinstance(at, str)]
    return {
        "attempt": job.get("run_attempt") or 1,
        "created": job.get("created_at"),
        "started": min((at for at in starts if at), default=job.get("started_at")),
        "completed": job.get("completed_at"),
        "conclusion": job.get("conclusion"),
    }


def _utc(at: str) -> str:
    """A time in the one form in which texts compare as times do."""
    from datetime import UTC, datetime

    try:
        return datetime.fromisoformat(at).astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    except ValueError:
        return ""


def _ours(pull: Mapping[str, Any], reading: Reading) -> bool:
    """Whether a run's pull request is one of this repository: a fork's runs name those of the other side, too."""
    address = str(_part(_part(pull, "base"), "repo").get("url") or "")
    return not address or address.lower().endswith(f"/repos/{reading.name.lower()}")


def _labels(value: Mapping[str, Any]) -> list[str]:
    labels = value.get("labels") or ()
    return [str(label.get("name") or "") if isinstance(label, dict) else str(label) for label in labels]


def _part(value: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = value.get(key)
    return found if isinstance(found, dict) else {}
