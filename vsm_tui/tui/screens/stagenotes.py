"""Notes on a stage, over as many lines as somebody wants to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import TextArea

from vsm_tui.edit import EditError, SetStageNotes
from vsm_tui.events.clean import clean
from vsm_tui.model import Stage
from vsm_tui.model.wording import without_hidden
from vsm_tui.tui.screens.base import Dialog
from vsm_tui.tui.widgets.safe import Words

if TYPE_CHECKING:
    from vsm_tui.tui.screens.mapedit import EditedMap


class StageNotes(Dialog[None]):
    """The notes of one stage as they stand in the file, line by line. Leaving keeps what is written."""

    ABOUT = "What everybody should know about a stage. Enter begins a new line, escape keeps the notes and goes back."
    MISSED = "never"
    DEFAULT_CSS = """
    StageNotes TextArea { height: 10; border: none; padding: 0 1; background: $panel; }
    StageNotes TextArea:focus { border: none; }
    """

    def __init__(self, map_: EditedMap, stage: Stage) -> None:
        super().__init__()
        self._map, self._stage = map_, stage

    def compose(self) -> ComposeResult:
        """The stage, its notes, what is wrong with them, the keys."""
        with Vertical(id="box"):
            yield Words(f"Notes on {clean(self._stage.name)}", classes="title")
            yield TextArea(self._stage.notes, tab_behavior="focus", read_only=self.vsm.read_only)
            yield Words(id="trouble", classes="trouble")
            yield Words("enter begins a new line · esc keeps them and goes back · u on the map undoes", classes="note")

    def on_mount(self) -> None:
        """Writing goes on at the end."""
        field = self.query_one(TextArea)
        field.focus()
        field.move_cursor(field.document.end)

    def finish_typing(self) -> str:
        """Keep the notes; what is wrong with them where they cannot be kept."""
        change = SetStageNotes(self._stage, without_hidden(self.query_one(TextArea).text).replace("\t", "    "))
        session = self._map.session
        try:
            same = change.apply(session.stream) == session.stream
        except EditError as error:
            self.query_one("#trouble", Words).say(str(error))
            return str(error)
        if not same and not self.vsm.read_only:
            self._map.do(change)
            self._stage = session.stream.stage(self._stage.id)
        return ""
