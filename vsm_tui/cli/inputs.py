"""From the words of a command line to streams, logs, moments and flows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from vsm_tui.cli.launch import is_log, no_stream
from vsm_tui.files import StreamFile, log_paths, read_stream
from vsm_tui.model import ClockName, InputError, Problem

if TYPE_CHECKING:
    from vsm_tui.measure import Measurement


def open_stream(word: str) -> StreamFile:
    """The stream a word names: a file, or a stream's bare name in ``./streams`` or here.

    Raises:
        InputError: when there is no such stream, or it cannot be read.
    """
    given = Path(word)
    candidates = [
        given,
        *(folder / f"{word}{end}" for folder in (Path("streams"), Path()) for end in (".yaml", ".yml")),
    ]
    for path in candidates:
        if path.is_file():
            return _read(path)
    if given.is_dir():
        raise InputError(Problem("a folder; a stream file is needed here, such as streams/NAME.yaml", word))
    raise InputError(Problem("no such stream: give a stream file, or the name of one in ./streams", word))


def _read(path: Path) -> StreamFile:
    try:
        return read_stream(path)
    except InputError:
        if is_log(path):
            raise InputError(no_stream(path)) from None
        raise


def logs_of(opened: StreamFile, given: Sequence[str] = ()) -> list[Path]:
    """The logs to measure with: those given, else the stream's own.

    Raises:
        InputError: when one of them does not exist.
    """
    paths = [Path(word) for word in given] or log_paths(opened)
    missing = [Problem("no such log", str(path)) for path in paths if not path.is_file()]
    if missing:
        raise InputError(missing)
    return paths


def parse_moment(text: str | None, zone: str, *, after: bool = False) -> datetime | None:
    """A date or an ISO 8601 moment; without an offset it is in ``zone``.

    A bare date is its first moment, or with ``after`` the first moment after it, so that ``--until`` a day includes it.

    Raises:
        click.BadParameter: when it is neither.
    """
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise click.BadParameter(f"{text!r} is no date: write 2026-03-02 or 2026-03-02T09:00+01:00") from None
    bare = len(text.strip()) <= 10
    if bare and after:
        moment = datetime.combine(moment.date() + timedelta(days=1), time())
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))


def measured(
    opened: StreamFile,
    logs: Sequence[Path],
    *,
    clock: ClockName,
    since: str | None = None,
    until: str | None = None,
    now: str | None = None,
    off_hours: bool = False,
    engine: str | None = None,
    ahead: Sequence[str] = (),
) -> Measurement:
    """Read the logs and measure the stream in them. ``ahead`` names modules that will be needed to answer.

    Raises:
        InputError: when there is no log, or nothing can be measured; every problem names the stream file.
        SourceError: when the engine fails.
    """
    from vsm_tui.measure import measure_files

    if not logs:
        pulled = f"vsm pull {quote(opened.path.stem if opened.path.parent.name == 'streams' else str(opened.path))}"
        first = f"{pulled} fetches one from its sources; or " if opened.stream.sources else ""
        raise InputError(
            Problem(
                f"no log to measure: {first}name one on the command line, or under log: in the stream file, or put "
                f"{opened.path.stem}.events.csv beside it",
                str(opened.path),
            )
        )
    zone = opened.stream.clock.timezone
    try:
        return measure_files(
            opened.stream,
            logs,
            clock=clock,
            since=parse_moment(since, zone),
            until=parse_moment(until, zone, after=True),
            now=parse_moment(now, zone),
            off_hours=off_hours,
            engine=engine,
            ahead=ahead,
        )
    except InputError as error:
        raise InputError(
            Problem(p.text, p.file or str(opened.path), p.line, p.column, p.severity) for p in error.problems
        ) from None
