"""What a tool's state means: in which stage it waits or is worked on, or what else it does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from vsm_tui.edit.change import EditError, checked, current, quoted, words
from vsm_tui.model import FINISH, Also, Rule, Stage, States, Stream
from vsm_tui.model.stream import ALSO

Role = Literal["wait", "touch", "stay", "paused", "cancelled", "finish", "none"]
_MEANS = {
    "stay": "stay where the item is",
    "paused": "pause the clock",
    "cancelled": "cancel the item",
    "finish": "finish the stream",
}


@dataclass(frozen=True, slots=True)
class MapState:
    """Give a state one meaning and take it from wherever it was. ``wait`` and ``touch`` need a stage.

    ``begin`` is left alone: the start point may be any state, whatever else it means. A draft's guess ends where what
    it guessed is no longer there: at the finish, and at a stage or a list whose only state is the one that was chosen.
    """

    state: str
    role: Role
    stage: Stage | None = None

    @property
    def title(self) -> str:
        """What it does."""
        state = quoted(self.state)
        if self.role == "none":
            return f"Leave {state} unmapped"
        if self.stage is not None and self.stage.outside is not None and self.role == "wait":
            return f"Map {state} to {quoted(self.stage.name)}, done outside"
        if self.stage is not None:
            return f"Map {state} to {self.role} of {quoted(self.stage.name)}"
        return f"Let {state} {_MEANS.get(self.role, self.role)}"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        if not words(self.state):
            raise EditError("a state needs a name: write it as the tool does")
        if (self.role in ("wait", "touch")) is (self.stage is None):
            raise EditError("wait and touch belong to a stage, the other meanings to none: choose again")
        cleared = unmapped(stream, self.state)
        if self.stage is not None:
            mapped = self._in_stage(cleared, current(cleared, self.stage))
            states = mapped.stage(self.stage.id).states
            alone = (*states.wait, *states.touch) == (self.state,)
            return checked(stream, _without_guess(mapped, self.stage.id) if alone else mapped)
        match self.role:
            case "finish":
                rule = Rule((*cleared.finish.states, self.state))
                return checked(stream, replace(_without_guess(cleared, FINISH), finish=rule))
            case "stay" | "paused" | "cancelled":
                before = cleared if cleared.also else _without_guess(cleared, ALSO)
                listed = (*getattr(cleared.also, self.role), self.state)
                return checked(stream, replace(before, also=replace(cleared.also, **{self.role: listed})))
        return checked(stream, cleared)

    def _in_stage(self, stream: Stream, stage: Stage) -> Stream:
        listed = (*getattr(stage.states, self.role), self.state)
        return stream.with_stage(replace(stage, states=replace(stage.states, **{self.role: listed})))


@dataclass(frozen=True, slots=True)
class ConfirmState:
    """Say that a draft guessed right what this state means; the mark of its stage, finish or list goes."""

    state: str

    @property
    def title(self) -> str:
        """What it does."""
        return f"Confirm what {quoted(self.state)} means"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        home = guess_of(stream, self.state)
        if not home:
            raise EditError("this is no guess: there is nothing to confirm")
        return _without_guess(stream, home)


def guess_of(stream: Stream, state: str) -> str:
    """Which guess of a draft a state's meaning is part of: a stage's id, ``finish`` or ``also``; "" for none."""
    role, stage = role_of(stream, state)
    home = stage.id if stage is not None else {"finish": FINISH, "none": ""}.get(role, ALSO)
    return home if home in stream.guesses else ""


def _without_guess(stream: Stream, home: str) -> Stream:
    return replace(stream, guesses=tuple(guess for guess in stream.guesses if guess != home))


def unmapped(stream: Stream, state: str) -> Stream:
    """The stream with ``state`` in no list but ``begin``."""

    def without(states: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(known for known in states if known != state)

    stages = tuple(
        replace(stage, states=States(without(stage.states.wait), without(stage.states.touch)))
        for stage in stream.stages
    )
    also = Also(without(stream.also.stay), without(stream.also.paused), without(stream.also.cancelled))
    return replace(stream, stages=stages, also=also, finish=Rule(without(stream.finish.states)))


def role_of(stream: Stream, state: str) -> tuple[Role, Stage | None]:
    """What a state means now; a state in ``finish`` finishes, wherever else it is listed."""
    if state in stream.finish.states:
        return "finish", None
    for role in ("stay", "paused", "cancelled"):
        if state in getattr(stream.also, role):
            return role, None
    for stage in stream.stages:
        if state in stage.states.wait:
            return "wait", stage
        if state in stage.states.touch:
            return "touch", stage
    return "none", None
