"""Commits → changes: what was merged together, and out of which commits.

The history is walked along its lines of first parents, oldest first. A merge brings in what lies behind its other
parents and in no line before it. That is one change, except for merges of pull requests inside it, which are changes of
their own, and for merges that only keep long-lived branches together: what those bring in is taken as if it had been
committed directly. A commit on a line without a pull request is a change of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from vsm_tui.connect.git.history import Commit, History

Way = Literal["merge", "squash", "direct"]
_SHORT = 10


@dataclass(slots=True, eq=False)
class Change:
    """``name`` is ``#12``, ``!12`` or ``@`` and the first digits of its commit. ``landed`` is the commit with which it
    was merged, ``commits`` the ones it is made of (of a squash or a direct commit: the same). ``cut`` says that history
    before it is missing. ``reverts`` whether taking something back is all it does.
    """

    name: str
    way: Way
    landed: Commit
    commits: list[Commit] = field(default_factory=list)
    cut: bool = False

    @property
    def merged(self) -> int:
        """When it was merged, in seconds since 1970; 0 where that is not known."""
        return self.landed.committed or self.landed.authored

    @property
    def earliest(self) -> int:
        """When the first of its commits was written, as they say; 0 where none does."""
        return min((c.authored or c.committed for c in self.commits if c.authored or c.committed), default=0)

    @property
    def first(self) -> int | None:
        """When its first commit was made, at the latest when it was merged; ``None`` where history does not tell: a
        squash whose commit is no older than the merge has lost its commits.
        """
        if self.cut or not self.earliest:
            return None
        if self.way == "squash" and self.earliest >= self.merged:
            return None
        return min(self.earliest, self.merged)

    @property
    def reverts(self) -> bool:
        """Whether taking something back is all it does."""
        own = [c for c in self.commits if len(c.parents) < 2]
        return self.landed.texts.revert or (bool(own) and all(c.texts.revert for c in own))

    @property
    def keys(self) -> tuple[str, ...]:
        """The tickets it names: in its title or branch, else in its commits' titles, else in trailers, else bodies."""
        every = [self.landed, *self.commits]
        for rank, commits in ((0, [self.landed]), (0, self.commits), (1, every), (2, every)):
            found = dict.fromkeys(key for commit in commits for key in commit.texts.keys[rank])
            if found:
                return tuple(found)
        return ()


def changes_of(history: History) -> list[Change]:
    """All changes that lead to ``head``, in the order they were merged in."""
    found: list[Change] = []
    seen: set[str] = set()
    lines: list[tuple[Iterator[Commit], Change | None]] = [(_line(history, history.head, seen), None)]
    while lines:
        line, owner = lines[-1]
        commit = next(line, None)
        if commit is None:
            lines.pop()
            continue
        seen.add(commit.id)
        inner = _owner(commit, owner)
        if inner is not None and inner is not owner:
            found.append(inner)
        if len(commit.parents) > 1:
            lines += [(_line(history, parent, seen, inner), inner) for parent in reversed(commit.parents[1:])]
        elif owner is not None:
            owner.commits.append(commit)
        else:
            _direct(history, commit, found)
    return [change for change in found if change.commits or change.cut]


def _owner(commit: Commit, owner: Change | None) -> Change | None:
    """The change that what a merge brings in belongs to."""
    if len(commit.parents) < 2:
        return owner
    if commit.texts.change:
        return Change(commit.texts.change, "merge", commit)
    if owner is not None or commit.texts.sync:
        return owner
    return Change("@" + commit.id[:_SHORT], "merge", commit)


def _line(history: History, tip: str, seen: set[str], owner: Change | None = None) -> Iterator[Commit]:
    """The commits from ``tip`` back along first parents as far as they are new, oldest first."""
    chain = []
    at: str | None = tip
    while at is not None and at in history.commits and at not in seen:
        commit = history.commits[at]
        chain.append(commit)
        at = commit.parents[0] if commit.parents else None
    if owner is not None and chain and history.cut(chain[-1].id):
        owner.cut = True
    yield from reversed(chain)


def _direct(history: History, commit: Commit, found: list[Change]) -> None:
    """A commit on a line: a squashed pull request, one more commit of a rebased one, or a change of its own."""
    name = commit.texts.change
    last = found[-1] if found else None
    if name and last is not None and last.way == "squash" and last.name == name and last.landed.id in commit.parents:
        last.commits.append(commit)
        last.landed = commit
        return
    way: Way = "squash" if name else "direct"
    cut = history.cut(commit.id)
    found.append(Change(name or "@" + commit.id[:_SHORT], way, commit, [commit], cut))
