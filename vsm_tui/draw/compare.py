"""Two flows on one time scale: aligned stages, both ladders, the difference per stage and in total."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vsm_tui.draw.beside import GUTTER
from vsm_tui.draw.compared import chance_texts, gap_style, gap_texts, range_texts, side_texts, total_rows
from vsm_tui.draw.glyphs import BORDER, MEASURED_TOUCH, MEASURED_WAIT
from vsm_tui.draw.ladder import stage_ladder
from vsm_tui.draw.layout import LEAST, bar_cells, fitted_scale, seconds_of
from vsm_tui.draw.plain import in_set
from vsm_tui.draw.rounds import latest_row
from vsm_tui.draw.run import Line, Row, Run, StyleName, wrap
from vsm_tui.draw.scene import WORDS, Scene, View
from vsm_tui.draw.show import lines
from vsm_tui.draw.text import Units, cell_len, clip, pad, safe
from vsm_tui.flow import Comparison, Flow, StageDelta
from vsm_tui.flow.rounds import LatestHeld
from vsm_tui.model import Clock, Stage, Stream

_WIDE = 96
_EDGES = 4
_ONLY = "not here"


@dataclass(frozen=True, slots=True)
class Pair:
    """A comparison made ready to be drawn; one scene for each side, over the same aligned stages."""

    found: Comparison
    labels: tuple[str, str]
    left: Scene
    right: Scene
    units: Units

    @classmethod
    def of(cls, found: Comparison, left: str, right: str, clock: Clock, view: View) -> Pair:
        """Both sides over the union of their stages, in an order that suits both."""
        stages = tuple(Stage(s.id, s.name) for s in found.stages)

        def side(flow: Flow) -> Scene:
            stream = Stream(flow.stream, clock=clock, stages=stages)
            layer = replace(view, layer=flow.layer)
            if flow.layer == "estimate":
                return Scene.of(stream, flow, None, layer)
            return Scene.of(stream, None, flow, layer)

        one, other = side(found.left), side(found.right)
        return cls(found, (safe(left), safe(right)), one, other, one.units)


def comparison_text(
    found: Comparison,
    left: str,
    right: str,
    clock: Clock,
    *,
    width: int = 120,
    view: View | None = None,
    said: LatestHeld | None = None,
    color: bool = False,
) -> list[str]:
    """The comparison as plain lines; ``left`` and ``right`` name the sides."""
    return lines(comparison_rows(found, left, right, clock, width=width, view=view, said=said), width, color=color)


def comparison_rows(
    found: Comparison,
    left: str,
    right: str,
    clock: Clock,
    *,
    width: int,
    view: View | None = None,
    said: LatestHeld | None = None,
) -> list[Row]:
    """The comparison as rows; stages across where there is room, else one below the other.

    ``said`` is what people said in an estimate round, as far as it was measured since.
    """
    view = view or View()
    pair = Pair.of(found, left, right, clock, view)
    rows = _head(pair, width)
    across = _across(pair, width) if width >= _WIDE and view.shape != "down" else None
    rows += across if across is not None else _down(pair, width)
    rows += [*_signs(pair, width), (), *total_rows(found, pair.units, width, clock.timezone)]
    rows += wrap([latest_row(said)], width) if said is not None else []
    return [in_set(row, pair.left) for row in rows]


def _head(pair: Pair, width: int) -> list[Row]:
    found = pair.found
    a, b = pair.labels
    rows = wrap(
        [(Run("A ", "estimate"), Run(a, "title")), (Run("B ", "measured"), Run(b, "title"))], width, joint="   "
    )
    clock = f"{found.left.clock} clock"
    if found.mixed_clocks:
        clock = f"A is on the {found.left.clock} clock, B on the {found.right.clock} clock: durations do not compare"
    rows += wrap([(Run(clock, "warning" if found.mixed_clocks else "muted"),)], width)
    if found.differences:
        text = "defined differently: " + ", ".join(safe(d) for d in found.differences)
        rows += wrap([(Run(f"! {text}", "warning"),), (Run("deltas compare unlike things", "muted"),)], width)
    return [*rows, ()]


def _across(pair: Pair, width: int) -> list[Row] | None:
    stages = pair.found.stages
    room = width - GUTTER
    least = [max(LEAST, min(22, cell_len(safe(s.name)) + 4)) for s in stages]
    if sum(least) > room:
        least = [LEAST] * len(stages)
    if not stages or sum(least) > room:
        return None
    times = [max(seconds_of(s.left), seconds_of(s.right)) for s in stages]
    scale = fitted_scale(times, least, room)
    widths = [max(m, int(t * scale) + _EDGES) for t, m in zip(times, least, strict=True)]
    rows: list[Row] = [_joined("", [_name(pair, k, w) for k, w in enumerate(widths)])]
    for scene, tag in ((pair.left, "A"), (pair.right, "B")):
        ladders = [stage_ladder(scene, step, w, scale) for step, w in zip(scene.steps, widths, strict=True)]
        for at, (label, key) in enumerate(((f"{tag} wait", "wait"), ("", ""), (f"{tag} touch", "touch"))):
            keys = [f"{tag}:stages.{stage.id}.{key}" if key else "" for stage in stages]
            cells = [keyed(ladder[at], name) for ladder, name in zip(ladders, keys, strict=True)]
            rows.append(_joined(label, cells))
    rows.append(_joined("B − A", [_gap_cell(pair, s, w) for s, w in zip(stages, widths, strict=True)]))
    beneath = {"chance": [chance_texts(pair.units, s) for s in stages], "range": [range_texts(s) for s in stages]}
    for label, texts in beneath.items():
        if any(texts):
            cells = [_text_cell(s, w, told) for s, w, told in zip(stages, widths, texts, strict=True)]
            rows.append(_joined(label, cells))
    return rows


def _joined(label: str, cells: list[Row]) -> Row:
    return (Run(f" {label:<{GUTTER - 1}}", "label"), *(run for cell in cells for run in cell))


def _name(pair: Pair, at: int, width: int) -> Row:
    line = Line(width)
    signs: dict[str, list[str]] = {}
    for scene, tag in ((pair.left, "A"), (pair.right, "B")):
        if scene.steps[at].sign:
            signs.setdefault(scene.steps[at].sign, []).append(tag)
    mark = "".join(f" {sign}{'+'.join(tags)}" for sign, tags in signs.items())
    line.put(0, BORDER, "grid")
    end = line.put(1, clip(safe(pair.found.stages[at].name), width - 2 - cell_len(mark)), "heading")
    line.put(end, mark, "constraint")
    return line.runs()


def _signs(pair: Pair, width: int) -> list[Row]:
    """What the signs at the stages mean, and on which side: those that are there."""
    meant: dict[str, list[str]] = {}
    for scene, tag in ((pair.left, "A"), (pair.right, "B")):
        for sign, word in {step.sign: WORDS[step.mark] for step in scene.steps if step.sign}.items():
            meant.setdefault(f"{sign} {word.casefold()}", []).append(tag)
    parts: list[Row] = [(Run(text, "label"), Run(f" {' and '.join(tags)}", "muted")) for text, tags in meant.items()]
    return wrap(parts, width) if parts else []


def _gap_cell(pair: Pair, stage: StageDelta, width: int) -> Row:
    return _text_cell(stage, width, gap_texts(pair.units, stage, alone=True), gap_style(pair.found, stage.time))


def _text_cell(stage: StageDelta, width: int, texts: list[str], style: StyleName = "muted") -> Row:
    """The longest of some texts that fits a stage's column, leading to its difference."""
    text = next((t for t in texts if cell_len(t) < width - 1), "")
    value = Run(text, style, f"delta:stages.{stage.id}.time" if text else "")
    return (Run(" "), value, Run(" " * (width - 1 - cell_len(text))))


def keyed(row: Row, key: str) -> Row:
    """A row whose values, and what they are drawn on, carry the key of the number they show."""
    return tuple(run._replace(key=key) if any(c.isalnum() or c == "?" for c in run.text) else run for run in row)


def _down(pair: Pair, width: int) -> list[Row]:
    stages = pair.found.stages
    name = max(6, min(24, max((cell_len(safe(s.name)) for s in stages), default=8), width // 3))
    bar = width - name - 14
    top = max((max(seconds_of(s.left), seconds_of(s.right)) for s in stages), default=0.0)
    scale = max(0, bar - 22) / top if top > 0 and bar > 26 else 0.0
    rows: list[Row] = []
    for at, stage in enumerate(stages):
        written = side_texts(stage.time, pair.units.time, pair.units)
        for scene, tag, flow in ((pair.left, "A", stage.left), (pair.right, "B", stage.right)):
            line = Line(width)
            if tag == "A":
                line.put(1, clip(safe(stage.name), name), "heading")
            x = line.put(name + 2, f"{tag} ", "estimate" if tag == "A" else "measured")
            text = _ONLY if flow is None else written[tag == "B"]
            key = "" if flow is None else f"{tag}:stages.{stage.id}.time"
            line.put(x, pad(text, 8, "right"), "muted" if flow is None else "value", key)
            x += 9
            if flow is not None and scale:
                x = _bar(line, x, (flow.wait, flow.touch, flow.time), scale, tag) + 1
            if scene.steps[at].sign:
                x = line.put(x, scene.steps[at].sign + " ", scene.steps[at].style)
            if tag == "B":
                room = width - x
                text = next((t for t in gap_texts(pair.units, stage) if cell_len(t) <= room), "")
                line.put(x, text, gap_style(pair.found, stage.time), f"delta:stages.{stage.id}.time")
            rows.append(line.runs())
    return rows


def _bar(line: Line, x: int, times: tuple[float | None, float | None, float | None], scale: float, tag: str) -> int:
    wait, touch, whole = times
    style: StyleName = "estimate" if tag == "A" else "measured"
    glyphs = ("░", "▒") if tag == "A" else (MEASURED_WAIT, MEASURED_TOUCH)
    parts = [(whole, glyphs[0])] if wait is None or touch is None else [(wait, glyphs[0]), (touch, glyphs[1])]
    for seconds, glyph in parts:
        cells = bar_cells(seconds, scale)
        line.fill(x, x + cells, glyph, style)
        x += cells
    return x
