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

from vsm_tui.connect.entries import Named, Wrong, entries_of, selected
from vsm_tui.connect.source import Source, Tell
from vsm_tui.connect.store import Store, delete, opened, place_of
from vsm_tui.events import EventLog, Finding, write_csv
from vsm_tui.events.about import about_text, as_pulled, beside, sources_said
from vsm_tui.events.joining import joined
from vsm_tui.files import StreamFile, log_paths
from vsm_tui.model import InputError, Problem, SourceError


class HandWrittenError(InputError):
    """The log that would be written was not pulled, and nobody said that it may be replaced."""


@dataclass(slots=True)
class Part:
    """What became of one source. ``missing`` says what failed, "" where nothing did; ``pages`` were fetched now.

    ``read`` says whether what is kept of it could be read; without that the log cannot be made anew.
    """

    name: str
    source: Source
    pages: int = 0
    kept: int = 0
    complete: bool = False
    missing: str = ""
    read: bool = False
    at: datetime | None = None
    log: EventLog = field(default_factory=EventLog, repr=False)


@dataclass(frozen=True, slots=True)
class Pulled:
    """A pull that is over. ``written`` says whether ``log`` was written, ``wrong`` are entries that are no source as
    they stand. ``spared`` names those without whose events the log that is there would have lost some: it is as it was.
    """

    log: Path
    parts: list[Part]
    events: EventLog = field(repr=False)
    written: bool = False
    wrong: tuple[Wrong, ...] = ()
    spared: tuple[str, ...] = ()

    @property
    def unwritten(self) -> str:
        """What became of the log where none was written."""
        return f"{self.log.name} is as it was" if self.log.is_file() else "there is no log yet"

    @property
    def failed(self) -> bool:
        """Whether something is missing."""
        return bool(self.wrong) or any(part.missing for part in self.parts)


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
    """Fetch what is new and write the log. ``fresh`` reads all anew, in place of what was kept before; without ``ask``
    no source is asked, and the log is made of what is kept. An entry that is wrong stops no other one.

    Raises:
        InputError: when the stream file or its log stand in the way; nothing was fetched then.
        Stopped: when somebody stopped it; the pages that came are kept.
    """
    entries = entries_of(stream)
    wanted = {entry.name: entry for entry in selected(stream, entries, only)}
    wrong = tuple(entry for entry in wanted.values() if isinstance(entry, Wrong))
    if len(wrong) == len(wanted):
        raise InputError(problem for entry in wrong for problem in entry.problems)
    target = target_of(stream, replace=replace)
    parts = []
    for named in entries:
        if isinstance(named, Wrong):
            continue
        part, there = Part(named.name, named.source), place_of(named.source).is_file()
        asked = ask and part.name in wanted
        if asked or there:
            if part.name in wanted:
                tell.begin(part.name)
            _fetch(part, tell, stream, target, ask=asked, fresh=fresh)
            parts.append(part)
    tell.begin("")
    events = joined([part.log for part in parts])
    events.findings += [_incomplete(part) for part in parts if part.missing or not part.complete]
    events.findings += [_unread(entry) for entry in entries if isinstance(entry, Wrong)]
    spared = _spared(target, entries, parts)
    written = bool(len(events)) and not spared
    if written:
        _write(target, events, parts)
    return Pulled(target, parts, events, written, wrong, spared)


def _spared(target: Path, entries: Sequence[Named | Wrong], parts: Sequence[Part]) -> tuple[str, ...]:
    """The sources whose events are in the log that is there, and would not be in one that is made now."""
    unread = {part.name for part in parts if not part.read} | {e.name for e in entries if isinstance(e, Wrong)}
    there = [str(said.get("name")) for said in sources_said(target)] if as_pulled(target) else []
    return tuple(name for name in there if name in unread)


def _fetch(part: Part, tell: Tell, stream: StreamFile, target: Path, *, ask: bool, fresh: bool) -> None:
    """Fetch a source's new pages, then make its log of all that are kept; without ``ask`` only the latter."""
    try:
        with opened(part.source) as store:
            store.pulled_for(stream.path, target)
            if ask:
                _pages(part, store, tell, fresh=fresh)
            part.kept, part.at = len(store), store.at
            part.complete = part.source.complete(store.cursor)
            part.log = part.source.log(store.bodies(), stream.stream.clock.timezone)
            part.read = True
    except SourceError as error:
        part.missing = str(error)
    if part.read and part.missing and not part.kept:
        delete(place_of(part.source))  # nothing came: an address that was mistyped leaves no trace


def _pages(part: Part, store: Store, tell: Tell, *, fresh: bool) -> None:
    """Keep what comes. Where all is read anew, what was kept before goes when all of it has come, not sooner."""
    try:
        if fresh:
            store.renew()
        with closing(part.source.fetch(store.cursor, tell)) as pages:
            for page in pages:
                store.add(page)
                part.pages += 1
        if part.source.complete(store.cursor):
            store.settle()
    except SourceError as error:
        part.missing = str(error)


def _incomplete(part: Part) -> Finding:
    text = f"{part.name}: not all of it is here ({part.missing or 'its pull was stopped'}): vsm pull goes on from there"
    return Finding("incomplete-source", text)


def _unread(entry: Wrong) -> Finding:
    first = entry.problems[0]
    place = f"{Path(first.file).name}:{first.line}" if first.line else Path(first.file).name
    text = f"{entry.name}: nothing of it is here, as its entry is wrong ({place}: {first.text})"
    return Finding("incomplete-source", text)


def _write(target: Path, events: EventLog, parts: Sequence[Part]) -> None:
    text = io.StringIO(newline="")
    write_csv(events, text)
    data = text.getvalue().encode("utf-8")
    pulled = max((part.at for part in parts if part.at), default=datetime.now(UTC)).isoformat()
    before = target.read_bytes() if target.is_file() else None
    said = about_text(events, data, [_described(part) for part in parts], pulled, before)
    _put(beside(target), said.encode("utf-8"))
    if before != data:
        _put(target, data)


def _put(path: Path, data: bytes) -> None:
    """Write a file in one step: one that is there keeps its permissions, a new one is for its owner alone.

    Raises:
        InputError: when it cannot be written; the old one is intact.
    """
    from vsm_tui.files.stream_file import replace_file, write_atomically

    try:
        if path.exists() or path.is_symlink():
            replace_file(path, data)
        else:
            write_atomically(path, data, 0o600)
    except OSError as error:
        text = f"cannot be written ({error.strerror}); what was pulled is kept: pull again when it can"
        raise InputError(Problem(text, str(path))) from None


def _described(part: Part) -> dict[str, Any]:
    return {
        "name": part.name, "tool": part.source.tool, **part.source.identity,
        "pulled": part.at.isoformat() if part.at else None, "complete": part.complete and not part.missing,
    }  # fmt: skip
