"""The map for a room: one block of rows a stage, thick bars to one scale, numbers of blocks; and one stage alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from vsm_tui.draw.bigletters import letters, size_for, spaced, wide
from vsm_tui.draw.cells import Piece, time_pieces
from vsm_tui.draw.glyphs import HATCH, LOOP, UNMAPPED
from vsm_tui.draw.largepage import Large, Pair, put_numbers
from vsm_tui.draw.layout import seconds_of
from vsm_tui.draw.loops import believed_labels, loop_style
from vsm_tui.draw.noted import noted
from vsm_tui.draw.run import Line, Row, Run, StyleName, wrap
from vsm_tui.draw.scene import WORDS, Scene, Step
from vsm_tui.draw.summary import bounded_share
from vsm_tui.draw.text import cell_len, clip, safe, share
from vsm_tui.draw.verdict import constraint_row
from vsm_tui.flow import StageFlow
from vsm_tui.flow.marks import headline

_LEFT = 3
_LEAST, _MOST = 3, 9
"""Rows of a stage: fewer cannot be read, more say nothing more."""
_TALL = 34
"""Rows of a window from which the name of the stream and its totals are written in blocks."""
HERE = "►"
OUTSIDE = "done outside"


def overview(
    scene: Scene,
    width: int,
    height: int,
    at: int,
    *,
    corner: int = 0,
    lit: Collection[int] | None = None,
    why: bool = False,
) -> Large:
    """All stages, or those around ``at`` where not all fit. ``lit`` are the ones in the light, ``None`` for all.

    ``why`` puts the sentence on the constraint in the place of the totals.

    ``corner`` cells at the right end of the first rows stay free.
    """
    page = Large(scene, width)
    heading(page, height, corner)
    foot = _foot(scene, width, height, why=why)
    room = max(_LEAST, height - len(page.rows) - len(foot.rows))
    count = len(scene.steps)
    shown = range(count)
    if count * _LEAST > room:
        fit = max(1, (room - 1) // _LEAST)
        first = max(0, min(at - fit // 2, count - fit))
        shown = range(first, min(count, first + fit))
    each = max(_LEAST, min(_MOST, (room - (len(shown) < count)) // max(1, len(shown))))
    blocks = Blocks(scene, width, each)
    for index in shown:
        for row in blocks.stage(index, here=index == at, lit=lit is None or index in lit):
            page.add(row, index)
    if len(shown) < count:
        page.add((Run(f"{' ' * _LEFT}stages {shown[0] + 1} to {shown[-1] + 1} of {count}", "muted"),))
    while len(page.rows) < height - len(foot.rows):
        page.add(())
    for row in foot.rows:
        page.add(row)
    return page


def heading(page: Large, height: int, corner: int) -> None:
    """What is mapped, and the two textures; in blocks where there is height for it."""
    scene, room = page.scene, page.width - _LEFT - corner - 1
    name = safe(scene.stream.name) or "unnamed stream"
    ascii_ = scene.glyphs.ascii
    size = size_for([name.upper()], room, 3, ascii=ascii_) if height >= _TALL and not ascii_ else 0
    if size:
        for text in letters(name.upper(), size):
            line = page.line()
            line.put(_LEFT, text, "title")
            page.add(line)
    else:
        line = page.line()
        line.put(_LEFT, spaced(name, room), "title")
        page.add(line)
    line = page.line()
    at = _LEFT
    for run in _key(scene):
        at = line.put(at, run.text, run.style)
    line.put(
        at, clip("".join(f" · {text}" for text in (_layer(scene), _way(scene)) if text), _LEFT + room - at), "muted"
    )
    page.add(line)
    page.add(())


def _way(scene: Scene) -> str:
    return f" {scene.glyphs.arrow} ".join(safe(text) for text in (scene.stream.start, scene.stream.end) if text)


def _key(scene: Scene) -> Row:
    waits, work = ("░", "▒") if scene.layer == "estimate" else ("█", "▓")
    key = Run(f"{waits} ", "wait"), Run("waits ", "label"), Run(f"{work} ", "touch"), Run("work", "label")
    flows = [flow for step in scene.steps if (flow := scene.shown(step) or step.estimate) is not None]
    whole = [flow for flow in flows if flow.time is not None and (flow.wait is None or flow.touch is None)]
    kinds = [
        text
        for text, outside in (("outside", True), ("not split", False))
        if any(flow.outside is outside for flow in whole)
    ]
    if not kinds:
        return key
    return *key, Run(f" {HATCH} ", "outside"), Run(f"{' or '.join(kinds)}: either", "label")


def _layer(scene: Scene) -> str:
    said = {"estimate": "estimate", "measured": "measured", "both": "measured over estimate"}[scene.layer]
    return f"{said} · {scene.main.clock} clock"


class Blocks:
    """Stages as blocks of ``each`` rows: the name, thick bars to one scale, the time at the right."""

    def __init__(self, scene: Scene, width: int, each: int) -> None:
        self.scene, self.width, self.each = scene, width, each
        self.inner = each - 1 if each > _LEAST else each
        ascii_ = scene.glyphs.ascii
        self.times = [scene.units.time(_time(scene, step)) for step in scene.steps]
        self.size = size_for(self.times, width // 4, self.inner, ascii=ascii_)
        widest = max((wide(t, self.size) if self.size else cell_len(t) for t in self.times), default=1)
        self.at_time = width - 2 - widest
        self.room = max(1, self.at_time - _LEFT - 2)
        names = [step.name.upper() for step in scene.steps]
        self.big = 1 if self.inner >= 7 and not ascii_ and size_for(names, self.room * 2 // 3, 3) else 0
        longest = max((max(seconds_of(s.estimate), seconds_of(s.measured)) for s in scene.steps), default=0.0)
        self.scale = self.room / longest if longest else 0.0

    def stage(self, index: int, *, here: bool, lit: bool) -> list[Row]:
        """The rows of one stage."""
        step = self.scene.steps[index]
        lines = [Line(self.width) for _ in range(self.each)]
        top = self._name(lines, step, here=here, lit=lit)
        both = self.scene.layer == "both" and self.inner - top > 1
        rows = range(top, self.inner - 1 if both else self.inner)
        flow = self.scene.shown(step) or step.estimate
        measured = flow is not None and flow is step.measured
        for y in rows:
            self._bar(lines[y], step, flow, measured=measured, lit=lit)
        if both:
            self._bar(lines[self.inner - 1], step, step.estimate, measured=False, lit=lit)
        self._time(lines, index, step, lit=lit)
        return [line.runs() for line in lines]

    def _name(self, lines: list[Line], step: Step, *, here: bool, lit: bool) -> int:
        """The name and what marks the stage; the row the bars begin at."""
        style: StyleName = step.style if lit else "dim"
        mark = f"{step.sign} {WORDS[step.mark]}".strip() if step.mark else ""
        signs = noted(step.stage)
        outside = OUTSIDE if step.stage.outside is not None else ""
        if here:
            lines[0].put(0, HERE, "title")
        if self.big:
            rows = letters(f"{step.index + 1} {step.name.upper()}", 1)
            for line, text in zip(lines, rows, strict=False):
                line.put(_LEFT, text, style)
            at, top = _LEFT + len(rows[0]) + 3, 3
        else:
            at, top = _LEFT + cell_len(self.scene.glyphs.numeral(step.index)) + 1, 1
            lines[0].put(_LEFT, self.scene.glyphs.numeral(step.index), style)
            room = self.at_time - at - sum(cell_len(t) + 2 for t in (mark, outside, signs) if t) - 1
            at = lines[0].put(at, spaced(step.name, room), style) + 2
        words: tuple[tuple[str, StyleName], ...] = (
            (mark, style),
            (outside, "outside" if lit else "dim"),
            (signs, "waste" if lit else "dim"),
        )
        for text, of in words:
            if text and at + cell_len(text) < self.at_time:
                at = lines[0].put(at, text, of) + 2
        return top

    def _bar(self, line: Line, step: Step, flow: StageFlow | None, *, measured: bool, lit: bool) -> None:
        if flow is None:
            line.put(_LEFT, "not in the log" if self.scene.layer != "estimate" else "?", "muted" if lit else "dim")
            return
        pieces = toned(step, time_pieces(flow, self.scale, measured=measured), measured=measured, lit=lit)
        put_bar(line, _LEFT, self.room, pieces)

    def _time(self, lines: list[Line], index: int, step: Step, *, lit: bool) -> None:
        style: StyleName = ("constraint" if step.constraint else "total") if lit else "dim"
        text = self.times[index]
        rows = letters(text, self.size, ascii=self.scene.glyphs.ascii) if self.size else (text,)
        for line, row in zip(lines, rows, strict=False):
            line.put(self.width - 2 - cell_len(row), row, style)


def _time(scene: Scene, step: Step) -> float | None:
    flow = scene.shown(step)
    return None if flow is None else flow.time


def toned(step: Step, pieces: Sequence[Piece], *, measured: bool, lit: bool) -> list[Piece]:
    """Waiting and work in their own colours, the wait of the constraint in its; all alike where they are not lit.

    Time that may be either, as that of a stage done outside, is drawn as neither.
    """
    tones: tuple[StyleName, StyleName] = ("constraint" if step.constraint else "wait", "touch")
    if not measured and step.measured is not None:
        tones = ("estimate", "estimate")
    out: list[Piece] = []
    for at, (cells, glyph, style) in enumerate(pieces):
        own = style in ("measured", "estimate")
        glyph = glyph if own else HATCH
        out.append((cells, glyph, "dim" if not lit else tones[min(at, 1)] if own else style))
    return out


def put_bar(line: Line, at: int, room: int, pieces: Sequence[Piece]) -> None:
    """A bar of pieces, cut where its room ends."""
    end = at + room
    for cells, glyph, style in pieces:
        line.fill(at, min(end, at + cells), glyph, style)
        at = min(end, at + cells)


def _foot(scene: Scene, width: int, height: int, *, why: bool) -> Large:
    """The two numbers a room needs; in the spotlight, the sentence that says why."""
    page = Large(scene, width)
    if why:
        for row in why_rows(scene, width):
            page.add(row)
        return page
    lead = scene.main.lead_time
    value = lead.p50 if scene.layer != "estimate" and lead.p50 is not None else lead.mean
    label = "LEAD TIME p50" if value is lead.p50 and scene.layer != "estimate" else "LEAD TIME"
    pairs: list[Pair] = [(label, scene.units.time(value), "total", "")]
    if scene.layer != "estimate" and lead.p85 is not None:
        pairs.append(("p85", scene.units.time(lead.p85), "total", ""))
    pairs.append(("FLOW EFFICIENCY", bounded_share(scene.main.flow_efficiency, "?"), "touch", ""))
    if scene.unmapped and lead.mean:
        pairs.append((f"{UNMAPPED} UNMAPPED", share(scene.unmapped / lead.mean), "unmapped", ""))
    if height >= _TALL:
        put_numbers(page, pairs, 3)
    else:
        parts: list[Row] = [(Run(f"{name} ", "label"), Run(text, style)) for name, text, style, _ in pairs]
        for row in wrap(parts, width, indent=_LEFT):
            page.add(row)
    return page


def why_rows(scene: Scene, width: int) -> list[Row]:
    """One sentence on what holds the stream, and how sure that is."""
    return wrap([constraint_row(scene)], min(width - 2, 104), indent=_LEFT)


def in_light(scene: Scene) -> tuple[int, ...]:
    """The places of the stages that every screen flags, the leading one first; none where nothing is claimed."""
    _, stages = headline(scene.main.constraint)
    return tuple(scene.places[stage] for stage in stages if stage in scene.places)


def loops_of(scene: Scene, step: Step) -> list[Row]:
    """The rework that leaves or reaches a stage, in words."""
    parts: list[Row] = []
    for loop in scene.loops:
        if step.stage.id in (loop.source, loop.target):
            way = f"{LOOP} {scene.titled(loop.source)} {scene.glyphs.arrow} {scene.titled(loop.target)} "
            part = believed_labels(scene, loop)[0] if scene.only_believed(loop) else share(loop.share)
            parts.append((Run(way, loop_style(scene, loop)), Run(part, "value")))
    return parts
