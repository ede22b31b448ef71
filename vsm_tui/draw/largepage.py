"""A page of the map for a room: its rows, and numbers of blocks beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from vsm_tui.draw.bigletters import high, letters, size_for
from vsm_tui.draw.run import Line, Row, StyleName, crop_row
from vsm_tui.draw.scene import Scene
from vsm_tui.draw.text import clip

_LEFT = 3
_FEWEST = 3
"""Numbers that stay, however little room there is."""


@dataclass(slots=True)
class Large:
    """Rows, and for each of them the stage it belongs to; ``None`` for none."""

    scene: Scene
    width: int
    rows: list[Row] = field(default_factory=list)
    stages: list[int | None] = field(default_factory=list)

    def add(self, row: Row | Line, stage: int | None = None) -> None:
        """One more row."""
        self.rows.append(row.runs() if isinstance(row, Line) else tuple(crop_row(row, 0, self.width)))
        self.stages.append(stage)

    def line(self) -> Line:
        """An empty row."""
        return Line(self.width)


Pair = tuple[str, str, StyleName, str]
"""A label, its number as text, what it is drawn as, and a word below it."""


def put_numbers(page: Large, pairs: Sequence[Pair], height: int) -> None:
    """Numbers of blocks beside each other, each under its label; plain ones where blocks do not fit."""
    ascii_, size, kept = page.scene.glyphs.ascii, 0, pairs
    for many in range(len(pairs), min(len(pairs), _FEWEST) - 1, -1):  # fewer and larger, before many and small
        room = (page.width - _LEFT) // max(1, many) - 2
        found = size_for([text for _, text, _, _ in pairs[:many]], room, height, ascii=ascii_)
        if found > size:
            size, kept = found, pairs[:many]
    pairs = kept
    each = max(1, (page.width - _LEFT) // max(1, len(pairs)))
    tall = high(size, ascii=ascii_) if size else 1
    lines = [page.line() for _ in range(tall + 2)]
    for index, (label, text, style, below) in enumerate(pairs):
        at = _LEFT + index * each
        lines[0].put(at, clip(label, each - 1), "label")
        for line, row in zip(lines[1:], letters(text, size, ascii=ascii_) if size else (text,), strict=False):
            line.put(at, clip(row, each - 1), style)
        lines[tall + 1].put(at, clip(below, each - 1), "muted")
    for line in lines if any(below for *_, below in pairs) else lines[:-1]:
        page.add(line)
