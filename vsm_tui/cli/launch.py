"""``vsm`` and ``vsm PATH``: into the app, by the shortest way."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

from vsm_tui.model import InputError, Problem

STREAM_ENDS = (".yaml", ".yml")
_LOGS = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet", ".json", ".xes", ".gz", ".sqlite", ".sqlite3", ".db")
NOT_HERE = "no stream and no log; vsm new NAME --from-map MAP makes a stream of it"
_WEB = "web_driver"
"""A browser is the terminal then (``vsm serve``)."""


def target(path: str | None) -> Path | None:
    """What a word on the command line opens: a path, or the name of a stream in ``./streams``.

    Raises:
        InputError: when it is neither.
    """
    if path is None:
        return None
    given = Path(path)
    if given.is_file() and given.suffix.lower() not in STREAM_ENDS:
        raise InputError(no_stream(given))
    if given.exists():
        return given
    named = Path("streams") / f"{path}.yaml"
    if named.is_file():
        return named
    raise InputError(Problem("no such file or folder; vsm new NAME makes a stream", path))


def is_log(path: Path) -> bool:
    """Whether a file is named like a log or an export."""
    return path.name.lower().endswith(_LOGS)


def no_stream(path: Path) -> Problem:
    """What a file is that is no stream, and what would be right."""
    from vsm_tui.files.workshop_json import is_map

    if is_map(path):
        return Problem(f"this is a map of vsm-workshop, {NOT_HERE}", str(path))
    beside = path.with_name(f"{path.name.partition('.')[0]}.yaml")
    if not is_log(path):
        return Problem("this is no stream file: those end in .yaml; vsm new NAME makes one", str(path))
    right = (
        f"did you mean {beside.name} beside it?" if beside.is_file() else "vsm new NAME --from-log LOG makes one of it"
    )
    return Problem(f"this is a log, not a stream; {right}", str(path))


def launch(
    path: Path | None,
    *,
    ascii: bool = False,  # noqa: A002 -- the flag's own name
    read_only: bool = False,
    shared: bool = False,
) -> int:
    """Run the app on ``path``; returns its exit code. The flags are those of :func:`vsm_tui.tui.app.run`.

    Raises:
        InputError: when there is no terminal to run it in.
    """
    if not (sys.stdin.isatty() and sys.stderr.isatty()) and _WEB not in os.environ.get("TEXTUAL_DRIVER", ""):
        raise InputError("the app needs a terminal; vsm show prints the map without one")
    # Next to nothing that is made before the first frame is garbage, and looking for it takes a tenth of the way
    # there. The app switches this on again (VsmApp.on_ready).
    gc.disable()
    from vsm_tui.tui import typeahead

    typeahead.keep()
    try:
        from vsm_tui.tui.app import run

        return run(path, ascii=ascii, read_only=read_only, shared=shared)
    finally:
        typeahead.give_back()
