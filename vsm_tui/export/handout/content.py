"""What a hand-out says, whatever it is written in: map, what stands out, tables, findings, how numbers came about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from vsm_tui import __version__
from vsm_tui.draw import Row, Scene, View, safe
from vsm_tui.draw.compare import comparison_rows
from vsm_tui.draw.findings import bent
from vsm_tui.draw.observed import by_weight
from vsm_tui.draw.summary import basis, dates, sentences
from vsm_tui.draw.why import case_rows
from vsm_tui.export.handout.definitions import definitions
from vsm_tui.export.handout.legend import Legend, beside_legend, map_legend
from vsm_tui.export.handout.numbers import Number, numbers
from vsm_tui.export.handout.rounds import RoundTold, rounds_told
from vsm_tui.export.handout.strips import Strip, strips
from vsm_tui.export.handout.table import Table
from vsm_tui.export.handout.tables import loop_table, stage_table, waste_table
from vsm_tui.export.handout.terms import terms
from vsm_tui.flow import Flow
from vsm_tui.flow.comparison import Comparison, compare
from vsm_tui.model import Stream

WIDTH = 132
_SLIM = 50
"""Cells that a phone shows at a size that can be read."""
_LONG = 600
_ENDLESS = 100_000
"""A width at which every sentence stays one line: the reader's page breaks it."""
_CIRCLED = 10
"""So many circled numbers the fonts of browsers and pictures have; more of them would be empty boxes."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about the log, what it does, and which numbers it bends."""

    text: str
    effect: str
    bends: str


@dataclass(frozen=True, slots=True)
class Handout:
    """Everything there is to hand out about one stream in one period.

    ``map`` (without header and sentences, which stand beside it) is in strips, one below the other, and ``slim``
    is the same map with its stages downwards, for a phone; ``beside``
    (estimate and measurement on one scale) and ``why`` are drawings; empty where there is none. The legends say what
    the signs in them mean. ``sentences`` are rows of one line each. ``missing`` is what must be known before there is
    more to hand out. ``parking`` are topics put off, each with whether it is done. ``terms`` explains the method's
    words. ``made`` says when and of which period.
    """

    name: str
    way: str
    basis: str
    made: str
    missing: tuple[str, ...]
    map: tuple[Strip, ...]
    slim: Strip
    legend: Legend
    sentences: tuple[Row, ...]
    stages: Table
    loops: Table
    wastes: Table
    parking: tuple[tuple[bool, str], ...] = ()
    rounds: tuple[RoundTold, ...] = ()
    beside: tuple[Row, ...] = ()
    beside_legend: Legend = ()
    why: tuple[Row, ...] = ()
    findings: tuple[Finding, ...] = ()
    numbers: tuple[Number, ...] = ()
    definitions: tuple[tuple[str, str], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    terms: tuple[tuple[str, str], ...] = ()


def handout(
    stream: Stream,
    estimate: Flow | None,
    measured: Flow | None,
    *,
    view: View | None = None,
    width: int = 0,
    made: datetime | None = None,
) -> Handout:
    """Gather what is known of a stream; both flows on one clock. ``width`` of the map in cells, 0 to fit its stages.

    ``made`` is the moment it is handed out, with its zone; without one no date is given.
    """
    scene = to_hand_out(Scene.of(stream, estimate, measured, view))
    observed = scene.main.observed
    drawn = tuple(strips(scene, width)) if scene.steps else ()
    beside = tuple(_beside(scene))
    flows = [flow for flow in (scene.estimate, scene.measured) if flow is not None]
    return Handout(
        name=safe(stream.name) or "unnamed stream",
        way=" → ".join(safe(text) for text in (stream.start, stream.end) if text),
        basis=" · ".join(basis(scene)),
        made=made_text(scene, made),
        missing=tuple(_missing(scene)),
        map=drawn,
        slim=strips(scene, _SLIM)[0] if scene.steps else (),
        legend=map_legend(scene, (row for strip in drawn for row in strip)),
        sentences=tuple(sentences(scene, _ENDLESS, complete=True)) if scene.steps else (),
        stages=stage_table(scene),
        loops=loop_table(scene),
        wastes=waste_table(scene),
        parking=tuple((topic.done, safe(topic.text, _LONG)) for topic in stream.parking),
        rounds=rounds_told(scene),
        beside=beside,
        beside_legend=beside_legend(beside),
        why=tuple(case_rows(scene, WIDTH, 40)) if observed else (),
        findings=tuple(_findings(scene)),
        numbers=tuple(numbers(stream, flows)) if scene.steps else (),
        definitions=tuple(definitions(stream, observed)),
        notes=tuple(_notes(stream)),
        terms=terms(scene),
    )


def to_hand_out(scene: Scene) -> Scene:
    """The scene with numbers of stages that every font has."""
    glyphs = scene.view.glyphs._replace(circled=len(scene.steps) <= _CIRCLED)
    return replace(scene, view=replace(scene.view, glyphs=glyphs))


def made_text(scene: Scene, made: datetime | None) -> str:
    """When it was made and of which period; nothing where no moment is given."""
    if made is None:
        return ""
    zone = ZoneInfo(scene.stream.clock.timezone)
    at = made.astimezone(zone)
    seen = scene.main.observed
    what = "an estimate, nothing measured"
    if seen is not None:
        what = f"measured over {dates(seen.window.start.astimezone(zone), seen.window.end.astimezone(zone))}"
    return f"Made {at:%Y-%m-%d %H:%M} ({scene.stream.clock.timezone}) with vsm-tui {__version__}: {what}"


def _missing(scene: Scene) -> Iterator[str]:
    """What nobody has said yet and everything else waits for."""
    stream = scene.stream
    if not stream.start:
        yield "where the work starts: the event from which its time counts"
    if not stream.end:
        yield "where it ends: the event at which somebody says that it is done"
    if not scene.steps:
        yield "its stages: the steps a piece of work goes through, with the time it waits and is worked on in each"
        return
    if scene.main.layer == "estimate":
        yield from (safe(str(gap)) for gap in scene.main.gaps)


def compared(scene: Scene) -> Comparison | None:
    """The estimate beside the measurement, where both are there."""
    if scene.estimate is None or scene.measured is None:
        return None
    return compare(scene.estimate, scene.measured)


def _beside(scene: Scene) -> Sequence[Row]:
    found = compared(scene)
    if found is None:
        return ()
    return comparison_rows(found, "estimate", "measured", scene.stream.clock, width=WIDTH)


def _findings(scene: Scene) -> list[Finding]:
    flow, found = scene.main, list[Finding]()
    for warn in by_weight(flow.observed.warnings if flow.observed else ()):
        flag = f" (flag: {warn.flag})" if warn.flag is not None else ""
        bends = ", ".join(bent(key, flow, scene.stream).text for key in warn.bends)
        found.append(Finding(safe(warn.text, _LONG) + flag, safe(warn.effect, _LONG), bends))
    return found


def _notes(stream: Stream) -> list[tuple[str, str]]:
    said = [("", stream.notes), *((stage.name, stage.notes) for stage in stream.stages)]
    return [(safe(name), "\n".join(safe(line, 2000) for line in text.splitlines())) for name, text in said if text]
