"""Beside the stages: the flags above them, and the column after the last one."""

from __future__ import annotations

from vsm_tui.draw.cells import Band
from vsm_tui.draw.glyphs import BORDER, DASHED, SLACK, UNMAPPED
from vsm_tui.draw.layout import Columns, bar_cells
from vsm_tui.draw.run import Line, Row
from vsm_tui.draw.scene import WORDS, Scene, Step
from vsm_tui.draw.text import cell_len, share

GUTTER = 8
"""Cells before the stages, for the names of the rows."""
TOTALS = 17
"""Cells after the stages, for the totals."""


def flags(scene: Scene, columns: Columns, width: int, window: int, pan: int) -> Row:
    """A flag above each stage that stands out, its word where there is room before the next one; the stage that
    holds the stream is flagged at the edge when it is out of sight.
    """
    line = Line(width)
    shown: list[tuple[int, Step]] = []
    for step in scene.steps:
        x = columns.starts[step.index] - pan + GUTTER + 1
        if step.mark and GUTTER <= x <= GUTTER + window - 3:
            shown.append((x, step))
        elif step.constraint:
            _flag_beyond(scene, line, step, window, left=x < GUTTER)
    ends = [x for x, _ in shown[1:]]
    for (x, step), end in zip(shown, [*ends, width + 1], strict=False):
        text = f"{step.sign} {WORDS[step.mark]}".strip()
        x = min(x, max(GUTTER, width - cell_len(text))) if end > width else x
        line.put(x, text if x + cell_len(text) < end else step.sign, step.style if step.sign else "muted")
    return line.runs()


def _flag_beyond(scene: Scene, line: Line, step: Step, window: int, *, left: bool) -> None:
    text, name = f"{step.sign} {WORDS[step.mark]}", scene.titled(step.stage.id)
    if left:
        line.put(GUTTER, f"◄ {text}: {name}", step.style)
    else:
        text = f"{text}: {name} ►"
        line.put(max(GUTTER, GUTTER + window - cell_len(text)), text, step.style)


def unmapped_cell(scene: Scene, band: Band, width: int, scale: float, bars: float) -> Row:
    """The column after the last stage: time that no stage claims, drawn so that the ladder ends at the lead time."""
    line = Line(width)
    length = min(width - 1, bar_cells(scene.unmapped, scale, 2))
    part = share(scene.unmapped / scene.main.lead_time.mean) if scene.main.lead_time.mean else ""
    if band == "name":
        line.put(0, BORDER, "grid")
        line.put(1, f"{UNMAPPED} unmapped {part}", "unmapped")
    elif band == "wait":
        line.put(0, DASHED.top_left + DASHED.across * (length - 2) + DASHED.top_right, "unmapped")
        text = scene.units.time(scene.unmapped)
        inside = cell_len(text) + 4 <= length
        line.put((length - cell_len(text) - 2) // 2 if inside else length, f" {text} ", "unmapped")
    elif band == "riser":
        line.put(0, DASHED.down, "unmapped")
        line.put(length - 1, DASHED.down, "unmapped")
    elif band == "step":
        line.put(0, DASHED.bottom_right, "unmapped")
        line.put(length - 1, DASHED.bottom_left, "unmapped")
        line.fill(length, width, SLACK, "grid")
    elif band == "meas":
        at = bar_cells(scene.unmapped, bars)
        line.fill(0, at, UNMAPPED, "unmapped")
        line.put(at + 1, scene.units.time(scene.unmapped), "unmapped")
    return line.runs()
