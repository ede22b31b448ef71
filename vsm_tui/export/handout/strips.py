"""A map for a page: one drawing where its stages fit side by side, else strips of whole stages, one below the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from vsm_tui.draw import Drawing, Row, Scene, draw, row_text
from vsm_tui.draw.across import Across
from vsm_tui.draw.beside import GUTTER, TOTALS
from vsm_tui.draw.build import empty_rows
from vsm_tui.draw.layout import NAME_MOST, Columns, columns
from vsm_tui.draw.loops import Lanes, lanes
from vsm_tui.draw.run import Run, crop_row, row_len, wrap
from vsm_tui.draw.summary import header, summary
from vsm_tui.draw.text import cell_len
from vsm_tui.export.handout.legend import sign_style

Strip = tuple[Row, ...]
WIDTH = 132
WIDEST = 156
"""Cells beyond which letters on a sheet of paper, and on a screen, are too small to read."""
_STEP = 12
_ROOM = WIDEST - GUTTER - TOTALS


def strips(scene: Scene, width: int = 0) -> list[Strip]:
    """The map without its header and sentences, in strips that are one below the other to be read as one line.

    ``width`` in cells leaves it in one piece, as it fits; 0 makes as many strips as its stages need.
    """
    room = width or WIDTH
    drawn = _drawn(scene, room)
    while not (width or _whole(drawn)) and room < WIDEST:
        room += _STEP
        drawn = _drawn(scene, room)
    if width or _whole(drawn) or not scene.steps:
        rows = [drawn.row(y) for y in range(drawn.height)]
        return [_trimmed(rows[len(header(drawn.scene, room)) : len(rows) - len(summary(drawn.scene, room))])]
    return _broken(scene)


def _drawn(scene: Scene, width: int) -> Drawing:
    return draw(scene.stream, scene.estimate, scene.measured, width=width, view=scene.view)


def _whole(drawn: Drawing) -> bool:
    """Whether the stages stand side by side, each with its whole name (the longest ones are cut in any map)."""
    text = "\n".join(row_text(drawn.row(y)) for y in range(drawn.height)) if drawn.pans else ""
    return drawn.pans and all(step.name in text for step in drawn.scene.steps if cell_len(step.name) <= NAME_MOST)


def _trimmed(rows: Sequence[Row]) -> Strip:
    """Without blank rows at the beginning and the end."""
    filled = [at for at, row in enumerate(rows) if row_text(row).strip()]
    return tuple(rows[filled[0] : filled[-1] + 1]) if filled else ()


def _broken(scene: Scene) -> list[Strip]:
    """The map at its natural width, cut between stages; the totals stand behind the last one."""
    scene = replace(scene, view=replace(scene.view, pan=True))
    fitted = columns(scene, 1)
    if fitted is None or max(fitted.widths) > _ROOM:  # one stage would fill more than a strip
        scene = replace(scene, view=replace(scene.view, scale="equal"))
        fitted = columns(scene, 1)
    if fitted is None:
        raise ValueError("a map that may pan has columns whatever the room")
    spans = _spans(fitted)
    hanging = _kept_whole(lanes(scene, fitted), [fitted.starts[first] for first, _ in spans[1:]])
    return [_strip(scene, fitted, hanging, span, last=span == spans[-1]) for span in spans]


def _spans(fitted: Columns) -> list[tuple[int, int]]:
    """The first column of each strip and the one after its last: as few strips as there can be, of similar length."""
    least = len(_cut(fitted, _ROOM))
    low, high = max(fitted.widths), _ROOM
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if len(_cut(fitted, middle)) <= least else (middle + 1, high)
    return _cut(fitted, low)


def _cut(fitted: Columns, room: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    first = 0
    for at, (start, width) in enumerate(zip(fitted.starts, fitted.widths, strict=True)):
        if start + width - fitted.starts[first] > room:
            spans.append((first, at))
            first = at
    return [*spans, (first, len(fitted.starts))]


def _kept_whole(hanging: Lanes, cuts: Sequence[int]) -> Lanes:
    """The loops with no label cut in two: one that lies over a cut moves to its nearer side."""
    moved = []
    for loop in hanging.loops:
        at, wide = loop.label_at, cell_len(loop.label)
        for cut in cuts:
            if at < cut < at + wide:
                at = cut if cut - at < wide / 2 else cut - wide
        moved.append(replace(loop, label_at=at))
    return replace(hanging, loops=tuple(moved))


def _strip(scene: Scene, fitted: Columns, hanging: Lanes, span: tuple[int, int], *, last: bool) -> Strip:
    first, beyond = span
    begin = fitted.starts[first]
    wide = GUTTER + fitted.starts[beyond - 1] + fitted.widths[beyond - 1] - begin
    drawn = Across(scene, wide + TOTALS, fitted, hanging if last else replace(hanging, left_out=0))
    rows: list[Row] = [drawn.row(y, begin) for y in range(len(drawn.head), drawn.height - len(drawn.foot))]
    if not last:
        rows = [tuple(crop_row(row, 0, wide)) for row in rows]
    if not any(step.mark for step in scene.steps[first:beyond]):
        rows[0] = ()  # its flag would only say in which other strip the constraint is
    return _trimmed([row for row in rows if len(row_text(row).strip()) > 0])


def sheet(
    scene: Scene, found: Sequence[Strip], told: Sequence[tuple[str, str]], made: str, width: int = 0
) -> list[Row]:
    """The map as one picture that stands alone: header, strips, sentences, what its signs mean, when it was made."""
    widest = max((row_len(row) for strip in found for row in strip), default=0)
    room = width or max(WIDTH if scene.steps else 72, widest)
    rows: list[Row] = [*header(scene, room), ()] if scene.steps else list(empty_rows(scene, room))
    for strip in found:
        rows += [*strip, ()]
    rows += summary(scene, room) if scene.steps else []
    signs: list[Row] = [(Run(sign, sign_style(sign)), Run(f" {meaning}", "muted")) for sign, meaning in told]
    rows += [(), *wrap(signs, room)] if signs else []
    rows += [(), *wrap([(Run(made, "muted"),)], room)] if made else []
    return rows
