"""One estimate round with what the map and the log say beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from vsm_tui.draw.axis import MONTHS
from vsm_tui.draw.text import Units, count, safe
from vsm_tui.flow import Coverage, Flow
from vsm_tui.flow.difference import same_clock
from vsm_tui.flow.rounds import Held, farthest, held, round_held
from vsm_tui.model import Asked, ClockName, Estimate, Round, Stream, Told
from vsm_tui.model.rounds import FIELDS

TYPICAL, MEASURED, FIRST, HERE = "●", "▼", "↔", "►"


@dataclass(frozen=True)
class RoundScene:
    """One round of a stream, ready to be drawn. Both flows are on ``clock``; ``shared`` gives all strips one scale.

    Raises:
        MixedClocksError: when a flow is on another clock.
    """

    stream: Stream
    one: Round
    estimate: Flow | None = None
    measured: Flow | None = None
    clock: ClockName = "working"
    shared: bool = False

    def __post_init__(self) -> None:
        """Refuse what mixes clocks."""
        same_clock(self.clock, *(flow.clock for flow in (self.estimate, self.measured) if flow is not None))

    @cached_property
    def units(self) -> Units:
        """How times are written."""
        return Units.of(self.stream.clock, self.clock)

    @cached_property
    def by(self) -> float:
        """Seconds on the clock in view for each working second."""
        return self.stream.clock.elapsed_ratio if self.clock == "elapsed" else 1.0

    def seconds(self, said: Estimate) -> tuple[float, float, float]:
        """An estimate's ends and middle, on the clock in view."""
        low, typical, high = said.seconds(self.stream.clock)
        return low * self.by, typical * self.by, high * self.by

    @cached_property
    def held(self) -> dict[Asked, Held]:
        """What was measured of each value, where it was."""
        if self.estimate is None or self.measured is None:
            return {}
        found = {t.asked: held(t, self.estimate, self.measured, self.stream.clock) for t in self.one.values}
        return {asked: each for asked, each in found.items() if each is not None}

    @cached_property
    def coverage(self) -> Coverage | None:
        """All ranges against the measurement; ``None`` where nothing was measured."""
        if self.estimate is None or self.measured is None or not self.held:
            return None
        return round_held(self.one, self.estimate, self.measured, self.stream.clock)

    @cached_property
    def first(self) -> Asked | None:
        """What to talk of first: of what is not agreed yet, as long as there is any."""
        left = tuple(told for told in self.one.values if told.agreed is None)
        return farthest(replace(self.one, values=left or self.one.values), self.stream.clock)

    @property
    def why_first(self) -> str:
        """What makes it the first one."""
        agreed = sum(told.agreed is not None for told in self.one.values)
        return "farthest apart of what is open" if 0 < agreed < len(self.one.values) else "farthest apart"

    def seen(self, told: Told) -> float | None:
        """What was measured for one visit, in seconds."""
        found = self.held.get(told.asked)
        return None if found is None or not found.visits else found.measured / found.visits

    def top(self, told: Told) -> float:
        """How far the scale of one value goes."""
        every = self.one.values if self.shared else (told,)
        tops = [self.seconds(each)[2] for one in every for each in (*one.said, *([one.agreed] if one.agreed else []))]
        return max([*tops, *(seen for one in every if (seen := self.seen(one)) is not None)], default=0.0)

    def name(self, told: Told) -> str:
        """What the stage is called."""
        try:
            return safe(self.stream.stage(told.stage).name)
        except KeyError:
            return f"{told.stage} (gone)"


def key_of(asked: Asked) -> str:
    """What a row of the overview is known by."""
    return f"{asked.stage}.{asked.value}"


def asked_of_key(key: str) -> Asked | None:
    """The value that a row of the overview is about."""
    stage, _, value = key.rpartition(".")
    return next((Asked(stage, each) for each in FIELDS if each == value and stage), None)


def said_on(one: Round) -> str:
    """``24 Nov 2026``."""
    return f"{one.date.day} {MONTHS[one.date.month - 1]} {one.date.year}"


def held_text(found: Coverage) -> str:
    """``3 of 5 ranges held what was measured``."""
    return f"{found.inside} of {count(found.of, 'range')} held what was measured"
