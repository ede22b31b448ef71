"""Local Git: changes of a repository, when they were committed, merged, released and taken back.

Read with the ``git`` command from a clone on this machine. Kept are commits' ids and times and what their texts said
of pull requests, tickets and reverts; no names, no addresses, no texts. A later pull reads only what is new, unless
history was rewritten: then all of it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vsm_tui.connect.address import repository_name
from vsm_tui.connect.git.events import events_of
from vsm_tui.connect.git.history import FORMAT, TAGS, Commit, History, Tag, commits_of, packed, tags_of, unpacked
from vsm_tui.connect.git.run import GitError, Repository
from vsm_tui.connect.source import Cursor, Given, Page, Source, Tell
from vsm_tui.events import EventLog
from vsm_tui.events.clean import clean

_PAGE = 20_000
"""Commits a page."""
_HASH = re.compile(r"[0-9a-f]{40,64}")


def source(given: Given) -> Source:
    """The source an entry ``{tool: git, path: ../service}`` describes.

    ``branch`` is the line changes are merged into (without it the remote's default branch, else what is checked out),
    ``projects`` the only projects whose tickets are looked for, ``releases`` a pattern of release tags such as
    ``deploy-*``, ``repo`` the ``owner/name`` that items are named after.

    Raises:
        InputError: when the entry lacks something.
    """
    given.only("path", "branch", "projects", "releases", "repo")
    path = given.need("path", "path: ../service")
    if "://" in path or re.match(r"[\w.-]+@[\w.-]+:", path):
        raise given.wrong("path", "path is a folder on this machine: clone the repository, and name its folder")
    folder = (given.folder / Path(path).expanduser()).resolve()
    return Git(folder, path, given.text("branch"), given.projects(), given.text("releases"), given.text("repo"))


@dataclass(frozen=True, slots=True)
class Git:
    """One repository."""

    folder: Path
    path: str
    branch: str = ""
    projects: tuple[str, ...] = ()
    releases: str = ""
    repo: str = ""

    @property
    def tool(self) -> str:
        """``git``."""
        return "git"

    @property
    def where(self) -> str:
        """The folder, as the stream file names it."""
        return self.path

    @property
    def identity(self) -> dict[str, Any]:
        """The folder (a digest of where it really is), the branch, and whose tickets are looked for."""
        folder = hashlib.sha256(str(self.folder).encode("utf-8", errors="surrogateescape")).hexdigest()[:16]
        return {"path": self.path, "folder": folder, "branch": self.branch, "projects": list(self.projects)}

    def plan(self, cursor: Cursor) -> list[str]:
        """The commands, and what is kept of their answers."""
        line = self.branch or "the remote's default branch, else what is checked out"
        new = f", what is new since {str(cursor['head'])[:10]}" if self.complete(cursor) else ""
        return [
            f"git for-each-ref refs/tags in {self.path}",
            f"git log of {line} and of all tags{new}",
            "kept: ids and times of commits and tags, pull requests' numbers, tickets' keys, reverts; no name, no text",
        ]

    def complete(self, cursor: Cursor) -> bool:
        """Whether the last reading came to its end."""
        return bool(cursor.get("head")) and not cursor.get("part")

    def fetch(self, cursor: Cursor, tell: Tell) -> Generator[Page, None, None]:
        """Read what is new; all, where there is nothing to go on from or history was rewritten."""
        repository = Repository(self.folder, self.path)
        if not self.folder.is_dir():
            raise GitError(f"{self.path}: there is no such folder: clone the repository first")
        now = self._now(repository)
        if self.complete(cursor) and {k: cursor.get(k) for k in now} == now:
            return
        tips = dict.fromkeys((now["head"], *(tag[1] for tag in now["tags"])))
        old: dict[str, None] = {}
        if self._goes_on(repository, cursor, now):
            old = dict.fromkeys((cursor["head"], *(tag[1] for tag in cursor["tags"] if tag[1] in tips)))
        asked = "".join(f"{tip}\n" for tip in tips) + "".join(f"^{tip}\n" for tip in old)
        command = ["log", "-z", "--no-color", "--no-mailmap", "--no-notes", "--encoding=UTF-8", f"--format={FORMAT}",
                   "--topo-order", "--stdin"]  # fmt: skip
        rows: list[Any] = []
        count, whole = 0, not old
        try:
            for commit in commits_of(repository.fields(command, asked, tell), self.projects):
                rows.append(packed(commit))
                count += 1
                if len(rows) == _PAGE:
                    yield Page({"commits": rows}, {"part": count}, whole=whole)
                    rows, whole = [], False
                    tell.counted("commits", count)
        except ValueError as error:
            raise GitError(f"{self.path}: what git log printed {error}") from None
        tell.counted("commits", count)
        yield Page({"commits": rows, **now}, now, whole=whole)

    def log(self, bodies: Iterable[Any], zone: str) -> EventLog:  # noqa: ARG002 -- Git's times have their zone
        """The events of all changes."""
        commits: dict[str, Commit] = {}
        last: dict[str, Any] = {}
        for body in bodies:
            commits |= {commit.id: commit for commit in map(unpacked, body["commits"])}
            last = body if "head" in body else last
        if not last:
            return EventLog()
        tags = [Tag(*tag) for tag in last["tags"]]
        name = self.repo or last["name"]
        return events_of(History(name, last["head"], commits, tags, last["shallow"]), self.releases)

    def _now(self, repository: Repository) -> dict[str, Any]:
        """How the repository stands: its tips, and what it is called."""
        shallow = repository.ask("rev-parse", "--is-shallow-repository") == "true"
        tags = tags_of(repository.ask("for-each-ref", f"--format={TAGS}", "refs/tags"))
        return {
            "head": self._head(repository),
            "tags": [[clean(tag.name), tag.commit, tag.at, tag.lightweight] for tag in tags],
            "shallow": shallow,
            "name": self._name(repository),
        }

    def _head(self, repository: Repository) -> str:
        for name in (self.branch,) if self.branch else ("refs/remotes/origin/HEAD", "HEAD"):
            try:
                found = repository.ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
            except GitError:
                continue
            if _HASH.fullmatch(found):
                return found
        if self.branch:
            raise GitError(f"{self.path}: there is no branch ‘{clean(self.branch, 80)}’")
        raise GitError(f"{self.path}: has no commits yet")

    def _name(self, repository: Repository) -> str:
        """``owner/name`` by the address it was cloned from, else what its folder is called."""
        try:
            return repository_name(repository.ask("config", "--get", "remote.origin.url")) or clean(
                self.folder.name, 80
            )
        except GitError:
            return clean(self.folder.name, 80)

    def _goes_on(self, repository: Repository, cursor: Cursor, now: dict[str, Any]) -> bool:
        """Whether what was kept is still part of history, so that reading what is new is enough."""
        if not self.complete(cursor) or cursor.get("shallow") != now["shallow"] or now["shallow"]:
            return False
        try:
            repository.ask("merge-base", "--is-ancestor", cursor["head"], now["head"])
        except GitError:
            return False
        return True
