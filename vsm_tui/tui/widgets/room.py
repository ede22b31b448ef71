"""The map for a room as a widget: stages one below the other, one of them chosen."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from vsm_tui.draw import Row
from vsm_tui.draw.largepage import Large
from vsm_tui.draw.plain import plain_rows
from vsm_tui.tui.mapview.strips import Painter


def _key(keys: str, action: str, tooltip: str) -> Binding:
    return Binding(keys, action, tooltip, show=False, tooltip=tooltip, id=f"room.{action}")


class RoomView(Widget, can_focus=True):
    """Draws a large page; says where the user wants to go, and changes nothing itself."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "RoomView { height: 1fr; background: $background; color: $foreground; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        _key("left,up,h,k", "go(-1)", "The stage before"),
        _key("right,down,l,j", "go(1)", "The next stage"),
        _key("home,g", "go(-999)", "The first stage"),
        _key("end,G", "go(999)", "The last stage"),
    ]

    class Went(Message):
        """To another stage: by so many places, or to the one that was clicked."""

        def __init__(self, by: int = 0, to: int | None = None, *, twice: bool = False) -> None:
            super().__init__()
            self.by, self.to, self.twice = by, to, twice

    class Laid(Message):
        """The window has another size: the page has to be made anew."""

    def __init__(self) -> None:
        super().__init__()
        self._painter = Painter(self)
        self._rows: list[Row] = []
        self._stages: list[int | None] = []

    def show(self, page: Large) -> None:
        """Show this page."""
        self._rows = plain_rows(page.rows, ascii=page.scene.glyphs.ascii)
        self._stages = page.stages
        self.refresh()

    def on_resize(self) -> None:
        """Ask for a page that fits."""
        self.post_message(self.Laid())

    def notify_style_update(self) -> None:
        """Another theme has other colours."""
        super().notify_style_update()
        self._painter.forget()

    def render_line(self, y: int) -> Strip:
        """One row."""
        return self._painter.strip(self._rows[y] if y < len(self._rows) else (), self.size.width)

    def action_go(self, by: int) -> None:
        """To a stage before or after."""
        self.post_message(self.Went(by))

    def on_click(self, event: events.Click) -> None:
        """To the stage under the pointer; a second click looks at it alone."""
        offset = event.get_content_offset(self)
        if offset is not None and offset.y < len(self._stages) and self._stages[offset.y] is not None:
            self.post_message(self.Went(to=self._stages[offset.y], twice=event.chain == 2))

    def on_mouse_scroll_down(self) -> None:
        """The wheel goes from stage to stage."""
        self.action_go(1)

    def on_mouse_scroll_up(self) -> None:
        """The wheel goes from stage to stage."""
        self.action_go(-1)
