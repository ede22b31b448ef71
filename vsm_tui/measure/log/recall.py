"""Logs that were read before: their events in order, from the cache, and their files only when details are wanted."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from vsm_tui.events.formats.detect import IN_PARTS, kind_of
from vsm_tui.measure.log import cache
from vsm_tui.measure.log import scan as scanning
from vsm_tui.measure.log.about import Together
from vsm_tui.measure.log.join import joined
from vsm_tui.measure.log.kept import Kept
from vsm_tui.measure.log.log import Log, assemble
from vsm_tui.measure.log.opened import Opened, open_logs
from vsm_tui.measure.log.sizes import worth_keeping
from vsm_tui.model import Columns, InputError, Problem

if TYPE_CHECKING:
    import duckdb

    from vsm_tui.measure.log.source import Source


class Again:
    """Files that were read before, opened when somebody asks what else they hold.

    Raises:
        InputError: then, when one of them changed.
    """

    def __init__(self, told: Together) -> None:
        self._told, self.zone, self.columns = told, told.zone, told.columns
        self._lock = Lock()

    @cached_property
    def _opened(self) -> Opened:
        opened = open_logs(self._told.paths, self.zone, self._told.said)
        for source, about in zip(opened.sources, self._told.abouts, strict=True):
            if source.stamps != about.stamps:
                raise InputError(Problem("changed since it was read: measure again", str(source.paths[0])))
            if not about.strict:
                scanning.rewrite(opened.con, source)
        return opened

    @property
    def con(self) -> duckdb.DuckDBPyConnection:
        """What reads them."""
        with self._lock:
            return self._opened.con

    @property
    def sources(self) -> Sequence[Source]:
        """Where their rows come from."""
        with self._lock:
            return self._opened.sources


@dataclass(frozen=True)
class Recalled:
    """A log of which all events are kept in order, one file for each of its sources."""

    told: Together
    kept: tuple[Kept, ...]

    def log(self, bucket: tuple[int, int] | None = None) -> Log:
        """All of it, or ``bucket`` (k, n) of it: the items whose hash lies in the k-th of n equal ranges.

        May be called from several threads.
        """
        rows = joined([kept.scan(bucket) for kept in self.kept], self.told.abouts, self.told.zone)
        return assemble(Again(self.told), self.told, rows, bucket)


def grouped(paths: Sequence[Path], said: Columns = Columns()) -> list[tuple[Path, ...]]:
    """The files of each source of a log, in the order in which they are read: the pages of one tool's answer are one
    source.

    Raises:
        InputError: when one of them is no event log.
    """
    kinds = [kind_of(path, said) for path in paths]
    alone = [(path,) for path, kind in zip(paths, kinds, strict=True) if kind not in IN_PARTS]
    parts = [tuple(path for path, kind in zip(paths, kinds, strict=True) if kind == part) for part in IN_PARTS]
    return alone + [part for part in parts if part]


def recalled(paths: Sequence[Path], zone: str, columns: Sequence[str], said: Columns = Columns()) -> Recalled | None:
    """The log of these files, if all of it was read before; ``None`` also where something is wrong with them.

    Raises:
        InputError: when nothing in them is an event.
    """
    kept = _found(paths, zone, columns, said)
    if kept is None:
        return None
    log = recall(paths, zone, kept, said)
    log.told.require()
    return log


def _found(paths: Sequence[Path], zone: str, columns: Sequence[str], said: Columns) -> list[Kept] | None:
    """All sources of these files, if they are kept."""
    found = []
    with suppress(OSError, InputError):
        for group in grouped(paths, said):
            kept = cache.find(cache.place(group, zone, columns, said), group[0]) if worth_keeping(group) else None
            if kept is None:
                return None
            found.append(kept)
        return found or None
    return None


def recall(paths: Sequence[Path], zone: str, kept: Sequence[Kept], said: Columns = Columns()) -> Recalled:
    """The log that is made of sources that are kept."""
    return Recalled(Together(tuple(paths), zone, tuple(k.about for k in kept), said), tuple(kept))
