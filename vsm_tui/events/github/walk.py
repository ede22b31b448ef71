"""The way of one pull request or issue: where it is after each of its steps.

While a pull request is a draft nobody is expected to review it: what is said then is told as a moment inside the draft.
Bots and the author are no reviewers. What comes after it was merged is no part of its way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from vsm_tui.events.clean import clean

PREFIX, PROJECT = "github:", "github-project:"
Row = tuple[int, str, str, str]
"""``(at, state, kind, outcome)``; the kind is "" where the state is entered."""
Step = Mapping[str, Any]
STEPS = ("draft", "ready", "requested", "reviewed", "dismissed", "pushed", "queued", "unqueued", "status", "closed",
         "reopened", "merged")  # fmt: skip
"""What may happen to a change."""
_STANDING = ("approved", "changes_requested", "queued_to_merge")
"""What a mere comment does not change."""
_QUIET = ("approved", "queued_to_merge")
"""What a push does not change, unless the approval is dismissed."""


@dataclass(slots=True)
class Walk:
    """``state`` is where it is, without the tool's name; ``draft`` and ``shut`` (closed) what it is meanwhile.

    ``reviews`` are those of others than its author and bots, ``unknown`` those of nobody knows whom.
    """

    draft: bool = False
    shut: bool = False
    state: str = ""
    reviews: int = 0
    unknown: int = 0
    rows: list[Row] = field(default_factory=list)
    _before_queue: str = ""
    _answered: bool = False

    def enter(self, at: int, state: str, outcome: str = "", prefix: str = PREFIX) -> None:
        """It is in ``state`` from now on."""
        self.rows.append((at, prefix + state, "", outcome))
        self.state = state

    def open(self, at: int) -> None:
        """It was made; as a draft it is one from its first moment, and nobody waited for a review of it before."""
        if self.draft:
            self.enter(at, "draft")
        self._move(at, "opened")

    def step(self, at: int, step: Step, *, merges: bool = False) -> None:
        """One step; ``merges`` says that being merged is all that comes after it."""
        what = step["what"]
        if what in ("draft", "ready"):
            self._toggle(at, what)
        elif what == "reopened":
            self._reopened(at)
        elif self.shut and what != "status":
            if what == "reviewed":
                self._counts(step)
        elif what == "unqueued":
            if self.state == "queued_to_merge" and not merges:
                self.enter(at, self._before_queue)
        else:
            self._open(what)(at, step)

    def _open(self, what: str) -> Callable[[int, Step], None]:
        """What a step does to a change that is open."""
        return {
            "closed": self._closed, "reviewed": self._reviewed, "pushed": self._pushed, "requested": self._requested,
            "dismissed": self._dismissed, "queued": self._queued, "status": self._status,
        }[what]  # fmt: skip

    def _toggle(self, at: int, what: str) -> None:
        self.draft = what == "draft"
        if not self.shut and self.state != what:
            self.enter(at, what)

    def _reopened(self, at: int) -> None:
        self.shut = False
        if self.draft:
            self.enter(at, "draft")
        self._move(at, "reopened")

    def _closed(self, at: int, step: Step) -> None:
        self.shut = True
        self.enter(at, "closed", clean(str(step.get("state") or "")))

    def _counts(self, step: Step) -> bool:
        """Whether it is a review by somebody else; those that may be are counted."""
        by = step.get("by")
        if by in ("author", "bot") or step.get("state") == "pending":
            return False
        self.reviews += by == "other"
        self.unknown += by != "other"
        return by == "other"

    def _reviewed(self, at: int, step: Step) -> None:
        if self._counts(step):
            self._answered = True
            verdict = str(step.get("state"))
            verdict = verdict if verdict in ("approved", "changes_requested") else "commented"
            self._move(at, verdict, quiet=verdict == "commented" and self.state in _STANDING)

    def _pushed(self, at: int, _: Step) -> None:
        """New commits: told once after a review."""
        if self._answered:
            self._answered = False
            self._move(at, "pushed", quiet=self.state in _QUIET)

    def _requested(self, at: int, step: Step) -> None:
        if step.get("by") != "bot":
            self._move(at, "review_requested")

    def _dismissed(self, at: int, step: Step) -> None:
        """A review that is taken back leaves it waiting for another."""
        if self.state == step.get("state"):
            self._move(at, "review_requested")

    def _queued(self, at: int, _: Step) -> None:
        self._before_queue = self.state
        self.enter(at, "queued_to_merge")

    def _status(self, at: int, step: Step) -> None:
        if name := clean(str(step.get("state") or "")):
            self.enter(at, name, prefix=PROJECT)

    def _move(self, at: int, state: str, *, quiet: bool = False) -> None:
        """Enter ``state``; a draft stays one, and what is ``quiet`` does not move anything."""
        if self.draft or quiet:
            self.rows += [(at, PREFIX + state, "start", ""), (at, PREFIX + state, "complete", "")]
        else:
            self.enter(at, state)
