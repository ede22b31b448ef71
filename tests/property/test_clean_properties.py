"""The gate holds for any text."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from vsm_tui.events.clean import clean

ANY = st.text(st.characters(), max_size=300)
NASTY = st.text(st.sampled_from("\x1b\x9b[]m;0 31\x07\n\r\t\u2028\u202e\u200b\ufeff\ud83d\ude00ab…"), max_size=300)


@given(ANY | NASTY, st.integers(0, 250))
def test_cleaning_twice_changes_nothing(text: str, limit: int) -> None:
    once = clean(text, limit)
    assert clean(once, limit) == once


@given(ANY | NASTY, st.integers(0, 250))
def test_nothing_that_acts_or_hides_comes_through(text: str, limit: int) -> None:
    result = clean(text, limit)
    assert len(result) <= limit
    assert not any(unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} for c in result)
    assert not set(result) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u200b\ufeff")
    assert result == result.strip()
    result.encode("utf-8")


@given(st.text(st.characters(codec="ascii", categories=("L", "N", "P")), max_size=200))
def test_plain_text_is_left_alone(text: str) -> None:
    assert clean(text) == text
