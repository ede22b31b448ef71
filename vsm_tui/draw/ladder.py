"""The time ladder of one stage: wait on the upper step, touch on the lower one, both to one scale."""

from __future__ import annotations

from collections.abc import Sequence

from vsm_tui.draw.glyphs import DASHED, HATCH, HEAVY, LIGHT, SLACK, Pen
from vsm_tui.draw.layout import bar_cells
from vsm_tui.draw.run import Line, Row, StyleName
from vsm_tui.draw.scene import Scene, Step
from vsm_tui.draw.text import UNKNOWN, Units, cell_len, visits_text
from vsm_tui.flow import StageFlow
from vsm_tui.model import Estimate, Stage

Three = tuple[Row, Row, Row]


def stage_ladder(scene: Scene, step: Step, width: int, scale: float) -> Three:
    """The three rows of one stage: the upper step, the risers, the lower step's values."""
    flow = scene.shown(step)
    upper, middle, lower = Line(width), Line(width), Line(width)
    if flow is None:
        return _absent(upper, middle, lower)
    pen = HEAVY if step.constraint else LIGHT
    if _is_one_bar(flow):
        _one_bar(scene, step, flow, scale, (upper, middle, lower))
    else:
        _two_steps(scene, step, flow, scale, pen, (upper, middle, lower))
    return upper.runs(), middle.runs(), lower.runs()


def _absent(upper: Line, middle: Line, lower: Line) -> Three:
    middle.fill(0, middle.width, SLACK, "grid")
    lower.put(1, "not in log", "muted")
    return upper.runs(), middle.runs(), lower.runs()


def _is_one_bar(flow: StageFlow) -> bool:
    return flow.outside or (flow.time is not None and (flow.wait is None or flow.touch is None))


def _one_bar(scene: Scene, step: Step, flow: StageFlow, scale: float, lines: tuple[Line, Line, Line]) -> None:
    """A stage whose time has no split: done outside, or measured without telling work from waiting."""
    upper, middle, lower = lines
    style: StyleName = "constraint" if step.constraint else "outside" if flow.outside else "unknown"
    known = flow.time is not None
    length = min(upper.width, bar_cells(flow.time, scale, 2))
    what = "outside" if flow.outside else "no split"
    labels = [scene.units.time(flow.time)]
    if scene.layer == "estimate":
        labels = visit_labels(flow.time, flow.time_range, flow.visits, step.stage.outside, scene.units)
    labels = [f"{text} {what}" for text in labels[:1]] + labels
    _step_up(upper, middle, length, DASHED if known else None, labels, style)
    middle.fill(length, middle.width, SLACK, "grid")
    if known and not flow.outside:
        lower.put(1, "touch " + UNKNOWN, "unknown")
    elif flow.evidence:
        lower.put(1, f"{what} {flow.evidence}", "muted")


def _two_steps(
    scene: Scene, step: Step, flow: StageFlow, scale: float, pen: Pen, lines: tuple[Line, Line, Line]
) -> None:
    upper, middle, lower = lines
    wait_style: StyleName = "constraint" if step.constraint else "wait"
    length = min(upper.width, bar_cells(flow.wait, scale, 2))
    measured = scene.layer != "estimate"
    labels = [scene.units.time(flow.wait)]
    if not measured:
        labels = visit_labels(flow.wait, flow.wait_range, flow.visits, step.stage.wait, scene.units)
    if flow.wait is None:
        _step_up(upper, middle, length, None, labels, "unknown")
    else:
        _step_up(upper, middle, length, pen, labels, wait_style)
    reach = min(middle.width, length + bar_cells(flow.touch, scale))
    if flow.touch is None:
        middle.fill(length, reach, HATCH, "unknown")
        _value(lower, length, touch_labels(scene, step.stage, flow), "unknown")
    else:
        middle.fill(length, reach, pen.across, "touch")
        _value(lower, length, touch_labels(scene, step.stage, flow), "touch")
    middle.fill(reach, middle.width, SLACK, "grid")


def _step_up(upper: Line, middle: Line, length: int, pen: Pen | None, labels: Sequence[str], style: StyleName) -> None:
    """The upper step with its value on it, or beside it where it is too short to carry one."""
    if pen is None:
        upper.fill(0, length, HATCH, style)
    elif length >= 2:
        upper.put(0, pen.top_left + pen.across * (length - 2) + pen.top_right, style)
        middle.put(0, pen.bottom_right, style)
        middle.put(length - 1, pen.bottom_left, style)
    for text in labels:
        wide = cell_len(text)
        if pen is not None and wide + 6 <= length:
            upper.put((length - wide - 2) // 2, f" {text} ", style)
            return
        if length + 1 + wide < upper.width or (length == 0 and wide + 1 < upper.width):
            upper.put(length + 1, text, style)
            return
        if pen is not None and wide + 4 <= length:
            upper.put((length - wide - 2) // 2, f" {text} ", style)
            return
    if labels and cell_len(labels[-1]) + 2 <= length:
        upper.put(1, labels[-1], style)


def _value(line: Line, at: int, labels: Sequence[str], style: StyleName) -> None:
    """The longest label that fits: from ``at`` on, else ending at the column's edge."""
    for text in labels:
        wide = cell_len(text)
        if wide < line.width:
            line.put(max(0, min(at, line.width - 1 - wide)), text, style)
            return
    line.put(0, labels[-1], style)


def visit_labels(
    seconds: float | None,
    bounds: tuple[float, float] | None,
    visits: float | None,
    typed: Estimate | None,
    units: Units,
) -> list[str]:
    """An estimate of one visit, longest form first: ``2d (1d–4d) ×1.25``; ``×1.25`` is how often an item comes by.

    ``seconds`` and ``bounds`` are per item over all visits. Where they cannot be computed, what was typed is shown.
    """
    if seconds is None or not visits:
        return [UNKNOWN] if typed is None else [str(typed), str(typed.typical)]
    again = f" {visits_text(visits)}".rstrip()
    middle = units.time(seconds / visits)
    if bounds is None:
        return [middle + again, middle]
    ends = units.span(bounds[0] / visits, bounds[1] / visits)
    return [f"{middle} ({ends}){again}", ends + again, ends, middle]


def touch_labels(scene: Scene, stage: Stage, flow: StageFlow) -> list[str]:
    """The touch time, longest form first; measured with its evidence letter and its bounds."""
    units = scene.units
    if scene.layer == "estimate":
        return visit_labels(flow.touch, flow.touch_range, flow.visits, stage.touch, units)
    letter = f" {flow.evidence}" if flow.evidence else ""
    value = units.time(flow.touch)
    if flow.touch_range and flow.touch_range[0] < flow.touch_range[1]:
        ends = units.span(*flow.touch_range)
        return [ends + letter, ends, value]
    return [value + letter, value]
