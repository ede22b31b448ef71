"""Which column of a table plays which role in an event log: as somebody said, by its own name, or by a common one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from vsm_tui.events.clean import clean
from vsm_tui.model import Columns, InputError, Problem
from vsm_tui.model.wording import nearest

OPTIONAL = ("kind", "type", "labels", "source", "ref", "outcome", "is_bot")
EVENTS = ("item", "at", "state")
"""What a table with a row per event needs."""
STAYS = ("item", "state", "entered", "left")
"""What a table with a row per stay has."""
ALIASES: dict[str, tuple[str, ...]] = {
    "item": ("case:concept:name", "case_id", "caseid", "case", "item_id", "issue_key", "issuekey", "key"),
    "at": ("time:timestamp", "timestamp", "time", "datetime", "date", "ts"),
    "state": ("concept:name", "activity", "status", "stage"),
    "entered": ("start", "start_time", "start_date", "started", "started_at", "entered_at", "start_timestamp"),
    "left": ("end", "end_time", "end_date", "ended", "ended_at", "left_at", "end_timestamp"),
    "kind": ("lifecycle:transition",),
}
"""Common names of columns that mean the same."""
_HISTORY = frozenset({"issue_id", "changelog_id", "created_date", "field", "from_string", "to_string"})
_ISSUES = frozenset({"id", "instance_url", "key", "issue_type", "status", "created_date"})
_MEANING = {
    "item": "which item it happened to",
    "at": "when it happened",
    "state": "the state the item entered",
    "entered": "when the item entered the state",
    "left": "when it left the state",
}


@dataclass(frozen=True, slots=True)
class Matched:
    """Role → position of the column that plays it, and a note for each column that was not known by its own name.

    ``said`` tells that somebody said so, for this very table.
    """

    roles: dict[str, int]
    notes: list[str]
    said: bool = False

    @property
    def stays(self) -> bool:
        """Whether a row is a stay, with its begin and its end, and not an event."""
        return "entered" in self.roles

    @property
    def missing(self) -> list[str]:
        """Roles without which these are no events. Where stays have no state, their begins and ends are the events."""
        if not self.stays:
            return [role for role in EVENTS if role not in self.roles]
        return [role for role in STAYS if role not in self.roles and not (role == "state" and self.said)]


def match_columns(path: Path, columns: Sequence[str], said: Columns) -> Matched:
    """Find out what the ``columns`` of ``path`` mean. ``said`` holds where the table has any of the columns it names.

    Raises:
        InputError: when it has some of them, and others not.
    """
    plain = [plain_name(c) for c in columns]
    roles = _as_said(path, columns, plain, said)
    match = Matched(roles, [], bool(roles))
    stays = bool({"entered", "left"} & roles.keys())
    for role in ("item", "type", "labels", "source", "ref", "outcome", "is_bot"):
        _by_name(match, role, (role, *ALIASES.get(role, ())), plain, columns)
    for role in () if stays else ("at", "state", "kind"):
        _by_name(match, role, (role, *ALIASES.get(role, ())), plain, columns)
    if "at" not in roles:
        for role in ("entered", "left"):
            _by_name(match, role, (role, *ALIASES[role]), plain, columns)
        if stays:  # a column ‘status’ may well be the state an item is in now, and not the one of the stay
            _by_name(match, "state", ("state", "stage", "concept:name", "activity"), plain, columns)
        if {"entered", "left"} <= roles.keys():
            roles.pop("kind", None)
        elif not stays:
            roles.pop("entered", None)
            roles.pop("left", None)
    return match


def pipeline_part(columns: Sequence[str]) -> Literal["history", "issues"] | None:
    """Which file of Jira's data pipeline export has these columns; ``None`` for none."""
    names = set(columns)
    if names >= _HISTORY:
        return "history"
    return "issues" if names >= _ISSUES else None


def plain_name(column: str) -> str:
    """A column's name as names are compared."""
    return clean(column).lower().replace(" ", "_")


def missing_columns(path: Path, columns: Sequence[str], missing: Iterable[str], said: Columns) -> list[Problem]:
    """What a table lacks, and what would be right. ``said`` is what somebody said of columns, perhaps of others."""
    there = listed(columns)
    others = ", ".join(f"‘{clean(name, 40)}’" for name in said.named.values())
    there += (
        f" (none of {others}, which columns: names)" if others and not set(said.named.values()) & set(columns) else ""
    )
    return [
        Problem(
            f"no column says {_MEANING[role]}: a column ‘{role}’ (or {', '.join(ALIASES[role][:3])}) is needed; "
            f"the columns are {there}",
            str(path),
            1,
        )
        for role in missing
    ]


def needed(missing: Iterable[str]) -> str:
    """What a table lacks, in a sentence; "" where it lacks nothing."""
    lacks = [f"{role}= ({_MEANING[role]})" for role in missing]
    return f"still needed: {', '.join(lacks)}" if lacks else ""


def unsaid(missing: Iterable[str]) -> str:
    """What no column of a table says, in a sentence."""
    lacks = [_MEANING[role] for role in missing]
    return f"no column says {', '.join(lacks[:-1])}{' or ' if lacks[:-1] else ''}{lacks[-1]}"


def listed(columns: Sequence[str]) -> str:
    """The names of columns in a message."""
    return ", ".join(clean(c, 40) for c in columns[:12]) + (", …" if len(columns) > 12 else "")


def lost_columns(columns: Sequence[str], said: Columns) -> dict[str, str]:
    """What is wrong, by role, with a table that has some of the columns that are said and not the others."""
    plain = [plain_name(column) for column in columns]
    found = {role: _place(name, columns, plain) for role, name in said.named.items()}
    if all(place is None for place in found.values()):
        return {}
    names = [clean(column, 60) for column in columns]
    return {
        role: f"no column ‘{clean(said.named[role], 60)}’, said to be {role}: {nearest(said.named[role], names)}"
        for role, place in found.items()
        if place is None
    }


def _as_said(path: Path, columns: Sequence[str], plain: Sequence[str], said: Columns) -> dict[str, int]:
    """Role → position, of what somebody said; nothing where none of it is about this table."""
    if lost := lost_columns(columns, said):
        raise InputError(Problem(text, str(path), 1) for text in lost.values())
    found = {role: _place(name, columns, plain) for role, name in said.named.items()}
    return {role: place for role, place in found.items() if place is not None}


def _place(name: str, columns: Sequence[str], plain: Sequence[str]) -> int | None:
    if name in columns:
        return list(columns).index(name)
    wanted = plain_name(name)
    return plain.index(wanted) if wanted in plain else None


def _by_name(match: Matched, role: str, names: Sequence[str], plain: Sequence[str], columns: Sequence[str]) -> None:
    """Give a role that is still free to the first column that is called like it, and is free, too."""
    if role in match.roles:
        return
    taken = set(match.roles.values())
    for name in names:
        places = [place for place, each in enumerate(plain) if each == name and place not in taken]
        if not places:
            continue
        match.roles[role] = places[0]
        if name != role:
            match.notes.append(f"read column ‘{clean(columns[places[0]])}’ as {role}")
        if len(places) > 1:
            match.notes.append(f"there are {len(places)} columns ‘{clean(name)}’: read the first")
        return
