"""Rows of a drawing as one SVG that fetches nothing and runs nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from vsm_tui.draw import Row
from vsm_tui.draw.palette import INKS
from vsm_tui.draw.run import StyleName, row_len
from vsm_tui.export.picture.cells import BASELINE, FONTS, HEIGHT, WIDTH, drawn

MARGIN = 14.0


def picture(rows: Sequence[Row], colours: Mapping[str, str] | None = None, *, title: str = "", cells: int = 0) -> str:
    """The rows as an SVG document, at least ``cells`` wide: pieces of one drawing keep one scale.

    ``colours`` gives the value of every name that :data:`~vsm_tui.draw.palette.INKS` uses, and of ``background``.
    Without them the elements carry the classes of :func:`styles`, for a page that brings the colours.
    """
    wide = max([cells, *(row_len(row) for row in rows)]) * WIDTH + 2 * MARGIN
    high = len(rows) * HEIGHT + 2 * MARGIN
    back = f'<rect width="100%" height="100%" fill="{colours["background"]}"/>' if colours else ""
    drawings = (_row(row, MARGIN + at * HEIGHT + BASELINE, colours) for at, row in enumerate(rows))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:g} {high:g}" width="{wide:g}" height="{high:g}" '
        f'role="img" font-family="{escape(FONTS)}" font-size="20">\n<title>{escape(title)}</title>{back}\n'
        + "\n".join(drawn for drawn in drawings if drawn)
        + "\n</svg>\n"
    )


def _row(row: Row, baseline: float, colours: Mapping[str, str] | None) -> str:
    x, found = MARGIN, list[str]()
    for run in row:
        if run.text.strip():
            fill, stroke, more = _paint(run.style, colours)
            found += drawn(run.text, x, baseline, fill, stroke, more)
        x += row_len((run,)) * WIDTH
    return "".join(found)


def _paint(style: StyleName, colours: Mapping[str, str] | None) -> tuple[str, str, str]:
    """The attributes that fill, that draw a line, and that letters have besides."""
    if colours is None:
        return f'class="f-{style}"', f'class="s-{style}"', ""
    ink = INKS[style]
    value = colours[ink.color]
    more = ' font-weight="bold"' * ink.bold + ' font-style="italic"' * ink.italic
    return f'fill="{value}"', f'stroke="{value}"', more.strip()


def styles() -> str:
    """The rules for the classes of a picture without colours of its own; a page defines the names as ``--NAME``."""
    found = []
    for style, ink in INKS.items():
        look = "font-weight:bold;" * ink.bold + "font-style:italic;" * ink.italic
        found.append(f".f-{style}{{fill:var(--{ink.color});{look}}}.s-{style}{{stroke:var(--{ink.color})}}")
    return "\n".join(found)
