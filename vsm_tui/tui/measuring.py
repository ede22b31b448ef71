"""The measured side of an open stream: which log, what was measured, and whether it still holds.

Only data and jobs; numpy and DuckDB are first imported inside a job's thread, so that nothing is loaded before the
first frame and nothing waits for a log.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from vsm_tui.flow import Flow
from vsm_tui.model import ClockName, Columns, Problem, Stage, Stream, VsmError
from vsm_tui.tui.lanes import Lane
from vsm_tui.tui.saving import Stamp, stamp
from vsm_tui.tui.span import Span, Window

if TYPE_CHECKING:
    from vsm_tui.flow import Range80
    from vsm_tui.measure import Log, Measurement


class Read(NamedTuple):
    """A log that lies in memory, and the files as they were when it was read."""

    paths: tuple[Path, ...]
    stamps: tuple[Stamp, ...]
    zone: str
    log: Log
    said: Columns = Columns()


def definition(stream: Stream) -> Stream:
    """The parts of a stream that a measurement depends on; estimates and texts do not matter to it."""
    stages = tuple(
        Stage(id=s.id, name=s.name, outside=s.outside, people=s.people, states=s.states) for s in stream.stages
    )
    return replace(stream, start="", end="", notes="", rework=(), sources=(), experiments=(), stages=stages)


class Wanted(NamedTuple):
    """What exactly is asked of a log: equal questions have equal answers."""

    definition: Stream
    clock: ClockName
    window: Window
    paths: tuple[Path, ...]
    stamps: tuple[Stamp, ...]
    off_hours: bool = False


class Measured(NamedTuple):
    """The answer to one question, or the problems that stand in its way."""

    wanted: Wanted
    measurement: Measurement | None = None
    read: Read | None = None
    problems: tuple[Problem, ...] = ()
    lane: Lane = "measure"


class MeasureJob(NamedTuple):
    """Read the log, unless it lies in memory already, and measure it."""

    stream: Stream
    wanted: Wanted
    read: Read | None = None
    lane: Lane = "measure"

    def run(self) -> Measured:
        """Measure; what a user can mend comes back as problems."""
        from vsm_tui.measure import columns_of, load, measure
        from vsm_tui.measure.log.sizes import HELD, LARGE

        read, wanted = self.read, self.wanted
        zone, said = self.stream.clock.timezone, self.stream.columns
        try:
            missing = [Problem("this log does not exist", str(p)) for p in wanted.paths if stamp(p) is None]
            if missing:
                return Measured(wanted, problems=tuple(missing))
            if read is None or (read.paths, read.stamps, read.zone, read.said) != (
                wanted.paths,
                wanted.stamps,
                zone,
                said,
            ):
                log = load(list(wanted.paths), zone, columns=columns_of(self.stream), said=said, most=HELD)
                if log.rows <= LARGE:
                    log.details.fetch()  # names and types, while the file is the one that was read
                read = Read(wanted.paths, wanted.stamps, zone, log, said)
            window = wanted.window
            found = measure(
                self.stream,
                read.log,
                clock=wanted.clock,
                since=window.since,
                until=window.until,
                off_hours=wanted.off_hours,
            )
        except VsmError as error:
            problems = getattr(error, "problems", None) or (Problem(str(error)),)
            return Measured(wanted, read=read, problems=tuple(problems))
        except OSError as error:
            return Measured(wanted, problems=(Problem(error.strerror or str(error), str(error.filename or "")),))
        return Measured(wanted, found, read)


class Ranged(NamedTuple):
    """Simulated median and 80 % range of an estimated lead time, in working seconds."""

    stream: Stream
    found: Range80 | None
    lane: Lane = "range"


class RangeJob(NamedTuple):
    """Simulate what three-point estimates add up to."""

    stream: Stream
    lane: Lane = "range"

    def run(self) -> Ranged:
        """Draw; ``None`` where the estimate is incomplete."""
        from vsm_tui.flow import simulate_range

        return Ranged(self.stream, simulate_range(self.stream))


@dataclass(slots=True)
class Data:
    """What is known from the log. ``answers`` holds the last answer per clock, ``problems`` why there is none."""

    paths: tuple[Path, ...] = ()
    stamps: tuple[Stamp, ...] = ()
    read: Read | None = None
    answers: dict[ClockName, Measured] = field(default_factory=dict)
    _defined: tuple[Stream, Stream] | None = None
    """The stream that was asked for last and its definition: asked for with every key, and every stage is in it."""

    def point_at(self, paths: tuple[Path, ...]) -> None:
        """The stream's logs are these files now."""
        if paths != self.paths:
            self.paths, self.stamps = paths, tuple(stamp(p) for p in paths)

    @property
    def span(self) -> Span | None:
        """What the log that was read covers; ``None`` before that, and of a log without events."""
        if self.read is None or self.read.paths != self.paths or not self.read.log.rows:
            return None
        return Span.of(self.read.log.ends)

    def stamps_seen(self, stamps: tuple[Stamp, ...]) -> None:
        """The logs as they lie on disk now: a changed log is measured again."""
        if len(stamps) == len(self.paths):
            self.stamps = stamps

    def forget(self) -> None:
        """Throw away the log and every answer."""
        self.read, self.stamps = None, tuple(stamp(p) for p in self.paths)
        self.answers.clear()

    def wanted(self, stream: Stream, clock: ClockName, window: Window, *, off_hours: bool = False) -> Wanted | None:
        """The question that is open now, or ``None`` without a log."""
        if not self.paths:
            return None
        if self._defined is None or self._defined[0] is not stream:
            self._defined = stream, definition(stream)
        slices = off_hours and clock == "elapsed"  # the working clock has no nights
        return Wanted(self._defined[1], clock, window, self.paths, self.stamps, slices)

    def next_job(
        self, stream: Stream, clock: ClockName, window: Window, *, off_hours: bool = False
    ) -> MeasureJob | None:
        """What to measure next, or ``None`` while the last answer still holds."""
        wanted = self.wanted(stream, clock, window, off_hours=off_hours)
        if wanted is None or self.is_answered(wanted):
            return None
        return MeasureJob(stream, wanted, self.read)

    def is_answered(self, wanted: Wanted) -> bool:
        """Whether the last answer on this clock is to this very question."""
        answer = self.answers.get(wanted.clock)
        return answer is not None and answer.wanted == wanted

    def settle(self, outcome: Measured) -> None:
        """Keep an answer, and the log it came from."""
        self.answers[outcome.wanted.clock] = outcome
        self.read = outcome.read or self.read

    def flow(self, clock: ClockName) -> Flow | None:
        """The measured flow on ``clock``; of an earlier question while a new one is being answered."""
        answer = self.answers.get(clock)
        return None if answer is None or answer.measurement is None else answer.measurement.flow

    def problems(self, clock: ClockName) -> tuple[Problem, ...]:
        """Why there is no measured flow on ``clock``."""
        answer = self.answers.get(clock)
        return () if answer is None else answer.problems
