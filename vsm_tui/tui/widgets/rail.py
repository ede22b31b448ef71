"""The steps of a way on one line: which are done, where one is, how far each is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from rich.style import Style
from rich.text import Text
from textual import events
from textual.message import Message
from textual.widget import Widget

from vsm_tui.draw import ASCII

HERE, DONE, OPEN = "►", "✓", "·"


class Mark(NamedTuple):
    """One step as the rail shows it."""

    name: str
    title: str
    far: str = ""
    done: bool = False
    here: bool = False
    reached: bool = True


class Rail(Widget):
    """Says as much as fits: counts and lines between the steps where there is room for them."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"rail--here", "rail--done", "rail--open", "rail--ahead", "rail--line"}
    DEFAULT_CSS = """
    Rail { height: 1; background: $panel; color: $foreground; }
    Rail > .rail--here { color: $accent; background: $map-cursor; text-style: bold; }
    Rail > .rail--done { color: $map-good; }
    Rail > .rail--open { color: $foreground; }
    Rail > .rail--ahead { color: $map-muted; }
    Rail > .rail--line { color: $map-grid; }
    """

    @dataclass
    class Chosen(Message):
        """A step was clicked."""

        name: str

    def __init__(self) -> None:
        super().__init__()
        self._marks: Sequence[Mark] = ()
        self._spans: list[tuple[int, int, str]] = []

    def show(self, marks: Sequence[Mark]) -> None:
        """Show these steps."""
        self._marks = tuple(marks)
        self.refresh()

    def render(self) -> Text:
        """The richest line that fits, in the signs in use."""
        line = self._line(counts="here", joint=" ")
        for counts, joint in (("all", " ─── "), ("all", " ─ "), ("all", "  "), ("here", "  ")):
            wide = self._line(counts=counts, joint=joint)
            if wide.cell_len < self.size.width:
                line = wide
                break
        self._spans = self._placed(line)
        if getattr(self.app, "ascii", False):
            line.plain = ASCII.plain(line.plain)
        return line

    def _line(self, *, counts: str, joint: str) -> Text:
        line = Text(" ", no_wrap=True, overflow="crop")
        for at, mark in enumerate(self._marks):
            if at:
                line.append(joint, self.get_component_rich_style("rail--line"))
            state = "here" if mark.here else "done" if mark.done else "open" if mark.reached else "ahead"
            count = f" {mark.far}" if mark.far and (counts == "all" or mark.here) else ""
            sign = (HERE if mark.here else "") + (DONE if mark.done else "" if mark.here else OPEN)
            style = self.get_component_rich_style(f"rail--{state}")
            line.append(f"{sign} {mark.title}{count}", style + _meta(mark.name))
        return line

    def _placed(self, line: Text) -> list[tuple[int, int, str]]:
        """The cells of each step."""
        found = []
        for span in line.spans:
            style = span.style
            name = style.meta.get("step") if not isinstance(style, str) else None
            if name:
                found.append((span.start, span.end, str(name)))
        return found

    def on_click(self, event: events.Click) -> None:
        """A click goes to the step."""
        offset = event.get_content_offset(self)
        x = -1 if offset is None else offset.x
        name = next((name for left, right, name in self._spans if left <= x < right), None)
        if name is not None:
            self.post_message(self.Chosen(name))


def _meta(name: str) -> Style:
    return Style.from_meta({"step": name})
