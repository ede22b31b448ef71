"""Labels as states: the columns of a board, from the history of labels, openings and closings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from fnmatch import fnmatchcase
from typing import Any

from vsm_tui.events.times import instant

LABEL = "gitlab-label:"
OPEN, CLOSED = LABEL + "Open", LABEL + "Closed"
"""The first and last column of every board."""
_SECOND = 1_000_000
_ONE_MOVE = _SECOND
"""A card that is moved loses one label and gets another, each with a time of its own."""
AT_ONCE = 5 * _SECOND
"""What is made with a label, or as a draft, gets it a moment after it was made. In µs."""
_Change = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Columns:
    """``(at, label)`` whenever the label that is a state changed, "" where none was left. ``assumed``: since when it
    had one of them is not known; ``deleted``: some label of its history has no name any more.
    """

    moves: list[tuple[int, str]] = field(default_factory=list)
    assumed: bool = False
    deleted: bool = False


def us(text: Any) -> int | None:
    """A time as microseconds since 1970; ``None`` for none."""
    return instant(text, UTC)[0] if isinstance(text, str) else None


def is_state(label: str, patterns: Sequence[str]) -> bool:
    """Whether a label is one of those that are states, in any case."""
    return any(fnmatchcase(label.lower(), pattern.lower()) for pattern in patterns)


def columns_of(kept: dict[str, Any], created: int, patterns: Sequence[str]) -> Columns:
    """How an issue or a merge request went through the labels that are states.

    Of several at a time the one added last counts. One that it has, or lost, without having got it, was there from the
    start: that is assumed.
    """
    events = [(us(at) or created, str(action), str(label)) for at, action, label in kept["label_events"]]
    ours = [event for event in events if is_state(event[2], patterns)]
    first: dict[str, str] = {}
    for _, action, label in ours:
        first.setdefault(label, action)
    before = [label for label, action in first.items() if action == "remove"]
    before += [label for label in kept["labels"] if label not in first and is_state(label, patterns)]
    active = dict.fromkeys(before)
    moves = [(created, next(reversed(active)))] if active else []
    for group in _moved_together(ours):
        for _, action, label in group:
            active.pop(label, None)
            if action == "add":
                active[label] = None
        now = next(reversed(active), "")
        if now != (moves[-1][1] if moves else ""):
            moves.append((max(group[0][0], created), now))
    return Columns(moves, bool(before), any(not label for _, _, label in events))


def issue_rows(kept: dict[str, Any], columns: Columns, created: int) -> tuple[list[tuple[int, str]], bool]:
    """``(at, state)`` of an issue, and whether it is closed without anybody knowing when.

    It is in ``Open`` while it has no label that is a state, and in ``Closed`` whatever labels it has then.
    """
    closings = [(at, "closed" if state == "closed" else "") for text, state in kept["state_events"] if (at := us(text))]
    unknown = False
    if kept["state"] == "closed" and not any(state for _, state in closings[-1:]):
        closed = us(kept["closed"])
        unknown = closed is None
        closings += [(closed, "closed")] if closed is not None else []
    steps = [(at, 0, label) for at, label in columns.moves] + [(at, 1, state) for at, state in closings]
    label, closed_now, rows = "", False, [(created, OPEN)]
    for at, what, value in sorted(steps, key=lambda step: step[0]):
        label, closed_now = (value, closed_now) if what == 0 else (label, bool(value))
        state = CLOSED if closed_now else LABEL + label if label else OPEN
        if len(rows) == 1 and state not in (OPEN, CLOSED) and at <= created + AT_ONCE:
            rows = [(created, state)]
        elif state != rows[-1][1]:
            rows.append((max(at, created), state))
    return rows, unknown


def _moved_together(events: Iterable[_Change]) -> Iterable[list[_Change]]:
    """Changes of labels in groups that are one move each."""
    group: list[_Change] = []
    for event in events:
        if group and event[0] > group[0][0] + _ONE_MOVE:
            yield group
            group = []
        group.append(event)
    if group:
        yield group
