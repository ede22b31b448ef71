"""A repository's history as facts: commits, tags, and what their texts said. No names, no texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from vsm_tui.connect.git.texts import Texts, texts_of

FORMAT = "%H%x00%P%x00%at%x00%ct%x00%s%x00%(trailers:only=true,unfold=true,separator=%x1F)%x00%b"
"""What ``git log -z`` is asked for: seven fields that each end with a NUL, which no message can hold."""
TAGS = "%(refname:lstrip=2)%00%(objecttype)%00%(*objecttype)%00%(*objectname)%00%(objectname)%00%(creatordate:unix)"
"""What ``git for-each-ref refs/tags`` is asked for: a line a tag."""
_FIELDS, _TAG_FIELDS = 7, 6
_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_LAST = 253_402_300_800
"""The first second of the year 10000."""


@dataclass(frozen=True, slots=True)
class Commit:
    """``authored`` and ``committed`` are seconds since 1970, 0 where Git has no usable time."""

    id: str
    parents: tuple[str, ...]
    authored: int
    committed: int
    texts: Texts = field(default_factory=Texts)


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag on a commit. ``at`` is when it was made; of a lightweight one only when its commit was."""

    name: str
    commit: str
    at: int
    lightweight: bool = False


@dataclass(slots=True)
class History:
    """Commits that lead to ``head`` or to a tag, by id. ``name`` is what items are named after."""

    name: str
    head: str
    commits: dict[str, Commit] = field(default_factory=dict)
    tags: list[Tag] = field(default_factory=list)
    shallow: bool = False

    def cut(self, commit: str) -> bool:
        """Whether history before this commit is missing."""
        return self.shallow and not self.commits[commit].parents


def commits_of(fields: Iterable[str], projects: Sequence[str] = ()) -> Iterator[Commit]:
    """What ``git log`` printed, as :data:`FORMAT` asked for.

    Raises:
        ValueError: when that is not what it is.
    """
    row: list[str] = []
    for text in fields:
        row.append(text)
        if len(row) == _FIELDS:
            yield _commit(row, projects)
            row = []
    if row:
        raise ValueError("ends in the middle of a commit")


def _commit(row: Sequence[str], projects: Sequence[str]) -> Commit:
    name, listed, authored, committed, subject, trailers, body = row
    parents = tuple(listed.split())
    if not all(_ID.fullmatch(i) for i in (name, *parents)):
        raise ValueError("is no list of commits")
    texts = texts_of(subject, body, trailers.split("\x1f") if trailers else (), len(parents), projects)
    return Commit(name, parents, seconds(authored), seconds(committed), texts)


def seconds(text: str) -> int:
    """A time as Git prints it; 0 where it is beyond all calendars."""
    try:
        at = int(text)
    except ValueError:
        return 0
    return at if 0 < at < _LAST else 0


def tags_of(printed: str) -> list[Tag]:
    """What ``git for-each-ref`` printed, as :data:`TAGS` asked for: the tags on commits."""
    found = []
    for line in printed.split("\n"):
        parts = line.split("\0")
        if len(parts) != _TAG_FIELDS:
            continue
        name, kind, inner_kind, inner, outer, at = parts
        lightweight = kind == "commit"
        if lightweight or inner_kind == "commit":
            found.append(Tag(name, outer if lightweight else inner, seconds(at), lightweight))
    return found


_OPTIONAL = ("change", "closes", "reverts", "revert", "copies", "sync", "type")


def packed(commit: Commit) -> list[Any]:
    """A commit as JSON; :func:`unpacked` reads it back."""
    texts = commit.texts
    said: dict[str, Any] = {name: getattr(texts, name) for name in _OPTIONAL if getattr(texts, name)}
    if any(texts.keys):
        said["keys"] = texts.keys
    return [commit.id, " ".join(commit.parents), commit.authored, commit.committed, texts.title, said]


def unpacked(row: Sequence[Any]) -> Commit:
    """A commit from JSON."""
    name, parents, authored, committed, title, said = row
    keys = tuple(tuple(group) for group in said.get("keys", ((), (), ())))
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in said.items() if k in _OPTIONAL}
    texts = Texts(**values, keys=(keys[0], keys[1], keys[2]), title=title)
    return Commit(name, tuple(parents.split()), authored, committed, texts)
