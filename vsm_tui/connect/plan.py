"""What a pull would do, and what is kept from earlier ones: nothing is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from vsm_tui.connect.entries import Named, chosen
from vsm_tui.connect.source import Cursor
from vsm_tui.connect.store import opened, place_of
from vsm_tui.files import StreamFile
from vsm_tui.model import SourceError


@dataclass(frozen=True, slots=True)
class Planned:
    """One source: what asking it would be, in ``lines``, and how many ``pages`` of it lie at ``place`` since when.

    ``complete`` says that they are all there was. ``trouble`` says why what is kept cannot be looked at.
    """

    name: str
    tool: str
    where: str
    lines: tuple[str, ...]
    place: Path
    pages: int = 0
    at: datetime | None = None
    complete: bool = False
    trouble: str = ""
    cursor: Cursor = field(default_factory=dict, repr=False)


def planned(stream: StreamFile, only: Sequence[str] = ()) -> list[Planned]:
    """What pulling the sources called one of ``only``, or all, would ask for and keep.

    Raises:
        InputError: when the stream has no such source, or one that cannot be read.
    """
    return [_planned(named) for named in chosen(stream, only)]


def _planned(named: Named) -> Planned:
    source, place = named.source, place_of(named.source)
    cursor: Cursor = {}
    pages, at, trouble = 0, None, ""
    if place.is_file():
        try:
            with opened(source) as store:
                cursor, pages, at = store.cursor, len(store), store.at
        except SourceError as error:
            trouble = str(error)
    lines = tuple(source.plan(cursor))
    complete = bool(pages) and source.complete(cursor)
    return Planned(named.name, source.tool, source.where, lines, place, pages, at, complete, trouble, cursor)
