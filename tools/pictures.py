"""Screenshots that need nothing from outside: no web font, and lines that meet whatever font a reader has.

Textual's SVG asks for a font from a CDN and writes box-drawing characters as text; without that font the lines of a
map do not meet. Here every block and line character becomes a shape of exactly one cell, every other unusual one gets
its own place, and the rest stays text in the reader's monospace font.
"""

from __future__ import annotations

import re
from html import unescape

from vsm_tui.export.picture.cells import FONTS, drawn

_TEXT = re.compile(
    r'<text class="(?P<style>[\w-]+)" x="(?P<x>[\d.]+)" y="(?P<y>[\d.]+)" textLength="[\d.]+" '
    r'clip-path="(?P<clip>[^"]+)">(?P<text>[^<]*)</text>'
)
_FONT_FACE = re.compile(r"\s*@font-face \{.*?\n    \}\n", re.DOTALL)
_COLOUR = re.compile(r"\.([\w-]+-r\d+) \{ fill: (#[0-9a-f]+)")


def standalone(svg: str) -> str:
    """Textual's screenshot without anything to fetch, and with lines that meet."""
    colours = dict(_COLOUR.findall(svg))
    svg = _FONT_FACE.sub("\n", svg)
    svg = svg.replace("font-family: Fira Code, monospace;", f"font-family: {FONTS};")
    svg = svg.replace("font-family: arial;", "font-family: sans-serif;")

    def redrawn(found: re.Match[str]) -> str:
        text = unescape(found["text"]).replace("\xa0", " ")
        colour = colours.get(found["style"], "#c5c8c6")
        look = f'class="{found["style"]}" clip-path="{found["clip"]}"'
        return "".join(
            drawn(text, float(found["x"]), float(found["y"]), f'fill="{colour}"', f'stroke="{colour}"', look)
        )

    svg = _TEXT.sub(redrawn, svg)
    return "\n".join(row.rstrip() for row in svg.splitlines() if row.strip()) + "\n"
