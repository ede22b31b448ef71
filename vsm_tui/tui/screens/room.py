"""The map for a room: all stages large, one of them alone, or the light on the constraint; a timer in the corner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from textual import events
from textual.app import ComposeResult

from vsm_tui.draw import ASCII, UNICODE, Row, Run, Scene, Spot, View, safe
from vsm_tui.draw.large import in_light, overview
from vsm_tui.draw.largepage import Large
from vsm_tui.draw.largestage import focus
from vsm_tui.draw.run import wrap
from vsm_tui.tui.commands.looking import ShowWhy
from vsm_tui.tui.commands.room import LeaveRoom
from vsm_tui.tui.commands.roomtimer import IN_THE_ROOM
from vsm_tui.tui.commands.stream import Explain, SwitchClock, SwitchLayer
from vsm_tui.tui.commands.undoing import Redo, Undo
from vsm_tui.tui.filing import Happened
from vsm_tui.tui.questions import Subject
from vsm_tui.tui.screens.stream import StreamScreen
from vsm_tui.tui.widgets.keybar import KeyBar
from vsm_tui.tui.widgets.room import RoomView
from vsm_tui.tui.widgets.timer import CORNER, TimerCorner

if TYPE_CHECKING:
    from vsm_tui.tui.commands.command import Command
    from vsm_tui.tui.session import Session

Mode = Literal["all", "stage", "light"]
_FREE = 2
"""The row of a map whose right end is free: below the header, above the names of the stages."""
_REDRAWS: frozenset[Happened] = frozenset({"edited", "view", "measured", "range", "reloaded"})


class RoomScreen(StreamScreen):
    """Made to be read from the back of a room; edits of wastes, ideas and parked topics show at once."""

    ABOUT = (
        "The map for a room: every stage a thick bar, waiting first and work behind it, all to one scale, and its time "
        "in large numbers. Arrow keys go from stage to stage, enter looks at one alone, J lights the constraint."
    )
    ACTIONS: ClassVar[tuple[type[Command[Any]], ...]] = (
        *IN_THE_ROOM,
        Undo,
        Redo,
        SwitchLayer,
        SwitchClock,
        Explain,
        ShowWhy,
        LeaveRoom,
    )
    DRIVES = False
    CSS: ClassVar[str] = "RoomScreen { layers: base above; }"

    def __init__(self, session: Session, mode: Mode = "all", at: int = 0) -> None:
        super().__init__(session)
        self.mode: Mode = mode
        self.at = at

    def compose(self) -> ComposeResult:
        """The page, the timer above it, the keys."""
        yield RoomView()
        yield TimerCorner(self.vsm.timer, tall=True)
        yield KeyBar()

    def on_mount(self) -> None:
        """The page has the keys."""
        super().on_mount()
        self.query_one(RoomView).focus()
        if self.mode == "light":
            self._jump()

    @property
    def scene(self) -> Scene:
        """What there is to draw now."""
        shown, session = self.session.shown(), self.session
        return Scene.of(
            session.stream,
            shown.estimate,
            shown.measured,
            View(
                layer=session.view.layers,
                glyphs=ASCII if self.vsm.ascii else UNICODE,
                converted=shown.converted,
                window=session.view.named,
            ),
        )

    def switch(self, mode: Mode) -> None:
        """All stages, one alone, or the light on the constraint."""
        self.mode = mode
        if mode == "light":
            self._jump()
        self.draw()

    def _jump(self) -> None:
        lit = in_light(self.scene)
        if lit:
            self.at = lit[0]
        else:
            self.say("no stage is called the constraint here; the sentence below says why")

    def draw(self) -> None:
        """Make the page anew for the window as it is."""
        view = self.query_one(RoomView)
        width, height = view.size
        scene = self.scene
        if not scene.steps:
            self.dismiss(None)
            return
        if width < 1 or height < 1:
            return
        self.at = min(max(0, self.at), len(scene.steps) - 1)
        state = self._state(width)
        view.show(self._page(scene, width, height - len(state), state))

    def _page(self, scene: Scene, width: int, height: int, state: list[Row]) -> Large:
        corner = CORNER if self.vsm.timer.touched else 0
        if self.mode == "stage":
            page = focus(scene, width, height, self.at, corner=corner)
        else:
            lit = in_light(scene) if self.mode == "light" else None
            page = overview(scene, width, height, self.at, corner=corner, lit=lit or None, why=self.mode == "light")
        for row in state:
            page.add(row)
        return page

    def _state(self, width: int) -> list[Row]:
        """What should be known about work in the background, if anything."""
        shown = self.session.shown()
        parts: list[Row] = []
        if shown.measuring:
            parts.append((Run("measuring …", "warning"),))
        parts += [(Run(f"! {safe(problem.text)}", "warning"),) for problem in shown.why[:1]]
        return wrap(parts, width)[:1]

    def session_changed(self, what: Happened) -> None:
        """Draw anew what shows."""
        if what in _REDRAWS:
            self.draw()

    def on_room_view_laid(self) -> None:
        """The window has a size, or another one."""
        self.draw()

    def on_room_view_went(self, message: RoomView.Went) -> None:
        """To another stage; in the light, the light stays where it is."""
        last = len(self.session.stream.stages) - 1
        self.at = min(max(0, message.to if message.to is not None else self.at + message.by), last)
        if message.twice:
            self.mode = "stage"
        self.draw()
        self.refresh_keys()

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002 -- Textual's own signature
        """The timer goes with the corner."""
        self.query_one(TimerCorner).show()

    def subject(self) -> Subject:
        """The chosen stage; in the light, the constraint itself."""
        stages = self.session.stream.stages
        if not stages:
            return Subject()
        stage = stages[min(self.at, len(stages) - 1)].id
        return Subject("stage", stage=stage, key="constraint" if self.mode == "light" else f"stages.{stage}.time")


def show_room(screen: StreamScreen, mode: Mode, at: int) -> None:
    """Put the room's screen above another one; the cursor of a map below follows it home."""
    from vsm_tui.tui.screens.map import MapScreen

    room = RoomScreen(screen.session, mode, at)

    def back(_: None) -> None:
        if isinstance(screen, MapScreen) and room.at < len(screen.session.stream.stages):
            screen.map.go_to(Spot(room.at))

    screen.app.push_screen(room, back)


async def show_timer(screen: StreamScreen) -> None:
    """Let a screen show the timer from now on."""
    corner = screen.query_one_optional(TimerCorner)
    if corner is None:
        corner = TimerCorner(screen.vsm.timer, row=_FREE)
        await screen.mount(corner)
    corner.show()
    if isinstance(screen, RoomScreen):
        screen.draw()
