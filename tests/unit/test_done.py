"""What was done is said as done."""

from __future__ import annotations

import re
from pathlib import Path

import vsm_tui
from vsm_tui.edit.done import PAST, done

_TITLES = re.compile(r"def title\(self\) -> str:(.*?)\n    def |(?:Several|Replace)\(\s*(f?\"[^\"]*\")", re.DOTALL)
_BEGINS = re.compile(r"f?\"([A-Z][a-z]+) ")


def test_what_was_done_is_not_said_as_an_order() -> None:
    assert done("Draw a loop from ‘Review’ back to ‘Fix’") == "Drew a loop from ‘Review’ back to ‘Fix’"
    assert done("Edit the notes") == "Edited the notes"
    assert done("Frobnicate") == "Frobnicate"


def test_every_title_of_a_change_can_be_said_as_done() -> None:
    words = set()
    for path in Path(vsm_tui.__file__).parent.glob("edit/*.py"):
        for body, several in _TITLES.findall(path.read_text(encoding="utf-8")):
            text = re.sub(r'"""What it does[^"]*"""', "", body) + several
            words |= set(_BEGINS.findall(text.replace('"""', "")))
    assert len(words) > 15
    assert words <= set(PAST), words - set(PAST)
