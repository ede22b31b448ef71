"""The bar of mapped time: to scale, nothing vanishes, and its legend adds up."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vsm_tui.draw import row_len, row_text
from vsm_tui.draw.coverage import coverage_rows

ROLES = ("touch", "wait", "stay", "paused", "none")


def test_parts_are_to_scale_and_named() -> None:
    bar, legend = coverage_rows({"touch": 0.25, "wait": 0.5, "none": 0.25}, 82)
    assert row_text(bar) == " " + "▓" * 20 + "█" * 40 + "╌" * 20
    assert row_text(legend) == " ▓ touch 25%   █ waiting 50%   ╌ not mapped 25%"


def test_nothing_to_show() -> None:
    assert coverage_rows({}, 80) == []
    assert coverage_rows({"touch": 1.0}, 1) == []


@given(st.dictionaries(st.sampled_from(ROLES), st.floats(1e-9, 1e9), min_size=1), st.integers(20, 200))
def test_every_part_has_a_cell_and_the_bar_its_width(weights: dict[str, float], width: int) -> None:
    total = sum(weights.values())
    bar, *legend = coverage_rows({role: weight / total for role, weight in weights.items()}, width)
    assert row_len(bar) == width - 1
    assert all(run.text for run in bar)
    assert len(bar) == len(weights) + 1
    assert legend
    assert all(row_len(row) <= width for row in legend)
