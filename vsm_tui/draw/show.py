"""Maps as plain lines of text, one function per view; with colour only where it is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from vsm_tui.draw.build import draw
from vsm_tui.draw.run import Row, StyleName, crop_row, row_len
from vsm_tui.draw.scene import Scene, View
from vsm_tui.draw.table import table
from vsm_tui.flow import Flow
from vsm_tui.model import Stream

_SGR: dict[StyleName, str] = {
    "title": "1",
    "heading": "1",
    "label": "2",
    "muted": "2",
    "grid": "2",
    "wait": "33",
    "touch": "36",
    "estimate": "34",
    "measured": "36",
    "unknown": "2;3",
    "outside": "35",
    "unmapped": "2",
    "constraint": "1;31",
    "calendar": "1;33",
    "loop": "35",
    "loop-costliest": "1;35",
    "warning": "33",
    "worse": "31",
    "better": "32",
    "total": "1",
}


def lines(rows: Iterable[Row], width: int, *, color: bool = False) -> list[str]:
    """Rows as text without trailing blanks, none longer than ``width`` cells.

    ``color`` adds ANSI codes; leave it off where the output is no terminal.
    """
    return [_line(row, width, color=color) for row in rows]


def _line(row: Row, width: int, *, color: bool) -> str:
    if row_len(row) > width:
        row = tuple(crop_row(row, 0, width))
    if not color:
        return "".join(run.text for run in row).rstrip()
    out = []
    for run in row:
        code = _SGR.get(run.style)
        out.append(f"\x1b[{code}m{run.text}\x1b[0m" if code and run.text.strip() else run.text)
    return "".join(out).rstrip()


def map_text(
    stream: Stream,
    estimate: Flow | None,
    measured: Flow | None = None,
    *,
    width: int = 120,
    view: View | None = None,
    color: bool = False,
) -> list[str]:
    """The map; stages across where they fit into ``width``, else downwards."""
    drawing = draw(stream, estimate, measured, width=width, view=view)
    return lines((drawing.row(y) for y in range(drawing.height)), width, color=color)


def ladder_text(
    stream: Stream,
    estimate: Flow | None,
    measured: Flow | None = None,
    *,
    width: int = 80,
    view: View | None = None,
    color: bool = False,
) -> list[str]:
    """One stage per row with its bars to scale, at any width."""
    return map_text(stream, estimate, measured, width=width, view=replace(view or View(), shape="down"), color=color)


def table_text(
    stream: Stream,
    estimate: Flow | None,
    measured: Flow | None = None,
    *,
    width: int = 120,
    view: View | None = None,
    color: bool = False,
    complete: bool = False,
) -> list[str]:
    """Every number in a plain table; no drawing. ``complete`` leaves no finding out and says what each does."""
    scene = Scene.of(stream, estimate, measured, view)
    return lines(table(scene, max(1, width), complete=complete), width, color=color)
