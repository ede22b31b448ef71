"""Choose the tool that a new source reads, or paste the address of a board, a repository, a folder."""

from __future__ import annotations

from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from vsm_tui.connect.source import TOOLS
from vsm_tui.model.addresses import read_off
from vsm_tui.model.tools import ALL, Tool
from vsm_tui.tui.screens.walking import ListDialog
from vsm_tui.tui.widgets.grid import Column, Grid
from vsm_tui.tui.widgets.safe import Words, cell

Values = dict[str, Any]


class ChooseTool(ListDialog[Values | None]):
    """The tools there are; typing narrows the list, and what was pasted is taken apart."""

    ABOUT = (
        "Where this stream's data comes from. Choose a tool, or paste the address of a board or a repository, or the "
        "folder of a clone: what can be read off it is filled in. Nothing is asked yet."
    )
    DEFAULT_CSS = "ChooseTool Grid { height: 10; background: $surface; margin-top: 1; }"

    def compose(self) -> ComposeResult:
        """A field, the list."""
        with Vertical(id="box", classes="wide"):
            yield Words("Where does the data come from?", classes="title")
            yield Input(placeholder="paste the address of a board or repository, or a folder; or choose a tool below")
            yield Grid[Tool](
                [
                    Column("tool", "Tool", lambda t, _: cell(t.title, "bold"), 14, keep=9),
                    Column("gives", "What it gives", lambda t, _: cell(t.gives), keep=8),
                ]
            )
            yield Words(id="trouble", classes="trouble")
            yield Words("↓ ↑ choose · enter goes on · esc leaves · nothing is asked before you pull", classes="note")

    def on_mount(self) -> None:
        """The field has the keys."""
        self._list("")
        self.query_one(Input).focus()

    def _list(self, typed: str) -> None:
        every = [ALL[name] for name in ALL if name in TOOLS]
        found = read_off(typed)
        words = typed.casefold().split()
        kept = [t for t in every if all(w in f"{t.title} {t.gives}".casefold() for w in words)]
        if found is not None:
            kept = [ALL[found["tool"]]]
        self.query_one(Grid).show(kept or every, cursor=0)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._list(event.value)

    @on(Grid.Chosen)
    @on(Input.Submitted)
    def _entered(self) -> None:
        here = self.query_one(Grid).current
        if isinstance(here, Tool):
            found = read_off(self.query_one(Input).value)
            self.dismiss(found if found is not None and found["tool"] == here.name else {"tool": here.name})
