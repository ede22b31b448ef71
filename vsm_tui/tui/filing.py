"""What happens between an open stream and its file: saved, kept, recovered, taken over, in conflict."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from vsm_tui import files
from vsm_tui.files import StreamFile, parse_stream
from vsm_tui.model import InputError, Stream
from vsm_tui.tui.saving import KeepJob, Kept, Looked, Saved, SaveJob, forget, stamp

if TYPE_CHECKING:
    from vsm_tui.tui.session import Session

Happened = Literal["edited", "view", "measured", "range", "saved", "conflict", "reloaded", "trouble", "pulled"]


class Replace(NamedTuple):
    """Another whole version of the stream, as one change that can be undone."""

    title: str
    stream: Stream

    def apply(self, stream: Stream) -> Stream:  # noqa: ARG002 -- what a change looks like
        """The other version."""
        return self.stream


class Filing:
    """The file side of a session. Methods without ``job`` in their name write in the thread that calls them."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @cached_property
    def recoverable(self) -> Stream | None:
        """What a crash left unsaved; looked for when somebody asks, because the first frame does not wait for it."""
        return None if self.session.read_only else _recoverable(self.session.disk.opened)

    @property
    def unsaved(self) -> str:
        """Why edits are not in the file and will not get there by themselves; "" where they are, or will."""
        disk = self.session.disk
        if self.session.read_only or not self.session.dirty:
            return ""
        if not disk.conflict:
            return disk.trouble
        seen = disk.theirs.seen if disk.theirs is not None else "changed"
        what = {"gone": "the file is gone from disk", "broken": "the file was changed outside and has problems now"}
        return what.get(seen, "the file was changed outside") + "; leaving asks what to do"

    def flush(self, *, overwrite: bool = False) -> Saved | None:
        """Write unsaved edits now; ``None`` when there was nothing to write."""
        session = self.session
        if not session.dirty and not overwrite:
            return None
        outcome = SaveJob(session.disk.opened, session.stream, overwrite).run()
        self.settle(outcome)
        return outcome

    def forget_kept(self) -> None:
        """Nothing is unsaved: a copy kept for a crash, of an edit that was undone since, is of no use any more."""
        if self.session.history.entries and not self.session.dirty:
            forget(self.session.path)

    def keep_now(self) -> None:
        """Keep the unsaved edits for the next start."""
        self.settle(KeepJob(self.session.disk.opened, self.session.stream).run())

    def recover(self, *, accept: bool) -> None:
        """Take over what a crash left unsaved, or throw it away."""
        left, self.recoverable = self.recoverable, None
        if left is not None and accept:
            self.session.do(Replace("Recover unsaved edits", left))
        else:
            files.recovery.discard(self.session.path)

    def keep_mine(self) -> Saved | None:
        """End a conflict with our version; the other side's comments and layout stay where they can."""
        disk = self.session.disk
        theirs = disk.theirs
        if theirs is not None and theirs.file is not None:
            disk.take(theirs.file)
            return self.flush()
        disk.conflict = False
        return self.flush(overwrite=True)

    def take_theirs(self, file: StreamFile) -> None:
        """Take over the version on disk; undo brings ours back."""
        session = self.session
        session.disk.take(file)
        if file.stream != session.stream:
            session.history.do(Replace("Take over the version on disk", file.stream))
        if not session.read_only:
            files.recovery.discard(session.path)
        session.changed("reloaded")

    def save_as(self, opened: StreamFile) -> None:
        """Go on in another file, which holds our version already."""
        files.recovery.discard(self.session.path)
        self.session.disk.take(opened)
        self.session.changed("saved")

    def take_pull(self) -> None:
        """Take over what a pull that has ended left: its log may be new, or a new one."""
        session, found = self.session, self.session.pulling
        if found is not None and found.over and not found.taken:
            found.taken = True
            session.data.stamps_seen(tuple(stamp(path) for path in session.data.paths))
            session.changed("pulled")

    def settle(self, outcome: Kept | Saved | Looked) -> None:
        """Take over what a job on the disk found out."""
        match outcome:
            case Kept():
                self.session.disk.settle_kept(outcome)
                self.forget_kept()
                if outcome.trouble:
                    self.session.changed("trouble")
            case Saved():
                self._settle_saved(outcome)
            case Looked():
                self._settle_looked(outcome)

    def _settle_saved(self, outcome: Saved) -> None:
        session = self.session
        session.disk.settle_saved(outcome, session.now())
        if outcome.conflict:
            session.changed("conflict")
        elif outcome.trouble:
            session.changed("trouble")
        else:
            session.history.mark_saved(outcome.stream)
            session.changed("saved")

    def _settle_looked(self, outcome: Looked) -> None:
        session, disk = self.session, self.session.disk
        before, disk.known = disk.known, outcome.stamp
        session.data.stamps_seen(outcome.logs)
        if outcome.seen == "same" or outcome.stamp == before:
            return
        if outcome.seen == "changed" and outcome.file is not None and not session.dirty:
            self.take_theirs(outcome.file)
        elif session.dirty:
            disk.theirs, disk.conflict = outcome, True
            session.changed("conflict")
        else:
            disk.trouble = "the file is gone from disk" if outcome.seen == "gone" else _problems(outcome)
            if session.read_only:
                disk.trouble += "; this is what it said before"
            session.changed("trouble")


def _problems(outcome: Looked) -> str:
    """That the file cannot be read now, with its first problem and the line of that."""
    said = "the file has problems now"
    if not outcome.problems:
        return said
    first = outcome.problems[0]
    return f"{said}: " + (f"line {first.line}: {first.text}" if first.line else first.text)


def _recoverable(opened: StreamFile) -> Stream | None:
    """What a crash left, where it differs from the file. What cannot be read stays in the recovery folder."""
    text = files.recovery.pending(opened.path)
    if text is None:
        return None
    try:
        stream, _ = parse_stream(text, str(opened.path))
    except InputError:
        return None
    if stream == opened.stream:
        files.recovery.discard(opened.path)
        return None
    return stream
