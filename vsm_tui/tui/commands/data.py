"""What can be done where data is laid over a stream: its sources, its log, the meaning of its states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vsm_tui.tui.commands.command import Command
from vsm_tui.tui.commands.common import Back
from vsm_tui.tui.commands.sources import AddSource, EditSource, Plan, Pull, PullAnew, Purge, Remake
from vsm_tui.tui.commands.stream import Explain, Remeasure
from vsm_tui.tui.commands.undoing import Redo, Undo
from vsm_tui.tui.statelist import suggestions

if TYPE_CHECKING:
    from vsm_tui.tui.screens.data import DataScreen

NO_STATES = "there are no states yet: p pulls from the sources, d takes a file"


class DataCommand(Command["DataScreen"]):
    """A command on the states or the sources."""

    screen: DataScreen
    group = "States"

    def when(self) -> str | None:
        """There must be states."""
        return None if self.screen.listed else NO_STATES


class OpenRow(DataCommand):
    """Say what this state means: waiting or touch in a stage, an end, a pause. On a source: what a pull would ask."""

    id = "data.open"
    keys = "enter"
    title = "Meaning of the state, or requests of the source"
    short = "meaning"
    verb = "open"
    footer = True

    def brief(self) -> str:
        """What it does here."""
        if self.screen.on_sources:
            return "requests"
        return "columns" if self.screen.meanings.unread else self.short

    def when(self) -> str | None:
        """There must be a row, or a log that could not be read."""
        return None if self.screen.on_sources or self.screen.meanings.unread else super().when()

    async def run(self) -> None:
        """Choose a meaning, or show the plan."""
        if self.screen.on_sources:
            self.screen.sourcing.plan_current()
        elif self.screen.meanings.unread:
            self.screen.meanings.say_columns()
        else:
            self.screen.meanings.assign()


class Confirm(DataCommand):
    """Yes, that is right: take the suggestion for this state, or confirm what a draft guessed of it."""

    id = "data.confirm"
    keys = "exclamation_mark"
    title = "Take this suggestion, or confirm this guess"
    short = "yes"
    verb = "confirm"
    footer = True

    def when(self) -> str | None:
        """There must be something to say yes to."""
        row = self.screen.current
        if row is None:
            return super().when() or "choose a state first"
        if row.meaning.role == "none":
            return None if row.suggested else "nothing is suggested for this state: enter says what it means"
        return None if row.guessed else "somebody has said what this state means"

    async def run(self) -> None:
        """Say yes."""
        self.screen.meanings.confirm()


class ConfirmAll(DataCommand):
    """Say that everything a draft guessed is right: its stages, their states and the ends; the marks go."""

    id = "data.confirm-all"
    title = "Confirm every guess"
    verb = "confirm all"

    def when(self) -> str | None:
        """There must be a guess."""
        return None if self.screen.session.stream.guesses else "nothing here is a guess"

    async def run(self) -> None:
        """Confirm everything."""
        from vsm_tui.edit import ConfirmAllGuesses

        self.screen.do(ConfirmAllGuesses())


class TakeSuggestions(DataCommand):
    """Give every unmapped state what is suggested for it; a stream without stages gets them drafted from the log."""

    id = "data.suggest"
    keys = "asterisk"
    title = "Take all suggestions"
    short = "all"
    verb = "suggestions"
    footer = True

    def when(self) -> str | None:
        """There must be one."""
        if reason := super().when():
            return reason
        if not self.screen.session.stream.stages:
            return None
        return None if suggestions(self.screen.listed) else "nothing is suggested for any unmapped state"

    async def run(self) -> None:
        """Take them."""
        self.screen.meanings.take_all()


class Delete(DataCommand):
    """Take this state out of every list, or this source out of the stream; what was pulled stays until it is purged."""

    id = "data.delete"
    keys = "x,delete"
    title = "Leave the state unmapped, or remove the source"
    short = "remove"
    verb = "delete"

    def when(self) -> str | None:
        """There must be something to remove."""
        return None if self.screen.on_sources else super().when()

    async def run(self) -> None:
        """Unmap it, or remove it."""
        if self.screen.on_sources:
            self.screen.sourcing.remove()
        else:
            self.screen.meanings.unmap()


class ChooseLog(Command["DataScreen"]):
    """Choose the event log of this stream: a file that your tracker or CI exported."""

    id = "data.log"
    keys = "d"
    title = "Choose a log file"
    short = "file"
    group = "Sources"
    verb = "data"
    screen: DataScreen

    async def run(self) -> None:
        """Pick a file."""
        self.screen.meanings.choose_log()


class SayColumnsOf(Command["DataScreen"]):
    """Say which column of the log is the item, the time and the state; what they look like is suggested."""

    id = "data.columns"
    title = "Say what the columns of the log mean"
    group = "Sources"
    verb = "columns"
    screen: DataScreen

    def when(self) -> str | None:
        """There must be a log."""
        return None if self.screen.session.data.paths else "there is no log yet: d takes a file"

    async def run(self) -> None:
        """Ask."""
        self.screen.meanings.say_columns()


class ExplainRow(Explain):
    """How the row under the cursor came about: a state's counts and share, a finding's effect, a source's requests."""

    screen: DataScreen

    def when(self) -> str | None:
        """There must be something under the cursor."""
        return None if self.screen.on_sources or self.screen.asked() else "there is nothing to explain here yet"

    async def run(self) -> None:
        """Explain it."""
        if self.screen.on_sources:
            self.screen.sourcing.plan_current()
        else:
            await super().run()


class BackFromData(Back):
    """Back to the map; what was mapped is kept, and a pull goes on."""

    id = "data.back"
    short = "back"


DATA_COMMANDS: tuple[type[Command[Any]], ...] = (
    OpenRow,
    Confirm,
    TakeSuggestions,
    AddSource,
    Pull,
    ExplainRow,
    Undo,
    ChooseLog,
    SayColumnsOf,
    EditSource,
    Delete,
    Plan,
    PullAnew,
    Remake,
    Purge,
    ConfirmAll,
    Redo,
    Remeasure,
    BackFromData,
)
