# ruff: noqa: S608 - paths in the SQL are quoted
"""How large a log is before it is read, and in how many parts it is best measured."""

from __future__ import annotations

import time
from collections.abc import Iterable
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from vsm_tui.events.formats.tables import is_gzip, read_head
from vsm_tui.measure.log.source import Source, quoted

if TYPE_CHECKING:
    from vsm_tui.measure.log.details import Files

LARGE = 3_000_000
"""From about so many events on a log is measured in parts."""
HELD = 50_000_000
"""Up to so many events a log is held at once to look behind its numbers."""
PART, _MOST_PARTS = 750_000, 32
SMALLEST = 6_000_000
"""Files of fewer bytes are read again faster than one could look them up."""
_PACKED, _COARSE = 10, 3


def worth_keeping(paths: Iterable[Path]) -> bool:
    """Whether what is read of these files is worth keeping: they are large, and have rested so long that their times
    of change tell them from what they may become.

    Raises:
        OSError: when one of them cannot be looked at.
    """
    stats = [path.stat() for path in paths]
    coarse = [stat.st_mtime for stat in stats if not stat.st_mtime_ns % 1_000_000_000]
    return sum(stat.st_size for stat in stats) >= SMALLEST and all(at < time.time() - _COARSE for at in coarse)


def some_worth_keeping(paths: Iterable[Path]) -> bool:
    """Whether any of these files can be worth keeping, looked at hastily; what is no file is not."""
    return sum(path.stat().st_size for path in paths if path.is_file()) >= SMALLEST


def parts_for(rows: int) -> int:
    """In how many parts a log of about so many events is best measured; 1 means whole."""
    return 1 if rows < LARGE else min(ceil(rows / PART), _MOST_PARTS)


def rows_of(opened: Files) -> int:
    """About how many events there are: by the length of the files' first lines, without reading them."""
    return sum(rows_in(opened, source) for source in opened.sources)


def rows_in(opened: Files, source: Source) -> int:
    """About how many there are in one source; none in what was read to know what it is."""
    if source.table is None:
        return 0
    path = source.table.path
    if source.table.kind == "parquet":
        found = opened.con.execute(f"SELECT sum(num_rows) FROM parquet_file_metadata({quoted(str(path))})").fetchone()
        return int(found[0]) if found and found[0] else 0
    head = read_head(path, 1 << 16)
    size = path.stat().st_size * (_PACKED if is_gzip(path) else 1)
    return source.each * size * head.count(b"\n") // max(len(head), 1)
