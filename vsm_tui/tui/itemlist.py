"""The items screen without widgets: which items can be selected, and each as a strip on one time scale."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vsm_tui.draw import Row, Run, StyleName

if TYPE_CHECKING:
    from vsm_tui.measure import Segment
    from vsm_tui.measure.items.table import ItemTable, Kept

KEPT: tuple[Kept, ...] = ("all", "finished", "open", "overdue", "cancelled", "reworked", "failures")
KEPT_WORDS: dict[Kept, str] = {
    "overdue": "open and older than the p85 of finished ones",
    "reworked": "sent back at least once",
    "failures": "failure demand by the stream's rule",
}
"""What a selection is, where its name does not say it."""

GLYPHS: dict[str, tuple[str, str, StyleName]] = {
    "touch": ("█", "#", "touch"),
    "wait": ("░", ".", "wait"),
    "unsplit": ("▒", "=", "measured"),
    "unmapped": ("·", "?", "unmapped"),
    "paused": (" ", " ", "muted"),
}
"""What a stay is drawn with: its glyph, its ASCII stand-in, its meaning. Rework has the loop's colour, and ▓."""
REWORK = ("▓", "%")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which items are listed."""

    kept: Kept = "all"
    type: str = ""
    words: str = ""


def choices(table: ItemTable, words: str) -> list[Filter]:
    """The selections worth going through: by how items stand, then by type."""
    kept = [k for k in KEPT if k != "failures" or table.knows_failures]
    return [*(Filter(k, "", words) for k in kept), *(Filter("all", t, words) for t in table.types)]


def strip(
    segments: Sequence[Segment], scale: float, width: int, *, plain: bool = False, here: str | None = None
) -> Row:
    """An item's stays as ``width`` cells of which ``scale`` seconds would fill all.

    Every cell shows what took most of its time. With ``here``, stays outside that stage fade. A strip that is
    shorter than a cell still has one.
    """
    total = sum(s.seconds for s in segments)
    if scale <= 0 or width <= 0 or total <= 0:
        return ()
    cells = max(1, round(total / scale * width))
    per_cell = total / cells
    runs: list[Run] = []
    position, at = 0, 0.0
    for cell in range(cells):
        end = (cell + 1) * per_cell
        most, most_seconds = segments[min(position, len(segments) - 1)], -1.0
        start = cell * per_cell
        while position < len(segments):
            segment = segments[position]
            inside = min(at + segment.seconds, end) - max(at, start)
            if inside > most_seconds:
                most, most_seconds = segment, inside
            if at + segment.seconds > end:
                break
            at += segment.seconds
            position += 1
        runs.append(_cell(most, plain=plain, here=here))
    return merged(runs)


def _cell(segment: Segment, *, plain: bool, here: str | None) -> Run:
    glyph, ascii_glyph, style = GLYPHS[segment.kind]
    if segment.rework and segment.kind == "touch":
        glyph, ascii_glyph, style = *REWORK, "loop"
    elif segment.rework:
        style = "loop"
    if here is not None and segment.stage != here:
        style = "grid"
    return Run(ascii_glyph if plain else glyph, style)


def merged(runs: Iterable[Run]) -> Row:
    """Neighbours of one style as one run."""
    out: list[Run] = []
    for run in runs:
        if out and out[-1].style == run.style:
            out[-1] = Run(out[-1].text + run.text, run.style)
        else:
            out.append(run)
    return tuple(out)
