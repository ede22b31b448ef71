"""Words in files and messages: which texts are safe to keep and show, and how a message quotes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_HIDDEN = re.compile(r"[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069]")


_LISTED = 20


def shown(text: str, limit: int = 60) -> str:
    """A value as a message can quote it: escaped, and cut when it is long."""
    return repr(text if len(text) <= limit else text[: limit - 1] + "…")


def bad_text(text: str, *, lines: bool = False) -> str:
    """What is wrong with a text, or "". ``lines`` allows line breaks and tabs in it.

    Control characters can reprogram a terminal, and bidirectional or invisible ones make a text look like another.
    """
    match = _CONTROL.search(text.replace("\n", "").replace("\t", "") if lines else text)
    if match and match[0] in "\r\n":
        return "has a line break in it: write it on one line"
    found = match or _HIDDEN.search(text)
    if not found:
        return ""
    kind = "the control character" if match else "the invisible character"
    return f"holds {kind} U+{ord(found[0]):04X}: remove it"


def nearest(word: str, known: Sequence[str]) -> str:
    """What would have been right: the one known word that looks like ``word``, or what there is to choose from."""
    near = get_close_matches(word, known, n=1, cutoff=0.6)
    if near:
        return f"did you mean {near[0]}?"
    more = f" and {len(known) - _LISTED:,} more" if len(known) > _LISTED else ""
    return f"there is {', '.join(known[:_LISTED])}{more}" if known else "there is none yet"


def counted(count: int, one: str, many: str = "") -> str:
    """A number with its noun, and with more where that changes too: ``1 issue``, ``3 rows were``."""
    return f"{count} {one if count == 1 else many or one + 's'}"
