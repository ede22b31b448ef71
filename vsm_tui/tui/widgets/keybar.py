"""The footer: the keys that work here, seven at most, greyed where they cannot run now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import events
from textual.timer import Timer
from textual.widget import Widget

from vsm_tui.draw import ASCII
from vsm_tui.events.clean import clean
from vsm_tui.tui.widgets.safe import content

if TYPE_CHECKING:
    from vsm_tui.tui.commands.command import Command
    from vsm_tui.tui.screens.base import CommandScreen

MOST = 7
SPEAK_FOR = 5.0


class KeyBar(Widget):
    """One line at the bottom. Reading from the left: the screen's own keys; at the right edge help and the palette."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"keybar--key", "keybar--off", "keybar--said", "keybar--sign"}
    DEFAULT_CSS = """
    KeyBar {
        dock: bottom; height: 1; padding: 0 1;
        color: $text-muted; background: $panel;
        & > .keybar--key { color: $accent; text-style: bold; }
        & > .keybar--off { color: $text-disabled; }
        & > .keybar--said { color: $text-warning; }
        & > .keybar--sign { color: $text-warning; text-style: reverse; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._said = ""
        self._hush: Timer | None = None
        self._spans: list[tuple[int, int, str]] = []

    def say(self, text: str) -> None:
        """Show a sentence in place of the keys for some seconds."""
        self._said = clean(text, 400)
        if self._hush is not None:
            self._hush.stop()
        self._hush = self.set_timer(SPEAK_FOR, self._fall_silent)
        self.refresh()

    def hush(self) -> None:
        """The keys again: what was said is over."""
        if self._said:
            self._fall_silent()

    def _fall_silent(self) -> None:
        self._said = ""
        self.refresh()

    def _shown(self) -> list[Command[Any]]:
        screen: CommandScreen[Any] = self.screen  # type: ignore[assignment]  # only command screens have a key bar
        shown = [command for command in screen.commands() if command.footer and command.allowed]
        return shown[:MOST]

    def _sign(self) -> str:
        """How the app is shared, where it is."""
        return str(getattr(self.app, "sign", ""))

    def _unsaved(self) -> bool:
        """Whether edits of the stream on this screen do not get into its file: said for as long as that is so."""
        session = getattr(self.screen, "session", None)
        return session is not None and bool(session.filing.unsaved)

    def render(self) -> Text:
        """The line, in the signs in use."""
        line = self._line()
        if getattr(self.app, "ascii", False):
            line.plain = ASCII.plain(line.plain)
        return line

    def _line(self) -> Text:
        """Cut at the edge by whole keys."""
        self._spans = []
        width = self.size.width
        if self._said:
            return Text(self._said, self.get_component_rich_style("keybar--said"), no_wrap=True, overflow="ellipsis")
        key_style, off = self.get_component_rich_style("keybar--key"), self.get_component_rich_style("keybar--off")
        line = Text(no_wrap=True, overflow="crop")
        if self._unsaved():
            line.append_text(Text.assemble((" ! not saved ", self.get_component_rich_style("keybar--sign")), "  "))
        if sign := self._sign():
            line.append_text(Text.assemble((sign, self.get_component_rich_style("keybar--sign")), "  "))
        tail = Text.assemble(("F1", key_style), " help  ", ("ctrl+p", key_style), " actions")
        room = width - tail.cell_len - 2
        for command in self._shown():
            enabled = command.why_not() is None
            part = Text.assemble(
                (command.first_key(), key_style if enabled else off),
                " ",
                (command.brief(), "" if enabled else off),
                "  ",
            )
            if line.cell_len + part.cell_len > room:
                break
            self._spans.append((line.cell_len, line.cell_len + part.cell_len - 2, command.id))
            line.append_text(part)
        if tail.cell_len < width:
            at = width - tail.cell_len
            line.append(" " * (at - line.cell_len))
            self._spans += [(at, at + 7, "help"), (at + 9, width, "palette")]
            line.append_text(tail)
        return line

    async def on_click(self, event: events.Click) -> None:
        """A key in the footer can be clicked."""
        offset = event.get_content_offset(self)
        command_id = None if offset is None else self._at(offset.x)
        if command_id is not None:
            screen: CommandScreen[Any] = self.screen  # type: ignore[assignment]  # only command screens have a key bar
            await screen.action_command(command_id)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """The tooltip tells what the key under the pointer does, or why it cannot."""
        command_id = self._at(event.x - 1)
        found = next((c for c in self._shown() if c.id == command_id), None)
        self.tooltip = None if found is None else content(found.why_not() or found.tooltip())

    def _at(self, x: int) -> str | None:
        return next((name for left, right, name in self._spans if left <= x < right), None)
