"""What was pulled and is kept: where, how much, since when, for which streams; and how all of it is removed.

Removed are fetched pages, the logs made of them with what is said beside them, and events kept in order so that logs
open at once. Never a log that somebody wrote or changed by hand. Nothing is asked of any server.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from vsm_tui.connect.entries import Named, entries_of, selected
from vsm_tui.connect.pull import pull
from vsm_tui.connect.source import Tell
from vsm_tui.connect.store import delete, opened_at, place_of, places
from vsm_tui.events.about import as_pulled, beside
from vsm_tui.files import StreamFile, log_paths, read_stream
from vsm_tui.files.locations import ordered_folder
from vsm_tui.model import InputError, SourceError


@dataclass(frozen=True, slots=True)
class Kept:
    """The pages of one source in the file ``place``, ``size`` bytes, fetched between ``first`` and ``last`` (UTC).

    ``streams`` are the stream files they were pulled for, each with the log that was made. ``trouble`` says why it
    cannot be looked at.
    """

    place: Path
    tool: str
    where: str = ""
    pages: int = 0
    size: int = 0
    first: datetime | None = None
    last: datetime | None = None
    streams: tuple[tuple[Path, Path], ...] = ()
    trouble: str = ""


@dataclass(slots=True)
class Removal:
    """What is to be removed, and what is left alone although it lies there, each with the reason.

    ``shared`` are stores that other streams need, with the paths of those: they stay, and are kept no longer for the
    stream ``path``. ``stream`` is set where only some of its sources go: its log is then made anew of the others.
    """

    stores: list[Kept] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    left: list[tuple[Path, str]] = field(default_factory=list)
    stream: StreamFile | None = None
    shared: list[tuple[Kept, tuple[Path, ...]]] = field(default_factory=list)
    path: Path | None = None

    @property
    def size(self) -> int:
        """Bytes, all together."""
        return sum(kept.size for kept in self.stores) + sum(map(size_of, self.files))

    def __bool__(self) -> bool:
        return bool(self.stores or self.files)


def everything_kept() -> list[Kept]:
    """Every source of which something is kept."""
    return [_looked_at(path) for path in places()]


def kept_of(stream: StreamFile, only: Sequence[str] = ()) -> list[Kept]:
    """What is kept for a stream, also of sources it had before they were changed; with ``only``, of those alone.

    Raises:
        InputError: when the stream has no source of such a name.
    """
    entries = entries_of(stream)
    wanted = selected(stream, entries, only) if only else entries
    named = {place_of(entry.source) for entry in wanted if isinstance(entry, Named)}
    path = stream.path.resolve()
    return [
        kept
        for kept in everything_kept()
        if kept.place in named or (not only and any(known == path for known, _ in kept.streams))
    ]


def ordered() -> list[Path]:
    """The files of events in order."""
    folder = ordered_folder()
    return sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []


def size_of(path: Path) -> int:
    """Its bytes; 0 where it is not there any more."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def removal_of(stream: StreamFile, only: Sequence[str] = ()) -> Removal:
    """What goes when all that was pulled for a stream goes; with ``only``, what was pulled of those sources. What other
    streams need stays.

    Raises:
        InputError: when the stream has no source of such a name.
    """
    found = Removal(path=stream.path.resolve())
    for kept in kept_of(stream, only):
        if others := _others(kept, stream.path.resolve()):
            found.shared.append((kept, others))
        else:
            found.stores.append(kept)
    if only:
        found.stream = stream
    else:
        beside_it = stream.path.with_name(f"{stream.path.stem}.events.csv")
        _add_logs(found, [*log_paths(stream), beside_it, *_logs(kept_of(stream), stream.path.resolve())])
    if found.stores or found.files:
        found.files += ordered()
    return found


def removal_of_everything() -> Removal:
    """What goes when all that was ever pulled goes, with the logs of all streams it was pulled for."""
    found = Removal(everything_kept())
    _add_logs(found, _logs(found.stores))
    found.files += ordered()
    return found


def remove(what: Removal) -> None:
    """Remove it. Where only some sources of a stream go, its log is made anew of what is left of the others.

    Raises:
        SourceError: when a pull is adding to one of the stores, or something cannot be removed; the rest is gone.
        InputError: when the log cannot be made anew.
    """
    for kept in what.stores:
        delete(kept.place)
    for kept, _ in what.shared if what.stream is None else ():
        with opened_at(kept.place) as store:
            store.forget(what.path or Path())
    for path in what.files:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise SourceError(f"{path} cannot be removed ({error.strerror}): look at its permissions") from None
    if what.stream is None or not what.stores:
        return
    logs = [log for log in _logs(what.stores, what.stream.path.resolve()) if as_pulled(log)]
    if logs and not pull(what.stream, Tell(), ask=False).written:  # nothing is left to make it of
        remove(Removal(files=[path for log in logs for path in (log, beside(log))]))


def _others(kept: Kept, path: Path) -> tuple[Path, ...]:
    """The streams beside that at ``path`` whose logs are made of what is kept here, as far as anybody can tell."""

    def needs(other: Path) -> bool:
        try:
            entries = entries_of(read_stream(other))
        except InputError:
            return True
        return any(isinstance(entry, Named) and place_of(entry.source) == kept.place for entry in entries)

    return tuple(other for other, _ in kept.streams if other != path and other.is_file() and needs(other))


def _logs(stores: Iterable[Kept], stream: Path | None = None) -> list[Path]:
    return [log for kept in stores for known, log in kept.streams if stream in (None, known)]


def _add_logs(found: Removal, logs: Iterable[Path]) -> None:
    """Of each log that was pulled what is there of it, and of one that somebody changed only what is said beside it."""
    for log in dict.fromkeys(path.resolve() for path in logs):
        if not beside(log).is_file():
            continue
        if as_pulled(log):
            found.files.append(log)
        elif log.is_file():
            found.left.append((log, "was changed by hand since it was pulled"))
        found.files.append(beside(log))


def _looked_at(path: Path) -> Kept:
    tool, size = path.name.partition("-")[0], size_of(path)
    try:
        with opened_at(path) as store:
            named, where = store.source
            streams = tuple(store.streams)
            return Kept(path, named or tool, where, len(store), size, store.began, store.at, streams)
    except SourceError as error:
        return Kept(path, tool, size=size, trouble=str(error))
