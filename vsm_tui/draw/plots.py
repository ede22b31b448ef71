"""Time plots: how many items wait in each stage, and the cumulative flow of a window.

Each stage has its own lane or pattern, so that nothing rests on colour alone. Every glyph is one cell wide.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from zoneinfo import ZoneInfo

from vsm_tui.draw.axis import Axis
from vsm_tui.draw.glyphs import CALENDAR
from vsm_tui.draw.run import Line, Row, Run, StyleName, wrap
from vsm_tui.draw.text import cell_len, clip, number, pad
from vsm_tui.flow.observed import Cumulative

_BLOCKS = " ▁▂▃▄▅▆▇█"
_EIGHTHS = 8
_PATTERNS = "░█▒▓"
BANDS: tuple[StyleName, ...] = ("wait", "touch", "estimate", "measured", "loop")
_DONE = "·"
_LEAST_PLOT = 16


@dataclass(frozen=True, slots=True)
class Lane:
    """One stage of a plot: its ``name`` ready to be drawn, whether it stands out, what is said at its right, and the
    ``tag`` that tells its area in a cumulative flow from others of the same shade.
    """

    name: str
    style: StyleName = "wait"
    bunched: bool = False
    note: str = ""
    key: str = ""
    tag: str = ""


def columns_of(values: Sequence[float], at: Sequence[float], axis: Axis) -> list[float]:
    """One value for each cell of the axis: the highest of the moments in it, else the latest one before it.

    ``at`` are the moments of ``values`` in seconds after the axis's start, in order.
    """
    step = axis.seconds / axis.width
    found: list[float] = []
    for cell in range(axis.width):
        low = bisect_right(at, cell * step - 1e-6) if cell else 0
        high = bisect_right(at, (cell + 1) * step - 1e-6) if cell + 1 < axis.width else len(at)
        inside = values[low:high] or values[max(0, low - 1) : max(1, low)]
        found.append(max(inside, default=0.0))
    return found


def queue_rows(seen: Cumulative, lanes: Sequence[Lane], zone: ZoneInfo, *, width: int, rows_each: int = 2) -> list[Row]:
    """The number of items waiting in each stage over the window; one scale for all, so that lanes compare.

    A bunched stage has a second lane that shows when items leave it.
    """
    if not _drawable(seen) or not seen.queues:
        return []
    name, note = _edges(lanes, width)
    axis, at = _axis(seen, width - name - note - 2, zone)
    queues = [columns_of(row, at, axis) for row in seen.queues]
    top = max((max(row) for row in queues), default=0.0)
    rows: list[Row] = []
    for k, (lane, values) in enumerate(zip(lanes, queues, strict=True)):
        for level in range(rows_each - 1, -1, -1):
            line = Line(width)
            if level == rows_each - 1:
                line.put(1, clip(lane.name, name - 2), lane.style if lane.style != "wait" else "heading")
                line.put(name - cell_len(number(top)) - 1, number(top) if k == 0 else "", "muted")
            if level == 0:
                line.put(width - note, clip(lane.note, note), "muted", lane.key)
            line.put(name, "┤" if level == rows_each - 1 and k == 0 else "│", "grid")
            for cell, value in enumerate(values):
                line.put(name + 1 + cell, _block(value, top, rows_each, level), lane.style)
            rows.append(line.runs())
        if lane.bunched:
            rows.append(_departures(seen, k, at, axis, name, width))
    return [*rows, *axis.rows(name + 1)]


def _drawable(seen: Cumulative) -> bool:
    return len(seen.at) > 1 and seen.at[-1] > seen.at[0]


def _edges(lanes: Sequence[Lane], width: int) -> tuple[int, int]:
    """The cells for names at the left and for notes at the right."""
    longest = max((cell_len(lane.name) for lane in lanes), default=8)
    name = min(longest + 6, max(12, width // 4))
    note = max((cell_len(lane.note) for lane in lanes), default=0) + 1
    return name, note if width - name - note >= _LEAST_PLOT * 2 else 0


def _axis(seen: Cumulative, room: int, zone: ZoneInfo) -> tuple[Axis, list[float]]:
    start = seen.at[0]
    return Axis(start, seen.at[-1], max(1, room), zone), [(at - start).total_seconds() for at in seen.at]


def _block(value: float, top: float, rows: int, level: int) -> str:
    """The part of a bar that lies in one of its rows, counted from below; something is never drawn as nothing."""
    if value <= 0 or top <= 0:
        return " "
    full = max(1, round(value / top * rows * _EIGHTHS))
    return _BLOCKS[min(_EIGHTHS, max(0, full - level * _EIGHTHS))]


def departures(seen: Cumulative, stage: int) -> list[int]:
    """How many items left a stage for the first time between each moment and the one before it."""
    beyond = seen.stages[stage + 1] if stage + 1 < len(seen.stages) else seen.done
    return [0, *(max(0, b - a) for a, b in pairwise(beyond))]


def _departures(seen: Cumulative, stage: int, at: Sequence[float], axis: Axis, name: int, width: int) -> Row:
    """When items leave: a mark in each cell in which some do, higher where more do."""
    line = Line(width)
    counts = [0.0] * axis.width
    for left, moment in zip(departures(seen, stage), at, strict=True):
        counts[min(axis.width - 1, max(0, int(moment / axis.seconds * axis.width - 1e-9)))] += left
    top = max(counts, default=0.0)
    word = f"{CALENDAR} leave"
    line.put(max(0, name - cell_len(word) - 1), word, "calendar")
    line.put(name, "│", "grid")
    for cell, count in enumerate(counts):
        line.put(name + 1 + cell, _block(count, top, 1, 0) if count else _DONE, "calendar" if count else "grid")
    return line.runs()


def cumulative_rows(seen: Cumulative, lanes: Sequence[Lane], zone: ZoneInfo, *, width: int, height: int) -> list[Row]:
    """A cumulative flow diagram: the band of a stage is what is in it, its slope how fast items come and go."""
    if not _drawable(seen) or not seen.stages:
        return []
    base, top = min(seen.done), max(seen.stages[0])
    if top <= base:
        return []
    edge = max(cell_len(f"{top:,}"), 4) + 2
    axis, at = _axis(seen, width - edge - 1, zone)
    curves = [columns_of(row, at, axis) for row in (*seen.stages, seen.done)]
    per_row = (top - base) / height
    drawn: list[Line] = []
    areas: list[list[int]] = []
    for level in range(height - 1, -1, -1):
        line = Line(width)
        label = {height - 1: top, 0: base, height // 2: round(base + per_row * (height // 2))}.get(level)
        line.put(0, pad(f"{label:,} ┤" if label is not None else "│", edge, "right"), "grid")
        line.put(0, pad(f"{label:,}" if label is not None else "", edge - 2, "right"), "label")
        areas.append(
            [_area([(curve[cell] - base) / per_row - level for curve in curves]) for cell in range(axis.width)]
        )
        for cell, stage in enumerate(areas[-1]):
            line.put(edge + cell, *_band(stage, lanes))
        drawn.append(line)
    for y, x, tag in _tags(areas, lanes):
        drawn[y].put(edge + x, tag, "heading")
    rows: list[Row] = [*(line.runs() for line in drawn), *axis.rows(edge)]
    rows += wrap(_legend(lanes), width)
    thickest = max(a - b for a, b in zip(curves[0], curves[-1], strict=True))
    if thickest < per_row * 2:
        text = f"at most {thickest:,.0f} items are in process at once, and one row is {per_row:,.0f}: "
        rows += wrap([(Run(text + "a shorter window shows the bands", "muted"),)], width)
    return rows


_ABOVE = -1
"""No area: above all curves."""
_APART = 20
"""Cells between two tags of one area in neighbouring rows."""


def _area(heights: Sequence[float]) -> int:
    """Which area a cell shows most of, given how far above its lower edge each curve runs, the first stage's first:
    a stage's place, their number for what is done, and nothing where less than half of the cell is below all curves.
    """
    if heights[0] < 0.5:
        return _ABOVE
    covers = [min(1.0, max(0.0, upper)) - min(1.0, max(0.0, lower)) for upper, lower in pairwise(heights)]
    covers.append(min(1.0, max(0.0, heights[-1])))
    return max(range(len(covers)), key=lambda k: covers[k])


def _band(area: int, lanes: Sequence[Lane]) -> tuple[str, StyleName]:
    """What fills a cell of an area: shade and colour are those of the legend, everywhere."""
    if area == _ABOVE:
        return " ", "plain"
    if area == len(lanes):
        return _DONE, "grid"
    return _PATTERNS[area % len(_PATTERNS)], band_style(lanes, area)


def _tags(areas: Sequence[Sequence[int]], lanes: Sequence[Lane]) -> list[tuple[int, int, str]]:
    """Row, cell and text of the tags: each in the middle of a stretch of its area, the widest first, and again where
    the area goes on far from there.
    """
    stretches: list[tuple[int, int, int, int]] = []
    for y, row in enumerate(areas):
        x = 0
        for area, cells in groupby(row):
            wide = len(list(cells))
            if 0 <= area < len(lanes) and wide >= cell_len(lanes[area].tag) > 0:
                stretches.append((wide, y, x, area))
            x += wide
    found: list[tuple[int, int, str]] = []
    placed: list[tuple[int, int, int]] = []
    for wide, y, x, area in sorted(stretches, key=lambda each: (-each[0], each[1:])):
        tag = lanes[area].tag
        at = x + (wide - cell_len(tag)) // 2
        near = any(one == area and abs(at - left) < _APART * 2 and abs(y - top) < _APART for one, top, left in placed)
        if not near and (wide > cell_len(tag) or not any(one == area for one, _, _ in placed)):
            placed.append((area, y, at))
            found.append((y, at, tag))
    return found


def band_style(lanes: Sequence[Lane], stage: int) -> StyleName:
    """The constraint keeps its own colour; the others take turns."""
    style = lanes[stage].style
    return style if style != "wait" else BANDS[stage % len(BANDS)]


def _legend(lanes: Sequence[Lane]) -> list[Row]:
    parts: list[Row] = [
        (Run(_PATTERNS[k % len(_PATTERNS)] * 2 + " ", band_style(lanes, k)), Run(lane.name, "label"))
        for k, lane in enumerate(lanes)
    ]
    return [*parts, (Run(_DONE * 2 + " ", "grid"), Run("done", "label"))]
