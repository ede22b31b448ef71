"""What a room agreed on one value of an estimate round."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from vsm_tui.flow.rounds import group_range
from vsm_tui.model import Stream, Told
from vsm_tui.tui.screens.walking import FormDialog
from vsm_tui.tui.widgets.safe import Words

_FIELDS = (
    ("value", "Agreed", "one value, or min..typical..max; empty: nothing yet"),
    ("note", "Why", "what decided it"),
    ("dissent", "Dissent", "what not everybody agrees with; no names"),
)


class Agreement(NamedTuple):
    """What was typed."""

    value: str
    note: str
    dissent: str


class AgreeDialog(FormDialog[Agreement | None]):
    """Three fields. Only what is typed, or was agreed before, stands in them."""

    ABOUT = (
        "What the room agreed on goes into the map; why, and what not everybody agrees with, stays in the round. Leave "
        "the value empty while nothing is agreed."
    )
    DEFAULT_CSS = """
    AgreeDialog Horizontal { height: 1; }
    AgreeDialog .label { width: 10; color: $map-muted; }
    AgreeDialog Input { width: 1fr; }
    AgreeDialog .line { height: auto; }
    """

    def __init__(self, stream: Stream, told: Told, wrong: Callable[[Agreement], str]) -> None:
        super().__init__()
        self._stream, self._told, self._wrong = stream, told, wrong

    def compose(self) -> ComposeResult:
        """What was said, three fields, what is wrong."""
        told = self._told
        names = [stage.name for stage in self._stream.stages if stage.id == told.stage]
        before = {"value": "" if told.agreed is None else str(told.agreed), **told.texts}
        group = group_range(told.said, self._stream.clock)
        with Vertical(id="box"):
            yield Words(f"{(names or [told.stage])[0]}: {told.value}", classes="title")
            yield Words(f"said: {', '.join(map(str, told.said))}\ngroup: {group}", classes="line")
            for key, label, example in _FIELDS:
                with Horizontal():
                    yield Words(label, classes="label")
                    yield Input(before[key], placeholder=example, id=key, max_length=300, select_on_focus=False)
            yield Words(id="trouble", classes="trouble")
            yield Words("tab ↓ ↑ go on · enter agrees · esc leaves", classes="note")

    def on_mount(self) -> None:
        """The value has the keys."""
        self.query_one("#value", Input).focus()

    @on(Input.Changed)
    def _typed(self) -> None:
        self.query_one("#trouble", Words).say("")

    @on(Input.Submitted)
    def _entered(self) -> None:
        agreement = Agreement(*(self.query_one(f"#{key}", Input).value.strip() for key, *_ in _FIELDS))
        wrong = self._wrong(agreement)
        if wrong:
            self.query_one("#trouble", Words).say(wrong)
            self.query_one("#value", Input).focus()
        else:
            self.dismiss(agreement)
