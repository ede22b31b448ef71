"""Rows with a cursor over the numbers in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from vsm_tui.draw import Row
from vsm_tui.draw.places import Place, at, places, step
from vsm_tui.tui.widgets.rows import Rows


def _move(key: str, action: str, tooltip: str) -> Binding:
    return Binding(key, action, tooltip, show=False, tooltip=tooltip, id=f"board.{action}")


class Board(Rows, inherit_bindings=False):
    """A drawing whose numbers can be pointed at; where there is none further on, the keys scroll."""

    BINDINGS: ClassVar[list[BindingType]] = [
        _move("up,k", "go(0,-1)", "Up"),
        _move("down,j", "go(0,1)", "Down"),
        _move("left,h", "go(-1,0)", "Left"),
        _move("right,l", "go(1,0)", "Right"),
        _move("pageup", "page(-1)", "A page up"),
        _move("pagedown", "page(1)", "A page down"),
        _move("home,g", "end_at(-1)", "First"),
        _move("end,G", "end_at(1)", "Last"),
    ]

    @dataclass
    class Moved(Message):
        """The cursor stands on another number."""

        board: Board

        @property
        def control(self) -> Board:
            """The board it comes from."""
            return self.board

    @dataclass
    class Chosen(Message):
        """A number was clicked twice."""

        board: Board

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 -- Textual's own name
        super().__init__(id=id)
        self._places: list[Place] = []
        self.here: Place | None = None

    @property
    def key(self) -> str:
        """The key of the number under the cursor; empty where there is none."""
        return self.here.key if self.here else ""

    def show(self, rows: Iterable[Row]) -> None:
        """Show these rows; the cursor stays on its number where that is still there."""
        rows = tuple(rows)
        before, self._places = self.here, places(rows)
        same = [p for p in self._places if before is not None and p.key == before.key]
        self.here = min(same, key=lambda p: abs(p.y - (before.y if before else 0)), default=None)
        if self.here is None and self._places:
            self.here = self._places[0]
        super().show(rows)

    def point_at(self, key: str) -> None:
        """Put the cursor on the first number of that key, where it is shown."""
        self._go_to(next((p for p in self._places if p.key == key), self.here))

    def action_go(self, dx: int, dy: int) -> None:
        """To the nearest number in a direction; a long way off, or where there is none, scroll instead."""
        if self.here is None or not self._seen(self.here):
            self._scroll(dx, dy)
            return
        there = step(self._places, self.here, dx, dy)
        far = abs(there.y - self.here.y) > max(3, self.size.height - 2)
        if there == self.here or (far and not self._seen(there)):
            self._scroll(dx, dy)
        else:
            self._go_to(there)

    def action_page(self, dy: int) -> None:
        """A page up or down; the cursor comes along, so that it is never where nobody sees it."""
        before = self.scroll_offset
        self.scroll_relative(y=dy * max(1, self.size.height - 1), animate=False, force=True)
        if self.scroll_offset == before:
            self.action_end_at(dy)
        else:
            self._follow(dy)

    def action_end_at(self, dy: int) -> None:
        """To the first number or the last one, and as far as the drawing goes."""
        if self._places:
            self._go_to(self._places[0 if dy < 0 else -1])
        (self.scroll_home if dy < 0 else self.scroll_end)(animate=False, force=True)

    def _scroll(self, dx: int, dy: int) -> None:
        self.scroll_relative(x=dx * 4, y=dy * 2, animate=False, force=True)
        self._follow(dy)

    def show_cursor(self) -> None:
        """Scroll to the cursor where it is out of sight."""
        if self.here is not None and not self._seen(self.here):
            self.scroll_to_region(Region(self.here.x, self.here.y, 1, 1), animate=False, force=True)

    def _follow(self, dy: int) -> None:
        if self.here is not None and not self._seen(self.here):
            seen = [p for p in self._places if self._seen(p)]
            if seen:
                self.here = seen[0] if dy > 0 else seen[-1]
                self.refresh()
                self.post_message(self.Moved(self))

    def _seen(self, place: Place) -> bool:
        return 0 <= place.y - self.scroll_offset.y < self.size.height

    def _go_to(self, place: Place | None) -> None:
        if place is None or place == self.here:
            return
        self.here = place
        self.scroll_to_region(Region(place.x, place.y, place.width, 1), animate=False, force=True)
        self.refresh()
        self.post_message(self.Moved(self))

    def render_line(self, y: int) -> Strip:
        """One row, the number under the cursor marked."""
        strip = super().render_line(y)
        left, top = self.scroll_offset
        here = self.here
        if here is None or here.y != y + top or not self.has_focus:
            return strip
        return self._painter.marked(strip, here.x - left, here.x - left + here.width, "cursor")

    def watch_has_focus(self, value: bool) -> None:
        """The cursor shows where the keys go."""
        super().watch_has_focus(value)
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor there, a second one opens."""
        offset: Any = event.get_content_offset(self)
        if offset is None:
            return
        place = at(self._places, offset.x + self.scroll_offset.x, offset.y + self.scroll_offset.y)
        if place is not None:
            self._go_to(place)
            if event.chain == 2:
                self.post_message(self.Chosen(self))
