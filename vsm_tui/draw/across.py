"""The map with its stages across: a fixed label column, the stages to scale, a fixed column of totals."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from vsm_tui.draw.beside import GUTTER, TOTALS, flags, unmapped_cell
from vsm_tui.draw.cells import LABELS, TOTAL_KEYS, Band, bands, bar_scale, cell, ladder_cells
from vsm_tui.draw.drawing import Box, Field, Spot
from vsm_tui.draw.facts import Facts
from vsm_tui.draw.glyphs import BORDER, SLACK
from vsm_tui.draw.layout import Columns
from vsm_tui.draw.loops import Lanes, more_loops, paint_lane
from vsm_tui.draw.plain import in_set
from vsm_tui.draw.run import Row, Run, crop_row, fit_row, row_len
from vsm_tui.draw.scene import Scene
from vsm_tui.draw.summary import header, summary, total_text
from vsm_tui.draw.text import share
from vsm_tui.draw.walk import next_value, walk

_AIR = 7
"""Rows that a window must have to spare before the map spreads out."""
_LADDER: frozenset[Band] = frozenset({"wait", "riser", "step", "touch"})
_FIELD_OF: dict[Band, Field] = {
    "name": "name",
    "wait": "wait",
    "riser": "wait",
    "step": "touch",
    "touch": "touch",
    "est": "est",
    "meas": "meas",
    "share": "share",
    "off": "off",
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
    _facts: Facts | None = field(init=False, default=None)
    _cells: dict[tuple[int, Band], Row] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.head = header(self.scene, self.width)
        self.foot = summary(self.scene, self.width)
        self.bands = bands(self.scene, roomy=False)
        shared = self.scene.layer == "both" or self.scene.off_hours  # bars that share their row with their values
        self.bar_scale = bar_scale(self.scene, self.columns) if shared else self.columns.scale
        self.extent = self.columns.total + GUTTER + TOTALS
        if self._foot_at + len(self.foot) + _AIR <= self.scene.view.rows:
            self.bands = bands(self.scene, roomy=True)
        self.height = self._foot_at + len(self.foot)

    @property
    def pans(self) -> bool:
        """It does, where it is wider than the window."""
        return True

    @property
    def facts(self) -> Facts:
        """The totals and the numbers of the summary; found when the cursor first looks for them."""
        if self._facts is None:
            cells = [(y, self._total_cells(y)) for y in range(self._bands_at, self._foot_at)]
            self._facts = Facts([*cells, *enumerate(self.foot, self._foot_at)])
        return self._facts

    @property
    def _bands_at(self) -> int:
        return len(self.head) + 1

    @property
    def _lanes_at(self) -> int:
        return self._bands_at + len(self.bands)

    @property
    def _lane_rows(self) -> int:
        said = 2 if self._rework_totals() else 1 if self.scene.nothing_back else 0
        return max(self.lanes.count + (1 if self.lanes.left_out else 0), said)

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
            row = flags(self.scene, self.columns, self.width, self._window, pan)
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
        return (label, *fit_row(middle, self._window), *self._total(band))

    def _total(self, band: Band) -> Row:
        text, key = total_text(self.scene, band), TOTAL_KEYS.get(band, "")
        return Run(BORDER + " ", "grid"), Run(text, "total" if band != "name" else "label", key)

    def _total_cells(self, y: int) -> Row:
        """The totals column of one row, behind as many blanks as there are cells before it."""
        before = Run(" " * (GUTTER + self._window))
        if y < self._lanes_at:
            return (before, *self._total(self.bands[y - self._bands_at]))
        return (before, *self._lane_total(y - self._lanes_at))

    def _cell(self, index: int, band: Band) -> Row:
        key = (index, band)
        if key not in self._cells:
            width, scale = self.columns.widths[index], self.columns.scale
            if index == self.columns.tail:
                self._cells[key] = unmapped_cell(self.scene, band, width, scale, self.bar_scale)
            elif band in _LADDER:
                rows = ladder_cells(self.scene, self.scene.steps[index], width, scale)
                self._cells.update({(index, part): row for part, row in rows.items()})
            else:
                self._cells[key] = cell(self.scene, self.scene.steps[index], band, width, self.bar_scale)
        return self._cells[key]

    def _rework_totals(self) -> list[Run]:
        main = self.scene.main
        out = []
        if main.rework_share:
            out.append(Run(f"rework {share(main.rework_share)}", "loop", "rework.share_of_lead_time"))
        if main.observed and main.observed.failure_arrivals is not None:
            text = f"failures {share(main.observed.failure_arrivals)}"
            out.append(Run(text, "loop", "failure_demand.arrivals"))
        return out

    def _lane_total(self, lane: int) -> Row:
        totals = self._rework_totals()
        return (Run(BORDER + " ", "grid"), *totals[lane : lane + 1])

    def _lane(self, lane: int, pan: int) -> Row:
        if lane < self.lanes.count:
            middle: list[Run] | Row = paint_lane(self.lanes, lane, pan, self._window).runs()
        else:
            more = more_loops(self.lanes.left_out) if self.lanes.left_out else self.scene.nothing_back
            middle = fit_row([Run(f" {more}" if more and lane == self.lanes.count else "", "muted")], self._window)
        label = Run(f" {'rework' if lane == 0 else '':<{GUTTER - 1}}", "label")
        return (label, *middle, *self._lane_total(lane))

    def box(self, spot: Spot, pan: int = 0) -> Box | None:
        """Where a spot is; ``None`` where it is not drawn or panned out of sight."""
        if spot.field == "loop":
            return self._loop_box(spot, pan)
        if spot.field == "fact":
            return self.facts.box(spot.key)
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
        fact = self.facts.at(x, y, max(0, len(self.scene.steps) - 1))
        if fact is not None or not GUTTER <= x < GUTTER + self._window:
            return fact
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
        """The spots of one stage, downwards; last the loops that begin or end at it, else those that span it."""
        fields: list[Field] = []
        for band in self.bands:
            name = _FIELD_OF.get(band)
            if name and name not in fields:
                fields.append(name)
        spots = [Spot(stage, f) for f in fields]
        last = len(self.scene.steps) - 1
        over = [lp for lp in self.lanes.loops if lp.redo <= stage <= min(lp.reject, last)]
        mine = [lp for lp in over if stage in (lp.redo, min(lp.reject, last))] or over
        return spots + [Spot(stage, "loop", lp.index) for lp in sorted(mine, key=lambda lp: lp.lane)]

    def step(self, spot: Spot, dx: int, dy: int) -> Spot:
        """The spot that lies one place further in a direction as seen on the screen."""
        last = len(self.scene.steps) - 1
        if spot.field == "fact":
            there = self.facts.step(spot, dx, dy, self._foot_at)
            back = there is None and (self.facts.box(spot.key) or Box(0, 0, 0)).y
            return there or self._back(spot.stage if dy else last, int(back))
        there = walk(self._order, len(self.scene.steps), spot, along=dx, through=dy)
        while dx and there.field == "loop" and there.loop == spot.loop and 0 < there.stage < last:
            there = walk(self._order, len(self.scene.steps), there, along=dx, through=0)
        if there == spot and (dy > 0 or (dx > 0 and spot.stage == last)):
            pan = self.columns.starts[spot.stage] if spot.stage < len(self.columns.starts) else 0
            there = self.facts.enter(self.box(spot, pan), spot.stage, dx, dy, self._foot_at) or spot
        return there

    def _back(self, stage: int, y: int) -> Spot:
        """From a number in row ``y`` back to a stage: to the value beside it, or to the last one above it."""
        spots = self._order(stage)
        band = self.bands[y - self._bands_at] if self._bands_at <= y < self._lanes_at else None
        beside = next((s for s in spots if s.field == _FIELD_OF.get(band)), None) if band else None
        return beside or (spots[-1] if spots else Spot(stage))

    def next_value(self, spot: Spot, by: int) -> Spot:
        """The next value to fill in, reading stage by stage."""
        return next_value(len(self.scene.steps), spot, by)
