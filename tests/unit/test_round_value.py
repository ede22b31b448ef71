"""One value of a round where ten people answered: the least and the largest stay, what lies between is counted."""

from __future__ import annotations

from datetime import date

import pytest

from vsm_tui.draw import row_text
from vsm_tui.draw.roundscene import RoundScene
from vsm_tui.draw.roundvalue import value_rows
from vsm_tui.model import Asked, Estimate, Round, Stage, Stream, Told

SAID = ("30m", "1h", "2h", "2h", "3h", "4h", "4h..1d..2d", "1d..2d..5d", "2d..3d..5d", "1d..4d..2w")


def drawn(height: int) -> list[str]:
    said = tuple(Estimate.parse(text) for text in reversed(SAID))
    one = Round(date(2026, 11, 24), 10, (Told("detect", "wait", said),))
    stream = Stream("Way", "start", "end", stages=(Stage("detect", "Detect"),), rounds=(one,))
    return [row_text(row) for row in value_rows(RoundScene(stream, one), Asked("detect", "wait"), 80, height)]


@pytest.mark.parametrize("height", [7, 9, 10, 11])
def test_what_does_not_fit_is_counted_between_the_ends(height: int) -> None:
    rows = drawn(height)
    assert len(rows) == height
    text = "\n".join(rows)
    assert rows[1].rstrip().endswith(" 30m"), "the least"
    (left,) = [row for row in rows if "more between these" in row]
    assert int(left.split()[1]) + sum(2 if "×2" in row else 1 for row in rows[1 : rows.index(left)]) + (
        len([row for row in rows[rows.index(left) + 1 :] if "group" not in row]) - 1
    ) == len(SAID)
    assert "30m..3.5h..2w" in text, "the group's range is never left out"
    assert height < 8 or "1d..4d..2w" in text, "the largest"


def test_the_same_answer_is_one_row_that_counts() -> None:
    rows = drawn(100)
    assert sum(" ×2 " in row for row in rows) == 1
    assert not any("more between" in row for row in rows)
    assert len(rows) == 1 + 9 + 2
