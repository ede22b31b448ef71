"""Something that does not hold of a stream, as a file's error says it and as a screen does."""

from __future__ import annotations

from typing import Literal, NamedTuple

from vsm_tui.model.stream import Stream
from vsm_tui.model.wording import shown

Path = tuple[str | int, ...]


class Finding(NamedTuple):
    """Something that does not hold: ``text`` says what is wrong and what would be right.

    ``other`` is a second place the text speaks of; it is last in the text, so that a line can be added to it.
    ``stages`` are the ids that the text names, as a file does: see :func:`for_screen`.
    """

    text: str
    path: Path = ()
    other: Path = ()
    severity: Literal["error", "warning"] = "error"
    stages: tuple[str, ...] = ()


def for_screen(finding: Finding, stream: Stream) -> str:
    """The text with the names of stages, which is what a screen shows, where a file's error names their ids."""
    text = finding.text
    names = {stage.id: stage.name for stage in stream.stages}
    for stage_id in finding.stages:
        if stage_id in names:
            text = text.replace(shown(stage_id), f"‘{shown(names[stage_id], 40)[1:-1]}’")
    return text
