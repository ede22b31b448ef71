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

from vsm_tui.edit import Change, EditError
from vsm_tui.model import Stream
from vsm_tui.tui.mapview.asking import Asking
from vsm_tui.tui.mapview.values import EXAMPLES, VALUE_NAMES, Read, read_value
from vsm_tui.tui.widgets.safe import Words

Then = Literal["onward", "next", "previous"]
_WIDTH = 60


def _key(keys: str, action: str, tooltip: str) -> Binding:
    name = action.partition("(")[2].strip("')") or action
    return Binding(keys, action, tooltip, show=False, tooltip=tooltip, id=f"editor.{name}")


class CellEditor(Vertical):
    """An input at a value of the map, and under it what is understood or what would be right.

    It is hidden until :meth:`begin`; enter commits and goes on, tab commits and edits the next value, escape leaves.
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
        _key("escape", "cancel", "Leave the value as it was"),
        _key("tab,down", "commit('next')", "Keep it, next value"),
        _key("shift+tab,up", "commit('previous')", "Keep it, value before"),
    ]

    @dataclass
    class Committed(Message):
        """A value was typed, understood and fits the stream."""

        asking: Asking
        change: Change
        then: Then

    @dataclass
    class Unchanged(Message):
        """The value stays as it was, and the cursor goes on."""

        asking: Asking
        then: Then

    class Cancelled(Message):
        """Nothing is to change."""

    def __init__(self) -> None:
        super().__init__()
        self.asking: Asking | None = None
        self._stream = Stream("")

    def compose(self) -> ComposeResult:
        """The input and the sentence below it."""
        yield Input(compact=True, select_on_focus=False)
        yield Words()

    @property
    def is_open(self) -> bool:
        """Whether something is being typed."""
        return bool(self.display)

    def begin(self, asking: Asking, stream: Stream, place: Region, window: Size, *, first: str = "") -> None:
        """Ask over ``place`` inside a window; ``first`` is what was typed already and replaces the old text."""
        self.asking, self._stream = asking, stream
        self.place(place, window)
        self.display = True
        text = first or asking.text
        entry = self.query_one(Input)
        entry.placeholder = EXAMPLES[asking.field]
        with self.prevent(Input.Changed):
            entry.value = text
        entry.focus()
        if first or not text or asking.field == "halves":
            entry.cursor_position = len(text)
        else:
            entry.action_select_all()
        self._say(text)

    def place(self, place: Region, window: Size) -> None:
        """Lie over ``place``, wholly inside a window of that size."""
        width = min(window.width, max(place.width, _WIDTH))
        self.styles.width = width
        self.styles.offset = (max(0, min(place.x, window.width - width)), max(0, min(place.y, window.height - 3)))

    def answer(self) -> tuple[Change | None, str]:
        """The change that what was typed makes, ``None`` for none; and what is wrong with it, if something is."""
        asking, text = self.asking, self.query_one(Input).value
        if asking is None or text.strip() == asking.text.strip() or (asking.inserts and not text.strip()):
            return None, ""
        read, change = self._understood(text)
        return change, read.wrong

    def end(self) -> None:
        """Close it."""
        self.display = False

    def _understood(self, text: str) -> tuple[Read, Change | None]:
        """What the text means and the change it makes; a change that does not fit is as wrong as a typing error."""
        asking = self.asking
        if asking is None:
            return Read(), None
        read = read_value(asking.field, text, self._stream.clock)
        if read.wrong:
            return read, None
        change = asking.change(read.value)
        try:
            change.apply(self._stream)
        except EditError as error:
            return Read(wrong=str(error)), None
        return read, change

    def _say(self, text: str) -> None:
        asking = self.asking
        if asking is None:
            return
        if not text.strip() or text == asking.text:
            prompt = asking.prompt or VALUE_NAMES[asking.field]
            clears = "" if asking.field in ("name", "halves") else " · empty: not known"
            self.set_class(False, "-wrong")
            self.query_one(Words).say(f"{prompt}, such as {EXAMPLES[asking.field]}{clears}")
            return
        read, _ = self._understood(text)
        self.set_class(bool(read.wrong), "-wrong")
        self.query_one(Words).say(read.wrong or read.meaning or "enter keeps it, escape leaves it as it was")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say what is understood while it is typed."""
        event.stop()
        self._say(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter."""
        event.stop()
        self.action_commit("onward")

    def action_commit(self, then: Then) -> None:
        """Hand the change over, unless the text is wrong: then the sentence stays and says what would be right."""
        asking, text = self.asking, self.query_one(Input).value
        if asking is None:
            return
        read, change = self._understood(text)
        if change is None:
            self.set_class(True, "-wrong")
            self.query_one(Words).say(read.wrong)
            return
        if text.strip() == asking.text.strip() and not asking.inserts:
            self.post_message(self.Unchanged(asking, then))
        else:
            self.post_message(self.Committed(asking, change, then))

    def action_cancel(self) -> None:
        """Leave without a change."""
        self.end()
        self.post_message(self.Cancelled())
