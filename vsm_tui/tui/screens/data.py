"""Data over a stream: where it comes from, what each of its states means, how much of its time is mapped."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.timer import Timer

from vsm_tui.edit import Change, EditError
from vsm_tui.edit.done import done
from vsm_tui.events.clean import clean
from vsm_tui.tui.commands.data import DATA_COMMANDS
from vsm_tui.tui.datawords import asked, empty, facts, findings, measured, pull_words
from vsm_tui.tui.filing import Happened
from vsm_tui.tui.lookedat import Found, found_in
from vsm_tui.tui.meanings import Meanings
from vsm_tui.tui.questions import Question, Subject, subject_of
from vsm_tui.tui.screens.stream import StreamScreen
from vsm_tui.tui.session import Session
from vsm_tui.tui.sourcelist import SourceRow, source_rows
from vsm_tui.tui.sourcing import SourcesSeen, Sourcing
from vsm_tui.tui.statelist import StateRow, coverage, rows
from vsm_tui.tui.widgets.board import Board
from vsm_tui.tui.widgets.grid import Grid
from vsm_tui.tui.widgets.keybar import KeyBar
from vsm_tui.tui.widgets.rows import Rows
from vsm_tui.tui.widgets.safe import Words
from vsm_tui.tui.widgets.sourcegrid import SourceGrid
from vsm_tui.tui.widgets.stategrid import StateGrid
from vsm_tui.tui.work import in_thread

TICK = 0.2
"""Seconds between looks at a pull."""


class DataScreen(StreamScreen):
    """Sources above, then how much of the log is mapped, its states, most time first, and findings."""

    ABOUT = (
        "Where the data of this stream comes from, and what it means. A source is a board, a repository or a CI: a "
        "adds one, enter on it shows what a pull would ask for, p pulls. Each row below is a state as the tools call "
        "it: enter gives it a meaning (waiting or touch in a stage, an end, a pause), ! takes what is suggested, * "
        "takes all of it. States that nobody mapped stay in the lead time and show as unmapped. tab goes on from the "
        "sources to the states and to the findings."
    )
    ACTIONS = DATA_COMMANDS
    DRIVES = False
    DEFAULT_CSS = """
    DataScreen #sources { height: auto; margin-bottom: 1; }
    DataScreen #pull { padding: 0 1; height: auto; display: none; margin-bottom: 1; }
    DataScreen #pull.-said { display: block; }
    DataScreen #log { padding: 0 1; color: $map-muted; height: auto; }
    DataScreen #cover { height: auto; overflow: hidden hidden; }
    DataScreen #measured { padding: 0 1; height: auto; margin-bottom: 1; }
    DataScreen #findings { padding: 0 1; margin-top: 1; height: auto; overflow-x: hidden; }
    DataScreen #none { padding: 1 2; display: none; height: 1fr; }
    DataScreen.-none #none { display: block; }
    DataScreen.-none #list, DataScreen.-none #cover, DataScreen.-none #measured, DataScreen.-none #findings,
    DataScreen.-none #log, DataScreen.-bare #sources { display: none; }
    DataScreen.-low #findings { margin-top: 0; }
    DataScreen.-low #sources, DataScreen.-low #pull, DataScreen.-low #measured { margin-bottom: 0; }
    """

    class Ready(Message):
        """The table of states was made, and a draft where the stream has no stages."""

        def __init__(self, found: Found) -> None:
            super().__init__()
            self.found = found

    def __init__(self, session: Session, *, plan: bool = False) -> None:
        super().__init__(session)
        self.sourcing, self.meanings = Sourcing(self), Meanings(self)
        self.listed: list[StateRow] = []
        self._found = Found()
        self._of: object = None
        self._plan, self._draft = plan, False
        self._ticking: Timer | None = None

    def compose(self) -> ComposeResult:
        """Head, sources, what a pull says, log, coverage, states, findings, keys."""
        yield Words(id="head")
        yield SourceGrid(id="sources")
        yield Words(id="pull")
        yield Words(id="log")
        yield Words(id="none")
        yield Rows(id="cover")
        yield Words(id="measured")
        yield StateGrid(id="list")
        yield Board(id="findings")
        yield KeyBar()

    def on_mount(self) -> None:
        """Show what is known; the log may still be read."""
        super().on_mount()
        self.query_one("#cover", Rows).can_focus = False
        if self.session.view.layers == "estimate":
            self.session.look(replace(self.session.view, layers="both"))
        self._refill()
        self.query_one(SourceGrid if self.has_class("-none") else StateGrid).focus()
        self._ticking = self.set_interval(TICK, self._tick, pause=True)
        if self.sourcing.running:
            self.follow_pull()
        if self._plan:
            self.call_after_refresh(self.sourcing.plan)

    def on_resize(self) -> None:
        """Low terminals have no room for blank lines; the bar is drawn for its width."""
        self.set_class(self.size.height < 30, "-low")
        self.call_after_refresh(self._refill)

    def session_changed(self, what: Happened) -> None:
        """The mapping, the sources or the log changed."""
        if what == "pulled":
            self._draft = not self.session.stream.stages
        if what not in ("saved", "range"):
            self._refill()
        if what == "pulled":
            self.sourcing.ended()

    # -- what is shown -------------------------------------------------------------------------------------------

    def _refill(self) -> None:
        data = self.session.data
        self.query_one("#head", Words).say(Content(clean(f"{self.session.stream.name} · data", 300)))
        waits = not data.paths or data.read is None or data.read.paths != data.paths
        self.set_class(waits, "-none")
        if waits:
            self.query_one("#none", Words).say(empty(self.session, self.sourcing.no_pull(), self.size.width - 5))
        elif data.read is not self._of:
            self._of = data.read
            in_thread(self._make_table, self.vsm.log_crash, "states")
        self.refresh_pull()
        self._show()

    def _make_table(self) -> None:
        read = self.session.data.read
        if read is not None:
            self.post_message(self.Ready(found_in(read, self.session.stream)))

    def on_data_screen_ready(self, message: Ready) -> None:
        """Show the states; a stream without stages gets them from what was just pulled."""
        self._found = message.found
        self.meanings.drafted = message.found.drafted
        if self._draft and not self.session.stream.stages:
            self.meanings.take_all()
        self._draft = False
        self.refresh_pull()
        self._show()

    def _show(self) -> None:
        read, grid, found = self.session.data.read, self.query_one(StateGrid), self._found
        self.listed = rows(self.session.stream, found.table, found.board) if read is not None else []
        grid.show(self.listed, cursor=grid.cursor)
        grid.styles.max_height = len(self.listed) + 1
        if read is not None and self.listed:
            self.query_one("#log", Words).say(facts(read))
            self._show_coverage()
            if not self.on_sources and self.focused is not self.query_one(Board):
                self.call_after_refresh(grid.focus)  # hidden until now, it could not take the keys
        self.refresh_keys()

    def _show_coverage(self) -> None:
        from vsm_tui.draw.coverage import coverage_rows
        from vsm_tui.draw.plain import plain_rows

        found, shown = coverage(self.session.stream, self.listed), self.session.shown()
        bar = plain_rows(coverage_rows(found.parts, self.size.width), ascii=self.vsm.ascii)
        cover = self.query_one("#cover", Rows)
        cover.show(bar)
        cover.styles.height = len(bar)
        self.query_one("#measured", Words).say(measured(self.session, shown, found))
        board = self.query_one("#findings", Board)
        lines = plain_rows(findings(self.session, shown, max(20, self.size.width - 3)), ascii=self.vsm.ascii)
        board.show(lines)
        board.styles.height = min(len(lines), max(3, self.size.height * (3 if self.size.height >= 30 else 2) // 10))

    def refresh_pull(self) -> None:
        """Show the sources, and what the pull that runs, or the last one, says."""
        stream, pulling = self.session.stream, self.session.pulling
        self.sourcing.look()
        progress = pulling.progress if pulling else {}
        listed = source_rows(stream, self._found.said, progress, datetime.now(UTC), self.sourcing.wrong, self.vsm.told)
        grid = self.query_one(SourceGrid)
        if list(grid.rows) != listed:
            grid.show(listed, cursor=grid.cursor)
            grid.styles.height = 1 + min(len(listed), grid.MOST)
        self.set_class(not listed, "-bare")
        said = self.query_one("#pull", Words)
        said.set_class(pulling is not None, "-said")
        if pulling is not None:
            said.say(pull_words(pulling))
        self.refresh_keys()

    def on_sources_seen(self, message: SourcesSeen) -> None:
        """Say what is wrong with sources."""
        self.sourcing.wrong = message.wrong
        self._refill()

    def follow_pull(self) -> None:
        """Look at the pull now and then, until it is over."""
        self.refresh_pull()
        if self._ticking is not None:
            self._ticking.resume()

    def _tick(self) -> None:
        self.refresh_pull()
        if not self.sourcing.running:
            if self._ticking is not None:
                self._ticking.pause()
            self.session.filing.take_pull()

    # -- what is under the cursor --------------------------------------------------------------------------------

    @property
    def on_sources(self) -> bool:
        """Whether the keys go to the sources."""
        grid = self.query_one(SourceGrid)
        return self.focused is grid and bool(grid.rows)

    @property
    def current_source(self) -> SourceRow | None:
        """The source under its cursor."""
        row = self.query_one(SourceGrid).current
        return row if isinstance(row, SourceRow) else None

    @property
    def current(self) -> StateRow | None:
        """The state under the cursor."""
        row = self.query_one(StateGrid).current if self.listed else None
        return row if isinstance(row, StateRow) else None

    def subject(self) -> Subject:
        """The number under the cursor, where it stands on one that a finding bends."""
        key = self.query_one("#findings", Board).key
        return subject_of(key, ()) if self._on_number and key else Subject()

    @property
    def _on_number(self) -> bool:
        board = self.query_one("#findings", Board)
        return self.focused is board and bool(board.key) and not board.key.startswith("finding.")

    def asked(self) -> Question | None:
        """What ``?`` explains: a number or the finding under the cursor, else the state under it."""
        board = self.query_one("#findings", Board)
        return asked(self.session, board.key if self.focused is board else "", self.current, self.listed)

    def question(self) -> Question:
        """The same, or the number that a finding bends."""
        return super().question() if self._on_number else self.asked() or super().question()

    # -- what the commands do ------------------------------------------------------------------------------------

    @on(Grid.Chosen)
    def _chosen(self, event: Grid.Chosen) -> None:
        if event.grid.id == "sources":
            self.sourcing.plan_current()
        else:
            self.meanings.assign()

    def go_on(self) -> None:
        """To the next state that needs a word, so that a log is mapped by key after key."""
        grid = self.query_one(StateGrid)
        below = (k for k in range(grid.cursor + 1, len(self.listed)) if self.listed[k].open)
        grid.cursor = next(below, grid.cursor)

    def on_source_grid_below(self) -> None:
        """Down from the last source is to the first state."""
        self.query_one(StateGrid).enter()

    def on_descendant_focus(self) -> None:
        """The keys are those of the list that has them."""
        self.refresh_keys()

    def to_sources(self, index: int) -> None:
        """Put the cursor on a source."""
        grid = self.query_one(SourceGrid)
        grid.focus()
        grid.cursor = index

    def purged(self) -> None:
        """What was pulled is gone."""
        self._found, self._of = Found(), None
        self._refill()
        self.say("removed; p pulls it again")

    def do(self, change: Change) -> bool:
        """Make a change and say so; whether it could be made."""
        try:
            self.session.do(change)
        except EditError as error:
            self.say(str(error))
            return False
        self.say(f"{done(change.title)} · u takes it back")
        return True
