"""Which kind of log a file is, by what it holds and not by what it is called."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Literal

from vsm_tui.events.formats.tables import read_head
from vsm_tui.model import InputError, Problem

LogKind = Literal["csv", "jsonl", "parquet", "jira", "xes"]
READABLE = (
    "CSV with a header row, JSON lines, Parquet, Jira issues as JSON (with their changelog) and XES, also packed as .gz"
)
_JIRA = re.compile(r'"(issues|changelog|histories|issueChangeLogs|changeHistories|fields|nextPageToken|values)"\s*:')
_HEAD = 1 << 16


def kind(path: Path) -> LogKind:
    """The kind of log in ``path``.

    Raises:
        InputError: when it is none that can be read; says which can.
    """
    head = read_head(path, _HEAD)
    if head.startswith(b"PAR1"):
        return "parquet"
    if not head.strip():
        raise InputError(Problem(f"is empty: an event log is needed: {READABLE}", str(path)))
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise InputError(Problem("is UTF-16: save it as UTF-8", str(path)))
    text = head.decode("utf-8-sig", errors="replace").lstrip()
    found: LogKind | None = None
    if text.startswith("<"):
        found = "xes" if re.search(r"<log[\s>]", text) else None
    elif text.startswith(("{", "[")):
        found = _json_kind(text)
    elif b"\x00" not in head and re.search(r"[,;\t]", text.split("\n", 1)[0]):
        found = "csv"
    if found is None:
        raise InputError(Problem(f"is no event log that can be read; readable are {READABLE}", str(path)))
    return found


def _json_kind(text: str) -> LogKind | None:
    line, newline, _ = text.partition("\n")
    if newline or len(text) < _HEAD // 2:
        try:
            first = json.loads(line)
        except (ValueError, RecursionError):
            first = None
        if isinstance(first, dict) and not _JIRA.search(line):
            return "jsonl"
    return "jira" if _JIRA.search(text) or text.startswith("[") else None
