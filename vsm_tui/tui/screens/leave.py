"""Leaving a stream, or the app, without losing anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vsm_tui.tui.app import VsmApp


async def safe_to_leave(app: VsmApp, leave: Callable[[], Any]) -> None:
    """Write unsaved edits, then call ``leave``; asks where they cannot be written. Runs in a worker."""
    session = app.session
    if session is None or not session.dirty:
        leave()
        return
    if not session.disk.conflict:
        outcome = session.filing.flush()
        if outcome is None or outcome.file is not None:
            leave()
            return
    if session.disk.conflict:
        from vsm_tui.tui.screens.conflict import settle_conflict

        if await settle_conflict(app, session):
            leave()
        return
    from vsm_tui.tui.screens.confirm import ask

    choice = await ask(
        app,
        "Your edits could not be written",
        f"{session.disk.trouble}.\nA copy is kept and will be offered when you open this stream again.",
        {"1": "Stay", "2": "Leave; offer the copy next time"},
    )
    if choice == "2":
        session.filing.keep_now()
        leave()
