# ruff: noqa: S608 - paths in the SQL are quoted
"""A look into a table whose columns do not say what they mean: what they seem to mean."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from vsm_tui.events.clean import clean
from vsm_tui.events.formats.columns import match_columns
from vsm_tui.events.formats.dates import ways
from vsm_tui.events.formats.detect import kind
from vsm_tui.events.formats.suggest import Suggestion, suggest
from vsm_tui.events.formats.tables import Table, TableKind, header_of, records
from vsm_tui.measure.log.scan import connect, parquet_columns
from vsm_tui.measure.log.source import quoted
from vsm_tui.model import Columns, InputError, Problem
from vsm_tui.model.columns import names_person

_SHOWN = 3
_LOOKED_AT = 1000
"""So many records show what the columns hold."""


def suggestion_for(path: Path, said: Columns = Columns()) -> Suggestion | None:
    """What the columns of ``path`` seem to mean; ``None`` where it is no table, or they say enough already."""
    try:
        found = _look(path)
        if found is None:
            return None
        columns, rows = found
        match = match_columns(path, columns, said)
        times = [match.roles[role] for role in ("at", "entered", "left") if role in match.roles]
        readable = said.dates or all(ways([row[place] for row in rows]) in ([""], []) for place in times)
        if not match.missing and readable:
            return None
    except InputError:
        return None
    return replace(suggest(columns, rows), lacking=tuple(match.missing))


@dataclass(frozen=True, slots=True)
class Look:
    """A table's columns with some of what they hold (nothing of people), what somebody said they mean, and what they
    seem to mean; or of a log of ``objects``, their types.
    """

    path: Path
    columns: tuple[tuple[str, tuple[str, ...]], ...]
    said: Columns
    suggestion: Suggestion
    objects: bool = False

    @property
    def meant(self) -> Columns:
        """What was said, else what it looks like."""
        return self.said or self.suggestion.columns


def look_at(path: Path, said: Columns = Columns()) -> Look | None:
    """Look into a table, or a log of objects; ``None`` where it is none that can be read."""
    try:
        if kind(path) == "ocel":
            from vsm_tui.events.formats.ocel import types_in

            types = tuple((clean(name, 60), (told,)) for name, told in types_in(path))
            first = Columns(object_type=types[0][0] if types else "")
            return Look(path, types, said, Suggestion(first, (), ()), objects=True)
        found = _look(path)
    except InputError:
        return None
    if found is None:
        return None
    columns, rows = found
    shown = []
    for place, name in enumerate(columns):
        values = dict.fromkeys(clean(row[place], 40) for row in rows if row[place].strip())
        shown.append((clean(name, 60), () if names_person(name) else tuple(values)[:_SHOWN]))
    return Look(path, tuple(shown), said, suggest(columns, rows))


def question_about(path: Path, said: Columns = Columns()) -> Look | None:
    """What to ask about a log that could not be read; ``None`` where what is wrong with it is something else."""
    found = look_at(path, said)
    if found is None:
        return None
    if found.objects:
        return found if said.object_type not in dict(found.columns) else None
    return found if suggestion_for(path, said) is not None else None


def hint(path: Path, said: Columns) -> list[Problem]:
    """A suggestion in a sentence, for whoever could not read ``path``; nothing where there is none to make."""
    found = suggestion_for(path, said)
    if found is None or not found.meanings:
        return []
    looks = ", ".join(f"{each.role}: {each.column} ({each.examples[0]}, …)" for each in found.meanings)
    doubts = f"; {'; '.join(found.doubts)}" if found.doubts else ""
    lines = [line_of(replace(found.columns, dates=way)) for way in found.ways] or [line_of(found.columns)]
    text = f"its columns look like {looks}{doubts}: if that is right, say so beside log:, {' or '.join(lines)}"
    return [Problem(clean(text, 600), str(path), 1)]


def line_of(columns: Columns) -> str:
    """The line of a stream file that says ``columns``."""
    from vsm_tui.files.write import flow

    return f"columns: {flow(columns.said)}"


def columns_in(path: Path) -> list[str] | None:
    """The columns of a table; ``None`` where it is none that can be read."""
    try:
        found = _look(path)
    except InputError:
        return None
    return found[0] if found else None


def _look(path: Path) -> tuple[list[str], list[list[str]]] | None:
    """The columns of a table and its first rows.

    Raises:
        InputError: when it cannot be read.
    """
    what = kind(path)
    if what == "parquet":
        return _parquet(path)
    return _rows(path, what) if what in ("csv", "jsonl") else None


def _rows(path: Path, what: TableKind) -> tuple[list[str], list[list[str]]]:
    columns, delimiter = header_of(path, what)
    table = Table(path, what, tuple(columns), {}, delimiter)
    return columns, [record for _, record in islice(records(table), _LOOKED_AT) if not isinstance(record, Problem)]


def _parquet(path: Path) -> tuple[list[str], list[list[str]]]:
    con = connect()
    columns = parquet_columns(con, path)
    rows = con.execute(
        f"SELECT COLUMNS(*)::VARCHAR FROM read_parquet({quoted(str(path.resolve()))}) LIMIT {_LOOKED_AT}"
    ).fetchall()
    return columns, [["" if value is None else str(value) for value in row] for row in rows]
