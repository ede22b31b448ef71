# ruff: noqa: S608 - every name and path in the SQL is quoted where it is made
"""Rows of a log that lie in the future: how many there are, and where the last one stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from vsm_tui.events.formats.tables import records
from vsm_tui.measure.log.details import Files
from vsm_tui.measure.log.scan import strictly
from vsm_tui.measure.log.source import Source, time_sql
from vsm_tui.measure.log.times import EARLIEST, LATEST, NO_TIME
from vsm_tui.measure.log.vocabulary import text_of
from vsm_tui.model import Problem
from vsm_tui.model.wording import counted

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ZONES = 14 * 3_600_000_000
"""How far ahead of UTC a wall clock may be: times without an offset are compared as they stand."""
_FAR = 1_000_000
"""Lines are looked for up to so many records."""


class _Row(NamedTuple):
    at: int
    item: str
    record: int


@dataclass(frozen=True, slots=True)
class Ahead:
    """So many ``rows`` lie after now; the last of them is of ``item``, in ``file`` on ``line`` (0 where none is known).

    ``until`` is the last event that does not (UTC); ``None`` where all do.
    """

    rows: int
    item: str
    file: str
    line: int
    until: datetime | None

    def advice(self, zone: ZoneInfo) -> str:
        """What to ask for: ``measure with --now 2026-06-26T16:22+02:00``."""
        if self.until is None:
            return "mend them"
        return f"mend them, or measure with --now {self.until.astimezone(zone).isoformat(timespec='minutes')}"

    @property
    def words(self) -> str:
        """``2 rows lie ahead, the last in tracker.csv:57, of item AB-12``."""
        place = f"{Path(self.file).name}{f':{self.line}' if self.line else ''}, of item {self.item}"
        return f"{counted(self.rows, 'row lies', 'rows lie')} ahead, the last in {place}"


def ahead(files: Files, today: datetime) -> Ahead | None:
    """What lies after ``today``; ``None`` where nothing does. Every file is read once more.

    Raises:
        InputError: when a file cannot be read any more.
    """
    after = (today - _EPOCH) // timedelta(microseconds=1)
    count, until = 0, NO_TIME
    last: tuple[Source, _Row] | None = None
    for source in files.sources:
        found, row, before = strictly(files.con, source, partial(_after, files, source, after))
        count, until = count + found, max(until, before)
        if row is not None and (last is None or row.at > last[1].at):
            last = source, row
    if last is None:
        return None
    source, row = last
    file = str(source.table.path) if source.table else source.name
    seen = None if until == NO_TIME else _EPOCH + timedelta(microseconds=until, minutes=1)
    return Ahead(count, row.item, file, _line(source, row.record), seen)


def _after(files: Files, source: Source, after: int) -> tuple[int, _Row | None, int]:
    """How many rows of one source lie ahead, the last of them, and when the last of the others was."""
    time = time_sql(source)
    zoned = time.get("z", "true")
    rows = (
        f"SELECT {source.text('item')} AS item, {time['t']} AS t, {zoned} AS z, row_number() OVER () AS record "
        f"FROM {source.sql}"
    )
    ahead = f"t > {after} + CASE WHEN z THEN 0 ELSE {_ZONES} END"
    query = (
        f"SELECT count(*) FILTER ({ahead}), max_by((item, t, record), t) FILTER ({ahead}), "
        f"max(t) FILTER (NOT ({ahead})) FROM ({rows}) WHERE t >= {EARLIEST} AND t < {LATEST}"
    )
    count, row, before = files.con.execute(query).fetchone() or (0, None, None)
    until = NO_TIME if before is None else int(before)
    if row is None:
        return 0, None, until
    item, at, record = row
    return int(count), _Row(int(at), text_of(item, "item"), (int(record) - 1) // source.each), until


def _line(source: Source, record: int) -> int:
    """The line of a record in its file; 0 where that has no lines, or so many that finding it takes too long."""
    if source.lines is not None:
        return int(source.lines[record])
    table = source.table
    if table is None or table.kind == "parquet" or record > _FAR:
        return 0
    at = -1
    for line, found in records(table):
        at += not isinstance(found, Problem)
        if at == record:
            return line
    return 0
