"""Words in files and messages: which texts are safe to keep and show, and how a message quotes them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import get_close_matches

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_HIDDEN = re.compile(r"[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069]")


_LISTED = 20
_NAMED = 8


def shown(text: str, limit: int = 60) -> str:
    """A value as a message can quote it: escaped, and cut when it is long."""
    quoted = repr(text if len(text) <= limit else text[: limit - 1] + "…")
    return quoted if len(quoted) <= 2 * limit else f"{quoted[: 2 * limit - 2]}…{quoted[-1]}"


def bad_text(text: str, *, lines: bool = False) -> str:
    """What is wrong with a text, or "". ``lines`` allows line breaks and tabs in it.

    Control characters can reprogram a terminal, and bidirectional or invisible ones make a text look like another.
    """
    control = _CONTROL.findall(text.replace("\n", "").replace("\t", "") if lines else text)
    if control and control[0] in "\r\n":
        return "has a line break in it: write it on one line"
    hidden = _HIDDEN.findall(text)
    kinds = [words for words in (_characters(control, "control"), _characters(hidden, "invisible")) if words]
    if not kinds:
        return ""
    return f"holds {' and '.join(kinds)}: remove {'it' if len(control) + len(hidden) == 1 else 'them'}"


def _characters(found: Sequence[str], kind: str) -> str:
    """``the invisible character U+200B``, ``the invisible characters U+200B (3 times), U+200E``; "" for none."""
    if not found:
        return ""
    times = Counter(found)
    codes = [f"U+{ord(c):04X}" + (f" ({count} times)" if count > 1 else "") for c, count in times.items()]
    more = f" and {len(codes) - _NAMED} more" if len(codes) > _NAMED else ""
    return f"the {kind} character{'s' if len(found) > 1 else ''} {', '.join(codes[:_NAMED])}{more}"


def without_hidden(text: str) -> str:
    """The text with a blank for every character that no file may hold; line breaks and tabs stay."""
    return "".join(" " if (c not in "\n\t" and _CONTROL.match(c)) or _HIDDEN.match(c) else c for c in text)


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
