"""What a stream still lacks, in a few words, for somebody who chooses to go on with it."""

from __future__ import annotations

from vsm_tui.flow.steps import way
from vsm_tui.model import Stream
from vsm_tui.tui.guiding.prompts import missing


def still_missing(stream: Stream) -> str:
    """``wait of ‘Build’ and 3 more``; "" where nothing is."""
    lacks = way(stream).missing
    if not lacks:
        return ""
    return f"{missing(stream, lacks[0])}{f' and {len(lacks) - 1} more' if len(lacks) > 1 else ''}"
