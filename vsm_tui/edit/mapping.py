"""What a tool's state means: in which stage it waits or is worked on, or what else it does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from vsm_tui.edit.change import EditError, checked, current, quoted, words
from vsm_tui.model import FINISH, Also, Rule, Stage, States, Stream

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

    ``begin`` is left alone: the start point may be any state, whatever else it means.
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
            return checked(stream, self._in_stage(cleared, current(cleared, self.stage)))
        match self.role:
            case "finish":
                rule = Rule((*cleared.finish.states, self.state))
                guesses = tuple(g for g in cleared.guesses if g != FINISH)
                return checked(stream, replace(cleared, finish=rule, guesses=guesses))
            case "stay" | "paused" | "cancelled":
                listed = (*getattr(cleared.also, self.role), self.state)
                return checked(stream, replace(cleared, also=replace(cleared.also, **{self.role: listed})))
        return checked(stream, cleared)

    def _in_stage(self, stream: Stream, stage: Stage) -> Stream:
        listed = (*getattr(stage.states, self.role), self.state)
        return stream.with_stage(replace(stage, states=replace(stage.states, **{self.role: listed})))


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
