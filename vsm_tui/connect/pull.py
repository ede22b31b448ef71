"""From a stream's sources to its log: fetch what is new, then write all that was ever kept as one event log.

What fails does not take along what went well: pages that came stay, the log is made of them, and what is missing is
said. The log is replaced in one step, and never one that somebody wrote or changed by hand.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from vsm_tui.connect.source import Given, Source, Tell, source_of
from vsm_tui.connect.store import Store, opened, place_of
from vsm_tui.events import EventLog, Finding, write_csv
from vsm_tui.events.about import about_text, as_pulled, beside
from vsm_tui.events.joining import joined
from vsm_tui.files import StreamFile, log_paths
from vsm_tui.model import InputError, Problem, SourceError


class HandWrittenError(InputError):
    """The log that would be written was not pulled, and nobody said that it may be replaced."""


@dataclass(frozen=True, slots=True)
class Named:
    """A source by the name people give it: its ``name`` in the stream file, else its tool."""

    name: str
    source: Source


@dataclass(slots=True)
class Part:
    """What became of one source. ``missing`` says what failed, "" where nothing did; ``pages`` were fetched now."""

    name: str
    source: Source
    pages: int = 0
    kept: int = 0
    complete: bool = False
    missing: str = ""
    at: datetime | None = None
    log: EventLog = field(default_factory=EventLog, repr=False)


@dataclass(frozen=True, slots=True)
class Pulled:
    """A pull that is over. ``written`` says whether there was anything to write into ``log``."""

    log: Path
    parts: list[Part]
    events: EventLog = field(repr=False)
    written: bool = False

    @property
    def failed(self) -> bool:
        """Whether something is missing."""
        return any(part.missing for part in self.parts)


def sources_of(stream: StreamFile) -> list[Named]:
    """The sources of a stream, each by a name of its own.

    Raises:
        InputError: naming the line of what cannot be read as a source.
    """
    from vsm_tui.files.parse import examine, find

    file, found = str(stream.path), list[Named]()
    root = examine(stream.text, file)[2]
    problems: list[Problem] = []
    for number, values in enumerate(stream.stream.sources):
        marks = {key: find(root, ("sources", number, key)).start_mark for key in values}
        marks[""] = find(root, ("sources", number)).start_mark
        lines = {key: (mark.line + 1, mark.column + 1) for key, mark in marks.items()}
        given = Given(values, stream.path.parent, stream.stream.clock.timezone, file, lines)
        try:
            source = source_of(given)
            found.append(Named(_free(given.text("name") or source.tool, found), source))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return found


def chosen(stream: StreamFile, only: Sequence[str]) -> list[Named]:
    """The sources called one of ``only``, all of them where that is empty.

    Raises:
        InputError: when there are none, or none of that name.
    """
    every = sources_of(stream)
    if not every:
        text = "the stream has no sources: write sources: [{tool: jira, url: https://…, jql: project = AB}]"
        raise InputError(Problem(text, str(stream.path)))
    for name in only:
        if not any(name in (named.name, named.source.tool) for named in every):
            there = ", ".join(named.name for named in every)
            raise InputError(Problem(f"there is no source ‘{name[:60]}’: there are {there}", str(stream.path)))
    return [named for named in every if not only or {named.name, named.source.tool} & set(only)]


def target_of(stream: StreamFile, *, replace: bool = False) -> Path:
    """The log to write: the one under ``log``, of several the first that was pulled or is not there yet, else the one
    beside the stream file.

    Raises:
        InputError: when that is a log that was not pulled, unless ``replace``.
    """
    paths = log_paths(stream) or [stream.path.with_name(f"{stream.path.stem}.events.csv")]
    path = paths[0]
    if len(paths) > 1:
        path = next((p for p in paths if as_pulled(p)), next((p for p in paths if not p.exists()), path))
    if path.suffix.lower() != ".csv":
        text = f"is what the stream measures, but a pulled log is CSV: write log: {stream.path.stem}.events.csv"
        raise InputError(Problem(text, str(path)))
    if path.exists() and not replace and not as_pulled(path):
        text = (
            "was written or changed by hand, and is left alone: rename it, or name another file under log:, "
            "or say --replace to put what is pulled in its place"
        )
        raise HandWrittenError(Problem(text, str(path)))
    if not path.parent.is_dir():
        raise InputError(Problem("the folder is not there: make it, or name another file under log:", str(path)))
    return path


def pull(
    stream: StreamFile,
    tell: Tell,
    *,
    only: Sequence[str] = (),
    replace: bool = False,
    fresh: bool = False,
    ask: bool = True,
) -> Pulled:
    """Fetch what is new and write the log. ``fresh`` forgets what was kept before and reads all anew; without ``ask``
    no source is asked, and the log is made of what is kept.

    Raises:
        InputError: when the stream file or its log stand in the way; nothing was fetched then.
        Stopped: when somebody stopped it; the pages that came are kept.
    """
    wanted = chosen(stream, only)
    names = {named.name for named in wanted}
    target = target_of(stream, replace=replace)
    zone = stream.stream.clock.timezone
    parts = []
    for named in sources_of(stream):
        part = Part(named.name, named.source)
        if part.name in names and (ask or place_of(named.source).is_file()):
            tell.begin(part.name)
            _fetch(part, tell, zone, ask=ask, fresh=fresh)
            parts.append(part)
        elif place_of(named.source).is_file():
            _fetch(part, tell, zone, ask=False)
            parts.append(part)
    tell.begin("")
    events = joined([part.log for part in parts])
    events.findings += [_incomplete(part) for part in parts if part.missing or not part.complete]
    if not len(events):
        return Pulled(target, parts, events)
    _write(target, events, parts)
    return Pulled(target, parts, events, written=True)


def _fetch(part: Part, tell: Tell, zone: str, *, ask: bool = True, fresh: bool = False) -> None:
    """Fetch a source's new pages, then make its log of all that are kept; without ``ask`` only the latter."""
    try:
        with opened(part.source) as store:
            if ask:
                if fresh:
                    store.forget()
                _pages(part, store, tell)
            part.kept, part.at = len(store), store.at
            part.complete = part.source.complete(store.cursor)
            part.log = part.source.log(store.bodies(), zone)
    except SourceError as error:
        part.missing = str(error)


def _pages(part: Part, store: Store, tell: Tell) -> None:
    try:
        with closing(part.source.fetch(store.cursor, tell)) as pages:
            for page in pages:
                store.add(page)
                part.pages += 1
    except SourceError as error:
        part.missing = str(error)


def _incomplete(part: Part) -> Finding:
    text = f"{part.name}: not all of it is here ({part.missing or 'its pull was stopped'}): vsm pull goes on from there"
    return Finding("incomplete-source", text)


def _free(name: str, taken: Sequence[Named]) -> str:
    """``name``, with a number where another source is called so already."""
    there = {named.name for named in taken}
    number, candidate = 2, name
    while candidate in there:
        candidate, number = f"{name}-{number}", number + 1
    return candidate


def _write(target: Path, events: EventLog, parts: Sequence[Part]) -> None:
    from vsm_tui.files.stream_file import replace_file

    text = io.StringIO(newline="")
    write_csv(events, text)
    data = text.getvalue().encode("utf-8")
    pulled = max((part.at for part in parts if part.at), default=datetime.now(UTC)).isoformat()
    before = target.read_bytes() if target.is_file() else None
    said = about_text(events, data, [_described(part) for part in parts], pulled, before)
    replace_file(beside(target), said.encode("utf-8"))
    if before != data:
        replace_file(target, data)


def _described(part: Part) -> dict[str, Any]:
    return {
        "name": part.name, "tool": part.source.tool, **part.source.identity,
        "pulled": part.at.isoformat() if part.at else None, "complete": part.complete and not part.missing,
    }  # fmt: skip
