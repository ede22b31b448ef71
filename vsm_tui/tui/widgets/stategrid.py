"""The list of a log's states: what each means, how much of the logged time it takes, and what is suggested."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rich.text import Text

from vsm_tui.draw import cell_len, share
from vsm_tui.events.clean import clean
from vsm_tui.tui.statelist import StateRow
from vsm_tui.tui.widgets.grid import Column, Grid
from vsm_tui.tui.widgets.safe import cell

BAR = 10
NARROW = 100
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_STYLES = {"wait": "map-wait", "touch": "map-touch", "finish": "map-good", "none": "map-bad"}


class StateGrid(Grid[StateRow]):
    """One row a state."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 -- Textual's own name
        super().__init__((), id=id)

    def on_mount(self) -> None:
        """The columns need the theme."""
        self.columns = (
            Column("state", "State in the log", lambda r, _: cell(r.seen.state, "bold"), least=16, keep=9),
            Column("means", "Means", self._meaning, least=28, keep=9),
            Column("share", "Logged time", lambda r, _: self._bar(r), BAR + 6, keep=8),
            self._number("visits", "Visits", "visits", 4),
            self._number("items", "Items", "items", 5),
            self._number("last", "End here", "last", 6),
        )

    def show(self, rows: Sequence[StateRow], *, cursor: int | None = None) -> None:
        """Show these rows; the names take what they need, meanings the rest."""
        if self.columns:
            wide = max((cell_len(row.seen.state) for row in rows), default=0)
            narrow = self.app.size.width < NARROW
            name = replace(self.columns[0], width=min(max(wide, 16), 22 if narrow else 40))
            self.columns = (name, *self.columns[1:])
        super().show(rows, cursor=cursor)

    def enter(self) -> None:
        """Take the keys, on the first state; where there is one."""
        if self.rows:
            self.focus()
            self.cursor = 0

    def _colour(self, name: str) -> str:
        return self.app.theme_variables[name]

    def _meaning(self, row: StateRow, room: int) -> Text:
        colour = self._colour
        words = row.meaning.label if len(row.meaning.label) <= room else row.meaning.short
        text = cell(words, colour(_STYLES.get(row.meaning.role, "map-muted")))
        if row.meaning.role == "none":
            text = Text.assemble(("✗ ", colour("map-bad")), text)
            if row.hint:
                text = Text.assemble(("✗ ", colour("map-bad")), ("► ", colour("accent")), clean(row.hint))
                why = Text(f"  {clean(row.why)}", colour("map-muted"))
                text = text if text.cell_len + why.cell_len > room else Text.assemble(text, why)
        elif row.guessed:
            text = Text.assemble(text, ("  ? a guess", colour("warning")))
        return Text.assemble(text, ("  ▷ begins", colour("accent"))) if row.begins else text

    def _bar(self, row: StateRow) -> Text:
        if row.share is None:
            return Text("end".rjust(BAR + 6), self._colour("map-muted"))
        eighths = round(row.share * BAR * 8) or (1 if row.share else 0)
        bar = "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()
        style = "map-bad" if row.meaning.role == "none" else "map-measured"
        return Text.assemble((bar.ljust(BAR), self._colour(style)), f" {share(row.share):>5}")

    def _number(self, key: str, title: str, value: str, keep: int) -> Column[StateRow]:
        width = max(len(title), 7)
        return Column(key, title, lambda r, _: Text(f"{getattr(r.seen, value):,}"), width, justify="right", keep=keep)
