"""The map with one stage per row, for narrow windows and for any number of stages."""

from __future__ import annotations

from dataclasses import dataclass, field

from vsm_tui.draw.cells import off_pieces, pca_text, time_pieces
from vsm_tui.draw.downtotals import put_totals
from vsm_tui.draw.drawing import Box, Field, Spot
from vsm_tui.draw.facts import Facts
from vsm_tui.draw.glyphs import LOOP, UNMAPPED
from vsm_tui.draw.grid import Grid
from vsm_tui.draw.layout import bar_cells, seconds_of
from vsm_tui.draw.loops import loop_labels, loop_style, more_loops
from vsm_tui.draw.noted import put_name
from vsm_tui.draw.plain import in_set
from vsm_tui.draw.run import Line, Row, Run, StyleName, row_len
from vsm_tui.draw.scene import WORDS, Scene, Step
from vsm_tui.draw.summary import header, summary
from vsm_tui.draw.text import UNKNOWN, cell_len, clip, number, ratio, share
from vsm_tui.draw.walk import next_value, walk
from vsm_tui.flow import StageFlow

MOST_LOOPS = 12


@dataclass(slots=True)
class Down:
    """A :class:`~vsm_tui.draw.drawing.Drawing` with the stages downwards; nothing in it pans."""

    scene: Scene
    width: int
    head: list[Row] = field(init=False)
    foot: list[Row] = field(init=False)
    grid: Grid = field(init=False)
    scale: float = field(init=False)
    extent: int = field(init=False)
    height: int = field(init=False)
    _facts: Facts | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.head = header(self.scene, self.width)
        self.foot = summary(self.scene, self.width)
        self.grid = Grid.of(self.scene, self.width)
        longest = [max(seconds_of(s.estimate), seconds_of(s.measured)) for s in self.scene.steps]
        top = max([*longest, self.scene.unmapped], default=0.0)
        self.scale = max(0, self.grid.bar[1] - (6 if self.scene.layer == "both" else 0)) / top if top > 0 else 0.0
        self.extent = self.width
        self.height = self._foot_at + len(self.foot)

    @property
    def pans(self) -> bool:
        """It never does."""
        return False

    @property
    def _per_stage(self) -> int:
        return 2 if self.scene.layer == "both" else 1

    @property
    def _stages_at(self) -> int:
        return len(self.head) + 2

    @property
    def _tail_at(self) -> int:
        return self._stages_at + self._per_stage * len(self.scene.steps)

    @property
    def _total_at(self) -> int:
        return self._tail_at + (1 if self.scene.unmapped > 0 else 0)

    @property
    def _loops_at(self) -> int:
        return self._total_at + 2

    @property
    def _loop_rows(self) -> int:
        if self.scene.nothing_back:
            return 1
        return min(len(self.scene.loops), MOST_LOOPS) + (len(self.scene.loops) > MOST_LOOPS)

    @property
    def _foot_at(self) -> int:
        return self._loops_at + self._loop_rows + (1 if self._loop_rows else 0)

    def row(self, y: int, pan: int = 0) -> Row:  # noqa: ARG002 -- the protocol's signature; this map never pans
        """One row."""
        line = Line(self.width)
        if y < len(self.head):
            return in_set(self.head[y], self.scene)
        if self._foot_at <= y < self.height:
            return in_set(self.foot[y - self._foot_at], self.scene)
        if y == self._stages_at - 1:
            self._titles(line)
        elif self._stages_at <= y < self._tail_at:
            index, part = divmod(y - self._stages_at, self._per_stage)
            self._stage(line, self.scene.steps[index], part)
        elif y == self._tail_at < self._total_at:
            self._unmapped(line)
        elif y == self._total_at:
            put_totals(self.scene, self.grid, line)
        elif self._loops_at <= y < self._loops_at + self._loop_rows:
            self._loop(line, y - self._loops_at)
        row = line.runs()
        return in_set(row if row_len(row) <= self.width else (), self.scene)

    def _put(
        self, line: Line, part: tuple[int, int], text: str, style: StyleName, *, right: bool = False, key: str = ""
    ) -> None:
        at, width = part
        text = clip(text, width)
        line.put(at + (width - cell_len(text) if right else 0), text, style, key)

    def _titles(self, line: Line) -> None:
        g = self.grid
        self._put(line, g.name, "stage", "label")
        self._put(line, g.wait, "wait", "label", right=True)
        self._put(line, g.touch, "touch", "label", right=True)
        if g.bar[1]:
            flows = (flow for step in self.scene.steps for flow in (step.estimate, step.measured) if flow is not None)
            again = any(round(flow.visits or 1, 2) > 1 for flow in flows)
            titles = ("per item over all its visits, to scale", "all visits, to scale") if again else ()
            fitting = (each for each in (*titles, "wait and touch, to scale") if cell_len(each) <= g.bar[1])
            self._put(line, g.bar, next(fitting, "to scale"), "label")
        self._put(line, g.pca, "%C/A", "label")
        self._put(line, g.people, "people", "label", right=True)

    def _stage(self, line: Line, step: Step, part: int) -> None:
        measured = self.scene.layer == "measured" or (self.scene.layer == "both" and part == 1)
        flow = step.measured if measured else step.estimate
        if part == 0:
            number_ = self.scene.glyphs.numeral(step.index)
            line.put(max(0, self.grid.name[0] - 1 - cell_len(number_)), number_, step.style if step.sign else "label")
            put_name(line, self.grid.name[0], sum(self.grid.name), step)
        if step.mark and part == self._per_stage - 1:
            self._flag(line, step, part)
        self._times(line, flow, measured=measured)
        if flow is not None and self.grid.bar[1]:
            self._bar(line, step, flow, measured=measured)
        if part == 0:
            self._quality(line, step)

    def _flag(self, line: Line, step: Step, part: int) -> None:
        """A mark's word: under the name where there is a second row, else after it, else only its sign."""
        at, width = self.grid.name
        word = f"{step.sign} {WORDS[step.mark]}".strip()
        style = step.style if step.sign else "muted"
        if part:
            self._put(line, self.grid.name, word, style)
            return
        beside = width - cell_len(step.name) - 1
        if step.sign and cell_len(step.sign) <= beside < cell_len(word):
            word = step.sign  # a whole name is worth more than the word, which the sentence below the map says
        if width < cell_len(word) + 4:
            line.put(0, step.sign or "·", style)
            return
        line.fill(at, at + width, " ")
        put_name(line, at, at + width, step, after=Run(word, style))

    def _times(self, line: Line, flow: StageFlow | None, *, measured: bool) -> None:
        if flow is None:
            return
        u, g = self.scene.units, self.grid
        if flow.wait is None and flow.touch is None and flow.time is not None:
            self._put(line, g.wait, u.time(flow.time), "outside", right=True)
            self._put(line, g.touch, "outside" if flow.outside else UNKNOWN, "outside", right=True)
            return
        wait: StyleName = "unknown" if flow.wait is None else "wait" if measured or self._per_stage == 1 else "estimate"
        self._put(line, g.wait, u.time(flow.wait), wait, right=True)
        touch: StyleName = (
            "unknown" if flow.touch is None else "touch" if measured or self._per_stage == 1 else "estimate"
        )
        self._put(line, g.touch, u.time(flow.touch), touch, right=True)

    def _bar(self, line: Line, step: Step, flow: StageFlow, *, measured: bool) -> None:
        at, width = self.grid.bar
        end = at + width
        sliced = measured and self.scene.off_hours and flow.off_hours is not None
        for cells, glyph, style in (
            off_pieces(flow, self.scale) if sliced else time_pieces(flow, self.scale, measured=measured)
        ):
            stop = min(end, at + cells)
            line.fill(at, stop, glyph, "constraint" if step.constraint and measured and not sliced else style)
            at = stop
        text = ratio(step.ratio) if measured and self._per_stage == 2 else ""
        if sliced and flow.time:
            text = f"{share((flow.off_hours or 0.0) / flow.time)} off hours"
        if text and at + 1 + cell_len(text) <= end:
            line.put(at + 1, text, "value")

    def _quality(self, line: Line, step: Step) -> None:
        said = float(step.stage.pca) if step.stage.pca is not None else None
        seen = step.measured.pca if step.measured else None
        blank = (seen if self.scene.layer == "measured" else said) is None
        self._put(line, self.grid.pca, pca_text(self.scene, said, seen), "unknown" if blank else "value")
        people = step.stage.people
        text, style = ("·", "muted") if people is None else (number(people), "value")
        self._put(line, self.grid.people, text, "muted" if style == "muted" else "value", right=True)

    def _unmapped(self, line: Line) -> None:
        scene = self.scene
        part = share(scene.unmapped / scene.main.lead_time.mean) if scene.main.lead_time.mean else ""
        self._put(line, self.grid.name, f"{UNMAPPED} unmapped {part}", "unmapped")
        self._put(line, self.grid.wait, scene.units.time(scene.unmapped), "unmapped", right=True)
        at, width = self.grid.bar
        line.fill(at, at + min(width, bar_cells(scene.unmapped, self.scale)), UNMAPPED, "unmapped")

    def _loop(self, line: Line, at: int) -> None:
        if self.scene.nothing_back:
            line.put(1, f"rework: {self.scene.nothing_back}", "muted")
            return
        if at >= MOST_LOOPS:
            line.put(1, more_loops(len(self.scene.loops) - MOST_LOOPS), "muted")
            return
        scene, loop = self.scene, self.scene.loops[at]
        style = loop_style(scene, loop)
        x = line.put(1, f"{LOOP} ", style)
        way = f"{scene.titled(loop.source)} {scene.glyphs.arrow} {scene.titled(loop.target)}"
        x = line.put(x, clip(way, max(0, self.width - x - 6)), style)
        for form in loop_labels(scene, loop):
            if x + 2 + cell_len(form) <= self.width:
                line.put(x + 2, form, "value")
                return

    def box(self, spot: Spot, pan: int = 0) -> Box | None:  # noqa: ARG002 -- the protocol's signature
        """Where a spot is; ``None`` where it is not drawn."""
        if spot.field == "fact":
            return self.facts.box(spot.key)
        if spot.field == "loop":
            if spot.loop is None or spot.loop >= min(len(self.scene.loops), MOST_LOOPS):
                return None
            return Box(0, self._loops_at + spot.loop, self.width)
        at, width = self.grid.part(spot.field)
        if not width or not 0 <= spot.stage < len(self.scene.steps):
            return None
        y = self._stages_at + spot.stage * self._per_stage
        if self.scene.layer == "both" and spot.field in ("wait", "touch"):
            return Box(at, y, width, 2)
        return Box(at, y, width)

    def at(self, x: int, y: int, pan: int = 0) -> Spot | None:  # noqa: ARG002 -- the protocol's signature
        """What lies under a cell of the window."""
        fact = self.facts.at(x, y, max(0, len(self.scene.steps) - 1))
        if fact is not None:
            return fact
        if self._loops_at <= y < self._loops_at + min(len(self.scene.loops), MOST_LOOPS):
            index = y - self._loops_at
            return Spot(min(self.scene.ends(self.scene.loops[index])[0], len(self.scene.steps) - 1), "loop", index)
        if not self._stages_at <= y < self._tail_at:
            return None
        stage = (y - self._stages_at) // self._per_stage
        for name in self._fields():
            begin, width = self.grid.part(name)
            if begin - 1 <= x < begin + width:
                return Spot(stage, name)
        return Spot(stage, "wait" if self.grid.bar[0] <= x < sum(self.grid.bar) else "name")

    def pan_to(self, stage: int, pan: int) -> int:  # noqa: ARG002 -- the protocol's signature
        """This map never pans."""
        return 0

    def _fields(self) -> list[Field]:
        names: tuple[Field, ...] = ("name", "wait", "touch", "pca", "people")
        return [name for name in names if self.grid.part(name)[1]]

    @property
    def facts(self) -> Facts:
        """The totals and the numbers of the summary; found when the cursor first looks for them."""
        if self._facts is None:
            self._facts = Facts([(self._total_at, self.row(self._total_at)), *enumerate(self.foot, self._foot_at)])
        return self._facts

    def _order(self, stage: int) -> list[Spot]:
        return [Spot(stage, name) for name in self._fields()]

    def step(self, spot: Spot, dx: int, dy: int) -> Spot:
        """The spot that lies one place further in a direction as seen on the screen."""
        last, loops = len(self.scene.steps) - 1, min(len(self.scene.loops), MOST_LOOPS)
        if spot.field == "fact":
            return self.facts.step(spot, dx, dy, self._total_at) or Spot(last, "name")
        if dy > 0 and (spot.loop == loops - 1 if loops else spot.stage >= last):
            return self.facts.enter(self.box(spot), last, 0, 1) or spot
        if spot.field == "loop" and spot.loop is not None and dy:
            if spot.loop + dy < 0:
                return Spot(last, "name")
            index = min(spot.loop + dy, max(0, loops - 1))
            return Spot(min(self.scene.ends(self.scene.loops[index])[0], last), "loop", index)
        if spot.field == "loop":
            return spot
        if dy > 0 and spot.stage >= last and loops:
            return Spot(min(self.scene.ends(self.scene.loops[0])[0], last), "loop", 0)
        return walk(self._order, len(self.scene.steps), spot, along=dy, through=dx)

    def next_value(self, spot: Spot, by: int) -> Spot:
        """The next value to fill in, reading stage by stage."""
        return next_value(len(self.scene.steps), spot, by)
