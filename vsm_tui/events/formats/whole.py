"""Files that are read whole: within bounds, and with the line something stands on."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from vsm_tui.events.clean import clean
from vsm_tui.events.formats.tables import open_bytes
from vsm_tui.model import InputError, Problem

MOST = 200_000_000
"""Bytes, unpacked."""


def content(path: Path, most: int = MOST) -> bytes:
    """All of a file, unpacked, without a byte order mark.

    Raises:
        InputError: when it cannot be read, or is larger than ``most``.
    """
    try:
        with open_bytes(path) as file:
            data = file.read(most + 1)
    except (OSError, EOFError) as error:
        raise InputError(Problem(f"cannot be read: {error}", str(path))) from error
    if len(data) > most:
        text = f"is over {most // 1_000_000} MB, unpacked: split it, several files are one log"
        raise InputError(Problem(text, str(path)))
    return data.removeprefix(b"\xef\xbb\xbf")


def json_in(path: Path, data: bytes) -> Any:
    """The one JSON value in ``data``.

    Raises:
        InputError: when it is none, with line and column.
    """
    try:
        return json.loads(data)
    except RecursionError as error:
        raise InputError(Problem("is nested too deep to be a log", str(path))) from error
    except json.JSONDecodeError as error:
        raise InputError(Problem(f"is no JSON: {error.msg.lower()}", str(path), error.lineno, error.colno)) from error
    except ValueError as error:
        raise InputError(Problem(f"is no JSON: {clean(str(error))}", str(path))) from error


def line_of(data: bytes, key: str, value: str | int | None = None) -> int:
    """The line on which JSON says ``"key": value`` first, whatever the value where none is given; 0 for nowhere."""
    said = re.escape(json.dumps(key, ensure_ascii=False).encode("utf-8", "surrogatepass")) + rb"\s*:"
    if value is not None:
        said += rb"\s*" + re.escape(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))
        said += rb"(?=[\s,}\]])"
    found = re.search(said, data)
    return data.count(b"\n", 0, found.start()) + 1 if found else 0
