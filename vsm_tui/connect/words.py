"""What a server says itself about why it refuses, fit to be told."""

from __future__ import annotations

import json
from collections.abc import Mapping

from vsm_tui.events import clean

_TOLD = 300
"""How many characters of it are passed on."""


def explained(text: str, headers: Mapping[str, str]) -> str:
    """The server's own words where it has some for us: never a whole page of HTML."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return "" if "html" in headers.get("content-type", "") else clean(text, _TOLD)
    if not isinstance(said, dict):
        return ""
    words = said.get("errorMessages") or said.get("message") or said.get("error") or said.get("errors") or ""
    if isinstance(words, dict):
        words = list(words.values())
    return clean("; ".join(map(str, words)) if isinstance(words, list) else str(words), _TOLD)
