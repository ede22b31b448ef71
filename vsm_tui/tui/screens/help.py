"""Help: the keys of the screen it was asked on, made from its commands, and the words of the method."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content

from vsm_tui.tui.commands.command import Command
from vsm_tui.tui.glossary import GLOSSARY
from vsm_tui.tui.screens.base import CommandScreen, Dialog
from vsm_tui.tui.widgets.safe import Words


class HelpScreen(Dialog[None]):
    """Keys first, words below."""

    ABOUT = "This help."
    DEFAULT_CSS = """
    HelpScreen VerticalScroll { height: auto; max-height: 100%; background: $surface; }
    HelpScreen #box { max-height: 94%; }
    """

    def __init__(self, of: CommandScreen[Any]) -> None:
        super().__init__()
        self.of = of

    def compose(self) -> ComposeResult:
        """What the screen is for, its keys, the glossary."""
        with Vertical(id="box", classes="wide"):
            with VerticalScroll():
                yield Words("What this screen is for", classes="title")
                yield Words(self.of.ABOUT or "…", classes="line")
                yield Words("Keys", classes="title")
                yield Words(keys(self.of.commands()))
                yield Words("\nWords", classes="title")
                yield Words(words())
            yield Words("esc back · ↑ ↓ scroll", classes="note")

    def on_mount(self) -> None:
        """Scrolling has the keys."""
        self.query_one(VerticalScroll).focus()


def keys(commands: list[Command[Any]]) -> Content:
    """A row for each command, by group; what cannot run now says why."""
    lines: list[Content] = []
    ordered = sorted(commands, key=lambda c: c.group == "General")
    groups = {group: list(found) for group, found in groupby(sorted(ordered, key=lambda c: c.group), lambda c: c.group)}
    for group in dict.fromkeys(c.group for c in ordered):
        lines.append(Content.styled(group, "bold"))
        for command in groups[group]:
            reason = command.when()
            text = " ".join(command.help().split())
            if reason is not None:
                text = f"{text} (Not now: {reason}.)"
            name = (f"{command.title}  ", "" if reason is None else "dim")
            lines.append(Content.assemble("  ", (f"{command.key_label():<12}", "$accent"), name, (text, "$text-muted")))
        lines.append(Content(""))
    return Content("\n").join(lines)


def words() -> Content:
    """The glossary."""
    return Content("\n").join(
        Content.assemble("  ", (f"{word:<17}", "bold"), (meaning, "$text-muted")) for word, meaning in GLOSSARY
    )
