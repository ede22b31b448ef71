"""The map with its stages across: a fixed label column, the stages to scale, a fixed column of totals."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from vsm_tui.draw.cells import LABELS, Band, bands, bar_scale, cell, ladder_cells
from vsm_tui.draw.drawing import Box, Field, Spot
from vsm_tui.draw.glyphs import BORDER, DASHED, SLACK, UNMAPPED
from vsm_tui.draw.layout import Columns, bar_cells
from vsm_tui.draw.loops import Lanes, paint_lane
from vsm_tui.draw.run import Line, Row, Run, crop_row, fit_row, row_len
from vsm_tui.draw.scene import WORDS, Scene, Step
from vsm_tui.draw.summary import header, summary, total_text
from vsm_tui.draw.text import cell_len, share
from vsm_tui.draw.walk import next_value, walk

GUTTER = 8
TOTALS = 17
_AIR = 7
"""Rows that a window must have to spare before the map spreads out."""
_LADDER: frozenset[Band] = frozenset({"wait", "riser", "step", "touch"})
_FIELD_OF: dict[Band, Field] = {
    "name": "name",
    "wait": "wait",
    "riser": "wait",
    "step": "touch",
    "touch": "touch",
    "pca": "pca",
    "people": "people",
    "wip": "wip",
}


@dataclass(slots=True)
class Across:
    """A :class:`~vsm_tui.draw.drawing.Drawing` painted row by row, stage by stage, and only where it shows."""

    scene: Scene
    width: int
    columns: Columns
    lanes: Lanes
    head: list[Row] = field(init=False)
    foot: list[Row] = field(init=False)
    bands: tuple[Band, ...] = field(init=False)
    extent: int = field(init=False)
    height: int = field(init=False)
    bar_scale: float = field(init=False)
    _cells: dict[tuple[int, Band], Row] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.head = header(self.scene, self.width)
        self.foot = summary(self.scene, self.width)
        self.bands = bands(self.scene, roomy=False)
        self.bar_scale = bar_scale(self.scene, self.columns) if self.scene.layer == "both" else self.columns.scale
        self.extent = self.columns.total + GUTTER + TOTALS
        if self._foot_at + len(self.foot) + _AIR <= self.scene.view.rows:
            self.bands = bands(self.scene, roomy=True)
        self.height = self._foot_at + len(self.foot)

    @property
    def pans(self) -> bool:
        """It does, where it is wider than the window."""
        return True

    @property
    def _bands_at(self) -> int:
        return len(self.head) + 1

    @property
    def _lanes_at(self) -> int:
        return self._bands_at + len(self.bands)

    @property
    def _lane_rows(self) -> int:
        return max(self.lanes.count + (1 if self.lanes.left_out else 0), 2 if self._rework_totals() else 0)

    @property
    def _foot_at(self) -> int:
        return self._lanes_at + self._lane_rows + 1

    @property
    def _window(self) -> int:
        return max(0, self.width - GUTTER - TOTALS)

    def row(self, y: int, pan: int = 0) -> Row:
        """One row as it shows when the map is panned by ``pan`` cells."""
        if y < len(self.head):
            row: list[Run] | Row = self.head[y]
        elif y == len(self.head):
            row = self._flags(pan)
        elif y < self._lanes_at:
            row = self._band(self.bands[y - self._bands_at], pan)
        elif y < self._lanes_at + self._lane_rows:
            row = self._lane(y - self._lanes_at, pan)
        elif y < self._foot_at or y >= self.height:
            row = ()
        else:
            row = self.foot[y - self._foot_at]
        if row_len(row) > self.width:
            row = fit_row(row, self.width)
        return in_set(row, self.scene)

    def _flags(self, pan: int) -> Row:
        """A flag above each stage that stands out, its word where there is room before the next one; the stage that
        holds the stream is flagged at the edge when it is out of sight.
        """
        line = Line(self.width)
        shown: list[tuple[int, Step]] = []
        for step in self.scene.steps:
            x = self.columns.starts[step.index] - pan + GUTTER + 1
            if step.mark and GUTTER <= x <= GUTTER + self._window - 3:
                shown.append((x, step))
            elif step.constraint:
                self._flag_beyond(line, step, left=x < GUTTER)
        ends = [x for x, _ in shown[1:]]
        for (x, step), end in zip(shown, [*ends, self.width + 1], strict=False):
            text = f"{step.sign} {WORDS[step.mark]}".strip()
            x = min(x, max(GUTTER, self.width - cell_len(text))) if end > self.width else x
            line.put(x, text if x + cell_len(text) < end else step.sign, step.style if step.sign else "muted")
        return line.runs()

    def _flag_beyond(self, line: Line, step: Step, *, left: bool) -> None:
        text, name = f"{step.sign} {WORDS[step.mark]}", self.scene.titled(step.stage.id)
        if left:
            line.put(GUTTER, f"◄ {text}: {name}", step.style)
        else:
            text = f"{text}: {name} ►"
            line.put(max(GUTTER, GUTTER + self._window - cell_len(text)), text, step.style)

    def _band(self, band: Band, pan: int) -> Row:
        middle: list[Run] = []
        visible = self.columns.between(pan, pan + self._window)
        for index in visible:
            middle += self._cell(index, band)
        if visible:
            begin = self.columns.starts[visible[0]]
            middle = crop_row(middle, pan - begin, pan - begin + self._window)
        label = Run(f" {LABELS[band]:<{GUTTER - 1}}", "label")
        if band == "step" and pan == 0 and self.scene.steps:
            label = Run(" " * (GUTTER - 3) + SLACK * 3, "grid")
        totals = (Run(BORDER + " ", "grid"), Run(total_text(self.scene, band), "total" if band != "name" else "label"))
        return (label, *fit_row(middle, self._window), *totals)

    def _cell(self, index: int, band: Band) -> Row:
        key = (index, band)
        if key not in self._cells:
            width, scale = self.columns.widths[index], self.columns.scale
            if index == self.columns.tail:
                self._cells[key] = _tail(self.scene, band, width, scale, self.bar_scale)
            elif band in _LADDER:
                rows = ladder_cells(self.scene, self.scene.steps[index], width, scale)
                self._cells.update({(index, part): row for part, row in rows.items()})
            else:
                self._cells[key] = cell(self.scene, self.scene.steps[index], band, width, self.bar_scale)
        return self._cells[key]

    def _rework_totals(self) -> list[str]:
        main = self.scene.main
        out = []
        if main.rework_share:
            out.append(f"rework {share(main.rework_share)}")
        if main.observed and main.observed.failure_arrivals is not None:
            out.append(f"failures {share(main.observed.failure_arrivals)}")
        return out

    def _lane(self, lane: int, pan: int) -> Row:
        if lane < self.lanes.count:
            middle: list[Run] | Row = paint_lane(self.lanes, lane, pan, self._window).runs()
        else:
            more = f" and {self.lanes.left_out} more loops, each costing less" if self.lanes.left_out else ""
            middle = fit_row([Run(more if lane == self.lanes.count else "", "muted")], self._window)
        label = Run(f" {'rework' if lane == 0 else '':<{GUTTER - 1}}", "label")
        totals = self._rework_totals()
        return (label, *middle, Run(BORDER + " ", "grid"), Run(totals[lane] if lane < len(totals) else "", "loop"))

    def box(self, spot: Spot, pan: int = 0) -> Box | None:
        """Where a spot is; ``None`` where it is not drawn or panned out of sight."""
        if spot.field == "loop":
            return self._loop_box(spot, pan)
        if not 0 <= spot.stage < len(self.scene.steps):
            return None
        band = next((b for b in self.bands if _FIELD_OF.get(b) == spot.field and b not in ("step", "riser")), None)
        if band is None:
            return None
        left = self.columns.starts[spot.stage] - pan
        y = self._bands_at + self.bands.index(band)
        return self._clipped(left + (band == "name"), left + self.columns.widths[spot.stage] - 1, y)

    def _loop_box(self, spot: Spot, pan: int) -> Box | None:
        for loop in self.lanes.loops:
            if loop.index == spot.loop:
                left, right = loop.reach
                return self._clipped(left - pan, right - pan, self._lanes_at + loop.lane)
        return None

    def _clipped(self, left: int, right: int, y: int) -> Box | None:
        left, right = max(0, left), min(self._window, right)
        return Box(left + GUTTER, y, right - left) if right > left else None

    def at(self, x: int, y: int, pan: int = 0) -> Spot | None:
        """What lies under a cell of the window."""
        if not GUTTER <= x < GUTTER + self._window:
            return None
        place = x - GUTTER + pan
        if self._lanes_at <= y < self._lanes_at + self.lanes.count:
            for loop in self.lanes.loops:
                low, high = loop.reach
                if loop.lane == y - self._lanes_at and low <= place < high:
                    return Spot(loop.reject if loop.reject < len(self.scene.steps) else loop.redo, "loop", loop.index)
            return None
        stage = self.columns.at(place)
        if stage is None or stage == self.columns.tail or not self._bands_at <= y < self._lanes_at:
            return None
        return Spot(stage, _FIELD_OF.get(self.bands[y - self._bands_at], "name"))

    def pan_to(self, stage: int, pan: int) -> int:
        """A ``pan`` that shows the whole stage: the same one where it does already, else with the stage in the middle,
        so that one pan lasts for several steps, and beginning where a stage begins.
        """
        most = max(0, self.columns.total - self._window)
        if not 0 <= stage < len(self.columns.starts):
            return min(pan, most)
        left, width = self.columns.starts[stage], self.columns.widths[stage]
        if (pan <= left and left + width <= pan + self._window) or most == 0:
            return min(pan, most)
        wanted = max(0, left - max(0, self._window - width) // 2)
        return min(self.columns.starts[bisect_left(self.columns.starts, wanted, hi=stage)], most)

    def _order(self, stage: int) -> list[Spot]:
        """The spots of one stage, downwards."""
        fields: list[Field] = []
        for band in self.bands:
            name = _FIELD_OF.get(band)
            if name and name not in fields:
                fields.append(name)
        spots = [Spot(stage, f) for f in fields]
        last = len(self.scene.steps) - 1
        mine = [lp for lp in self.lanes.loops if min(lp.reject, last) == stage]
        return spots + [Spot(stage, "loop", lp.index) for lp in sorted(mine, key=lambda lp: lp.lane)]

    def step(self, spot: Spot, dx: int, dy: int) -> Spot:
        """The spot that lies one place further in a direction as seen on the screen."""
        return walk(self._order, len(self.scene.steps), spot, along=dx, through=dy)

    def next_value(self, spot: Spot, by: int) -> Spot:
        """The next value to fill in, reading stage by stage."""
        return next_value(len(self.scene.steps), spot, by)


def _tail(scene: Scene, band: Band, width: int, scale: float, bars: float) -> Row:
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


def in_set(row: Row | list[Run], scene: Scene) -> Row:
    """A row in the glyphs in use."""
    if not scene.glyphs.ascii:
        return tuple(row)
    return tuple(run._replace(text=scene.glyphs.plain(run.text)) for run in row)
