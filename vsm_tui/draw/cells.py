"""The rows below the ladder, one stage at a time: bars of both layers, %C/A, people, WIP."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from vsm_tui.draw.glyphs import (
    BORDER,
    ESTIMATE_TOUCH,
    ESTIMATE_WAIT,
    HATCH,
    MEASURED_TOUCH,
    MEASURED_WAIT,
    OFF_HOURS,
    sparkline,
)
from vsm_tui.draw.ladder import stage_ladder
from vsm_tui.draw.layout import Columns, bar_cells
from vsm_tui.draw.noted import put_name
from vsm_tui.draw.run import Line, Row, Run, StyleName
from vsm_tui.draw.scene import Scene, Step
from vsm_tui.draw.text import UNKNOWN, cell_len, clip, number, ratio, share, visits_text
from vsm_tui.flow import StageFlow

Band = Literal["name", "wait", "step", "touch", "est", "meas", "share", "off", "pca", "people", "wip", "riser", "gap"]
Piece = tuple[int, str, StyleName]

LABELS: dict[Band, str] = {
    "name": "",
    "wait": "wait",
    "step": "",
    "touch": "touch",
    "est": "est",
    "meas": "meas",
    "share": "share",
    "off": "nights",
    "pca": "%C/A",
    "people": "people",
    "wip": "queue",
    "riser": "",
    "gap": "",
}
TOTAL_KEYS: dict[Band, str] = {
    "wait": "wait",
    "touch": "touch",
    "est": "estimate:lead_time.mean",
    "meas": "measured:lead_time.mean",
    "share": "lead_time.mean",
    "off": "lead_time.off_hours",
    "pca": "rolled_pca",
    "wip": "wip.mean",
}
"""The numbers in the column of totals."""
_SPARK = 8
"""Cells of how a queue went over the period."""
_RISERS = str.maketrans({"┘": "│", "└": "│", "┛": "┃", "┗": "┃", "─": " ", "━": " ", "┈": " ", "╱": " "})


def bands(scene: Scene, *, roomy: bool) -> tuple[Band, ...]:
    """The rows of this scene's map, from the headings down; ``roomy`` gives the ladder height and the rows air."""
    bars: tuple[Band, ...] = ("est", "meas") if scene.layer == "both" else ("share",)
    if scene.off_hours:
        bars = (*bars, "off")
    last: tuple[Band, ...] = ("people",) if scene.layer == "estimate" else ("wip", "people")
    if roomy:
        return ("name", "gap", "wait", "riser", "step", "touch", "gap", *bars, "gap", "pca", *last, "gap")
    return ("name", "wait", "step", "touch", *bars, "pca", *last)


def cell(scene: Scene, step: Step, band: Band, width: int, bar_scale: float) -> Row:
    """One stage in one row, exactly ``width`` cells; ``bar_scale`` is that of the two bars, which share their row
    with their values.
    """
    line = Line(width)
    match band:
        case "name":
            _heading(scene, step, line)
        case "gap":
            pass
        case "est":
            _bar_of(scene, step.estimate, line, bar_scale, "estimate", "")
        case "meas":
            _bar_of(scene, step.measured, line, bar_scale, "measured", ratio(step.ratio))
        case "share":
            _share(scene, step, line)
        case "off":
            _off_hours(scene, step, line, bar_scale)
        case "pca":
            _pca(scene, step, line)
        case "people":
            people = step.stage.people
            line.put(1, number(people) if people is not None else "·", "value" if people is not None else "grid")
        case "wip":
            _wip(step, line)
    return line.runs()


def ladder_cells(scene: Scene, step: Step, width: int, scale: float) -> dict[Band, Row]:
    """The rows of one stage's ladder; the risers are drawn only where the map has height to spare."""
    upper, middle, lower = stage_ladder(scene, step, width, scale)
    risers = tuple(Run(run.text.translate(_RISERS), run.style) for run in middle)
    return {"wait": upper, "riser": risers, "step": middle, "touch": lower}


def _heading(scene: Scene, step: Step, line: Line) -> None:
    line.put(0, BORDER, "grid")
    at = line.put(1, scene.glyphs.numeral(step.index) + " ", step.style if step.sign else "label")
    put_name(line, at, line.width, step)


def bar(line: Line, pieces: Sequence[Piece], labels: Sequence[str], style: StyleName) -> None:
    """A bar of ``(cells, glyph, style)`` pieces with its label beside it; ``labels`` are its forms, longest first."""
    length = 0
    for cells, glyph, piece_style in pieces:
        line.fill(length, length + cells, glyph, piece_style)
        length += cells
    for text in labels:
        wide = cell_len(text)
        if not wide:
            return
        at = length + 1 if length else 1
        if at + wide < line.width:
            line.put(at, text, style)
            return


def bar_scale(scene: Scene, columns: Columns) -> float:
    """Cells per second of the bars: one scale for all, small enough that every bar leaves room for its value."""
    scale = columns.scale
    for step, width in zip(scene.steps, columns.widths, strict=False):
        for flow, tail in ((step.estimate, ""), (step.measured, ratio(step.ratio))):
            if flow is not None and flow.time:
                room = width - 4 - len(scene.units.time(flow.time)) - len(tail)
                scale = min(scale, max(2, room) / flow.time)
    return scale


def time_pieces(flow: StageFlow, scale: float, *, measured: bool) -> list[Piece]:
    """Wait and touch as the pieces of one bar; hatched where the split or the value is unknown."""
    style: StyleName = "measured" if measured else "estimate"
    wait, touch = (MEASURED_WAIT, MEASURED_TOUCH) if measured else (ESTIMATE_WAIT, ESTIMATE_TOUCH)
    if flow.wait is None or flow.touch is None:
        if flow.time is not None:
            return [(bar_cells(flow.time, scale), wait, "outside" if flow.outside else "unknown")]
        known = (flow.wait or 0.0) + (flow.touch or 0.0)
        return [(bar_cells(known, scale) if known else 0, wait, style), (3, HATCH, "unknown")]
    return [(bar_cells(flow.wait, scale), wait, style), (bar_cells(flow.touch, scale), touch, style)]


def off_pieces(flow: StageFlow, scale: float) -> list[Piece]:
    """A stage's time as two slices: inside the team's hours, and nights, weekends and holidays."""
    off = flow.off_hours or 0.0
    within = (flow.time or 0.0) - off
    return [(bar_cells(within, scale), MEASURED_TOUCH, "measured"), (bar_cells(off, scale), OFF_HOURS, "unmapped")]


def _off_hours(scene: Scene, step: Step, line: Line, scale: float) -> None:
    flow = step.measured
    if flow is None or flow.off_hours is None or not flow.time:
        line.put(1, "·", "grid")
        return
    text = scene.units.time(flow.off_hours)
    bar(line, off_pieces(flow, scale), (f"{text} {share(flow.off_hours / flow.time)}", text), "unmapped")


def time_labels(scene: Scene, flow: StageFlow, suffix: str = "") -> list[str]:
    """``3.1d + 5h ×1.4`` and its shorter forms."""
    u = scene.units
    tail = f" {suffix}" if suffix else ""
    whole = u.time(flow.time)
    if flow.outside:
        return [f"{whole} outside{tail}", whole + tail, whole]
    if flow.wait is None and flow.touch is None:
        return [whole + tail, whole]
    split = f"{u.time(flow.wait)} + {u.time(flow.touch)}"
    return [split + tail, split.replace(" ", "") + tail, whole + tail, whole]


def _bar_of(scene: Scene, flow: StageFlow | None, line: Line, scale: float, style: StyleName, suffix: str) -> None:
    if flow is None:
        line.put(1, "not in log" if style == "measured" else UNKNOWN, "muted")
        return
    bar(line, time_pieces(flow, scale, measured=style == "measured"), time_labels(scene, flow, suffix), style)


def _share(scene: Scene, step: Step, line: Line) -> None:
    """The stage's part of the lead time."""
    flow, whole = scene.shown(step), scene.main.lead_time.mean
    if flow is None or flow.time is None or not whole:
        line.put(1, UNKNOWN, "unknown")
        return
    part = flow.time / whole
    again = visits_text(flow.visits)
    tail = f" {again} visits" if again else ""
    text = share(part)
    for form in (text + " of lead time" + tail, text + tail, text):
        if cell_len(form) + 1 < line.width:
            line.put(1, form, "value")
            return
    line.put(1, text, "value")


def pca_text(scene: Scene, estimate: float | None, measured: float | None) -> str:
    """``90 → ≤88%``: what people say and, as an upper bound, what the log shows."""
    g = scene.glyphs
    said, seen = share(estimate), UNKNOWN if measured is None else g.at_most + share(measured)
    if scene.layer == "estimate":
        return said
    if scene.layer == "measured":
        return seen
    return f"{said.removesuffix('%')} {g.arrow} {seen}" if measured is not None else f"{said} {g.arrow} {seen}"


def _pca(scene: Scene, step: Step, line: Line) -> None:
    said = float(step.stage.pca) if step.stage.pca is not None else None
    seen = step.measured.pca if step.measured else None
    whole = pca_text(scene, said, seen)
    forms = (whole, whole.replace(" ", ""), whole.rpartition(" ")[2])  # never cut: <=10 is no shorter <=100%
    text = next((form for form in forms if 1 + cell_len(form) <= line.width), clip(forms[-1], line.width - 1))
    blank = (seen if scene.layer == "measured" else said) is None
    at = line.put(1, text, "unknown" if blank else "value")
    if scene.layer == "measured" and step.measured and step.measured.pca_interval:
        low, high = step.measured.pca_interval
        extra = f" [{low * 100:.0f}–{high * 100:.0f}]"
        if at + cell_len(extra) < line.width:
            line.put(at, extra, "muted")


def _wip(step: Step, line: Line) -> None:
    """How many waited here over the period and in the mean, then how many are here now, waiting or not."""
    flow = step.measured
    if flow is None or (flow.wip_now is None and flow.queue is None):
        line.put(1, "·", "grid")
        return
    style = step.style if step.sign else "wait"
    now = UNKNOWN if flow.wip_now is None else str(flow.wip_now)
    at = 0
    if not step.stage.states.wait and step.stage.states and not flow.queue:  # nothing could show that items wait here
        at = _fitting(line, 1, [("no wait state", "muted")])
    elif flow.queue is not None:
        mean = number(flow.queue)
        at = line.put(1, sparkline(flow.trend, max(0, min(_SPARK, line.width - cell_len(mean) - 3))), style)
        at = line.put(at + (at > 1), mean, "value")
    more: list[tuple[str, StyleName]] = [(" bunched", "calendar")] if flow.bunched and at else []
    _fitting(line, at or 1, [*more, (f" · {now} now" if at else f"{now} now", "value" if not at else "muted")])


def _fitting(line: Line, at: int, parts: Sequence[tuple[str, StyleName]]) -> int:
    """Those parts that fit, one behind the other; where they end, 0 where none does."""
    end = 0
    for text, style in parts:
        if at + cell_len(text) < line.width:
            at = end = line.put(at, text, style)
    return end
