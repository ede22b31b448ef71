"""The map: always there, always live, and edited in place."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from vsm_tui.draw import ASCII, UNICODE, Row, Run, View, safe
from vsm_tui.draw.keys import key_of
from vsm_tui.tui.commands.common import Back
from vsm_tui.tui.commands.guide import OpenGuide
from vsm_tui.tui.commands.handout import HandOut
from vsm_tui.tui.commands.looking import LOOKING
from vsm_tui.tui.commands.map import MAP_COMMANDS
from vsm_tui.tui.commands.mapcursor import Items, LeaveMap
from vsm_tui.tui.commands.roomtimer import ROOM_COMMANDS
from vsm_tui.tui.commands.round import ShowRound
from vsm_tui.tui.commands.stream import STREAM_COMMANDS, ShowItems
from vsm_tui.tui.commands.zoom import ZOOM_COMMANDS
from vsm_tui.tui.mapview import MapView
from vsm_tui.tui.mapview.detail import Detail, describe
from vsm_tui.tui.questions import Subject, subject_of
from vsm_tui.tui.screens.mapedit import EditedMap
from vsm_tui.tui.session import Happened, Shown
from vsm_tui.tui.widgets.keybar import KeyBar

_REDRAWS: frozenset[Happened] = frozenset({"edited", "view", "measured", "range", "reloaded"})
_HINT = "Press a to add the first stage, Q to be guided, or d to begin with a log."
_NO_STAGE_YET = "There is no stage yet. What whoever shares this adds stands here at once."
_STANDS_FOR = {ShowItems: Items, Back: LeaveMap}


class MapScreen(EditedMap):
    """The map of one stream, its cursor, and the small input that lies on it."""

    ACTIONS = (
        *MAP_COMMANDS,
        OpenGuide,
        *ZOOM_COMMANDS,
        *LOOKING,
        HandOut,
        ShowRound,
        *ROOM_COMMANDS,
        *(_STANDS_FOR.get(command, command) for command in STREAM_COMMANDS),
    )
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
        self.map.look = View(pan=True, glyphs=ASCII if self.vsm.ascii else UNICODE, hint=self._hint)
        self._draw()
        self.map.focus()
        self.call_after_refresh(self._add_editor)
        if self.vsm.timer.touched:
            from vsm_tui.tui.screens.room import show_timer

            self.call_after_refresh(show_timer, self)

    _shown: Shown | None = None
    _can_run: tuple[bool, ...] = ()

    # -- drawing -----------------------------------------------------------------------------------------------

    def session_changed(self, what: Happened) -> None:
        """Draw anew where something that shows has changed."""
        if what in _REDRAWS:
            self._draw()
        else:
            self._shown = self.session.shown()
            self.describe()

    @property
    def _hint(self) -> str:
        return _NO_STAGE_YET if self.vsm.read_only else _HINT

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
                hint=self._hint,
                converted=shown.converted,
                window=session.view.named,
                off_hours=session.view.off_hours,
            ),
        )
        self.describe()

    def describe(self) -> None:
        """Tell anew what is under the cursor."""
        drawing = self.map.drawing
        if drawing is None:
            return
        if self.map.spot.field == "fact":
            from vsm_tui.tui.explaining import in_short

            parts = [*self._state(), *in_short(self.question())]
        else:
            parts = describe(drawing.scene, self.map.spot, self._state())
        self.query_one(Detail).say(parts)

    def _state(self) -> list[Row]:
        """What the user should know about the work in the background, if there is something to know."""
        shown = self._shown or self.session.shown()
        parts: list[Row] = []
        if self.rejecting is not None:
            name = safe(self.session.stream.stages[self.rejecting].name)
            parts.append((Run(f"↺ rework from {name}: go to the stage that redoes it, then r; esc drops it", "loop"),))
        if shown.measuring:
            of = f" {safe(self.session.view.named)}" if self.session.view.named else ""
            parts.append((Run(f"measuring{of} …", "warning"),))
        parts += [(Run(f"! {safe(problem.text)}", "warning"),) for problem in shown.why[:1]]
        if self.session.stream.sources:
            from vsm_tui.model.tools import first_wrong

            if wrong := first_wrong(self.session.stream.sources):
                parts.append((Run(f"! {safe(wrong)} (d: data)", "warning"),))
        if self.session.filing.unsaved:
            parts.append((Run(f"! not saved: {safe(self.session.filing.unsaved)}", "warning"),))
        elif self.session.disk.trouble:
            parts.append((Run(f"! {safe(self.session.disk.trouble)}", "warning"),))
        return parts

    def on_map_view_cursor_moved(self) -> None:
        """Tell about the new place, once the cursor stands there."""
        self.call_after_refresh(self._follow)

    def _follow(self) -> None:
        self.describe()
        can_run = tuple(command.why_not() is None for command in self.commands() if command.footer)
        if can_run != self._can_run:
            self._can_run = can_run
            self.refresh_keys()

    def on_map_view_laid_out(self) -> None:
        """The window changed its size: what is being typed goes with its value."""
        self.describe()
        self.place_editor()

    def subject(self) -> Subject:
        """What is under the cursor."""
        stages, spot = self.session.stream.stages, self.map.spot
        drawing = self.map.drawing
        key = key_of(drawing.scene, spot) if drawing is not None else ""
        if spot.field == "loop" and (ends := self._ends()) is not None:
            return Subject("loop", loop=ends, key=key)
        if spot.field == "fact":
            return subject_of(key, [drawing.scene.main] if drawing is not None else [])
        if not 0 <= spot.stage < len(stages):
            return Subject()
        return Subject("stage", stage=stages[spot.stage].id, key=key)

    def no_width(self) -> str | None:
        """Why widths cannot be changed."""
        drawing = self.map.drawing
        across = drawing is not None and drawing.pans
        return (
            None if across else "stages stand one below the other here; a window of 97 columns draws them side by side"
        )
