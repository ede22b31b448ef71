"""What is said of Jira's history where it does not add up, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from vsm_tui.events.formats.jira_pages import Pages
from vsm_tui.events.log import Finding
from vsm_tui.model.wording import counted

PREFIX = "jira:"
_NAMED = 5


@dataclass(slots=True)
class JiraFindings:
    """Issues whose history does not add up, by what is wrong with it."""

    truncated: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    mismatched: list[str] = field(default_factory=list)
    nothing: list[str] = field(default_factory=list)
    unborn: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    changes: int = 0
    automatic: int = 0

    def told(self, issues: int) -> list[Finding]:
        """The findings in words."""
        told = (
            ("no-history", self.nothing, "without history, left out: ask Jira for expand=changelog"),
            ("truncated-history", self.truncated,
             "with only part of the changelog, counted from the first change there is"),
            ("no-creation", self.unborn, "without a time of creation, counted from the first change"),
            ("broken-history", self.broken,
             "with a gap in the history (changes deleted or imported): what is there is kept"),
            ("status-mismatch", self.mismatched,
             "in another status than the last change says: kept as the changes say"),
            ("created-late", self.late,
             "with a change before the creation (imported, or clocks apart): counted from that change"),
        )  # fmt: skip
        of = counted(issues, "issue")
        found = [
            Finding(code, f"{len(keys)} of {of} {text}: {_some(keys)}", len(keys)) for code, keys, text in told if keys
        ]
        if self.automatic:
            text = f"{self.automatic} of {counted(self.changes, 'change')} of status made by programs"
            found.append(Finding("automation", text, self.automatic))
        return found


def repeated(pages: Pages) -> list[Finding]:
    """What was given more than once, as where pages overlap."""
    issues, changes = len(pages.repeated), pages.again
    told = [counted(count, what) for count, what in ((issues, "issue"), (changes, "change")) if count]
    if not told:
        return []
    text = f"{' and '.join(told)} given more than once, as where pages overlap: counted once"
    return [Finding("repeated-issues", text, issues or changes)]


def renamed(aliases: Mapping[str, Sequence[str]]) -> list[Finding]:
    """States that were called something else once."""
    if not aliases:
        return []
    told = [f"‘{_plain(state)}’ was ‘{'’, ‘'.join(map(_plain, names))}’" for state, names in aliases.items()]
    text = f"renamed while the log ran, and read as one state each: {_some(told)}"
    return [Finding("renamed-state", text, len(told))]


def _plain(state: str) -> str:
    return state.removeprefix(PREFIX)


def _some(keys: list[str]) -> str:
    return ", ".join(keys[:_NAMED]) + (", …" if len(keys) > _NAMED else "")
