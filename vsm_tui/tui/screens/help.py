"""Help: the keys of the screen it was asked on, made from its commands, and the words of the method."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content

from vsm_tui.draw.glossary import GLOSSARY
from vsm_tui.tui.commands.command import Command
from vsm_tui.tui.screens.base import CommandScreen, Dialog, box_room
from vsm_tui.tui.widgets.columns import columns
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
        room = box_room(self.app.size.width)
        with Vertical(id="box", classes="wide"):
            with VerticalScroll():
                yield Words("What this screen is for", classes="title")
                yield Words(self.of.ABOUT or "…", classes="line")
                yield Words("Keys", classes="title")
                yield Words(keys(self.of.commands(), room))
                yield Words("Words", classes="title")
                yield Words(words(room))
            yield Words("esc back · ↑ ↓ scroll", classes="note")

    def on_mount(self) -> None:
        """Scrolling has the keys."""
        self.query_one(VerticalScroll).focus()


def keys(commands: list[Command[Any]], room: int) -> Content:
    """A row for each command, by group; what cannot run now says why."""
    lines: list[Content] = []
    groups: dict[str, list[Command[Any]]] = {}
    for command in sorted(commands, key=lambda c: c.group == "General"):
        groups.setdefault(command.group, []).append(command)
    for group, members in groups.items():
        lines.append(Content.styled(group, "bold"))
        lines.append(columns([_row(command) for command in members], (11, 33), room))
        lines.append(Content(""))
    return Content("\n").join(lines)


def _row(command: Command[Any]) -> list[tuple[str, str]]:
    reason, text = command.why_not(), " ".join(command.help().split())
    if reason is not None:
        text = f"{text} Not now: {reason}."
    return [(command.key_label(), "$accent"), (command.title, "" if reason is None else "dim"), (text, "$map-muted")]


def words(room: int) -> Content:
    """The glossary."""
    return columns([[(word, "bold"), (meaning, "$map-muted")] for word, meaning in GLOSSARY], (17,), room)
