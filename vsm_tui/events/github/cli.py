"""What GitHub's own command line prints as JSON: ``gh pr list``, ``gh issue list`` and ``gh run list --json …``.

It tells less than GitHub itself: neither when a pull request was a draft or reviews were asked for, nor the jobs of a
run. Persons and texts are read and not kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from vsm_tui.events.clean import clean
from vsm_tui.events.github.pages import Wanted, log_of_repositories
from vsm_tui.events.github.texts import named, queued_pull, type_of
from vsm_tui.events.keys import ticket_keys
from vsm_tui.events.log import EventLog

_ADDRESS = re.compile(r"https?://([^/\s]+)/([\w.-]+/[\w.-]+)/(pull|issues|actions)/")
_OF_PULLS = frozenset({"mergedAt", "isDraft", "headRefName", "reviews", "mergeCommit", "commits", "baseRefName"})
_PROGRAMS = frozenset({
    "dependabot", "renovate", "github-actions", "github-advanced-security", "copilot-pull-request-reviewer",
    "coderabbitai", "sonarqubecloud", "codecov", "gemini-code-assist", "sourcery-ai", "mergify",
})  # fmt: skip
"""Well-known programs that review: of reviewers, unlike authors, the list does not say whether they are any."""


def is_list(value: Any) -> bool:
    """Whether parsed JSON is what one of these commands prints; an empty list is none."""
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) and _kind(one) for one in value)


def log_of(values: Iterable[Mapping[str, Any]], name: str = "") -> EventLog:
    """The events of pull requests, issues and runs of any repositories; ``name`` is the ``owner/name`` of those that
    give no address of their own (without one: ``gh``).
    """
    pages: dict[str, dict[str, list[Any]]] = {}
    for value in values:
        kind, found = _kind(value), _ADDRESS.match(str(value.get("url") or ""))
        repo = found[2] if found else name or "gh"
        page = pages.setdefault(repo, {"changes": [], "runs": []})
        if kind == "run":
            page["runs"].append(_run(value, repo))
        elif kind:
            page["changes"].append(_change(value, repo, found[1] if found else "", issue=kind == "issue"))
    return log_of_repositories([{"repo": {"name": repo}, **page} for repo, page in pages.items()], Wanted())


def _kind(value: Mapping[str, Any]) -> str:
    """``pull``, ``issue`` or ``run``; "" of anything else."""
    if "createdAt" not in value:
        return ""
    if "number" in value and not {"databaseId", "workflowName", "headSha", "attempt"} & set(value):
        at = _ADDRESS.match(str(value.get("url") or ""))
        pull = at[3] == "pull" if at else bool(_OF_PULLS & set(value))
        return "pull" if pull else "issue"
    return "run" if {"databaseId", "conclusion", "status"} <= set(value) else ""


def _change(value: Mapping[str, Any], repo: str, host: str, *, issue: bool) -> dict[str, Any]:
    author = value.get("author")
    merged = value.get("mergedAt") or (value.get("closedAt") if value.get("state") == "MERGED" else None)
    closes = [f"{_repository(one) or repo}#{one.get('number')}" for one in _parts(value, "closingIssuesReferences")]
    title, body = value.get("title"), value.get("body")
    keys = named(repo, title=title, body=body, branch=value.get("headRefName"), host=host)
    lacks = ["end"] if value.get("state") == "MERGED" and not merged else []
    kept = {
        "number": value.get("number"), "issue": issue, "created": value.get("createdAt"),
        "closed": value.get("closedAt"), "labels": [str(one.get("name") or "") for one in _parts(value, "labels")],
        "type": type_of(title), "keys": list(dict.fromkeys([*keys, *closes])), "lacks": lacks, "steps": [],
    }  # fmt: skip
    if issue:
        reason = str(value.get("stateReason") or "").lower()
        steps = [{"what": "closed", "at": value.get("closedAt"), "state": reason}] if value.get("closedAt") else []
        return {**kept, "steps": steps}
    unread = [] if "reviews" in value else ["steps"]
    return {
        **kept, "merged": merged, "draft": value.get("isDraft") is True,
        "sha": _part(value, "mergeCommit").get("oid"), "shas": [value.get("headRefOid")],
        "commits": [[c.get("oid"), c.get("authoredDate"), c.get("committedDate")] for c in _parts(value, "commits")],
        "steps": [_review(review, author) for review in _parts(value, "reviews")],
        "lacks": [*lacks, *unread, "drafts"],
    }  # fmt: skip


def _review(review: Mapping[str, Any], author: Any) -> dict[str, Any]:
    login = str(_part(review, "author").get("login") or "").lower()
    own = str(author.get("login") or "").lower() if isinstance(author, dict) else ""
    if login in _PROGRAMS or login.endswith("[bot]") or login.startswith("app/"):
        by = "bot"
    elif not own:  # whose change it is was not asked for, or the account is gone
        by = "unknown"
    else:
        by = "author" if login == own else "other"
    state = str(review.get("state") or "").lower()
    return {"what": "reviewed", "at": review.get("submittedAt"), "state": state, "by": by}


def _run(value: Mapping[str, Any], repo: str) -> dict[str, Any]:
    queued, branch = queued_pull(value.get("headBranch")), value.get("headBranch")
    return {
        "run": value.get("databaseId"),
        "workflow": clean(str(value.get("workflowName") or value.get("name") or ""), 100),
        "sha": value.get("headSha"), "started": value.get("startedAt"), "ended": value.get("updatedAt"),
        "attempt": value.get("attempt") or 1, "status": value.get("status"), "conclusion": value.get("conclusion"),
        "pulls": [f"{repo}#{queued}"] if queued else [],
        "keys": ticket_keys(branch) if isinstance(branch, str) else [], "jobs": None,
    }  # fmt: skip


def _repository(issue: Mapping[str, Any]) -> str:
    """The ``owner/name`` of an issue of another repository; "" where it is not said."""
    repository = _part(issue, "repository")
    owner, name = _part(repository, "owner").get("login"), repository.get("name")
    return f"{owner}/{name}" if owner and name else str(repository.get("nameWithOwner") or "")


def _parts(value: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = value.get(key)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _part(value: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = value.get(key)
    return found if isinstance(found, dict) else {}
