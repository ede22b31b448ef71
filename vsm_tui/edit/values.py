"""Changes to the values of one stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from vsm_tui.edit.change import EditError, checked, current, estimate, names, quoted, share, words
from vsm_tui.edit.sums import add
from vsm_tui.model import Duration, Estimate, QuantityError, Share, Stage, States, Stream, typed

Field = Literal["wait", "touch", "outside", "pca", "people"]
_LABEL = {"pca": "%C/A"}


@dataclass(frozen=True, slots=True)
class SetValue:
    """Set a value from typed text, or from a value of the field's own kind; "" or ``None`` clears it.

    A stage done outside has no wait and touch, and the reverse: see :class:`MakeOutside` and :class:`MakeInside`.
    """

    stage: Stage
    field: Field
    value: str | Estimate | Duration | Share | float | None

    @property
    def title(self) -> str:
        """What it does."""
        label = _LABEL.get(self.field, self.field)
        text = "" if self.value is None else _shown(self.value)
        name = quoted(self.stage.name)
        return f"Set {label} of {name} to {text}" if text else f"Clear {label} of {name}"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        stage = current(stream, self.stage)
        value = self._read()
        if value is not None:
            self._refuse_both(stage)
        fields: dict[str, Any] = {self.field: value}
        return checked(stream, stream.with_stage(replace(stage, **fields)))

    def _read(self) -> Estimate | Share | float | None:
        value = self.value
        match self.field:
            case "wait" | "touch" | "outside" if value is None or isinstance(value, str | Estimate | Duration):
                return estimate(value)
            case "pca" if value is None or isinstance(value, str | Share):
                return share(value)
            case "people" if value is None or isinstance(value, str | int | float):
                return _people(value)
        if self.field not in get_args(Field):
            raise EditError(f"a stage has no value {self.field}: set {', '.join(get_args(Field))}")
        raise EditError(f"{value} does not fit {self.field}: type it as text")

    def _refuse_both(self, stage: Stage) -> None:
        name = quoted(stage.name)
        if self.field in ("wait", "touch") and stage.outside is not None:
            raise EditError(
                f"{name} is done outside and has one time, {stage.outside}: bring the stage inside first, "
                "then wait and touch can be told apart"
            )
        if self.field == "outside" and (stage.wait is not None or stage.touch is not None):
            raise EditError(f"{name} has wait and touch: make it an outside stage, which puts one time in their place")


def _people(value: str | float | None) -> float | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    try:
        return typed.number(value if isinstance(value, str) else f"{value:.6f}")
    except QuantityError as error:
        raise EditError(str(error)) from None


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return " ".join(str(value).split())[:40]


@dataclass(frozen=True, slots=True)
class MakeOutside:
    """Let a stage be done elsewhere: one elapsed time takes the place of wait and touch.

    Without a ``time`` it is their sum; with only one of them known, that one.
    """

    stage: Stage
    time: str | Estimate | None = None

    @property
    def title(self) -> str:
        """What it does."""
        return f"Make {quoted(self.stage.name)} an outside stage"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        stage = current(stream, self.stage)
        time = estimate(self.time) or stage.outside
        if time is None:
            known = [value for value in (stage.wait, stage.touch) if value is not None]
            if not known:
                raise EditError(f"how long is {quoted(stage.name)} away? Type one time, such as 5d")
            time = add(known[0], known[-1]) if len(known) > 1 else known[0]
        return checked(stream, stream.with_stage(replace(stage, wait=None, touch=None, outside=estimate(time))))


@dataclass(frozen=True, slots=True)
class MakeInside:
    """Take a stage back: ``outside`` goes, and only what is given here takes its place.

    The old time is not divided: nobody has said how much of it was work.
    """

    stage: Stage
    wait: str | Estimate | None = None
    touch: str | Estimate | None = None

    @property
    def title(self) -> str:
        """What it does."""
        dropped = f" and drop its {self.stage.outside}" if self.stage.outside is not None else ""
        return f"Make {quoted(self.stage.name)} a stage of our own{dropped}"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        stage = current(stream, self.stage)
        wait, touch = estimate(self.wait) or stage.wait, estimate(self.touch) or stage.touch
        return checked(stream, stream.with_stage(replace(stage, outside=None, wait=wait, touch=touch)))


@dataclass(frozen=True, slots=True)
class RenameStage:
    """Give a stage another name; its id stays, so that loops and logs still fit."""

    stage: Stage
    name: str

    @property
    def title(self) -> str:
        """What it does."""
        return f"Rename {quoted(self.stage.name)} to {quoted(' '.join(self.name.split()))}"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        stage, name = current(stream, self.stage), words(self.name)
        if not name:
            raise EditError("a stage needs a name: write a few words")
        return checked(stream, stream.with_stage(replace(stage, name=name)))


@dataclass(frozen=True, slots=True)
class SetStageNotes:
    """Replace the notes of a stage."""

    stage: Stage
    notes: str

    @property
    def title(self) -> str:
        """What it does."""
        return f"Edit the notes of {quoted(self.stage.name)}"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        stage = current(stream, self.stage)
        return checked(stream, stream.with_stage(replace(stage, notes=lines(self.notes))))


@dataclass(frozen=True, slots=True)
class SetStates:
    """Say which of the tools' states mean this stage. A state that is listed elsewhere is refused: see MapState."""

    stage: Stage
    wait: Sequence[str] = ()
    touch: Sequence[str] = ()

    @property
    def title(self) -> str:
        """What it does."""
        return f"Set the states of {quoted(self.stage.name)}"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        states = States(names(self.wait), names(self.touch))
        return checked(stream, stream.with_stage(replace(current(stream, self.stage), states=states)))


def lines(text: str) -> str:
    """Typed notes: line ends as the file has them, nothing but blanks is nothing."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    return "\n".join(line.rstrip() for line in plain.split("\n")).strip("\n") if plain.strip() else ""
