"""The items behind a stage, a loop or the whole stream: slowest first, each with its own strip of visits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from vsm_tui.draw import Units
from vsm_tui.events.clean import clean
from vsm_tui.tui.commands.items import ITEM_COMMANDS
from vsm_tui.tui.filing import Happened
from vsm_tui.tui.itemlist import KEPT, Filter, SortKey, arranged, longest, strip, types
from vsm_tui.tui.mapview.strips import Painter
from vsm_tui.tui.questions import Subject
from vsm_tui.tui.screens.stream import StreamScreen
from vsm_tui.tui.session import Session
from vsm_tui.tui.widgets.grid import Column, Grid
from vsm_tui.tui.widgets.keybar import KeyBar
from vsm_tui.tui.widgets.rows import text_of
from vsm_tui.tui.widgets.safe import Words, cell
from vsm_tui.tui.work import in_thread

if TYPE_CHECKING:
    from vsm_tui.measure import ItemRow

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

        def __init__(self, rows: tuple[ItemRow, ...]) -> None:
            super().__init__()
            self.rows = rows

    def __init__(self, session: Session, about: Subject) -> None:
        super().__init__(session)
        self.about = about
        self.rows: tuple[ItemRow, ...] = ()
        self.kept = Filter()
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
        marks = {"finished": "✓", "open": "…", "cancelled": "✗"}

        def status(row: ItemRow) -> Text:
            return Text(f"{marks[row.status]} {row.status}", "" if row.status == "finished" else muted)

        def drawn(row: ItemRow, width: int) -> Text:
            found = strip(row.strip, self._scale, width, plain=self.vsm.ascii, here=here)
            return text_of(found, self.query_one(ItemGrid).painter)

        def time(key: SortKey, title: str, style: str = "", keep: int = 6, width: int = 7) -> Column[ItemRow]:
            show = lambda r, _: Text(units.time(getattr(r, key)), style)  # noqa: E731 -- one line for four columns
            return Column(key, title, show, width, justify="right", keep=keep)

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
            Column("visits", "Visits", lambda r, _: Text(str(r.visits)), 6, justify="right", keep=4),
            Column("returns", "Back", lambda r, _: back(r), 5, justify="right", keep=5),
            Column("strip", "Visits, one time scale", drawn, least=20, keep=8),
            Column("type", "Type", lambda r, _: cell(r.type, muted), 9, keep=3),
            Column("status", "Status", lambda r, _: status(r), 11, keep=3),
            Column("began", "Began", lambda r, _: Text(f"{r.began:%d %b %y}", muted), 9, keep=2),
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
            self.post_message(self.Ready(measurement.items(stage=about.stage, loop=about.loop)))

        in_thread(work, self.vsm.log_crash, "items")

    def on_items_screen_ready(self, message: Ready) -> None:
        """Show them."""
        self.rows = message.rows
        self.list_items()

    def session_changed(self, what: Happened) -> None:
        """A newer measurement has other items."""
        if what in ("measured", "view") and self.session.measurement is not self._of:
            self.query_one(Grid).columns = tuple(self._columns())
            self.gather()

    def list_items(self) -> None:
        """Filter, sort and show."""
        by, descending = self._sort
        shown = arranged(self.rows, self.kept, by, descending=descending)
        self._scale = longest(shown)
        grid = self.query_one(Grid)
        grid.sorted_by = self._sort
        grid.show(shown)
        self._say_head(shown)
        self.refresh_keys()

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

    def _say_head(self, shown: list[ItemRow]) -> None:
        of = f"{len(shown)} of {len(self.rows)}" if len(shown) != len(self.rows) else str(len(shown))
        kept = [k for k in (self.kept.kept if self.kept.kept != "all" else "", self.kept.type) if k]
        parts = [self._title(), of, *kept, f"{self.session.clock} clock"]
        self.query_one("#head", Words).say(clean(" · ".join(parts), 400))
        full = Units.of(self.session.stream.clock, self.session.clock).time(self._scale)
        note = f"the whole width is {full} · █ touch  ░ wait  ▒ not split  · unmapped  ▓ done again" if shown else ""
        self.query_one("#note", Words).say(Content(note))

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
        """All, finished, open, cancelled, reworked; then each type."""
        choices = [Filter(k, "", self.kept.words) for k in KEPT]
        choices += [Filter("all", t, self.kept.words) for t in types(self.rows)]
        at = choices.index(self.kept) if self.kept in choices else -1
        self.kept = choices[(at + 1) % len(choices)]
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
