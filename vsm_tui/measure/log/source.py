# ruff: noqa: S608 - every name and path in the SQL is quoted where it is made
"""Where a log's rows come from, and how SQL says what each column means. Every name and path is quoted here."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from vsm_tui.events.formats.tables import Table, is_gzip
from vsm_tui.events.kinds import KINDS
from vsm_tui.events.log import EventLog, Finding
from vsm_tui.measure.log.times import EARLIEST, LATEST, NEVER, NO_TIME, NOT_YET, moment
from vsm_tui.model import Problem

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

KIND_UNKNOWN = 255
END, NO_BEGIN, NO_END, BEGIN = range(4)
"""Which end of a stay a row is, in the order of those at one time: it ended, took no time at all, or begins."""
ALONE = "open"
"""The state of stays that have none."""
_BUFFER = 4_000_000
"""Bytes of CSV a thread takes at a time: small enough that two threads share a small file, and for the memory."""


@dataclass(slots=True)
class Source:
    """A relation DuckDB can read again: ``sql`` after FROM and an SQL expression per column of the log.

    ``instants`` says ``at`` is microseconds UTC already. ``lines`` gives the line of each row where it is known.
    ``paths`` are its files; ``log`` is what they hold where it had to be read to know, ``findings`` what else there is
    to say of it. Of a table of stays each record is two rows, one after the other: ``times`` says when they are, and
    ``side`` which end of the stay a row is (:mod:`vsm_tui.measure.log.unfold`).
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
    paths: tuple[Path, ...] = ()
    log: EventLog | None = None
    findings: list[Finding] = field(default_factory=list)
    times: dict[str, str] | None = None
    side: str = ""

    @property
    def each(self) -> int:
        """How many rows a record is."""
        return 2 if self.side else 1

    @property
    def stamps(self) -> tuple[tuple[int, int], ...]:
        """The times of change (ns) and sizes of its files; of one that was taken in whole, as they are now."""
        if self.stamp is not None:
            return (self.stamp,)
        return tuple((stat.st_mtime_ns, stat.st_size) for stat in (path.stat() for path in self.paths))

    def text(self, role: str) -> str:
        """The trimmed text of a column, NULL where there is none, as SQL."""
        return f"nullif(trim({self.columns[role]}), '')" if role in self.columns else "NULL::VARCHAR"


def source_of(table: Table) -> Source:
    """How DuckDB reads this file."""
    path = quoted(str(table.path.resolve()))
    packed = "gzip" if is_gzip(table.path) else "none"
    if table.kind == "parquet":
        sql, names = f"read_parquet({path})", [f'"{double(c)}"' for c in table.columns]
        names = [f"CAST({n} AS VARCHAR)" for n in names]
    elif table.kind == "jsonl":
        columns = ", ".join(f"{quoted(c)}: 'VARCHAR'" for c in table.columns)
        sql = f"read_json({path}, format='newline_delimited', compression='{packed}', columns={{{columns}}})"
        names = [f'"{double(c)}"' for c in table.columns]
    else:
        names = [f"c{i}" for i in range(len(table.columns))]
        columns = ", ".join(f"'{n}': 'VARCHAR'" for n in names)
        sql = (
            f"read_csv({path}, auto_detect=false, header=true, quote='\"', escape='\"', "
            f"delim={quoted(table.delimiter)}, compression='{packed}', columns={{{columns}}}, "
            f"buffer_size={_BUFFER})"
        )
    stat = table.path.stat()
    source = Source(table.path.name, "", {}, table)
    take_from(source, sql, {role: names[i] for role, i in table.roles.items()})
    source.stamp, source.paths = (stat.st_mtime_ns, stat.st_size), (table.path,)
    return source


def take_from(source: Source, sql: str, columns: dict[str, str]) -> None:
    """Let ``source`` read its records from ``sql``, whose ``columns`` are told by role."""
    source.sql, source.columns = sql, columns
    if source.table is None or not source.table.stays:
        return
    dates = source.table.dates
    begin, begin_zoned = moment(columns["entered"], dates)
    end, end_zoned = moment(columns["left"], dates)
    own = {role: f"{role}_" for role in columns if role not in ("entered", "left")}
    listed = "".join(f"{sql_} AS {own[role]}, " for role, sql_ in columns.items() if role in own)
    ends = f"{begin} AS b, {begin_zoned} AS bz, {end} AS e, {end_zoned} AS ez"
    has = f"coalesce(trim({columns['left']}), '') != '' AS has"
    source.sql = f"(SELECT *, unnest([false, true]) AS ended FROM (SELECT {listed}{ends}, {has} FROM {sql}))"
    source.columns = {"state": f"'{ALONE}'", **own}
    wrong = f"b IS NULL OR b < {EARLIEST} OR b >= {LATEST} OR (has AND (e IS NULL OR e < b))"
    ending = f"WHEN NOT has THEN {NOT_YET} WHEN e >= {LATEST} THEN {NEVER} ELSE e"
    when = f"CASE WHEN {wrong} THEN {NO_TIME} WHEN NOT ended THEN b {ending} END"
    source.times = {"t": when, "z": "CASE WHEN ended THEN ez ELSE bz END"}
    source.side = f"CASE WHEN ended THEN if(e = b, {NO_END}, {END}) ELSE if(e = b, {NO_BEGIN}, {BEGIN}) END::UTINYINT"


def lead_time_only(source: Source) -> list[Finding]:
    """What is said of a table that knows when items began and ended, and nothing between."""
    if source.table is None or not source.table.stays or "state" in source.table.roles:
        return []
    text = (
        f"{source.name} says when items began and ended and no more: lead time can be told, no stages, waits or rework"
    )
    return [Finding("lead-time-only", text)]


def state_sql(source: Source) -> str:
    """A row's state, with its source before it where there is such a column."""
    if "source" not in source.columns:
        return source.columns["state"]
    state, tool = source.text("state"), source.text("source")
    named = f"{tool} IS NULL OR starts_with({state}, {tool} || ':')"
    return f"CASE WHEN {named} THEN {state} ELSE {tool} || ':' || {state} END"


def item_hash(source: Source) -> str:
    """The 64-bit hash that stands for an item, as SQL."""
    return f"hash(trim({source.columns['item']}))"


def range_of(number: int, count: int) -> tuple[int, int]:
    """The hashes ``[low, high)`` of one bucket: the ``number``-th of ``count`` equal ranges of all hashes."""
    width = -(-(1 << 64) // count)
    return number * width, min((number + 1) * width, 1 << 64)


def bucket_sql(hashed: str, count: int) -> str:
    """In which of ``count`` (at least 2) buckets a hash lies, as SQL."""
    return f"({hashed} // {range_of(0, count)[1]}::UBIGINT)"


def within(source: Source, bucket: tuple[int, int] | None) -> str:
    """The rows of one bucket of hashes, as an SQL clause; nothing without a bucket."""
    if bucket is None or bucket[1] == 1:
        return ""
    return f" WHERE {bucket_sql(item_hash(source), bucket[1])} = {int(bucket[0])}"


def time_sql(source: Source) -> dict[str, str]:
    """``t`` microseconds, read as UTC where there is no offset, and ``z`` whether there was one."""
    if source.times is not None:
        return source.times
    at = source.columns["at"]
    if source.instants:
        return {"t": at}
    micros, zoned = moment(at, source.table.dates if source.table is not None else "")
    return {"t": f"coalesce({micros}, {NO_TIME})", "z": zoned}


def kind_sql(source: Source) -> str:
    """A row's position in :data:`KINDS`, or :data:`KIND_UNKNOWN`; of a stay which end of it the row is."""
    if source.side:
        return source.side
    known = "[" + ", ".join(f"'{k}'" for k in KINDS) + "]"
    lowered = f"lower({source.text('kind')})"
    unknown = 0 if source.table is not None and source.table.lifecycle else KIND_UNKNOWN
    code = f"coalesce(list_position({known}, {lowered}) - 1, {unknown})"
    return f"CASE WHEN {lowered} IS NULL THEN 0 ELSE {code} END::UTINYINT"


def quoted(text: str) -> str:
    """``text`` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def double(text: str) -> str:
    """``text`` as the inside of a quoted SQL name."""
    return text.replace('"', '""')
