"""Where events in order are kept between runs: the user's cache folder, never beside the logs.

A file is found by what it was made from: its log's path, size, time of change and samples of its content, what was
asked of it, and the versions that read it. The folder holds at most :data:`CAP` bytes; what was used least recently
goes first.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from vsm_tui import __version__
from vsm_tui.events.about import beside
from vsm_tui.measure.log.kept import SUFFIX, Kept
from vsm_tui.model import Columns

CAP = 2 << 30
_IN_USE = 15 * 60
"""Seconds since it was last used in which a file is not thrown away: somebody may be reading it."""
_STALE = 24 * 3600
_ENDS, _SAMPLES, _SAMPLE = 1 << 16, 16, 1 << 12


def folder() -> Path:
    """The folder of events in order."""
    from vsm_tui.files.locations import ordered_folder

    return ordered_folder()


def place(
    paths: Sequence[Path], zone: str, columns: Sequence[str], said: Columns = Columns(), where: Path | None = None
) -> Path:
    """The file for the events of ``paths``, read as one source with these ``columns``, which mean what is ``said``.

    Raises:
        OSError: when one of them cannot be read.
    """
    made = blake2b(digest_size=16)
    made.update(json.dumps([__version__, _engine(), zone, sorted(columns), said.said]).encode())
    for path in (*paths, *(said for said in map(beside, paths) if said.is_file())):
        stat = path.stat()
        made.update(json.dumps([str(path.resolve()), stat.st_size, stat.st_mtime_ns]).encode("utf-8", "replace"))
        _sample(made.update, path, stat.st_size)
    return (where or folder()) / f"{made.hexdigest()}{SUFFIX}"


def find(path: Path, log: Path) -> Kept | None:
    """What :func:`place` named for ``log``, if it is there and whole; it then counts as used now."""
    kept = Kept.open(path, log)
    with suppress(OSError):
        if kept is None:
            path.unlink(missing_ok=True)
        else:
            os.utime(path)
    return kept


def trim(cap: int = CAP, where: Path | None = None) -> None:
    """Throw away what was used least recently until the rest fits, and what was never finished."""
    now, left, found = time.time(), 0, []
    with suppress(OSError):
        for path in (where or folder()).iterdir():
            stat = path.stat()
            if path.suffix == SUFFIX:
                found.append((stat.st_mtime, stat.st_size, path))
                left += stat.st_size
            elif path.name.startswith("new-") and stat.st_mtime < now - _STALE:
                path.unlink(missing_ok=True)
    for used, size, path in sorted(found):
        if left <= cap or used > now - _IN_USE:
            break
        with suppress(OSError):
            path.unlink(missing_ok=True)
            left -= size


def _engine() -> str:
    """The database's version: another one may hash items differently."""
    loaded = sys.modules.get("duckdb")
    if loaded is not None:
        return str(loaded.__version__)
    from importlib.metadata import version

    return version("duckdb")


def _sample(update: Callable[[bytes], None], path: Path, size: int) -> None:
    """Both ends of a file and some of what lies between."""
    with path.open("rb") as file:
        update(file.read(_ENDS))
        for number in range(1, _SAMPLES + 1):
            file.seek(max(_ENDS, size * number // (_SAMPLES + 1)))
            update(file.read(_SAMPLE))
        file.seek(max(0, size - _ENDS))
        update(file.read(_ENDS))
