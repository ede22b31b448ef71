"""Two values and their difference: what is written subtracts, and nothing is written as nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from vsm_tui.draw.subtracted import rates, shares, times
from vsm_tui.draw.text import HOUR, Units

UNITS = Units(8 * HOUR, 40 * HOUR, "working")
DAY = 8 * HOUR


@pytest.mark.parametrize(
    ("left", "right", "written"),
    [
        (7.7 * DAY, 13.6 * DAY, ("7.7d", "13.6d", "+5.9d")),
        (4.9 * DAY, 10.6 * DAY, ("4.9d", "10.6d", "+5.7d")),
        (13.6 * DAY, 7.7 * DAY, ("13.6d", "7.7d", "−5.9d")),
        (7.74 * DAY, 13.66 * DAY, ("7.74d", "13.66d", "+5.92d")),
        (1.904 * DAY, 2.652 * DAY, ("1.90d", "2.65d", "+0.75d")),  # one precision within a row
        (7.8 * HOUR, 1.4 * DAY, ("1d", "1.4d", "+0.4d")),
        (2 * DAY, 3 * DAY, ("2d", "3d", "+1d")),
        (2 * DAY, 2 * DAY, ("2d", "2d", "±0")),
        (0.0, 2 * DAY, ("0", "2d", "+2d")),
        (20.0, 13 * DAY, ("20s", "13d", "+13d")),  # in days even two digits would make nothing of 20 seconds
    ],
)
def test_times_subtract(left: float, right: float, written: tuple[str, str, str]) -> None:
    assert times(left, right, UNITS) == written


@pytest.mark.parametrize(
    ("left", "right", "written"),
    [
        (0.36, 0.21, ("36%", "21%", "−15 points")),
        (0.104, 0.156, ("10.4%", "15.6%", "+5.2 points")),
        (0.99999, 0.5, (">99%", "50%", "−50 points")),
        (0.001, 0.2, ("0.1%", "20%", "+19.9 points")),
        (0.2, 0.2, ("20%", "20%", "±0 points")),
    ],
)
def test_shares_subtract(left: float, right: float, written: tuple[str, str, str]) -> None:
    assert shares(left, right) == written


def test_rates_subtract() -> None:
    assert rates(6.2, 9.0) == ("6.2/week", "9/week", "+2.8/week")
    assert rates(12.4, 17.6) == ("12.4/week", "17.6/week", "+5.2/week")


def value(text: str) -> float:
    return float(re.sub(r"[^\d.−-]", "", text).replace("−", "-") or 0)


@given(some.floats(0.2, 4000), some.floats(0.2, 4000))
def test_whoever_subtracts_gets_what_is_written(left: float, right: float) -> None:
    a, b, gap = times(left * HOUR, right * HOUR, UNITS)
    if a[-1:] == b[-1:] == gap[-1:]:
        assert value(b) - value(a) == pytest.approx(value(gap), abs=0.0051 if abs(right - left) > 1 else 0.06)
    true = right - left
    assert (gap.startswith("+"), gap.startswith("−")) == (true > 1e-9, true < -1e-9)


@given(some.floats(0, 1), some.floats(0, 1))
def test_no_share_is_written_as_none_or_as_all(left: float, right: float) -> None:
    for share, text in zip((left, right), shares(left, right)[:2], strict=True):
        assert share < 1e-9 or text != "0%"
        assert share >= 1 - 1e-9 or text != "100%"
