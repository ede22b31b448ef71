"""Rows of meaning to strips of colour."""

from __future__ import annotations

from collections.abc import Iterable

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip
from textual.widget import Widget

from vsm_tui.draw import Run, StyleName
from vsm_tui.draw.palette import INKS as MEANINGS
from vsm_tui.draw.palette import Ink

INKS: dict[str, Ink] = {
    **{str(name): ink for name, ink in MEANINGS.items()},
    "cursor": Ink(background="accent", alpha=0.4, bold=True),
    "here": Ink(background="map-cursor"),
    "pick": Ink("background", background="map-loop", bold=True),
}
"""Every meaning of a run, and the marks ``cursor``, ``here`` and ``pick``.

Not component classes in CSS: Textual would match each of them against the whole stylesheet for every widget that
paints, which takes longer than all the rest of the first frame.
"""


class Painter:
    """Turns rows of a drawing into strips, in the colours of the theme and on the background of one widget."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._styles: dict[str, Style] = {}
        self._ground: tuple[Color, Color] | None = None
        self._blank = Strip([])

    def forget(self) -> None:
        """The theme changed: mix every style anew."""
        self._styles.clear()
        self._ground = None
        self._blank = Strip([])

    def style(self, name: str) -> Style:
        """The style of a run's meaning, or of ``cursor``, ``here`` and ``pick``."""
        found = self._styles.get(name)
        if found is None:
            found = self._styles[name] = self._mixed(INKS[name])
        return found

    def _mixed(self, ink: Ink) -> Style:
        """An ink on the widget's own background; where it has no colour, the widget's own shows."""
        variables = self._widget.app.theme_variables
        if self._ground is None:
            self._ground = self._widget.background_colors[1], self._widget.colors[3]
        background, color = self._ground
        if ink.background:
            background += Color.parse(variables[ink.background]).multiply_alpha(ink.alpha)
        if ink.color:
            color = Color.parse(variables[ink.color])
        look = Style(bold=ink.bold or None, italic=ink.italic or None)
        return look + Style.from_color((background + color).rich_color, background.rich_color)

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
