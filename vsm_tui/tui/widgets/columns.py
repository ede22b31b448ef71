"""Text in columns, each cell wrapped under itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from textwrap import wrap

from textual.content import Content

from vsm_tui.draw import pad
from vsm_tui.events.clean import clean

Line = Sequence[tuple[str, str]]
"""The cells of one row, each with its style."""


def columns(rows: Iterable[Line], widths: Sequence[int], room: int, indent: int = 2) -> Content:
    """Rows of cells in columns of these widths; the last one gets what is left of ``room``.

    Where hardly anything is left, the last cell goes below the others.
    """
    fixed = sum(widths) + indent
    last = room - fixed
    below = last < 24
    out: list[Content] = []
    for row in rows:
        *front, (text, style) = row
        lines = [wrap(clean(t, 2000), w - 1) or [""] for (t, _), w in zip(front, widths, strict=True)]
        tail = wrap(clean(text, 2000), max(20, room - widths[0] - indent if below else last)) if text else []
        for index in range(max(1, *(len(x) for x in lines), 0 if below else len(tail))):
            parts: list[tuple[str, str]] = [(" " * indent, "")]
            for cell, (_, cell_style), width in zip(lines, front, widths, strict=True):
                parts.append((pad(cell[index] if index < len(cell) else "", width), cell_style))
            if not below and index < len(tail):
                parts.append((tail[index], style))
            out.append(Content.assemble(*parts))
        if below:
            out += [Content.assemble(" " * (indent + widths[0]), (line, style)) for line in tail]
    return Content("\n").join(out)
