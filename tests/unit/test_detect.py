"""Which kind of log a file is, by content."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from vsm_tui.events import kind
from vsm_tui.model import InputError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("item,at,state\nA,2026-01-01,x\n", "csv"),
        ("item;at;state\n", "csv"),
        ("\ufeffitem\tat\tstate\n", "csv"),
        ('{"item": "A", "at": "2026-01-01", "state": "x"}\n', "jsonl"),
        ('{"item": "A", "at": "2026-01-01", "state": "x"}', "jsonl"),
        ('{"startAt": 0, "issues": []}', "jira"),
        ('{\n  "key": "AB-1",\n  "fields": {}\n}', "jira"),
        ('{"key": "AB-1", "fields": {}}\n{"key": "AB-2", "fields": {}}\n', "jira"),
        ('[{"key": "AB-1", "fields": {}}]', "jira"),
        ('{"issueChangeLogs": []}', "jira"),
        ('<?xml version="1.0"?>\n<log xmlns="http://www.xes-standard.org/">', "xes"),
        ("PAR1\x15\x04", "parquet"),
        ("SQLite format 3\x00", "ocel"),
        ('{"objectTypes": [], "eventTypes": [], "objects": [], "events": []}', "ocel"),
        ('{\n "events": [{"id": "e1", "relationships": []}]\n}', "ocel"),
        ('{"bugs": [{"id": 1, "history": [{"when": "", "changes": [{"field_name": "status"}]}]}]}', "bugzilla"),
        ('{"1": [{"changes": [{"field_name": "status"}]}]}', "bugzilla"),
        ('[{"number": 1, "createdAt": "2026-01-01T00:00:00Z"}]', "github"),
        ('"issue_id","changelog_id","created_date","field","from_string","to_string"\r\n', "pipeline"),
        ("id,instance_url,key,issue_type,status,created_date\n", "pipeline"),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_the_kind_is_seen_whatever_the_name(tmp_path: Path, text: str, expected: str, packed: bool) -> None:
    path = tmp_path / "log.bin"
    path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
    assert kind(path) == expected


@pytest.mark.parametrize(
    "content", [b"", b"   \n", b"hello", b"\xff\xfei\x00,\x00", b"<html><body>", b'{"a": ', b"\x89PNG\r\n,\x00"]
)
def test_other_files_are_refused_with_what_can_be_read(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "log"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"CSV with a header row|save it as UTF-8"):
        kind(path)
