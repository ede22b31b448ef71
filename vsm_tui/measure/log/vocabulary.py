# ruff: noqa: S608 - every name and path in the SQL is quoted where it is made
"""Columns with few different values, as codes: DuckDB looks each value up, and strings never leave it row by row."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from vsm_tui.events.clean import clean
from vsm_tui.measure.log.source import Source, quoted, state_sql
from vsm_tui.model import InputError, Problem

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    import numpy.typing as npt

_LIMITS = {"ref": 2000}
EMPTY, UNSEEN = -1, -2
"""Codes of a row without a value, and of one whose value is not in the vocabulary."""
_SAMPLE = 20_000
_MOST = 20_000
_MOST_LATE = 500_000


Vocabulary = dict[str, list[str]]
"""Column → its values; a value's code is its position."""


def sampled(con: duckdb.DuckDBPyConnection, source: Source, columns: Sequence[str]) -> Vocabulary:
    """What the first rows hold of ``state`` and of those of ``columns`` that have few values."""
    wanted = ["state", *(c for c in columns if c in source.columns)]
    lists = ", ".join(f"list(DISTINCT {c})" for c in wanted)
    rows = ", ".join(f"{_sql(source, c)} AS {c}" for c in wanted)
    found = con.execute(f"SELECT {lists} FROM (SELECT {rows} FROM {source.sql} LIMIT {_SAMPLE})").fetchone() or ()
    return _few(source, dict(zip(wanted, found, strict=True)))


def late(
    con: duckdb.DuckDBPyConnection, source: Source, words: Vocabulary, column: str, where: str
) -> npt.NDArray[np.int16] | None:
    """The codes of the rows whose value is not in ``words``, in file order; their values are added to ``words``.

    One pass over this column alone, for what only turns up after the first rows, such as a state that a team
    introduced later. ``where`` limits the rows. ``None`` when there are too many of them or of their values.
    """
    import numpy as np

    sql = _sql(source, column)
    unseen = f"{codes_sql(con, source, {column: words[column]})[column]} = {UNSEEN}"
    rows = f"SELECT {sql} AS v FROM {source.sql}{where} {'AND' if where else 'WHERE'} {unseen} LIMIT {_MOST_LATE + 1}"
    values = [str(value) for value in con.execute(rows).fetchnumpy()["v"]]
    codes = {value: code for code, value in enumerate(words[column])}
    found = [codes.setdefault(value, len(codes)) for value in values]
    if len(values) > _MOST_LATE or len(codes) > _MOST:
        return None
    words[column] = list(codes)
    return np.array(found, np.int16)


def completed(con: duckdb.DuckDBPyConnection, source: Source, words: Vocabulary, columns: Sequence[str]) -> Vocabulary:
    """``words`` with every value of ``columns``; without those that turn out to have many.

    Raises:
        InputError: when ``state`` has so many that it cannot be a state.
    """
    found = {}
    for column in columns:
        rows = f"SELECT DISTINCT {_sql(source, column)} AS v FROM {source.sql} LIMIT {_MOST + 2}"
        found[column] = [row[0] for row in con.execute(rows).fetchall()]
    return {column: values for column, values in words.items() if column not in columns} | _few(source, found)


def _few(source: Source, found: Mapping[str, list[str | None] | None]) -> Vocabulary:
    """Only columns that make a vocabulary; a state must."""
    words = {column: sorted(v for v in values or () if v is not None) for column, values in found.items()}
    if len(words.get("state", ())) > _MOST:
        column = source.table.columns[source.table.roles["state"]] if source.table else "state"
        text = f"column ‘{clean(column)}’ has over {_MOST:,} different values: a state is what many items are in"
        raise InputError(Problem(text, source.name))
    return {column: values for column, values in words.items() if len(values) <= _MOST}


def codes_sql(con: duckdb.DuckDBPyConnection, source: Source, words: Vocabulary) -> dict[str, str]:
    """An SQL expression per column that gives its code in ``words``."""
    found = {}
    for column, values in words.items():
        sql, name = _sql(source, column), f"seen_{column}"
        con.execute(f"DROP TYPE IF EXISTS {name}")
        seen = "NULL"
        if values:
            con.execute(f"CREATE TYPE {name} AS ENUM ({', '.join(quoted(v) for v in values)})")
            seen = f"enum_code(TRY_CAST({sql} AS {name}))"
        found[column] = f"coalesce({seen}::SMALLINT, if({sql} IS NULL, {EMPTY}, {UNSEEN})::SMALLINT)"
    return found


def _sql(source: Source, column: str) -> str:
    return state_sql(source) if column == "state" else source.columns[column]


def text_of(value: Any, name: str) -> str:
    """A value of a column as text that is safe to show; JSON lists of labels are joined with ``;``."""
    if value is None:
        return ""
    text = str(value)
    if name == "labels" and text.startswith("["):
        try:
            listed = json.loads(text)
        except (ValueError, RecursionError):
            listed = None
        if isinstance(listed, list):
            text = ";".join(str(v) for v in listed)
    return clean(text, _LIMITS.get(name, 200))
