"""Answers to pick from: as many as fit, with a cursor that the keys of a field move."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.message import Message
from textual.widget import Widget

from vsm_tui.draw import ASCII
from vsm_tui.draw.text import cell_len, clip
from vsm_tui.tui.widgets.safe import safe

_HERE = "►"
_LONGEST = 60


class Chips(Widget):
    """Short texts in rows; none is chosen before somebody moves there."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"chips--chip", "chips--here"}
    DEFAULT_CSS = """
    Chips { height: 1; }
    Chips > .chips--chip { background: $panel; color: $foreground; }
    Chips > .chips--here { background: $accent; color: $background; text-style: bold; }
    """

    @dataclass
    class Picked(Message):
        """One of them was clicked."""

        at: int

    def __init__(self) -> None:
        super().__init__()
        self._labels: tuple[str, ...] = ()
        self._fixed: frozenset[int] = frozenset()
        self._fitting: tuple[int, ...] = ()
        self.here: int | None = None

    def show(self, labels: Sequence[str], fixed: Iterable[int] = ()) -> None:
        """Offer these; those at ``fixed`` whatever is typed."""
        self._labels = tuple(safe(label) for label in labels)
        self._fixed = frozenset(fixed)
        self.narrow("")

    def narrow(self, text: str) -> None:
        """Offer only those that hold every word of a text; none is meant any more."""
        words = text.casefold().split()
        self._fitting = tuple(
            at
            for at, label in enumerate(self._labels)
            if at in self._fixed or all(word in label.casefold() for word in words)
        )
        self.here = None
        self._fit()
        self.refresh()

    @property
    def first(self) -> str:
        """The first of those that are offered; "" where there is none."""
        return self._labels[self._fitting[0]] if self._fitting else ""

    def move(self, by: int) -> None:
        """The next one, or the one before; before the first there is none."""
        last = len(self._fitting) - 1
        at = (-1 if self.here is None else self._fitting.index(self.here)) + by
        self.here = None if at < 0 or last < 0 else self._fitting[min(at, last)]
        self.refresh()

    def _rows(self, width: int) -> list[list[tuple[int, int, str]]]:
        """Rows of (index, first cell, text)."""
        rows: list[list[tuple[int, int, str]]] = [[]]
        x = 0
        for at in self._fitting:
            label = self._labels[at]
            text = f"  {clip(label, min(_LONGEST, max(4, width - 3)))} "
            wide = cell_len(text)
            if x and x + wide > width:
                rows.append([])
                x = 0
            rows[-1].append((at, x, text))
            x += wide + 1
        return rows if self._fitting else []

    def on_resize(self) -> None:
        """Other rows in another width."""
        self._fit()

    def _fit(self) -> None:
        self.styles.height = len(self._rows(self.size.width)) if self.size.width else 1

    def _in_sight(self) -> list[list[tuple[int, int, str]]]:
        """The rows from the first on for which there is room, moved up as far as the cursor needs it."""
        rows = self._rows(self.size.width)
        box = self.parent
        room = box.content_region.bottom - self.region.y if isinstance(box, Widget) else len(rows)
        at = next((y for y, row in enumerate(rows) if any(index == self.here for index, _, _ in row)), 0)
        return rows[max(0, at - max(1, room) + 1) :]

    def render(self) -> Text:
        """The rows, in the signs in use."""
        chip, here = (self.get_component_rich_style(f"chips--{name}") for name in ("chip", "here"))
        text = Text(no_wrap=True, overflow="crop")
        for at, row in enumerate(self._in_sight()):
            text.append("\n" if at else "")
            for index, _, label in row:
                mine = index == self.here
                text.append(_HERE + label[1:] if mine else label, here if mine else chip)
                text.append(" ")
        if getattr(self.app, "ascii", False):
            text.plain = ASCII.plain(text.plain)
        return text

    def on_click(self, event: events.Click) -> None:
        """A click picks."""
        offset = event.get_content_offset(self)
        rows = self._in_sight()
        if offset is None or not 0 <= offset.y < len(rows):
            return
        for index, x, text in rows[offset.y]:
            if x <= offset.x < x + cell_len(text):
                self.post_message(self.Picked(index))
