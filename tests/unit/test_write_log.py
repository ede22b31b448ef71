"""The canonical CSV reads back as what was written."""

from __future__ import annotations

import io
from pathlib import Path

from vsm_tui.events import EventLog, Split, write_csv
from vsm_tui.measure.log.read import load


def test_columns_are_those_the_log_has(tmp_path: Path) -> None:
    out = io.StringIO()
    write_csv(EventLog(["A"], [1767258000_000_000], ["To Do"], [0]), out)
    assert out.getvalue() == "item,at,state\nA,2026-01-01T09:00:00Z,To Do\n"


def test_a_log_comes_back_as_it_was(tmp_path: Path) -> None:
    log = EventLog(
        item=["A", "A", "A", "A", "A", 'B, "quoted"'],
        at=[
            1767258000_000_001,
            1767258000_000_001,
            1767258060_500_000,
            1767258120_000_000,
            1767258120_000_000,
            -1_000_000,
        ],
        state=["jira:To Do", "Build", "Test", "Ship", "Gone", "=cmd|x"],
        split=[Split.MAPPED, Split.TOUCH, Split.WAIT, Split.UNSPLIT, Split.NOWHERE, Split.MAPPED],
        type=["Bug"] * 5 + ["Story"],
        labels=["a;b"] * 5 + [""],
        outcome=[""] * 5 + ["Fixed"],
    )
    path = tmp_path / "log.csv"
    with path.open("w", newline="", encoding="utf-8") as out:
        write_csv(log, out)
    read = load([path], "UTC")
    a, b = list(read.items).index("A"), list(read.items).index('B, "quoted"')
    assert read.rejected_count == 0
    assert [read.states[s] for s in read.state[read.item == a]] == log.state[:5]
    assert read.at[read.item == a].tolist() == log.at[:5]
    assert read.split[read.item == a].tolist() == [int(s) for s in log.split[:5]]
    assert [read.states[s] for s in read.state[read.item == b]] == ["=cmd|x"]
    assert read.at[read.item == b].tolist() == [-1_000_000]
    assert (read.type[a], read.labels[a], read.outcome[b], len(read.ref)) == ("Bug", "a;b", "Fixed", 0)
