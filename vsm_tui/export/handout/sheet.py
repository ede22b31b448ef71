"""Every figure of a hand-out as CSV that a spreadsheet reads as data, never as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import astuple, fields

from vsm_tui.export.handout.numbers import Figure

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def sheet(found: Iterable[Figure]) -> str:
    """One row a figure: seconds, shares 0..1 and counts, empty where a figure is not knowable."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([field.name for field in fields(Figure)])
    for figure in found:
        writer.writerow([cell(value) for value in astuple(figure)])
    return text.getvalue()


def cell(value: object) -> object:
    """A value as a cell: text that a spreadsheet would take for a formula begins with an apostrophe."""
    if isinstance(value, str) and value.startswith(_DANGEROUS):
        return "'" + value
    return "" if value is None else value
