"""Throwing streams away, and putting them back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vsm_tui.tui.commands.command import Command

if TYPE_CHECKING:
    from vsm_tui.tui.screens.workspace import WorkspaceScreen


class ThrowAway(Command["WorkspaceScreen"]):
    """Move this stream's file to the trash, after a question; its log stays where it is."""

    id = "workspace.delete"
    keys = "x,delete"
    group = "Streams"
    title = "Throw this stream away"
    short = "throw away"
    verb = "delete"
    screen: WorkspaceScreen

    def when(self) -> str | None:
        """There must be a row."""
        return None if self.screen.current is not None else "there is no stream under the cursor"

    async def run(self) -> None:
        """Ask first."""
        from vsm_tui.tui.trashing import throw_away

        self.screen.run_worker(throw_away(self.screen), group="start", exit_on_error=False)


class PutBack(Command["WorkspaceScreen"]):
    """Put back the stream of this folder that was thrown away last."""

    id = "workspace.undo"
    keys = "u"
    group = "Streams"
    title = "Put back what was thrown away"
    short = "put back"
    verb = "undo"
    screen: WorkspaceScreen

    async def run(self) -> None:
        """Put it back."""
        from vsm_tui.tui.trashing import put_back

        self.screen.run_worker(put_back(self.screen), group="start", exit_on_error=False)
