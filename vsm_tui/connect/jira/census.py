"""Which issues are still in the query: what was deleted or left it says nothing of itself, and is found by a list.

At the end of a round that read only what changed, the ids of all issues are listed. What is kept and not on the list
is gone, unless this very round has seen it (a search may lag behind). What is on the list and was never read came in
without a change of its own, such as by a sprint that began.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from vsm_tui.events import Finding
from vsm_tui.events.formats.jira_pages import Pages
from vsm_tui.model.wording import counted


@dataclass(slots=True)
class Census:
    """What the kept pages say of it. Use :meth:`follow` first, and what it gave up to its end."""

    known: set[str] = field(default_factory=set)
    fresh: set[str] = field(default_factory=set)
    listed: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)
    hidden: bool = False

    def follow(self, bodies: Iterable[Any]) -> Iterator[Any]:
        """The pages that are no lists of ids, oldest first, unchanged."""
        for body in bodies:
            if isinstance(body, dict) and "listed" in body:
                self._list(body)
                continue
            if isinstance(body, dict) and "round" in body:
                self.fresh = set()
                yield body["round"]
                continue
            for part in body if isinstance(body, list) else ():
                issues = part.get("issues") if isinstance(part, dict) else None
                self._saw({str(issue["id"]) for issue in issues} if isinstance(issues, list) else set())
            yield body

    def _saw(self, issues: set[str]) -> None:
        self.known |= issues
        self.fresh |= issues
        self.gone -= issues
        self.unread -= issues

    def _list(self, body: dict[str, Any]) -> None:
        if body["first"]:
            self.listed = set()
        self.listed |= set(body["listed"])
        if body["last"]:
            self.hidden = bool(self.known - self.fresh) and not self.listed
            self.gone = set() if self.hidden else self.known - self.listed - self.fresh
            self.unread = self.listed - self.known

    def leave_out(self, pages: Pages) -> list[Finding]:
        """Take what is gone out of ``pages``; what is to be said about it."""
        names = sorted(pages.issues[known].key for known in self.gone if known in pages.issues)
        for known in self.gone:
            pages.issues.pop(known, None)
        found = []
        if names:
            text = f"{counted(len(names), 'issue was', 'issues were')} deleted or left the query since: {_some(names)}"
            found.append(Finding("gone-issues", text, len(names)))
        if self.hidden:
            text = "Jira shows this account none of the issues any more; those that were read before are kept"
            found.append(Finding("incomplete-source", text))
        if self.unread:
            come = counted(len(self.unread), "issue", "issues")
            text = f"{come} came into the query without a change: vsm pull --fresh reads all of them"
            found.append(Finding("unread-issues", text, len(self.unread)))
        return found


def _some(names: list[str]) -> str:
    return ", ".join(names[:5]) + (", …" if len(names) > 5 else "")
