"""The list of a stream's sources: what each reads, and how its pull stands."""

from __future__ import annotations

from rich.text import Text
from textual.message import Message

from vsm_tui.events.clean import clean
from vsm_tui.tui.sourcelist import SourceRow
from vsm_tui.tui.widgets.grid import Column, Grid
from vsm_tui.tui.widgets.safe import cell

BAR = 12
_MOODS = {
    "plain": "foreground",
    "muted": "map-muted",
    "good": "map-good",
    "warning": "warning",
    "bad": "map-bad",
    "busy": "map-measured",
}


class SourceGrid(Grid[SourceRow]):
    """One row a source."""

    DEFAULT_CSS = "SourceGrid:blur > .grid--cursor { background: $background; }"
    MOST = 5
    """Rows that are shown at once."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 -- Textual's own name
        super().__init__((), id=id)

    class Below(Message):
        """Down was pressed on the last source."""

    def action_down(self) -> None:
        """One down; from the last one to what stands below."""
        if self.cursor == len(self.rows) - 1:
            self.post_message(self.Below())
        self.cursor += 1

    def on_mount(self) -> None:
        """The columns need the theme."""
        self.columns = (
            Column("name", "Source", lambda r, _: cell(r.name, "bold"), 14, keep=9),
            Column("tool", "Tool", lambda r, _: cell(r.tool), 14, keep=3),
            Column("reads", "Reads", lambda r, _: cell(r.reads.removeprefix("https://")), least=20, keep=8),
            Column("state", "State", lambda r, _: self._state(r), least=30, keep=9),
        )

    def spanning(self, row: SourceRow) -> Text | None:
        """What is wrong with an entry that is no source, in all the room there is."""
        if not row.wrong:
            return None
        return Text.assemble(cell(row.name, "bold"), "  ", (clean(row.state, 300), self.app.theme_variables["map-bad"]))

    def _state(self, row: SourceRow) -> Text:
        colour = self.app.theme_variables[_MOODS[row.mood]]
        text = cell(row.state, colour)
        if row.share is None:
            return text
        full = round(row.share * BAR)
        return Text.assemble(("█" * full, colour), ("░" * (BAR - full), colour), " ", clean(row.state))
