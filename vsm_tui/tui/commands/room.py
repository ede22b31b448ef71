"""For a room: the large map, one stage in focus, the light on the constraint, the timer, and what people note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vsm_tui.tui.commands.command import Command
from vsm_tui.tui.commands.common import Back
from vsm_tui.tui.commands.stream import StreamCommand

if TYPE_CHECKING:
    from vsm_tui.model import Stage
    from vsm_tui.tui.screens.room import Mode, RoomScreen

_NO_STAGES = "there is no stage yet"


class RoomCommand(StreamCommand):
    """A command on the map and on the large map alike."""

    group = "In a room"

    def stage(self) -> Stage | None:
        """The stage under the cursor."""
        wanted = self.screen.subject().stage
        return next((stage for stage in self.screen.session.stream.stages if stage.id == wanted), None)

    def no_stages(self) -> str | None:
        """Why there is nothing to show large."""
        return None if self.screen.session.stream.stages else _NO_STAGES

    def no_stage(self) -> str | None:
        """Why there is nothing to note it on."""
        return self.no_stages() or (None if self.stage() is not None else "the cursor is on no stage: go to one")

    async def show(self, mode: Mode) -> None:
        """Show the room's screen in a mode, or change the mode of the one that is there."""
        from vsm_tui.tui.screens.room import RoomScreen, show_room

        if isinstance(self.screen, RoomScreen):
            self.screen.switch(mode)
        else:
            stage = self.stage()
            show_room(self.screen, mode, self.screen.session.stream.position(stage.id) if stage else 0)


class Projector(RoomCommand):
    """The map for a projector: thick bars, numbers of blocks, few words; the same key goes back."""

    harmless = True
    id = "room.large"
    keys = "L"
    title = "Large map for a room"
    short = "large"
    verb = "large"

    def when(self) -> str | None:
        """There must be stages."""
        return self.no_stages()

    async def run(self) -> None:
        """Large, or back."""
        from vsm_tui.tui.screens.room import RoomScreen

        if isinstance(self.screen, RoomScreen) and self.screen.mode == "all":
            await self.screen.leave()
        else:
            await self.show("all")


class FocusStage(RoomCommand):
    """One stage alone, its numbers large and the others dimmed; arrow keys go on to the next."""

    harmless = True
    id = "room.focus"
    keys = "Z"
    title = "One stage in focus"
    short = "focus"
    verb = "focus"

    def when(self) -> str | None:
        """There must be stages."""
        return self.no_stages()

    async def run(self) -> None:
        """Into focus, or out of it."""
        from vsm_tui.tui.screens.room import RoomScreen

        inside = isinstance(self.screen, RoomScreen) and self.screen.mode == "stage"
        await self.show("all" if inside else "stage")


class Spotlight(RoomCommand):
    """Jump to the constraint and dim everything else; one sentence says why it is the constraint."""

    harmless = True
    id = "room.spotlight"
    keys = "J"
    title = "Spotlight on the constraint"
    short = "spotlight"
    verb = "spotlight"

    def when(self) -> str | None:
        """There must be stages."""
        return self.no_stages()

    async def run(self) -> None:
        """Light, or no light."""
        from vsm_tui.tui.screens.room import RoomScreen

        inside = isinstance(self.screen, RoomScreen) and self.screen.mode == "light"
        await self.show("all" if inside else "light")


class TagStage(RoomCommand):
    """Which wastes people see in this stage: waiting, rework, hand-off, task switching and their like."""

    id = "stage.tags"
    keys = "t"
    title = "Wastes in this stage"
    short = "wastes"
    verb = "tags"

    def when(self) -> str | None:
        """There must be a stage."""
        return self.no_stage()

    async def run(self) -> None:
        """Open the list."""
        from vsm_tui.tui.screens.noted import TagsDialog

        stage = self.stage()
        if stage is not None:
            self.screen.app.push_screen(TagsDialog(self.screen.session, stage.id))


class NoteBurst(RoomCommand):
    """Note a short idea for improving this stage; Lean draws such an idea as a burst on the map."""

    id = "stage.bursts"
    keys = "I"
    title = "Ideas for this stage"
    short = "idea"
    verb = "idea"

    def when(self) -> str | None:
        """There must be a stage."""
        return self.no_stage()

    async def run(self) -> None:
        """Open the list."""
        from vsm_tui.tui.screens.noted import BurstsDialog

        stage = self.stage()
        if stage is not None:
            self.screen.app.push_screen(BurstsDialog(self.screen.session, stage.id))


class ParkTopics(RoomCommand):
    """Topics put off until there is time: add a line, tick off what was talked about."""

    harmless = True
    id = "parking"
    keys = "M"
    title = "Parking lot"
    short = "park"
    verb = "parking"

    async def run(self) -> None:
        """Open the list."""
        from vsm_tui.tui.screens.noted import ParkingDialog

        self.screen.app.push_screen(ParkingDialog(self.screen.session))


class OpenStage(Command["RoomScreen"]):
    """Look at the chosen stage alone, or at all of them again."""

    harmless = True
    id = "room.open"
    keys = "enter"
    title = "Look at this stage alone"
    group = "In a room"
    verb = "open"

    async def run(self) -> None:
        """Into focus, or out of it."""
        self.screen.switch("all" if self.screen.mode == "stage" else "stage")


class LeaveRoom(Back):
    """Back to all stages; from there to the map that is edited."""

    screen: RoomScreen

    async def run(self) -> None:
        """One step back."""
        if self.screen.mode == "all":
            await self.screen.leave()
        else:
            self.screen.switch("all")


class FocusHere(FocusStage):
    """One stage alone, its numbers large and the others dimmed; arrow keys go on to the next."""

    footer = True


class SpotlightHere(Spotlight):
    """Jump to the constraint and dim everything else; one sentence says why it is the constraint."""

    footer = True


class ParkHere(ParkTopics):
    """Topics put off until there is time: add a line, tick off what was talked about."""

    footer = True
