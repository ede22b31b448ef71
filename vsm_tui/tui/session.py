"""One open stream without a screen: what it says, what its log says, how it is looked at, and its file.

A session never blocks and never draws. Whoever drives it runs :meth:`Session.jobs` in threads and gives their outcomes
to :meth:`Session.settle`; screens listen with :meth:`Session.subscribe` and read :meth:`Session.shown`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from vsm_tui.edit import History
from vsm_tui.files import StreamFile, log_paths
from vsm_tui.flow import Flow, expected, to_elapsed
from vsm_tui.model import ClockName, Problem, Stream
from vsm_tui.tui.filing import Filing, Happened
from vsm_tui.tui.lanes import Failed, Job, Lane, Outcome
from vsm_tui.tui.measuring import Data, Measured, MeasureJob, Ranged, RangeJob
from vsm_tui.tui.saving import Disk, Kept, Looked, Saved
from vsm_tui.tui.span import Window

if TYPE_CHECKING:
    from vsm_tui.edit import Change
    from vsm_tui.flow import Range80
    from vsm_tui.measure import Measurement
    from vsm_tui.tui.pulling import Pulling

Layers = Literal["both", "estimate", "measured"]
LAYERS: tuple[Layers, ...] = ("both", "estimate", "measured")
__all__ = ["LAYERS", "Happened", "Layers", "Session", "Shown", "View", "with_next_layers", "with_other_clock"]
Listener = Callable[[Happened], None]


@dataclass(frozen=True, slots=True)
class View:
    """How a stream is looked at. ``clock`` is ``None`` until somebody chooses one.

    ``named`` is the window as it was asked for; ``off_hours`` shows nights and weekends as a slice of their own, and
    ``clock_before`` is the clock that was chosen before that needed the elapsed one.
    """

    layers: Layers = "both"
    clock: ClockName | None = None
    window: Window = field(default_factory=Window)
    named: str = ""
    off_hours: bool = False
    clock_before: ClockName | None = None


class Shown(NamedTuple):
    """What a screen draws: the flows of the layers in view, on one clock.

    ``converted`` marks an estimate that was put on the elapsed clock by the average week's ratio (draw ``~``).
    ``measuring`` says that a newer measurement is on its way; ``why`` says why a layer that is in view is missing.
    """

    estimate: Flow | None
    measured: Flow | None
    clock: ClockName
    converted: bool = False
    measuring: bool = False
    why: tuple[Problem, ...] = ()


class Session:
    """One open stream. ``filing`` looks after its file, ``data`` after its log, ``history`` holds every version.

    ``pulling`` is the pull that runs, or the last one.
    """

    def __init__(
        self, opened: StreamFile, *, now: Callable[[], float] = time.monotonic, read_only: bool = False
    ) -> None:
        self.read_only = read_only
        self.history = History(opened.stream)
        self.disk = Disk(opened)
        self.filing = Filing(self)
        self.data = Data()
        self.view = View()
        self.pulling: Pulling | None = None
        self.now = now
        self._busy: dict[Lane, Job] = {}
        self._listeners: list[Listener] = []
        self._ranged: Ranged | None = None
        self._estimate = expected(opened.stream)
        self._estimates: dict[ClockName, Flow] = {}
        self._point_at_logs()

    # -- what it says ------------------------------------------------------------------------------------------

    @property
    def stream(self) -> Stream:
        """The stream as it is now, with all edits."""
        return self.history.stream

    @property
    def path(self) -> Path:
        """Its file."""
        return self.disk.opened.path

    @property
    def dirty(self) -> bool:
        """Whether there are edits that the file does not hold yet."""
        return self.disk.dirty(self.stream)

    @property
    def clock(self) -> ClockName:
        """The clock in view: the chosen one, else working time wherever an estimate is in view."""
        return self.view.clock or ("elapsed" if self.view.layers == "measured" and self.data.paths else "working")

    @property
    def measurement(self) -> Measurement | None:
        """The last measurement on the clock in view, with the items behind it."""
        answer = self.data.answers.get(self.clock)
        return None if answer is None else answer.measurement

    def shown(self) -> Shown:
        """What to draw now."""
        layers, clock = self.view.layers, self.clock
        wanted = self.data.wanted(self.stream, clock, self.view.window, off_hours=self.view.off_hours)
        measured = None if layers == "estimate" else self.data.flow(clock)
        estimate = None if layers == "measured" and wanted is not None else self._estimate_on(clock)
        return Shown(
            estimate=estimate,
            measured=measured,
            clock=clock,
            converted=estimate is not None and clock == "elapsed",
            measuring=wanted is not None and layers != "estimate" and not self.data.is_answered(wanted),
            why=() if layers == "estimate" or measured else self.data.problems(clock),
        )

    def flows(self, clock: ClockName) -> tuple[Flow, Flow | None]:
        """The estimate and, where it is known, the measurement, both on ``clock`` whatever is in view."""
        return self._estimate_on(clock), self.data.flow(clock)

    def _estimate_on(self, clock: ClockName) -> Flow:
        found = self._estimates.get(clock)
        if found is None:
            found = self._estimate
            if self._ranged is not None and self._ranged.stream == self.stream and self._ranged.found is not None:
                found = _with_range(found, self._ranged.found)
            if clock == "elapsed":
                found = to_elapsed(found, self.stream.clock)
            self._estimates[clock] = found
        return found

    # -- changing it -------------------------------------------------------------------------------------------

    def do(self, change: Change) -> None:
        """Make a change.

        Raises:
            EditError: when the change does not fit the stream, or nothing may be changed; nothing happened then.
        """
        if self.read_only:
            from vsm_tui.edit import EditError

            raise EditError("this is a view to look at: nothing can be changed")
        self.history.do(change)
        self.changed("edited")

    def undo(self) -> str | None:
        """Take the last change back; its title, or ``None`` when there is none."""
        title = self.history.undo_title
        if title is not None:
            self.history.undo()
            self.changed("edited")
        return title

    def redo(self) -> str | None:
        """Make the change that was taken back again; its title, or ``None`` when there is none."""
        title = self.history.redo_title
        if title is not None:
            self.history.redo()
            self.changed("edited")
        return title

    def look(self, view: View) -> None:
        """Look at it differently; see :func:`with_next_layers` and :func:`with_other_clock`."""
        self.view = view
        self.changed("view")

    def changed(self, what: Happened) -> None:
        """Compute anew what depends on the stream, and tell everybody."""
        if what == "edited":
            self.disk.edited_at = self.now()
        if what == "pulled":
            self._point_at_logs()
        if what in ("edited", "reloaded", "saved"):
            self._estimate = expected(self.stream)
            self._estimates.clear()
            self._point_at_logs()
        for listener in tuple(self._listeners):
            listener(what)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Be told what happened, on the thread that made it happen; returns the way out."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def _point_at_logs(self) -> None:
        self.data.point_at(tuple(log_paths(replace(self.disk.opened, stream=self.stream))))

    # -- work for threads --------------------------------------------------------------------------------------

    def jobs(self) -> list[Job]:
        """What can be done now, at most one job per idle lane; each must come back to :meth:`settle`."""
        found: list[Job | None] = []
        if "disk" not in self._busy:
            found.append(self.disk.next_job(self.stream, self.now(), self.data.paths))
        if "measure" not in self._busy and self.view.layers != "estimate":
            found.append(self.data.next_job(self.stream, self.clock, self.view.window, off_hours=self.view.off_hours))
        spread = self._estimate.lead_time.range is not None
        if spread and "range" not in self._busy and (self._ranged is None or self._ranged.stream != self.stream):
            found.append(RangeJob(self.stream))
        jobs = [job for job in found if job is not None]
        self._busy.update({job.lane: job for job in jobs})
        return jobs

    def settle(self, outcome: Outcome) -> None:
        """Take over what a job found out."""
        job = self._busy.pop(outcome.lane, None)
        match outcome:
            case Kept() | Saved() | Looked():
                self.filing.settle(outcome)
            case Measured():
                self.data.settle(outcome)
                self.changed("measured")
            case Ranged():
                self._ranged = outcome
                self._estimates.clear()
                if outcome.found is not None:
                    self.changed("range")
            case Failed():
                self._give_up(job, outcome.problem)

    def _give_up(self, job: Job | None, problem: Problem) -> None:
        """A job broke down: say so, and do not try the very same again at once."""
        match job:
            case MeasureJob():
                self.data.settle(Measured(job.wanted, problems=(problem,)))
                self.changed("measured")
            case RangeJob():
                self._ranged = Ranged(job.stream, None)
            case _:
                self.disk.kept, self.disk.edited_at, self.disk.trouble = self.stream, self.now(), problem.text
                self.changed("trouble")


def with_next_layers(view: View) -> View:
    """Both layers, then the estimate alone, then the measurement alone."""
    return replace(view, layers=LAYERS[(LAYERS.index(view.layers) + 1) % len(LAYERS)])


def with_other_clock(view: View, now: ClockName) -> View:
    """The clock that is not in view now."""
    return replace(view, clock="elapsed" if now == "working" else "working")


def _with_range(flow: Flow, found: Range80) -> Flow:
    lead = replace(flow.lead_time, p50=found.median, range80=(found.low, found.high))
    return replace(flow, lead_time=lead)
