"""Estimate rounds in hand-outs: all that was said, without names, in every format that tells of more than the map."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.unit.test_handout import ROOT, made

ROUNDS = """rounds:
  - date: 2026-10-01
    people: 2
    values:
      - {stage: qa, value: touch, said: [1h, 3h], agreed: 2h}
  - date: 2026-11-20
    people: 3
    values:
      - {stage: review, value: wait, said: [1w, 1d, 1d..2d..4d], agreed: 1d..2d..1w, note: by <them>, dissent: a | week}
      - {stage: review, value: touch, said: [30m, 1h]}
"""


@pytest.fixture
def stream(tmp_path: Path) -> Path:
    for path in (ROOT / "streams").glob("standard-feature*"):
        shutil.copy(path, tmp_path)
    path = tmp_path / "standard-feature.yaml"
    path.write_text(path.read_text(encoding="utf-8") + ROUNDS, encoding="utf-8")
    return path


def test_what_was_said_and_agreed_is_handed_out(stream: Path) -> None:
    text = made(stream, "md").decode()
    late = text.index("## Estimate round of 20 Nov 2026")
    early = text.index("## Estimate round of 1 Oct 2026")
    assert late < early, "the latest first"
    told = text[late:early]
    assert "3 people, without names · 1 of 2 values agreed" in told
    assert "↔ farthest apart of what is open: Code review touch" in told
    assert "held what was measured" in told
    row = "| Code review · wait | 1d, 1d..2d..4d, 1w | 1d..2d..1w | ×5 | 1d..2d..1w | by \\<them\\> | a \\| week |"
    assert row in told
    assert "| Code review · touch | 30m, 1h | 30m..45m..1h | ×2 | open |  |  |" in told
    assert "not everybody agreed" not in text[early:].split("## The way")[0], "no column without a word in it"


def test_the_page_escapes_what_was_noted(stream: Path) -> None:
    page = made(stream, "html").decode()
    assert "Estimate round of 20 Nov 2026" in page
    assert "by &lt;them&gt;" in page
    assert "<them>" not in page


def test_json_has_every_round(stream: Path) -> None:
    rounds = json.loads(made(stream, "json"))["rounds"]
    assert [(one["date"], one["people"], len(one["values"])) for one in rounds] == [
        ("2026-11-20", 3, 2),
        ("2026-10-01", 2, 1),
    ]
    assert rounds[0]["values"][0]["dissent"] == "a | week"


def test_a_stream_without_a_round_says_nothing_of_one(tmp_path: Path) -> None:
    for path in (ROOT / "streams").glob("standard-feature*"):
        shutil.copy(path, tmp_path)
    stream = tmp_path / "standard-feature.yaml"
    assert "Estimate round of" not in made(stream, "md").decode()
    assert json.loads(made(stream, "json"))["rounds"] == []
