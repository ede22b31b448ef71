"""What can be done in a folder of streams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vsm_tui.tui.commands.command import Command
from vsm_tui.tui.commands.starting import FIRST_COMMANDS
from vsm_tui.tui.commands.trashing import PutBack, ThrowAway

if TYPE_CHECKING:
    from vsm_tui.tui.screens.workspace import WorkspaceScreen

NOTHING = "there is no stream here yet"


class WorkspaceCommand(Command["WorkspaceScreen"]):
    """A command on the folder."""

    screen: WorkspaceScreen
    group = "Streams"

    def no_stream(self) -> str | None:
        """Why nothing can be done with the row under the cursor."""
        row = self.screen.current
        if row is None:
            return NOTHING if not self.screen.rows else "no stream fits the filter"
        return "this file has problems; press enter to see them" if row.stream is None else None


class Open(WorkspaceCommand):
    """Open the map of this stream, or the problems of its file."""

    harmless = True
    id = "workspace.open"
    keys = "enter"
    title = "Open"
    short = "open"
    verb = "open"
    footer = True

    def when(self) -> str | None:
        """There must be a row."""
        return None if self.screen.current is not None else self.no_stream()

    async def run(self) -> None:
        """Open it."""
        await self.screen.open_current()


class Explain(WorkspaceCommand):
    """How the number in this column came about; ← → go to another column, the map explains every one of its own."""

    harmless = True
    id = "workspace.explain"
    keys = "question_mark"
    title = "Explain this value"
    short = "explain"
    group = "Look closer"
    verb = "explain"
    footer = True

    def when(self) -> str | None:
        """There must be a stream."""
        return self.no_stream()

    async def run(self) -> None:
        """Open the explanation."""
        from vsm_tui.tui.screens.explain import ExplainScreen
        from vsm_tui.tui.widgets.grid import Grid

        row, column = self.screen.current, self.screen.query_one("#list", Grid).column
        question = row.question(column) if row is not None else None
        if question is not None:
            await self.screen.app.push_screen(ExplainScreen(question))


class New(WorkspaceCommand):
    """A new stream: from a template, blank, or drafted from an event log."""

    id = "workspace.new"
    keys = "n"
    title = "New stream"
    short = "new"
    verb = "new"
    footer = True

    async def run(self) -> None:
        """Open the dialog."""
        self.screen.create("template")


class Duplicate(WorkspaceCommand):
    """A copy of this stream in a file of its own, comments and all."""

    id = "workspace.duplicate"
    keys = "D"
    title = "Duplicate"
    short = "duplicate"
    verb = "duplicate"

    def when(self) -> str | None:
        """There must be a stream."""
        return self.no_stream()

    async def run(self) -> None:
        """Ask for the copy's name."""
        self.screen.duplicate()


class Rename(WorkspaceCommand):
    """Give this stream another name; its file keeps its own."""

    id = "workspace.rename"
    keys = "e,f2"
    title = "Rename"
    short = "rename"
    verb = "edit"

    def when(self) -> str | None:
        """There must be a stream."""
        return self.no_stream()

    async def run(self) -> None:
        """Ask for the name."""
        self.screen.rename()


class Mark(WorkspaceCommand):
    """Mark this stream, to compare it with another one."""

    harmless = True
    id = "workspace.mark"
    keys = "space"
    title = "Mark for comparison"
    short = "mark"
    verb = "mark"
    footer = True

    def when(self) -> str | None:
        """There must be a stream."""
        return self.no_stream()

    async def run(self) -> None:
        """Mark or unmark it."""
        self.screen.mark()


class Compare(WorkspaceCommand):
    """Two streams side by side on one time scale: mark them first."""

    harmless = True
    id = "workspace.compare"
    keys = "v"
    title = "Compare the two marked streams"
    short = "compare"
    verb = "compare"
    footer = True

    def when(self) -> str | None:
        """Exactly two, or one and the cursor on another."""
        pair = self.screen.pair()
        return None if pair is not None else "mark two streams with space, then compare them"

    async def run(self) -> None:
        """Open the comparison."""
        self.screen.compare()


class Find(WorkspaceCommand):
    """Show only streams whose name, file or work type holds these words."""

    harmless = True
    id = "workspace.find"
    keys = "slash"
    title = "Filter"
    short = "filter"
    verb = "find"
    footer = True

    def when(self) -> str | None:
        """There must be something to filter."""
        return None if self.screen.rows else NOTHING

    async def run(self) -> None:
        """Go to the filter."""
        self.screen.open_filter()


class Sort(WorkspaceCommand):
    """Sort by the next column."""

    harmless = True
    id = "workspace.sort"
    keys = "o"
    title = "Sort by the next column"
    short = "sort"
    verb = "sort"
    footer = True

    def when(self) -> str | None:
        """There must be something to sort."""
        return None if self.screen.rows else NOTHING

    async def run(self) -> None:
        """The next column."""
        self.screen.sort_next()


class Reverse(WorkspaceCommand):
    """Turn the order round."""

    harmless = True
    id = "workspace.reverse"
    keys = "O"
    title = "Reverse the order"
    verb = "reverse"

    async def run(self) -> None:
        """The other way round."""
        self.screen.sort_reverse()


class Refresh(WorkspaceCommand):
    """Read the folder again and measure anew."""

    harmless = True
    id = "workspace.refresh"
    keys = "f5"
    title = "Read the folder again"
    verb = "refresh"

    async def run(self) -> None:
        """Read it."""
        self.screen.refill()


class Clear(WorkspaceCommand):
    """Take the filter and all marks away."""

    harmless = True
    id = "workspace.clear"
    keys = "escape"
    title = "Clear filter and marks"
    verb = "back"

    def when(self) -> str | None:
        """There must be something to clear."""
        return None if self.screen.cluttered else "there is no filter and no mark; ctrl+q quits"

    async def run(self) -> None:
        """Clear both."""
        self.screen.clear()


WORKSPACE_COMMANDS: tuple[type[Command[Any]], ...] = (
    Open,
    New,
    Find,
    Mark,
    Compare,
    Explain,
    Sort,
    Reverse,
    Duplicate,
    Rename,
    ThrowAway,
    PutBack,
    Refresh,
    *FIRST_COMMANDS,
    Clear,
)
