"""What a command on the map knows about the cursor, and what enter, i and escape do there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vsm_tui.tui.commands.command import Command
from vsm_tui.tui.commands.common import Back
from vsm_tui.tui.commands.stream import Explain, ShowItems
from vsm_tui.tui.mapview.computed import NOT_TYPED

if TYPE_CHECKING:
    from vsm_tui.tui.screens.map import MapScreen

NO_STAGE = "there is no stage yet; press a to add the first one"


class MapCommand(Command["MapScreen"]):
    """A command on the map."""

    group = "Stages"

    def no_stage(self) -> str | None:
        """Why there is no stage under the cursor."""
        if not self.screen.session.stream.stages:
            return NO_STAGE
        return "the cursor is on a total: go to a stage" if self.screen.map.spot.field == "fact" else None


class Open(MapCommand):
    """Open what is under the cursor: a value to type it, a stage's name to see the items behind it."""

    harmless = True
    id = "map.open"
    keys = "enter"
    title = "Open what is under the cursor"
    group = "Look closer"
    verb = "open"

    def when(self) -> str | None:
        """There must be something."""
        return None if self.screen.session.stream.stages else NO_STAGE

    async def run(self) -> None:
        """End a loop, type a value, show the items, or explain what is worked out."""
        screen, field = self.screen, self.screen.map.spot.field
        computed = field in NOT_TYPED and field != "loop"
        if screen.rejecting is not None:
            screen.end_loop()
        elif (computed or field == "name") and ShowItems(screen).when() is None:
            await ShowItems(screen).run()
        elif computed or screen.vsm.read_only:
            await Explain(screen).run()
        else:
            screen.edit_value()


class Items(ShowItems):
    """The items behind the stage or loop under the cursor, slowest first."""

    keys = "i"


class LeaveMap(Back):
    """Leave a loop that is being drawn; else go back to the streams. Edits are kept."""

    def when(self) -> str | None:
        """The mode can always be left."""
        return None if self.screen.rejecting is not None else super().when()

    async def run(self) -> None:
        """End the mode, or leave."""
        screen: MapScreen = self.screen
        if screen.rejecting is not None:
            screen.drop_loop()
        else:
            await screen.leave()
