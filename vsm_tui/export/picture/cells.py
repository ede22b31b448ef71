"""Block and line characters as shapes of exactly one cell: the lines of a map meet whatever font a reader has."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby

from vsm_tui.draw import cell_len

WIDTH, HEIGHT, BASELINE = 12.2, 24.4, 20.0
"""One cell of Textual's SVG, and where in it text stands."""
LINE = 1.7
FONTS = "'DejaVu Sans Mono', 'Cascadia Mono', Menlo, Consolas, monospace"
SHADES = {"░": 0.3, "▒": 0.5, "▓": 0.75}
_EIGHTHS = {chr(0x2580 + n): n for n in range(1, 9)}
_LEFT_EIGHTHS = {chr(0x2590 - n): n for n in range(1, 8)}


@dataclass(frozen=True)
class Cell:
    """Where a run of one character is drawn: its left edge, the row's top edge, how many cells, in which paint.

    ``fill`` and ``stroke`` are the attributes that give its colour, such as ``fill="#62aaea"`` or ``class="wait"``.
    """

    x: float
    top: float
    cells: int
    fill: str
    stroke: str

    @property
    def wide(self) -> float:
        """How wide the whole run is."""
        return self.cells * WIDTH

    def rect(self, left: float, up: float, wide: float, high: float, opacity: float = 1) -> str:
        """A filled rectangle, placed from the run's top left corner."""
        see = f' fill-opacity="{opacity:g}"' if opacity < 1 else ""
        x, y = self.x + left, self.top + up
        return f'<rect x="{x:.2f}" y="{y:.2f}" width="{wide:.2f}" height="{high:.2f}" {self.fill}{see}/>'


def block(char: str, at: Cell) -> str | None:
    """A block element as a rectangle."""
    if char in SHADES:
        return at.rect(0, 0, at.wide, HEIGHT, SHADES[char])
    if char in _EIGHTHS:
        high = HEIGHT * _EIGHTHS[char] / 8
        return at.rect(0, HEIGHT - high, at.wide, high)
    if char == "▀":
        return at.rect(0, 0, at.wide, HEIGHT / 2)
    if at.cells == 1 and char in _LEFT_EIGHTHS:
        return at.rect(0, 0, WIDTH * _LEFT_EIGHTHS[char] / 8, HEIGHT)
    if at.cells == 1 and char in "▐▕":
        wide = WIDTH / (2 if char == "▐" else 8)
        return at.rect(WIDTH - wide, 0, wide, HEIGHT)
    return None


def arms(char: str) -> dict[str, str]:
    """Which way a box-drawing character's lines go, and how: read off its Unicode name."""
    words = unicodedata.name(char, "").removeprefix("BOX DRAWINGS ").split()
    found: dict[str, str] = {}
    weight, waiting = "LIGHT", list[str]()
    for word in words:
        if word in {"LIGHT", "HEAVY", "DOUBLE", "SINGLE"}:
            weight = word
            found |= dict.fromkeys(waiting, word)
            waiting = []
        elif word in {"UP", "DOWN", "LEFT", "RIGHT", "HORIZONTAL", "VERTICAL"}:
            ways = {"HORIZONTAL": ["LEFT", "RIGHT"], "VERTICAL": ["UP", "DOWN"]}.get(word, [word])
            found |= dict.fromkeys(ways, weight)
            waiting += ways
    return found


def line(char: str, at: Cell) -> str | None:
    """A box-drawing character as rectangles from the middle of its cell, or as a round corner."""
    name = unicodedata.name(char, "")
    if not name.startswith("BOX DRAWINGS") or "DIAGONAL" in name:
        return None
    if "DASH" in name:
        return _dashes(name, at)
    ways = arms(char)
    if "ARC" in name:
        return _corner(set(ways), at)
    if set(ways) == {"LEFT", "RIGHT"}:
        return "".join(at.rect(0, HEIGHT / 2 + o - t / 2, at.wide, t) for o, t in _strokes(ways["LEFT"]))
    return "".join(_arm(way, offset, thick, at) for way, weight in ways.items() for offset, thick in _strokes(weight))


def _strokes(weight: str) -> list[tuple[float, float]]:
    """Offset and thickness of the strokes of one arm."""
    if weight == "DOUBLE":
        return [(-1.6, LINE * 0.8), (1.6, LINE * 0.8)]
    return [(0.0, LINE * (2 if weight == "HEAVY" else 1))]


def _arm(way: str, offset: float, thick: float, at: Cell) -> str:
    half, middle = thick / 2, WIDTH / 2
    match way:
        case "LEFT":
            return at.rect(0, HEIGHT / 2 + offset - half, middle + half, thick)
        case "RIGHT":
            return at.rect(middle - half, HEIGHT / 2 + offset - half, middle + half, thick)
        case "UP":
            return at.rect(middle + offset - half, 0, thick, HEIGHT / 2 + half)
        case _:
            return at.rect(middle + offset - half, HEIGHT / 2 - half, thick, HEIGHT / 2 + half)


def _dashes(name: str, at: Cell) -> str:
    """A broken line: as many dashes in every cell as its name says."""
    words = name.split()
    parts = {"DOUBLE": 2, "TRIPLE": 3, "QUADRUPLE": 4}[words[words.index("DASH") - 1]]
    thick = LINE * (2 if "HEAVY" in words else 1)
    if "HORIZONTAL" in words:
        step, top = WIDTH / parts, HEIGHT / 2 - thick / 2
        return "".join(at.rect(step * (n + 0.2), top, step * 0.6, thick) for n in range(parts * at.cells))
    step, left = HEIGHT / parts, WIDTH / 2 - thick / 2
    return "".join(at.rect(left, step * (n + 0.2), thick, step * 0.6) for n in range(parts))


def _corner(ways: set[str], at: Cell) -> str:
    x, y = at.x + WIDTH / 2, at.top + HEIGHT / 2
    side = at.x + (WIDTH if "RIGHT" in ways else 0)
    end = at.top + (HEIGHT if "DOWN" in ways else 0)
    return (
        f'<path d="M{side:.2f} {y:.2f}Q{x:.2f} {y:.2f} {x:.2f} {end:.2f}" '
        f'fill="none" {at.stroke} stroke-width="{LINE}"/>'
    )


def _kind(char: str) -> str:
    """What may be drawn together: plain text, or a run of one shape."""
    if char in "─═━█╌┈" or char in SHADES or char in _EIGHTHS:
        return char
    return "text" if char.isascii() or char.isalpha() else "single"


def drawn(text: str, x: float, baseline: float, fill: str, stroke: str, attributes: str = "") -> Iterator[str]:
    """The elements of one run of text that begins at ``x``: shapes, and ``text`` where there are letters.

    ``attributes`` are more ones for its text elements.
    """
    for kind, run in groupby(text, _kind):
        chars = "".join(run)
        for piece in chars if kind == "single" else [chars]:
            cells = cell_len(piece)
            at = Cell(x, baseline - BASELINE, cells, fill, stroke)
            shape = block(piece[0], at) or line(piece[0], at) if kind != "text" else None
            if shape:
                yield shape
            elif piece.strip():
                yield _letters(piece, x, baseline, f"{fill} {attributes}".strip())
            x += cells * WIDTH


def _letters(text: str, x: float, y: float, attributes: str) -> str:
    shown = text.rstrip()
    left = x + WIDTH * (len(shown) - len(shown.lstrip()))
    shown = shown.lstrip()
    return (
        f'<text {attributes} x="{left:.2f}" y="{y:g}" textLength="{cell_len(shown) * WIDTH:.2f}" '
        f'lengthAdjust="spacingAndGlyphs">{escape(shown).replace(" ", "&#160;")}</text>'
    )
