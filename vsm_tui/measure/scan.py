# ruff: noqa: S608 - every name and path in the SQL is quoted where it is made
"""One table of events, read by DuckDB in file order: hashes of items, codes of states, microseconds, kinds.

Strings never leave DuckDB for every row. Files that break DuckDB's strict reading are read record by record instead,
so that every record which is wrong is named with its line and everything else is still read.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vsm_tui.events.clean import clean
from vsm_tui.events.kinds import KINDS
from vsm_tui.events.tables import OPTIONAL, Table, records
from vsm_tui.measure.source import KIND_UNKNOWN, Source, item_hash, kind_sql, quoted, state_sql, time_sql, within
from vsm_tui.model import InputError, Problem

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    import numpy.typing as npt

LISTED = 100
"""How many wrong rows are listed; the rest is counted."""
_SAMPLE = 50_000
_MOST_STATES = 20_000
_YEAR_1, _YEAR_10000 = -62_135_596_800_000_000, 253_402_300_800_000_000
_STATE_EMPTY, _STATE_UNSEEN = -1, -2


@dataclass(slots=True)
class Scan:
    """Rows in file order, columns of equal length.

    ``state`` are codes into ``states``; ``local`` marks times that are still wall-clock.
    """

    hashes: npt.NDArray[np.uint64]
    at: npt.NDArray[np.int64]
    state: npt.NDArray[np.int16]
    kind: npt.NDArray[np.uint8] | None
    local: npt.NDArray[np.bool_] | None
    states: list[str]
    rejected: list[Problem]
    rejected_count: int


def connect() -> duckdb.DuckDBPyConnection:
    """An in-memory DuckDB that never reaches for the network; its time zone is UTC."""
    import duckdb

    con = duckdb.connect(config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"})
    con.execute("SET TimeZone = 'UTC'")
    return con


def parquet_columns(con: duckdb.DuckDBPyConnection, path: Path) -> list[str]:
    """The column names of a Parquet file.

    Raises:
        InputError: when it is none.
    """
    import duckdb

    try:
        rows = con.execute(f"DESCRIBE SELECT * FROM read_parquet({quoted(str(path.resolve()))})").fetchall()
    except duckdb.Error as error:
        raise InputError(Problem(f"is no readable Parquet file: {_first_line(error)}", str(path))) from error
    return [str(row[0]) for row in rows]


def scan(con: duckdb.DuckDBPyConnection, source: Source, bucket: tuple[int, int] | None = None) -> Scan:
    """Read a source. A file that cannot be read strictly is read record by record; ``source`` then points at what
    was kept of it.

    Raises:
        InputError: when nothing in it can be an event log.
    """
    import duckdb

    try:
        return _scan(con, source, bucket)
    except duckdb.Error as error:
        if source.table is None or source.table.kind == "parquet" or source.lines is not None:
            raise InputError(Problem(f"cannot be read: {_first_line(error)}", source.name)) from error
    _rewrite(con, source, source.table)
    return scan(con, source, bucket)


def _scan(con: duckdb.DuckDBPyConnection, source: Source, bucket: tuple[int, int] | None) -> Scan:
    import numpy as np

    names = _states(con, source, _SAMPLE)
    data = _fetch(con, source, names, bucket)
    if data["s"].size and int(data["s"].min()) == _STATE_UNSEEN:
        names = _states(con, source, None)
        data = _fetch(con, source, names, bucket)
    states = [clean(name) for name in names]
    problems, count = list(source.rejected), source.rejected_count
    good = _good(con, data, states)
    if good is not None:
        bad = np.flatnonzero(~good)
        problems += _explain(source, bad[: max(LISTED - len(problems), 0)])
        count += int(bad.size)
        data = {name: column[good] for name, column in data.items()}
    zoned = data.get("z")
    local = None if zoned is None or bool(zoned.all()) else ~zoned
    return Scan(data["h"], data["t"], data["s"], data.get("k"), local, states, problems, count)


def _good(
    con: duckdb.DuckDBPyConnection, data: dict[str, npt.NDArray[Any]], states: list[str]
) -> npt.NDArray[np.bool_] | None:
    """Which rows are events, or ``None`` where all are: the usual case costs no more than a look at the extremes."""
    import numpy as np

    at, state, kind = data["t"], data["s"], data.get("k")
    if not at.size:
        return None
    good: npt.NDArray[np.bool_] = np.ones(at.size, bool)
    if int(at.min()) < _YEAR_1 or int(at.max()) >= _YEAR_10000:
        good &= (at >= _YEAR_1) & (at < _YEAR_10000)
    if not all(states) or int(state.min()) < 0:
        good &= np.array([*(bool(name) for name in states), False])[state]  # -1, no state at all, is the last
    if kind is not None and int(kind.max()) == KIND_UNKNOWN:
        good &= kind != KIND_UNKNOWN
    for nameless in con.execute("SELECT hash(''), hash(NULL::VARCHAR)").fetchone() or ():
        good &= data["h"] != np.uint64(nameless)
    return None if good.all() else good


def _states(con: duckdb.DuckDBPyConnection, source: Source, sample: int | None) -> list[str]:
    part = f" LIMIT {sample}" if sample else ""
    every = f"SELECT {state_sql(source)} AS s FROM {source.sql}{part}"
    rows = con.execute(f"SELECT DISTINCT s FROM ({every}) LIMIT {_MOST_STATES + 1}").fetchall()
    names = sorted(str(row[0]) for row in rows if row[0] is not None)
    if len(names) > _MOST_STATES:
        column = source.table.columns[source.table.roles["state"]] if source.table else "state"
        text = f"column ‘{clean(column)}’ has over {_MOST_STATES:,} different values: a state is what many items are in"
        raise InputError(Problem(text, source.name))
    return names


def _fetch(
    con: duckdb.DuckDBPyConnection, source: Source, states: list[str], bucket: tuple[int, int] | None
) -> dict[str, npt.NDArray[Any]]:
    import numpy as np

    state = state_sql(source)
    seen = "NULL"
    if states:
        con.execute("DROP TYPE IF EXISTS seen_states")
        con.execute(f"CREATE TYPE seen_states AS ENUM ({', '.join(quoted(s) for s in states)})")
        seen = f"enum_code(TRY_CAST({state} AS seen_states))"
    wanted = {
        "h": item_hash(source),
        "s": f"coalesce({seen}::SMALLINT, if({state} IS NULL, {_STATE_EMPTY}, {_STATE_UNSEEN})::SMALLINT)",
        **time_sql(source),
    }
    if "kind" in source.columns:
        wanted["k"] = kind_sql(source)
    listed = ", ".join(f"{sql} AS {name}" for name, sql in wanted.items())
    data = con.execute(f"SELECT {listed} FROM {source.sql}{within(source, bucket)}").fetchnumpy()
    return {name: np.ma.filled(column, 0) for name, column in data.items()}


def _rewrite(con: duckdb.DuckDBPyConnection, source: Source, table: Table) -> None:
    """Read ``table`` record by record: wrong records become problems, the others a table of their own in DuckDB."""
    import numpy as np

    roles = [r for r in ("item", "at", "state", *OPTIONAL) if r in table.roles]
    name = f"kept_{len(con.execute('SHOW TABLES').fetchall())}"
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name} ({', '.join(f'{r}_ VARCHAR' for r in roles)})")
    lines: list[int] = []
    rows: list[tuple[str, ...]] = []

    def flush() -> None:
        batch = {f"{r}_": np.array([row[i] for row in rows], object) for i, r in enumerate(roles)}
        con.register("batch", batch)
        con.execute(f"INSERT INTO {name} SELECT * FROM batch")
        con.unregister("batch")
        rows.clear()

    for line, record in records(table):
        if isinstance(record, Problem):
            source.rejected_count += 1
            if len(source.rejected) < LISTED:
                source.rejected.append(record)
            continue
        lines.append(line)
        rows.append(tuple(record[table.roles[r]] for r in roles))
        if len(rows) >= 100_000:
            flush()
    if rows:
        flush()
    source.sql, source.columns, source.stamp = name, {r: f"{r}_" for r in roles}, None
    source.lines = np.array(lines, np.int64)


def _explain(source: Source, bad: npt.NDArray[np.intp]) -> list[Problem]:
    """What is wrong with these rows (positions in file order), with their lines."""
    if source.table is None or not bad.size:
        return []
    table = source.table
    if table.kind == "parquet":
        return [Problem(f"row {int(row) + 1}: {_needed(None, table)}", str(table.path)) for row in bad]
    wanted = {int(row) for row in bad}
    last, found, position = max(wanted), [], -1
    for line, record in records(table):
        if isinstance(record, Problem):
            continue
        position += 1
        if position in wanted:
            found.append(Problem(_needed(record, table), str(table.path), line))
        if position >= last:
            break
    return found


def _needed(record: list[str] | None, table: Table) -> str:
    """What this record lacks, and what would be right."""
    if record is None:
        return "an item, a time and a state are needed"
    if not clean(record[table.roles["item"]]):
        return "no item: say which item this happened to"
    if not clean(record[table.roles["state"]]):
        return "no state: say which state the item entered"
    at = clean(record[table.roles["at"]], 40)
    if not at:
        return "no time: write one such as 2026-03-01T09:30:00+01:00"
    if "kind" in table.roles and not table.lifecycle:
        kind = clean(record[table.roles["kind"]], 40).lower()
        if kind and kind not in KINDS:
            return f"unknown kind ‘{kind}’: write enter, start, complete or leave"
    return f"‘{at}’ is no time: write one such as 2026-03-01T09:30:00+01:00"


def _first_line(error: Exception) -> str:
    return clean(str(error).split("\n", 1)[0])
