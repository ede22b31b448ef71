"""Screenshots that need nothing from outside: no web font, and lines that meet whatever font a reader has.

Textual's SVG asks for a font from a CDN and writes box-drawing characters as text; without that font the lines of a
map do not meet. Here every block and line character becomes a shape of exactly one cell, every other unusual one gets
its own place, and the rest stays text in the reader's monospace font.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape
from itertools import groupby

from rich.cells import cell_len

WIDTH, HEIGHT, BASELINE = 12.2, 24.4, 20.0
"""One cell of Textual's SVG, and where in it text stands."""
LINE = 1.7
FONTS = "'DejaVu Sans Mono', 'Cascadia Mono', Menlo, Consolas, monospace"
SHADES = {"░": 0.3, "▒": 0.5, "▓": 0.75}
_EIGHTHS = {chr(0x2580 + n): n for n in range(1, 9)}
_LEFT_EIGHTHS = {chr(0x2590 - n): n for n in range(1, 8)}
_TEXT = re.compile(
    r'<text class="(?P<style>[\w-]+)" x="(?P<x>[\d.]+)" y="(?P<y>[\d.]+)" textLength="[\d.]+" '
    r'clip-path="(?P<clip>[^"]+)">(?P<text>[^<]*)</text>'
)
_FONT_FACE = re.compile(r"\s*@font-face \{.*?\n    \}\n", re.DOTALL)
_COLOUR = re.compile(r"\.([\w-]+-r\d+) \{ fill: (#[0-9a-f]+)")


@dataclass(frozen=True)
class Cell:
    """Where a run of one character is drawn: its left edge, the row's top edge, how many cells, in which colour."""

    x: float
    top: float
    cells: int
    colour: str

    @property
    def wide(self) -> float:
        return self.cells * WIDTH

    def rect(self, left: float, up: float, wide: float, high: float, opacity: float = 1) -> str:
        """A filled rectangle, placed from the run's top left corner."""
        see = f' fill-opacity="{opacity:g}"' if opacity < 1 else ""
        x, y = self.x + left, self.top + up
        return f'<rect x="{x:.2f}" y="{y:.2f}" width="{wide:.2f}" height="{high:.2f}" fill="{self.colour}"{see}/>'


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


def _corner(ways: set[str], at: Cell) -> str:
    x, y = at.x + WIDTH / 2, at.top + HEIGHT / 2
    side = at.x + (WIDTH if "RIGHT" in ways else 0)
    end = at.top + (HEIGHT if "DOWN" in ways else 0)
    return (
        f'<path d="M{side:.2f} {y:.2f}Q{x:.2f} {y:.2f} {x:.2f} {end:.2f}" '
        f'fill="none" stroke="{at.colour}" stroke-width="{LINE}"/>'
    )


def _kind(char: str) -> str:
    """What may be drawn together: plain text, or a run of one shape."""
    if char in "─═━█" or char in SHADES or char in _EIGHTHS:
        return char
    return "text" if char.isascii() or char.isalpha() else "single"


def _drawn(style: str, x: float, y: float, clip: str, text: str, colour: str) -> Iterator[str]:
    top = y - BASELINE
    for kind, run in groupby(text, _kind):
        chars = "".join(run)
        for piece in chars if kind == "single" else [chars]:
            cells = cell_len(piece)
            at = Cell(x, top, cells, colour)
            shape = block(piece[0], at) or line(piece[0], at) if kind != "text" else None
            if shape:
                yield shape
            elif piece.strip():
                shown = piece.rstrip()
                left = x + WIDTH * (len(shown) - len(shown.lstrip()))
                shown = shown.lstrip()
                yield (
                    f'<text class="{style}" x="{left:.2f}" y="{y:g}" textLength="{cell_len(shown) * WIDTH:.2f}" '
                    f'lengthAdjust="spacingAndGlyphs" clip-path="{clip}">{escape(shown).replace(" ", "&#160;")}</text>'
                )
            x += cells * WIDTH


def standalone(svg: str) -> str:
    """Textual's screenshot without anything to fetch, and with lines that meet."""
    colours = dict(_COLOUR.findall(svg))
    svg = _FONT_FACE.sub("\n", svg)
    svg = svg.replace("font-family: Fira Code, monospace;", f"font-family: {FONTS};")
    svg = svg.replace("font-family: arial;", "font-family: sans-serif;")

    def redrawn(found: re.Match[str]) -> str:
        text = unescape(found["text"]).replace("\xa0", " ")
        colour = colours.get(found["style"], "#c5c8c6")
        return "".join(_drawn(found["style"], float(found["x"]), float(found["y"]), found["clip"], text, colour))

    svg = _TEXT.sub(redrawn, svg)
    return "\n".join(row.rstrip() for row in svg.splitlines() if row.strip()) + "\n"


def png(svg: str, zoom: float = 1.0) -> bytes:
    """The picture as PNG, drawn without a browser (needs the extra ``pictures``)."""
    import resvg_py

    family = "DejaVu Sans Mono"
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=zoom, font_family=family, monospace_family=family))
