"""Numbers and words as the map says them."""

from __future__ import annotations

import pytest

from vsm_tui.draw import Units, cell_len, clip, pad, ratio, safe, share, shares
from vsm_tui.draw.glyphs import ASCII, UNICODE, sparkline
from vsm_tui.draw.run import Line, Run, row_text, wrap
from vsm_tui.draw.text import crop, visits_text
from vsm_tui.model import Clock

HOUR = 3600.0


@pytest.mark.parametrize(
    ("hours", "working", "elapsed"),
    [
        (0, "0", "0"),
        (1 / 120, "30s", "30s"),
        (0.75, "45m", "45m"),
        (3.5, "3.5h", "3.5h"),
        (8, "1d", "8h"),
        (24, "3d", "1d"),
        (25, "3.1d", "1d"),
        (40, "5d", "1.7d"),
        (1000, "25w", "42d"),
        (10_000, "250w", "60w"),
    ],
)
def test_a_day_is_as_long_as_its_clock_says(hours: float, working: str, elapsed: str) -> None:
    assert Units.of(Clock(), "working").time(hours * HOUR) == working
    assert Units.of(Clock(), "elapsed").time(hours * HOUR) == elapsed


def test_unknown_ranges_and_gaps() -> None:
    units = Units.of(Clock(), "working")
    assert units.time(None) == "?"
    assert units.span(HOUR, 16 * HOUR) == "1h–2d"
    assert units.span(HOUR, HOUR) == "1h"
    assert units.gap(16 * HOUR) == "+2d"
    assert units.gap(-HOUR) == "−1h"
    assert units.gap(0) == "±0"
    assert units.gap(None) == "?"


def test_shares_never_round_something_to_nothing() -> None:
    assert share(None) == "?"
    assert share(0) == "0%"
    assert share(0.0001) == "<0.1%"
    assert share(0.004) == "0.4%"
    assert share(0.123) == "12%"
    assert share(0.998) == ">99%"
    assert share(1) == "100%"
    assert shares(0.09, 0.18) == "9–18%"
    assert ratio(4.54) == "×4.5"
    assert ratio(None) == ""
    assert visits_text(1.0) == ""
    assert visits_text(1.25) == "×1.25"
    assert visits_text(1.7) == "×1.7"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain", "plain"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("\x1b]2;title\x07", "]2;title"),
        ("two\nlines\tand a tab", "two lines and a tab"),
        ("\u202eevil\u202c", "evil"),
        ("zero\u200bwidth", "zerowidth"),
        ("⚠\ufe0f", "⚠"),
        ("👍🏽", "👍"),
        ("\ud800", "�"),
        ("\ue000", "�"),
        ("[b]kept[/b]", "[b]kept[/b]"),
    ],
)
def test_safe(raw: str, shown: str) -> None:
    assert safe(raw) == shown


def test_cells() -> None:
    assert cell_len("abc") == 3
    assert cell_len("设计") == 4
    assert cell_len("🚀") == 2
    assert cell_len("e\u0301") == 1
    assert clip("abcdef", 4) == "abc…"
    assert clip("设计评审", 5) == "设计…"
    assert clip("设计评审", 4) == "设…"
    assert clip("abc", 0) == ""
    assert pad("设", 4) == "设  "
    assert pad("a", 3, "right") == "  a"
    assert crop("设计", 1, 4) == " 计"


def test_a_wide_character_that_is_overwritten_leaves_no_half() -> None:
    line = Line(6)
    line.put(0, "设计")
    line.put(1, "x")
    assert row_text(line.runs()) == " x计  "
    line.put(2, "y")
    assert row_text(line.runs()) == " xy   "


def test_a_row_breaks_between_parts_and_then_between_words() -> None:
    parts = [(Run("one"),), (Run("two"),), (Run("a long part of words"),)]
    assert [row_text(r) for r in wrap(parts, 12)] == [" one · two", " a long part", " of words"]


def test_numbers_of_stages() -> None:
    assert [UNICODE.numeral(k) for k in (0, 19, 20)] == ["①", "⑳", "21"]
    assert ASCII.numeral(0) == "1"


def test_sparklines() -> None:
    assert sparkline([0, 1, 2], 8) == "▁▅█"
    assert sparkline([0, 0], 8) == "▁▁"
    assert sparkline([5, 1, 2], 2) == "▅█"
    assert sparkline([1], 0) == ""
