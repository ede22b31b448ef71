"""What is wrong with records that are no events, in words, and what would be right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from vsm_tui.events.clean import clean
from vsm_tui.events.formats.dates import advice, meant, ways
from vsm_tui.events.formats.tables import Table, records
from vsm_tui.events.kinds import KINDS
from vsm_tui.measure.log.source import Source
from vsm_tui.model import Problem

_LOOKED_AT = 500
_NEVER = re.compile(r"\+?(?:0\d{3}|1[0-8]\d\d|2[2-9]\d\d|[3-9]\d{3}|\d{5,6})-\d\d-\d\d")


def explain(source: Source, bad: Sequence[int]) -> list[Problem]:
    """What is wrong with these rows (positions in file order), with their lines."""
    if source.table is None or not bad:
        return []
    table = source.table
    if table.kind == "parquet":
        return [Problem(f"row {row + 1}: {_needed(None, table)}", str(table.path)) for row in bad]
    wanted = set(bad)
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


def unread_times(source: Source) -> list[Problem]:
    """Why no time of a table could be read at all, and what to say of how they are written."""
    table = source.table
    if table is None or table.kind == "parquet":
        return []
    found = []
    rows = [record for _, record in islice(records(table), _LOOKED_AT) if not isinstance(record, Problem)]
    for role in ("at", "entered", "left"):
        if role in table.roles:
            place = table.roles[role]
            values = [row[place] for row in rows]
            told = "" if table.dates in ways(values) else advice(table.columns[place], values)
            found += [Problem(told, str(table.path), 1)] if told else []
    return found


def _needed(record: list[str] | None, table: Table) -> str:
    """What this record lacks, and what would be right."""
    if record is None:
        return "an item, a time and a state are needed"
    if not clean(record[table.roles["item"]]):
        return "no item: say which item this happened to"
    if "state" in table.roles and not clean(record[table.roles["state"]]):
        return "no state: say which state the item entered"
    if table.stays:
        return _needed_times(*(clean(record[table.roles[role]], 40) for role in ("entered", "left")))
    kind = clean(record[table.roles["kind"]], 40).lower() if "kind" in table.roles and not table.lifecycle else ""
    at = clean(record[table.roles["at"]], 40)
    if at and kind and kind not in KINDS:
        return f"unknown kind ‘{kind}’: write enter, start, complete or leave"
    return _needed_time(at, table)


def _needed_time(at: str, table: Table) -> str:
    """What a time lacks."""
    if not at:
        return "no time: write one such as 2026-03-01T09:30:00+01:00"
    if _NEVER.match(at):
        return f"‘{at}’ stands for no date: leave out what has not happened yet"
    if table.dates:
        return f"‘{at}’ is no time {meant(table.dates)}, as columns: says, and no ISO 8601"
    known = ways([at])
    if known and known != [""]:
        return f"‘{at}’ could be {' or '.join(map(meant, known))}: say which by dates under columns:, or write ISO 8601"
    return f"‘{at}’ is no time: write one such as 2026-03-01T09:30:00+01:00"


def _needed_times(entered: str, left: str) -> str:
    """What the times of a stay lack."""
    if not entered:
        return "no time at which it was entered: write one such as 2026-03-01T09:30:00+01:00"
    two = f"entered ‘{entered}’" + (f" and left ‘{left}’" if left else "")
    return f"{two}: write times such as 2026-03-01T09:30:00+01:00, the end not before the begin, or no end yet"
