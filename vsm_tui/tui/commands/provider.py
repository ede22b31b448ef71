"""The palette: every command of the screen by its name, with its key, and why one cannot run now."""

from __future__ import annotations

from functools import partial
from typing import Any

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from vsm_tui.events.clean import clean
from vsm_tui.tui.commands.command import Command


class CommandProvider(Provider):
    """Commands of the screen under the palette."""

    def _commands(self) -> list[Command[Any]]:
        from vsm_tui.tui.screens.base import CommandScreen

        screen = self.screen
        return [c for c in screen.commands() if c.id != "palette"] if isinstance(screen, CommandScreen) else []

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for command in self._commands():
            yield DiscoveryHit(prompt(command), partial(self._run, command), text=clean(command.label()))

    async def search(self, query: str) -> Hits:
        """Those whose name, group or help fits."""
        matcher = self.matcher(query)
        for command in self._commands():
            label = clean(command.label())
            score = max(
                matcher.match(label), matcher.match(command.group) * 0.5, matcher.match(command.tooltip()) * 0.4
            )
            if score > 0:
                yield Hit(score, prompt(command), partial(self._run, command), text=label)

    async def _run(self, command: Command[Any]) -> None:
        await command.screen.run_command(command)


def prompt(command: Command[Any]) -> Content:
    """A line of the palette."""
    reason = command.why_not()
    key = command.key_label()
    parts: list[Any] = [(clean(command.label()), "dim" if reason else "bold")]
    if key:
        parts += ["  ", (key, "$accent")]
    parts += ["\n  ", (clean(reason) if reason else command.tooltip(), "dim" if reason else "$map-muted")]
    return Content.assemble(*parts)
