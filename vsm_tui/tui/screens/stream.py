"""A screen on one open stream: it drives the session's work and answers what happens to its file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input

from vsm_tui.model import Problem
from vsm_tui.tui.filing import Happened
from vsm_tui.tui.lanes import Failed, Job, Lane, Outcome
from vsm_tui.tui.questions import Question, Subject
from vsm_tui.tui.screens.base import CommandScreen
from vsm_tui.tui.screens.leave import safe_to_leave
from vsm_tui.tui.session import Session
from vsm_tui.tui.work import in_thread

PULSE = 0.25
"""Seconds between looks at what is due: an autosave, a change from outside."""


class StreamScreen(CommandScreen[None]):
    """Base of the map and of everything that shows an open stream.

    Subclasses override :meth:`session_changed` to redraw, and :meth:`subject` to say what is under the cursor.
    """

    DRIVES: ClassVar[bool] = True
    """Whether this screen runs the session's jobs; screens on top of the map only listen."""

    class Done(Message):
        """A job came back; handled where the session lives."""

        def __init__(self, outcome: Outcome) -> None:
            super().__init__()
            self.outcome = outcome

    class Broke(Message):
        """A job broke down."""

        def __init__(self, lane: Lane, error: BaseException) -> None:
            super().__init__()
            self.lane, self.error = lane, error

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._leave: Callable[[], None] = lambda: None
        self._asking = self._listens = self._conflict_waits = False

    def session_changed(self, what: Happened) -> None:
        """Redraw what ``what`` touched: see :data:`vsm_tui.tui.session.Happened`."""

    def subject(self) -> Subject:
        """What is under the cursor; the whole stream unless a subclass knows better."""
        return Subject()

    def question(self) -> Question:
        """The number under the cursor, ready to be explained; the layer that is drawn is asked first."""
        shown = self.session.shown()
        flows = tuple(flow for flow in (shown.measured, shown.estimate) if flow is not None)
        return Question(self.subject().key, self.session.stream, flows, behind=self.show_items)

    def show_items(self, about: Subject) -> None:
        """The items behind a number, slowest first: those it is over."""
        from vsm_tui.tui.screens.items import ItemsScreen

        self.app.push_screen(ItemsScreen(self.session, about))

    def on_mount(self) -> None:
        """Listen to the session, and begin its work once the first frame stands.

        Textual calls it for every class that has one; a subclass that calls it too does no harm.
        """
        if self._listens:
            return
        self._listens = True
        self._leave = self.session.subscribe(self._heard)
        if self.DRIVES:
            self.call_after_refresh(self._begin)

    def on_unmount(self) -> None:
        """Stop listening; a pull that still runs stops too, and goes on from there the next time."""
        self._leave()
        if self.DRIVES and self.session.pulling is not None:
            self.session.pulling.stop()

    def _begin(self) -> None:
        left = self.session.filing.recoverable  # before the first job, which may keep edits of this time
        self.set_interval(PULSE, self.tend)
        self.tend()
        if left is not None:
            self._ask(self._offer_recovery)

    async def leave(self) -> None:
        """Back, once every edit is in the file or the user has said what to do with it."""
        if not self.DRIVES:
            await super().leave()
            return

        async def work() -> None:
            if await safe_to_leave(self.vsm):
                self.vsm.session = None
                await super(StreamScreen, self).leave()

        self.run_worker(work(), group="leave", exit_on_error=False)

    def tend(self) -> None:
        """Start whatever the session has to do now."""
        self.session.filing.take_pull()
        if self._conflict_waits and not self.typing:
            self._conflict_waits = False
            if self.session.disk.conflict:
                self._ask(self._offer_conflict)
        for job in self.session.jobs():
            in_thread(partial(self._work, job), partial(self._broke, job.lane), job.lane)

    def _work(self, job: Job) -> None:
        self.post_message(self.Done(job.run()))

    def _broke(self, lane: Lane, error: BaseException) -> None:
        self.post_message(self.Broke(lane, error))

    def on_stream_screen_done(self, message: Done) -> None:
        """Take over an outcome, and go on."""
        message.stop()
        self.session.settle(message.outcome)
        self.tend()

    def on_stream_screen_broke(self, message: Broke) -> None:
        """A job broke down: that is written to the log of crashes, and the app goes on."""
        message.stop()
        details = self.vsm.details(message.error)
        name = type(message.error).__name__
        self.session.settle(Failed(message.lane, Problem(f"this broke down ({name}); {details}")))

    def _heard(self, what: Happened) -> None:
        if not self.is_attached:
            return
        self.session_changed(what)
        self.refresh_keys()
        if self.DRIVES:
            if what in ("edited", "view", "pulled"):
                self.tend()
            if what == "conflict" and not self._asking:
                self._conflict_waits = True
                self.tend()

    @property
    def typing(self) -> bool:
        """Whether somebody is in the middle of a value, or in the palette or a dialog with a field: no question comes
        between by itself.
        """
        entry, on_top = self.app.focused, self.app.screen
        if isinstance(on_top, ModalScreen):
            return bool(on_top.query(Input))
        return isinstance(entry, Input) and bool(entry.value)

    def _ask(self, question: Callable[[], Any]) -> None:
        if not self._asking:
            self._asking = True
            self.run_worker(question(), group="ask", exit_on_error=False)

    async def _offer_conflict(self) -> None:
        from vsm_tui.tui.screens.conflict import settle_conflict

        try:
            await settle_conflict(self.app, self.session, unasked=True)
        finally:
            self._asking = False
            self._heard("trouble")

    async def _offer_recovery(self) -> None:
        from vsm_tui.tui.screens.recovery import offer_recovery

        try:
            await offer_recovery(self.app, self.session)
        finally:
            self._asking = False
