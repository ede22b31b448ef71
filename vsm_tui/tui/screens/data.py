"""A log over a stream: choose the file, say what each of its states means, watch how much time is mapped."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message

from vsm_tui.draw import Row, Run, Units, share
from vsm_tui.draw.plain import plain_rows
from vsm_tui.edit import Change, EditError, MapState, SetLog, Several
from vsm_tui.events.clean import clean
from vsm_tui.files import relative
from vsm_tui.tui.commands.data import DATA_COMMANDS
from vsm_tui.tui.filing import Happened
from vsm_tui.tui.questions import Subject, subject_of
from vsm_tui.tui.screens.meaning import ChooseMeaning
from vsm_tui.tui.screens.picklog import PickLog
from vsm_tui.tui.screens.stream import StreamScreen
from vsm_tui.tui.session import Session, Shown
from vsm_tui.tui.statelist import Meaning, StateRow, choices, coverage, rows, suggestions
from vsm_tui.tui.widgets.board import Board
from vsm_tui.tui.widgets.grid import Column, Grid
from vsm_tui.tui.widgets.keybar import KeyBar
from vsm_tui.tui.widgets.safe import Words, cell
from vsm_tui.tui.work import in_thread

BAR = 10


class DataScreen(StreamScreen):
    """The states of the log, most time first."""

    ABOUT = (
        "Each row is a state as the tools call it. Give it a meaning with enter: waiting or touch in a stage, the end "
        "point, a pause. States that nobody mapped stay in the lead time and show as unmapped."
    )
    ACTIONS = DATA_COMMANDS
    DRIVES = False
    DEFAULT_CSS = """
    DataScreen #log { padding: 0 1; color: $map-muted; height: auto; }
    DataScreen #cover { padding: 0 1; height: auto; margin-top: 1; }
    DataScreen #findings { padding: 0 1; margin-top: 1; height: auto; max-height: 40%; }
    DataScreen #none { padding: 1 2; display: none; }
    DataScreen.-none #none { display: block; }
    DataScreen.-none #list { display: none; }
    """

    class Ready(Message):
        """The table of states was made."""

        def __init__(self, table: tuple[object, ...]) -> None:
            super().__init__()
            self.table = table

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.listed: list[StateRow] = []
        self._table: tuple[object, ...] = ()
        self._of: object = None

    def compose(self) -> ComposeResult:
        """Head, log, list, coverage, keys."""
        yield Words(id="head")
        yield Words(id="log")
        yield Words(id="none")
        yield Grid[StateRow](self._columns(), id="list")
        yield Words(id="cover")
        yield Board(id="findings")
        yield KeyBar()

    def _columns(self) -> list[Column[StateRow]]:
        colour = self.app.theme_variables.__getitem__

        def meaning(row: StateRow) -> Text:
            style = {"wait": "map-wait", "touch": "map-touch", "finish": "map-good", "none": "map-bad"}
            text = cell(row.meaning.label, colour(style.get(row.meaning.role, "map-muted")))
            if row.meaning.role == "none":
                hint = f"  {clean(row.hint)}?" if row.hint else ""
                text = Text.assemble(("✗ ", colour("map-bad")), text, (hint, colour("map-muted")))
            return Text.assemble(text, ("  ▷ begins", colour("accent"))) if row.begins else text

        def bar(row: StateRow) -> Text:
            full = round(row.seen.share * BAR)
            return Text.assemble(
                ("█" * full, colour("map-measured")), " " * (BAR - full), f" {share(row.seen.share):>5}"
            )

        def number(key: str, title: str, value: str, keep: int) -> Column[StateRow]:
            width = len(title) + 1
            show = lambda r, _: Text(f"{getattr(r.seen, value):,}")  # noqa: E731 -- one line, three times
            return Column(key, title, show, max(width, 7), justify="right", keep=keep)

        return [
            Column("state", "State in the log", lambda r, _: cell(r.seen.state, "bold"), least=18, keep=9),
            Column("means", "Means", lambda r, _: meaning(r), least=26, keep=9),
            Column("share", "Share of time", lambda r, _: bar(r), BAR + 7, keep=8),
            number("visits", "Visits", "visits", 4),
            number("items", "Items", "items", 5),
            number("last", "End here", "last", 6),
        ]

    def on_mount(self) -> None:
        """Show what is known; the log may still be read."""
        super().on_mount()
        if self.session.view.layers == "estimate":
            self.session.look(replace(self.session.view, layers="both"))
        self.query_one(Grid).focus()
        self._refill()

    def session_changed(self, what: Happened) -> None:
        """The mapping or the log changed."""
        if what not in ("saved", "range"):
            self._refill()

    def _refill(self) -> None:
        read = self.session.data.read
        names = [p.name for p in self.session.data.paths]
        self.query_one("#head", Words).say(Content(clean(f"{self.session.stream.name} · data", 300)))
        self.set_class(not names or read is None, "-none")
        if not names:
            text = "This stream has no event log yet.\n\nPress d and choose an export of your tracker or CI."
            self.query_one("#none", Words).say(text)
        elif read is None or read.paths != self.session.data.paths:
            problems = self.session.data.problems(self.session.clock)
            self.query_one("#none", Words).say("\n".join(str(p) for p in problems) or f"Reading {', '.join(names)} …")
        elif read is not self._of:
            self._of = read
            in_thread(self._make_table, self.vsm.log_crash, "states")
        self._show()

    def _make_table(self) -> None:
        from vsm_tui.measure.drafting.states import state_table

        read = self.session.data.read
        if read is not None:
            self.post_message(self.Ready(state_table(read.log)))

    def on_data_screen_ready(self, message: Ready) -> None:
        """Show the states."""
        self._table = message.table
        self._show()

    def _show(self) -> None:
        stream, read = self.session.stream, self.session.data.read
        grid = self.query_one(Grid)
        self.listed = rows(stream, self._table) if read is not None else []  # type: ignore[arg-type]  # what state_table gave
        grid.show(self.listed, cursor=grid.cursor)
        if read is None or not self.listed:
            return
        log = read.log
        facts = [", ".join(p.name for p in read.paths), f"{log.rows:,} events", f"{log.item_count:,} items"]
        if log.rejected_count:
            facts.append(f"{log.rejected_count:,} rows left out, the first: {log.rejected[0]}")
        self.query_one("#log", Words).say("\n".join([" · ".join(facts), *log.notes]))
        self._say_coverage()
        self.refresh_keys()

    def _say_coverage(self) -> None:
        found = coverage(self.session.stream, self.listed)
        shown = self.session.shown()
        parts = [
            (f"{share(found.share)} of the logged time is mapped", "bold"),
            ("\n".join(("", *found.missing)), "$warning"),
        ]
        if shown.measured is not None and not shown.measuring:
            units = Units.of(self.session.stream.clock, shown.measured.clock)
            seen = shown.measured.observed
            done = f"{seen.items.finished:,} finished items" if seen else ""
            lead = units.time(shown.measured.lead_time.mean)
            parts.append(
                (f"\nmeasured: {done} · mean lead time {lead} ({shown.measured.clock} clock)", "$map-measured")
            )
        elif shown.measuring:
            parts.append(("\nmeasuring …", "$map-muted"))
        parts += [(f"\n{clean(p.text, 400)}", "$warning") for p in shown.why]
        self.query_one("#cover", Words).say(Content.assemble(*parts))
        self._say_findings(shown)

    def _say_findings(self, shown: Shown) -> None:
        board, rows = self.query_one("#findings", Board), list[Row]()
        if shown.measured is not None:
            from vsm_tui.draw.findings import finding_list

            rows = finding_list(shown.measured, self.session.stream, max(20, self.size.width - 3))
            count = len(shown.measured.observed.warnings) if shown.measured.observed else 0
            one = count == 1
            head = f"{count} {'finding bends' if one else 'findings bend'} the numbers; tab goes there, ? explains one"
            rows = [(Run(head, "heading"),), *rows] if rows else [(Run("no findings", "muted"),)]
        board.show(plain_rows(rows, ascii=self.vsm.ascii))
        board.styles.height = min(len(rows), max(3, self.size.height * 2 // 5))

    def subject(self) -> Subject:
        """The number under the cursor, where it stands on a finding; else the lead time."""
        board = self.query_one("#findings", Board)
        return subject_of(board.key, ()) if board.has_focus and board.key else Subject()

    # -- what the commands do ----------------------------------------------------------------------------------

    @property
    def current(self) -> StateRow | None:
        """The state under the cursor."""
        row = self.query_one(Grid).current
        return row if isinstance(row, StateRow) else None

    @on(Grid.Chosen)
    def assign(self) -> None:
        """Choose a meaning for the state under the cursor."""
        row = self.current
        if row is None:
            return

        def chosen(meaning: Meaning | None) -> None:
            if meaning is not None:
                state = row.called if meaning.begins or row.meaning.role != "none" else row.seen.state
                self._do(meaning.change(self.session.stream, state, row.seen.names))
                if not meaning.begins:
                    self._go_on()

        self.app.push_screen(ChooseMeaning(row, choices(self.session.stream)), chosen)

    def _go_on(self) -> None:
        """To the next state below that means nothing yet, so that a log is mapped by enter after enter."""
        grid = self.query_one(Grid)
        below = (k for k in range(grid.cursor + 1, len(self.listed)) if self.listed[k].meaning.role == "none")
        grid.cursor = next(below, grid.cursor)

    def take_suggestions(self) -> None:
        """Give every state that means nothing yet what its name suggests, as one change."""
        stream = self.session.stream
        hinted = [(row.suggested, row.seen.state) for row in suggestions(self.listed)]
        taken = [meaning.change(stream, state) for meaning, state in hinted if meaning is not None]
        self._do(Several(f"Take {len(taken)} suggestions for what states mean", tuple(taken)))

    def unmap(self) -> None:
        """Take the state under the cursor out of every list."""
        if self.current is not None:
            self._do(MapState(self.current.called, "none"))

    def choose_log(self) -> None:
        """Pick a log file."""
        home = self.session.path.parent

        def chosen(path: Path | None) -> None:
            if path is not None:
                self._do(SetLog((relative(path, home),)))

        self.app.push_screen(PickLog(home), chosen)

    def _do(self, change: Change) -> None:
        try:
            self.session.do(change)
        except EditError as error:
            self.say(str(error))
        else:
            self.say(change.title)
