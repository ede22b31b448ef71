"""How much of a log's time has a meaning, as one bar and its legend."""

from __future__ import annotations

from collections.abc import Mapping

from vsm_tui.draw.glyphs import MEASURED_TOUCH, MEASURED_WAIT, PAUSED, UNMAPPED
from vsm_tui.draw.run import Row, Run, StyleName, wrap
from vsm_tui.draw.text import share

_PARTS: tuple[tuple[str, str, StyleName, str], ...] = (
    ("touch", MEASURED_TOUCH, "touch", "touch"),
    ("wait", MEASURED_WAIT, "wait", "waiting"),
    ("stay", "▒", "wait", "stays"),
    ("paused", PAUSED, "muted", "paused"),
    ("none", UNMAPPED, "worse", "not mapped"),
)
"""Role, glyph, style and word of each part, in their order."""


def coverage_rows(parts: Mapping[str, float], width: int) -> list[Row]:
    """A bar of ``width`` cells, and below it what its parts are. ``parts`` are shares of the logged time by role (as
    in :data:`_PARTS`), adding up to 1; a part that is there takes a cell at least. Empty without any.
    """
    there = [(parts[role], glyph, style, word) for role, glyph, style, word in _PARTS if parts.get(role)]
    if not there or width < 2 * len(there):
        return []
    bar: list[Run] = [Run(" ")]
    for (_, glyph, style, _), cells in zip(there, _cells([part for part, *_ in there], width - 2), strict=True):
        bar.append(Run(glyph * cells, style))
    legend: list[Row] = [
        (
            Run(f"{glyph} ", style),
            Run(f"{word} ", "label"),
            Run(share(part), style if word == "not mapped" else "value"),
        )
        for part, glyph, style, word in there
    ]
    return [tuple(bar), *wrap(legend, width, joint="   ")]


def _cells(parts: list[float], width: int) -> list[int]:
    """Whole cells that add up to ``width``, one at least each; what rounding leaves goes to the largest remainders."""
    whole = sum(parts)
    exact = [part / whole * width for part in parts]
    cells = [max(1, int(each)) for each in exact]
    by_rest = sorted(range(len(parts)), key=lambda k: exact[k] - cells[k], reverse=True)
    while sum(cells) < width:
        cells[by_rest[0]] += 1
        by_rest.append(by_rest.pop(0))
    while sum(cells) > width:
        cells[cells.index(max(cells))] -= 1
    return cells
