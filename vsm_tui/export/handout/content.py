"""What a hand-out says, whatever it is written in: map, what stands out, tables, findings, how numbers came about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vsm_tui.draw import Drawing, Row, Scene, View, draw, row_text, safe, share
from vsm_tui.draw.compare import comparison_rows
from vsm_tui.draw.findings import bent
from vsm_tui.draw.glossary import GLOSSARY
from vsm_tui.draw.glyphs import BURST, LOOP, WASTE
from vsm_tui.draw.loops import believed_labels
from vsm_tui.draw.observed import by_weight
from vsm_tui.draw.summary import basis, header, sentences, summary
from vsm_tui.draw.table import columns
from vsm_tui.draw.text import UNKNOWN
from vsm_tui.draw.why import case_rows
from vsm_tui.export.handout.definitions import definitions
from vsm_tui.export.handout.numbers import Number, numbers
from vsm_tui.export.handout.rounds import RoundTold, rounds_told
from vsm_tui.export.handout.table import Table
from vsm_tui.flow import Flow
from vsm_tui.flow.comparison import Comparison, compare
from vsm_tui.model import Stream

WIDTH = 132
_WIDEST = 400
_STEP = 24
_LONG = 600
_ENDLESS = 100_000
"""A width at which every sentence stays one line: the reader's page breaks it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about the log, what it does, and which numbers it bends."""

    text: str
    effect: str
    bends: str


@dataclass(frozen=True, slots=True)
class Handout:
    """Everything there is to hand out about one stream in one period.

    ``map`` (without header and sentences, which stand beside it), ``beside`` (estimate and measurement on one scale)
    and ``why`` are drawings; empty where there is none.
    ``sentences`` are rows of one line each. ``parking`` are topics put off, each with whether it is done. ``terms``
    explains the method's words.
    """

    name: str
    way: str
    basis: str
    map: tuple[Row, ...]
    sentences: tuple[Row, ...]
    stages: Table
    loops: Table
    wastes: Table
    parking: tuple[tuple[bool, str], ...] = ()
    rounds: tuple[RoundTold, ...] = ()
    beside: tuple[Row, ...] = ()
    why: tuple[Row, ...] = ()
    findings: tuple[Finding, ...] = ()
    numbers: tuple[Number, ...] = ()
    definitions: tuple[tuple[str, str], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    terms: tuple[tuple[str, str], ...] = GLOSSARY


def handout(
    stream: Stream, estimate: Flow | None, measured: Flow | None, *, view: View | None = None, width: int = 0
) -> Handout:
    """Gather what is known of a stream; both flows on one clock. ``width`` of the map in cells, 0 to fit its stages."""
    scene = Scene.of(stream, estimate, measured, view)
    way = " → ".join(safe(text) for text in (stream.start, stream.end) if text)
    observed = scene.main.observed
    return Handout(
        name=safe(stream.name) or "unnamed stream",
        way=way,
        basis=" · ".join(basis(scene)),
        map=tuple(drawing(stream, estimate, measured, view, width, bare=True)),
        sentences=tuple(sentences(scene, _ENDLESS, complete=True)),
        stages=_stages(scene),
        loops=_loops(scene),
        wastes=_wastes(scene),
        parking=tuple((topic.done, safe(topic.text, _LONG)) for topic in stream.parking),
        rounds=rounds_told(scene),
        beside=tuple(_beside(scene)),
        why=tuple(case_rows(scene, WIDTH, 40)) if observed else (),
        findings=tuple(_findings(scene)),
        numbers=tuple(numbers(stream, [flow for flow in (scene.estimate, scene.measured) if flow is not None])),
        definitions=tuple(definitions(stream, observed)),
        notes=tuple(_notes(stream)),
    )


def drawing(
    stream: Stream,
    estimate: Flow | None,
    measured: Flow | None,
    view: View | None = None,
    width: int = 0,
    *,
    bare: bool = False,
) -> list[Row]:
    """The rows of the map: as wide as its stages need side by side, one below the other where that is too wide.

    ``bare`` leaves the header and the sentences out.
    """
    room = width or WIDTH
    drawn = draw(stream, estimate, measured, width=room, view=view)
    while not (width or _whole(drawn)) and room < _WIDEST:
        room += _STEP
        drawn = draw(stream, estimate, measured, width=room, view=view)
    if not (width or drawn.pans):
        room = WIDTH
        drawn = draw(stream, estimate, measured, width=room, view=view)
    rows = [drawn.row(y) for y in range(drawn.height)]
    if bare:
        rows = rows[len(header(drawn.scene, room)) : len(rows) - len(summary(drawn.scene, room))]
    while rows and not row_text(rows[-1]).strip():
        rows.pop()
    return rows


def _whole(drawn: Drawing) -> bool:
    """Whether the stages stand side by side, each with its whole name."""
    text = "\n".join(row_text(drawn.row(y)) for y in range(drawn.height)) if drawn.pans else ""
    return drawn.pans and all(step.name in text for step in drawn.scene.steps)


def _stages(scene: Scene) -> Table:
    shown = columns(scene)
    rows = []
    for step in scene.steps:
        name = f"{step.index + 1} {step.name}" + (f" {step.sign}" if step.sign else "")
        rows.append((name, *(column.value(step) for column in shown)))
    total = ("per item", *(column.total for column in shown))
    return Table(("stage", *(column.title for column in shown)), tuple(rows), total if rows else ())


def _loops(scene: Scene) -> Table:
    rows = []
    for loop in scene.loops:
        way = f"{scene.title(loop.source)} → {scene.title(loop.target)}"
        repeats = f"×{loop.mean_repeats:.1f}" if loop.mean_repeats is not None else UNKNOWN
        believed = scene.only_believed(loop)
        time = scene.units.gap(loop.time) if loop.time is not None and not believed else UNKNOWN
        sign = f" {LOOP}" if loop is scene.costliest else ""
        said = scene.believed(loop)
        part = share(loop.share) + (f" (believed {share(said)})" if said is not None else "")
        rows.append(
            (
                way + sign,
                believed_labels(scene, loop)[0] if believed else part,
                repeats,
                time,
                share(loop.share_of_lead_time),
                loop.cause,
            )
        )
    return Table(("rework", "items", "repeats", "per item", "of lead time", "cause"), tuple(rows), words=("cause",))


def _wastes(scene: Scene) -> Table:
    """What people see going wrong in each stage, and their ideas; stages without either are left out."""
    noted = [
        (
            f"{step.index + 1} {step.name}",
            safe(", ".join(step.stage.tags), _LONG),
            safe("; ".join(step.stage.bursts), 2000),
        )
        for step in scene.steps
        if step.stage.tags or step.stage.bursts
    ]
    return Table(
        ("stage", f"wastes {WASTE}", f"ideas {BURST}"), tuple(noted), words=(f"wastes {WASTE}", f"ideas {BURST}")
    )


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
