"""Where the guide begins: a new stream, or one that lacks something still."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.app import App

from vsm_tui.draw.text import clip
from vsm_tui.files import create_stream, free_path, from_template
from vsm_tui.model import InputError
from vsm_tui.tui.guiding.resuming import still_missing
from vsm_tui.tui.screens.confirm import ask
from vsm_tui.tui.screens.naming import NameDialog
from vsm_tui.tui.screens.starting import BLANK

if TYPE_CHECKING:
    from vsm_tui.tui.listing import StreamRow

_LONG = 40


async def guided_stream(app: App[Any], folder: Path, row: StreamRow | None) -> Path | None:
    """The file to be guided through: that of ``row`` or a new one; ``None`` for neither. Only from a worker."""
    lacks = still_missing(row.stream) if row is not None and row.stream is not None else ""
    if row is not None and lacks:
        choices = {"1": f"go on with ‘{clip(row.name, _LONG)}’", "2": "a new stream"}
        chosen = await ask(app, "Guide", f"‘{clip(row.name, _LONG)}’ still lacks {lacks}.", choices)
        if chosen != "2":
            return row.path if chosen == "1" else None

    def wrong(name: str) -> str:
        try:
            free_path(folder, name)
        except InputError as error:
            return error.problems[0].text
        return ""

    name = await app.push_screen_wait(NameDialog("New stream, guided: what is it called?", "", wrong))
    return None if name is None else create_stream(free_path(folder, name), from_template(name, BLANK)).path
