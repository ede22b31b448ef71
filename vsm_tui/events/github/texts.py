"""What the texts of a pull request or issue say: the tickets and issues it belongs to, and its type.

Texts are read and not kept: they name people.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from vsm_tui.events.keys import change_type, first_named

_LONGEST = 20_000
_REVERT = re.compile(r'^Revert(?::? ["“]|: )', re.IGNORECASE)
_QUOTED = re.compile(r'["“].*["”]')
_TRAILER = re.compile(r"^([A-Za-z][\w-]{1,40}): (\S.*)$", re.MULTILINE)
_PEOPLE = re.compile(r"-by$|^cc$|^author", re.IGNORECASE)
_CLOSES = re.compile(
    r"\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+"
    r"(?:https?://([^\s/]+)/([\w.-]+/[\w.-]+)/(?:issues|pull)/|([\w.-]+/[\w.-]+)?\#)(\d{1,9})\b",
    re.IGNORECASE,
)
_QUEUE = re.compile(r"^(?:refs/heads/)?gh-readonly-queue/.{1,200}/pr-(\d{1,9})-[0-9a-f]{7,64}$")


def named(
    name: str, *, title: Any = "", body: Any = "", branch: Any = "", host: str = "", projects: Iterable[str] = ()
) -> list[str]:
    """The tickets and issues that a pull request or issue names, as items are called.

    ``name`` is the ``owner/name`` that ``#12`` means, ``host`` the server whose addresses are followed.
    """
    title, body, branch = (_text(value) for value in (title, body, branch))
    said = [_QUOTED.sub(" ", title) if _REVERT.match(title) else title, branch]
    trailers = [value for key, value in _TRAILER.findall(body) if not _PEOPLE.search(key)]
    keys = first_named(said, trailers, [body], projects=tuple(projects))
    return list(dict.fromkeys([*keys, *_closed(f"{title}\n{body}", name, host)]))


def type_of(title: Any) -> str:
    """``revert``, or what a title such as ``fix(parser): …`` begins with; "" where it says nothing."""
    text = _text(title)
    return "revert" if _REVERT.match(text) else change_type(text)


def queued_pull(branch: Any) -> int | None:
    """The number of the pull request whose merge a branch of a merge queue tries; ``None`` of other branches."""
    found = _QUEUE.match(_text(branch))
    return int(found[1]) if found else None


def _closed(text: str, name: str, host: str) -> Iterator[str]:
    for server, repo, short, number in _CLOSES.findall(text):
        if not server or not host or server.lower() == host:
            yield f"{repo or short or name}#{number}"


def _text(value: Any) -> str:
    return value[:_LONGEST] if isinstance(value, str) else ""
