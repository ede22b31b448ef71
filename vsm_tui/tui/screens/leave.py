"""Leaving a stream, or the app, without losing anything."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vsm_tui.tui.app import VsmApp
    from vsm_tui.tui.session import Session


async def safe_to_leave(app: VsmApp) -> bool:
    """Keep what is being typed, write unsaved edits, and ask where that cannot be; whether to leave now.

    Only from a worker.
    """
    if not (await _typing_ended(app) and await _nothing_lost(app)):
        return False
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
    return await _unwritten(app, session)


async def _typing_ended(app: VsmApp) -> bool:
    """Keep what is being typed; ask where it is no value. Whether there is nothing left to keep."""
    from vsm_tui.tui.screens.base import CommandScreen

    for screen in app.screen_stack:
        wrong = screen.finish_typing() if isinstance(screen, CommandScreen) else ""
        if wrong:
            from vsm_tui.tui.screens.confirm import ask

            choices = {"1": "Stay and mend it", "2": "Leave without it"}
            if await ask(app, "What is being typed cannot be kept", wrong, choices) != "2":
                return False
    return True


async def _nothing_lost(app: VsmApp) -> bool:
    """Ask where a screen holds what is in no file, such as answers that nobody may see yet."""
    from vsm_tui.tui.screens.base import CommandScreen
    from vsm_tui.tui.screens.confirm import ask

    for screen in app.screen_stack:
        lost = screen.would_lose() if isinstance(screen, CommandScreen) else ""
        if lost and await ask(app, "Leave now?", lost, {"1": "Stay", "2": "Leave without it"}) != "2":
            return False
    return True


async def _unwritten(app: VsmApp, session: Session) -> bool:
    """The file cannot be written: stay, save elsewhere, or leave with a copy kept for the next time."""
    from vsm_tui.tui.screens.confirm import ask

    trouble = session.disk.trouble
    while True:
        choice = await ask(
            app,
            "Your edits could not be written",
            f"{trouble}.\nA copy is kept and will be offered when you open this stream again.",
            {
                "1": "Stay",
                "2": "Leave; offer the copy next time",
                **({} if app.shared else {"3": "Save it elsewhere, then leave"}),
            },
        )
        if choice == "3":
            trouble = await _elsewhere(app, session) or trouble
            if not session.dirty:
                return True
            continue
        if choice == "2":
            session.filing.keep_now()
        return choice == "2"


async def _elsewhere(app: VsmApp, session: Session) -> str:
    """Ask for another file and write the stream there; what went wrong, if something did."""
    from vsm_tui.files import create_stream, splice, with_logs
    from vsm_tui.model import InputError
    from vsm_tui.tui.filing import Replace
    from vsm_tui.tui.screens.naming import NameDialog

    def wrong(text: str) -> str:
        path = Path(text).expanduser()
        if path.suffix.lower() not in (".yaml", ".yml"):
            return "a stream file ends in .yaml"
        if not path.parent.is_dir():
            return "there is no such folder"
        return "there is a file of that name already" if path.exists() else ""

    suggested = str(Path.home() / session.path.name)
    text = await app.push_screen_wait(NameDialog("Save this stream as", suggested, wrong))
    if text is None:
        return ""
    path = Path(text).expanduser()
    stream = session.stream
    if session.data.paths:
        stream = with_logs(stream, session.data.paths, path.parent)
    try:
        opened = create_stream(path, splice(session.disk.opened.text, stream))
    except InputError as error:
        return error.problems[0].text
    if opened.stream != session.stream:  # its log is named from another folder
        session.history.do(Replace("Save elsewhere", opened.stream))
    session.filing.save_as(opened)
    return ""
