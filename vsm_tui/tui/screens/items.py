"""The items behind a stage, a loop or the whole stream: slowest first, each with its own strip of visits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from vsm_tui.draw import Units
from vsm_tui.events.clean import clean
from vsm_tui.model import VsmError
from vsm_tui.tui.commands.items import ITEM_COMMANDS
from vsm_tui.tui.filing import Happened
from vsm_tui.tui.itemlist import KEPT_WORDS, Filter, choices, strip
from vsm_tui.tui.mapview.strips import Painter
from vsm_tui.tui.questions import Question, Subject
from vsm_tui.tui.screens.stream import StreamScreen
from vsm_tui.tui.session import Session
from vsm_tui.tui.widgets.grid import Column, Grid
from vsm_tui.tui.widgets.keybar import KeyBar
from vsm_tui.tui.widgets.rows import text_of
from vsm_tui.tui.widgets.safe import Words, cell
from vsm_tui.tui.work import in_thread

if TYPE_CHECKING:
    from vsm_tui.measure import ItemRow, Measurement
    from vsm_tui.measure.items.table import ItemTable, SortKey

SORTS: tuple[SortKey, ...] = ("here", "lead", "touch", "wait", "visits", "returns", "began", "item", "type", "status")


class ItemGrid(Grid["ItemRow"]):
    """The list; it knows the map's colours for the strips."""

    def __init__(self, columns: Sequence[Column[ItemRow]], *, id: str | None = None) -> None:  # noqa: A002 -- Textual's own name
        super().__init__(columns, id=id)
        self.painter = Painter(self)

    def notify_style_update(self) -> None:
        """Another theme."""
        super().notify_style_update()
        self.painter.forget()


class ItemsScreen(StreamScreen):
    """A list of items. They are the system's history, not anybody's record: no names of people are kept."""

    ABOUT = (
        "The items behind a number. Strips share one time scale: █ worked on, ░ waiting, ▒ not known which, "
        "· in a state nobody mapped; ▓ and the loop's colour mark what was done again."
    )
    ACTIONS = ITEM_COMMANDS
    DRIVES = False
    DEFAULT_CSS = """
    ItemsScreen #find { display: none; margin: 0 1; }
    ItemsScreen #find.-open { display: block; }
    """

    class Ready(Message):
        """The items were gathered."""

        def __init__(self, table: ItemTable, of: Measurement) -> None:
            super().__init__()
            self.table, self.of = table, of

    class Unknown(Message):
        """They cannot be shown, and why."""

        def __init__(self, why: str) -> None:
            super().__init__()
            self.why = why

    def __init__(self, session: Session, about: Subject) -> None:
        super().__init__(session)
        self.about = about
        self.table: ItemTable | None = None
        self.rows: Sequence[ItemRow] = ()
        self.kept = Filter(about.whose)
        self._sort: tuple[SortKey, bool] = ("here" if about.kind != "stream" else "lead", True)
        self._scale = 0.0
        self._of = self.session.measurement

    def compose(self) -> ComposeResult:
        """Head, filter, list, keys."""
        yield Words(id="head")
        yield Input(placeholder="words of an item's key, type or labels", id="find")
        yield ItemGrid(self._columns(), id="list")
        yield Words(id="note", classes="note")
        yield KeyBar()

    def _columns(self) -> list[Column[ItemRow]]:
        units = Units.of(self.session.stream.clock, self.session.clock)
        colour = self.app.theme_variables.__getitem__
        muted, here = colour("map-muted"), self.about.stage
        zone = ZoneInfo(self.session.stream.clock.timezone)
        marks = {"finished": "✓", "open": "…", "cancelled": "✗"}

        def status(row: ItemRow) -> Text:
            return Text(f"{marks[row.status]} {row.status}", "" if row.status == "finished" else muted)

        def drawn(row: ItemRow, width: int) -> Text:
            found = strip(row.strip, self._scale, width, plain=self.vsm.ascii, here=here)
            return text_of(found, self.query_one(ItemGrid).painter)

        def time(key: SortKey, title: str, style: str = "", keep: int = 6, width: int = 7) -> Column[ItemRow]:
            def show(row: ItemRow, _: int) -> Text:
                late = key == "lead" and row.status == "open" and self._late is not None and row.lead > self._late
                text = units.time(getattr(row, key))
                return Text(f"!{text}", colour("map-bad")) if late else Text(text, style)

            return Column(key, title, show, width, justify="right", keep=keep, explains=True)

        def back(row: ItemRow) -> Text:
            return Text(f"↺{row.returns}" if row.returns else "", colour("map-loop"))

        columns: list[Column[ItemRow]] = [Column("item", "Item", lambda r, _: cell(r.item, "bold"), 14, keep=9)]
        if self.about.kind != "stream":
            columns.append(time("here", f"In {self.about.kind}", "bold", 9, 9))
        return [
            *columns,
            time("lead", "Lead time", "bold" if self.about.kind == "stream" else "", 7, 9),
            time("touch", "Touch", colour("map-touch")),
            time("wait", "Wait", colour("map-wait")),
            Column("visits", "Visits", lambda r, _: Text(str(r.visits)), 6, justify="right", keep=4, explains=True),
            Column("returns", "Back", lambda r, _: back(r), 5, justify="right", keep=5, explains=True),
            Column("strip", "Visits, one time scale", drawn, least=20, keep=8),
            Column("type", "Type", lambda r, _: cell(r.type, muted), 9, keep=3),
            Column("status", "Status", lambda r, _: status(r), 11, keep=3),
            Column("began", "Began", lambda r, _: Text(f"{r.began.astimezone(zone):%d %b %y}", muted), 9, keep=2),
        ]

    def on_mount(self) -> None:
        """Gather the items in a thread: there may be a million."""
        super().on_mount()
        self.query_one("#head", Words).say(f"{self._title()} · gathering …")
        self.query_one(Grid).focus()
        self.gather()

    def gather(self) -> None:
        """Fetch the items of the measurement in view."""
        measurement, about = self.session.measurement, self.about
        self._of = measurement
        if measurement is None:
            return

        def work() -> None:
            try:
                table = measurement.table(stage=about.stage, loop=about.loop)
                table.prepare()
            except VsmError as error:
                self.post_message(self.Unknown(str(error)))
            else:
                self.post_message(self.Ready(table, measurement))

        in_thread(work, self.vsm.log_crash, "items")

    def on_items_screen_ready(self, message: Ready) -> None:
        """Show them, unless a newer measurement was asked for since."""
        if message.of is self._of:
            self.table = message.table
            self.list_items()

    def on_items_screen_unknown(self, message: Unknown) -> None:
        """Say why there are none."""
        self.query_one("#head", Words).say(clean(f"{self._title()} · {message.why}", 400))

    def session_changed(self, what: Happened) -> None:
        """A newer measurement has other items."""
        if what in ("measured", "view") and self.session.measurement is not self._of:
            self.query_one(Grid).columns = tuple(self._columns())
            self.gather()

    def list_items(self) -> None:
        """Filter, sort and show."""
        if self.table is None:
            return
        by, descending = self._sort
        shown = self.table.listed(self.kept.kept, self.kept.type, self.kept.words, by, descending=descending)
        self.rows, self._scale = shown, shown.longest
        grid = self.query_one(Grid)
        grid.sorted_by = self._sort
        grid.show(shown)
        self._say_head(len(shown), len(self.table))
        self.refresh_keys()

    @property
    def _late(self) -> float | None:
        """The age beyond which an open item is older than most finished ones."""
        return self._of.flow.lead_time.p85 if self._of is not None else None

    def _title(self) -> str:
        stream = self.session.stream
        names = {stage.id: stage.name for stage in stream.stages} | {"finish": "the finish"}
        match self.about.kind:
            case "stage":
                where = f"items in ‘{names.get(self.about.stage or '', self.about.stage)}’"
            case "loop":
                source, target = self.about.loop or ("", "")
                where = f"items sent back from ‘{names.get(source, source)}’ to ‘{names.get(target, target)}’"
            case _:
                where = "items"
        return f"{stream.name} · {where}"

    def _say_head(self, shown: int, of: int) -> None:
        count = f"{shown:,} of {of:,}" if shown != of else f"{shown:,}"
        kept = [k for k in (self.kept.kept if self.kept.kept != "all" else "", self.kept.type) if k]
        parts = [self._title(), count, *kept, f"{self.session.clock} clock", self.session.view.named]
        self.query_one("#head", Words).say(clean(" · ".join(p for p in parts if p), 400))
        units = Units.of(self.session.stream.clock, self.session.clock)
        full = units.time(self._scale)
        notes = [f"the whole width is {full} · █ touch  ░ wait  ▒ not split  · unmapped  ▓ done again"] if shown else []
        if shown and self._late is not None:
            notes.append(f"! open and older than p85 of finished items ({units.time(self._late)})")
        if self.kept.kept in KEPT_WORDS:
            notes.insert(0, KEPT_WORDS[self.kept.kept])
        elif self.kept.kept == self.about.whose != "all":
            notes.insert(0, f"the number is over {self.kept.kept} items: f shows others")
        self.query_one("#note", Words).say(Content(" · ".join(notes)))

    # -- what the commands do ----------------------------------------------------------------------------------

    @property
    def current(self) -> ItemRow | None:
        """The item under the cursor."""
        return self.query_one(Grid).current

    def sort_next(self) -> None:
        """Sort by the next column."""
        self.sort_by(SORTS[(SORTS.index(self._sort[0]) + 1) % len(SORTS)])

    def sort_by(self, key: SortKey) -> None:
        """Sort by a column; numbers largest first."""
        self._sort = (key, key not in ("item", "type", "status"))
        self.list_items()
        self.say(f"sorted by {key}")

    def sort_reverse(self) -> None:
        """The other way round."""
        self._sort = (self._sort[0], not self._sort[1])
        self.list_items()

    @on(Grid.Headed)
    def _headed(self, event: Grid.Headed) -> None:
        if event.key == self._sort[0]:
            self.sort_reverse()
        elif event.key in SORTS:
            self.sort_by(event.key)

    def keep_next(self) -> None:
        """All, finished, open, older than p85, cancelled, reworked, failures; then each type."""
        if self.table is None:
            return
        known = choices(self.table, self.kept.words)
        at = known.index(self.kept) if self.kept in known else -1
        self.kept = known[(at + 1) % len(known)]
        self.list_items()
        self.say(f"showing {self.kept.type or self.kept.kept}")

    def open_find(self) -> None:
        """Type the filter."""
        field = self.query_one("#find", Input)
        field.add_class("-open")
        field.focus()

    def close_find(self) -> bool:
        """Take the filter away; whether there was one."""
        field = self.query_one("#find", Input)
        was = field.has_class("-open")
        field.value = ""
        field.remove_class("-open")
        self.query_one(Grid).focus()
        return was

    @on(Input.Changed, "#find")
    def _typed(self, event: Input.Changed) -> None:
        self.kept = Filter(self.kept.kept, self.kept.type, event.value)
        self.list_items()

    @on(Input.Submitted, "#find")
    def _entered(self) -> None:
        self.query_one(Grid).focus()

    def question(self) -> Question:
        """The number under the cursor: of one item, or of what the list is about."""
        row, grid = self.current, self.query_one(Grid)
        flows = (self._of.flow,) if self._of is not None else ()
        if row is None or self._of is None or not grid.column:
            return Question(self.about.key, self.session.stream, flows)
        from vsm_tui.measure.items.why import explain_item

        told = explain_item(row, grid.column, self.session.stream, self._of.flow, self.about.stage)
        return Question(grid.column, self.session.stream, flows, told=told)
