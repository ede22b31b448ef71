"""What can be done with the lines of a list: add, tick, write anew, delete, undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vsm_tui.tui.commands.command import Command
from vsm_tui.tui.commands.common import Back
from vsm_tui.tui.commands.undoing import Redo, Undo

if TYPE_CHECKING:
    from vsm_tui.tui.screens.noting import NotingDialog

_NONE = "there is no line yet"


class LineCommand(Command["NotingDialog"]):
    """A command on the line under the cursor."""

    group = "Lines"

    def when(self) -> str | None:
        """There must be a line."""
        return None if self.screen.list.lines else _NONE


class TickLine(LineCommand):
    """Tick the line under the cursor, or take its tick back."""

    id = "line.tick"
    keys = "space"
    title = "Tick the line"
    verb = "mark"

    async def run(self) -> None:
        """Tick it; where lines have no ticks, write it anew."""
        at = self.screen.list.at
        change = self.screen.ticking(at)
        if change is None:
            self.screen.write(at)
        else:
            self.screen.do(change)


class DoneWithList(Command["NotingDialog"]):
    """Back, with everything as it stands: enter never ticks, so that closing a list with it changes nothing."""

    harmless = True
    id = "line.done"
    keys = "enter"
    title = "Done with the list"
    group = "Lines"
    verb = "open"

    async def run(self) -> None:
        """Back."""
        await self.screen.leave()


class AddLine(Command["NotingDialog"]):
    """Write a new line."""

    id = "line.add"
    keys = "a,insert"
    title = "Add a line"
    group = "Lines"
    verb = "insert"

    async def run(self) -> None:
        """Go to where it is written."""
        self.screen.write(None)


class ChangeLine(LineCommand):
    """Write the line under the cursor anew."""

    id = "line.change"
    keys = "e,f2"
    title = "Change the line"
    verb = "edit"

    def when(self) -> str | None:
        """A waste of the list has its own words."""
        found = super().when()
        if (
            found is None
            and self.screen.rewriting(self.screen.list.at, self.screen.list.lines[self.screen.list.at].text) is None
        ):
            return "this is a word of the list; space tags the stage with it"
        return found

    async def run(self) -> None:
        """Go to where it is written."""
        self.screen.write(self.screen.list.at)


class DeleteLine(LineCommand):
    """Delete the line under the cursor; u brings it back."""

    id = "line.delete"
    keys = "delete,x"
    title = "Delete the line"
    verb = "delete"

    async def run(self) -> None:
        """Delete it."""
        self.screen.do(self.screen.removing(self.screen.list.at))


class UndoLine(Undo):
    """Take back the last change, as often as you like."""

    id = "line.undo"
    group = "Lines"
    footer = False


class RedoLine(Redo):
    """Make the change again that was taken back."""

    id = "line.redo"
    group = "Lines"


class LeaveList(Back):
    """Leave a line as it was while it is being changed; else go back."""

    screen: NotingDialog

    async def run(self) -> None:
        """One step back."""
        if self.screen.changing is not None:
            self.screen.stop_changing()
        else:
            await self.screen.leave()


EDITING: tuple[type[Command[Any]], ...] = (TickLine, DoneWithList, AddLine, ChangeLine, DeleteLine, UndoLine, RedoLine)
