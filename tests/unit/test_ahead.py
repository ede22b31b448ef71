"""Rows in the future are found, named by file, line and item, and what to ask for instead is said."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.unit.test_findings import START, WALK, csv, told
from vsm_tui.cli.main import run
from vsm_tui.measure import load
from vsm_tui.measure.log.ahead import ahead

TODAY = datetime.now(UTC)
AHEAD = (TODAY - START) / timedelta(hours=1) + 999
LAST = "2026-01-05T17:08+00:00"
"""The first minute after the last row of the walk."""


def test_the_row_is_named_with_its_place_and_the_moment_to_ask_for(tmp_path: Path) -> None:
    path = csv(tmp_path / "a.csv", [*WALK[:2], ("b", AHEAD, "Dev"), *WALK[2:]])
    found = told(path)["future-times"]
    assert f"1 row lies ahead, the last in a.csv:4, of item b: mend them, or measure with --now {LAST}" in found.text
    assert found.count == 1
    asked = told(path, now=datetime.fromisoformat(LAST))
    assert "future-times" not in asked
    assert asked["after-now"].count == 1


def test_of_several_the_last_is_named_and_all_are_counted(tmp_path: Path) -> None:
    path = csv(tmp_path / "a.csv", [("c", AHEAD + 5, "Dev"), *WALK, ("b", AHEAD, "Dev")])
    assert "2 rows lie ahead, the last in a.csv:2, of item c" in told(path)["future-times"].text


def test_a_date_that_stands_for_none_is_named_too(tmp_path: Path) -> None:
    path = csv(tmp_path / "a.csv", [*WALK, ("b", 24 * 365 * 60, "Ready")])
    assert "1 row lies ahead, the last in a.csv:7, of item b" in told(path)["placeholder-times"].text


@pytest.mark.parametrize("kind", ["jsonl", "gz", "quoted"])
def test_lines_are_those_of_the_file_whatever_its_kind(tmp_path: Path, kind: str) -> None:
    rows = [*WALK, ("b", AHEAD, "Dev")]
    if kind == "jsonl":
        path = tmp_path / "a.jsonl"
        said = [{"item": i, "at": (START + timedelta(hours=h)).isoformat(), "state": s} for i, h, s in rows]
        path.write_text("\n".join(map(json.dumps, said)) + "\n", encoding="utf-8")
        line = 6
    elif kind == "gz":
        path, line = tmp_path / "a.csv.gz", 7
        path.write_bytes(gzip.compress(csv(tmp_path / "a.csv", rows).read_bytes()))
    else:
        path, line = csv(tmp_path / "a.csv", rows), 8
        path.write_text(path.read_text("utf-8").replace("Ready", '"Ready\nfor dev"', 1), encoding="utf-8")
    found = ahead(load([path], "UTC").details.files, TODAY)
    assert found is not None
    assert (found.rows, found.item, found.file, found.line) == (1, "b", str(path), line)


def test_a_log_whose_every_row_is_ahead_has_no_moment_to_ask_for(tmp_path: Path) -> None:
    found = ahead(load([csv(tmp_path / "a.csv", [("b", AHEAD, "Dev")])], "UTC").details.files, TODAY)
    assert found is not None
    assert found.until is None
    assert found.advice(ZoneInfo("UTC")) == "mend them"


def test_nothing_lies_ahead_of_a_log_of_the_past(tmp_path: Path) -> None:
    assert ahead(load([csv(tmp_path / "a.csv", WALK)], "UTC").details.files, TODAY) is None


def test_check_warns_at_the_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = csv(tmp_path / "a.csv", [*WALK, ("b", AHEAD, "Dev"), ("b", AHEAD + 1, "Done")])
    assert run(["check", str(path)]) == 0
    said = (
        f"{path}:8:1: warning: item b is in the future here, with 1 more row: mend them, or measure with --now {LAST}"
    )
    assert said in capsys.readouterr().out
    assert run(["check", str(csv(tmp_path / "b.csv", WALK))]) == 0
    assert "warning" not in capsys.readouterr().out
