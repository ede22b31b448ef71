"""The map: always there, always live, and edited in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.geometry import Region

from vsm_tui import edit
from vsm_tui.draw import ASCII, UNICODE, Row, Run, Spot, View, safe
from vsm_tui.model import Loop
from vsm_tui.tui.commands.common import Back
from vsm_tui.tui.commands.map import MAP_COMMANDS, Items, LeaveMap
from vsm_tui.tui.commands.stream import STREAM_COMMANDS, ShowItems
from vsm_tui.tui.commands.zoom import ZOOM_COMMANDS
from vsm_tui.tui.mapview import MapView
from vsm_tui.tui.mapview.detail import Detail, describe
from vsm_tui.tui.screens.stream import StreamScreen, Subject
from vsm_tui.tui.session import Happened, Shown
from vsm_tui.tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from vsm_tui.tui.mapview.asking import Asking
    from vsm_tui.tui.mapview.editor import CellEditor, Then

_REDRAWS: frozenset[Happened] = frozenset({"edited", "view", "measured", "range", "reloaded"})
_HINT = "Press a to add the first stage, or d to begin with an event log."
_STANDS_FOR = {ShowItems: Items, Back: LeaveMap}


class MapScreen(StreamScreen):
    """The map of one stream, its cursor, and the small input that lies on it."""

    ACTIONS = (*MAP_COMMANDS, *ZOOM_COMMANDS, *(_STANDS_FOR.get(command, command) for command in STREAM_COMMANDS))
    ABOUT = (
        "The map of one stream. Waiting is drawn on the upper step, work on the lower one, both to scale; loops hang "
        "below, from the stage that rejects to the stage that redoes. Type a value where it stands."
    )
    CSS: ClassVar[str] = "MapScreen { layers: base above; }"

    def compose(self) -> ComposeResult:
        """The map, what is under the cursor, the keys; the input that lies above comes after the first frame."""
        yield MapView()
        yield Detail()
        yield KeyBar()

    def on_mount(self) -> None:
        """Draw at once."""
        self.map.look = View(pan=True, glyphs=ASCII if self.vsm.ascii else UNICODE, hint=_HINT)
        self._draw()
        self.map.focus()
        self.call_after_refresh(self._add_editor)

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

    _shown: Shown | None = None
    _can_run: tuple[bool, ...] = ()
    _has_editor = False

    # -- drawing -----------------------------------------------------------------------------------------------

    def session_changed(self, what: Happened) -> None:
        """Draw anew where something that shows has changed."""
        if what in _REDRAWS:
            self._draw()
        else:
            self._shown = self.session.shown()
            self._describe()

    def _draw(self) -> None:
        self._shown = shown = self.session.shown()
        session, look = self.session, self.map.look
        self.map.show(
            session.stream,
            shown.estimate,
            shown.measured,
            View(
                layer=session.view.layers,
                scale=look.scale,
                zoom=look.zoom,
                glyphs=look.glyphs,
                hint=_HINT,
                converted=shown.converted,
            ),
        )
        self._describe()

    def _describe(self) -> None:
        drawing = self.map.drawing
        if drawing is not None:
            self.query_one(Detail).say(describe(drawing.scene, self.map.spot, self._state()))

    def _state(self) -> list[Row]:
        """What the user should know about the work in the background, if there is something to know."""
        shown = self._shown or self.session.shown()
        parts: list[Row] = []
        if self.rejecting is not None:
            name = safe(self.session.stream.stages[self.rejecting].name)
            parts.append((Run(f"↺ rework from {name}: go to the stage that redoes it, then r; esc drops it", "loop"),))
        if shown.measuring:
            parts.append((Run("measuring …", "warning"),))
        parts += [(Run(f"! {safe(problem.text)}", "warning"),) for problem in shown.why[:1]]
        if self.session.disk.trouble:
            parts.append((Run(f"! not saved: {safe(self.session.disk.trouble)}", "warning"),))
        return parts

    def on_map_view_cursor_moved(self) -> None:
        """Tell about the new place, once the cursor stands there."""
        self.call_after_refresh(self._follow)

    def _follow(self) -> None:
        self._describe()
        can_run = tuple(command.when() is None for command in self.commands() if command.footer)
        if can_run != self._can_run:
            self._can_run = can_run
            self.refresh_keys()

    def on_map_view_laid_out(self) -> None:
        """The window changed its size."""
        self._describe()

    def subject(self) -> Subject:
        """What is under the cursor."""
        stages, spot = self.session.stream.stages, self.map.spot
        if spot.field == "loop" and (ends := self._ends()) is not None:
            return Subject("loop", loop=ends)
        if not 0 <= spot.stage < len(stages):
            return Subject()
        return Subject("stage", stage=stages[spot.stage].id, field=spot.field)

    def no_width(self) -> str | None:
        """Why widths cannot be changed."""
        drawing = self.map.drawing
        across = drawing is not None and drawing.pans
        return (
            None if across else "stages stand one below the other here; a window of 97 columns draws them side by side"
        )

    # -- changing ----------------------------------------------------------------------------------------------

    def do(self, change: edit.Change) -> bool:
        """Make a change and say what it was; whether it fitted."""
        try:
            self.session.do(change)
        except edit.EditError as error:
            self.say(safe(str(error)))
            return False
        self.say(f"{safe(change.title)} · u takes it back")
        return True

    def ask(self, asking: Asking, first: str = "") -> None:
        """Open the input where the answer will stand."""
        if not self._has_editor:
            self.call_after_refresh(self.ask, asking, first)
            return
        map_ = self.map
        map_.go_to(asking.spot)
        below = map_.drawing.height + 1 if map_.drawing is not None else 0
        place = map_.region_of(asking.spot) or Region(1, min(below, map_.size.height - 3), 1, 1)
        self.editor.begin(asking, self.session.stream, place.translate(map_.region.offset), self.size, first=first)

    def edit_value(self, first: str = "") -> None:
        """Type the value under the cursor."""
        from vsm_tui.tui.mapview.asking import ask_value

        asking = ask_value(self.session.stream, self.map.spot, self._ends())
        if asking is None:
            self.say("only the log can tell this; press d to lay one over the map" if not first else "")
        else:
            self.ask(asking, first)

    def on_key(self, event: events.Key) -> None:
        """A digit on a value begins to type it."""
        digit = event.character is not None and event.character in "0123456789"
        if digit and self.map.has_focus and self.map.spot.field not in ("name", "wip"):
            event.stop()
            self.edit_value(event.character or "")

    def on_map_view_field_activated(self) -> None:
        """A double click on a value."""
        self.edit_value()

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
        self.map.pick({self.rejecting})
        self._describe()

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
        asking = ask_loop(self.session.stream, Spot(target), stages[source].id, stages[target].id)
        if asking is not None:
            self.ask(asking)

    def drop_loop(self) -> None:
        """Stop drawing a loop."""
        self.rejecting = None
        self.map.pick(())
        self._describe()
