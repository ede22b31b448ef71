"""Changes to what the stream is: its words, its clock, its ends, its data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from vsm_tui.edit.change import EditError, checked, names, quoted, words
from vsm_tui.edit.values import lines
from vsm_tui.model import FINISH, Clock, Columns, FailureDemand, QuantityError, Rule, Stage, Stream

ScopeField = Literal["name", "work_type", "start", "end", "confirmed_by"]
ClockField = Literal["day", "week", "timezone", "holidays", "begins"]
_LABELS = {
    "name": "the name",
    "work_type": "the work type",
    "start": "the start point",
    "end": "the end point",
    "confirmed_by": "who says it is done",
}
_CLOCK = {
    "day": "the working day",
    "week": "the working week",
    "timezone": "the time zone",
    "holidays": "the holidays",
    "begins": "the beginning of the day",
}


@dataclass(frozen=True, slots=True)
class SetScope:
    """Set the stream's ``name``, ``work_type``, ``start``, ``end`` or ``confirmed_by``; "" clears all but the name."""

    field: ScopeField
    text: str

    @property
    def title(self) -> str:
        """What it does."""
        text = " ".join(self.text.split())
        return f"Set {_LABELS[self.field]} to {quoted(text)}" if text else f"Clear {_LABELS[self.field]}"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        text = words(self.text)
        if self.field == "name" and not text:
            raise EditError("a stream needs a name: write a few words")
        fields: dict[str, Any] = {self.field: text}
        return checked(stream, replace(stream, **fields))


@dataclass(frozen=True, slots=True)
class SetNotes:
    """Replace the stream's notes."""

    notes: str

    @property
    def title(self) -> str:
        """What it does."""
        return "Edit the notes"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        return checked(stream, replace(stream, notes=lines(self.notes)))


@dataclass(frozen=True, slots=True)
class SetClock:
    """Set one value of the clock from typed text; "" puts its default back. Holidays are dates with blanks or commas.

    Estimates keep the units they were typed in, so ``1d`` means another number of hours after ``day`` changed.
    """

    field: ClockField
    text: str

    @property
    def title(self) -> str:
        """What it does."""
        text = " ".join(self.text.split())[:40]
        return f"Set {_CLOCK[self.field]} to {text}" if text else f"Set {_CLOCK[self.field]} to its default"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        value = self._read(self.text.strip()) if self.text.strip() else getattr(Clock(), self.field)
        return checked(stream, replace(stream, clock=replace(stream.clock, **{self.field: value})))

    def _read(self, text: str) -> Any:
        from vsm_tui.model import spokenclock  # no first frame waits for how people type

        try:
            match self.field:
                case "day":
                    return spokenclock.day_length(text)
                case "week":
                    return spokenclock.week_length(text)
                case "begins":
                    return spokenclock.time_of_day(text)
                case "holidays":
                    days = (spokenclock.calendar_day(day) for day in text.replace(",", " ").split())
                    return tuple(sorted(set(days)))
                case "timezone":
                    return text
        except QuantityError as error:
            raise EditError(str(error)) from None


@dataclass(frozen=True, slots=True)
class SetRule:
    """Set the start or the end point as states; none clears it. Setting ``finish`` confirms a guessed one."""

    end: Literal["begin", "finish"]
    states: Sequence[str]

    @property
    def title(self) -> str:
        """What it does."""
        listed = ", ".join(self.states)
        return f"Let {self.end} mean {quoted(listed)}" if listed else f"Clear {self.end}"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        rule = Rule(names(self.states))
        if self.end == "begin":
            return checked(stream, replace(stream, begin=rule))
        guesses = tuple(g for g in stream.guesses if g != FINISH)
        return checked(stream, replace(stream, finish=rule, guesses=guesses))


@dataclass(frozen=True, slots=True)
class SetFailureDemand:
    """Say which whole items exist only because something failed earlier."""

    types: Sequence[str] = ()
    labels: Sequence[str] = ()

    @property
    def title(self) -> str:
        """What it does."""
        return "Say what failure demand is"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        return checked(stream, replace(stream, failure_demand=FailureDemand(names(self.types), names(self.labels))))


@dataclass(frozen=True, slots=True)
class SetLog:
    """Name the event logs, relative to the stream file; none means the one beside it. What was said of the columns of
    other logs goes with them.
    """

    paths: Sequence[str]

    @property
    def title(self) -> str:
        """What it does."""
        return f"Use the log {quoted(', '.join(self.paths))}" if self.paths else "Use the log beside the file"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        log = tuple(path for path in self.paths if path.strip())
        columns = stream.columns if log == stream.log else Columns()
        return checked(stream, replace(stream, log=log, columns=columns))


@dataclass(frozen=True, slots=True)
class SetColumns:
    """Say what the columns of the log mean; :class:`Columns` without anything leaves it to their names."""

    columns: Columns

    @property
    def title(self) -> str:
        """What it does."""
        told = ", ".join(f"{key} {column}" for key, column in self.columns.said.items())
        return f"Read the log's columns as {quoted(told)}" if told else "Read the log's columns by their names"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        told = {key: words(value) for key, value in self.columns.said.items()}
        return checked(stream, replace(stream, columns=Columns.of(told)))


@dataclass(frozen=True, slots=True)
class SetSources:
    """Replace the sources. Credentials in them are refused."""

    sources: Sequence[Mapping[str, Any]]
    title: str = "Change the sources"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        return checked(stream, replace(stream, sources=tuple(dict(source) for source in self.sources)))


@dataclass(frozen=True, slots=True)
class SetExperiments:
    """Replace the experiments."""

    experiments: Sequence[Mapping[str, Any]]
    title: str = "Change the experiments"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        return checked(stream, replace(stream, experiments=tuple(dict(entry) for entry in self.experiments)))


@dataclass(frozen=True, slots=True)
class ConfirmGuess:
    """Confirm what a draft guessed: a stage, or the end point when ``stage`` is ``None``."""

    stage: Stage | None = None

    @property
    def title(self) -> str:
        """What it does."""
        return f"Confirm {quoted(self.stage.name) if self.stage else 'the end point'}"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        what = self.stage.id if self.stage else FINISH
        if what not in stream.guesses:
            raise EditError("this is no guess: there is nothing to confirm")
        return replace(stream, guesses=tuple(g for g in stream.guesses if g != what))


@dataclass(frozen=True, slots=True)
class ConfirmAllGuesses:
    """Confirm everything that a draft guessed."""

    title: str = "Confirm all guesses"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        return replace(stream, guesses=())
