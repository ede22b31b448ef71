"""Leaving a stream, or the app, without losing anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vsm_tui.tui.app import VsmApp


async def safe_to_leave(app: VsmApp) -> bool:
    """Write unsaved edits, and ask where they cannot be written; whether to leave now. Only from a worker."""
    session = app.session
    if session is None:
        return True
    if not session.dirty:
        session.filing.forget_kept()
        return True
    if not session.disk.conflict:
        outcome = session.filing.flush()
        if outcome is None or outcome.file is not None:
            return True
    if session.disk.conflict:
        from vsm_tui.tui.screens.conflict import settle_conflict

        return await settle_conflict(app, session)
    from vsm_tui.tui.screens.confirm import ask

    choice = await ask(
        app,
        "Your edits could not be written",
        f"{session.disk.trouble}.\nA copy is kept and will be offered when you open this stream again.",
        {"1": "Stay", "2": "Leave; offer the copy next time"},
    )
    if choice == "2":
        session.filing.keep_now()
    return choice == "2"
