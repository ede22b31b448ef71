"""The rows of the items screen: sorted, filtered, and each as a strip on one time scale. Without widgets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from vsm_tui.draw import Row, Run, StyleName

if TYPE_CHECKING:
    from vsm_tui.measure import ItemRow, Segment

Kept = Literal["all", "finished", "open", "cancelled", "reworked"]
KEPT: tuple[Kept, ...] = ("all", "finished", "open", "cancelled", "reworked")
SortKey = Literal["item", "status", "lead", "here", "touch", "wait", "visits", "returns", "type", "began"]

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


_KEYS: dict[SortKey, Callable[[ItemRow], float | str]] = {
    "item": lambda r: r.item.casefold(),
    "status": lambda r: r.status,
    "lead": lambda r: r.lead,
    "here": lambda r: r.here,
    "touch": lambda r: r.touch,
    "wait": lambda r: r.wait,
    "visits": lambda r: float(r.visits),
    "returns": lambda r: float(r.returns),
    "type": lambda r: r.type.casefold(),
    "began": lambda r: r.began.timestamp(),
}


def arranged(rows: Iterable[ItemRow], kept: Filter, by: SortKey, *, descending: bool) -> list[ItemRow]:
    """The rows that pass the filter, in order; equal ones by name."""
    words = kept.words.casefold().split()
    found = [row for row in rows if _passes(row, kept, words)]
    found.sort(key=lambda r: r.item.casefold())
    found.sort(key=_KEYS[by], reverse=descending)
    return found


def _passes(row: ItemRow, kept: Filter, words: list[str]) -> bool:
    if kept.kept == "reworked" and not row.returns:
        return False
    if kept.kept in ("finished", "open", "cancelled") and row.status != kept.kept:
        return False
    if kept.type and row.type != kept.type:
        return False
    text = f"{row.item} {row.type} {row.labels}".casefold()
    return all(word in text for word in words)


def types(rows: Iterable[ItemRow]) -> list[str]:
    """The types that occur, by name."""
    return sorted({row.type for row in rows if row.type}, key=str.casefold)


def longest(rows: Iterable[ItemRow]) -> float:
    """The length of the longest strip in seconds: the time scale that all strips share."""
    return max((sum(s.seconds for s in row.strip) for row in rows), default=0.0)


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
