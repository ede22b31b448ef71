"""The only gate through which text from outside enters."""

from __future__ import annotations

import re

_SEQUENCE = re.compile("(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]")
_BREAK = re.compile("\r\n|[\t\n\v\f\r\u2028\u2029]")
_HIDDEN = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # C0 and C1 controls, among them the escape character
    "\xad\u180e\u200b-\u200d\u2060-\u2065\ufeff"  # soft hyphen, zero-width, byte order mark
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"  # bidirectional controls, old formatting
    "\ufff9-\ufffb\U000e0000-\U000e007f"  # interlinear anchors, tags
    "\ud800-\udfff"  # surrogates without their other half
    "]+"
)


def clean(text: str, limit: int = 200) -> str:
    """``text`` on one line, without anything that acts on a terminal or hides, at most ``limit`` characters.

    Line breaks and tabs become spaces, controls, escape sequences, bidirectional controls, zero-width characters
    and lone surrogates go, ends are stripped, and what is cut ends in ``…``. Cleaning twice changes nothing.
    """
    if not text.isprintable():  # nearly all text is: then none of the characters below is in it
        text = _HIDDEN.sub("", _BREAK.sub(" ", _SEQUENCE.sub("", text)))
    text = text.strip()
    if len(text) > limit:
        text = text[: max(limit - 1, 0)].rstrip() + "…"[:limit]
    return text
