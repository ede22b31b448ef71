"""Cells in rows and columns, before anybody says in which format."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """Cells in rows and columns: the first column names, the others are values but for those in ``words``.

    ``total`` is the last row, ``note`` a line below that says how to read it.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    note: str = ""
