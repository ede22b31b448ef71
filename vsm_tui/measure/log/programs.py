# ruff: noqa: S608 - every name and path in the SQL is quoted where it is made
"""How much of a log was done by programs, where it says so: a count, and never by which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vsm_tui.events.log import Finding
from vsm_tui.measure.log.scan import strictly
from vsm_tui.measure.log.source import Source
from vsm_tui.model.wording import counted

if TYPE_CHECKING:
    import duckdb

_YES = "('true', 't', 'yes', 'y', '1')"


def programs(con: duckdb.DuckDBPyConnection, source: Source) -> list[Finding]:
    """A finding where a table has a column ``is_bot`` and it is ever true; one more pass over that column alone.

    Raises:
        InputError: when nothing in the file can be an event log.
    """
    if "is_bot" not in source.columns:
        return []

    def once() -> tuple[int, int]:
        counted = f"count(*), count_if(lower({source.text('is_bot')}) IN {_YES})"
        row = con.execute(f"SELECT {counted} FROM {source.sql}").fetchone()
        return row or (0, 0)

    rows, theirs = (count // source.each for count in strictly(con, source, once))
    return [Finding("automation", f"{theirs} of {counted(rows, 'row')} made by programs", theirs)] if theirs else []
