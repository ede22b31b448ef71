# ruff: noqa: S608 - every name in the SQL is made here
"""A log that outgrows memory: put in order once, in bounded memory, and then measured in parts of whole items.

What :func:`vsm_tui.measure.log.scan.scan` would give goes to a table in a temporary file first; the items of one bucket
of hashes after the other are put in order from there. A part is a :class:`~vsm_tui.measure.log.log.Log` like any
other.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from vsm_tui.measure.log import cache
from vsm_tui.measure.log import scan as scanning
from vsm_tui.measure.log.about import about_of
from vsm_tui.measure.log.kept import Kept, Writer, in_order
from vsm_tui.measure.log.log import Log
from vsm_tui.measure.log.opened import Opened
from vsm_tui.measure.log.recall import Recalled, recall
from vsm_tui.measure.log.sizes import worth_keeping
from vsm_tui.measure.log.source import Source, bucket_sql, quoted
from vsm_tui.measure.log.vocabulary import UNSEEN, Vocabulary, completed, sampled

if TYPE_CHECKING:
    from types import TracebackType

    from vsm_tui.measure.log.scan import Scan

_READING, _MEASURING = 250, 64
"""Megabytes the database may use while it reads the files, and afterwards beside what a bucket needs."""


class Parts:
    """The parts of a log. Use it as a context: what was written for it alone is gone afterwards.

    ``whole`` is the log they are parts of, put in order.

    Raises:
        InputError: when a file is no event log, or nothing in the files is an event.
    """

    def __init__(self, opened: Opened, count: int, columns: Sequence[str] = ()) -> None:
        self.count = count
        self._folder = tempfile.TemporaryDirectory(prefix="vsm-")
        try:
            kept = [kept_of(opened, source, columns, count, Path(self._folder.name)) for source in opened.sources]
            self.whole: Recalled = recall(opened.paths, opened.zone, kept, opened.said)
            self.whole.told.require()
        except BaseException:
            self.close()
            raise

    def log(self, number: int) -> Log:
        """The whole items of one part, 0 … :attr:`count` − 1. May be called from several threads."""
        return self.whole.log((number, self.count))

    def close(self) -> None:
        """Remove what was written; the log's files can still be asked for details."""
        self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def kept_of(opened: Opened, source: Source, columns: Sequence[str], count: int, scratch: Path) -> Kept:
    """A source in order: in the cache where it is worth that and there is room, else in ``scratch``.

    Raises:
        InputError: when nothing in it can be an event log.
    """
    with suppress(OSError):
        if worth_keeping(source.paths):
            place = cache.place(source.paths, opened.zone, columns, opened.said)
            found = cache.find(place, source.paths[0]) or put_in_order(opened, source, columns, count, place)
            cache.trim()
            return found
    return put_in_order(opened, source, columns, count, scratch / f"{len(list(scratch.iterdir()))}.events")


def put_in_order(opened: Opened, source: Source, columns: Sequence[str], count: int, place: Path) -> Kept:
    """Read a source and write its events in order to ``place``; in ``count`` buckets of hashes where that is not 1.

    Raises:
        InputError: when nothing in it can be an event log.
        OSError: when it cannot be written.
    """
    writer = Writer(place)
    try:
        if count == 1:
            scan = in_order(scanning.scan(opened.con, source, None, columns), opened.zone)
            writer.add(scan)
            return writer.finish(about_of(source, scan))
        with tempfile.TemporaryDirectory(prefix="vsm-") as folder:
            return _in_buckets(_Spool(opened, source, columns, count, Path(folder)), writer)
    except BaseException:
        writer.give_up()
        raise


def _in_buckets(spool: _Spool, writer: Writer) -> Kept:
    bad: list[int] = []
    local = doubtful = 0
    tally: Counter[str] = Counter()
    try:
        for number in range(spool.count):
            scan = in_order(spool.scan(number), spool.opened.zone)
            bad += scan.bad.tolist()
            local, doubtful = local + scan.counted[0], doubtful + scan.counted[1]
            tally.update(scan.tally)
            writer.add(scan)
        about = about_of(spool.source, scan, bad)
        return writer.finish(replace(about, local=local, doubtful=doubtful, tally=dict(tally)))
    finally:
        spool.close()


class _Spool:
    """What a scan of one source would give, as a table in a temporary file, each row with its bucket."""

    def __init__(self, opened: Opened, source: Source, columns: Sequence[str], count: int, folder: Path) -> None:
        self.opened, self.source, self.count, self._con = opened, source, count, opened.con
        self._con.execute(f"SET temp_directory = {quoted(str(folder))}")
        self._con.execute(f"SET memory_limit = '{_READING}MB'")
        self._con.execute(f"ATTACH {quoted(str(folder / 'spool.db'))} AS spool")
        try:
            self._words = scanning.strictly(self._con, source, partial(self._store, columns))
            rows = self._ask("count(*)")[0]
        except BaseException:
            self.close()
            raise
        self._con.execute(f"SET memory_limit = '{_MEASURING + rows // count * 50 // 1_000_000}MB'")

    def _store(self, columns: Sequence[str]) -> Vocabulary:
        con, source = self._con, self.source
        words = sampled(con, source, columns)
        while True:
            listed = ", ".join(f"{sql} AS {name}" for name, sql in scanning.selected(con, source, words).items())
            con.execute(
                f"CREATE OR REPLACE TABLE spool.events AS SELECT {bucket_sql('h', self.count)}::USMALLINT AS bucket, * "
                f"FROM (SELECT {listed} FROM {source.sql})"
            )
            least = self._ask(*(f"min({column})" for column in words))
            more = [column for column, code in zip(words, least, strict=True) if code == UNSEEN]
            if not more:
                return words
            words = completed(con, source, words, more)

    def _ask(self, *expressions: str) -> tuple[Any, ...]:
        row = self._con.execute(f"SELECT {', '.join(expressions)} FROM spool.events").fetchone()
        return row or ()

    def scan(self, number: int) -> Scan:
        """One bucket, in file order."""
        rows = f"FROM spool.events WHERE bucket = {number}"
        found = scanning.checked(
            self._con,
            scanning.fetched(self._con, f"SELECT * EXCLUDE (bucket) {rows}"),
            self._words,
            stays=bool(self.source.side),
        )
        if found.bad.size:
            found.bad = scanning.fetched(self._con, f"SELECT rowid {rows}")["rowid"][found.bad]
        return found

    def close(self) -> None:
        """Forget the table."""
        self._con.execute("DETACH DATABASE IF EXISTS spool")
