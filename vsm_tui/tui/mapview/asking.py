"""What the map asks for at a place, and the change that an answer makes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from vsm_tui import edit
from vsm_tui.draw import Spot
from vsm_tui.model import Loop, Share, Stage, Stream
from vsm_tui.tui.mapview.values import ValueField, typed


@dataclass(frozen=True, slots=True)
class Asking:
    """One question on the map: where, what kind of value, the text to begin with, and what an answer changes."""

    spot: Spot
    field: ValueField
    text: str
    change: Callable[[Any], edit.Change]
    prompt: str = ""
    inserts: bool = False


def ask_value(stream: Stream, spot: Spot, ends: tuple[str, str] | None = None) -> Asking | None:
    """The value under the cursor; ``ends`` are the stages of the loop where that is what the cursor is on.

    ``None`` where there is nothing a person could say: a loop from the finish, a number only a log knows.
    """
    if not 0 <= spot.stage < len(stream.stages):
        return None
    stage = stream.stages[spot.stage]
    if spot.field == "loop":
        return None if ends is None else ask_loop(stream, spot, *ends)
    if (field := _typed_field(stage, spot)) is None:
        return None
    return Asking(spot, field, typed(field, stage), lambda value: _set(stage, field, value))


def _typed_field(stage: Stage, spot: Spot) -> ValueField | None:
    match spot.field:
        case "wait" | "touch" if stage.outside is not None:
            return "outside"
        case "name" | "wait" | "touch" | "pca" | "people":
            return spot.field
        case _:
            return None


def _set(stage: Stage, field: ValueField, value: Any) -> edit.Change:
    match field:
        case "name":
            return edit.RenameStage(stage, value)
        case "wait" | "touch" | "outside" | "pca" | "people":
            return edit.SetValue(stage, field, value)
        case _:
            raise ValueError(field)


def ask_insert(stream: Stream, spot: Spot, *, before: bool) -> Asking:
    """The name of a new stage beside the one under the cursor, or of the first one."""
    at = spot.stage if before else spot.stage + 1
    after = stream.stages[at - 1] if 0 < at <= len(stream.stages) else None
    return Asking(
        spot,
        "name",
        "",
        lambda name: edit.InsertStage(name, after),
        prompt=f"name of a new stage after {after.name}" if after else "name of a new first stage",
        inserts=True,
    )


def ask_split(stream: Stream, spot: Spot) -> Asking:
    """The two names that the stage under the cursor is to be divided into."""
    stage = stream.stages[spot.stage]
    return Asking(
        spot,
        "halves",
        f"{stage.name} / ",
        lambda names: edit.SplitStage(stage, *names),
        prompt=f"{stage.name} becomes two stages: write both names with / between them",
    )


def ask_loop(stream: Stream, spot: Spot, source: str, target: str) -> Asking | None:
    """Share and cause of a loop that is there, or of a new one."""
    ids = {stage.id: stage for stage in stream.stages}
    if source not in ids or target not in ids:
        return None
    known = next((loop for loop in stream.rework if loop.key == (source, target)), None)
    back, to = ids[source], ids[target]
    return Asking(
        spot,
        "loop",
        typed("loop", back, known),
        lambda value: _set_loop(known, value) if known else edit.AddLoop(back, to, *value),
        prompt=f"of what finishes {back.name}, how much goes back to {to.name}, and why?",
    )


def _set_loop(loop: Loop, value: tuple[Share | None, str]) -> edit.Change:
    rate, cause = value
    changes: tuple[edit.Change, ...] = (edit.SetLoopRate(loop, rate), edit.SetLoopCause(loop, cause))
    wanted = tuple(c for c, same in zip(changes, (rate == loop.rate, cause == loop.cause), strict=True) if not same)
    return wanted[0] if len(wanted) == 1 else edit.Several(changes[0].title, changes)
