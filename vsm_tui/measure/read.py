# ruff: noqa: S608 - every name and path in the SQL is quoted where it is made
"""Event logs from files, as arrays ordered by item, time and file order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vsm_tui.events import tables
from vsm_tui.events.detect import kind as kind_of
from vsm_tui.events.log import EventLog, Finding, Split
from vsm_tui.measure import scan as scanning
from vsm_tui.measure.details import Details
from vsm_tui.measure.join import Joined, joined, ordered, zone_findings
from vsm_tui.measure.source import Source, source_of
from vsm_tui.measure.splits import splits
from vsm_tui.model import InputError, Problem, Stream

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    import numpy.typing as npt


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
    """Files that are about to be read as one log: ``sources`` in order, and ``logs`` that had to be read already."""

    con: duckdb.DuckDBPyConnection
    paths: Sequence[Path]
    zone: str
    sources: list[Source]
    logs: list[EventLog]

    @property
    def findings(self) -> list[Finding]:
        """What had to be assumed to know which column means what, and what did not add up in files read already."""
        of_tables = [note for s in self.sources if s.table is not None for note in s.table.notes]
        return [Finding("assumed-column", note) for note in of_tables] + [f for log in self.logs for f in log.findings]

    @property
    def columns(self) -> frozenset[str]:
        """Which columns any of them has."""
        return frozenset(column for source in self.sources for column in source.columns)

    @property
    def aliases(self) -> dict[str, tuple[str, ...]]:
        """A state's other names."""
        return {state: names for log in self.logs for state, names in log.aliases.items()}

    def rejected(self, bad: Sequence[Sequence[int]]) -> tuple[list[Problem], int]:
        """The first rows that were no events, by file and line, and how many there were.

        ``bad`` are, per source, their positions in the file.
        """
        holders: list[EventLog | Source] = [*self.logs, *self.sources]
        found = [problem for holder in holders for problem in holder.rejected]
        count = sum(holder.rejected_count for holder in holders)
        for source, positions in zip(self.sources, bad, strict=True):
            found += scanning.explain(source, sorted(positions)[: scanning.LISTED])
            count += len(positions)
        return sorted(found, key=lambda p: (p.file, p.line))[: scanning.LISTED], count

    def empty(self, rejected: Sequence[Problem]) -> InputError:
        """Why nothing in the files is an event."""
        told = [Problem(note, self.paths[0].name) for log in self.logs for note in log.notes]
        return InputError([*told, *rejected] or [Problem("holds no events", str(p)) for p in self.paths])


def open_logs(paths: Sequence[Path], zone: str) -> Opened:
    """Look into the files.

    Raises:
        InputError: when one of them is no event log.
    """
    con = scanning.connect()
    logs: list[EventLog] = []
    return Opened(con, paths, zone, _sources(con, paths, zone, logs), logs)


def columns_of(stream: Stream) -> tuple[str, ...]:
    """The columns that measuring ``stream`` needs beside item, time and state: :func:`load` then reads them along.

    Where the stream says which types or labels are failure, both tell what the items of a loop have in common.
    """
    return ("type", "labels") if stream.failure_demand else ()


def load(
    paths: Sequence[Path], zone: str, *, bucket: tuple[int, int] | None = None, columns: Sequence[str] = ()
) -> Log:
    """Read one log from one or several files, in the order given.

    ``zone`` is what times without an offset are read in. ``columns`` of :data:`~vsm_tui.measure.details.COLUMNS` with
    few different values are read along; all others when somebody asks for them. ``bucket`` ``(k, n)`` reads only the
    items whose hash lies in the k-th of n equal ranges, for logs that outgrow memory.

    Raises:
        InputError: when a file is no event log, or nothing in the files is an event.
    """
    return load_opened(open_logs(paths, zone), bucket=bucket, columns=columns)


def load_opened(opened: Opened, *, bucket: tuple[int, int] | None = None, columns: Sequence[str] = ()) -> Log:
    """:func:`load`, of files that were looked into already.

    Raises:
        InputError: when nothing in the files is an event.
    """
    scans = [scanning.scan(opened.con, source, bucket, columns) for source in opened.sources]
    rejected, count = opened.rejected([s.bad.tolist() for s in scans])
    if bucket is None and not any(s.at.size for s in scans):
        raise opened.empty(rejected)
    rows = joined(scans, opened.sources, opened.zone)
    scans.clear()  # so that what is put in order next lies in memory once
    log = assemble(opened, rows, bucket)
    log.rejected, log.rejected_count = rejected, count
    return log


def assemble(opened: Opened, rows: Joined, bucket: tuple[int, int] | None) -> Log:
    """Rows of all sources as one log in order."""
    findings = opened.findings + zone_findings(rows.local, rows.doubtful, opened.zone)
    found = ordered(rows)
    columns, hashes = found.columns, found.hashes
    count = int(columns["at"].size)
    ends = (int(columns["at"].min()), int(columns["at"].max())) if count else (0, 0)
    split = splits(columns)
    details = Details(opened, hashes, bucket, found.known)
    return Log(
        columns["item"], columns["at"], columns["state"], split, rows.states,
        opened.aliases,
        {s: c for log in opened.logs for s, c in log.categories.items()},
        [], 0, findings, tuple(p.name for p in opened.paths), count, int(hashes.size), details, ends,
    )  # fmt: skip


def _sources(con: duckdb.DuckDBPyConnection, paths: Sequence[Path], zone: str, logs: list[EventLog]) -> list[Source]:
    """One source per file; pages of Jira issues are one source, because an issue may go on on the next page."""
    problems: list[Problem] = []
    found: list[Source] = []
    pages: list[Path] = []
    if not paths:
        raise InputError("no event log is named: give a file, or write log: NAME.events.csv in the stream file")
    for path in paths:
        try:
            if not path.is_file():
                raise InputError(Problem("there is no such file", str(path)))  # noqa: TRY301 - collected with the others
            what = kind_of(path)
            if what == "jira":
                pages.append(path)
            elif what == "xes":
                from vsm_tui.events.read import read_log

                logs.append(read_log(path, zone))
                found.append(_memory(con, logs[-1], (path,)))
            else:
                columns = scanning.parquet_columns(con, path) if what == "parquet" else None
                found.append(source_of(tables.table(path, what, columns)))
        except InputError as error:
            problems += error.problems
    if pages and not problems:
        from vsm_tui.events.read import read_pages

        logs.append(read_pages(pages, zone))
        found.append(_memory(con, logs[-1], tuple(pages)))
    if problems:
        raise InputError(problems)
    return found


def _memory(con: duckdb.DuckDBPyConnection, log: EventLog, paths: tuple[Path, ...]) -> Source:
    """An event log that is in memory already, as a table DuckDB reads like any other."""
    import numpy as np

    from vsm_tui.events.write import KIND_OF

    columns: dict[str, Any] = {
        "item": np.array(log.item, object), "at": np.array(log.at, np.int64), "state": np.array(log.state, object),
        "kind": np.array([KIND_OF[Split(s)] for s in log.split], object),
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
