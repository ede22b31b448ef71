"""The rows of the data screen: each state of a log, what it means to the stream, and how much time is mapped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vsm_tui.edit import Change, MapState, Role, SetRule, role_of
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


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a state can mean. ``begins`` is the start point, which a state may be beside anything else."""

    role: Role
    stage: Stage | None = None
    begins: bool = False

    @property
    def label(self) -> str:
        """In words."""
        if self.begins:
            return "the start point: items begin here"
        if self.stage is not None:
            return f"{self.stage.name} · {'waiting' if self.role == 'wait' else 'touch'}"
        return MEANINGS[self.role]

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

    ``suggested`` is the meaning its name speaks for.
    """

    seen: StateSeen
    meaning: Meaning
    called: str
    begins: bool
    suggested: Meaning | None = None

    @property
    def hint(self) -> str:
        """What the name suggests, for a state that means nothing yet; "" where it suggests nothing."""
        if self.meaning.role != "none":
            return ""
        return self.suggested.label if self.suggested else self.seen.hint


def meaning_of(stream: Stream, names: tuple[str, ...]) -> tuple[Meaning, str]:
    """What a state means and by which of its names; the most specific name that the stream knows decides."""
    for name in names:
        role, stage = role_of(stream, name)
        if role != "none":
            return Meaning(role, stage), name
    return Meaning("none"), names[0]


def rows(stream: Stream, table: Iterable[StateSeen]) -> list[StateRow]:
    """The table with the stream's mapping laid over it."""
    from vsm_tui.measure.drafting.states import suggest

    found = []
    inside = [stage for stage in stream.stages if stage.outside is None]
    for seen in table:
        meaning, called = meaning_of(stream, seen.names)
        begins = any(n in stream.begin.states for n in seen.names)
        role, at = suggest(seen, [stage.name for stage in inside])
        found.append(StateRow(seen, meaning, called, begins, _suggested(role, None if at is None else inside[at])))
    return found


def _suggested(role: str, stage: Stage | None) -> Meaning | None:
    if role in ("wait", "touch"):
        return Meaning(role, stage) if stage is not None else None  # type: ignore[arg-type]  # narrowed by the test
    return Meaning(role) if role in MEANINGS else None


def suggestions(listed: Iterable[StateRow]) -> list[StateRow]:
    """The states that mean nothing yet and whose name suggests something."""
    return [row for row in listed if row.meaning.role == "none" and row.suggested is not None]


def choices(stream: Stream) -> list[Meaning]:
    """Everything a state can mean in this stream, in the order of the stages."""
    stages = [Meaning(role, stage) for stage in stream.stages if stage.outside is None for role in ("wait", "touch")]
    others = [Meaning(role) for role in ("stay", "paused", "cancelled", "finish", "none")]
    return [*stages, *others[:4], Meaning("none", begins=True), others[4]]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far the mapping goes: the share of logged time that has a meaning, and what is still missing."""

    share: float
    missing: tuple[str, ...]


def coverage(stream: Stream, listed: Iterable[StateRow]) -> Coverage:
    """The share of time in mapped states, finishing ones left out of both sides: an item at its end takes no time."""
    timed = [row for row in listed if row.meaning.role not in ("finish", "cancelled")]
    total = sum(row.seen.seconds for row in timed)
    mapped = sum(row.seen.seconds for row in timed if row.meaning.role != "none")
    missing = []
    if not stream.finish:
        missing.append("no state is the end point yet")
    bare = [stage.name for stage in stream.stages if not stage.states and stage.outside is None]
    if bare:
        missing.append(f"without a state: {', '.join(bare[:4])}{' …' if len(bare) > 4 else ''}")
    return Coverage(mapped / total if total else 0.0, tuple(missing))
