# ruff: noqa: S608 - every name and path in the SQL is quoted where it is made
"""Event logs from files, as arrays ordered by item, time and file order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vsm_tui.events.formats import tables
from vsm_tui.events.formats.detect import IN_PARTS, LogKind, kind_of
from vsm_tui.events.log import EventLog, Finding
from vsm_tui.measure.log import scan as scanning
from vsm_tui.measure.log.about import Together, about_of
from vsm_tui.measure.log.beside import said_beside
from vsm_tui.measure.log.details import Details, Files
from vsm_tui.measure.log.join import Joined, instants, joined, ordered
from vsm_tui.measure.log.programs import programs
from vsm_tui.measure.log.sizes import rows_of, some_worth_keeping
from vsm_tui.measure.log.source import Source, lead_time_only, source_of
from vsm_tui.measure.log.splits import splits
from vsm_tui.measure.meanwhile import meanwhile
from vsm_tui.model import Columns, InputError, Problem, Stream

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    import numpy.typing as npt

_MANY = 500_000
"""From so many events on the memory that the database keeps is as large as the log."""


@dataclass(slots=True)
class Log:
    """A log as columns of equal length, ordered by ``(item, at, file order)``: for ties the file's order decides.

    ``item`` are int32 codes 0..n-1 that never decrease, ``at`` int64 microseconds since 1970 UTC, ``state`` int32
    codes into ``states``, ``split`` uint8 :class:`~vsm_tui.events.log.Split`. ``aliases`` gives a state's other names,
    ``categories`` the tracker's own category of it. ``rejected`` are the first wrong rows, each with file and line;
    ``rejected_count`` is how many there were. ``findings`` say what had to be assumed. ``rows`` is how many events were
    read, ``ends`` the times of the first and the last of them (µs UTC).
    """

    item: npt.NDArray[np.int32]
    at: npt.NDArray[np.int64]
    state: npt.NDArray[np.int32]
    split: npt.NDArray[np.uint8]
    states: tuple[str, ...]
    aliases: dict[str, tuple[str, ...]]
    categories: dict[str, str]
    rejected: list[Problem]
    rejected_count: int
    findings: list[Finding]
    sources: tuple[str, ...]
    rows: int
    item_count: int
    details: Details
    ends: tuple[int, int] = (0, 0)

    @property
    def notes(self) -> list[str]:
        """The findings in words."""
        return [finding.text for finding in self.findings]

    @property
    def items(self) -> Sequence[str]:
        """Item code → name."""
        return self.details.column("item")

    @property
    def type(self) -> Sequence[str]:
        """Item code → its latest type, or an empty array where the log has no such column."""
        return self.details.column("type")

    @property
    def labels(self) -> Sequence[str]:
        """Item code → its latest labels, joined with ``;``, or an empty array."""
        return self.details.column("labels")

    @property
    def ref(self) -> Sequence[str]:
        """Item code → where to look it up, or an empty array."""
        return self.details.column("ref")

    @property
    def outcome(self) -> Sequence[str]:
        """Item code → its latest outcome, or an empty array."""
        return self.details.column("outcome")


@dataclass(slots=True)
class Opened:
    """Files that are about to be read as one log: ``sources`` in order."""

    con: duckdb.DuckDBPyConnection
    paths: Sequence[Path]
    zone: str
    sources: list[Source]
    said: Columns = Columns()

    @property
    def columns(self) -> frozenset[str]:
        """Which columns any of them has."""
        return frozenset(column for source in self.sources for column in source.columns)


def open_logs(paths: Sequence[Path], zone: str, said: Columns = Columns()) -> Opened:
    """Look into the files. ``said`` is what somebody said about their columns.

    Raises:
        InputError: when one of them is no event log.
    """
    con = scanning.connect()
    return Opened(con, paths, zone, _sources(con, paths, zone, said), said)


def columns_of(stream: Stream) -> tuple[str, ...]:
    """The columns that measuring ``stream`` needs beside item, time and state: :func:`load` then reads them along.

    Where the stream says which types or labels are failure, those tell what items of a loop have in common.
    """
    return ("type", "labels") if stream.failure_demand else ()


def load(
    paths: Sequence[Path],
    zone: str,
    *,
    bucket: tuple[int, int] | None = None,
    columns: Sequence[str] = (),
    said: Columns = Columns(),
    most: int | None = None,
) -> Log:
    """Read one log from one or several files, in the order given.

    ``zone`` is what times without an offset are read in. ``columns`` of :data:`~vsm_tui.measure.log.details.COLUMNS`
    with few different values are read along; all others when somebody asks for them. ``said`` is what somebody said
    about the files' columns. ``bucket`` ``(k, n)`` reads only the items whose hash lies in the k-th of n equal ranges.
    Large files are kept in order in the user's cache folder and read from there the next time. A log of more than about
    ``most`` events is refused before it is read.

    Raises:
        InputError: when a file is no event log, nothing in the files is an event, or they hold too many.
    """
    if bucket is None and some_worth_keeping(paths):
        from vsm_tui.measure.log.recall import recalled

        known = recalled(paths, zone, columns, said)
        if known is not None:
            _refuse_more(known.told.rows, most)
            return known.log()
    opened = open_logs(paths, zone, said)
    if most is not None:
        _refuse_more(rows_of(opened), most)
    return load_opened(opened, bucket=bucket, columns=columns)


def _refuse_more(rows: int, most: int | None) -> None:
    if most is not None and rows > most:
        raise InputError(
            f"about {rows:,} events: more than {most:,} are not held at once to look behind the numbers; "
            "vsm measure STREAM --engine local measures any number"
        )


def load_opened(opened: Opened, *, bucket: tuple[int, int] | None = None, columns: Sequence[str] = ()) -> Log:
    """:func:`load`, of files that were looked into already.

    Raises:
        InputError: when nothing in the files is an event.
    """
    if bucket is None and some_worth_keeping(opened.paths):
        from vsm_tui.measure.log.recall import scanned

        scans = [scanned(opened, source, columns) for source in opened.sources]
    else:
        scans = [scanning.scan(opened.con, source, bucket, columns) for source in opened.sources]
    for scan in scans:
        instants(scan, opened.zone)
    told = Together(tuple(opened.paths), opened.zone, tuple(map(about_of, opened.sources, scans)), opened.said)
    if bucket is None:
        told.require()
    rested = meanwhile(partial(scanning.rest, opened.con), much=True) if told.rows >= _MANY else None
    rows = joined(scans, opened.sources, opened.zone)
    scans.clear()  # so that what is put in order next lies in memory once
    log = assemble(opened, told, rows, bucket)
    if rested:
        rested()
    return log


def assemble(files: Files, told: Together, rows: Joined, bucket: tuple[int, int] | None) -> Log:
    """Rows of all sources as one log in order."""
    found = ordered(rows)
    columns, hashes = found.columns, found.hashes
    count = int(columns["at"].size)
    ends = (int(columns["at"].min()), int(columns["at"].max())) if count else (0, 0)
    split = splits(columns)
    return Log(
        columns["item"], columns["at"], columns["state"], split, rows.states,
        told.aliases, told.categories, told.rejected, told.rejected_count,
        told.findings, told.sources, count, int(hashes.size), Details(files, hashes, bucket, found.known), ends,
    )  # fmt: skip


def _sources(con: duckdb.DuckDBPyConnection, paths: Sequence[Path], zone: str, said: Columns) -> list[Source]:
    """One source per file; the pages of one tool's answer are one source, because an item may go on on the next."""
    problems: list[Problem] = []
    found: list[Source] = []
    parts: dict[LogKind, list[Path]] = {kind: [] for kind in IN_PARTS}
    if not paths:
        raise InputError("no event log is named: give a file, or write log: NAME.events.csv in the stream file")
    for path in paths:
        try:
            if not path.is_file():
                raise InputError(Problem("there is no such file", str(path)))  # noqa: TRY301 - collected with the others
            what = kind_of(path, said)
            if what in parts:
                parts[what].append(path)
            else:
                found.append(_source(con, path, what, zone, said))
        except InputError as error:
            from vsm_tui.measure.log.suggested import hint

            problems += [*error.problems, *hint(path, said)]
    if problems:
        raise InputError(problems)
    from vsm_tui.events.formats.read import read_parts

    return found + [_memory(con, read_parts(of, what, zone, said), tuple(of)) for what, of in parts.items() if of]


def _source(con: duckdb.DuckDBPyConnection, path: Path, what: LogKind, zone: str, said: Columns) -> Source:
    """The source that one file is."""
    if what not in ("csv", "jsonl", "parquet"):
        from vsm_tui.events.formats.read import read_parts

        return _memory(con, read_parts([path], what, zone, said), (path,))
    columns = scanning.parquet_columns(con, path) if what == "parquet" else None
    beside = said_beside(path)
    own = Columns() if beside is not None else said  # what was pulled says itself what its columns mean
    source = source_of(tables.table(path, what, columns, own))
    source.findings += [*programs(con, source), *lead_time_only(source)]
    source.log = beside
    return source


def _memory(con: duckdb.DuckDBPyConnection, log: EventLog, paths: tuple[Path, ...]) -> Source:
    """An event log that is in memory already, as a table DuckDB reads like any other."""
    import numpy as np

    from vsm_tui.events.write import kinds_of

    columns: dict[str, Any] = {
        "item": np.array(log.item, object), "at": np.array(log.at, np.int64), "state": np.array(log.state, object),
        "kind": np.array(kinds_of(log), object),
    }  # fmt: skip
    for column in ("type", "labels", "ref", "outcome"):
        values = getattr(log, column)
        if values:
            columns[column] = np.array(values, object)
    table = f"memory_{len(con.execute('SHOW TABLES').fetchall())}"
    con.register("given", columns)
    con.execute(f"CREATE TEMP TABLE {table} AS SELECT * FROM given")
    con.unregister("given")
    return Source(paths[0].name, table, {c: f'"{c}"' for c in columns}, instants=True, paths=paths, log=log)
