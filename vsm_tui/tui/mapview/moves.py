"""The keys that move the cursor over the map."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.scroll_view import ScrollView

from vsm_tui.draw import Drawing, Field, Spot

_NEEDED: tuple[Field, ...] = ("wait", "touch", "pca")
"""What a map needs of every stage before its totals are known."""


def _move(keys: str, action: str, tooltip: str) -> Binding:
    return Binding(keys, action, tooltip, show=False, tooltip=tooltip, id=f"map.{action}")


class Moves(ScrollView):
    """A map's cursor keys; what is drawn, and how the cursor gets there, is the map's own business."""

    BINDINGS: ClassVar[list[BindingType]] = [
        _move("left,h", "go_left", "Left"),
        _move("right,l", "go_right", "Right"),
        _move("up,k", "go_up", "Up"),
        _move("down,j", "go_down", "Down"),
        _move("home,g", "first", "First stage"),
        _move("end,G", "last", "Last stage"),
        _move("tab", "next_value", "Next value"),
        _move("shift+tab", "previous_value", "Previous value"),
        _move("pageup", "back", "A window back"),
        _move("pagedown", "forth", "A window on"),
    ]

    spot: Spot

    @property
    def drawing(self) -> Drawing | None:
        """What is drawn now."""
        raise NotImplementedError

    def go_to(self, spot: Spot) -> None:
        """Put the cursor there."""
        raise NotImplementedError

    def region_of(self, spot: Spot) -> Region | None:
        """Where a spot is in the window."""
        raise NotImplementedError

    def _step(self, dx: int, dy: int) -> None:
        if self.drawing is not None:
            self.go_to(self.drawing.step(self.spot, dx, dy))

    def action_go_left(self) -> None:
        """One place to the left."""
        self._step(-1, 0)

    def action_go_right(self) -> None:
        """One place to the right."""
        self._step(1, 0)

    def action_go_up(self) -> None:
        """One place up."""
        self._step(0, -1)

    def action_go_down(self) -> None:
        """One place down."""
        self._step(0, 1)

    def action_first(self) -> None:
        """To the first stage, with all that stands above it."""
        self._to_stage(0)
        self._show_top()

    def _show_top(self) -> None:
        """Scroll up as far as the cursor stays in view."""
        pan = self.scroll_offset.x
        box = self.drawing.box(self.spot, pan) if self.drawing is not None else None
        if box is not None:
            top = max(0, box.y + box.height - self.size.height)
            self.scroll_to(pan, top, animate=False, immediate=True, force=True)
            self.refresh()

    def action_last(self) -> None:
        """To the last stage."""
        self._to_stage(len(self.drawing.scene.steps) - 1 if self.drawing else 0)

    def _to_stage(self, stage: int) -> None:
        field = self.spot.field if self.spot.field not in ("loop", "fact") else "name"
        self.go_to(Spot(max(0, stage), field))

    def action_next_value(self) -> None:
        """To the next value to fill in."""
        if self.drawing is not None:
            self.go_to(self.drawing.next_value(self.spot, 1))

    def action_previous_value(self) -> None:
        """To the value before."""
        if self.drawing is not None:
            self.go_to(self.drawing.next_value(self.spot, -1))

    def go_onward(self) -> None:
        """From a value that every stage needs to the next such value; from anything else nowhere."""
        drawing, spot = self.drawing, self.spot
        if drawing is None or spot.field not in _NEEDED:
            return
        onward = drawing.next_value(spot, 1)
        while onward.field not in _NEEDED and onward != drawing.next_value(onward, 1):
            onward = drawing.next_value(onward, 1)
        if onward.field in _NEEDED:
            self.go_to(onward)

    def action_back(self) -> None:
        """A window's worth of stages back."""
        self._by_window(-1)

    def action_forth(self) -> None:
        """A window's worth of stages on."""
        self._by_window(1)

    def _by_window(self, by: int) -> None:
        drawing = self.drawing
        if drawing is None or not drawing.scene.steps:
            return
        showing = [k for k in range(len(drawing.scene.steps)) if self.region_of(Spot(k)) is not None]
        last = len(drawing.scene.steps) - 1
        self._to_stage(min(max(0, self.spot.stage + by * max(1, len(showing) - 1)), last))
