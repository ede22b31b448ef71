"""The estimate rounds of a stream: beginning one, agreeing, looking back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vsm_tui.tui.commands.command import Command
from vsm_tui.tui.commands.common import Back
from vsm_tui.tui.commands.roomtimer import ResetTimer, SetTimer, SwitchTimer
from vsm_tui.tui.commands.stream import Explain, StreamCommand, SwitchClock, SwitchLayer
from vsm_tui.tui.commands.undoing import Redo, Undo

if TYPE_CHECKING:
    from vsm_tui.tui.screens.round import RoundScreen

NO_STAGE = "there is no stage yet; a round asks for the times of stages"


class ShowRound(StreamCommand):
    """Estimate in a room: everybody answers blind, then all ranges are shown, discussed and agreed on."""

    harmless = True
    id = "round"
    keys = "R"
    title = "Estimate round"
    short = "round"
    group = "Change"
    verb = "round"

    def when(self) -> str | None:
        """There must be something to estimate."""
        return None if self.screen.session.stream.stages else NO_STAGE

    async def run(self) -> None:
        """Open the rounds of this stream."""
        from vsm_tui.tui.screens.round import RoundScreen

        await self.screen.app.push_screen(RoundScreen(self.screen.session))


# -- the rounds of a stream ----------------------------------------------------------------------------------------


class RoundCommand(Command["RoundScreen"]):
    """A command on the rounds of a stream."""

    screen: RoundScreen
    group = "Round"

    def no_value(self) -> str | None:
        """Why there is no value to agree on."""
        return None if self.screen.asked() is not None else "choose a value of a round first"


class NewRound(RoundCommand):
    """Begin a round: one after the other types times on this keyboard, or brings a file; nobody sees the others'."""

    id = "round.new"
    keys = "n"
    title = "Begin a new round"
    short = "new round"
    verb = "new"
    footer = True

    def when(self) -> str | None:
        """There must be something to estimate."""
        return None if self.screen.session.stream.stages else NO_STAGE

    async def run(self) -> None:
        """Gather answers."""
        self.screen.gather()


class AgreeOnValue(RoundCommand):
    """Type what was agreed on the value under the cursor, why, and what not everybody agreed with. One undo takes all
    of it back.
    """

    id = "round.agree"
    keys = "e,f2"
    title = "Agree on a value"
    short = "agree"
    verb = "edit"
    footer = True

    def when(self) -> str | None:
        """There must be a value."""
        return self.no_value()

    async def run(self) -> None:
        """Ask."""
        self.screen.agree()


class OpenValue(AgreeOnValue):
    """Agree on the value under the cursor."""

    id = "round.open"
    keys = "enter"
    title = "Agree on this value"
    verb = "open"
    footer = False


class KeepRange(RoundCommand):
    """Agree on the group's range as it is: from the lowest to the highest that anybody said."""

    id = "round.keep"
    keys = "K"
    title = "Keep the group's range"
    short = "keep range"
    verb = "keep range"
    footer = True

    def when(self) -> str | None:
        """There must be a value."""
        return self.no_value()

    async def run(self) -> None:
        """Take it into the stage."""
        self.screen.keep_range()


class OlderRound(RoundCommand):
    """The round before this one; from the first one to the latest."""

    harmless = True
    id = "round.older"
    keys = "P"
    title = "The round before"
    short = "older"
    verb = "older round"

    def when(self) -> str | None:
        """There must be another one."""
        return None if len(self.screen.session.stream.rounds) > 1 else "there is no other round"

    async def run(self) -> None:
        """Show it."""
        self.screen.show_older()


class DeleteRound(RoundCommand):
    """Take this round away; what was agreed in it stays on the map, and u brings it back."""

    id = "round.delete"
    keys = "delete,x"
    title = "Delete this round"
    verb = "delete"

    def when(self) -> str | None:
        """There must be one."""
        return None if self.screen.session.stream.rounds else "there is no round yet"

    async def run(self) -> None:
        """Delete it."""
        self.screen.delete()


class ShareScale(RoundCommand):
    """All strips on one scale, or each on its own."""

    harmless = True
    id = "round.scale"
    keys = "w"
    title = "One scale for all strips"
    short = "scale"
    verb = "widths"
    footer = True

    async def run(self) -> None:
        """The other scale."""
        self.screen.share_scale()


class BackFromRound(Back):
    """Back to the map."""

    id = "round.back"
    short = "back"
    footer = True


class UndoInRound(Undo):
    """Take back the last agreement, or the round itself."""

    id = "round.undo"


class LayerInRound(SwitchLayer):
    """Show what was measured, or hide it while people discuss."""

    id = "round.layer"
    footer = False


class ExplainInRound(Explain):
    """How the number on the map came about that this value is about."""

    id = "round.explain"
    footer = False


ROUND_COMMANDS: tuple[type[Command[Any]], ...] = (
    NewRound,
    AgreeOnValue,
    OpenValue,
    KeepRange,
    ShareScale,
    OlderRound,
    DeleteRound,
    SwitchTimer,
    ResetTimer,
    SetTimer,
    LayerInRound,
    SwitchClock,
    ExplainInRound,
    UndoInRound,
    Redo,
    BackFromRound,
)
