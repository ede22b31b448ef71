"""The one way that text from outside gets into a widget.

Textual passes control characters on to the terminal and reads markup in some twenty places. Here text is cleaned and
wrapped, so that ``[@click=app.quit]x[/]`` is shown as what it is.
"""

from __future__ import annotations

from typing import Literal

from rich.text import Text
from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from vsm_tui.draw import ASCII
from vsm_tui.events.clean import clean

LIMIT = 2_000


def safe(text: str, limit: int = 200) -> str:
    """One clean line."""
    return clean(text, limit)


def content(text: str, style: str | Style = "", limit: int = LIMIT) -> Content:
    """Clean text as content; line breaks stay, nothing in it is markup."""
    return Content.styled("\n".join(clean(line, limit) for line in text.split("\n")), style)


def cell(text: str, style: str = "", limit: int = 200) -> Text:
    """Clean text for a cell of a grid, on one line."""
    return Text(clean(text, limit), style, no_wrap=True, overflow="ellipsis")


def fitted(text: Text, room: int, justify: Literal["left", "right"]) -> Text:
    """The text in exactly ``room`` cells, its end cut where it is longer."""
    text = text.copy()
    text.truncate(room, overflow="ellipsis")
    blank = room - text.cell_len
    if blank > 0:
        if justify == "right":
            text.pad_left(blank)
        else:
            text.pad_right(blank)
    return text


class Words(Static):
    """Text from anywhere, shown literally."""

    def __init__(self, text: str | Content = "", *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 -- Textual's own name
        self._said = _content(text)
        super().__init__(self._said, id=id, classes=classes, markup=False)

    def on_mount(self) -> None:
        """What it was made with, in the signs in use."""
        if getattr(self.app, "ascii", False):
            self.say(self._said)

    def say(self, text: str | Content) -> None:
        """Show another text."""
        self._said = _content(text)
        self.update(in_ascii(self._said) if getattr(self.app, "ascii", False) else self._said)


def in_ascii(text: Content) -> Content:
    """The same in plain ASCII, cell for cell."""
    return Content(ASCII.plain(text.plain), list(text.spans))


def _content(text: str | Content) -> Content:
    return content(text) if isinstance(text, str) else text
