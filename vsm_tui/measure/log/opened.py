# ruff: noqa: S608 - every name and path in the SQL is quoted where it is made
"""Files of a log before they are read: what each is, and what reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vsm_tui.events.formats import tables
from vsm_tui.events.formats.detect import IN_PARTS, LogKind, kind_of
from vsm_tui.events.log import EventLog
from vsm_tui.measure.log import scan as scanning
from vsm_tui.measure.log.beside import said_beside
from vsm_tui.measure.log.programs import programs
from vsm_tui.measure.log.source import Source, lead_time_only, source_of
from vsm_tui.model import Columns, InputError, Problem

if TYPE_CHECKING:
    import duckdb


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
