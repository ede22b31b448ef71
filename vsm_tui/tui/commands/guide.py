"""The guide: how it is opened, and what its keys do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vsm_tui.tui.commands.command import Command
from vsm_tui.tui.commands.common import Back
from vsm_tui.tui.commands.looking import ShowWhy
from vsm_tui.tui.commands.roomtimer import ResetTimer, SetTimer, SwitchTimer
from vsm_tui.tui.commands.stream import (
    CompareLayers,
    ConfirmGuesses,
    EditScope,
    Explain,
    MapStates,
    StreamCommand,
    SwitchClock,
    SwitchLayer,
)
from vsm_tui.tui.commands.undoing import Redo, Undo

if TYPE_CHECKING:
    from vsm_tui.tui.app import VsmApp
    from vsm_tui.tui.screens.guide import GuideScreen
    from vsm_tui.tui.session import Session


async def open_guide(app: VsmApp, session: Session) -> None:
    """Put the guide over the map; the map's cursor follows it home."""
    from vsm_tui.tui.screens.guide import GuideScreen
    from vsm_tui.tui.screens.map import MapScreen

    below, guide = app.screen, GuideScreen(session)

    def back(_: None) -> None:
        if isinstance(below, MapScreen):
            below.map.go_to(guide.spot)

    await app.push_screen(guide, back)


class OpenGuide(StreamCommand):
    """One question at a time, from the scope to a whole map; goes on where something is missing."""

    harmless = True
    id = "guide"
    keys = "Q"
    title = "Guide: one question at a time"
    short = "guide"
    group = "Change"
    verb = "guide"

    async def run(self) -> None:
        """Open it over the map."""
        await open_guide(self.screen.vsm, self.screen.session)


class GuideCommand(Command["GuideScreen"]):
    """A command on the guide."""

    screen: GuideScreen
    group = "Guide"


class Take(GuideCommand):
    """Take what was typed or picked and go on to the next missing thing; from the map, back to the question."""

    harmless = True
    id = "guide.take"
    keys = "enter"
    title = "Take the answer and go on"
    verb = "open"
    footer = True

    def brief(self) -> str:
        """What it does now."""
        if self.screen.typing:
            return "ok"
        return "done" if self.screen.place.step == "improve" else "go on"

    async def run(self) -> None:
        """Take it, or go back to the question."""
        self.screen.enter()


class Skip(GuideCommand):
    """The next question; this one stays open where nothing was typed."""

    harmless = True
    id = "guide.skip"
    keys = "tab"
    title = "Next question"
    short = "skip"
    verb = "next question"
    footer = True

    async def run(self) -> None:
        """Go there."""
        self.screen.go_by(1)


class Before(GuideCommand):
    """The question before, to look at its answer or to give another one."""

    harmless = True
    id = "guide.before"
    keys = "shift+tab"
    title = "Question before"
    verb = "question before"

    async def run(self) -> None:
        """Go there."""
        self.screen.go_by(-1)


class NextStep(GuideCommand):
    """The next step of the guide, at what it still misses."""

    harmless = True
    id = "guide.next-step"
    keys = "pagedown"
    title = "Next step"
    short = "step"
    verb = "next step"
    footer = True

    async def run(self) -> None:
        """Go there."""
        self.screen.go_to_step(1)


class StepBefore(GuideCommand):
    """The step before; whatever was reached can be looked at again and changed."""

    harmless = True
    id = "guide.step-before"
    keys = "pageup"
    title = "Step before"
    verb = "step before"

    async def run(self) -> None:
        """Go there."""
        self.screen.go_to_step(-1)


class TakeBack(Undo):
    """Take back the last answer, as often as you like; ctrl+t, and u while no field has the keys."""

    id = "guide.undo"
    keys = "ctrl+t,u"
    short = "undo"

    async def run(self) -> None:
        """Undo, say what, and ask that question again."""
        title = self.screen.retrace(self.screen.session.undo)
        self.screen.say(f"Undone: {title} · ctrl+y does it again")


class GiveAgain(Redo):
    """Give the answer again that was taken back; ctrl+y, and U while no field has the keys."""

    id = "guide.redo"
    keys = "ctrl+y,U"

    async def run(self) -> None:
        """Redo, say what, and stay at that question."""
        self.screen.say(f"Done again: {self.screen.retrace(self.screen.session.redo)}")


class DrawBack(GuideCommand):
    """Draw another way back on the map above: r on the stage that sends back, then r on the one that redoes it."""

    id = "guide.rework"
    keys = "r"
    title = "Draw a way back on the map"
    short = "rework"
    verb = "rework"

    def when(self) -> str | None:
        """There must be a stage."""
        return None if self.screen.session.stream.stages else "there is no stage yet"

    async def run(self) -> None:
        """Pick the first end, or the second."""
        self.screen.draw_back()


class ExplainHere(Explain):
    """How the number under the cursor came about; from the map or the overview, a field takes the key as a letter."""

    footer = False


class LayerHere(SwitchLayer):
    """Both layers on the map above, the estimate alone, or the measurement alone."""

    footer = False


class LeaveGuide(Back):
    """From the question to the map, from there out of the guide; every answer is kept."""

    id = "guide.back"
    footer = True

    def brief(self) -> str:
        """Where it leads now."""
        return "map" if self.screen.typing and self.screen.session.stream.stages else "leave"

    async def run(self) -> None:
        """One step back."""
        await self.screen.step_out()


GUIDE_COMMANDS: tuple[type[Command[Any]], ...] = (
    Take,
    Skip,
    Before,
    NextStep,
    StepBefore,
    LeaveGuide,
    TakeBack,
    GiveAgain,
    DrawBack,
    ShowWhy,
    ExplainHere,
    CompareLayers,
    LayerHere,
    SwitchClock,
    ConfirmGuesses,
    EditScope,
    MapStates,
    SwitchTimer,
    ResetTimer,
    SetTimer,
)
