"""Remove what was pulled for a stream: look what there is, ask, remove; files are touched beside the screen only."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from vsm_tui.model import VsmError
from vsm_tui.model.wording import counted
from vsm_tui.tui.pulling import as_edited
from vsm_tui.tui.screens.confirm import ask

if TYPE_CHECKING:
    from vsm_tui.connect.kept import Removal
    from vsm_tui.tui.screens.data import DataScreen


async def purge(screen: DataScreen) -> None:
    """Ask with everything that would go, and remove it; only from a worker."""
    from vsm_tui.connect.kept import removal_of, remove

    session = screen.session
    file = as_edited(session.disk.opened, session.stream)
    try:
        found = await asyncio.to_thread(removal_of, file)
        if not found and found.shared:
            screen.say("all that was pulled for this stream is needed by others, too: it stays")
            return
        if not found:
            screen.say("nothing that was pulled for this stream is kept here")
            return
        text = "\n".join(_listed(found))
        choices = {"r": "Remove it all", "k": "Keep it"}
        if await ask(screen.app, "Purge what was pulled for this stream?", text, choices, wide=True) != "r":
            return
        await asyncio.to_thread(remove, found)
    except VsmError as error:
        screen.say(str(error))
        return
    session.pulling = None
    session.data.forget()
    session.changed("saved")
    screen.purged()


def _listed(found: Removal) -> list[str]:
    lines = [
        f"· {kept.tool} {kept.where}: {counted(kept.pages, 'page')}"
        + (f", {kept.first:%Y-%m-%d} to {kept.last:%Y-%m-%d}" if kept.first and kept.last else "")
        for kept in found.stores
    ]
    lines += [f"· {path.name}" for path in found.files if path.suffix in (".csv", ".json")]
    lines += [f"  {path.name} stays: it {why}" for path, why in found.left]
    for kept, others in found.shared:
        lines.append(f"  {kept.tool} {kept.where} stays: {', '.join(path.name for path in others)} needs it, too")
    size = found.size / 1e6
    return [*lines, "", f"{size:.1f} MB in all. It can be pulled again; this cannot be undone."]
