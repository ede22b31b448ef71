"""Ask what a state of the tools means to a stream."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from vsm_tui.tui.screens.walking import ListDialog
from vsm_tui.tui.statelist import Meaning, StateRow
from vsm_tui.tui.widgets.grid import Column, Grid
from vsm_tui.tui.widgets.safe import Words, cell


class ChooseMeaning(ListDialog[Meaning | None]):
    """Every meaning a state can have; typing narrows the list."""

    ABOUT = "What a state of the tools means to this stream. Type to narrow the list, enter chooses."
    DEFAULT_CSS = "ChooseMeaning Grid { height: 16; background: $surface; margin-top: 1; }"

    def __init__(self, row: StateRow, meanings: list[Meaning]) -> None:
        super().__init__()
        self.row, self.meanings = row, meanings

    def compose(self) -> ComposeResult:
        """The state, a field, the list."""
        with Vertical(id="box"):
            yield Words(f"‘{self.row.seen.state}’ means", classes="title")
            yield Input(placeholder="type to narrow: a stage, waiting, touch, finished …")
            yield Grid[Meaning]([Column("label", "", lambda m, _: cell(m.label), keep=9)])
            if self.row.suggested is not None and self.row.hint:
                yield Words(f"suggested: {self.row.hint} ({self.row.why})", classes="note")
            yield Words("↓ ↑ choose · enter takes it · esc leaves it as it is", classes="note")

    def on_mount(self) -> None:
        """The cursor stands on what it means now, or on what its name suggests."""
        at = self._now()
        self.query_one(Grid).show(self.meanings, cursor=at)
        self.query_one(Input).focus()

    def _now(self) -> int:
        meaning, hint = self.row.meaning, self.row.seen.hint
        wanted = meaning if meaning.role != "none" else self.row.suggested
        for index, other in enumerate(self.meanings):
            if other == wanted or (wanted is None and hint and other.role == hint and not other.begins):
                return index
        return 0

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        words = event.value.casefold().split()
        kept = [m for m in self.meanings if all(w in m.label.casefold() for w in words)]
        self.query_one(Grid).show(kept, cursor=0 if words else self._now())

    @on(Grid.Chosen)
    @on(Input.Submitted)
    def _entered(self) -> None:
        here = self.query_one(Grid).current
        if isinstance(here, Meaning):
            self.dismiss(here)
