"""Throw a stream away, and put the last one back; files are touched beside the screen only."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from vsm_tui.events.clean import clean
from vsm_tui.model import VsmError
from vsm_tui.tui.screens.confirm import ask

if TYPE_CHECKING:
    from vsm_tui.tui.screens.workspace import WorkspaceScreen

_NAME = 60


async def throw_away(screen: WorkspaceScreen) -> None:
    """Ask, and move the stream under the cursor to the trash; only from a worker."""
    from vsm_tui.files import trash

    row = screen.current
    if row is None:
        return
    name = clean(row.path.name, _NAME)
    logs = [clean(log.name, _NAME) for log in row.logs if log.is_file()]
    stays = f" Its data stays: {', '.join(logs)}." if logs else ""
    text = f"{name} moves to the trash; u puts it back.{stays}"
    title = f"Throw away ‘{clean(row.name, _NAME)}’?"
    if await ask(screen.app, title, text, {"t": "Throw it away", "k": "Keep it"}) != "t":
        return
    try:
        await asyncio.to_thread(trash.throw_away, row.path)
    except VsmError as error:
        screen.say(str(error))
        return
    screen.refill()
    screen.say(f"{name} is in the trash; u puts it back")


async def put_back(screen: WorkspaceScreen) -> None:
    """Put back what was thrown away last from this folder; only from a worker."""
    from vsm_tui.files import trash

    thrown = await asyncio.to_thread(trash.last_thrown, screen.folder)
    if thrown is None:
        screen.say("nothing of this folder is in the trash")
        return
    try:
        path = await asyncio.to_thread(trash.put_back, thrown)
    except VsmError as error:
        screen.say(str(error))
        return
    screen.refill()
    screen.say(f"{clean(path.name, _NAME)} is back")
