"""What can be done on the map: fill in values, change stages, draw loops, look closer or wider."""

from __future__ import annotations

from typing import Any

from vsm_tui import edit
from vsm_tui.tui.commands.command import Command
from vsm_tui.tui.commands.mapcursor import MapCommand, Open


class EditValue(MapCommand):
    """Type the value under the cursor, where it stands.

    Times are 30m, 2d or 1d..2d..4d, shares 85%; empty means that nobody knows. A digit begins at once.
    """

    id = "map.edit"
    keys = "e,f2"
    title = "Type the value under the cursor"
    short = "edit"
    verb = "edit"
    footer = True

    def when(self) -> str | None:
        """There must be a value."""
        return self.no_stage()

    async def run(self) -> None:
        """Open the input on the value."""
        self.screen.edit_value()


class InsertAfter(MapCommand):
    """Add a stage after the one under the cursor; on an empty map, the first stage."""

    id = "stage.insert"
    keys = "a,insert"
    title = "Add a stage after this one"
    short = "add stage"
    verb = "insert"
    footer = True

    async def run(self) -> None:
        """Ask for its name."""
        from vsm_tui.tui.mapview.asking import ask_insert

        self.screen.ask(ask_insert(self.screen.session.stream, self.screen.map.spot, before=False))


class InsertBefore(MapCommand):
    """Add a stage before the one under the cursor."""

    id = "stage.insert-before"
    keys = "A"
    title = "Add a stage before this one"
    verb = "insert before"

    async def run(self) -> None:
        """Ask for its name."""
        from vsm_tui.tui.mapview.asking import ask_insert

        self.screen.ask(ask_insert(self.screen.session.stream, self.screen.map.spot, before=True))


class MoveBack(MapCommand):
    """Move the stage under the cursor one place towards the start."""

    id = "stage.move-back"
    keys = "less_than_sign"
    title = "Move the stage towards the start"
    verb = "move back"

    def when(self) -> str | None:
        """Not the first one."""
        return self.no_stage() or ("it is the first stage" if self.screen.map.spot.stage == 0 else None)

    async def run(self) -> None:
        """Move it."""
        stages, at = self.screen.session.stream.stages, self.screen.map.spot.stage
        self.screen.do(edit.MoveStage(stages[at], stages[at - 2] if at > 1 else None))


class MoveOn(MapCommand):
    """Move the stage under the cursor one place towards the end."""

    id = "stage.move-on"
    keys = "greater_than_sign"
    title = "Move the stage towards the end"
    verb = "move on"

    def when(self) -> str | None:
        """Not the last one."""
        last = len(self.screen.session.stream.stages) - 1
        return self.no_stage() or ("it is the last stage" if self.screen.map.spot.stage >= last else None)

    async def run(self) -> None:
        """Move it."""
        stages, at = self.screen.session.stream.stages, self.screen.map.spot.stage
        self.screen.do(edit.MoveStage(stages[at], stages[at + 1]))


class Delete(MapCommand):
    """Delete the stage under the cursor with its loops, or the loop under the cursor; u brings it back."""

    id = "stage.delete"
    keys = "delete,x"
    title = "Delete the stage or loop under the cursor"
    verb = "delete"

    def when(self) -> str | None:
        """A loop that only the log knows cannot be deleted."""
        if self.screen.map.spot.field == "loop" and self.screen.typed_loop() is None:
            return "this loop is in the log; only an estimated loop can be deleted"
        return self.no_stage()

    async def run(self) -> None:
        """Delete, and say how to get it back."""
        screen = self.screen
        loop = screen.typed_loop() if screen.map.spot.field == "loop" else None
        stream = screen.session.stream
        stage = stream.stages[screen.map.spot.stage]
        screen.do(edit.RemoveLoop(loop) if loop else edit.DeleteStage.of(stream, stage.id))


class Split(MapCommand):
    """Make two stages of the one under the cursor; the first keeps the times."""

    id = "stage.split"
    keys = "b"
    title = "Split the stage in two"
    verb = "split"

    def when(self) -> str | None:
        """There must be a stage."""
        return self.no_stage()

    async def run(self) -> None:
        """Ask for both names."""
        from vsm_tui.tui.mapview.asking import ask_split

        self.screen.ask(ask_split(self.screen.session.stream, self.screen.map.spot))


class Merge(MapCommand):
    """Make one stage of this one and the next; their times add up."""

    id = "stage.merge"
    keys = "B"
    title = "Merge the stage with the next one"
    verb = "merge"

    def when(self) -> str | None:
        """There must be a next one."""
        last = len(self.screen.session.stream.stages) - 1
        return self.no_stage() or ("no stage follows it" if self.screen.map.spot.stage >= last else None)

    async def run(self) -> None:
        """Merge them."""
        stages, at = self.screen.session.stream.stages, self.screen.map.spot.stage
        self.screen.do(edit.MergeStages(stages[at], stages[at + 1]))


class Outside(MapCommand):
    """Let the stage be done elsewhere, with one elapsed time and no split; or take it back."""

    id = "stage.outside"
    keys = "E"
    title = "Done outside, or by ourselves"
    verb = "outside"

    def when(self) -> str | None:
        """There must be a stage."""
        return self.no_stage()

    async def run(self) -> None:
        """Switch it."""
        stage = self.screen.session.stream.stages[self.screen.map.spot.stage]
        self.screen.do(edit.MakeOutside(stage) if stage.outside is None else edit.MakeInside(stage))


class Notes(MapCommand):
    """Write notes on the stage under the cursor, over as many lines as you like."""

    id = "stage.notes"
    keys = "N"
    title = "Notes on the stage"
    verb = "notes"

    def when(self) -> str | None:
        """There must be a stage."""
        return self.no_stage()

    async def run(self) -> None:
        """Write them line by line."""
        from vsm_tui.tui.screens.stagenotes import StageNotes

        stage = self.screen.session.stream.stages[self.screen.map.spot.stage]
        self.screen.app.push_screen(StageNotes(self.screen, stage))


class DrawLoop(MapCommand):
    """Draw a rework loop: begin at the stage that rejects, go to the stage that redoes, press r or enter again."""

    id = "loop.draw"
    keys = "r"
    title = "Draw a rework loop from this stage"
    short = "rework"
    group = "Rework"
    verb = "rework"
    footer = True

    def when(self) -> str | None:
        """There must be a stage."""
        return self.no_stage()

    async def run(self) -> None:
        """Pick the first end, or the second."""
        if self.screen.rejecting is None:
            self.screen.begin_loop()
        else:
            self.screen.end_loop()


MAP_COMMANDS: tuple[type[Command[Any]], ...] = (
    EditValue,
    InsertAfter,
    DrawLoop,
    InsertBefore,
    MoveBack,
    MoveOn,
    Delete,
    Split,
    Merge,
    Outside,
    Notes,
    Open,
)
