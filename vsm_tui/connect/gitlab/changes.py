"""The way of a merge request: opened, a draft or ready, reviewed, queued, merged or closed.

While it is a draft nobody is expected to review it: what others say then is told as a moment inside the draft. Programs
and the author are no reviewers. What is said after it was merged is no review.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from vsm_tui.connect.gitlab.boards import AT_ONCE, LABEL, Columns, us

PREFIX = "gitlab:"
_REVIEWED = frozenset({"commented", "changes_requested", "approved"})
_STANDING = ("approved", "changes_requested", "queued_to_merge")
"""What a mere comment does not change."""
_QUIET = ("approved", "queued_to_merge")
"""What a push does not change, unless GitLab says that it took the approvals away."""
_FIRST = {"closed": 0, "reopened": 1}
"""Of what happened at one moment, a closing or an opening comes first."""
Row = tuple[int, str, str]
"""``(at, state, kind)``; the kind is "" where the state is entered."""


@dataclass(slots=True)
class Story:
    """What became of a merge request. ``merged`` is when; ``reviewed`` whether anybody but its author and programs said
    anything before that, which is ``unknown`` where what was said could not be read. ``timeless``: it is merged, nobody
    knows when.
    """

    rows: list[Row] = field(default_factory=list)
    merged: int | None = None
    reviewed: bool = False
    timeless: bool = False
    unknown: bool = False

    @property
    def unreviewed(self) -> bool:
        """Whether it is known that nobody reviewed it before it was merged."""
        return self.merged is not None and not self.reviewed and not self.unknown


def story_of(kept: dict[str, Any], columns: Columns, created: int) -> Story:
    """The story that a kept merge request tells."""
    walk = _Walk(kept, created)
    for at, what, value in _steps(kept, columns, created):
        if what == "label":
            walk.label(at, value)
        else:
            walk.step(at, what, value)
    return walk.story


def _steps(kept: dict[str, Any], columns: Columns, created: int) -> list[tuple[int, str, str]]:
    """Everything that happened, in order: ``(at, word, who)``, or ``(at, "label", label)``."""
    steps = [(max(us(at) or created, created), word, who) for at, word, who in kept["steps"]]
    ends = [(max(us(at) or created, created), state, "other") for at, state in kept["state_events"]]
    if ends or kept["merged"] or kept["closed"]:
        steps = [step for step in steps if step[1] not in ("closed", "reopened", "merged") or not ends]
    merged, closed = us(kept["merged"]), us(kept["closed"])
    if merged is not None or kept["state"] != "merged":
        ends = [end for end in ends if end[1] != "merged"]
        steps = [step for step in steps if step[1] != "merged"]
    ends += [(max(merged, created), "merged", "other")] if merged is not None else []
    if kept["state"] == "closed" and closed is not None and not any(w == "closed" for _, w, _ in (*steps, *ends)):
        ends.append((max(closed, created), "closed", "other"))
    labels = [(at, "label", label) for at, label in columns.moves]
    return sorted((*steps, *ends, *labels), key=lambda step: (step[0], _FIRST.get(step[1], 2)))


def _draft_first(kept: dict[str, Any], created: int) -> bool:
    """Whether it was made as a draft: what it became first says what it was before, if it was that for a moment."""
    at, first = next(((us(at), word) for at, word, _ in kept["steps"] if word in ("draft", "ready")), (None, ""))
    if at is None or not first:
        return bool(kept["draft"])
    return (first == "ready") != (at <= created + AT_ONCE)


class _Walk:
    """Goes through what happened; ``state`` is where the merge request is, but for labels."""

    def __init__(self, kept: dict[str, Any], created: int) -> None:
        self.story = Story(timeless=kept["state"] == "merged", unknown="notes" in kept["missing"])
        self.draft = _draft_first(kept, created)
        self.state = self.before_queue = "draft" if self.draft else "opened"
        self.over = self.closed = self.answered = False
        self.approvals = 0
        self._enter(created, self.state)
        if self.draft:  # nobody waited for a review of it then
            self._inside(created, "opened")

    def label(self, at: int, label: str) -> None:
        """A label that is a state was put on; without one it is back in the state it was in."""
        self.story.rows.append((at, LABEL + label if label else PREFIX + self.state, ""))

    def step(self, at: int, word: str, who: str) -> None:
        """One thing that somebody did."""
        if self.over:
            return
        if word in ("closed", "reopened", "merged"):
            self._turn(at, word)
        elif word in ("draft", "ready"):
            self._toggle(at, drafted=word == "draft")
        elif self.closed:
            return
        elif word in _REVIEWED:
            self._review(at, word, who)
        elif word == "queued":
            self.before_queue = self.state
            self._enter(at, "queued_to_merge")
        elif word == "unqueued" and self.state == "queued_to_merge":
            self._enter(at, self.before_queue)
        else:
            self._other(at, word)

    def _turn(self, at: int, word: str) -> None:
        self.closed = word == "closed"
        self._enter(at, word)
        if word == "merged":
            self.over, self.story.merged, self.story.timeless = True, at, False
        elif word == "reopened" and self.draft:
            self._enter(at, "draft")

    def _toggle(self, at: int, *, drafted: bool) -> None:
        if drafted == self.draft:
            return
        self.draft = drafted
        if not self.closed:
            self._enter(at, "draft" if drafted else "ready")

    def _review(self, at: int, word: str, who: str) -> None:
        if who != "other":
            return
        self.story.reviewed = self.answered = True
        self.approvals += word == "approved"
        if word == "commented" and self.state in _STANDING:
            self._inside(at, word)
        else:
            self._move(at, word)

    def _other(self, at: int, word: str) -> None:
        if word == "review_requested":
            self._move(at, word)
        elif word == "pushed" and self.answered:
            self.answered = False
            (self._inside if self.state in _QUIET else self._move)(at, word)
        elif word in ("reset", "unapproved"):
            self.approvals = max(0, self.approvals - 1) if word == "unapproved" else 0
            if self.state == "approved" and not self.approvals:
                self._enter(at, "review_requested" if word == "unapproved" else "pushed")

    def _move(self, at: int, state: str) -> None:
        """Enter ``state``; a draft stays one."""
        (self._inside if self.draft else self._enter)(at, state)

    def _inside(self, at: int, state: str) -> None:
        """Something happened and did not move it."""
        self.story.rows += [(at, PREFIX + state, "start"), (at, PREFIX + state, "complete")]

    def _enter(self, at: int, state: str) -> None:
        if state != self.state or not self.story.rows:
            self.state = state
            self.story.rows.append((at, PREFIX + state, ""))
