"""What can be done with a comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vsm_tui.tui.commands.command import Command
from vsm_tui.tui.commands.common import Back
from vsm_tui.tui.commands.stream import NO_LOG

if TYPE_CHECKING:
    from vsm_tui.tui.screens.compare import CompareScreen


class CompareCommand(Command["CompareScreen"]):
    """A command on a comparison."""

    harmless = True

    screen: CompareScreen
    group = "Compare"


class ExplainCompared(CompareCommand):
    """How the number under the cursor came about: of one side, or the difference and how far chance could move it."""

    id = "compare.explain"
    keys = "question_mark"
    title = "Explain this value"
    short = "explain"
    group = "Look closer"
    verb = "explain"
    footer = True

    def when(self) -> str | None:
        """There must be a number."""
        return None if self.screen.question() else "there is no number under the cursor"

    async def run(self) -> None:
        """Open the explanation."""
        from vsm_tui.tui.screens.explain import ExplainScreen

        question = self.screen.question()
        if question is not None:
            await self.screen.app.push_screen(ExplainScreen(question))


class TwoPeriods(CompareCommand):
    """Two periods of this stream's log side by side: before and after a date, or any two."""

    id = "compare.periods"
    keys = "T"
    title = "Compare two periods of the log"
    short = "periods"
    verb = "window"
    footer = True

    def when(self) -> str | None:
        """There must be one log, and it must have been read."""
        session = self.screen.session
        if session is None:
            return "two streams have two logs; open one of them and press v"
        if not session.data.paths:
            return NO_LOG
        return None if session.data.span is not None else "the log is still being read"

    async def run(self) -> None:
        """Ask for them."""
        self.screen.choose_periods()


class Turn(CompareCommand):
    """Make the other side the yardstick."""

    id = "compare.turn"
    keys = "V"
    title = "Swap the sides"
    short = "swap sides"
    verb = "swap sides"
    footer = True

    async def run(self) -> None:
        """Swap."""
        self.screen.turn()


class Shape(CompareCommand):
    """Stages across, or one below the other."""

    id = "compare.shape"
    keys = "w"
    title = "Across or downwards"
    short = "layout"
    verb = "widths"
    footer = True

    async def run(self) -> None:
        """The other shape."""
        self.screen.reshape()


class BackFromCompare(Back):
    """Back to where you came from."""

    id = "compare.back"
    short = "back"
    footer = True


COMPARE_COMMANDS: tuple[type[Command[Any]], ...] = (ExplainCompared, TwoPeriods, Turn, Shape, BackFromCompare)
