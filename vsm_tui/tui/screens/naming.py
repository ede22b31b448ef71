"""Ask for one line of text, such as a name."""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from vsm_tui.tui.commands.common import Back
from vsm_tui.tui.screens.base import Dialog
from vsm_tui.tui.widgets.safe import Words


class NameDialog(Dialog[str | None]):
    """One field; ``check`` gives what is wrong with a text, or ``""``. With ``anew`` what is typed takes the place of
    what stands there.
    """

    ABOUT = "Type a text and press enter; escape leaves everything as it was."
    ACTIONS = (Back,)

    def __init__(
        self, title: str, value: str = "", check: Callable[[str], str] = lambda _: "", *, anew: bool = False
    ) -> None:
        super().__init__()
        self._anew = anew
        self._title, self._value, self._check = title, value, check

    def compose(self) -> ComposeResult:
        """Title, field, what is wrong."""
        with Vertical(id="box"):
            yield Words(self._title, classes="title")
            yield Input(self._value, max_length=200, select_on_focus=self._anew)
            yield Words(id="trouble", classes="trouble")

    def on_mount(self) -> None:
        """The field has the keys, and shows the end of a long text: of a file's name the part that says what it is."""
        self.query_one(Input).focus()
        self.call_after_refresh(self._show_end)

    def _show_end(self) -> None:
        field = self.query_one(Input)
        if field.cursor_position == len(field.value):  # a field follows its cursor only where the cursor moves
            field.cursor_position = 0
            field.action_end()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self.query_one("#trouble", Words).say(self._wrong(event.value) if event.value != self._value else "")

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        wrong = self._wrong(event.value)
        if wrong:
            self.query_one("#trouble", Words).say(wrong)
        else:
            self.dismiss(event.value.strip())

    def _wrong(self, text: str) -> str:
        return self._check(text.strip()) if text.strip() else "a name is needed"
