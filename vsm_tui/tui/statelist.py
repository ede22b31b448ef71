"""The rows of the data screen: each state of a log, what it means to the stream, and how much time is mapped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vsm_tui.edit import Change, MapState, Role, SetRule, guess_of, role_of
from vsm_tui.model import Stage, Stream

if TYPE_CHECKING:
    from vsm_tui.measure.drafting.states import StateSeen

MEANINGS: dict[Role, str] = {
    "stay": "stays where it is (blocked, on hold)",
    "paused": "stops the clock",
    "cancelled": "cancelled",
    "finish": "finished: the end point",
    "none": "not mapped",
}
SHORT: dict[Role, str] = {**MEANINGS, "stay": "stays where it is", "finish": "finished"}
_ENDS = ("finish", "cancelled")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a state can mean. ``begins`` is the start point, which a state may be beside anything else."""

    role: Role
    stage: Stage | None = None
    begins: bool = False

    @property
    def label(self) -> str:
        """In words."""
        return self._said(MEANINGS)

    @property
    def short(self) -> str:
        """In few words."""
        return self._said(SHORT)

    def _said(self, words: dict[Role, str]) -> str:
        if self.begins:
            return "the start point: items begin here"
        if self.stage is not None:
            away = "outside" if words is SHORT else "outside, one time"
            wait = "waiting" if self.stage.outside is None else away
            return f"{self.stage.name} · {wait if self.role == 'wait' else 'touch'}"
        return words[self.role]

    def change(self, stream: Stream, state: str, names: Iterable[str] = ()) -> Change:
        """The edit that gives ``state`` this meaning."""
        if self.begins:
            known = tuple(s for s in stream.begin.states if s not in set(names))
            taken = len(known) != len(stream.begin.states)
            return SetRule("begin", known if taken else (*known, state))
        return MapState(state, self.role, self.stage)


@dataclass(frozen=True, slots=True)
class StateRow:
    """One state of the log with its meaning now; ``called`` is the name the stream uses for it.

    ``suggested`` is the meaning that something speaks for, and ``why`` what does. ``share`` is the part of the logged
    time (see :class:`Coverage`) that it takes; ``None`` for an end, where items take no time. ``guessed`` says that a
    draft gave it its meaning and nobody has confirmed that.
    """

    seen: StateSeen
    meaning: Meaning
    called: str
    begins: bool
    suggested: Meaning | None = None
    why: str = ""
    share: float | None = None
    guessed: bool = False

    @property
    def open(self) -> bool:
        """Whether it still needs a word of somebody."""
        return self.meaning.role == "none" or self.guessed

    @property
    def hint(self) -> str:
        """What is suggested for a state that means nothing yet; "" where nothing is."""
        return self.suggested.short if self.suggested and self.meaning.role == "none" else ""


def meaning_of(stream: Stream, names: tuple[str, ...]) -> tuple[Meaning, str]:
    """What a state means and by which of its names; the most specific name that the stream knows decides."""
    for name in names:
        role, stage = role_of(stream, name)
        if role != "none":
            return Meaning(role, stage), name
    return Meaning("none"), names[0]


def rows(
    stream: Stream, table: Sequence[StateSeen], board: Mapping[str, Sequence[str]] | None = None
) -> list[StateRow]:
    """The table with the stream's mapping laid over it; ``board`` as for what is suggested."""
    from vsm_tui.measure.drafting.suggested import suggestions_of

    suggested = suggestions_of(stream, table, board)
    placed = [(seen, *meaning_of(stream, seen.names)) for seen in table]
    base = sum(seen.seconds for seen, meaning, _ in placed if meaning.role not in _ENDS)
    found = []
    for seen, meaning, called in placed:
        one = suggested.get(seen.state)
        found.append(
            StateRow(
                seen,
                meaning,
                called,
                begins=any(n in stream.begin.states for n in seen.names),
                suggested=Meaning(one.role, one.stage) if one else None,
                why=one.why if one else "",
                share=None if meaning.role in _ENDS else seen.seconds / base if base else 0.0,
                guessed=bool(guess_of(stream, called)),
            )
        )
    return found


def suggestions(listed: Iterable[StateRow]) -> list[StateRow]:
    """The states that mean nothing yet and for whose meaning something speaks."""
    return [row for row in listed if row.meaning.role == "none" and row.suggested is not None]


def choices(stream: Stream) -> list[Meaning]:
    """Everything a state can mean in this stream, in the order of the stages. One that is done outside has one time
    and no split: a state is in it or not.
    """
    roles: dict[bool, tuple[Role, ...]] = {True: ("wait",), False: ("wait", "touch")}
    stages = [Meaning(role, stage) for stage in stream.stages for role in roles[stage.outside is not None]]
    others = [Meaning(role) for role in ("stay", "paused", "cancelled", "finish", "none")]
    return [*stages, *others[:4], Meaning("none", begins=True), others[4]]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far the mapping goes. ``parts`` are shares of the logged time by role, adding up to 1: all time of all items,
    open ones too, from one event to the next, but for the time after an item's end.
    """

    parts: dict[str, float]
    missing: tuple[str, ...]

    @property
    def share(self) -> float:
        """The share that has a meaning."""
        return sum(part for role, part in self.parts.items() if role != "none")


def coverage(stream: Stream, listed: Iterable[StateRow]) -> Coverage:
    """The shares of the rows by what they mean, and what is still missing."""
    parts: dict[str, float] = {}
    for row in listed:
        if row.share:
            parts[row.meaning.role] = parts.get(row.meaning.role, 0.0) + row.share
    missing = []
    if not stream.finish:
        missing.append("no state is the end point yet")
    bare = [stage.name for stage in stream.stages if not stage.states]
    if bare:
        missing.append(f"without a state: {', '.join(bare[:4])}{' …' if len(bare) > 4 else ''}")
    return Coverage(parts, tuple(missing))
