"""Say what the columns of a log mean: its columns with examples, and one line that says it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input

from vsm_tui.events.clean import clean
from vsm_tui.model import Columns, QuantityError
from vsm_tui.model.columns import parse_columns, spelled
from vsm_tui.model.wording import nearest
from vsm_tui.tui.commands.common import Back
from vsm_tui.tui.screens.base import Dialog
from vsm_tui.tui.widgets.safe import Words

if TYPE_CHECKING:
    from vsm_tui.measure.log.suggested import Look

_MOST = 14
_WIDE = 28


class SayColumns(Dialog[Columns | None]):
    """The columns of a table, what they hold, and what they mean."""

    ABOUT = (
        "A log needs a column each for the item, the time and the state it entered; or, with a row per stay, for when "
        "it entered a state and left it. Say which they are: item=Ticket, at=Changed on, state=Status. Also "
        "entered= and left=, type=, labels=, ref=, and dates= for times that are no ISO 8601: day-first, month-first, "
        "excel, unix or a pattern such as %d/%m/%Y. Of a log of objects: object_type=, the objects that are the items. "
        "It is kept in the stream file."
    )
    ACTIONS = (Back,)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look

    def compose(self) -> ComposeResult:
        """Title, columns, doubts, the line, what is wrong."""
        look = self._look
        with Vertical(id="box", classes="wide"):
            about = "Which objects of {} are the items" if look.objects else "What the columns of {} mean"
            yield Words(clean(about.format(look.path.name), 100), classes="title")
            yield Words(_listed(look.columns), id="columns")
            yield Words(_doubts(look.suggestion.doubts), id="doubts", classes="trouble")
            yield Input(spelled(look.meant), max_length=1000, select_on_focus=False)
            yield Words(id="trouble", classes="trouble")
            keys = "object_type=" if look.objects else "item=, at=, state= · or entered=, left= · also type=, dates="
            yield Words(f"{keys} · F1 says more", classes="note")

    def on_mount(self) -> None:
        """The line has the keys."""
        self.query_one(Input).focus()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        changed = event.value.strip() != spelled(self._look.meant)
        self.query_one("#trouble", Words).say(self._wrong(event.value) if changed else "")

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        wrong = self._wrong(event.value)
        if wrong:
            self.query_one("#trouble", Words).say(wrong)
        else:
            self.dismiss(parse_columns(event.value))

    def _wrong(self, text: str) -> str:
        from vsm_tui.events.formats.columns import lost_columns, match_columns, needed

        names = [name for name, _ in self._look.columns]
        try:
            said = parse_columns(text)
        except QuantityError as error:
            return str(error)
        if self._look.objects:
            return "" if said.object_type in names else f"object_type= is needed: {nearest(said.object_type, names)}"
        if lost := lost_columns(names, said):
            return "; ".join(lost.values())
        ways = self._look.suggestion.ways
        if ways and not said.dates and {said.at, said.entered} & set(self._look.suggestion.columns.named.values()):
            return f"the times can be read in two ways: write {' or '.join(f'dates={way}' for way in ways)} as well"
        return needed(match_columns(self._look.path, names, said).missing)


def _listed(columns: Sequence[tuple[str, tuple[str, ...]]]) -> Content:
    width = min(_WIDE, max((len(name) for name, _ in columns), default=0))
    lines = [
        Content.assemble((clean(name, width).ljust(width), "bold"), "  ", (", ".join(examples) or "–", "$map-muted"))
        for name, examples in columns[:_MOST]
    ]
    if len(columns) > _MOST:
        lines.append(Content.styled(f"and {len(columns) - _MOST} more columns", "$map-muted"))
    return Content("\n").join(lines)


def _doubts(doubts: Sequence[str]) -> Content:
    return Content("\n").join(Content(clean(doubt, 300)) for doubt in doubts)
