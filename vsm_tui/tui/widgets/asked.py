"""One question with its explanation, a field for the answer, what is understood of it, and suggestions to pick."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
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
LONGEST = 2_000
"""The characters that can be typed or pasted."""
_PARTS = re.compile(r"\s*(?:[,;/→]|->)\s*")
"""What answers that name several things are told apart by."""


class Numbers(Board, inherit_bindings=False):
    """Numbers in the place of a question; pages belong to the steps, the arrows lead to whatever is out of sight."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding for binding in Board.BINDINGS if isinstance(binding, Binding) and "page" not in binding.key
    ]


class AnswerField(Input):
    """A field into which several lines can be pasted, where somebody says how they are put in a row."""

    def __init__(self) -> None:
        super().__init__(select_on_focus=False, max_length=LONGEST)
        self.in_a_row: Callable[[str], str] = one_line

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()  # Textual's field keeps the first line
        text = self.in_a_row(event.text)
        start, end = sorted(self.selection)
        room = (self.max_length or LONGEST) - len(self.value) + end - start
        self.replace(text[:room], start, end)


def one_line(lines: str) -> str:
    """Several lines as one."""
    return " ".join(lines.split())


class Asked(Vertical):
    """Shows what it is given and tells what is typed; it understands nothing itself."""

    DEFAULT_CSS = """
    Asked { height: 1fr; }
    Asked #question { text-style: bold; height: auto; }
    Asked #why { color: $map-muted; height: auto; max-height: 4; margin-bottom: 1; }
    Asked #entry { height: 1; }
    Asked #label { width: 8; color: $accent; }
    Asked #entry Input { width: 1fr; }
    Asked #understood { height: auto; min-height: 1; max-height: 2; padding-left: 9; color: $map-muted; }
    Asked Chips { margin-top: 1; }
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
            yield AnswerField()
        yield Words(id="understood")
        yield Chips()

    @property
    def field(self) -> AnswerField:
        """Where the answer is typed."""
        return self.query_one(AnswerField)

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
    def near(self) -> str:
        """The suggestion that goes on with what is typed; "" where none does, or nothing is typed."""
        return self.query_one(Chips).first if self.typed else ""

    @property
    def picked(self) -> int | None:
        """The suggestion that the keys stand on."""
        return self.query_one(Chips).here

    def put(
        self, question: str, why: str, example: str, begun: str, chips: Sequence[str], fixed: Iterable[int] = ()
    ) -> None:
        """Ask; ``begun`` is the answer that is known already. Chips at ``fixed`` stay whatever is typed."""
        self._begun = begun
        self.query_one("#question", Words).say(Content(safe(question, _LONG)))
        self.query_one("#why", Words).say(Content(safe(why, _LONG)))
        self.field.placeholder = f"such as: {example}"
        self.fill(begun)
        self.field.action_select_all()
        self.query_one(Chips).show(chips, fixed)

    def offer(self, chips: Sequence[str], fixed: Iterable[int] = ()) -> None:
        """Other suggestions to the same question."""
        self.query_one(Chips).show(chips, fixed)
        self._narrow()

    def only_look(self) -> None:
        """Questions without a field, for those who may not answer; what is known stands below the question."""
        self.field.disabled = True
        self.query_one("#entry").display = False
        self.query_one(Chips).display = False

    def fill(self, text: str) -> None:
        """Put a text into the field, the cursor behind it."""
        with self.prevent(Input.Changed):
            self.field.value = text
        self.field.cursor_position = len(text)
        self._narrow()

    def _narrow(self) -> None:
        """Offer what goes on with the last of what is typed."""
        self.query_one(Chips).narrow(_PARTS.split(self.typed)[-1])

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
        self._narrow()
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
