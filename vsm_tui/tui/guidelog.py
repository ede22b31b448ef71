"""The states of a stream's log for the guide, made beside the screen once the log was read."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual.message import Message

from vsm_tui.tui.guiding.logstates import LogState, log_states
from vsm_tui.tui.lookedat import Found, found_in
from vsm_tui.tui.statelist import rows
from vsm_tui.tui.work import in_thread

if TYPE_CHECKING:
    from vsm_tui.model import Stream
    from vsm_tui.tui.measuring import Read
    from vsm_tui.tui.screens.guide import GuideScreen


class LogSeen(Message):
    """The table of states was made."""

    def __init__(self, found: Found) -> None:
        super().__init__()
        self.found = found


class GuideLog:
    """What the log of a guide's stream holds; nothing before it was read."""

    def __init__(self, screen: GuideScreen) -> None:
        self._screen = screen
        self._found = Found()
        self._of: Read | None = None
        self._made: tuple[Stream, Found, Sequence[LogState]] | None = None

    def look(self) -> None:
        """Make the table of a log that was read since."""
        data = self._screen.session.data
        if data.read is not None and data.read is not self._of and data.read.paths == data.paths:
            self._of = data.read
            in_thread(partial(self._make, data.read), self._screen.vsm.log_crash, "states")

    def _make(self, read: Read) -> None:
        self._screen.post_message(LogSeen(found_in(read, self._screen.session.stream)))

    def seen(self, message: LogSeen) -> None:
        """Take over what was made."""
        self._found = message.found

    @property
    def states(self) -> Sequence[LogState]:
        """Its states with what they mean to the stream as it is now, the one with the most time first."""
        stream = self._screen.session.stream
        if self._made is None or self._made[0] is not stream or self._made[1] is not self._found:
            found = self._found
            self._made = (stream, found, log_states(rows(stream, found.table, found.board)) if found.table else ())
        return self._made[2]
