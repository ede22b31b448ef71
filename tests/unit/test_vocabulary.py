"""Columns with few values: what turns up late, what has too many, and what a rule needs along with the events."""

from __future__ import annotations

from pathlib import Path

import pytest

from vsm_tui.measure import Log, load
from vsm_tui.measure.log import vocabulary as words


def log_of(tmp_path: Path, types: list[str], states: list[str] | None = None, columns: tuple[str, ...] = ()) -> Log:
    states = states or ["Doing"] * len(types)
    rows = [
        f"I-{n % 7},2026-01-01T{n // 3600 % 24:02}:{n // 60 % 60:02}:{n % 60:02}Z,{state},{kind}"
        for n, (state, kind) in enumerate(zip(states, types, strict=True))
    ]
    path = tmp_path / "log.csv"
    path.write_text("\n".join(["item,at,state,type", *rows]) + "\n")
    return load([path], "UTC", columns=columns)


def test_columns_read_along_are_those_read_on_demand(tmp_path: Path) -> None:
    types = ["Bug", "", "Story", "Bug", "", "", "Task", "", "Story", "Bug", "", "Epic"]
    later = list(log_of(tmp_path, types).type)
    along = log_of(tmp_path, types, columns=("type",))
    assert list(along.type) == later
    assert dict(zip(along.items, along.type, strict=True)) == {
        "I-0": "Bug", "I-1": "Story", "I-2": "Bug", "I-3": "Bug", "I-4": "Epic", "I-5": "", "I-6": "Task",
    }  # fmt: skip


@pytest.mark.parametrize("most", [0, 500])
def test_values_that_turn_up_late_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(words, "_SAMPLE", 5)
    monkeypatch.setattr(words, "_MOST_LATE", most)
    states = ["Doing"] * 10 + ["Parked", "Doing", "", "Parked", "Gone"]
    log = log_of(tmp_path, ["Bug"] * 12 + ["Late", "", ""], states, columns=("type",))
    seen = [log.states[code] for code in log.state]
    assert sorted(seen) == sorted(state for state in states if state)
    assert log.rejected_count == 1
    assert log.rejected[0].line == 14
    assert dict(zip(log.items, log.type, strict=True))["I-5"] == "Bug"


def test_a_column_of_many_values_is_read_on_demand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_MOST", 3)
    log = log_of(tmp_path, [f"T{n}" for n in range(20)], columns=("type",))
    coded = log.details.coded("type")
    assert sorted(log.type) == sorted(f"T{n}" for n in range(13, 20))
    assert [coded.values[code] for code in coded.codes] == list(log.type)
