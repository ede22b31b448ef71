"""What a map shows, gathered: the stream, its one or two flows, and how they are looked at."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from vsm_tui.draw.glyphs import CALENDAR, CONSTRAINT, CONTENDER, UNICODE, Glyphs
from vsm_tui.draw.run import StyleName
from vsm_tui.draw.text import Units, safe
from vsm_tui.flow import Flow, LoopFlow, StageFlow, expected
from vsm_tui.flow.marks import Mark, mark_of
from vsm_tui.flow.partial import unmeasured
from vsm_tui.model import FINISH, Stage, Stream

LayerChoice = Literal["estimate", "measured", "both"]
Scale = Literal["time", "equal"]
LAYERS: tuple[LayerChoice, ...] = ("estimate", "measured", "both")
_SIGNS: dict[Mark, str] = {"held": CONSTRAINT, "contender": CONTENDER, "calendar": CALENDAR}
_STYLES: dict[Mark, StyleName] = {"held": "constraint", "contender": "constraint", "calendar": "calendar"}
WORDS: dict[Mark, str] = {
    "held": "CONSTRAINT",
    "contender": "too close to call",
    "calendar": "CALENDAR",
    "so far": "leads so far",
}
"""What a mark says, beside its sign."""


@dataclass(frozen=True, slots=True)
class View:
    """How a map is looked at.

    ``scale`` gives every stage a width by its time, or the same width. ``zoom`` multiplies the fitted width.
    ``pan`` allows a map wider than its window. ``hint`` is said where there is no stage yet. ``shape`` forces stages
    across or down; ``auto`` takes what fits. ``converted`` says that the estimate was put on this clock by an
    average ratio. ``rows`` is the height of the window: a map that leaves rows to spare spreads out. ``window`` is
    the period as it was asked for; ``off_hours`` shows nights and weekends as a slice of their own.
    """

    layer: LayerChoice = "both"
    scale: Scale = "time"
    zoom: float = 1.0
    pan: bool = False
    shape: Literal["auto", "across", "down"] = "auto"
    glyphs: Glyphs = UNICODE
    hint: str = ""
    converted: bool = False
    rows: int = 0
    window: str = ""
    off_hours: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One stage with what is believed and what was measured; ``name`` is safe to draw, ``mark`` how it stands out."""

    index: int
    name: str
    stage: Stage
    estimate: StageFlow | None
    measured: StageFlow | None
    mark: Mark = ""

    @property
    def constraint(self) -> bool:
        """Whether this stage holds the stream, as far as the verdict claims it."""
        return self.mark == "held"

    @property
    def bunched(self) -> bool:
        """Whether items leave this stage in bunches, by the calendar."""
        return self.mark == "calendar" or (self.measured is not None and self.measured.bunched)

    @property
    def sign(self) -> str:
        """The glyph of its mark; empty where it has none that stands out."""
        return _SIGNS.get(self.mark, "")

    @property
    def style(self) -> StyleName:
        """What its name is drawn as."""
        return _STYLES.get(self.mark, "heading")

    @property
    def ratio(self) -> float | None:
        """Measured time ÷ estimated time."""
        if self.estimate is None or self.measured is None or not self.estimate.time or self.measured.time is None:
            return None
        return self.measured.time / self.estimate.time


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything a painter needs. ``main`` is the flow whose ladder is drawn; ``note`` says what could not be shown.

    ``loops`` are those of ``main``, the costliest first; with both layers those that only people believe in follow.
    One that people believe to be 0 % is none: it is the answer that nothing comes back.
    """

    stream: Stream
    view: View
    layer: LayerChoice
    main: Flow
    estimate: Flow | None
    measured: Flow | None
    units: Units
    steps: tuple[Step, ...]
    loops: tuple[LoopFlow, ...]
    note: str = ""
    places: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, stream: Stream, estimate: Flow | None, measured: Flow | None = None, view: View | None = None) -> Scene:
        """Decide what can be shown: a measured layer only where something was measured, one clock only."""
        view = view or View()
        if estimate is None and measured is None:
            estimate = expected(stream)
        layer, note = _layer(view.layer, estimate, measured)
        main = (measured if layer != "estimate" else estimate) or expected(stream)
        shown_estimate = estimate if layer != "measured" else None
        shown_measured = measured if layer != "estimate" else None
        believed = {s.id: s for s in shown_estimate.stages} if shown_estimate else {}
        seen = {s.id: s for s in shown_measured.stages} if shown_measured else {}
        places = {stage.id: k for k, stage in enumerate(stream.stages)}
        steps = tuple(
            Step(
                index=k,
                name=safe(stage.name) or stage.id,
                stage=stage,
                estimate=believed.get(stage.id),
                measured=seen.get(stage.id),
                mark=mark_of(main.constraint, stage.id),
            )
            for k, stage in enumerate(stream.stages)
        )
        known = _loops(main, places)
        if shown_estimate is not None and shown_measured is not None:
            taken = {(loop.source, loop.target) for loop in known}
            known += [loop for loop in _loops(shown_estimate, places) if (loop.source, loop.target) not in taken]
        units = Units.of(stream.clock, main.clock)
        return cls(stream, view, layer, main, shown_estimate, shown_measured, units, steps, tuple(known), note, places)

    @property
    def glyphs(self) -> Glyphs:
        """The set of glyphs in use."""
        return self.view.glyphs

    @property
    def unmeasured(self) -> tuple[str, ...]:
        """The stages that have an estimate and no mapped state, where both layers are shown."""
        return unmeasured(self.estimate, self.measured) if self.estimate and self.measured else ()

    @property
    def ratio(self) -> float | None:
        """Measured lead time ÷ estimated lead time; ``None`` too where the measurement leaves stages out."""
        said, seen = (flow.lead_time.mean if flow else None for flow in (self.estimate, self.measured))
        return seen / said if said and seen is not None and not self.unmeasured else None

    @property
    def unmapped(self) -> float:
        """Mean seconds per item in states that no stage claims; part of lead time."""
        observed = self.main.observed
        return sum(u.time for u in observed.unmapped) if observed else 0.0

    @property
    def off_hours(self) -> bool:
        """Whether nights and weekends are shown as a slice of their own: on request, and where they are known."""
        flow = self.measured
        return self.view.off_hours and flow is not None and any(s.off_hours is not None for s in flow.stages)

    @property
    def costliest(self) -> LoopFlow | None:
        """The loop that takes the most time, where one takes any."""
        first = self.loops[0] if self.loops else None
        return first if first is not None and (first.time or 0.0) > 0 and not self.only_believed(first) else None

    def only_believed(self, loop: LoopFlow) -> bool:
        """Whether both layers are shown, and a loop is in the estimate alone."""
        ends = (loop.source, loop.target)
        return self.layer == "both" and all((seen.source, seen.target) != ends for seen in self.main.loops)

    def believed(self, loop: LoopFlow) -> float | None:
        """The estimated share of a loop where both layers are shown; ``None`` where nobody has said any."""
        if self.layer != "both" or self.estimate is None:
            return None
        ends = (loop.source, loop.target)
        return next((said.share for said in self.estimate.loops if (said.source, said.target) == ends), None)

    @property
    def nothing_back(self) -> str:
        """What stands in the place of loops where people said of every way back that nothing takes it; "" elsewhere."""
        asked = () if self.loops or self.estimate is None else self.estimate.loops
        return "nothing comes back, by the estimates" if asked and all(lp.share == 0 for lp in asked) else ""

    def visible(self, loop: LoopFlow) -> bool:
        """Whether the log could show a loop: both its stages have mapped states, and something has finished."""
        ends = [self.measured.stage(at) for at in (loop.source, loop.target) if at != FINISH] if self.measured else []
        return bool(ends) and all(stage is not None and stage.time is not None for stage in ends)

    def shown(self, step: Step) -> StageFlow | None:
        """The stage as the ladder draws it."""
        return step.estimate if self.layer == "estimate" else step.measured

    def ends(self, loop: LoopFlow) -> tuple[int, int]:
        """The places of the stage that rejects and of the one that redoes; the finish stands after the last."""
        return self.places.get(loop.source, len(self.steps)), self.places[loop.target]

    def title(self, stage_id: str | None) -> str:
        """A stage's name by its id, safe to draw."""
        if stage_id is None:
            return ""
        at = self.places.get(stage_id)
        return self.steps[at].name if at is not None else "the finish" if stage_id == FINISH else safe(stage_id)

    def titled(self, stage_id: str) -> str:
        """A stage's number and name: ``③ Review``."""
        at = self.places.get(stage_id)
        return f"{self.glyphs.numeral(at)} {self.steps[at].name}" if at is not None else self.title(stage_id)


def _loops(flow: Flow, places: dict[str, int]) -> list[LoopFlow]:
    """The loops of a flow that can be drawn, the costliest first."""
    known = [
        replace(lp, cause=safe(lp.cause))
        for lp in flow.loops
        if lp.target in places
        and (lp.source in places or lp.source == FINISH)
        and (flow.layer == "measured" or lp.share != 0)
    ]
    return sorted(known, key=lambda lp: (-(lp.time or 0.0), -(lp.share or 0.0), lp.source, lp.target))


def _layer(wanted: LayerChoice, estimate: Flow | None, measured: Flow | None) -> tuple[LayerChoice, str]:
    if measured is None:
        return "estimate", "" if wanted != "measured" else "nothing measured yet: this is the estimate"
    if estimate is None:
        return "measured", ""
    if wanted == "both" and estimate.clock != measured.clock:
        return "measured", f"the estimate is on the {estimate.clock} clock and cannot stand beside this one"
    return wanted, ""
