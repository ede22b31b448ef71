# ruff: noqa: S608 - every name and path in the SQL is quoted where it is made
"""One table of events, read by DuckDB in file order: hashes of items, codes of states, microseconds, kinds.

Strings never leave DuckDB for every row. Files that break DuckDB's strict reading are read record by record instead,
so that every record which is wrong is named with its line and everything else is still read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vsm_tui.events.clean import clean
from vsm_tui.events.kinds import KINDS
from vsm_tui.events.tables import OPTIONAL, Table, is_gzip, records
from vsm_tui.model import InputError, Problem

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    import numpy.typing as npt

LISTED = 100
"""How many wrong rows are listed; the rest is counted."""
NO_TIME = -(1 << 63)
_SAMPLE = 50_000
_MOST_STATES = 20_000
_YEAR_1, _YEAR_10000 = -62_135_596_800_000_000, 253_402_300_800_000_000
_ZONED = r"(?i)(Z|[A-Z]\)?|[T ].*[+-]\d\d(:?\d\d)?(:?\d\d)?)\s*$"
_COMPACT = r"^(\d{4})-?(\d\d)-?(\d\d)T(\d\d)(?::?(\d\d))?(?::?(\d\d))?"
_KIND_UNKNOWN, _STATE_EMPTY, _STATE_UNSEEN = 255, -1, -2


@dataclass(slots=True)
class Source:
    """A relation DuckDB can read again: ``sql`` after FROM and an SQL expression per column of the log.

    ``instants`` says ``at`` is microseconds UTC already. ``lines`` gives the line of each row where it is known.
    """

    name: str
    sql: str
    columns: dict[str, str]
    table: Table | None = None
    instants: bool = False
    lines: npt.NDArray[np.int64] | None = None
    stamp: tuple[int, int] | None = None
    rejected: list[Problem] = field(default_factory=list)
    rejected_count: int = 0

    def text(self, role: str) -> str:
        """The trimmed text of a column, NULL where there is none, as SQL."""
        return f"nullif(trim({self.columns[role]}), '')" if role in self.columns else "NULL::VARCHAR"


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


def source_of(table: Table) -> Source:
    """How DuckDB reads this file."""
    path = _quoted(str(table.path.resolve()))
    packed = "gzip" if is_gzip(table.path) else "none"
    if table.kind == "parquet":
        sql, names = f"read_parquet({path})", [f'"{_double(c)}"' for c in table.columns]
        names = [f"CAST({n} AS VARCHAR)" for n in names]
    elif table.kind == "jsonl":
        columns = ", ".join(f"{_quoted(c)}: 'VARCHAR'" for c in table.columns)
        sql = f"read_json({path}, format='newline_delimited', compression='{packed}', columns={{{columns}}})"
        names = [f'"{_double(c)}"' for c in table.columns]
    else:
        names = [f"c{i}" for i in range(len(table.columns))]
        columns = ", ".join(f"'{n}': 'VARCHAR'" for n in names)
        sql = (
            f"read_csv({path}, auto_detect=false, header=true, quote='\"', escape='\"', "
            f"delim={_quoted(table.delimiter)}, compression='{packed}', columns={{{columns}}})"
        )
    stat = table.path.stat()
    source = Source(table.path.name, sql, {role: names[i] for role, i in table.roles.items()}, table)
    source.stamp = (stat.st_mtime_ns, stat.st_size)
    return source


def parquet_columns(con: duckdb.DuckDBPyConnection, path: Path) -> list[str]:
    """The column names of a Parquet file.

    Raises:
        InputError: when it is none.
    """
    import duckdb

    try:
        rows = con.execute(f"DESCRIBE SELECT * FROM read_parquet({_quoted(str(path.resolve()))})").fetchall()
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
    if kind is not None and int(kind.max()) == _KIND_UNKNOWN:
        good &= kind != _KIND_UNKNOWN
    for nameless in con.execute("SELECT hash(''), hash(NULL::VARCHAR)").fetchone() or ():
        good &= data["h"] != np.uint64(nameless)
    return None if good.all() else good


def _state_sql(source: Source) -> str:
    if "source" not in source.columns:
        return source.columns["state"]
    state, tool = source.text("state"), source.text("source")
    named = f"{tool} IS NULL OR starts_with({state}, {tool} || ':')"
    return f"CASE WHEN {named} THEN {state} ELSE {tool} || ':' || {state} END"


def item_hash(source: Source) -> str:
    """The 64-bit hash that stands for an item, as SQL."""
    return f"hash(trim({source.columns['item']}))"


def within(source: Source, bucket: tuple[int, int] | None) -> str:
    """The rows of one hash bucket, as an SQL clause; nothing without a bucket."""
    return f" WHERE {item_hash(source)} % {int(bucket[1])} = {int(bucket[0])}" if bucket else ""


def _states(con: duckdb.DuckDBPyConnection, source: Source, sample: int | None) -> list[str]:
    part = f" LIMIT {sample}" if sample else ""
    every = f"SELECT {_state_sql(source)} AS s FROM {source.sql}{part}"
    rows = con.execute(f"SELECT DISTINCT s FROM ({every}) LIMIT {_MOST_STATES + 1}").fetchall()
    names = sorted(str(row[0]) for row in rows if row[0] is not None)
    if len(names) > _MOST_STATES:
        column = source.table.columns[source.table.roles["state"]] if source.table else "state"
        text = f"column ‘{clean(column)}’ has over {_MOST_STATES:,} different values: a state is what many items are in"
        raise InputError(Problem(text, source.name))
    return names


def time_sql(source: Source) -> dict[str, str]:
    """``t`` microseconds, read as UTC where there is no offset, and ``z`` whether there was one."""
    at = source.columns["at"]
    if source.instants:
        return {"t": at}
    usual = f"TRY_CAST({at} AS TIMESTAMPTZ)"
    spelled = f"replace(upper(trim({at})), ',', '.')"
    basic = f"regexp_replace({spelled}, '{_COMPACT}', '\\1-\\2-\\3T\\4:\\5:\\6')"
    filled = f"replace(replace({basic}, '::', ':00:00'), ':Z', ':00Z')"
    moment = f"epoch_us(coalesce({usual}, TRY_CAST({filled} AS TIMESTAMPTZ)))"
    zoned = f"CASE WHEN ends_with({at}, 'Z') THEN true ELSE regexp_matches(trim({at}), '{_ZONED}') END"
    return {"t": f"coalesce({moment}, {NO_TIME})", "z": f"coalesce({zoned}, true)"}


def _kind_sql(source: Source) -> str:
    known = "[" + ", ".join(f"'{k}'" for k in KINDS) + "]"
    lowered = f"lower({source.text('kind')})"
    unknown = 0 if source.table is not None and source.table.lifecycle else _KIND_UNKNOWN
    code = f"coalesce(list_position({known}, {lowered}) - 1, {unknown})"
    return f"CASE WHEN {lowered} IS NULL THEN 0 ELSE {code} END::UTINYINT"


def _fetch(
    con: duckdb.DuckDBPyConnection, source: Source, states: list[str], bucket: tuple[int, int] | None
) -> dict[str, npt.NDArray[Any]]:
    import numpy as np

    state = _state_sql(source)
    seen = "NULL"
    if states:
        con.execute("DROP TYPE IF EXISTS seen_states")
        con.execute(f"CREATE TYPE seen_states AS ENUM ({', '.join(_quoted(s) for s in states)})")
        seen = f"enum_code(TRY_CAST({state} AS seen_states))"
    wanted = {
        "h": item_hash(source),
        "s": f"coalesce({seen}::SMALLINT, if({state} IS NULL, {_STATE_EMPTY}, {_STATE_UNSEEN})::SMALLINT)",
        **time_sql(source),
    }
    if "kind" in source.columns:
        wanted["k"] = _kind_sql(source)
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


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _double(text: str) -> str:
    return text.replace('"', '""')


def _first_line(error: Exception) -> str:
    return clean(str(error).split("\n", 1)[0])
