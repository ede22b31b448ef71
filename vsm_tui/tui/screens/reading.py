"""Wait for a file that is read beside the screen: what came of it, what must be asked first, or why it cannot be."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from textual.app import App, ComposeResult
from textual.containers import Vertical

from vsm_tui.edit import Change, SetColumns, SetLog, Several
from vsm_tui.files import relative
from vsm_tui.model import Columns, Stream, VsmError
from vsm_tui.tui.screens.base import Dialog
from vsm_tui.tui.widgets.safe import Words
from vsm_tui.tui.work import in_thread

if TYPE_CHECKING:
    from vsm_tui.measure.log.suggested import Look
    from vsm_tui.tui.session import Session

R = TypeVar("R")
_SHOWN = 6


class Reading(Dialog["R | Look | None"], Generic[R]):
    """Shown while a file is read. The result is what :meth:`made` made, or what has to be asked of its columns first;
    nothing where somebody left, or it cannot be read.
    """

    ABOUT = "A file is being read. Escape stops waiting; nothing has changed then."
    NOUN: ClassVar[str] = "log"

    def __init__(self, file: Path, said: Columns = Columns()) -> None:
        super().__init__()
        self.file, self.said = file, said

    def compose(self) -> ComposeResult:
        """What is going on."""
        with Vertical(id="box"):
            yield Words(f"Reading the {self.NOUN}", id="title", classes="title")
            yield Words(self.file.name, id="name")
            yield Words(id="trouble", classes="trouble")
            yield Words("esc: stop waiting", id="keys", classes="note")

    def on_mount(self) -> None:
        """Begin."""
        in_thread(self._work, self._broke, "read")

    def made(self) -> R:
        """What is made of the log, in a thread.

        Raises:
            VsmError: when it cannot be read.
        """
        raise NotImplementedError

    def asked(self) -> Look | None:
        """What has to be asked of the columns of a log that could not be read, in a thread."""
        from vsm_tui.measure.log.suggested import question_about

        return question_about(self.file, self.said)

    def _work(self) -> None:
        try:
            made = self.made()
        except VsmError as error:
            if (asked := self.asked()) is not None:
                self.app.call_from_thread(self._done, asked)
                return
            problems = getattr(error, "problems", ())
            text = "\n".join(p.text if not p.line else f"line {p.line}: {p.text}" for p in problems[:_SHOWN])
            self.app.call_from_thread(self._fail, text or str(error))
        else:
            self.app.call_from_thread(self._done, made)

    def _done(self, found: R | Look) -> None:
        if self.is_current:
            self.dismiss(found)

    def _broke(self, error: BaseException) -> None:
        details = self.vsm.details(error)
        self.app.call_from_thread(self._fail, f"reading this {self.NOUN} broke down; {details}")

    def _fail(self, text: str) -> None:
        if not self.is_current:
            return
        self.query_one("#title", Words).say(f"This {self.NOUN} cannot be read")
        self.query_one("#trouble", Words).say(text)
        self.query_one("#keys", Words).say("esc: back, nothing has changed")


class TryLog(Reading[bool]):
    """Whether a log can be read for a stream."""

    def __init__(self, log: Path, said: Columns, stream: Stream) -> None:
        super().__init__(log, said)
        self._stream = stream

    def made(self) -> bool:
        """It can."""
        from vsm_tui.measure import columns_of, load
        from vsm_tui.measure.log.sizes import HELD

        zone = self._stream.clock.timezone
        load([self.file], zone, columns=columns_of(self._stream), said=self.said, most=HELD)
        return True


async def log_change(app: App[Any], session: Session, path: Path) -> Change | None:
    """What makes a file the stream's log, once it was read and its columns are known; ``None`` where it cannot be
    read, or nobody says what its columns mean; only from a worker.
    """
    stream, home = session.stream, session.path.parent
    same = [path.resolve()] == [log.resolve() for log in session.data.paths]
    said = await readable(app, path, stream, stream.columns if same else Columns())
    if said is None:
        return None
    lay = SetLog((relative(path, home),))
    return Several(lay.title, (lay, SetColumns(said))) if said else lay


async def readable(app: App[Any], log: Path, stream: Stream, said: Columns) -> Columns | None:
    """What the columns of a log mean, asked where they do not say it; ``None`` where it cannot be read, or nobody
    says; only from a worker.
    """
    from vsm_tui.tui.screens.columns import SayColumns

    found = await app.push_screen_wait(TryLog(log, said, stream))
    while found is not None and not isinstance(found, bool):
        answer = await app.push_screen_wait(SayColumns(found))
        if answer is None:
            return None
        said = answer
        found = await app.push_screen_wait(TryLog(log, said, stream))
    return said if found else None
