"""The event log: one row per thing that happened (columns of equal length, in file order)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from vsm_tui.model import Problem


class Split(IntEnum):
    """How the stay that an event begins divides into touch and wait.

    ``MAPPED``: as the stream file maps the state. ``TOUCH``: instrumented, somebody or something worked (grade A).
    ``WAIT``: queued. ``UNSPLIT``: only that the item was there is known. ``NOWHERE``: the item left the state.
    ``BACK``: as the stream file maps the state, in which the item had stayed all the while: an activity inside it, such
    as a CI job during a review, has ended.
    """

    MAPPED = 0
    TOUCH = 1
    WAIT = 2
    UNSPLIT = 3
    NOWHERE = 4
    BACK = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a log that had to be assumed or does not add up.

    ``code`` for scripts, ``text`` for people, ``count`` how many rows, items or states it is about where that can be
    said. What it does to which number is said by :mod:`vsm_tui.measure.quality.findings`.
    """

    code: str
    text: str
    count: int | None = None


@dataclass(slots=True)
class EventLog:
    """Columns of one log, or of several files read as one.

    ``at`` is microseconds since 1970 UTC. ``split`` holds :class:`Split` values. ``type``, ``labels`` (joined with
    ``;``), ``ref`` and ``outcome`` are "" where the source says nothing, and the lists are empty where no row has any.
    ``kind`` is one of :data:`~vsm_tui.events.kinds.KINDS` where an event says more than ``split``, such as the start of
    an activity; "" where ``split`` says all. ``keys`` are, joined with ``;``, names of other items that this row's item
    is a part of, such as the ticket of a change: :mod:`vsm_tui.events.joining` uses them up, as it does ``commits``:
    whose commits are whose, from :func:`~vsm_tui.events.builds.commit_key` to the item of the change.
    ``tickets`` are items of a log with ``keys`` that are no part of others unless they name some: its issues.
    ``aliases`` gives the other names a state has had. ``rejected`` are rows kept out, each with file and line;
    ``rejected_count`` is how many there were in all (only the first ones are listed). ``findings`` say what had
    to be assumed, such as a time zone, or does not add up. ``categories`` holds a tracker's own status category per
    state (``new``, ``indeterminate``, ``done``) where it gives one, and ``board`` the columns of its board in their
    order, each with its states.
    """

    item: list[str] = field(default_factory=list)
    at: list[int] = field(default_factory=list)
    state: list[str] = field(default_factory=list)
    split: list[int] = field(default_factory=list)
    type: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    ref: list[str] = field(default_factory=list)
    outcome: list[str] = field(default_factory=list)
    kind: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    commits: dict[str, str] = field(default_factory=dict)
    tickets: set[str] = field(default_factory=set)
    aliases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    categories: dict[str, str] = field(default_factory=dict)
    board: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rejected: list[Problem] = field(default_factory=list)
    rejected_count: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def notes(self) -> list[str]:
        """The findings in words."""
        return [finding.text for finding in self.findings]

    def __len__(self) -> int:
        return len(self.item)
