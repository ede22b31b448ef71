"""Rows of meaning (`vsm_tui.draw`) in the colours of the theme, to be looked at and scrolled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from vsm_tui.draw import Row, row_len
from vsm_tui.tui.mapview.strips import Painter


def _scroll(key: str, action: str, tooltip: str) -> Binding:
    return Binding(key, action, tooltip, show=False, tooltip=tooltip, id=f"rows.{action}")


class Rows(ScrollView, can_focus=True):
    """A drawing that does not change by itself."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "Rows { height: 1fr; background: $background; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        _scroll("up,k", "scroll_up", "Up"),
        _scroll("down,j", "scroll_down", "Down"),
        _scroll("left,h", "scroll_left", "Left"),
        _scroll("right,l", "scroll_right", "Right"),
        _scroll("pageup", "page_up", "A page up"),
        _scroll("pagedown", "page_down", "A page down"),
        _scroll("home,g", "scroll_home", "First"),
        _scroll("end,G", "scroll_end", "Last"),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 -- Textual's own name
        super().__init__(id=id)
        self._rows: Sequence[Row] = ()
        self._painter = Painter(self)

    class Resized(Message):
        """There is another width to draw for, also where there was none before."""

    def on_resize(self, event: events.Resize) -> None:
        """Say so: what is shown was drawn for the width before."""
        if event.size.width:
            self.post_message(self.Resized())

    def show(self, rows: Iterable[Row]) -> None:
        """Show these rows."""
        self._rows = tuple(rows)
        width = max((row_len(row) for row in self._rows), default=0)
        self.virtual_size = Size(width, len(self._rows))
        self.refresh()

    def notify_style_update(self) -> None:
        """Another theme has other colours."""
        super().notify_style_update()
        self._painter.forget()

    def render_line(self, y: int) -> Strip:
        """One row, as far as it is in sight."""
        left, top = self.scroll_offset
        if not 0 <= y + top < len(self._rows):
            return Strip.blank(self.size.width, self.rich_style)
        row = self._rows[y + top]
        strip = self._painter.strip(row, max(row_len(row), left + self.size.width))
        return strip.crop(left, left + self.size.width).apply_style(self.rich_style)


def text_of(row: Row, painter: Painter) -> Text:
    """One row as a text, for a cell of a grid; its words are clean already."""
    return Text.assemble(*((run.text, painter.style(run.style)) for run in row), no_wrap=True, overflow="crop")
