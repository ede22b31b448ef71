"""A pull that runs beside the screen: what it says lands here, and screens look when they like.

No Textual in it. The thread that pulls only puts frozen values in the place of others, so that a screen that reads
them needs no lock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple

from vsm_tui.connect.source import Stopped, Tell
from vsm_tui.events.clean import clean
from vsm_tui.files import StreamFile, splice
from vsm_tui.model import InputError, Problem, SourceError, Stream
from vsm_tui.model.wording import counted

if TYPE_CHECKING:
    from vsm_tui.connect.pull import Part, Pulled

Doing = Literal["queued", "asking", "waiting", "done", "failed", "stopped"]
_TEXT = 400


class Wish(NamedTuple):
    """What to pull: the sources called one of ``only``, or all; see :func:`vsm_tui.connect.pull.pull`."""

    only: tuple[str, ...] = ()
    replace: bool = False
    fresh: bool = False
    ask: bool = True


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one source is. ``total`` is ``None`` where nobody knows it; ``seconds`` are left of a wait, ``why`` says
    what for, or what failed. ``items`` and ``events`` are in its part of the log.
    """

    doing: Doing = "queued"
    what: str = ""
    done: int = 0
    total: int | None = None
    seconds: int = 0
    why: str = ""
    items: int = 0
    events: int = 0

    @property
    def counts(self) -> str:
        """What came so far: ``300 of 1,204 issues``."""
        if not self.what:
            return ""
        return (
            f"{self.done:,} of {self.total:,} {self.what}" if self.total is not None else f"{self.done:,} {self.what}"
        )

    @property
    def share(self) -> float | None:
        """How much of it is done; ``None`` where nobody knows."""
        return min(1.0, self.done / self.total) if self.total else None


class Pulling(Tell):
    """One pull, from :meth:`run` in a thread to its end. ``notes`` are the last things that were worth saying."""

    def __init__(self, opened: StreamFile, stream: Stream, wish: Wish) -> None:
        super().__init__()
        self.opened, self.stream, self.wish = opened, stream, wish
        self.progress: Mapping[str, Progress] = {}
        self.notes: tuple[str, ...] = ()
        self.ending: tuple[Said, ...] = ()
        self.over = self.stopped = self.stopping = self.taken = self.handwritten = False
        self.problems: tuple[Problem, ...] = ()
        self.result: Pulled | None = None
        self._about = ""

    # -- in the thread -----------------------------------------------------------------------------------------

    def run(self) -> None:
        """Pull; what a user can mend is in ``problems``. A pull that was stopped leaves a log of what came."""
        from vsm_tui.connect.pull import HandWrittenError

        try:
            self.result = self._pulled()
        except HandWrittenError as error:
            self.handwritten, self.problems = True, error.problems
        except InputError as error:
            self.problems = error.problems
        except SourceError as error:
            self.problems = (Problem(clean(str(error), _TEXT)),)
        except OSError as error:
            self.problems = (Problem(error.strerror or str(error), str(error.filename or "")),)
        finally:
            self._end()
            self.over = True

    def _pulled(self) -> Pulled:
        from vsm_tui.connect.pull import pull

        wish, file = self.wish, as_edited(self.opened, self.stream)
        try:
            return pull(file, self, only=wish.only, replace=wish.replace, fresh=wish.fresh, ask=wish.ask)
        except Stopped:
            self.stopped = True
            return pull(file, Tell(), replace=wish.replace, ask=False)  # each page that came is whole in itself

    def _end(self) -> None:
        parts = {part.name: part for part in self.result.parts} if self.result else {}
        every = {**dict.fromkeys(parts, Progress()), **self.progress}
        self.progress = {n: _ended(known, parts.get(n), stopped=self.stopped) for n, known in every.items()}
        if self.result is not None:
            self.ending = tuple(_ending(self.result, stopped=self.stopped, asked=self.wish.ask))
        else:
            self.ending = tuple(Said("bad", str(p) if p.line else p.text) for p in self.problems[:4])

    # -- what the pull says, in its thread -----------------------------------------------------------------------

    def begin(self, name: str) -> None:
        """A source's turn."""
        self._about = name
        if name:
            self.progress = {**self.progress, name: Progress("asking")}

    def counted(self, what: str, done: int, total: int | None = None) -> None:
        """How many there are by now."""
        self._now(doing="asking", what=clean(what, 40), done=done, total=total, seconds=0, why="")

    def countdown(self, why: str, seconds: int) -> None:
        """How long the server wants to be left alone."""
        self._now(doing="waiting" if seconds else "asking", seconds=seconds, why=clean(why, _TEXT) if seconds else "")

    def note(self, text: str) -> None:
        """Keep the last few."""
        self.notes = (*self.notes, f"{self._about}: {clean(text, _TEXT)}")[-4:]

    def _now(self, **fields: object) -> None:
        known = self.progress.get(self._about)
        if known is not None:
            now = replace(known, **fields)  # type: ignore[arg-type]  # fields of a Progress
            self.progress = {**self.progress, self._about: now}

    # -- on the screen's side ------------------------------------------------------------------------------------

    def stop(self) -> None:
        """Stop at the next step; nothing that came is lost."""
        self.stopping = True
        super().stop()

    @property
    def waiting(self) -> Progress | None:
        """The source that waits, where one does."""
        return next((known for known in self.progress.values() if known.doing == "waiting"), None)

    def told(self) -> tuple[Said, ...]:
        """How it stands, or how it ended, in sentences."""
        return self.ending if self.over else (self._running(),)

    def _running(self) -> Said:
        held = self.waiting
        if self.stopping:
            return Said("plain", "stopping; what came is kept")
        if held is not None:
            return Said("warning", f"{held.why}; going on in {held.seconds} s · p stops, nothing is lost")
        if not self._about and self.progress:
            return Said("plain", "joining what came, and writing the log")
        return Said("plain", f"asking {self._about or 'the sources'} · p stops, nothing is lost")


def as_edited(opened: StreamFile, stream: Stream) -> StreamFile:
    """The file as it will be once ``stream`` is saved: what is asked of sources is what the screen says."""
    return opened if stream == opened.stream else replace(opened, text=splice(opened.text, stream), stream=stream)


class Said(NamedTuple):
    """A sentence, and whether it is good or bad news."""

    mood: Literal["good", "warning", "bad", "plain"]
    text: str


def _ended(before: Progress, part: Part | None, *, stopped: bool) -> Progress:
    if part is None:
        return replace(before, doing="stopped" if stopped else "failed", seconds=0, why="")
    items, events = len(set(part.log.item)), len(part.log)
    doing: Doing = "failed" if part.missing else "done" if part.complete else "stopped"
    return replace(before, doing=doing, seconds=0, why=clean(part.missing, _TEXT), items=items, events=events)


def _ending(done: Pulled, *, stopped: bool, asked: bool) -> list[Said]:
    """What a pull brought, and what is missing."""
    items, events = len(set(done.events.item)), len(done.events)
    begun = "stopped" if stopped else "pulled" if asked else "made of what is kept"
    if done.written:
        brought = f"{counted(items, 'item')} with {counted(events, 'event')}, in {done.log.name}"
        said = [Said("warning" if stopped else "good", f"{begun}: {brought}")]
    elif done.spared:
        lost = f"it would lose what {', '.join(done.spared)} gave, which cannot be read now"
        said = [Said("warning", f"{begun}: {done.log.name} is as it was, {lost}")]
    else:
        text = "nothing came yet" if stopped or done.failed else "the sources have no events"
        said = [Said("warning", f"{begun}: {text}; {done.unwritten}")]
    said += [Said("bad", missing(part)) for part in done.parts if part.missing]
    said += [Said("bad", clean(f"{wrong.name}: {wrong.problems[0].text}", _TEXT)) for wrong in done.wrong]
    if stopped:
        said.append(Said("plain", "what came is kept, and the next pull goes on from there"))
    return said


def missing(part: Part) -> str:
    """What failed at a source, what is kept of it, and how it goes on."""
    kept = (
        f"{counted(part.kept, 'page')} kept, and the next pull goes on from there" if part.kept else "nothing is kept"
    )
    return clean(f"{part.name}: {part.missing}; {kept}", _TEXT + 100)
