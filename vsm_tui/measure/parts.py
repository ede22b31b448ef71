# ruff: noqa: S608 - every name in the SQL is made here
"""A log that outgrows memory, read once and then measured in parts of whole items.

What :func:`vsm_tui.measure.scan.scan` would give goes to a table in a temporary file instead; each part is the items
of one bucket of hashes. What a part holds is a :class:`~vsm_tui.measure.read.Log` like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from vsm_tui.events.tables import is_gzip, read_head
from vsm_tui.measure import scan as scanning
from vsm_tui.measure.join import Joined, joined, zone_findings
from vsm_tui.measure.read import Log, Opened, assemble
from vsm_tui.measure.source import Source, bucket_sql, quoted
from vsm_tui.measure.vocabulary import UNSEEN, Vocabulary, completed, sampled

if TYPE_CHECKING:
    from types import TracebackType

    import duckdb

LARGE = 3_000_000
"""From about so many events on a log is measured in parts."""
_PART, _MOST_PARTS = 750_000, 32
_READING, _MEASURING = 250, 64
"""Megabytes the database may use while it reads the files, and afterwards beside what a part needs."""
_PACKED = 10


class Parts:
    """The parts of a log. Use it as a context: the temporary file is gone afterwards.

    ``states``, ``aliases``, ``sources``, ``findings``, ``rejected`` and ``rejected_count`` are those of the whole
    :class:`~vsm_tui.measure.read.Log`.

    Raises:
        InputError: when a file is no event log, or nothing in the files is an event.
    """

    def __init__(self, opened: Opened, count: int, columns: Sequence[str] = ()) -> None:
        self._opened, self.count = opened, count
        import tempfile

        self._folder = tempfile.TemporaryDirectory(prefix="vsm-")
        try:
            self._words = self._spool(columns)
            self._survey()
        except BaseException:
            self.close()
            raise

    def _spool(self, columns: Sequence[str]) -> list[Vocabulary]:
        con = self._opened.con
        con.execute(f"SET temp_directory = {quoted(self._folder.name)}")
        con.execute(f"SET memory_limit = '{_READING}MB'")
        con.execute(f"ATTACH {quoted(str(Path(self._folder.name, 'parts.db')))} AS parts")
        found = []
        for number, source in enumerate(self._opened.sources):
            found.append(scanning.strictly(con, source, partial(self._store, number, source, columns)))
        rows = sum(self._ask(number, "count(*)")[0] for number in range(len(found)))
        con.execute(f"SET memory_limit = '{_MEASURING + rows // self.count * 50 // 1_000_000}MB'")
        return found

    def _store(self, number: int, source: Source, columns: Sequence[str]) -> Vocabulary:
        con = self._opened.con
        words = sampled(con, source, columns)
        while True:
            listed = ", ".join(f"{sql} AS {name}" for name, sql in scanning.selected(con, source, words).items())
            con.execute(
                f"CREATE OR REPLACE TABLE parts.p{number} AS "
                f"SELECT {bucket_sql('h', self.count)}::USMALLINT AS part, * FROM (SELECT {listed} FROM {source.sql})"
            )
            least = self._ask(number, *(f"min({column})" for column in words))
            more = [column for column, code in zip(words, least, strict=True) if code == UNSEEN]
            if not more:
                return words
            words = completed(con, source, words, more)

    def _ask(self, number: int, *expressions: str) -> tuple[Any, ...]:
        row = self._opened.con.execute(f"SELECT {', '.join(expressions)} FROM parts.p{number}").fetchone()
        return row or ()

    def _survey(self) -> None:
        """What is no event, how local times were read, when the log begins and ends."""
        opened, local, doubtful = self._opened, 0, 0
        bad: list[list[int]] = [[] for _ in opened.sources]
        ends = [end for number in range(len(opened.sources)) for end in self._usual(number)]
        if len(ends) < 2 * len(opened.sources):  # something is unusual: look at every row
            ends = []
            for number in range(self.count):
                scans = self._scans(opened.con, number)
                for positions, scan in zip(bad, scans, strict=True):
                    positions += scan.bad.tolist()
                rows = joined(scans, opened.sources, opened.zone)
                local, doubtful = local + rows.local, doubtful + rows.doubtful
                at = rows.columns["at"]
                ends += [int(at.min()), int(at.max())] if at.size else []
        self.rejected, self.rejected_count = opened.rejected(bad)
        if not ends:
            raise opened.empty(self.rejected)
        self.first, self.last = min(ends), max(ends)
        self.states = joined(self._scans(opened.con, 0), opened.sources, opened.zone).states
        self.aliases, self.sources = opened.aliases, tuple(path.name for path in opened.paths)
        self.findings = opened.findings + zone_findings(local, doubtful, opened.zone)

    def _usual(self, number: int) -> tuple[int, ...]:
        """The first and last time of a source, if all rows are events and all times have a zone; else nothing."""
        words, columns = self._words[number], self._opened.sources[number].columns
        nameless = f"count_if(h IN {scanning.NAMELESS})"
        kind = "max(k)" if "kind" in columns else "0"
        zoned = "0" if self._opened.sources[number].instants else "count_if(NOT z)"
        first, last, state, kinds, *odd = self._ask(number, "min(t)", "max(t)", "min(state)", kind, nameless, zoned)
        usual = first is not None and scanning.ordinary(first, last, state, kinds, words["state"]) and not any(odd)
        return (first, last) if usual else ()

    def log(self, number: int) -> Log:
        """The whole items of one part, 0 … :attr:`count` − 1. May be called from several threads."""
        opened = self._opened
        with opened.con.cursor() as con:
            rows: Joined = joined(self._scans(con, number), opened.sources, opened.zone)
        return assemble(opened, rows, (number, self.count))

    def _scans(self, con: duckdb.DuckDBPyConnection, number: int) -> list[scanning.Scan]:
        scans = []
        for n, words in enumerate(self._words):
            rows = f"FROM parts.p{n} WHERE part = {number}"
            scan = scanning.checked(con, scanning.fetched(con, f"SELECT * EXCLUDE (part) {rows}"), words)
            if scan.bad.size:
                scan.bad = scanning.fetched(con, f"SELECT rowid {rows}")["rowid"][scan.bad]
            scans.append(scan)
        return scans

    def close(self) -> None:
        """Remove the temporary file; the log's files can still be asked for details."""
        self._opened.con.execute("DETACH DATABASE IF EXISTS parts")
        self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def parts_for(opened: Opened) -> int:
    """In how many parts a log is best measured; 1 means whole."""
    rows = sum(_rows(opened.con, source) for source in opened.sources)
    return 1 if rows < LARGE else min(ceil(rows / _PART), _MOST_PARTS)


def _rows(con: duckdb.DuckDBPyConnection, source: Source) -> int:
    """About how many rows a source has: by the length of its first lines, without reading it."""
    if source.table is None:
        return 0
    path = source.table.path
    if source.table.kind == "parquet":
        found = con.execute(f"SELECT sum(num_rows) FROM parquet_file_metadata({quoted(str(path))})").fetchone()
        return int(found[0]) if found and found[0] else 0
    head = read_head(path, 1 << 16)
    size = path.stat().st_size * (_PACKED if is_gzip(path) else 1)
    return size * head.count(b"\n") // max(len(head), 1)
