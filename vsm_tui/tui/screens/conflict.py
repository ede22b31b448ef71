"""The file changed outside while it holds edits of ours: keep mine, take theirs, look at the difference, save as."""

from __future__ import annotations

from difflib import unified_diff
from typing import Any

from textual.app import App, ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content

from vsm_tui.events.clean import clean
from vsm_tui.files import create_stream, free_path, read_stream, splice
from vsm_tui.model import InputError
from vsm_tui.tui.screens.base import Dialog
from vsm_tui.tui.screens.confirm import ask
from vsm_tui.tui.session import Session
from vsm_tui.tui.widgets.safe import Words

CHOICES = {
    "1": "Keep mine: write my version over the one on disk",
    "2": "Take theirs: go on with the version on disk (undo brings mine back)",
    "3": "Show the difference",
    "4": "Save mine beside it, in a file of its own, and go on there",
}


class Difference(Dialog[None]):
    """What the two versions write differently; lines with − are on disk, lines with + are yours."""

    ABOUT = "The version on disk against yours, line by line."

    def __init__(self, theirs: str, mine: str) -> None:
        super().__init__()
        self._lines = list(unified_diff(theirs.splitlines(), mine.splitlines(), "on disk", "yours", lineterm="", n=2))

    def compose(self) -> ComposeResult:
        """The difference."""
        with Vertical(id="box", classes="wide"):
            yield Words("What differs", classes="title")
            with VerticalScroll():
                yield Words(self.text() if self._lines else "Nothing: both say the same.")
            yield Words("esc: back", classes="line")

    def text(self) -> Content:
        """Coloured lines; the first character of each says the same as the colour."""
        styles = {"+": "$map-good", "-": "$map-bad", "@": "$map-muted"}
        return Content("\n").join(
            Content.styled(_indented(line) or " ", styles.get(line[:1], "")) for line in self._lines
        )


def _indented(line: str) -> str:
    """A clean line with its mark and its indent, which says in a stream file what belongs to what."""
    mark, text = line[:1], line[1:]
    return mark + " " * (len(text) - len(text.lstrip(" "))) + clean(text, 400)


async def settle_conflict(app: App[Any], session: Session, *, unasked: bool = False) -> bool:
    """Ask until it is settled; ``False`` when the user wants to decide later. Only from a worker.

    ``unasked``: it comes by itself, perhaps while somebody types.
    """
    text = "Somebody or something changed the file while it was open here:\n" + str(session.path)
    while True:
        choice = await ask(app, "The file changed outside", text, CHOICES, unasked=unasked)
        unasked = False
        match choice:
            case "1":
                outcome = session.filing.keep_mine()
                text = "" if outcome is None or outcome.file else outcome.trouble or "It changed once more just now."
            case "2":
                text = _take_theirs(session)
            case "3":
                mine = splice(session.disk.opened.text, session.stream)
                await app.push_screen_wait(Difference(_on_disk(session), mine))
            case "4":
                text = _save_beside(session)
            case _:
                return False
        if not text:
            return True


def _take_theirs(session: Session) -> str:
    try:
        session.filing.take_theirs(read_stream(session.path))
    except InputError as error:
        return f"The version on disk cannot be read: {error.problems[0]}"
    return ""


def _save_beside(session: Session) -> str:
    path = free_path(session.path.parent, f"{session.path.stem} mine")
    try:
        session.filing.save_as(create_stream(path, splice(session.disk.opened.text, session.stream)))
    except InputError as error:
        return error.problems[0].text
    return ""


def _on_disk(session: Session) -> str:
    try:
        return session.path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
