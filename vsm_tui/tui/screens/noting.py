"""Lists that a room writes: wastes and ideas of a stage, and topics parked for later."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from vsm_tui import edit
from vsm_tui.edit.done import done
from vsm_tui.events.clean import clean
from vsm_tui.model.wastes import LINE_LONGEST
from vsm_tui.tui.commands.noting import EDITING, LeaveList
from vsm_tui.tui.filing import Happened
from vsm_tui.tui.screens.base import CommandScreen, Dialog
from vsm_tui.tui.widgets.lines import Lines, Listed
from vsm_tui.tui.widgets.safe import Words

if TYPE_CHECKING:
    from vsm_tui.tui.commands.command import Command
    from vsm_tui.tui.session import Session

_SHARED: tuple[type[Command[Any]], ...] = (*EDITING, LeaveList)


class NotingDialog(Dialog[None]):
    """A list and a line to write into. Every change is in the stream at once, and u takes it back."""

    ACTIONS: ClassVar[tuple[type[Command[Any]], ...]] = _SHARED
    ABOUT = "A list that the room writes. Type a line and press enter; the arrow keys go to the list and back."
    DEFAULT_CSS = "NotingDialog Lines { margin: 1 0; } NotingDialog #how { margin-bottom: 0; }"
    PLACEHOLDER = "type a line, then enter"
    EMPTY = "nothing here yet"
    HOW = "enter keeps the line · ↑ to the list · space ticks · e changes · x deletes · u undoes · esc back"
    CHANGING = "enter keeps the change · esc leaves the line as it was"
    LONGEST = LINE_LONGEST
    MISSED = "never"
    begins_in_list = False

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._trouble = ""
        self.changing: int | None = None
        self._leave: Callable[[], None] = lambda: None

    # -- what a list is about, by its kind -----------------------------------------------------------------------

    def heading(self) -> str:
        """What stands above the list."""
        raise NotImplementedError

    def listed(self) -> list[Listed]:
        """The lines."""
        raise NotImplementedError

    def adding(self, text: str) -> edit.Change:
        """The change that adds a line."""
        raise NotImplementedError

    def rewriting(self, index: int, text: str) -> edit.Change | None:
        """The change that writes a line anew; ``None`` where that line is not the room's own."""
        raise NotImplementedError

    def ticking(self, index: int) -> edit.Change | None:
        """The change that ticks a line, or takes its tick back; ``None`` where there are no ticks."""
        raise NotImplementedError

    def removing(self, index: int) -> edit.Change | None:
        """The change that takes a line away; ``None`` where it cannot go."""
        raise NotImplementedError

    # -- the dialog ----------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """The heading, the list, the line to write into, what is wrong with it, the keys."""
        with Vertical(id="box", classes="wide"):
            yield Words(self.heading(), classes="title")
            yield Lines("nothing here yet" if self.vsm.read_only else self.EMPTY)
            entry = Input(placeholder=self.PLACEHOLDER, max_length=self.LONGEST, select_on_focus=False)
            entry.disabled = self.vsm.read_only
            entry.display = not self.vsm.read_only
            yield entry
            yield Words(id="trouble", classes="trouble")
            yield Words(self._how, id="how", classes="note")

    def on_mount(self) -> None:
        """Show the list as it is, and follow what becomes of it."""
        self._leave = self.session.subscribe(self._heard)
        self.redraw()
        if self.begins_in_list or self.vsm.read_only:
            self.list.focus()
        else:
            self.query_one(Input).focus()

    def on_unmount(self) -> None:
        """Stop listening."""
        self._leave()

    def _heard(self, what: Happened) -> None:
        if self.is_attached and what in ("edited", "reloaded"):
            self.redraw()

    @property
    def list(self) -> Lines:
        """The lines on the screen."""
        return self.query_one(Lines)

    def redraw(self) -> None:
        """Show the lines as they are now."""
        if not self.still_there():
            self.dismiss(None)
            return
        self.list.show(self.listed())

    def still_there(self) -> bool:
        """Whether what the list is about is still in the stream."""
        return True

    def do(self, change: edit.Change | None) -> bool:
        """Make a change; what is wrong with it is said below the line."""
        trouble = ""
        if change is not None:
            try:
                self.session.do(change)
            except edit.EditError as error:
                trouble = str(error)
        self.say(trouble)
        return change is not None and not trouble

    def say(self, text: str) -> None:
        """What is wrong, or what cannot be done; there is no footer here, so it stands below the line."""
        self._trouble = text
        self.query_one("#trouble", Words).say(clean(text, 300))

    @property
    def _how(self) -> str:
        if self.vsm.read_only:
            return "a view to look at · esc back"
        return self.HOW if self.changing is None else self.CHANGING

    def write(self, index: int | None) -> None:
        """Go to the line to write into: for a new line, or to write one anew."""
        entry = self.query_one(Input)
        self.changing = index
        self.query_one("#how", Words).say(self._how)
        entry.value = "" if index is None else self.list.lines[index].text
        entry.cursor_position = len(entry.value)
        entry.focus()

    def stop_changing(self) -> None:
        """Leave a line as it was."""
        self.changing = None
        self.query_one("#how", Words).say(self._how)
        self.query_one(Input).value = ""
        self.list.focus()

    @on(Input.Submitted)
    def _entered(self) -> None:
        self.finish_typing()

    def finish_typing(self) -> str:
        """Keep the line that is being written; what is wrong with it where it cannot be kept."""
        entry, index = self.query_one(Input), self.changing
        text = clean(entry.value, self.LONGEST).strip()
        if not text:
            self.say("")
            return ""
        change = self.adding(text) if index is None else self.rewriting(index, text)
        if not self.do(change):
            return self._trouble
        entry.value = ""
        if index is None:
            self.list.at = len(self.list.lines) - 1
            self.list.refresh()
        else:
            self.stop_changing()
        return ""

    async def leave(self) -> None:
        """Back; a line that was begun is kept, which the screen below says."""
        begun = bool(self.query_one(Input).value.strip())
        below = self.app.screen_stack[-2]
        await super().leave()
        if begun and not self._trouble and isinstance(below, CommandScreen):
            below.say(f"{clean(done(self.session.history.undo_title or ''), 200)} · u takes it back")

    @on(Lines.Picked)
    async def _picked(self) -> None:
        await self.action_command("line.tick")

    @on(Lines.Left)
    def _left(self) -> None:
        if not self.vsm.read_only:
            self.query_one(Input).focus()

    def on_key(self, event: events.Key) -> None:
        """The line stands below the list: up goes to the list's end, down to its beginning, tab there and back."""
        in_line = self.query_one(Input).has_focus
        if event.key not in ("tab", "shift+tab") and not (in_line and event.key in ("down", "up")):
            return
        event.stop()
        event.prevent_default()
        if in_line and event.key in ("down", "up"):
            self.list.at = 0 if event.key == "down" else max(0, len(self.list.lines) - 1)
        (self.list if in_line or self.vsm.read_only else self.query_one(Input)).focus()
