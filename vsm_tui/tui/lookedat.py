"""What a log gives away to the data screen: its states, what it says of its sources, its board, stages to draft."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from vsm_tui.model import InputError, Stream
from vsm_tui.tui.measuring import Read

if TYPE_CHECKING:
    from vsm_tui.measure.drafting.states import StateSeen


@dataclass(frozen=True, slots=True)
class Found:
    """``table`` are the states, ``said`` what lies beside a pulled log of each source, ``board`` the columns of its
    board with their states. ``drafted`` is a stream made of the log where there are no stages yet, or why not.
    """

    table: tuple[StateSeen, ...] = ()
    said: tuple[dict[str, Any], ...] = ()
    board: dict[str, tuple[str, ...]] = field(default_factory=dict)
    drafted: Stream | str = ""


def found_in(read: Read, stream: Stream) -> Found:
    """Look at a log that was read; takes a while, and reads what lies beside it."""
    from vsm_tui.events.about import read_about, sources_said
    from vsm_tui.measure.drafting.draft import draft
    from vsm_tui.measure.drafting.states import state_table

    board: dict[str, tuple[str, ...]] = {}
    for path in read.paths:
        about = read_about(path)
        board |= about.board if about is not None else {}
    drafted: Stream | str = ""
    if not stream.stages:
        try:
            drafted = draft(read.log, stream.name, board)
        except InputError as error:
            drafted = error.problems[0].text
    said = tuple(one for path in read.paths for one in sources_said(path))
    return Found(state_table(read.log), said, board, drafted)
