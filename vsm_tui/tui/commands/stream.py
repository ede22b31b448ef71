"""What can be done wherever one open stream is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vsm_tui.tui.commands.command import Command
from vsm_tui.tui.commands.common import Back
from vsm_tui.tui.commands.undoing import Redo, Undo
from vsm_tui.tui.session import with_next_layers, with_other_clock

if TYPE_CHECKING:
    from vsm_tui.tui.screens.stream import StreamScreen

NO_LOG = "this stream has no event log yet; press d to choose one"


class StreamCommand(Command["StreamScreen"]):
    """A command on the open stream."""

    screen: StreamScreen

    def no_measurement(self) -> str | None:
        """Why there is nothing measured to look at."""
        session = self.screen.session
        if not session.data.paths:
            return NO_LOG
        if session.measurement is None:
            problems = session.data.problems(session.clock)
            return problems[0].text if problems else "the log is still being measured"
        return None


class ConfirmGuesses(StreamCommand):
    """Say that what the draft guessed is right: its stages, their states and the end point; the marks go."""

    id = "guesses.confirm"
    keys = "exclamation_mark"
    title = "Confirm what was guessed"
    group = "Change"
    verb = "confirm"

    def when(self) -> str | None:
        """There must be a guess."""
        return None if self.screen.session.stream.guesses else "nothing here is a guess"

    async def run(self) -> None:
        """Confirm everything."""
        from vsm_tui.edit import ConfirmAllGuesses
        from vsm_tui.edit.done import done

        change = ConfirmAllGuesses()
        self.screen.session.do(change)
        self.screen.say(f"{done(change.title)} · u takes it back")


class SwitchLayer(StreamCommand):
    """Both layers, the estimate alone, or the measurement alone."""

    harmless = True
    id = "layer"
    keys = "m"
    title = "Estimate, measured or both"
    short = "layer"
    group = "View"
    verb = "layer"
    footer = True

    def when(self) -> str | None:
        """There must be a log."""
        return None if self.screen.session.data.paths else NO_LOG

    async def run(self) -> None:
        """The next layer."""
        session = self.screen.session
        before = session.clock
        session.look(with_next_layers(session.view))
        layers = {"measured": "measured alone", "estimate": "estimate alone"}.get(session.view.layers, "both layers")
        if session.clock == before:
            self.screen.say(f"{layers} · {session.clock} clock")
        else:
            self.screen.say(f"{layers}: {session.clock} clock; c switches")


class SwitchClock(StreamCommand):
    """Working time or elapsed time.

    Estimates are made in working time; on the elapsed clock they are converted by the average week and marked ~.
    """

    harmless = True
    id = "clock"
    keys = "c"
    title = "Working or elapsed clock"
    short = "clock"
    group = "View"
    verb = "clock"

    async def run(self) -> None:
        """The other clock."""
        session = self.screen.session
        session.look(with_other_clock(session.view, session.clock))
        self.screen.say(f"{session.clock.capitalize()} clock")


class ShowItems(StreamCommand):
    """The items behind what is under the cursor, slowest first."""

    harmless = True
    id = "items"
    keys = "enter,i"
    title = "Items behind this"
    short = "items"
    group = "Look closer"
    verb = "open"
    footer = True

    def when(self) -> str | None:
        """There must be a measurement."""
        return self.no_measurement()

    async def run(self) -> None:
        """Open the items: those the number under the cursor is over."""
        whose = self.screen.question().items.whose
        self.screen.show_items(self.screen.subject()._replace(whose=whose))


class Explain(StreamCommand):
    """How the number under the cursor came about: formula, items, exclusions, window, clock, source and findings."""

    harmless = True
    id = "explain"
    keys = "question_mark"
    title = "Explain this value"
    short = "explain"
    group = "Look closer"
    verb = "explain"
    footer = True

    async def run(self) -> None:
        """Open the explanation."""
        from vsm_tui.tui.screens.explain import ExplainScreen

        await self.screen.app.push_screen(ExplainScreen(self.screen.question()))


class CompareLayers(StreamCommand):
    """The estimate beside the measurement, stage by stage, on one clock."""

    harmless = True
    id = "compare.layers"
    keys = "v"
    title = "Compare estimate and measurement"
    short = "compare"
    group = "Look closer"
    verb = "compare"

    def when(self) -> str | None:
        """There must be a measurement."""
        return self.no_measurement()

    async def run(self) -> None:
        """Open the comparison."""
        from vsm_tui.tui.comparing import layers_of
        from vsm_tui.tui.screens.compare import CompareScreen

        session = self.screen.session
        screen = CompareScreen(layers_of(session, session.clock), lambda: layers_of(session, session.clock), session)
        await self.screen.app.push_screen(screen)


class EditScope(StreamCommand):
    """Where this stream starts and ends, in words and as rules on events; its name, work type and clock."""

    id = "scope"
    keys = "s"
    title = "Scope: start, end, clock"
    short = "scope"
    group = "Change"
    verb = "scope"

    async def run(self) -> None:
        """Open the scope panel."""
        from vsm_tui.tui.screens.scope import ScopeDialog

        await self.screen.app.push_screen(ScopeDialog(self.screen.session))


class MapStates(StreamCommand):
    """Lay an event log over the stream: choose a log, say which state means which stage."""

    harmless = True
    id = "data"
    keys = "d"
    title = "Data: log and states"
    short = "data"
    group = "Change"
    verb = "data"

    async def run(self) -> None:
        """Open the data screen."""
        from vsm_tui.tui.screens.data import DataScreen

        await self.screen.app.push_screen(DataScreen(self.screen.session))


class Remeasure(StreamCommand):
    """Read the log again and measure anew."""

    harmless = True
    id = "remeasure"
    keys = "f5"
    title = "Measure again"
    group = "Look closer"
    verb = "refresh"

    def when(self) -> str | None:
        """There must be a log."""
        return None if self.screen.session.data.paths else NO_LOG

    async def run(self) -> None:
        """Forget the answers; they are asked for again at once."""
        session = self.screen.session
        session.data.forget()
        session.look(session.view)


STREAM_COMMANDS: tuple[type[Command[Any]], ...] = (
    ShowItems,
    Undo,
    Redo,
    ConfirmGuesses,
    SwitchLayer,
    SwitchClock,
    Explain,
    CompareLayers,
    EditScope,
    MapStates,
    Remeasure,
    Back,
)
