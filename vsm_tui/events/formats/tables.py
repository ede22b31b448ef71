"""Tables as event logs: which column means what, and the rows of a file with the line each begins on."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import AnyStr, Literal

from vsm_tui.events.formats.columns import ALIASES, match_columns, missing_columns, plain_name
from vsm_tui.model import Columns, InputError, Problem

TableKind = Literal["csv", "jsonl", "parquet"]
_LONE = re.compile("[\ud800-\udfff]")
_HEAD = 1 << 20
_LONGEST = 1 << 26
"""Characters of one line: what is longer is no table, and would fill the memory."""
_RATIO, _LARGE, _MOST_PACKED, _PROBED = 100, 1_000_000_000, 1032, 8
"""Beyond a ratio of 100 and 1 GB nothing is unpacked; gzip packs at most 1032 to 1, and 8 MB show the ratio."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file whose rows are events, or stays with their begin and end. ``columns`` are all its columns in order,
    ``roles`` maps a column of the event log (or ``entered`` and ``left`` instead of ``at``) to its position among them.
    ``lifecycle`` says that ``kind`` is XES's ``lifecycle:transition``; ``dates`` how times are written that are no
    ISO 8601.
    """

    path: Path
    kind: TableKind
    columns: tuple[str, ...]
    roles: dict[str, int]
    delimiter: str = ","
    lifecycle: bool = False
    notes: tuple[str, ...] = ()
    dates: str = ""

    @property
    def stays(self) -> bool:
        """Whether a row is a stay: two events."""
        return "entered" in self.roles


def is_gzip(path: Path) -> bool:
    """Whether the file is compressed, by its first bytes and not by its name."""
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def open_bytes(path: Path) -> gzip.GzipFile | io.BufferedReader:
    """The file's content, unpacked where it is gzip."""
    return gzip.open(path, "rb") if is_gzip(path) else path.open("rb")


def refuse_bomb(path: Path) -> None:
    """Refuse a packed file that unpacks to far more than any log does.

    Raises:
        InputError: when it is one, or cannot be unpacked.
    """
    size = path.stat().st_size
    if not is_gzip(path) or size * _MOST_PACKED < _LARGE:
        return
    try:
        with path.open("rb") as raw, gzip.open(raw) as file:
            unpacked = 0
            while block := file.read(_HEAD):
                unpacked += len(block)
                if unpacked <= _PROBED * _HEAD:
                    continue
                if unpacked < raw.tell() * _RATIO:
                    return
                if unpacked >= _LARGE:
                    text = f"unpacks to over {_RATIO} times its size, and over 1 GB: unpack it yourself if it is a log"
                    raise InputError(Problem(text, str(path)))
    except (OSError, EOFError) as error:
        raise InputError(Problem(f"cannot be read: {error}", str(path))) from error


def read_head(path: Path, size: int = _HEAD) -> bytes:
    """The first ``size`` bytes of the content.

    Raises:
        InputError: when the file cannot be read.
    """
    try:
        with open_bytes(path) as file:
            return file.read(size)
    except (OSError, EOFError) as error:
        raise InputError(Problem(f"cannot be read: {error}", str(path))) from error


def table(path: Path, kind: TableKind, columns: Sequence[str] | None = None, said: Columns = Columns()) -> Table:
    """What the columns of ``path`` mean. ``columns`` are given where they are known already (Parquet). ``said`` is what
    somebody said about them.

    Raises:
        InputError: when the file is empty or a required column is missing.
    """
    delimiter = ","
    if columns is None:
        refuse_bomb(path)
        columns, delimiter = header_of(path, kind)
    match = match_columns(path, columns, said)
    if match.missing:
        raise InputError(missing_columns(path, columns, match.missing, said))
    lifecycle = "kind" in match.roles and plain_name(columns[match.roles["kind"]]) in ALIASES["kind"]
    notes = tuple(f"{path.name}: {note}" for note in match.notes)
    return Table(path, kind, tuple(columns), match.roles, delimiter, lifecycle, notes, said.dates)


def header_of(path: Path, kind: TableKind) -> tuple[list[str], str]:
    """The columns of a CSV or JSON lines file, and what separates them.

    Raises:
        InputError: when the file is empty or cannot be read.
    """
    return _csv_columns(path) if kind == "csv" else (_json_columns(path), ",")


def records(source: Table) -> Iterator[tuple[int, list[str] | Problem]]:
    """Every record of a CSV or JSON lines file as ``(line, fields)``, or ``(line, problem)`` where it is none.

    ``line`` is the physical line the record begins on, from 1, also after quoted line breaks. Fields are in the
    order of ``source.columns``; blank lines are no records.
    """
    if source.kind == "csv":
        return _csv_records(source)
    return _json_records(source)


def _csv_columns(path: Path) -> tuple[list[str], str]:
    text = read_head(path).decode("utf-8-sig", errors="replace")
    if not text.strip():
        text = "is empty: a header row such as item,at,state and one row per event are needed"
        raise InputError(Problem(text, str(path)))
    first = next(csv.reader(io.StringIO(text, newline=""), delimiter="\x1f"), [""])[0]
    delimiter = max(",;\t", key=first.count)
    header = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    return header, delimiter


def _json_columns(path: Path) -> list[str]:
    names: dict[str, None] = {}
    for line in read_head(path).decode("utf-8-sig", errors="replace").split("\n")[:200]:
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict):
            names |= dict.fromkeys(row)
    if not names:
        text = 'holds no JSON object: one line per event is needed, {"item": …, "at": …, "state": …}'
        raise InputError(Problem(text, str(path)))
    return list(names)


def _csv_records(source: Table) -> Iterator[tuple[int, list[str] | Problem]]:
    width = len(source.columns)
    with io.TextIOWrapper(open_bytes(source.path), "utf-8-sig", errors="surrogateescape", newline="") as text:
        reader = csv.reader(_lines(text.readline, source.path), delimiter=source.delimiter, strict=True)
        next(reader, None)
        while True:
            line = reader.line_num + 1
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                unclosed = "end of data" in str(error)
                what = "a quote opened here is never closed, the rest is lost" if unclosed else f"is no CSV: {error}"
                yield line, Problem(f"{what}: write quotes inside a field twice", str(source.path), line)
                continue
            if not row:
                continue
            if len(row) != width:
                yield line, Problem(f"{len(row)} fields where the header has {width}", str(source.path), line)
            elif _broken(row):
                yield line, Problem("is not UTF-8: save the file as UTF-8", str(source.path), line)
            else:
                yield line, row


def _lines(readline: Callable[[int], AnyStr], path: Path) -> Iterator[AnyStr]:
    """The lines of a file, as long as they are lines."""
    number = 0
    while line := readline(_LONGEST):
        number += 1
        if len(line) == _LONGEST:
            raise InputError(Problem(f"a line of over {_LONGEST:,} characters: that is no table", str(path), number))
        yield line


def _broken(row: list[str]) -> bool:
    return any(_LONE.search(field) for field in row if not field.isascii())


def _json_records(source: Table) -> Iterator[tuple[int, list[str] | Problem]]:
    with open_bytes(source.path) as raw:
        for line, data in enumerate(_lines(raw.readline, source.path), 1):
            if not data.strip():
                continue
            try:
                row = json.loads(data.removeprefix(b"\xef\xbb\xbf") if line == 1 else data)
            except (ValueError, RecursionError) as error:
                text = f"is no JSON ({_why(error)}): one object per line is needed"
                yield line, Problem(text, str(source.path), line)
                continue
            if isinstance(row, dict):
                yield line, [_json_text(row.get(name)) for name in source.columns]
            else:
                yield line, Problem("is no JSON object: one object per line is needed", str(source.path), line)


def _why(error: Exception) -> str:
    return error.msg.lower() if isinstance(error, json.JSONDecodeError) else "nested too deep or not UTF-8"


def _json_text(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
