"""Rework loops below the ladder: from the stage that rejects back to the stage that redoes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from vsm_tui.draw.glyphs import BACK, DASHED, DOUBLE, HEAVY, ROUND, Pen
from vsm_tui.draw.layout import Columns
from vsm_tui.draw.run import Line, StyleName
from vsm_tui.draw.scene import Scene
from vsm_tui.draw.text import cell_len, number, share
from vsm_tui.flow import LoopFlow
from vsm_tui.model.wording import counted

MOST = 8
_HEAVY_FROM = 0.15
_LEGS = 3
"""Cells of a loop's own line that a long label leaves visible."""
_CROSSINGS = {"─": "┼", "╌": "┼", "━": "┿", "═": "╪"}


@dataclass(frozen=True, slots=True)
class Hanging:
    """One drawn loop: its place in ``scene.loops``, its lane, its ends and its label, all in map cells."""

    index: int
    lane: int
    left: int
    right: int
    label: str
    label_at: int
    pen: Pen
    style: StyleName
    redo: int
    reject: int

    @property
    def reach(self) -> tuple[int, int]:
        """The cells it takes in its lane, label included."""
        return min(self.left, self.label_at), max(self.right + 1, self.label_at + cell_len(self.label))


@dataclass(frozen=True, slots=True)
class Lanes:
    """All drawn loops, and how many were left out because cheaper ones would only clutter."""

    loops: tuple[Hanging, ...]
    count: int
    left_out: int


def more_loops(count: int) -> str:
    """What stands for the loops that there is no room for."""
    return f"and {counted(count, 'more loop')}, {'it costs' if count == 1 else 'each costing'} less"


def loop_labels(scene: Scene, loop: LoopFlow) -> list[str]:
    """Share, repeats, cost, and what people believe: ``27% of items ×1.4 · +2.3d per item (per visit 29%,
    believed 20%)`` and its shorter forms.
    """
    if scene.only_believed(loop):
        return believed_labels(scene, loop)
    forms, said = plain_labels(scene, loop), scene.believed(loop)
    if said is None:
        return forms
    cost = f" · {scene.units.gap(loop.time)}" if loop.time is not None else ""
    beside, seen = beside_belief(scene, loop), scene.main.per_visit(loop)
    alone = [f"{share(seen)} per visit (believed {share(said)}){cost} per item"] if seen is not None and cost else []
    return [f"{forms[0]} ({beside})", f"{share(loop.share)} of items{cost} ({beside})", *alone, *forms]


def beside_belief(scene: Scene, loop: LoopFlow) -> str:
    """What people believe of a measured loop, beside the same quantity: ``per visit 29%, believed 20%``. A belief is
    about each time that an item leaves the stage, ``share`` about items that ever went back.
    """
    seen, said = scene.main.per_visit(loop), scene.believed(loop)
    return (
        f"per visit {share(seen)}, believed {share(said)}" if seen is not None else f"believed {share(said)} per visit"
    )


def plain_labels(scene: Scene, loop: LoopFlow) -> list[str]:
    """The same of the layer that the loop is of, without what the other one says."""
    estimated = scene.main.layer == "estimate"
    part = share(loop.share)
    again = f" ×{number(loop.mean_repeats)}" if loop.mean_repeats and number(loop.mean_repeats) != "1" else ""
    cost = f" · {scene.units.gap(loop.time)}" if loop.time is not None else ""
    if estimated:
        forms = [f"{part} go back{cost} per item" if cost else f"{part} go back", f"{part}{cost}", part]
        return [f"{forms[0]} ({loop.cause})", *forms] if loop.cause else forms
    return [f"{part} of items{again}{cost} per item", f"{part}{again}{cost}", f"{part}{again}", part]


def believed_labels(scene: Scene, loop: LoopFlow) -> list[str]:
    """``believed 25%, not seen`` and its shorter forms, for a loop that only the estimate has."""
    long, short = ("not seen", "not seen") if scene.visible(loop) else ("no state to see it by", "no state")
    return [f"believed {share(loop.share)}, {long}", f"est {share(loop.share)}, {short}", f"est {share(loop.share)}"]


def loop_style(scene: Scene, loop: LoopFlow) -> StyleName:
    """What a loop is drawn as: the costliest stands out, one that nobody has seen is an estimate."""
    if scene.only_believed(loop):
        return "estimate"
    return "loop-costliest" if loop is scene.costliest else "loop"


def lanes(scene: Scene, columns: Columns, most: int = MOST) -> Lanes:
    """Give the costliest loops lanes: short spans first, so that nested loops hang inside one another."""
    chosen = list(enumerate(scene.loops))[:most]
    ends = {index: scene.ends(loop) for index, loop in chosen}
    chosen.sort(key=lambda pair: (abs(ends[pair[0]][0] - ends[pair[0]][1]), -ends[pair[0]][1], pair[0]))
    ports = _ports(scene, columns, chosen, ends)
    placed: list[Hanging] = []
    taken: list[list[tuple[int, int]]] = []
    for index, loop in chosen:
        left, right = ports[index]
        lane = _free_lane(taken, left, right)
        pen, style = _stroke(scene, loop)
        above = {p.index for p in placed if p.lane <= lane}
        crossed = sorted({x for other, pair in ports.items() if other != index and other not in above for x in pair})
        beside = taken[lane] if lane < len(taken) else []
        label, at = _label(loop_labels(scene, loop), left, right, crossed, columns.total, beside)
        hanging = Hanging(index, lane, left, right, label, at, pen, style, ends[index][1], ends[index][0])
        while len(taken) <= lane:
            taken.append([])
        taken[lane].append(hanging.reach)
        placed.append(hanging)
    return Lanes(tuple(placed), len(taken), len(scene.loops) - len(chosen))


def _stroke(scene: Scene, loop: LoopFlow) -> tuple[Pen, StyleName]:
    style = loop_style(scene, loop)
    if style == "estimate":
        return DASHED, style
    if loop is scene.costliest:
        return DOUBLE, style
    return (HEAVY if (loop.share or 0.0) >= _HEAVY_FROM else ROUND), style


def _ports(
    scene: Scene, columns: Columns, chosen: Sequence[tuple[int, LoopFlow]], ends: dict[int, tuple[int, int]]
) -> dict[int, tuple[int, int]]:
    """Where each loop lands and leaves: landings from the left of a stage, departures from its right, each its own."""
    landings: dict[int, int] = {}
    departures: dict[int, int] = {}
    ports: dict[int, tuple[int, int]] = {}
    last = len(scene.steps) - 1
    for index, _ in reversed(chosen):
        source, target = ends[index]
        source = min(source, last)
        used = landings.get(target, 0)
        landings[target] = used + 1
        left = columns.starts[target] + 1 + min(2 * used, max(0, columns.widths[target] // 2 - 2))
        used = departures.get(source, 0)
        departures[source] = used + 1
        right = (
            columns.starts[source] + columns.widths[source] - 2 - min(2 * used, max(0, columns.widths[source] // 2 - 3))
        )
        ports[index] = (left, max(right, left + 2))
    return ports


def _free_lane(taken: Sequence[Sequence[tuple[int, int]]], left: int, right: int) -> int:
    """The first lane below every loop this one overlaps, so that an outer loop always hangs deeper."""
    lane = 0
    for number_, spans in enumerate(taken):
        if any(a < right + 2 and left < b + 1 for a, b in spans):
            lane = number_ + 1
    return lane


def _label(
    forms: Sequence[str], left: int, right: int, crossed: Sequence[int], total: int, beside: Sequence[tuple[int, int]]
) -> tuple[str, int]:
    """The longest form that fits between the verticals that cross this lane; else beside the loop; else inside, cut."""
    inner = [x for x in crossed if left + 1 < x < right]
    cuts = [left + 2, *inner, right]
    gaps = [(b - a - (1 if a in inner else 0), a + (1 if a in inner else 0)) for a, b in pairwise(cuts)]
    room, start = max(gaps, default=(0, left))
    for form in forms[:-1]:
        need = cell_len(form) + 2
        if need + _LEGS <= room:
            return f" {form} ", start + (room - need) // 2
    after = [x for x in crossed if x > right] + [a for a, _ in beside if a > right] + [total]
    free = min(after) - right - 1
    for form in forms:
        if cell_len(form) + 2 <= free:
            return f" {form}", right + 1
    form = forms[-1]
    return (f" {form} ", start + (room - cell_len(form) - 2) // 2) if cell_len(form) + 2 <= room else ("", right)


def paint_lane(lanes_: Lanes, lane: int, left: int, width: int) -> Line:
    """One row of lanes as seen through a window of ``width`` cells that begins at map cell ``left``."""
    line = Line(width)
    for loop in lanes_.loops:
        if loop.lane == lane:
            line.fill(loop.left + 1 - left, loop.right - left, loop.pen.across, loop.style)
    for loop in lanes_.loops:
        if loop.lane > lane:
            for x in (loop.left, loop.right):
                crossed = line.cells[x - left] if 0 <= x - left < width else " "
                line.put(x - left, _CROSSINGS.get(crossed, loop.pen.down), loop.style)
    for loop in lanes_.loops:
        if loop.lane == lane:
            line.put(loop.left - left, loop.pen.bottom_left, loop.style)
            line.put(loop.left + 1 - left, BACK, loop.style)
            line.put(loop.right - left, loop.pen.bottom_right, loop.style)
            line.put(loop.label_at - left, loop.label, loop.style)
    return line
