"""Undo and redo, wherever a stream is changed."""

from __future__ import annotations

from typing import Any

from vsm_tui.tui.commands.command import Command


class Undo(Command[Any]):
    """Take back the last change, as often as you like."""

    id = "undo"
    keys = "u"
    title = "Undo"
    group = "Change"
    verb = "undo"
    footer = True

    def label(self) -> str:
        """Which change."""
        title = self.screen.session.history.undo_title
        return f"Undo: {title}" if title else self.title

    def when(self) -> str | None:
        """There must be a change."""
        return None if self.screen.session.history.undo_title else "nothing was changed since it was opened"

    async def run(self) -> None:
        """Undo and say what."""
        self.screen.say(f"Undone: {self.screen.session.undo()}")


class Redo(Command[Any]):
    """Make the change again that was taken back."""

    id = "redo"
    keys = "U"
    title = "Redo"
    group = "Change"
    verb = "redo"

    def label(self) -> str:
        """Which change."""
        title = self.screen.session.history.redo_title
        return f"Redo: {title}" if title else self.title

    def when(self) -> str | None:
        """A change must have been taken back."""
        return None if self.screen.session.history.redo_title else "nothing was undone"

    async def run(self) -> None:
        """Redo and say what."""
        self.screen.say(f"Done again: {self.screen.session.redo()}")
