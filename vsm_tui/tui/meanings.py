"""What the data screen does with states: give them meanings, take what is suggested, draft stages, choose a log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vsm_tui.edit import Change, ConfirmState, MapState, SetColumns, Several, TakeDraft
from vsm_tui.model import Columns, Stream
from vsm_tui.model.wording import counted
from vsm_tui.tui.screens.columns import SayColumns
from vsm_tui.tui.screens.meaning import ChooseMeaning
from vsm_tui.tui.screens.picklog import PickLog
from vsm_tui.tui.screens.reading import log_change
from vsm_tui.tui.statelist import Meaning, choices, suggestions
from vsm_tui.tui.work import in_thread

if TYPE_CHECKING:
    from vsm_tui.measure.log.suggested import Look
    from vsm_tui.tui.screens.data import DataScreen


class Meanings:
    """The states on a data screen. ``drafted`` is a stream made of the log, or why there is none."""

    def __init__(self, screen: DataScreen) -> None:
        self.screen = screen
        self.session = screen.session
        self.drafted: Stream | str = ""

    def assign(self) -> None:
        """Choose a meaning for the state under the cursor."""
        row = self.screen.current
        if row is None:
            return

        def chosen(meaning: Meaning | None) -> None:
            if meaning is not None:
                state = row.called if meaning.begins or row.meaning.role != "none" else row.seen.state
                if self.screen.do(meaning.change(self.session.stream, state, row.seen.names)) and not meaning.begins:
                    self.screen.go_on()

        self.screen.app.push_screen(ChooseMeaning(row, choices(self.session.stream)), chosen)

    def confirm(self) -> None:
        """Take the suggestion for the state under the cursor, or confirm what was guessed of it."""
        row = self.screen.current
        if row is None:
            return
        change: Change = ConfirmState(row.called)
        if row.meaning.role == "none" and row.suggested is not None:
            change = row.suggested.change(self.session.stream, row.seen.state)
        if self.screen.do(change):
            self.screen.go_on()

    def take_all(self) -> None:
        """Give every state that means nothing yet what is suggested for it, as one change; draft missing stages."""
        stream = self.session.stream
        if not stream.stages:
            if isinstance(self.drafted, Stream):
                self.screen.do(TakeDraft(self.drafted))
            else:
                self.screen.say(self.drafted or "the log is still being read")
            return
        hinted = [(row.suggested, row.seen.state) for row in suggestions(self.screen.listed)]
        taken = [meaning.change(stream, state) for meaning, state in hinted if meaning is not None]
        self.screen.do(Several(f"Take {counted(len(taken), 'suggestion')} for what states mean", tuple(taken)))

    def unmap(self) -> None:
        """Take the state under the cursor out of every list."""
        if self.screen.current is not None:
            self.screen.do(MapState(self.screen.current.called, "none"))

    @property
    def unread(self) -> bool:
        """Whether there is a log, and it could not be read."""
        data = self.session.data
        read = data.read is not None and data.read.paths == data.paths
        return bool(data.paths) and not read and bool(data.problems(self.session.clock))

    def say_columns(self) -> None:
        """Say what the columns of the log mean; first those of a file that does not say it itself."""
        paths, said = self.session.data.paths, self.session.stream.columns
        app = self.screen.app

        def work() -> None:
            from vsm_tui.measure.log.suggested import look_at, question_about

            asked = (look(path, said) for look in (question_about, look_at) for path in paths)
            app.call_from_thread(ask, next((found for found in asked if found is not None), None))

        def ask(found: Look | None) -> None:
            if not self.screen.is_current:
                return
            if found is None:
                self.screen.say("no log of this stream has columns to say something about")
            else:
                app.push_screen(SayColumns(found), chosen)

        def chosen(columns: Columns | None) -> None:
            if columns is not None:
                self.screen.do(SetColumns(columns))

        in_thread(work, self.screen.vsm.log_crash, "columns")

    def choose_log(self) -> None:
        """Pick a log file; it takes the place of the one there is only where it can be read."""
        home, app = self.session.path.parent, self.screen.app

        async def work() -> None:
            path = await app.push_screen_wait(PickLog(home))
            if path is None:
                return
            change = await log_change(app, self.session, path)
            if change is None:
                self.screen.say("the log is the one it was")
            else:
                self.screen.do(change)

        self.screen.run_worker(work(), group="log", exit_on_error=False)
