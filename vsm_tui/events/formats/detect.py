"""Which kind of log a file is, by what it holds and not by what it is called."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Literal

from vsm_tui.events.formats.columns import pipeline_part
from vsm_tui.events.formats.tables import read_head
from vsm_tui.model import Columns, InputError, Problem

LogKind = Literal["csv", "jsonl", "parquet", "jira", "xes", "pipeline", "bugzilla", "ocel", "github"]
READABLE = (
    "CSV with a header row (a row per event or per stay, Jira's data pipeline export), JSON lines, Parquet, Jira "
    "issues as JSON (with their changelog), Bugzilla's history as JSON, lists of GitHub's gh as JSON, XES and OCEL 2.0 "
    "(JSON, SQLite), also packed as .gz"
)
IN_PARTS: tuple[LogKind, ...] = ("jira", "pipeline", "bugzilla", "github")
"""Kinds of which several files are one answer: what one begins another may go on with."""
_JIRA = re.compile(r'"(issues|changelog|histories|issueChangeLogs|changeHistories|fields|nextPageToken|values)"\s*:')
_BUGZILLA = re.compile(r'"(field_name|creation_time)"\s*:')
_OCEL = re.compile(r'"(objectTypes|eventTypes|relationships|objectId)"\s*:')
_GITHUB = re.compile(r'\[\s*\{.*"createdAt"\s*:', re.DOTALL)
_HEAD = 1 << 16


def kind_of(path: Path, said: Columns) -> LogKind:
    """The kind of log in ``path``, for somebody who has said what its columns mean: it is then a plain table.

    Raises:
        InputError: as :func:`kind`.
    """
    found = kind(path)
    return "csv" if found == "pipeline" and said.named else found


def kind(path: Path) -> LogKind:
    """The kind of log in ``path``.

    Raises:
        InputError: when it is none that can be read; says which can.
    """
    head = read_head(path, _HEAD)
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"SQLite format 3\x00"):
        return "ocel"
    if not head.strip():
        raise InputError(Problem(f"is empty: an event log is needed: {READABLE}", str(path)))
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise InputError(Problem("is UTF-16: save it as UTF-8", str(path)))
    found = _text_kind(path, head)
    if found is None:
        raise InputError(Problem(f"is no event log that can be read; readable are {READABLE}", str(path)))
    return found


def _text_kind(path: Path, head: bytes) -> LogKind | None:
    text = head.decode("utf-8-sig", errors="replace").lstrip()
    if text.startswith("<"):
        if re.search(r"<(object|event)-types?[\s>/]", text):
            raise InputError(Problem("is OCEL as XML: export it as JSON or SQLite, which can be read", str(path)))
        return "xes" if re.search(r"<log[\s>]", text) else None
    if text.startswith(("{", "[")):
        if '"ocel:' in text:
            raise InputError(Problem("is OCEL 1.0: convert it to OCEL 2.0, which can be read", str(path)))
        return _json_kind(text)
    header = re.split(r"[\r\n]", text, maxsplit=1)[0]
    if b"\x00" in head or not re.search(r"[,;\t]", header):
        return None
    return "pipeline" if pipeline_part([name.strip('"') for name in header.split(",")]) else "csv"


def _json_kind(text: str) -> LogKind | None:
    line, newline, _ = text.partition("\n")
    if newline or len(text) < _HEAD // 2:
        try:
            first = json.loads(line)
        except (ValueError, RecursionError):
            first = None
        if isinstance(first, dict) and not any(own.search(line) for own in (_JIRA, _BUGZILLA, _OCEL)):
            return "jsonl"
    if _OCEL.search(text) and text.startswith("{"):
        return "ocel"
    if _GITHUB.match(text):
        return "github"
    if _BUGZILLA.search(text):
        return "bugzilla"
    return "jira" if _JIRA.search(text) or text.startswith("[") else None
