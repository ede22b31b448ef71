"""What is kept of CircleCI's answers: when workflows and jobs waited and ran, how they ended, for which commit.

No actors, no commit messages, no parameters, no logs, and not who approved. Of a branch, which may be named after
somebody, only the tickets' keys and the number of a fork's pull request are kept.
"""

from __future__ import annotations

import re
from typing import Any

from vsm_tui.connect.address import repository_name
from vsm_tui.connect.attempts import words_of
from vsm_tui.events import clean
from vsm_tui.events.keys import ticket_keys

_FORK = re.compile(r"pull/(\d{1,9})")


def pipeline(value: Any, projects: tuple[str, ...] = ()) -> dict[str, Any] | None:
    """A pipeline without what measuring does not need; ``None`` where it is none. ``projects`` are those whose tickets
    alone are looked for.
    """
    if not isinstance(value, dict) or not isinstance(value.get("id"), str) or not isinstance(value.get("number"), int):
        return None
    kept = {"id": value["id"], "number": value["number"], **words_of(value, "created_at", "state")}
    vcs = value.get("vcs")
    if isinstance(vcs, dict):
        address = vcs.get("target_repository_url") or vcs.get("origin_repository_url")
        told = {"repo": repository_name(address) if isinstance(address, str) else "", "sha": vcs.get("revision")}
        return kept | _texts({**told, "change": vcs.get("review_id")}) | _of_branch(vcs.get("branch"), projects)
    parameters = value.get("trigger_parameters")  # projects of the GitHub App tell it there
    git = parameters.get("git") if isinstance(parameters, dict) else None
    if isinstance(git, dict):
        repo = "/".join(str(git.get(name) or "") for name in ("repo_owner", "repo_name"))
        kept |= _texts({"repo": repo.strip("/"), "sha": git.get("checkout_sha")}) | _of_branch(
            git.get("branch"), projects
        )
    return kept


def workflow(value: Any) -> dict[str, Any] | None:
    """A workflow; ``None`` where it is none."""
    if not isinstance(value, dict) or not isinstance(value.get("id"), str):
        return None
    kept = words_of(value, "id", "status", "created_at", "stopped_at")
    return {**kept, "name": clean(str(value.get("name") or ""))}


def job(value: Any) -> dict[str, Any] | None:
    """A job; ``None`` where it is none."""
    if not isinstance(value, dict):
        return None
    kept = words_of(value, "type", "status", "started_at", "stopped_at")
    return {**kept, "name": clean(str(value.get("name") or ""))}


def _of_branch(name: Any, projects: tuple[str, ...]) -> dict[str, Any]:
    branch = name if isinstance(name, str) else ""
    fork = _FORK.fullmatch(branch)
    return {"keys": ticket_keys(branch, projects), **({"change": fork[1]} if fork else {})}


def _texts(values: dict[str, Any]) -> dict[str, str]:
    return {name: clean(value) for name, value in values.items() if isinstance(value, str) and value}
