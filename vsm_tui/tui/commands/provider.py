"""The palette: every command of the screen by its name, with its key, and why one cannot run now."""

from __future__ import annotations

import re
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
        """Those with words in name, group or help that begin with every word typed."""
        for command in self._commands():
            label = clean(command.label())
            score = fits(query, label, command.group, command.tooltip())
            if score > 0:
                yield Hit(score, prompt(command), partial(self._run, command), text=label)

    async def _run(self, command: Command[Any]) -> None:
        await command.screen.run_command(command)


def fits(query: str, label: str, group: str, told: str) -> float:
    """How well a command fits, from 0 (not at all) to 1: every word typed begins a word of it, best of its name."""
    typed = _words(query)
    named, grouped = _words(label), _words(group)
    places = [(named, 1.0), (named + grouped, 0.6), (named + grouped + _words(told), 0.4)]
    for words, score in places if typed else ():
        if all(any(word.startswith(part) for word in words) for part in typed):
            return score * (1.0 if words and words[0].startswith(typed[0]) else 0.9)
    return 0.0


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def prompt(command: Command[Any]) -> Content:
    """A line of the palette."""
    reason = command.why_not()
    key = command.key_label()
    parts: list[Any] = [(clean(command.label()), "dim" if reason else "bold")]
    if key:
        parts += ["  ", (key, "$accent")]
    parts += ["\n  ", (clean(reason) if reason else command.tooltip(), "dim" if reason else "$map-muted")]
    return Content.assemble(*parts)
