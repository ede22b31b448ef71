# ruff: noqa: S608 - every name and path in the SQL is quoted where it is made
"""Event logs from files, as arrays ordered by item, time and file order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vsm_tui.events import tables
from vsm_tui.events.detect import kind as kind_of
from vsm_tui.events.kinds import KINDS, PLAIN, resolve
from vsm_tui.events.log import EventLog, Split
from vsm_tui.events.read import read_log, read_pages
from vsm_tui.events.write import KIND_OF
from vsm_tui.measure import scan as scanning
from vsm_tui.measure.details import Details
from vsm_tui.measure.order import codes_of, order_by_item
from vsm_tui.measure.source import Source, source_of
from vsm_tui.measure.zones import to_utc
from vsm_tui.model import InputError, Problem

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    import numpy.typing as npt

EAGER_ROWS = 2_000_000
"""Up to this many rows the items' names are fetched with the log; beyond, when somebody asks for them."""
_SPLIT_OF = PLAIN | {"complete": Split.UNSPLIT, "leave": Split.NOWHERE}


@dataclass(slots=True)
class Log:
    """A log as columns of equal length, ordered by ``(item, at, file order)``: for ties the file's order decides.

    ``item`` are int32 codes 0..n-1 that never decrease, ``at`` int64 microseconds since 1970 UTC, ``state`` int32
    codes into ``states``, ``split`` uint8 :class:`~vsm_tui.events.log.Split`. ``aliases`` gives a state's other names,
    ``categories`` the tracker's own category of it. ``rejected`` are the first wrong rows, each with file and line;
    ``rejected_count`` is how many there were. ``notes`` say what had to be assumed. ``rows`` is how many events were
    read.
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
    notes: list[str]
    sources: tuple[str, ...]
    rows: int
    item_count: int
    details: Details

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


def load(paths: Sequence[Path], zone: str, *, bucket: tuple[int, int] | None = None) -> Log:
    """Read one log from one or several files, in the order given.

    ``zone`` is what times without an offset are read in. ``bucket`` ``(k, n)`` reads only the items whose hash
    leaves k when divided by n, for logs that outgrow memory.

    Raises:
        InputError: when a file is no event log, or nothing in the files is an event.
    """
    con = scanning.connect()
    logs: list[EventLog] = []
    sources = _sources(con, paths, zone, logs)
    scans = [scanning.scan(con, source, bucket) for source in sources]
    rejected = [p for s in scans for p in s.rejected] + [p for log in logs for p in log.rejected]
    count = sum(s.rejected_count for s in scans) + sum(log.rejected_count for log in logs)
    rows = sum(int(s.at.size) for s in scans)
    if not rows and bucket is None:
        told = [Problem(note, paths[0].name) for log in logs for note in log.notes]
        raise InputError([*told, *rejected] or [Problem("holds no events", str(p)) for p in paths])
    notes = [n for s in sources if s.table is not None for n in s.table.notes] + [n for log in logs for n in log.notes]
    states, columns = _merge(scans, zone, notes)
    ordered, hashes = _ordered(columns)
    split = _splits(ordered)
    details = Details(con, sources, hashes, bucket)
    listed = sorted(rejected, key=lambda p: (p.file, p.line))[: scanning.LISTED]
    log = Log(
        ordered["item"], ordered["at"], ordered["state"], split, states,
        {s: a for log in logs for s, a in log.aliases.items()},
        {s: c for log in logs for s, c in log.categories.items()},
        listed, count, notes, tuple(p.name for p in paths), rows, int(hashes.size), details,
    )  # fmt: skip
    if rows <= EAGER_ROWS and bucket is None:  # a bucket is one of many: each would cost another scan
        details.column("item")
    return log


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
                logs.append(read_log(path, zone))
                found.append(_memory(con, logs[-1], path.name))
            else:
                columns = scanning.parquet_columns(con, path) if what == "parquet" else None
                found.append(source_of(tables.table(path, what, columns)))
        except InputError as error:
            problems += error.problems
    if pages and not problems:
        logs.append(read_pages(pages, zone))
        found.append(_memory(con, logs[-1], pages[0].name))
    if problems:
        raise InputError(problems)
    return found


def _memory(con: duckdb.DuckDBPyConnection, log: EventLog, name: str) -> Source:
    """An event log that is in memory already, as a table DuckDB reads like any other."""
    import numpy as np

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
    return Source(name, table, {c: f'"{c}"' for c in columns}, instants=True)


def _merge(
    scans: list[scanning.Scan], zone: str, notes: list[str]
) -> tuple[tuple[str, ...], dict[str, npt.NDArray[Any]]]:
    """The scans as one, in order: states share their codes, local times are instants."""
    import numpy as np

    codes: dict[str, int] = {}
    parts: dict[str, list[npt.NDArray[Any]]] = {"hash": [], "at": [], "state": [], "kind": []}
    local = doubtful = 0
    with_kinds = any(s.kind is not None for s in scans)
    for part in scans:
        table = np.array([codes.setdefault(name, len(codes)) for name in part.states], np.int32)
        at = part.at
        if part.local is not None:
            at[part.local], double = to_utc(at[part.local], zone)
            local, doubtful = local + int(part.local.sum()), doubtful + double
        parts["hash"].append(part.hashes)
        parts["at"].append(at)
        parts["state"].append(table[part.state] if table.size else part.state.astype(np.int32))
        if with_kinds:
            parts["kind"].append(np.zeros(at.size, np.uint8) if part.kind is None else part.kind)
    if local:
        notes.append(f"{local} rows had no zone: read as {zone}" if local > 1 else f"1 row had no zone: read as {zone}")
    if doubtful:
        notes.append(f"{doubtful} of them lie in an hour the clocks of {zone} skip or show twice: read as the first")
    return tuple(codes), {n: p[0] if len(p) == 1 else np.concatenate(p) for n, p in parts.items() if p}


def _ordered(columns: dict[str, npt.NDArray[Any]]) -> tuple[dict[str, npt.NDArray[Any]], npt.NDArray[np.uint64]]:
    order = order_by_item(columns["hash"], columns["at"])
    item, hashes = codes_of(columns.pop("hash")[order])
    return {"item": item, **{name: column[order] for name, column in columns.items()}}, hashes


def _splits(rows: dict[str, npt.NDArray[Any]]) -> npt.NDArray[np.uint8]:
    """How each stay divides.

    Items with more than entries and completions are worked out one by one, and their rows in ``rows`` replaced by
    what came of it.
    """
    import numpy as np

    kind = rows.pop("kind", None)
    if kind is None:
        return np.zeros(rows["item"].size, np.uint8)
    plain: npt.NDArray[np.uint8] = np.array([int(_SPLIT_OF.get(k, Split.MAPPED)) for k in KINDS], np.uint8)
    split: npt.NDArray[np.uint8] = plain[kind]
    involved = np.isin(kind, [i for i, k in enumerate(KINDS) if k not in _SPLIT_OF])
    if not involved.any():
        return split
    items = np.zeros(int(rows["item"][-1]) + 1, bool)
    items[rows["item"][involved]] = True
    chosen = items[rows["item"]]
    worked: list[tuple[int, int, int, int]] = []
    at = np.flatnonzero(chosen)
    own = rows["item"][at]
    ends = [*np.flatnonzero(own[1:] != own[:-1]) + 1, at.size]
    begin = 0
    for end in ends:
        part = at[begin:end]
        names = [KINDS[k] for k in kind[part]]
        events = list(zip(rows["at"][part].tolist(), rows["state"][part].tolist(), names, strict=True))
        worked += [(int(own[begin]), *row) for row in resolve(events)]
        begin = end
    made = np.array(worked, np.int64).reshape(-1, 4)
    rest = ~chosen
    joined: dict[str, npt.NDArray[Any]] = {name: np.concatenate([rows[name][rest], made[:, i].astype(rows[name].dtype)])
              for i, name in enumerate(("item", "at", "state"))}  # fmt: skip
    split = np.concatenate([split[rest], made[:, 3].astype(np.uint8)])
    order = np.argsort(joined["item"], kind="stable")
    rows |= {name: column[order] for name, column in joined.items()}
    return split[order]
