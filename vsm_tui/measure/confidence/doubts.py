"""What on the map itself stands against a call, however many items there are: time in no stage, and guesses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from vsm_tui.draw.text import count, share
from vsm_tui.flow.shape import Constraint, StageFlow
from vsm_tui.measure.plan import Plan
from vsm_tui.measure.state import State
from vsm_tui.measure.walks.worktime import SECOND
from vsm_tui.model import FINISH

_LARGE = 0.25
"""From this share of lead time in no stage on, no stage is called."""


class Doubts(NamedTuple):
    """In words, "" where there is none: ``unclaimed``, time that may be of a stage nobody has mapped; ``guessed``, what
    the call hangs on that nobody has confirmed, its guesses by their marks.
    """

    unclaimed: str = ""
    guessed: str = ""
    guesses: tuple[str, ...] = ()

    @property
    def said(self) -> tuple[str, ...]:
        """Both, where they are."""
        return tuple(text for text in (self.unclaimed, self.guessed) if text)

    @property
    def would_change(self) -> tuple[str, ...]:
        """What would end them."""
        parts = (
            ("mapping those states", self.unclaimed),
            ("confirming what was guessed, or mapping it otherwise", self.guessed),
        )
        return tuple(text for text, doubt in parts if doubt)


NO_DOUBTS = Doubts()


def doubts_of(state: State, plan: Plan, found: Constraint, stages: Sequence[StageFlow]) -> Doubts:
    """What of the map could turn a call for the stage that leads.

    Time in states that no stage claims, where it is a quarter of lead time, or as much as the leading stage has itself:
    it may all be of one stage. Guesses, where the leading stage's own states were guessed, or those of a stage that
    would lead were its touch waiting.
    """
    leader = next((stage for stage in stages if stage.id == found.stage), None)
    return Doubts(_unclaimed(state, leader), *_guessed(plan, leader, stages))


def _unclaimed(state: State, leader: StageFlow | None) -> str:
    time, total, n = state.counts["unclaimed"], int(state.lead.sum()), state.lead.size
    if not time or not total:
        return ""
    own = leader.time if leader is not None else None
    if time < _LARGE * total and (own is None or time / SECOND / n < own):
        return ""
    return f"{share(time / total)} of lead time is in states that no stage claims: map them (d)"


def _guessed(plan: Plan, leader: StageFlow | None, stages: Sequence[StageFlow]) -> tuple[str, tuple[str, ...]]:
    waits = leader.wait or 0.0 if leader is not None else 0.0
    hangs = [
        stage
        for stage in stages
        if stage.id in plan.stream.guesses
        and (stage is leader or (leader is not None and (stage.touch or 0.0) + (stage.wait or 0.0) > waits))
    ]
    if not hangs:
        return "", ()
    named = {stage.id: f"‘{stage.name}’" for stage in hangs} | dict.fromkeys(
        {FINISH} & {*plan.stream.guesses}, "the finish"
    )
    guesses = count(len(named), "guess", "guesses")
    text = f"it hangs on {guesses} that nobody has confirmed: {', '.join(named.values())} (d, then ! confirms)"
    return text, tuple(named)
