"""A small input that lies on the map, on the very value it edits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.geometry import Region, Size
from textual.message import Message
from textual.widgets import Input

from vsm_tui.draw import Spot
from vsm_tui.model import Clock
from vsm_tui.tui.mapview.values import EXAMPLES, VALUE_NAMES, Read, ValueField, read_value
from vsm_tui.tui.widgets.safe import Words

Then = Literal["stay", "next", "previous"]
_LEAST = 24
_WORDS = 58


class CellEditor(Vertical):
    """An input at a value of the map, and under it what is understood or what would be right.

    It is hidden until :meth:`begin`; enter commits, tab commits and goes on to the next value, escape leaves.
    """

    DEFAULT_CSS = """
    CellEditor {
        display: none; layer: above; position: absolute; height: auto; background: $panel;
        & > Input { height: 1; width: 100%; background: $boost; color: $foreground; border: none; padding: 0; }
        & > Words { height: auto; width: 100%; color: $map-muted; }
        &.-wrong > Words { color: $text-warning; text-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Leave the value as it was", show=False, id="editor.cancel", tooltip="Leave the value as it was"),
        Binding("tab,down", "commit('next')", "Keep it, next value", show=False, id="editor.next", tooltip="Keep it, next value"),
        Binding("shift+tab,up", "commit('previous')", "Keep it, value before", show=False, id="editor.previous", tooltip="Keep it, value before"),
    ]  # fmt: skip

    @dataclass
    class Committed(Message):
        """A value was typed and understood."""

        editor: CellEditor
        spot: Spot
        field: ValueField
        read: Read
        then: Then

    class Cancelled(Message):
        """Nothing is to change."""

    def __init__(self) -> None:
        super().__init__()
        self.spot = Spot(0)
        self.field: ValueField = "name"
        self._clock = Clock()
        self._fresh = False

    def compose(self) -> ComposeResult:
        """The input and the sentence below it."""
        yield Input(compact=True, select_on_focus=False)
        yield Words()

    @property
    def is_open(self) -> bool:
        """Whether something is being typed."""
        return bool(self.display)

    def begin(
        self, spot: Spot, field: ValueField, text: str, clock: Clock, place: Region, window: Size, *, fresh: bool
    ) -> None:
        """Open over ``place`` inside a window; ``fresh`` means that ``text`` was typed just now and goes on."""
        self.spot, self.field, self._clock = spot, field, clock
        width = min(window.width, max(_LEAST, place.width, _WORDS))
        x = max(0, min(place.x, window.width - width))
        y = max(0, min(place.y, window.height - 3))
        self.styles.width = width
        self.styles.offset = (x, y)
        self.display = True
        entry = self.query_one(Input)
        entry.placeholder = EXAMPLES[field]
        with self.prevent(Input.Changed):
            entry.value = text
        entry.cursor_position = len(text)
        entry.focus()
        if not fresh and text:
            entry.action_select_all()
        self._say(read_value(field, text, clock), text)

    def end(self) -> None:
        """Close it."""
        self.display = False

    def wrong(self, text: str) -> None:
        """Say why the value could not be taken; what was typed stays."""
        self.set_class(True, "-wrong")
        self.query_one(Words).say(text)

    def _say(self, read: Read, text: str) -> None:
        self.set_class(bool(read.wrong), "-wrong")
        hint = f"{VALUE_NAMES[self.field]}, such as {EXAMPLES[self.field]}"
        self.query_one(Words).say(read.wrong or (read.meaning if text.strip() else hint + " · empty: not known"))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say what is understood while it is typed."""
        event.stop()
        self._say(read_value(self.field, event.value, self._clock), event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter."""
        event.stop()
        self.action_commit("stay")

    def action_commit(self, then: Then) -> None:
        """Hand the value over, unless it is wrong: then the sentence stays and says what would be right."""
        read = read_value(self.field, self.query_one(Input).value, self._clock)
        if read.wrong:
            self.wrong(read.wrong)
            self.app.bell()
            return
        self.post_message(self.Committed(self, self.spot, self.field, read, then))

    def action_cancel(self) -> None:
        """Leave without a change."""
        self.end()
        self.post_message(self.Cancelled())
