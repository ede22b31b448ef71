"""What can be done where a log is laid over a stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vsm_tui.tui.commands.command import Command
from vsm_tui.tui.commands.common import Back
from vsm_tui.tui.commands.stream import Explain, Redo, Remeasure, Undo
from vsm_tui.tui.statelist import suggestions

if TYPE_CHECKING:
    from vsm_tui.tui.screens.data import DataScreen


class DataCommand(Command["DataScreen"]):
    """A command on the states."""

    screen: DataScreen
    group = "Data"

    def when(self) -> str | None:
        """There must be states."""
        return None if self.screen.listed else "there is no log yet; press d to choose one"


class Assign(DataCommand):
    """Say what this state of the tools means: waiting or touch in a stage, the end point, a pause, or nothing."""

    id = "data.assign"
    keys = "enter"
    title = "What this state means"
    short = "meaning"
    verb = "open"
    footer = True

    async def run(self) -> None:
        """Choose a meaning."""
        self.screen.assign()


class Unmap(DataCommand):
    """Take this state out of every list; its time shows as unmapped then."""

    id = "data.unmap"
    keys = "x,delete"
    title = "Leave this state unmapped"
    short = "unmap"
    verb = "delete"
    footer = True

    async def run(self) -> None:
        """Unmap it."""
        self.screen.unmap()


class TakeSuggestions(DataCommand):
    """Give every unmapped state what its name suggests: a guess to look through, and one undo takes it back."""

    id = "data.suggest"
    keys = "asterisk"
    title = "Take all suggestions"
    short = "suggestions"
    verb = "suggestions"
    footer = True

    def when(self) -> str | None:
        """There must be one."""
        if reason := super().when():
            return reason
        return None if suggestions(self.screen.listed) else "no name of an unmapped state suggests anything"

    async def run(self) -> None:
        """Take them."""
        self.screen.take_suggestions()


class ChooseLog(Command["DataScreen"]):
    """Choose the event log of this stream: a file that your tracker or CI exported."""

    id = "data.log"
    keys = "d"
    title = "Choose a log"
    short = "choose log"
    group = "Data"
    verb = "data"
    footer = True
    screen: DataScreen

    async def run(self) -> None:
        """Pick a file."""
        self.screen.choose_log()


class BackFromData(Back):
    """Back to the map; what was mapped is kept."""

    id = "data.back"
    short = "back"
    footer = True


DATA_COMMANDS: tuple[type[Command[Any]], ...] = (
    Assign,
    TakeSuggestions,
    ChooseLog,
    Unmap,
    Explain,
    Undo,
    Redo,
    Remeasure,
    BackFromData,
)
