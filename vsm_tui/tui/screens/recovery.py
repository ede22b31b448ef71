"""Edits that a crash left unsaved are offered when the stream is opened again."""

from __future__ import annotations

from typing import Any

from textual.app import App

from vsm_tui.files import splice
from vsm_tui.tui.screens.confirm import ask
from vsm_tui.tui.screens.conflict import Difference
from vsm_tui.tui.session import Session

CHOICES = {
    "1": "Recover them (undo takes them back)",
    "2": "Show the difference",
    "3": "Throw them away",
}


async def offer_recovery(app: App[Any], session: Session) -> None:
    """Ask once; whoever presses escape is asked again next time. Only from a worker."""
    text = "The app ended last time before these edits were in the file:\n" + str(session.path)
    while session.filing.recoverable is not None:
        choice = await ask(app, "There are unsaved edits from last time", text, CHOICES)
        if choice == "2":
            opened = session.disk.opened
            await app.push_screen_wait(Difference(opened.text, splice(opened.text, session.filing.recoverable)))
        elif choice in ("1", "3"):
            session.filing.recover(accept=choice == "1")
        else:
            return
