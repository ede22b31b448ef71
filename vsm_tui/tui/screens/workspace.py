"""All streams of a folder, with the map of the one under the cursor."""

from __future__ import annotations

from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from vsm_tui.draw import ASCII, UNICODE, Run, View, draw
from vsm_tui.draw.run import wrap
from vsm_tui.events.clean import clean
from vsm_tui.files import workspace
from vsm_tui.tui.commands.workspace import WORKSPACE_COMMANDS
from vsm_tui.tui.listing import SORTS, SortKey, StreamRow, arranged
from vsm_tui.tui.saving import Stamp, stamp
from vsm_tui.tui.screens.base import CommandScreen
from vsm_tui.tui.screens.starting import Kind, duplicate_stream, new_stream, open_new, rename_stream
from vsm_tui.tui.widgets.grid import Grid
from vsm_tui.tui.widgets.keybar import KeyBar
from vsm_tui.tui.widgets.rows import Rows
from vsm_tui.tui.widgets.safe import Words
from vsm_tui.tui.widgets.streamgrid import StreamGrid, welcome
from vsm_tui.tui.work import in_thread


class WorkspaceScreen(CommandScreen[None]):
    """The streams of one folder."""

    ABOUT = "All streams of this folder. Measured columns fill in by themselves where a log lies beside a stream."
    ACTIONS = WORKSPACE_COMMANDS
    DEFAULT_CSS = """
    WorkspaceScreen #preview {
        height: 1fr; border-top: solid $map-grid; padding: 0 1; scrollbar-gutter: stable; overflow-x: hidden;
    }
    WorkspaceScreen #find { dock: top; display: none; margin: 0 1; }
    WorkspaceScreen #find.-open { display: block; }
    WorkspaceScreen #empty { height: 1fr; padding: 2 4; display: none; }
    WorkspaceScreen.-empty #empty { display: block; }
    WorkspaceScreen.-empty #list, WorkspaceScreen.-empty #preview { display: none; }
    """

    class Measured(Message):
        """One more stream was measured."""

        def __init__(self, path: Path, flow: object, why: str, turn: int) -> None:
            super().__init__()
            self.path, self.flow, self.why, self.turn = path, flow, why, turn

    def __init__(self, folder: Path, select: Path | None = None) -> None:
        super().__init__()
        self.folder = folder if folder.is_dir() else folder.parent
        self.rows: list[StreamRow] = []
        self._select = select
        self._needle, self._turn = "", 0
        self._sort: tuple[SortKey, bool] = ("name", False)
        self._seen: dict[Path, Stamp] = {}

    def compose(self) -> ComposeResult:
        """Head, filter, list, preview, keys."""
        yield Words(id="head")
        yield Input(placeholder="words of a name, file or work type", id="find")
        yield Static(id="empty", markup=False)
        yield StreamGrid(id="list")
        yield Rows(id="preview")
        yield KeyBar()

    def on_mount(self) -> None:
        """Read the folder; measure what can be measured once the first frame stands."""
        self.refill(measure=False)
        self.query_one(Grid).focus()
        self.call_after_refresh(self._measure)
        self.set_interval(1.5, self._look)

    def on_screen_resume(self) -> None:
        """Somebody comes back from a map: what it said may have changed."""
        if self.rows:
            self._look()

    # -- what is in the folder ---------------------------------------------------------------------------------

    def refill(self, *, measure: bool = True) -> None:
        """Read the folder again; marks and measurements of unchanged files stay."""
        before = {row.path: row for row in self.rows}
        self.rows = [StreamRow.of(entry) for entry in workspace.entries(self.folder)]
        for row in self.rows:
            old = before.get(row.path)
            if old is not None:
                row.marked, row.measured, row.why = old.marked, old.measured, old.why
        self._seen = self._stamps()
        self.set_class(not self.rows, "-empty")
        self._share_room()
        self._arrange()
        if measure:
            self._measure()

    def _stamps(self) -> dict[Path, Stamp]:
        found = {path: stamp(path) for path in (*self.folder.glob("*.yaml"), *self.folder.glob("*.yml"))}
        return found | {log: stamp(log) for row in self.rows for log in row.logs}

    def _look(self) -> None:
        if self.is_current and self._stamps() != self._seen:
            self.refill()

    def _arrange(self, keep: Path | None = None) -> None:
        grid = self.query_one("#list", Grid)
        keep = keep or self._select or (self.current.path if self.current else None)
        by, descending = self._sort
        shown = arranged(self.rows, self._needle, by, descending=descending)
        at = next((i for i, row in enumerate(shown) if row.path == keep), 0)
        self._select = None
        grid.sorted_by = self._sort
        grid.show(shown, cursor=at)
        count = f"{len(shown)} of {len(self.rows)}" if self._needle else str(len(self.rows))
        words = f"{self.vsm.called(self.folder)} · {count} stream{'s' * (len(self.rows) != 1)}"
        self.query_one("#head", Words).say(Content.assemble(("vsm ", "bold $accent"), clean(words), "   working clock"))
        self.refresh_keys()

    @property
    def current(self) -> StreamRow | None:
        """The row under the cursor."""
        return row if isinstance(row := self.query_one("#list", Grid).current, StreamRow) else None

    # -- measuring ---------------------------------------------------------------------------------------------

    def _measure(self) -> None:
        self._turn += 1
        turn, jobs = self._turn, [(row.path, job) for row in self.rows if (job := row.measure_job())]
        if not jobs:
            return

        def work() -> None:
            for path, job in jobs:
                if turn != self._turn or not self.is_attached:
                    return
                found = job.run()
                flow = None if found.measurement is None else found.measurement.flow
                why = found.problems[0].text if found.problems else ""
                self.post_message(self.Measured(path, flow, why, turn))

        in_thread(work, self.vsm.log_crash, "measure streams")

    def on_workspace_screen_measured(self, message: Measured) -> None:
        """Fill in one row."""
        for row in self.rows:
            if row.path == message.path and message.turn == self._turn:
                row.measured, row.why = message.flow, message.why  # type: ignore[assignment]  # what _measure sent
        self.query_one("#list", Grid).refresh()
        if self.current is not None and self.current.path == message.path:
            self._preview()

    # -- the preview -------------------------------------------------------------------------------------------

    @on(Grid.Moved)
    @on(Rows.Resized)
    def _moved(self) -> None:
        self._preview()
        self.refresh_keys()

    def on_resize(self) -> None:
        """The list takes what it needs, at most half; the preview is drawn for its width."""
        self._share_room()
        empty = welcome(self.vsm.called(self.folder), low=self.size.height < 30, look=self.vsm.read_only)
        self.query_one("#empty", Static).update(empty)

    def _share_room(self) -> None:
        self.query_one("#list", Grid).styles.height = min(len(self.rows) + 2, max(5, self.size.height * 45 // 100))

    def _preview(self) -> None:
        row, picture = self.current, self.query_one("#preview", Rows)
        room = max(20, picture.scrollable_content_region.width)
        if row is None:
            picture.show(())
        elif row.stream is None:
            picture.show(wrap([(Run(clean(str(p), 400), "worse"),) for p in row.problems[:20]], room))
        else:
            view = View(glyphs=ASCII if self.vsm.ascii else UNICODE)
            drawing = draw(row.stream, row.estimate, row.measured, width=room, view=view)
            picture.show(drawing.row(y) for y in range(drawing.height))

    # -- what the commands do ----------------------------------------------------------------------------------

    async def open_current(self) -> None:
        """Open the stream, or the problems, under the cursor."""
        if self.current is not None:
            await self.app.push_screen(self.vsm.screen_for(self.current.path))

    @on(Grid.Chosen)
    async def _chosen(self) -> None:
        await self.open_current()

    def create(self, kind: Kind) -> None:
        """Start a new stream."""
        self.begin(new_stream(self.app, self.folder, kind), pulls=kind == "source")

    def duplicate(self) -> None:
        """Copy the stream under the cursor."""
        if self.current is not None:
            self.begin(duplicate_stream(self.app, self.current.path))

    def begin(self, starting: object, *, pulls: bool = False, guided: bool = False) -> None:
        """Open the file that ``starting`` (a coroutine) gives; ``guided`` asks for it one question at a time."""

        async def work() -> None:
            path = await starting  # type: ignore[misc]  # a coroutine that gives a path or None
            if path is not None:
                self._select = path
                self.refill()
                await open_new(self.vsm, path, pulls=pulls, guided=guided)

        self.run_worker(work(), group="start", exit_on_error=False)

    def rename(self) -> None:
        """Name the stream under the cursor anew."""
        row = self.current
        if row is None:
            return

        async def work() -> None:
            if await rename_stream(self.app, row.path):
                self.refill()

        self.run_worker(work(), group="start", exit_on_error=False)

    def mark(self) -> None:
        """Mark or unmark the stream under the cursor."""
        if (row := self.current) is not None:
            row.marked = not row.marked
            self.query_one("#list", Grid).refresh()

    def pair(self) -> tuple[StreamRow, StreamRow] | None:
        """The two marked streams, or the marked one and the one under the cursor."""
        marked = [r for r in self.rows if r.marked and r.stream is not None]
        here = self.current
        if len(marked) == 1 and here is not None and here.stream is not None and not here.marked:
            marked.append(here)
        return (marked[0], marked[1]) if len(marked) == 2 else None

    def compare(self) -> None:
        """Open the comparison of the pair."""
        from vsm_tui.tui.comparing import streams_of
        from vsm_tui.tui.screens.compare import CompareScreen

        if (pair := self.pair()) is not None:
            self.app.push_screen(CompareScreen(streams_of(*pair)))

    def open_filter(self) -> None:
        """Type the filter."""
        field = self.query_one("#find", Input)
        field.add_class("-open")
        field.focus()

    @on(Input.Changed, "#find")
    def _filter_typed(self, event: Input.Changed) -> None:
        self._needle = event.value
        self._arrange()

    @on(Input.Submitted, "#find")
    def _filter_done(self) -> None:
        self.query_one("#list", Grid).focus()

    def sort_next(self) -> None:
        """Sort by the column after this one."""
        self._sort_by(SORTS[(SORTS.index(self._sort[0]) + 1) % len(SORTS)])

    def _sort_by(self, key: SortKey) -> None:
        self._sort = (key, key not in ("name", "type", "constraint"))
        self._arrange()
        self.say(f"sorted by {key}")

    def sort_reverse(self) -> None:
        """The other way round."""
        self._sort = (self._sort[0], not self._sort[1])
        self._arrange()

    @on(Grid.Headed)
    def _headed(self, event: Grid.Headed) -> None:
        if event.key == self._sort[0]:
            self.sort_reverse()
        else:
            self._sort_by(event.key)  # type: ignore[arg-type]  # the columns are the sort keys

    @property
    def cluttered(self) -> bool:
        """Whether there is a filter or a mark."""
        return bool(self._needle) or self.query_one("#find").has_class("-open") or any(r.marked for r in self.rows)

    def clear(self) -> None:
        """Take the filter and all marks away."""
        field = self.query_one("#find", Input)
        field.value = ""
        field.remove_class("-open")
        self._needle = ""
        for row in self.rows:
            row.marked = False
        self.query_one("#list", Grid).focus()
        self._arrange()
