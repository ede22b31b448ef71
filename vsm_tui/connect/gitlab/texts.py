"""What the texts of a merge request say: the tickets and issues it belongs to, whether it is a draft, its type.

Texts are read and not kept: they name people.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from vsm_tui.events.keys import change_type, first_named

_LONGEST = 20_000
_DRAFT = re.compile(r"^\s*(?:\[(?:draft|wip)\]|\((?:draft|wip)\)|(?:draft|wip):|draft\s-\s|wip\s)", re.IGNORECASE)
_TITLE = re.compile(r"(?:changed title|title changed) from \*\*(.*)\*\* to \*\*(.*)\*\*", re.IGNORECASE | re.DOTALL)
_GONE, _NEW = re.compile(r"\{-(.*?)-\}", re.DOTALL), re.compile(r"\{\+(.*?)\+\}", re.DOTALL)
_REVERT = re.compile(r'^Revert(?::? ["“]|: )', re.IGNORECASE)
_QUOTED = re.compile(r'["“].*["”]')
_REFERENCE = r"(?:https?://[^\s/]+/[\w./-]+?/-/(?:issues|work_items)/\d{1,9}|[\w.-]+(?:/[\w.-]+)+\#\d{1,9}|\#\d{1,9})"
_CLOSING = re.compile(
    r"\b(?:close[sd]?|closing|fix(?:e[sd]|ing)?|resolv(?:e[sd]?|ing)|implement(?:s|ed|ing)?):?\s+(?:issues?\s+)?"
    rf"({_REFERENCE}(?:\s*(?:,|&|\band\b)+\s*(?:and\s+)?{_REFERENCE})*)",
    re.IGNORECASE,
)
_ONE = re.compile(_REFERENCE)
_OF_ISSUE = re.compile(r"([1-9]\d{0,6})-")


@dataclass(frozen=True, slots=True)
class Texts:
    """What the texts say. ``keys`` are tickets of another tracker, ``issues`` are named ``group/name#12``;
    ``branch_issue`` is the number GitLab's own way of naming branches says (``12-add-login``), "" where it says none.
    """

    keys: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()
    branch_issue: str = ""
    type: str = ""


def texts_of(
    given: dict[str, Any], commits: Sequence[dict[str, Any]], project: str, host: str, projects: Iterable[str] = ()
) -> Texts:
    """Read a merge request's title, description and branch, and its commits' trailers.

    ``project`` is the ``group/name`` that ``#12`` means, ``host`` the server whose addresses are followed.
    """
    title, body, branch = (_text(given, key) for key in ("title", "description", "source_branch"))
    revert = bool(_REVERT.match(title))
    said = [_QUOTED.sub(" ", title) if revert else title, branch]
    keys = first_named(said, list(_trailers(commits)), [body], projects=tuple(projects))
    numbered = _OF_ISSUE.match(branch)
    return Texts(
        keys=tuple(keys),
        issues=tuple(dict.fromkeys(_closed(f"{title}\n{body}", project, host))),
        branch_issue=numbered[1] if numbered else "",
        type="revert" if revert else change_type(title),
    )


def is_draft(title: str) -> bool:
    """Whether a title marks a draft, as GitLab has it: ``Draft:``, and ``WIP:`` of older versions."""
    return bool(_DRAFT.match(title))


def draft_by_title(note: str) -> bool | None:
    """Whether a note on a changed title says that the change became a draft or ready; ``None`` where neither."""
    found = _TITLE.fullmatch(note[:_LONGEST].strip())
    if not found:
        return None
    before = _GONE.sub(r"\1", _NEW.sub("", found[1]))
    after = _NEW.sub(r"\1", _GONE.sub("", found[2]))
    return is_draft(after) if is_draft(after) != is_draft(before) else None


def _closed(text: str, project: str, host: str) -> Iterable[str]:
    for group in _CLOSING.findall(text):
        for reference in _ONE.findall(group):
            named = _named(reference, project, host)
            if named:
                yield named


def _named(reference: str, project: str, host: str) -> str:
    """``group/name#12`` of a reference; "" where it leads to another server."""
    if reference.startswith("#"):
        return project + reference
    scheme, _, rest = reference.partition("://")
    if not rest:
        return scheme
    server, _, path = rest.partition("/")
    if server.partition(":")[0].lower() != host:
        return ""
    name, _, number = path.partition("/-/")
    return f"{name}#{number.rpartition('/')[2]}"


def _trailers(commits: Sequence[dict[str, Any]]) -> Iterable[str]:
    """Trailers that may name a ticket; those that name people are passed over."""
    for commit in commits:
        trailers = commit.get("trailers")
        for key, value in trailers.items() if isinstance(trailers, dict) else ():
            if not re.search(r"-by$|^cc$|^author", str(key), re.IGNORECASE):
                yield str(value)[:_LONGEST]


def _text(given: dict[str, Any], key: str) -> str:
    value = given.get(key)
    return value[:_LONGEST] if isinstance(value, str) else ""
