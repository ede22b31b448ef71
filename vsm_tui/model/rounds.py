"""Estimate rounds: what several people said blind, value by value and without names, and what they agreed on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple, Protocol, get_args

from vsm_tui.model.clock import Clock
from vsm_tui.model.quantity import Estimate, QuantityError
from vsm_tui.model.wording import nearest, shown

AskedField = Literal["wait", "touch", "outside"]
FIELDS: tuple[AskedField, ...] = get_args(AskedField)
FEWEST = 2
"""People that a round needs: what one alone said is no secret, and nothing to discuss."""
MOST = 999


class Asked(NamedTuple):
    """One value of one stage that everybody is asked for."""

    stage: str
    value: AskedField


class Wrong(NamedTuple):
    """What is wrong at one place of a round, and what would be right."""

    path: tuple[str | int, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a round said of one value. ``said`` has no names and no order of people; who did not know is not in it.

    ``agreed`` is what went into the stage, ``note`` why, ``dissent`` what not everybody agreed with.
    """

    stage: str
    value: AskedField
    said: tuple[Estimate, ...]
    agreed: Estimate | None = None
    note: str = ""
    dissent: str = ""

    @property
    def asked(self) -> Asked:
        """Which value this is about."""
        return Asked(self.stage, self.value)

    @property
    def texts(self) -> dict[str, str]:
        """What was written down about it, by key."""
        return {"note": self.note, "dissent": self.dissent}


@dataclass(frozen=True, slots=True)
class Round:
    """One round: the day, how many people answered, and what they said of each value. Nobody's name is kept."""

    date: date
    people: int
    values: tuple[Told, ...] = ()

    def told(self, asked: Asked) -> Told | None:
        """What was said of one value."""
        return next((told for told in self.values if told.asked == asked), None)

    def wrong(self, clock: Clock) -> Iterator[Wrong]:
        """What does not hold of it, whatever the stream's stages are."""
        if not FEWEST <= self.people <= MOST:
            yield Wrong(("people",), f"a round has {FEWEST} to {MOST} people: write how many answered, such as 3")
        seen: set[Asked] = set()
        for at, told in enumerate(self.values):
            path: tuple[str | int, ...] = ("values", at)
            if told.value not in FIELDS:
                yield Wrong((*path, "value"), f"{shown(told.value)} is not asked for: {nearest(told.value, FIELDS)}")
            if told.asked in seen:
                yield Wrong(path, f"{told.value} of {shown(told.stage)} is in this round twice: keep one")
            seen.add(told.asked)
            if not told.said:
                yield Wrong((*path, "said"), "nobody said anything of this value: write said: [1d, 2d] or remove it")
            elif len(told.said) > max(self.people, FEWEST):
                yield Wrong((*path, "said"), f"{len(told.said)} estimates of {self.people} people: correct people")
            for k, estimate in enumerate(told.said):
                yield from _grows(estimate, clock, (*path, "said", k))
            if told.agreed is not None:
                yield from _grows(told.agreed, clock, (*path, "agreed"))


def _grows(estimate: Estimate, clock: Clock, path: tuple[str | int, ...]) -> Iterator[Wrong]:
    try:
        estimate.check(clock)
    except QuantityError as error:
        yield Wrong(path, str(error))


class _Timed(Protocol):
    """A stage, as far as a round asks for it."""

    @property
    def id(self) -> str: ...
    @property
    def outside(self) -> Estimate | None: ...


def asked_of(stages: Iterable[_Timed]) -> tuple[Asked, ...]:
    """Everything that a round over these stages asks for: wait and touch, or one time where a stage is done outside."""
    found: list[Asked] = []
    for stage in stages:
        if stage.outside is not None:
            found.append(Asked(stage.id, "outside"))
        else:
            found += [Asked(stage.id, "wait"), Asked(stage.id, "touch")]
    return tuple(found)
