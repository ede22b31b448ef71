"""What to measure, settled before the first event is looked at, so that every part of a log is measured alike."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

import numpy as np

from vsm_tui.measure.walks.worktime import WorkTime, work_time
from vsm_tui.model import Clock, ClockName, Stream

SLICES = 24
"""Equal slices of the window that trends are drawn from."""
MOMENTS = 3 * SLICES
"""Equal slices of the window between the moments of a cumulative flow diagram."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One measurement's fixed part. Moments are microseconds UTC; ``end`` is exclusive.

    ``work`` is ``None`` on the elapsed clock, ``team`` the team's hours where the elapsed clock is to show what lies
    outside them.
    """

    stream: Stream
    clock: ClockName
    start: int
    end: int
    now: int
    work: WorkTime | None
    team: WorkTime | None = None

    @classmethod
    def of(
        cls,
        stream: Stream,
        first: int,
        last: int,
        *,
        clock: ClockName = "elapsed",
        since: int | None = None,
        until: int | None = None,
        now: int | None = None,
        off_hours: bool = False,
    ) -> Plan:
        """The plan for a log whose events lie in ``[first, last]``. ``now`` defaults to the last event, the window to
        the first event … ``now``; the window never reaches past ``now``. ``off_hours`` asks for the part of elapsed
        time outside the team's hours, and for nothing on the working clock, where there is none.
        """
        at_now = last if now is None else now
        start = first if since is None else since
        end = at_now + 1 if until is None else min(until, at_now + 1)
        hours = None
        if clock == "working" or off_hours:
            hours = work_time(stream.clock, min(first, start), max(last, at_now, end))
        if clock == "working":
            return cls(stream, clock, start, end, at_now, hours)
        return cls(stream, clock, start, end, at_now, None, hours)

    def on_clock(self, at: int) -> int:
        """A moment (µs UTC) on the plan's clock."""
        return int(self.work.at(np.array([at]))[0]) if self.work else at

    @property
    def end_inclusive(self) -> int:
        """The window's last moment: :attr:`end` is one past it only where the window ends with ``now`` itself."""
        return min(self.end, self.now)


def definitions(stream: Stream, clock: ClockName) -> str:
    """A hash over everything that decides what the numbers mean: two measurements compare only where it is equal."""
    meaning = {
        "work_type": stream.work_type,
        "start": stream.start,
        "end": stream.end,
        "begin": sorted(stream.begin.states),
        "finish": sorted(stream.finish.states),
        "stages": [(s.id, sorted(s.states.wait), sorted(s.states.touch)) for s in stream.stages],
        "also": {key: sorted(names) for key, names in asdict(stream.also).items()},
        "failure_demand": asdict(stream.failure_demand),
        "clock": clock,
        "hours": _hours(stream.clock) if clock == "working" else None,
    }
    text = json.dumps(meaning, sort_keys=True, ensure_ascii=False, default=list)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def _hours(clock: Clock) -> list[object]:
    holidays = sorted(day.isoformat() for day in clock.holidays)
    return [clock.day, clock.week, clock.timezone, holidays, clock.begins.isoformat()]
