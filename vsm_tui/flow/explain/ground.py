"""What all explanations of one flow stand on: its items, window, clock, sources and findings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import floor
from typing import Any
from zoneinfo import ZoneInfo

from vsm_tui.flow.explain.explanation import Explanation, Figure, Words
from vsm_tui.flow.explain.flags import bending
from vsm_tui.flow.observed import Observed
from vsm_tui.flow.shape import Flow
from vsm_tui.model import FINISH, States, Stream

FINISHED = "items that finished in the window"
EVERYTHING = "all items' time inside the window, open and cancelled ones included"
SAID = "none: what people said, put together"
ORDER_STATISTICS = "95 %, from order statistics: no shape of the distribution is assumed, items taken as independent"
BOOTSTRAP = "95 %, blocks of neighbours in order of finish (moving-block bootstrap, Student's t, on a log scale)"
ROLLED = (
    "95 %, the wider of two: blocks of neighbours in order of finish, and the stages' Wilson intervals put together"
)
_BLOCKS = (BOOTSTRAP, ROLLED)
"""Intervals that too few items cannot give."""
_TOO_FEW = "too few blocks of items to tell chance from more"
WILSON = "95 %, Wilson score interval"
ONLY_MEASURED = "only a measurement has it: an estimate is no sample of items"
ONLY_ESTIMATED = "only an estimate has it"
NONE_FINISHED = "no item has finished in the window"


@dataclass(frozen=True, slots=True)
class Ground:
    """A flow and its stream, ready to explain numbers from."""

    flow: Flow
    stream: Stream

    @property
    def measured(self) -> bool:
        """Whether the flow comes from a log."""
        return self.flow.layer == "measured"

    @property
    def seen(self) -> Observed | None:
        """What only a measured flow has."""
        return self.flow.observed

    @property
    def n(self) -> int:
        """How many items finished."""
        return self.seen.items.finished if self.seen else 0

    @property
    def weeks(self) -> float | None:
        """The window's length in weeks of the calendar."""
        window = self.seen.window if self.seen else None
        return (window.end - window.start).total_seconds() / (7 * 86_400.0) if window else None

    @property
    def unfinished(self) -> int:
        """How many items were open at the window's end, or cancelled: seen for some time, without a finish."""
        seen = self.seen
        if seen is None:
            return 0
        found, opened = seen.cumulative, seen.items.open
        if found is not None and seen.window.end < seen.window.now:  # what began later was never in the window
            opened = found.stages[0][-1] - found.done[-1] - found.cancelled[-1]
        return opened + seen.items.cancelled

    @property
    def now(self) -> str:
        """The moment open items are open at, in words; in the stream's time zone, as the window is."""
        if self.seen is None:
            return "now"
        window = self.seen.window
        moment = f"now, {window.now.astimezone(ZoneInfo(self.stream.clock.timezone)):%Y-%m-%d %H:%M}"
        return moment if window.end == window.now else f"{moment}, after the window's end"

    def name(self, stage_id: str | None) -> str:
        """A stage's name in quotes."""
        if stage_id == FINISH:
            return "the finish"
        stage = self.flow.stage(stage_id) if stage_id else None
        return f"‘{stage.name}’" if stage else str(stage_id)

    def names(self, stage_ids: tuple[str | None, ...]) -> str:
        """Several stages' names; ``none`` where one is missing."""
        return ", ".join(self.name(s) if s else "none" for s in stage_ids)

    def states(self, stage_id: str) -> States:
        """The tools' states that mean this stage."""
        return next((s.states for s in self.stream.stages if s.id == stage_id), States())

    def untouched(self, stage_id: str) -> bool:
        """Whether states of a stage done by ourselves are mapped, but none of them as work."""
        known = next((s for s in self.stream.stages if s.id == stage_id), None)
        return known is not None and bool(known.states) and not known.states.touch and known.outside is None

    def sum(self, mean: float | None) -> float | None:
        """The sum over finished items that a mean was made of."""
        return None if mean is None else mean * self.n

    def tell(self, key: str, title: str, value: Figure, formula: Words, **rest: Any) -> Explanation:
        """An explanation of one number of this flow, with everything the flow says about itself.

        ``rest`` is any other field of :class:`Explanation`; a value that is missing says so.
        """
        told = Explanation(key, title, self.flow.layer, value, formula, **rest)
        if value.value is None and not told.why:
            told = replace(told, why=self._missing())
        seen = self.seen
        if seen is None:
            return replace(told, clock=self.flow.clock, items=SAID, sources=("the stream file",))
        whose = "finished" if told.whose == "all" and told.items.startswith(FINISHED) else told.whose
        over = {FINISHED: (self.n, self.unfinished)}.get(told.items, (None, None))
        return replace(
            told,
            whose=whose,
            clock=self.flow.clock,
            window=seen.window,
            sources=seen.sources,
            excluded=seen.items.excluded,
            n=over[0] if told.n is None else told.n,
            censored=over[1] if told.censored is None else told.censored,
            flags=bending(seen.warnings, key),
            sure=(*told.sure, f"no interval: {self._lacking(told)}") if self._lacks(told) else told.sure,
        )

    def _lacks(self, told: Explanation) -> bool:
        """Whether chance has a part in the value and nobody can say how large."""
        known = told.value.value is not None
        return self.measured and known and bool(told.interval_kind) and told.interval is None

    def _lacking(self, told: Explanation) -> str:
        if told.interval_kind not in _BLOCKS:
            return "there are too few to bound it on either side"
        if self.flow.no_intervals:
            return self.flow.no_intervals
        if not told.value.value:
            return "what was 0 in every item says nothing of chance"
        return "what was all of it in every item says nothing of chance" if told.value.value == 1 else _TOO_FEW

    @property
    def neighbours(self) -> str:
        """What an interval that takes items as independent leaves out, and how much that is where it is known."""
        sure = self.flow.constraint.confidence
        text = "the interval is too narrow where items resemble their neighbours, as behind a queue"
        if sure is None:
            return text
        weigh = self.floored(sure.effective_n)
        return f"{text}: for the constraint, {sure.n:,} weigh as {weigh} independent ones"

    @staticmethod
    def floored(value: float) -> str:
        """What counts as so many at least: rounded down, so that nothing more is claimed."""
        return f"{floor(value * 10 + 1e-9) / 10:g}" if value < 10 else f"{floor(value + 1e-9):,}"

    def _missing(self) -> str:
        if self.flow.never_finishes:
            return f"never finishes: everything that reaches {self.flow.never_finishes[0]} is sent back"
        if self.flow.gaps:
            more = f" (and {len(self.flow.gaps) - 1} more)" if len(self.flow.gaps) > 1 else ""
            return f"incomplete: {self.flow.gaps[0]}{more}"
        if self.measured and not self.n:
            return NONE_FINISHED
        return "the log cannot tell" if self.measured else "nobody has said"
