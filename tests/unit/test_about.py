"""What is said beside a pulled log reaches the measurement, and survives whatever lies there."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from vsm_tui.events import EventLog, Finding, write_csv
from vsm_tui.events.about import about_text, as_pulled, beside, read_about
from vsm_tui.measure.log.read import load

LOG = EventLog(
    item=["A", "A", "A"], at=[0, 3_600_000_000, 7_200_000_000], state=["jira:To Do", "jira:Peer Review", "jira:Done"],
    split=[0, 0, 0], aliases={"jira:Peer Review": ("jira:Code Review",)}, categories={"jira:Done": "done"},
    findings=[Finding("incomplete-source", "jira: not all of it is here", 3), Finding("from-tomorrow", "new", None)],
)  # fmt: skip


def written(folder: Path) -> Path:
    text = io.StringIO(newline="")
    write_csv(LOG, text)
    data = text.getvalue().encode()
    path = folder / "x.events.csv"
    path.write_bytes(data)
    beside(path).write_text(about_text(LOG, data, [{"tool": "jira"}], "2026-03-02T12:00:00Z", b"before"))
    return path


def test_it_reads_back(tmp_path: Path) -> None:
    path = written(tmp_path)
    found = read_about(path)
    assert found is not None
    assert (found.aliases, found.categories, found.findings) == (LOG.aliases, LOG.categories, LOG.findings)
    assert as_pulled(path)
    path.write_bytes(b"before")
    assert as_pulled(path)
    path.write_bytes(b"changed")
    assert not as_pulled(path)


def test_the_log_is_read_with_it(tmp_path: Path) -> None:
    log = load([written(tmp_path)], "UTC")
    assert log.aliases == LOG.aliases
    assert log.categories == LOG.categories
    assert [(f.code, f.count) for f in log.findings] == [("incomplete-source", 3), ("source-finding", None)]


def test_it_is_not_offered_as_a_log(tmp_path: Path) -> None:
    from vsm_tui.tui.screens.picklog import candidates

    path = written(tmp_path)
    assert [found.path for found in candidates("", tmp_path)] == [path]


@pytest.mark.parametrize(
    "said",
    [
        "", "{", "[]", '{"schema": "vsm.log.v1"}', '{"schema": "other", "aliases": {"a": ["b"]}}',
        json.dumps(
            {"schema": "vsm.log.v1", "aliases": {"a": 3}, "categories": [], "findings": [1, {"code": 2}], "sha256": 1}
        ),
        "[" * 100_000,
    ],
)  # fmt: skip
def test_whatever_lies_there(tmp_path: Path, said: str) -> None:
    path = written(tmp_path)
    beside(path).write_text(said)
    assert len(load([path], "UTC").at) == 3
    assert not as_pulled(path)
