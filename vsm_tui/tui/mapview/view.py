"""One scrolling widget that draws the whole map, and only the rows and stages that show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from vsm_tui.draw import LAYERS, Box, Drawing, Spot, View, draw
from vsm_tui.draw.walk import still_there
from vsm_tui.flow import Flow
from vsm_tui.model import Stream
from vsm_tui.tui.mapview.moves import Moves
from vsm_tui.tui.mapview.strips import Painter

_KEPT_STRIPS = 500
_KEPT_DRAWINGS = len(LAYERS)
"""Switching between the layers draws each of them once."""
ZOOM_STEP = 1.25
ZOOM_MOST = 40.0


Strips = dict[tuple[int, int], Strip]
"""Painted rows by their place in the drawing and how far it is panned."""


class _Kept(NamedTuple):
    """A drawing, what it was asked for with, and its rows as far as they were painted."""

    asked: tuple[Stream, Flow | None, Flow | None, View, int]
    drawing: Drawing
    strips: Strips


class MapView(Moves, can_focus=True):
    """The map of one stream with a cursor on one value of one stage.

    Give it what to draw with :meth:`show`; it posts what the user points at and changes nothing itself.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    MapView {
        height: 1fr; background: $background; color: $foreground;
        scrollbar-size-vertical: 1; scrollbar-size-horizontal: 1; overflow-x: auto; overflow-y: auto;
    }
    """

    class _About(Message):
        """Something about one spot of one map."""

        def __init__(self, map_: MapView, spot: Spot) -> None:
            super().__init__()
            self.map, self.spot = map_, spot

        @property
        def control(self) -> MapView:
            """The map it comes from."""
            return self.map

    class CursorMoved(_About):
        """The cursor stands on another value."""

        def can_replace(self, message: Message) -> bool:
            """A burst of moves is one move."""
            return isinstance(message, MapView.CursorMoved) and message.map is self.map

    class LaidOut(Message):
        """The window changed its width and the map was laid out anew."""

    class FieldActivated(_About):
        """A value was chosen with a double click: edit it."""

    class StageOpened(_About):
        """A stage's name was chosen with a double click: show what is behind it."""

    class LoopPicked(_About):
        """A loop was chosen with a double click."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 -- Textual's own name
        super().__init__(id=id, classes=classes)
        self.spot = Spot(0)
        self.look = View(pan=True)
        self._subject: tuple[Stream, Flow | None, Flow | None] | None = None
        self._drawing: Drawing | None = None
        self._painter = Painter(self)
        self._strips: Strips = {}
        self._kept: list[_Kept] = []
        self._placed: Drawing | None = None
        self._drawn_for = Size(0, 0)
        self._picked: frozenset[int] = frozenset()

    # -- what it shows -----------------------------------------------------------------------------------------

    @property
    def drawing(self) -> Drawing | None:
        """What is drawn now; ``None`` before there is anything, or before there is a size."""
        return self._drawing

    def show(self, stream: Stream, estimate: Flow | None, measured: Flow | None, look: View | None = None) -> None:
        """Draw this from now on; the cursor stays on its stage."""
        kept = self._stage_id()
        self._subject = (stream, estimate, measured)
        if look is not None:
            self.look = replace(look, pan=True)
        if kept is not None:
            at = next((k for k, stage in enumerate(stream.stages) if stage.id == kept), None)
            stage = at if at is not None else min(self.spot.stage, max(0, len(stream.stages) - 1))
            self.spot = replace(self.spot, stage=stage)
        self._lay_out()

    def change_look(self, look: View) -> None:
        """Draw the same in another way: layer, scale, zoom, glyphs."""
        self.look = replace(look, pan=True)
        self._lay_out()

    def _stage_id(self) -> str | None:
        if self._subject is None or not 0 <= self.spot.stage < len(self._subject[0].stages):
            return None
        return self._subject[0].stages[self.spot.stage].id

    def _lay_out(self) -> None:
        self._draw()
        self._place()
        self.refresh()

    def _draw(self) -> None:
        """Draw the subject for the window as it is."""
        width = self._room()
        if self._subject is None or width <= 0:
            return
        stream, estimate, measured = self._subject
        look = replace(self.look, rows=self.size.height)
        asked = (stream, estimate, measured, look, width)
        kept = next((kept for kept in self._kept if kept.asked == asked), None)
        if kept is None:
            kept = _Kept(asked, draw(stream, estimate, measured, width=width, view=look), {})
        self._kept = [*(other for other in self._kept if other is not kept), kept][-_KEPT_DRAWINGS:]
        self._drawing, self._strips = kept.drawing, kept.strips
        self.spot = still_there(self._drawing, self.spot)
        self._drawn_for = self.outer_size

    def _place(self) -> None:
        """Tell how much there is to scroll, and scroll to the cursor."""
        drawing, width = self._drawing, self._room()
        if drawing is None:
            return
        self._placed = drawing
        self.virtual_size = Size(drawing.extent + 1 if drawing.extent > width else width, drawing.height)
        self._bring_into_view()

    def _room(self) -> int:
        """The cells to draw in; the last one is always left to the scroll bar, so that its coming moves nothing."""
        return self.outer_size.width - 1

    def on_resize(self) -> None:
        """Lay out anew where the window changed."""
        self._fit_window()
        if self._placed is not self._drawing:
            self._place()
            self.post_message(self.LaidOut())
        else:
            self._bring_into_view()

    def _fit_window(self) -> None:
        """Draw anew where the window has another size: also when it is painted before it has heard of that."""
        if self._drawn_for != self.outer_size:
            self._draw()

    def notify_style_update(self) -> None:
        """Another theme: every strip has to be painted anew."""
        super().notify_style_update()
        self._painter.forget()
        for kept in self._kept:
            kept.strips.clear()

    # -- painting ----------------------------------------------------------------------------------------------

    @property
    def pan(self) -> int:
        """How many cells the stages are moved to the left."""
        return self.scroll_offset.x

    def render_line(self, y: int) -> Strip:
        """One row of the window; rows are painted once and kept until something changes."""
        self._fit_window()
        drawing, width = self._drawing, self.size.width
        top = y + self.scroll_offset.y
        if drawing is None or top >= drawing.height:
            return self._painter.blank(width)
        key = (top, self.pan)
        strip = self._strips.get(key)
        if strip is None or strip.cell_length != width:
            if len(self._strips) > _KEPT_STRIPS:
                self._strips.clear()
            strip = self._strips[key] = self._painter.strip(drawing.row(top, self.pan), width)
        return self._marked(strip, top)

    def _marked(self, strip: Strip, top: int) -> Strip:
        drawing = self._drawing
        if drawing is None:
            return strip
        for stage in self._picked:
            strip = self._mark(strip, top, drawing.box(Spot(stage), self.pan), "pick")
        if self.spot.field not in ("name", "fact"):
            strip = self._mark(strip, top, drawing.box(Spot(self.spot.stage), self.pan), "here")
        return self._mark(strip, top, drawing.box(self.spot, self.pan), "cursor")

    def _mark(self, strip: Strip, top: int, box: Box | None, name: str) -> Strip:
        if box is None or not box.y <= top < box.y + box.height:
            return strip
        return self._painter.marked(strip, box.x, box.x + box.width, name)

    def region_of(self, spot: Spot) -> Region | None:
        """Where a spot is in this widget's window; ``None`` where it is out of sight."""
        box = self._drawing.box(spot, self.pan) if self._drawing else None
        if box is None:
            return None
        y = box.y - self.scroll_offset.y
        return Region(box.x, y, box.width, box.height) if -box.height < y < self.size.height else None

    def _refresh_spots(self, spots: Iterable[Spot]) -> None:
        regions = [region for spot in spots if (region := self.region_of(spot)) is not None]
        if regions:
            self.refresh(*regions)

    def pick(self, stages: Iterable[int]) -> None:
        """Mark stages that were picked, such as the first end of a loop being drawn."""
        self._picked = frozenset(stages)
        self.refresh()

    # -- the cursor --------------------------------------------------------------------------------------------

    def go_to(self, spot: Spot) -> None:
        """Put the cursor there, bring it into view and tell."""
        before = self.spot
        if spot == before:
            return
        self.spot = spot
        if not self._bring_into_view():
            self._refresh_spots({before, Spot(before.stage), spot, Spot(spot.stage)})
        self.post_message(self.CursorMoved(self, spot))

    def _bring_into_view(self) -> bool:
        """Scroll so that the whole stage shows, and the row of the cursor; whether anything moved."""
        drawing = self._drawing
        if drawing is None:
            return False
        pan = drawing.pan_to(self.spot.stage, self.pan)
        box = drawing.box(self.spot, pan)
        top, height = self.scroll_offset.y, self.size.height
        if box is not None and height > 0:
            above = box.y - 3 if box.y < 8 else box.y - 1
            if box.y < top + 1:
                top = max(0, above)
            elif box.y + box.height > top + height:
                top = box.y + box.height - height
        if (pan, top) == (self.pan, self.scroll_offset.y):
            return False
        self.scroll_to(pan, top, animate=False, immediate=True, force=True)
        self.refresh()
        return True

    # -- how it looks ------------------------------------------------------------------------------------------

    def zoom_by(self, factor: float) -> None:
        """Widen or narrow the map; 1 is the map fitted to the window."""
        zoom = min(ZOOM_MOST, max(1.0, self.look.zoom * factor))
        self.change_look(replace(self.look, zoom=zoom))

    def fit(self) -> None:
        """The whole map in the window, as far as names stay readable."""
        self.change_look(replace(self.look, zoom=1.0))

    def switch_scale(self) -> None:
        """Widths by time, or every stage equally wide."""
        self.change_look(replace(self.look, scale="equal" if self.look.scale == "time" else "time"))

    # -- the mouse ---------------------------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        """One click puts the cursor there; two open what is there."""
        if self._drawing is None:
            return
        spot = self._drawing.at(event.x, event.y + self.scroll_offset.y, self.pan)
        if spot is None:
            return
        self.go_to(spot)
        if event.chain == 2:
            kind = {"name": self.StageOpened, "loop": self.LoopPicked}.get(spot.field, self.FieldActivated)
            self.post_message(kind(self, spot))
