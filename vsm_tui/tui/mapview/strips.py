"""Rows of meaning to strips of colour."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from vsm_tui.draw import STYLE_NAMES, Run, StyleName

COMPONENTS = frozenset(f"map--{name}" for name in STYLE_NAMES) | {"map--cursor", "map--here", "map--pick"}

CSS = """
    & > .map--plain { color: $foreground; }
    & > .map--title { color: $foreground; text-style: bold; }
    & > .map--heading { color: $foreground; text-style: bold; }
    & > .map--label { color: $map-muted; }
    & > .map--muted { color: $map-muted; }
    & > .map--grid { color: $map-grid; }
    & > .map--value { color: $foreground; }
    & > .map--wait { color: $map-wait; }
    & > .map--touch { color: $map-touch; }
    & > .map--estimate { color: $map-estimate; }
    & > .map--measured { color: $map-measured; }
    & > .map--unknown { color: $map-muted; text-style: italic; }
    & > .map--outside { color: $map-wait; }
    & > .map--unmapped { color: $map-unmapped; }
    & > .map--constraint { color: $map-constraint; text-style: bold; }
    & > .map--calendar { color: $map-calendar; text-style: bold; }
    & > .map--loop { color: $map-loop; }
    & > .map--loop-costliest { color: $map-loop; text-style: bold; }
    & > .map--warning { color: $text-warning; }
    & > .map--worse { color: $map-bad; }
    & > .map--better { color: $map-good; }
    & > .map--total { color: $foreground; text-style: bold; }
    & > .map--cursor { background: $accent 40%; text-style: bold; }
    & > .map--here { background: $map-cursor; }
    & > .map--pick { background: $map-loop; color: $background; text-style: bold; }
"""


class Painter:
    """Turns rows of a drawing into strips in the colours of the theme; knows no widget but asks one for its styles."""

    def __init__(self, style_of: Callable[[str], Style]) -> None:
        self._style_of = style_of
        self._styles: dict[str, Style] = {}
        self._blank = Strip([])

    def forget(self) -> None:
        """The theme changed: ask for every style anew."""
        self._styles.clear()
        self._blank = Strip([])

    def style(self, name: str) -> Style:
        """The style of a run's meaning, or of ``cursor``, ``here`` and ``pick``."""
        found = self._styles.get(name)
        if found is None:
            found = self._styles[name] = self._style_of(f"map--{name}")
        return found

    def strip(self, row: Iterable[Run], width: int) -> Strip:
        """A row as a strip of exactly ``width`` cells."""
        plain: StyleName = "plain"
        strip = Strip([Segment(run.text, self.style(run.style)) for run in row if run.text])
        return strip.adjust_cell_length(width, self.style(plain))

    def blank(self, width: int) -> Strip:
        """A strip with nothing on it."""
        if self._blank.cell_length != width:
            self._blank = self.strip((), width)
        return self._blank

    def marked(self, strip: Strip, start: int, end: int, name: str) -> Strip:
        """The strip with the cells ``start`` to ``end`` marked as cursor, as the stage it is in, or as picked."""
        width = strip.cell_length
        start, end = max(0, start), min(end, width)
        if start >= end:
            return strip
        mark = self.style(name)
        middle = Strip([Segment(s.text, (s.style or Style.null()) + mark) for s in strip.crop(start, end)], end - start)
        return Strip.join([strip.crop(0, start), middle, strip.crop(end, width)])
