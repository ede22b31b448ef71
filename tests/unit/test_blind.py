"""What is wrong with a time that nobody else may see: as exact as a file says it, and nothing of what was typed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_tui.model import Clock
from vsm_tui.tui.blind import HOW, wrong_with

CAUSES = {
    "120": "no unit",
    "137..2d..4d..6d": "three points",
    "17h..13h..77d": "shrinks",
    "77h..13h": "shrinks",
    "13-77d": "no typical time",
    "up to 77d": "one end only",
    "-77d": "less than nothing",
    "7 months": "no one length",
    "7:17": "two things",
    "7h7h": "twice",
    "777777d": "check the number and its unit",
    "don't know": "leave it empty",
    "0.1234567h": "round it",
    "soon": "no duration",
    "17d x": "no duration",
}


@pytest.mark.parametrize(("typed", "cause"), CAUSES.items())
def test_the_cause_is_said_and_nothing_of_what_was_typed(typed: str, cause: str) -> None:
    hidden = wrong_with(typed, Clock(), shown=False)
    assert cause in hidden
    without_examples = hidden.replace("30m, 4h, 2d, 1d4h or min..typical..max: 1d..2d..4d", "")
    assert not re.search(r"\d|month|know|soon", without_examples)
    assert wrong_with(typed, Clock(), shown=True), "what may be seen is said as everywhere"


@pytest.mark.parametrize("typed", ["", "4h", "1d..2d..4d", "1h30", "2 days", "0"])
def test_nothing_is_wrong_with_what_can_be_read(typed: str) -> None:
    assert not wrong_with(typed, Clock(), shown=False)


@given(st.text(max_size=40))
def test_no_text_shows_through(typed: str) -> None:
    hidden = wrong_with(typed, Clock(), shown=False)
    assert bool(hidden) == bool(wrong_with(typed, Clock(), shown=True))
    numbers = set(re.findall(r"\d+", typed)) - set(re.findall(r"\d+", HOW))
    assert not any(number in re.findall(r"\d+", hidden) for number in numbers)
