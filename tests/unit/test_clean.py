"""What may not pass the gate."""

from __future__ import annotations

import pytest

from vsm_tui.events.clean import clean


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Code review", "Code review"),
        ("  To Do \t", "To Do"),
        ("two\r\nlines\tand\u2028more", "two lines and more"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x9b2Jgone", "gone"),
        ("\x1b]0;title\x07", "]0;title"),
        ("abc\u202edcb", "abcdcb"),
        ("\u2066a\u2069\u200e\u200f\u061cb", "ab"),
        ("\ufeffitem", "item"),
        ("In\u200bProg\u200dress\u2060", "InProgress"),
        ("a\ud800b", "ab"),
        ("\x00\x07\x08\x7f\x85", ""),
        ("Überprüfung – 検収 ✓", "Überprüfung – 検収 ✓"),
        ("a [/b] [@click=quit]", "a [/b] [@click=quit]"),
    ],
)
def test_hidden_and_acting_characters_go_and_text_stays(raw: str, expected: str) -> None:
    assert clean(raw) == expected


def test_long_text_is_cut_and_says_so() -> None:
    assert clean("x" * 300) == "x" * 199 + "…"
    assert clean("word " * 3, limit=6) == "word…"
    assert clean("x" * 200) == "x" * 200
