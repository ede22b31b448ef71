"""One of a thing is not told as many of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from vsm_tui.cli.main import run
from vsm_tui.draw.subtracted import shares
from vsm_tui.draw.text import in_points

LOG = "item,at,state\n{rows}A,2026-01-05T09:00:00Z,Build\nA,2026-01-06T09:00:00Z,Done\nB,2026-01-06T09:00:00Z,Build\n"


def test_one_point_is_a_point() -> None:
    assert shares(0.2, 0.21).gap == "+1 point"
    assert shares(0.21, 0.2).gap == "−1 point"
    assert shares(0.2, 0.31).gap == "+11 points"
    assert [in_points(text) for text in ("±0", "+0.1", "+1")] == ["±0 points", "+0.1 points", "+1 point"]


@pytest.mark.parametrize(("bad", "said"), [(1, "1 row could not be used"), (2, "2 rows could not be used")])
def test_one_row_is_a_row(tmp_path: Path, capsys: pytest.CaptureFixture[str], bad: int, said: str) -> None:
    log = tmp_path / "log.csv"
    log.write_text(LOG.format(rows="C,no time,Build\n" * bad))
    assert run(["new", "Ours", "--from-log", str(log), "-o", str(tmp_path / "mine.yaml")]) == 0
    out = capsys.readouterr()
    assert said in out.out + out.err
    assert ("lists it" in out.out + out.err) == (bad == 1)
