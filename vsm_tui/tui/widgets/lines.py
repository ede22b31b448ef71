"""Lines of text with a cursor and a mark before each, one below the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from vsm_tui.draw import clip, pad
from vsm_tui.events.clean import clean
from vsm_tui.tui.widgets.safe import in_ascii


class Listed(NamedTuple):
    """One line: its mark, its text, a word after it, and whether it is over and done with."""

    mark: str
    text: str
    more: str = ""
    done: bool = False


def _key(keys: str, action: str, tooltip: str) -> Binding:
    return Binding(keys, action, tooltip, show=False, tooltip=tooltip, id=f"lines.{action}")


class Lines(Widget, can_focus=True):
    """Shows the lines around the cursor; posts what was clicked."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "Lines { height: auto; max-height: 40vh; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        _key("up,k", "go(-1)", "Up"),
        _key("down,j", "go(1)", "Down"),
        _key("home,g", "go(-9999)", "First"),
        _key("end,G", "go(9999)", "Last"),
    ]

    class Left(Message):
        """The cursor goes beyond the first line, or the last one."""

    class Picked(Message):
        """The line under the cursor was clicked once more."""

    def __init__(self, empty: str) -> None:
        super().__init__()
        self._empty = empty
        self.lines: Sequence[Listed] = ()
        self.at = 0

    def show(self, lines: Sequence[Listed]) -> None:
        """Show these lines; the cursor stays where it is, or at the last one."""
        self.lines = lines
        self.at = max(0, min(self.at, len(lines) - 1))
        self.refresh(layout=True)

    def get_content_height(self, *_: Any) -> int:
        """One row each."""
        return max(1, len(self.lines))

    @property
    def _top(self) -> int:
        return max(0, min(self.at - self.size.height // 2, len(self.lines) - self.size.height))

    def render(self) -> Content:
        """The lines in sight."""
        if not self.lines:
            return self._said(Content.styled(self._empty, "$text-muted"))
        rows = []
        top, room = self._top, max(8, self.size.width)
        for index, line in enumerate(self.lines[top : top + max(1, self.size.height)], top):
            here = index == self.at and self.has_focus
            text = clip(clean(line.text, 400), room - 6)
            more = clip(line.more, room - 8 - len(text)) if len(text) < room - 16 else ""
            rows.append(
                Content.assemble(
                    ("▌ " if here else "  ", "$accent"),
                    (pad(line.mark, 2), "bold $accent"),
                    (text, "$map-muted strike" if line.done else "bold" if here else ""),
                    (f"  {more}" if more else "", "$map-muted"),
                )
            )
        return self._said(Content("\n").join(rows))

    def _said(self, text: Content) -> Content:
        return in_ascii(text) if getattr(self.app, "ascii", False) else text

    def action_go(self, by: int) -> None:
        """Up or down."""
        if (by == -1 and self.at == 0) or (by == 1 and self.at >= len(self.lines) - 1):
            self.post_message(self.Left())
            return
        self.at = max(0, min(self.at + by, len(self.lines) - 1))
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor there; on the line it is on, it picks that."""
        offset = event.get_content_offset(self)
        if offset is None or not 0 <= offset.y + self._top < len(self.lines):
            return
        index = offset.y + self._top
        again = index == self.at
        self.at = index
        self.focus()
        self.refresh()
        if again or offset.x < 4:
            self.post_message(self.Picked())
