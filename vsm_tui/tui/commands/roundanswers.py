"""Answering in an estimate round: one after the other, hidden from one another, until all of it is revealed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vsm_tui.tui.commands.command import Command
from vsm_tui.tui.commands.common import Back
from vsm_tui.tui.commands.roomtimer import ResetTimer, SetTimer, TimerHere

if TYPE_CHECKING:
    from vsm_tui.tui.screens.roundgather import GatherScreen
    from vsm_tui.tui.screens.roundsheet import SheetScreen


_TIMER = (TimerHere, ResetTimer, SetTimer)


class GatherCommand(Command["GatherScreen"]):
    """A command between two persons."""

    screen: GatherScreen
    group = "Round"


class NextPerson(GatherCommand):
    """Let the next person type: a blank sheet, hidden from the room."""

    id = "gather.next"
    keys = "enter"
    title = "The next person"
    short = "next person"
    verb = "open"
    footer = True

    async def run(self) -> None:
        """Open a blank sheet."""
        self.screen.next_person()


class AnswersFromFiles(GatherCommand):
    """Count answers that were filled in as files, one a person; vsm round STREAM --form prints a form."""

    id = "gather.files"
    keys = "F"
    title = "Answers from files"
    short = "from files"
    verb = "answers"
    footer = True

    async def run(self) -> None:
        """Ask for files or a folder."""
        self.screen.from_files()


class Reveal(GatherCommand):
    """Show everybody's ranges at once, without names, and keep them in the stream."""

    id = "gather.reveal"
    keys = "S"
    title = "Reveal what everybody said"
    short = "reveal"
    verb = "reveal"
    footer = True

    def when(self) -> str | None:
        """Two people at least."""
        return self.screen.gathering.too_few(self.screen.session.stream)

    async def run(self) -> None:
        """Reveal."""
        self.screen.reveal()


class LeaveGathering(Back):
    """Leave without revealing; what was answered is asked about first."""

    id = "gather.back"
    short = "back"
    footer = True


GATHER_COMMANDS: tuple[type[Command[Any]], ...] = (NextPerson, AnswersFromFiles, Reveal, *_TIMER, LeaveGathering)


class SheetCommand(Command["SheetScreen"]):
    """A command while one person types."""

    screen: SheetScreen
    group = "Round"


class SheetDone(SheetCommand):
    """Your answers are counted and the screen is cleared for the next person."""

    id = "sheet.done"
    keys = "ctrl+n"
    title = "Done; the next person"
    short = "next person"
    verb = "next person"
    footer = True

    async def run(self) -> None:
        """Count them."""
        self.screen.finish()


class ShowTyped(SheetCommand):
    """Show what you type, or hide it from the room again."""

    id = "sheet.show"
    keys = "f6"
    title = "Show or hide what is typed"
    short = "show typed"
    verb = "show typed"
    footer = True

    async def run(self) -> None:
        """The other way."""
        self.screen.show_typed()


class LeaveSheet(Back):
    """Leave without being counted; what was typed is asked about first."""

    id = "sheet.back"
    short = "leave"
    footer = True


SHEET_COMMANDS: tuple[type[Command[Any]], ...] = (SheetDone, ShowTyped, *_TIMER, LeaveSheet)
