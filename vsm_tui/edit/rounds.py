"""Estimate rounds: keeping one, agreeing on a value of it, and taking one away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from vsm_tui.edit.change import EditError, checked, estimate, quoted, words
from vsm_tui.edit.values import SetValue
from vsm_tui.flow.rounds import ordered
from vsm_tui.model import Asked, AskedField, Estimate, Round, Stream, Told, asked_of
from vsm_tui.model.rounds import FEWEST

Answers = Mapping[Asked, Estimate]
"""What one person said; a value that person could not tell is not in it."""


def gathered(stream: Stream, sheets: Iterable[Answers], on: date) -> Round:
    """One round from what everybody said. Sheets in any order give the same round; empty ones count for nobody.

    Raises:
        EditError: when fewer than two people said anything.
    """
    answered = [sheet for sheet in sheets if sheet]
    if len(answered) < FEWEST:
        raise EditError(f"{len(answered)} of at least {FEWEST} people have answered: let another one answer")
    told = []
    for asked in asked_of(stream.stages):
        said = ordered((sheet[asked] for sheet in answered if asked in sheet), stream.clock)
        if said:
            told.append(Told(asked.stage, asked.value, said))
    return Round(on, len(answered), tuple(told))


def said_before(stream: Stream, one: Round) -> int | None:
    """The latest round in which as many people gave the same answers, whatever was agreed since; counted from 0."""

    def answers(each: Round) -> tuple[int, dict[Asked, tuple[Estimate, ...]]]:
        return each.people, {told.asked: ordered(told.said, stream.clock) for told in each.values}

    wanted = answers(one)
    return next((at for at in reversed(range(len(stream.rounds))) if answers(stream.rounds[at]) == wanted), None)


@dataclass(frozen=True, slots=True)
class KeepRound:
    """Put a round behind the others. It changes no estimate."""

    round: Round

    @property
    def title(self) -> str:
        """What it does."""
        return f"Keep what {self.round.people} people said"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        return checked(stream, replace(stream, rounds=(*stream.rounds, self.round)))


@dataclass(frozen=True, slots=True)
class Agree:
    """Take what was agreed on one value into its stage, and note in the round what was decided and what dissents.

    ``index`` is the round, counted from 0; ``name`` is what the title calls the stage. An empty ``value`` agrees on
    nothing: the stage stays as it is.
    """

    index: int
    stage: str
    field: AskedField
    value: str | Estimate | None
    note: str = ""
    dissent: str = ""
    name: str = ""

    @property
    def title(self) -> str:
        """What it does."""
        what = f"{self.field} of {quoted(self.name or self.stage)}"
        text = "" if self.value is None else " ".join(str(self.value).split())
        return f"Agree on {text} for {what}" if text else f"Leave {what} open"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        one = _there(stream, self.index)
        told = one.told(Asked(self.stage, self.field))
        if told is None:
            raise EditError(f"nobody was asked for {self.field} of {quoted(self.stage)} in this round")
        value = estimate(self.value)
        noted = replace(told, agreed=value, note=words(self.note), dissent=words(self.dissent))
        values = tuple(noted if each is told else each for each in one.values)
        kept = checked(stream, _with(stream, self.index, replace(one, values=values)))
        if value is None:
            return kept
        try:
            stage = stream.stage(self.stage)
        except KeyError:
            raise EditError(f"there is no stage {quoted(self.stage)} any more: its estimate has no place") from None
        return SetValue(stage, self.field, value).apply(kept)


@dataclass(frozen=True, slots=True)
class RemoveRound:
    """Take a round away; the estimates that were agreed in it stay."""

    index: int
    title: str = "Remove an estimate round"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        _there(stream, self.index)
        return replace(stream, rounds=tuple(each for at, each in enumerate(stream.rounds) if at != self.index))


def _there(stream: Stream, index: int) -> Round:
    if not 0 <= index < len(stream.rounds):
        raise EditError("this round is not there any more: choose another one")
    return stream.rounds[index]


def _with(stream: Stream, index: int, one: Round) -> Stream:
    return replace(stream, rounds=tuple(one if at == index else each for at, each in enumerate(stream.rounds)))
