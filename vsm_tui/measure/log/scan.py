# ruff: noqa: S608 - every name and path in the SQL is quoted where it is made
"""One table of events, read by DuckDB in file order: hashes of items, codes of states, microseconds, kinds.

Strings never leave DuckDB for every row. Files that break DuckDB's strict reading are read record by record instead,
so that every record which is wrong is named with its line and everything else is still read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from vsm_tui.events.clean import clean
from vsm_tui.events.formats.columns import OPTIONAL
from vsm_tui.events.formats.tables import records
from vsm_tui.measure.log.source import KIND_UNKNOWN, Source, item_hash, kind_sql, quoted, take_from, time_sql, within
from vsm_tui.measure.log.times import EARLIEST, LATEST, NEVER, NOT_YET
from vsm_tui.measure.log.vocabulary import UNSEEN, Vocabulary, codes_sql, completed, late, sampled, text_of
from vsm_tui.model import InputError, Problem

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    import numpy.typing as npt

Read = TypeVar("Read")
LISTED = 100
"""How many wrong rows are listed; the rest is counted."""
NAMELESS = "(hash(''), hash(NULL::VARCHAR))"
"""The hashes of no item at all, as SQL."""
NEVER_LEFT = "never-left"


@dataclass(slots=True)
class Scan:
    """Rows in file order, columns of equal length.

    ``codes`` are columns as codes into ``words``: ``state``, and what else was asked for and has few values.
    ``local`` marks times that are still wall-clock. ``bad`` are the positions of rows that were no events.
    ``counted`` are times that were wall-clock and are instants already, and the doubtful among them. ``ordered`` says
    that the rows are by (hash, time, file order) instead. ``stays`` says that rows are begins and ends of stays still
    (:mod:`vsm_tui.measure.log.unfold`), ``kind`` then which. ``tally`` counts what is odd, by the finding's code.
    """

    hashes: npt.NDArray[np.uint64]
    at: npt.NDArray[np.int64]
    kind: npt.NDArray[np.uint8] | None
    local: npt.NDArray[np.bool_] | None
    codes: dict[str, npt.NDArray[np.int16]]
    words: Vocabulary
    bad: npt.NDArray[np.intp]
    counted: tuple[int, int] = (0, 0)
    ordered: bool = False
    stays: bool = False
    tally: dict[str, int] = field(default_factory=dict)


def connect() -> duckdb.DuckDBPyConnection:
    """An in-memory DuckDB that never reaches for the network; its time zone is UTC."""
    import duckdb

    con = duckdb.connect(config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"})
    con.execute("SET TimeZone = 'UTC'")
    return con


def rest(con: duckdb.DuckDBPyConnection) -> None:
    """Have a database give back the memory that its threads keep for their next query."""
    threads = con.execute("SELECT current_setting('threads')").fetchone()
    con.execute("SET threads = 1")
    con.execute(f"SET threads = {int(threads[0]) if threads else 1}")


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


def scan(
    con: duckdb.DuckDBPyConnection,
    source: Source,
    bucket: tuple[int, int] | None = None,
    columns: Sequence[str] = (),
) -> Scan:
    """Read a source, and of ``columns`` those it has with few values. A file that cannot be read strictly is read
    record by record; ``source`` then points at what was kept of it.

    Raises:
        InputError: when nothing in it can be an event log.
    """

    def once() -> Scan:
        words = sampled(con, source, columns)
        data = _fetch(con, source, words, bucket)
        more = [c for c in words if data[c].size and int(data[c].min()) == UNSEEN]
        many = [c for c in more if not _fill(con, source, words, data[c], c, bucket)]
        if many:
            words = completed(con, source, words, many)
            data = _fetch(con, source, words, bucket)
        return checked(con, data, words, stays=bool(source.side))

    return strictly(con, source, once)


def _fill(
    con: duckdb.DuckDBPyConnection,
    source: Source,
    words: Vocabulary,
    codes: npt.NDArray[np.int16],
    column: str,
    bucket: tuple[int, int] | None,
) -> bool:
    """Give the rows with unseen values their codes; whether that was possible."""
    found = late(con, source, words, column, within(source, bucket))
    rows = (codes == UNSEEN).nonzero()[0]
    if found is None or found.size != rows.size:
        return False
    codes[rows] = found
    return True


def strictly(con: duckdb.DuckDBPyConnection, source: Source, once: Callable[[], Read]) -> Read:
    """Read by ``once``; when the file cannot be read strictly, read it record by record and then by ``once`` again.

    Raises:
        InputError: when nothing in it can be an event log.
    """
    import duckdb

    try:
        return once()
    except duckdb.Error as error:
        if source.table is None or source.table.kind == "parquet" or source.lines is not None:
            raise InputError(Problem(f"cannot be read: {_first_line(error)}", source.name)) from error
    rewrite(con, source)
    return strictly(con, source, once)


def selected(con: duckdb.DuckDBPyConnection, source: Source, words: Vocabulary) -> dict[str, str]:
    """An SQL expression for each column of a scan: ``h`` hash of the item, ``t`` and perhaps ``z`` its time,
    perhaps ``k`` its kind, and the codes of ``words`` by column.
    """
    found = {"h": item_hash(source), **time_sql(source), **codes_sql(con, source, words)}
    if "kind" in source.columns or source.side:
        found["k"] = kind_sql(source)
    return found


def _fetch(
    con: duckdb.DuckDBPyConnection, source: Source, words: Vocabulary, bucket: tuple[int, int] | None
) -> dict[str, npt.NDArray[Any]]:
    listed = ", ".join(f"{sql} AS {name}" for name, sql in selected(con, source, words).items())
    return fetched(con, f"SELECT {listed} FROM {source.sql}{within(source, bucket)}")


def fetched(con: duckdb.DuckDBPyConnection, query: str) -> dict[str, npt.NDArray[Any]]:
    """A query's columns as arrays; no column of a scan is ever NULL."""
    data: dict[str, Any] = con.execute(query).fetchnumpy()  # masked arrays only where the database cannot be sure
    return {name: column.filled(0) if hasattr(column, "filled") else column for name, column in data.items()}


def checked(
    con: duckdb.DuckDBPyConnection, data: dict[str, npt.NDArray[Any]], words: Vocabulary, *, stays: bool = False
) -> Scan:
    """Fetched columns as a scan, without the rows that are no events. ``stays`` that still last have no end."""
    import numpy as np

    words = {column: [text_of(value, column) for value in values] for column, values in words.items()}
    good = _good(con, data, words["state"])
    bad = np.empty(0, np.intp)
    tally: dict[str, int] = {}
    if good is not None:
        lasting = (data["t"] == NOT_YET) | (data["t"] == NEVER) if stays else np.zeros(1, bool)
        never = int((data["t"] == NEVER).sum()) if stays else 0
        tally |= {NEVER_LEFT: never} if never else {}
        bad = np.flatnonzero(~(good | lasting))
        data = {name: column[good] for name, column in data.items()}
    zoned = data.get("z")
    local = None if zoned is None or bool(zoned.all()) else ~zoned
    codes = {column: data[column] for column in words}
    return Scan(data["h"], data["t"], data.get("k"), local, codes, words, bad, stays=stays, tally=tally)


def _good(
    con: duckdb.DuckDBPyConnection, data: dict[str, npt.NDArray[Any]], states: list[str]
) -> npt.NDArray[np.bool_] | None:
    """Which rows are events, or ``None`` where all are: the usual case costs no more than a look at the extremes."""
    import numpy as np

    at, state, kind = data["t"], data["state"], data.get("k")
    if not at.size:
        return None
    good: npt.NDArray[np.bool_] = np.ones(at.size, bool)
    for nameless in con.execute(f"SELECT unnest([{NAMELESS[1:-1]}])").fetchall():
        good &= data["h"] != np.uint64(nameless[0])
    kinds = 0 if kind is None else int(kind.max())
    if not ordinary(int(at.min()), int(at.max()), int(state.min()), kinds, states):
        good &= (at >= EARLIEST) & (at < LATEST)
        good &= np.array([*(bool(name) for name in states), False])[state]  # -1, no state at all, is the last
        good &= True if kind is None else kind != KIND_UNKNOWN
    return None if good.all() else good


def ordinary(first: int, last: int, state: int, kind: int, states: Sequence[str]) -> bool:
    """Whether rows with these extremes of time, of state code and of kind can all be events."""
    return first >= EARLIEST and last < LATEST and state >= 0 and all(states) and kind != KIND_UNKNOWN


def rewrite(con: duckdb.DuckDBPyConnection, source: Source) -> None:
    """Read a table record by record: wrong records become problems, the others a table of their own in DuckDB."""
    import numpy as np

    table = source.table
    assert table is not None  # noqa: S101 - what was taken in whole is never read record by record
    roles = [r for r in ("item", "at", "state", "entered", "left", *OPTIONAL) if r in table.roles]
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
    take_from(source, name, {r: f"{r}_" for r in roles})
    source.stamp = None
    source.lines = np.array(lines, np.int64)


def _first_line(error: Exception) -> str:
    return clean(str(error).split("\n", 1)[0])
