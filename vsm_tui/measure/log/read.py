"""Event logs from files, as arrays ordered by item, time and file order."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from vsm_tui.measure.log import cache
from vsm_tui.measure.log import scan as scanning
from vsm_tui.measure.log.about import Together, about_of
from vsm_tui.measure.log.join import instants, joined
from vsm_tui.measure.log.kept import Kept, Writer, in_order
from vsm_tui.measure.log.log import Log, assemble
from vsm_tui.measure.log.opened import Opened, open_logs
from vsm_tui.measure.log.sizes import parts_for, rows_in, rows_of, some_worth_keeping, worth_keeping
from vsm_tui.measure.meanwhile import meanwhile
from vsm_tui.model import Columns, InputError, Stream

if TYPE_CHECKING:
    from vsm_tui.measure.log.scan import Scan
    from vsm_tui.measure.log.source import Source

_MANY = 500_000
"""From so many events on the memory that the database keeps is as large as the log."""


def columns_of(stream: Stream) -> tuple[str, ...]:
    """The columns that measuring ``stream`` needs beside item, time and state: :func:`load` then reads them along.

    Where the stream says which types or labels are failure, those tell what items of a loop have in common.
    """
    return ("type", "labels") if stream.failure_demand else ()


def load(
    paths: Sequence[Path],
    zone: str,
    *,
    bucket: tuple[int, int] | None = None,
    columns: Sequence[str] = (),
    said: Columns = Columns(),
    most: int | None = None,
) -> Log:
    """Read one log from one or several files, in the order given.

    ``zone`` is what times without an offset are read in. ``columns`` of :data:`~vsm_tui.measure.log.details.COLUMNS`
    with few different values are read along; all others when somebody asks for them. ``said`` is what somebody said
    about the files' columns. ``bucket`` ``(k, n)`` reads only the items whose hash lies in the k-th of n equal ranges.
    Large files are kept in order in the user's cache folder and read from there the next time. A log of more than about
    ``most`` events is refused before it is read.

    Raises:
        InputError: when a file is no event log, nothing in the files is an event, or they hold too many.
    """
    if bucket is None and some_worth_keeping(paths):
        from vsm_tui.measure.log.recall import recalled

        known = recalled(paths, zone, columns, said)
        if known is not None:
            _refuse_more(known.told.rows, most)
            return known.log()
    opened = open_logs(paths, zone, said)
    if most is not None:
        _refuse_more(rows_of(opened), most)
    return load_opened(opened, bucket=bucket, columns=columns)


def _refuse_more(rows: int, most: int | None) -> None:
    if most is not None and rows > most:
        raise InputError(
            f"about {rows:,} events: more than {most:,} are not held at once to look behind the numbers; "
            "vsm measure STREAM --engine local measures any number"
        )


def load_opened(opened: Opened, *, bucket: tuple[int, int] | None = None, columns: Sequence[str] = ()) -> Log:
    """:func:`load`, of files that were looked into already.

    Raises:
        InputError: when nothing in the files is an event.
    """
    if bucket is None and some_worth_keeping(opened.paths):
        scans = [_scanned(opened, source, columns) for source in opened.sources]
    else:
        scans = [scanning.scan(opened.con, source, bucket, columns) for source in opened.sources]
    for scan in scans:
        instants(scan, opened.zone)
    told = Together(tuple(opened.paths), opened.zone, tuple(map(about_of, opened.sources, scans)), opened.said)
    if bucket is None:
        told.require()
    rested = meanwhile(partial(scanning.rest, opened.con), much=True) if told.rows >= _MANY else None
    rows = joined(scans, opened.sources, opened.zone)
    scans.clear()  # so that what is put in order next lies in memory once
    log = assemble(opened, told, rows, bucket)
    if rested:
        rested()
    return log


def _scanned(opened: Opened, source: Source, columns: Sequence[str]) -> Scan:
    """Read a source: from the cache where it is there, else from its files, and then keep it if it is large; one that
    is very large is put in order bit by bit.

    Raises:
        InputError: when nothing in it can be an event log.
    """
    place = None
    with suppress(OSError):
        if worth_keeping(source.paths):
            place = cache.place(source.paths, opened.zone, columns, opened.said)
            kept = cache.find(place, source.paths[0]) if source.table is not None else None
            if kept is not None and kept.about.strict:
                return _again(kept, source)
    if place is not None and parts_for(rows_in(opened, source)) > 1:
        from vsm_tui.measure.scale.parts import kept_of

        with TemporaryDirectory(prefix="vsm-") as scratch:
            return _again(kept_of(opened, source, columns, parts_for(rows_in(opened, source)), Path(scratch)), source)
    scan = scanning.scan(opened.con, source, None, columns)
    if place is None or not scan.at.size:
        return scan
    scan = in_order(scan, opened.zone)
    with suppress(OSError):  # without a cache it is read again the next time
        writer = Writer(place)
        try:
            writer.add(scan)
            writer.finish(about_of(source, scan))
        except BaseException:
            writer.give_up()
            raise
        cache.trim()
    return scan


def _again(kept: Kept, source: Source) -> Scan:
    """The scan of a source that is kept; the source then knows what was rejected."""
    source.rejected, source.rejected_count = list(kept.about.rejected), kept.about.rejected_count
    return kept.scan()
