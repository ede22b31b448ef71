"""Rows of styled text: the only thing this room hands out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, get_args

from vsm_tui.draw.text import cell_len, crop

StyleName = Literal[
    "plain",
    "title",
    "heading",
    "label",
    "muted",
    "grid",
    "value",
    "wait",
    "touch",
    "estimate",
    "measured",
    "unknown",
    "outside",
    "unmapped",
    "constraint",
    "calendar",
    "loop",
    "loop-costliest",
    "waste",
    "burst",
    "dim",
    "warning",
    "worse",
    "better",
    "total",
]
"""What a run of text means; a screen decides what that looks like, and never by colour alone."""

STYLE_NAMES: tuple[StyleName, ...] = get_args(StyleName)


class Run(NamedTuple):
    """Text of one meaning. ``key`` is the JSON path of the number it shows, where that number explains itself."""

    text: str
    style: StyleName = "plain"
    key: str = ""


Row = tuple[Run, ...]


def row_len(row: Iterable[Run]) -> int:
    """The cells a row takes."""
    return sum(cell_len(run.text) for run in row)


def row_text(row: Iterable[Run]) -> str:
    """A row without its styles."""
    return "".join(run.text for run in row)


def crop_row(row: Iterable[Run], start: int, end: int) -> list[Run]:
    """The cells ``start`` to ``end`` of a row."""
    out: list[Run] = []
    at = 0
    for run in row:
        wide = cell_len(run.text)
        if at >= end:
            break
        if at + wide > start:
            if at >= start and at + wide <= end:
                out.append(run)
            else:
                out.append(run._replace(text=crop(run.text, max(0, start - at), end - at)))
        at += wide
    return out


def fit_row(row: Sequence[Run], width: int) -> list[Run]:
    """A row cut or filled with blanks to exactly ``width`` cells."""
    have = row_len(row)
    if have == width:
        return list(row)
    if have > width:
        row = crop_row(row, 0, width)
        have = row_len(row)
    return [*row, Run(" " * (width - have))] if have < width else list(row)


class Line:
    """One row being written at growing places; what is written later over earlier text wins."""

    __slots__ = ("cells", "keys", "styles", "width")

    def __init__(self, width: int) -> None:
        self.width = max(0, width)
        self.cells: list[str] = [" "] * self.width
        self.styles: list[StyleName] = ["plain"] * self.width
        self.keys: dict[int, str] = {}

    def put(self, x: int, text: str, style: StyleName = "plain", key: str = "") -> int:
        """Write ``text`` from cell ``x`` on; what falls outside is dropped. Returns the cell after it.

        ``key`` is that of :class:`Run`.
        """
        if key:
            self.keys.update(dict.fromkeys(range(x, x + cell_len(text)), key))
        if text.isascii() or cell_len(text) == len(text):
            for at, char in enumerate(text, x):
                self._set(at, char, style)
            return x + len(text)
        for char in text:
            wide = cell_len(char)
            if wide == 0:
                if 0 < x <= self.width and self.cells[x - 1]:
                    self.cells[x - 1] += char
                continue
            if wide == 2 and not (x >= 0 and x + 1 < self.width):
                self._set(x, " ", style)
                self._set(x + 1, " ", style)
            else:
                self._set(x, char, style)
                if wide == 2:
                    self._set(x + 1, " ", style)
                    self.cells[x + 1] = ""
            x += wide
        return x

    def _set(self, x: int, char: str, style: StyleName) -> None:
        if not 0 <= x < self.width:
            return
        if self.cells[x] == "" and x:
            self.cells[x - 1] = " "
        if x + 1 < self.width and self.cells[x + 1] == "":
            self.cells[x + 1] = " "
        self.cells[x] = char
        self.styles[x] = style

    def fill(self, start: int, end: int, glyph: str, style: StyleName = "plain") -> None:
        """Repeat a one-cell glyph over the cells ``start`` to ``end``."""
        for at in range(max(0, start), min(end, self.width)):
            self._set(at, glyph, style)

    def runs(self) -> Row:
        """The row so far, neighbours of one style joined."""
        out: list[Run] = []
        begin, keys = 0, self.keys
        for at in range(1, self.width + 1):
            if at == self.width or self.styles[at] != self.styles[begin] or (keys and keys.get(at) != keys.get(begin)):
                out.append(Run("".join(self.cells[begin:at]), self.styles[begin], keys.get(begin, "")))
                begin = at
        return tuple(out)


def wrap(parts: Sequence[Row], width: int, *, joint: str = " · ", indent: int = 1) -> list[Row]:
    """Rows of at most ``width`` cells from ``parts``, joined where two meet in one row.

    A part stays whole where it fits into a row of its own, and breaks between words where it does not.
    """
    rows: list[Row] = []
    current: list[Run] = []
    room = max(1, width - indent)
    for part in parts:
        if not part:
            continue
        need = row_len(part) + (cell_len(joint) if current else 0)
        if current and row_len(current) + need > room:
            rows.append((Run(" " * indent), *current))
            current = []
        if row_len(part) > room:
            *full, last = _broken(part, room)
            rows += [(Run(" " * indent), *row) for row in full]
            current = list(last)
            continue
        if current:
            current.append(Run(joint, "grid"))
        current += part
    if current:
        rows.append((Run(" " * indent), *current))
    return [tuple(crop_row(row, 0, width)) for row in rows]


def _broken(part: Row, room: int) -> list[Row]:
    """A part over several rows, broken between words; a word longer than a row is cut."""
    rows: list[list[Run]] = [[]]
    for space, word in _words(part):
        wide = row_len(word)
        if wide > room:
            word = [*crop_row(word, 0, room - 1), word[-1]._replace(text="…")]
            wide = room
        gap = space is not None and bool(rows[-1])
        if row_len(rows[-1]) + gap + wide > room:
            rows.append([])
            gap = False
        if gap and space is not None:
            rows[-1].append(space)
        rows[-1] += word
    return [tuple(row) for row in rows]


def _words(part: Row) -> list[tuple[Run | None, list[Run]]]:
    """The words of a part, each with the space before it; what stands together without one is one word."""
    found: list[tuple[Run | None, list[Run]]] = [(None, [])]
    for run in part:
        for at, text in enumerate(run.text.split(" ")):
            if at:
                found.append((run._replace(text=" "), []))
            if text:
                found[-1][1].append(run._replace(text=text))
    return [(space, word) for space, word in found if word]
