"""An open stream and its file: autosave, crash recovery, and changes made outside.

Every edit is kept beside the file first (crash recovery), and written into it shortly after the last one. A file that
changed outside is taken over where nothing of ours is unsaved, and is a conflict where something is.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Literal, NamedTuple

from vsm_tui import files
from vsm_tui.files import StreamFile, read_stream
from vsm_tui.model import ConflictError, InputError, Problem, Stream
from vsm_tui.tui.lanes import Job, Lane

AUTOSAVE_AFTER = 1.0
LOOK_EVERY = 1.0
Stamp = tuple[int, int, int] | None
Seen = Literal["same", "changed", "broken", "gone"]


def stamp(path: Path) -> Stamp:
    """``(mtime_ns, size, inode)`` of a file, or ``None`` where there is none: cheap to compare."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


class Kept(NamedTuple):
    """The unsaved text lies in the recovery folder now, or ``trouble`` says why not."""

    stream: Stream
    trouble: str = ""
    lane: Lane = "disk"


class Saved(NamedTuple):
    """``file`` is what was written; without it there was a ``conflict`` or other ``trouble`` and nothing was."""

    stream: Stream
    file: StreamFile | None = None
    conflict: bool = False
    trouble: str = ""
    lane: Lane = "disk"


class Looked(NamedTuple):
    """How the file on disk stands against the one that was opened; ``logs`` are the stamps of its event logs."""

    seen: Seen
    stamp: Stamp
    file: StreamFile | None = None
    problems: tuple[Problem, ...] = ()
    logs: tuple[Stamp, ...] = ()
    lane: Lane = "disk"


_TURN = threading.Lock()
"""One write at a time, also when the last flush meets an autosave that is still running."""
_WRITTEN: dict[Path, tuple[StreamFile, ...]] = {}
"""What this process opened and then wrote, one after another, latest last: so it recognises its own hand, and what is
undone gets its old text back, with the comments that went with a deleted stage."""
_REMEMBERED = 500


def forget(path: Path) -> None:
    """Throw a recovery copy away, after whoever is writing one."""
    with _TURN:
        files.recovery.discard(path)


class KeepJob(NamedTuple):
    """Keep the unsaved text for the next start after a crash."""

    opened: StreamFile
    stream: Stream
    lane: Lane = "disk"

    def run(self) -> Kept:
        """Write the recovery copy."""
        with _TURN:
            try:
                files.recovery.keep(self.opened.path, files.splice(self.opened.text, self.stream))
            except OSError as error:
                return Kept(self.stream, f"cannot keep a recovery copy: {_reason(error)}")
        return Kept(self.stream)


class SaveJob(NamedTuple):
    """Write the stream into its file, as small an edit as possible."""

    opened: StreamFile
    stream: Stream
    overwrite: bool = False
    lane: Lane = "disk"

    def run(self) -> Saved:
        """Save; the recovery copy goes only once the file holds the same."""
        with _TURN:
            try:
                file = self._save()
                files.recovery.discard(self.opened.path)
            except ConflictError:
                return Saved(self.stream, conflict=True)
            except InputError as error:
                return Saved(self.stream, trouble=error.problems[0].text)
        return Saved(self.stream, file)

    def _save(self) -> StreamFile:
        path = self.opened.path
        ours = _WRITTEN.get(path, ())
        if all(own.digest != self.opened.digest for own in ours):
            ours = (self.opened,)  # somebody else wrote since: our older texts lack what they wrote
        text = next((own.text for own in reversed(ours) if own.stream == self.stream), None)
        try:
            file = files.save_stream(self.opened, self.stream, overwrite=self.overwrite, text=text)
        except ConflictError:
            # An autosave that ran while this one was asked for is no conflict; anything else on disk is.
            file = files.save_stream(ours[-1], self.stream, text=text)
        _WRITTEN[path] = (*ours, file)[-_REMEMBERED:]
        return file


class LookJob(NamedTuple):
    """See whether somebody else changed the file or its logs."""

    opened: StreamFile
    known: Stamp
    logs: tuple[Path, ...] = ()
    lane: Lane = "disk"

    def run(self) -> Looked:
        """Compare stamps; read the file only where they differ."""
        path, logs = self.opened.path, tuple(stamp(log) for log in self.logs)
        now = stamp(path)
        if now == self.known:
            return Looked("same", now, logs=logs)
        if now is None:
            return Looked("gone", now, logs=logs)
        try:
            file = read_stream(path)
        except InputError as error:
            return Looked("broken", now, problems=error.problems, logs=logs)
        return Looked("same" if file.digest == self.opened.digest else "changed", now, file, logs=logs)


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower() or os.strerror(error.errno or 0)


@dataclass(slots=True)
class Disk:
    """How an open stream stands against its file. Times are monotonic seconds, given by the caller."""

    AUTOSAVE_AFTER: ClassVar[float] = AUTOSAVE_AFTER

    opened: StreamFile
    conflict: bool = False
    theirs: Looked | None = None
    trouble: str = ""
    edited_at: float | None = None
    looked_at: float = 0.0
    kept: Stream | None = None
    known: Stamp = field(default=None)

    def __post_init__(self) -> None:
        self.known = stamp(self.opened.path)

    def dirty(self, stream: Stream) -> bool:
        """Whether the file does not hold ``stream`` yet."""
        return stream is not self.opened.stream and stream != self.opened.stream

    def next_job(self, stream: Stream, now: float, logs: tuple[Path, ...]) -> Job | None:
        """The most urgent thing to do: keep, then save once the hands rest, then look around."""
        if self.dirty(stream):
            if self.kept is not stream and self.kept != stream:
                return KeepJob(self.opened, stream)
            if not self.conflict and self.edited_at is not None and now - self.edited_at >= AUTOSAVE_AFTER:
                return SaveJob(self.opened, stream)
        if now - self.looked_at >= LOOK_EVERY:
            self.looked_at = now
            return LookJob(self.opened, self.known, logs)
        return None

    def settle_kept(self, outcome: Kept) -> None:
        """Remember what the recovery folder holds."""
        self.kept, self.trouble = outcome.stream, outcome.trouble

    def settle_saved(self, outcome: Saved, now: float) -> None:
        """Take over the written file, or remember why there is none; a failed save is tried again after a while."""
        self.conflict, self.trouble = outcome.conflict, outcome.trouble
        if outcome.file is not None:
            self.take(outcome.file)
        elif not outcome.conflict:
            self.edited_at = now

    def take(self, file: StreamFile) -> None:
        """From now on ``file`` is what our edits are measured against."""
        self.opened, self.known = file, stamp(file.path)
        self.conflict, self.theirs, self.kept, self.trouble = False, None, None, ""
