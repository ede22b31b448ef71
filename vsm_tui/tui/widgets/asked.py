"""One question with its explanation, a field for the answer, what is understood of it, and suggestions to pick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from vsm_tui.tui.widgets.board import Board
from vsm_tui.tui.widgets.chips import Chips
from vsm_tui.tui.widgets.safe import Words, safe

_LONG = 600


class Numbers(Board, inherit_bindings=False):
    """Numbers in the place of a question; pages belong to the steps, the arrows lead to whatever is out of sight."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding for binding in Board.BINDINGS if isinstance(binding, Binding) and "page" not in binding.key
    ]


class Asked(Vertical):
    """Shows what it is given and tells what is typed; it understands nothing itself."""

    DEFAULT_CSS = """
    Asked { height: 1fr; }
    Asked #question { text-style: bold; height: auto; }
    Asked #why { color: $map-muted; height: auto; max-height: 4; margin-bottom: 1; }
    Asked #entry { height: 1; }
    Asked #label { width: 8; color: $accent; }
    Asked #entry Input { width: 1fr; }
    Asked #understood { height: 1; padding-left: 9; color: $map-muted; margin-bottom: 1; }
    Asked #understood.-right { color: $map-good; }
    Asked #understood.-wrong { color: $text-warning; text-style: bold; }
    """

    class Typed(Message):
        """Another text stands in the field."""

    @dataclass
    class Entered(Message):
        """Enter in the field; ``chip`` is the suggestion that was picked, if one was."""

        chip: int | None = None

    def __init__(self) -> None:
        super().__init__()
        self._begun = ""

    def compose(self) -> ComposeResult:
        """Question, why, field, what is understood, suggestions."""
        yield Words(id="question")
        yield Words(id="why")
        with Horizontal(id="entry"):
            yield Words("answer", id="label")
            yield Input(select_on_focus=False, max_length=200)
        yield Words(id="understood")
        yield Chips()

    @property
    def field(self) -> Input:
        """Where the answer is typed."""
        return self.query_one(Input)

    @property
    def typing(self) -> bool:
        """Whether the field has the keys."""
        return self.field.has_focus

    @property
    def typed(self) -> str:
        """What was typed and is not what stood there before."""
        text = self.field.value.strip()
        return text if text != self._begun.strip() else ""

    @property
    def picked(self) -> int | None:
        """The suggestion that the keys stand on."""
        return self.query_one(Chips).here

    def put(self, question: str, why: str, example: str, begun: str, chips: Sequence[str]) -> None:
        """Ask; ``begun`` is the answer that is known already."""
        self._begun = begun
        self.query_one("#question", Words).say(Content(safe(question, _LONG)))
        self.query_one("#why", Words).say(Content(safe(why, _LONG)))
        self.field.placeholder = f"such as: {example}"
        self.fill(begun)
        self.field.action_select_all()
        self.query_one(Chips).show(chips)

    def fill(self, text: str) -> None:
        """Put a text into the field, the cursor behind it."""
        with self.prevent(Input.Changed):
            self.field.value = text
        self.field.cursor_position = len(text)
        self.query_one(Chips).drop()

    def taken(self) -> None:
        """What stands in the field is the answer now."""
        self._begun = self.field.value

    def say(self, text: str, *, wrong: bool = False, right: bool = False) -> None:
        """Below the field."""
        line = self.query_one("#understood", Words)
        line.set_class(wrong, "-wrong")
        line.set_class(right, "-right")
        line.say(Content(safe(f"! {text}" if wrong else text, _LONG)))

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.query_one(Chips).drop()
        self.post_message(self.Typed())

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Entered(self.picked))

    @on(Chips.Picked)
    def _clicked(self, event: Chips.Picked) -> None:
        event.stop()
        if not self.field.disabled:
            self.post_message(self.Entered(event.at))

    def on_key(self, event: events.Key) -> None:
        """The suggestions follow the keys while the field has them."""
        if event.key in ("down", "up") and self.typing:
            self.query_one(Chips).move(1 if event.key == "down" else -1)
            event.stop()
            event.prevent_default()
