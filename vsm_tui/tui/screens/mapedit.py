"""Typing on the map: the input that lies on a value, and rework loops drawn by their two ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.geometry import Region

from vsm_tui import edit
from vsm_tui.draw import Field, Spot, safe
from vsm_tui.edit.done import done
from vsm_tui.model import Loop
from vsm_tui.tui.mapview import MapView
from vsm_tui.tui.mapview.computed import NOT_TYPED
from vsm_tui.tui.screens.stream import StreamScreen
from vsm_tui.tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from vsm_tui.tui.mapview.asking import Asking
    from vsm_tui.tui.mapview.editor import CellEditor, Then

_TYPED = frozenset({"wait", "touch", "pca", "people", "loop"})
"""The values that a digit begins to type."""


class EditedMap(StreamScreen):
    """The part of the map's screen that changes the stream."""

    _has_editor = False

    def describe(self) -> None:
        """Tell anew what is under the cursor."""

    async def _add_editor(self) -> None:
        from vsm_tui.tui.mapview.editor import CellEditor

        await self.mount(CellEditor())
        self._has_editor = True

    @property
    def takes_keys(self) -> bool:
        """Once there is an input that they can go to."""
        return super().takes_keys and self._has_editor

    @property
    def map(self) -> MapView:
        """The map itself."""
        return self.query_one(MapView)

    @property
    def editor(self) -> CellEditor:
        """The input on the map."""
        from vsm_tui.tui.mapview.editor import CellEditor

        return self.query_one(CellEditor)

    # -- changing ----------------------------------------------------------------------------------------------

    def do(self, change: edit.Change) -> bool:
        """Make a change and say what it was; whether it fitted."""
        try:
            self.session.do(change)
        except edit.EditError as error:
            self.say(safe(str(error)))
            return False
        self.say(f"{safe(done(change.title))} · u takes it back")
        return True

    def ask(self, asking: Asking, first: str = "") -> None:
        """Open the input where the answer will stand."""
        if not self._has_editor:
            self.call_after_refresh(self.ask, asking, first)
            return
        self.map.go_to(asking.spot)
        self.editor.begin(asking, self.session.stream, self._place_of(asking), self.size, first=first)

    def _place_of(self, asking: Asking) -> Region:
        """Where the value is on the screen; below the map where there is none yet."""
        map_ = self.map
        below = map_.drawing.height + 1 if map_.drawing is not None else 0
        place = map_.region_of(asking.spot) or Region(1, min(below, map_.size.height - 3), 1, 1)
        return place.translate(map_.region.offset)

    def place_editor(self) -> None:
        """The map was laid out anew: the input goes with its value."""
        if self._has_editor and self.editor.is_open and self.editor.asking is not None:
            self.editor.place(self._place_of(self.editor.asking), self.size)

    @property
    def typing(self) -> bool:
        """Whether somebody is in the middle of a value."""
        return super().typing or (self._has_editor and self.editor.is_open)

    def finish_typing(self) -> str:
        """Keep what is being typed, as enter would; what is wrong with it where it cannot be kept."""
        if not (self._has_editor and self.editor.is_open):
            return ""
        change, wrong = self.editor.answer()
        if wrong:
            return wrong
        self._end_editing()
        if change is not None:
            self.do(change)
        return ""

    def edit_value(self, first: str = "") -> None:
        """Type the value under the cursor."""
        from vsm_tui.tui.mapview.asking import ask_value

        asking = ask_value(self.session.stream, self.map.spot, self._ends())
        if self.vsm.read_only:
            self.say("this is a view to look at")
        elif asking is None:
            self.say(NOT_TYPED.get(self.map.spot.field, "") if not first else "")
        else:
            self.ask(asking, first)

    def on_key(self, event: events.Key) -> None:
        """A digit on a value begins to type it, on a stage's name the first of its values that is missing."""
        digit = event.character is not None and event.character in "0123456789"
        if not digit or not self.map.has_focus:
            return
        if self.map.spot.field == "name" and self.session.stream.stages:
            event.stop()
            self._begin_missing(event.character or "")
        elif self.map.spot.field in _TYPED:
            event.stop()
            self.edit_value(event.character or "")

    def _begin_missing(self, first: str) -> None:
        """Begin the first value that a stage still lacks, with none its time; escape leaves that as it was."""
        at = self.map.spot.stage
        stage = self.session.stream.stages[at]
        needed: tuple[Field, ...] = ("wait", "touch", "pca") if stage.outside is None else ("pca",)
        missing = next((field for field in needed if getattr(stage, field) is None), None)
        self.map.go_to(Spot(at, missing or "wait"))
        self.edit_value(first)
        if missing is None and self.typing:
            what, old = ("time", stage.outside) if stage.outside is not None else ("wait", stage.wait)
            self.say(f"{safe(stage.name)} lacks no value; its {what} is {old}: esc leaves it so")

    async def on_map_view_field_activated(self) -> None:
        """A double click on a value."""
        await self.action_command("map.open")

    def on_map_view_loop_picked(self) -> None:
        """A double click on a loop."""
        self.edit_value()

    async def on_map_view_stage_opened(self) -> None:
        """A double click on a stage's name."""
        await self.action_command("map.open")

    def on_cell_editor_committed(self, message: CellEditor.Committed) -> None:
        """Take the answer over, and go where the user wants to go next."""
        change, stream = message.change, self.session.stream
        new_id = change.id_in(stream) if isinstance(change, edit.InsertStage) else None
        self._end_editing()
        if not self.do(change):
            return
        if new_id is not None:
            self.map.go_to(Spot(self.session.stream.position(new_id), "name"))
        self._go_on(message.then)

    def on_cell_editor_unchanged(self, message: CellEditor.Unchanged) -> None:
        """Nothing to do but to go on."""
        self._end_editing()
        self._go_on(message.then)

    def on_cell_editor_cancelled(self) -> None:
        """Back to the map."""
        self._hush()
        self._end_editing()

    def _end_editing(self) -> None:
        self.editor.end()
        self.map.focus()

    def _go_on(self, then: Then) -> None:
        """Enter goes on to the next value a map needs, which the next digit begins; tab begins to edit at once."""
        if then == "onward":
            self.map.go_onward()
            return
        before = self.map.spot
        if then == "next":
            self.map.action_next_value()
        else:
            self.map.action_previous_value()
        if self.map.spot != before:
            self.edit_value()

    # -- loops -------------------------------------------------------------------------------------------------

    rejecting: int | None = None
    """The stage that rejects, while a loop is being drawn."""

    def _ends(self) -> tuple[str, str] | None:
        drawing, index = self.map.drawing, self.map.spot.loop
        if drawing is None or index is None or index >= len(drawing.scene.loops):
            return None
        loop = drawing.scene.loops[index]
        return loop.source, loop.target

    def typed_loop(self) -> Loop | None:
        """The loop under the cursor as people estimated it."""
        ends = self._ends()
        return next((loop for loop in self.session.stream.rework if loop.key == ends), None)

    def begin_loop(self) -> None:
        """Take the stage under the cursor as the one that rejects."""
        self.rejecting = self.map.spot.stage
        self._hush()
        self.map.pick({self.rejecting})
        self.describe()

    def end_loop(self) -> None:
        """Take the stage under the cursor as the one that redoes, and ask for share and cause."""
        from vsm_tui.tui.mapview.asking import ask_loop

        stages, source, target = self.session.stream.stages, self.rejecting, self.map.spot.stage
        if source is None or not (source < len(stages) and target < len(stages)):
            self.drop_loop()
            return
        if target > source:
            self.say(f"a loop leads back: choose {safe(stages[source].name)} or a stage before it")
            return
        self.drop_loop()
        self._hush()
        asking = ask_loop(self.session.stream, Spot(target), stages[source].id, stages[target].id)
        if asking is not None:
            self.ask(asking)

    def _hush(self) -> None:
        """The keys again in the footer: what it says is over, or has nothing to do with what begins."""
        bar = self.query_one_optional(KeyBar)
        if bar is not None:
            bar.hush()

    def drop_loop(self) -> None:
        """Stop drawing a loop."""
        self.rejecting = None
        self.map.pick(())
        self.describe()
