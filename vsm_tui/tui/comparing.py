"""What a comparison is made of: two flows on one clock, their names, and what they define differently."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from vsm_tui.flow import Comparison, Flow, compare, definition_differences
from vsm_tui.flow.rounds import LatestHeld, latest_held
from vsm_tui.model import Clock, ClockName, Stream
from vsm_tui.tui.listing import StreamRow
from vsm_tui.tui.measuring import Measured, MeasureJob
from vsm_tui.tui.session import Session
from vsm_tui.tui.windows import Named


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison."""

    label: str
    flow: Flow
    stream: Stream


@dataclass(frozen=True, slots=True)
class Sides:
    """Two sides, the left one the yardstick; ``note`` says how they were put on one clock.

    ``said`` is what people said in an estimate round, as far as it was measured since.
    """

    left: Side
    right: Side
    clock: Clock
    differences: tuple[str, ...] = ()
    note: str = ""
    said: LatestHeld | None = None

    def compare(self) -> Comparison:
        """The comparison."""
        return compare(self.left.flow, self.right.flow, self.differences)

    def turned(self) -> Sides:
        """The same with the other side as the yardstick."""
        return Sides(self.right, self.left, self.clock, self.differences, self.note, self.said)


def layers_of(session: Session, clock: ClockName = "working") -> Sides | None:
    """A stream's estimate against its measurement, or ``None`` while there is none on this clock."""
    estimate, measured = session.flows(clock)
    if measured is None:
        return None
    note = "~ the estimate was put on the elapsed clock by the average week" if clock == "elapsed" else ""
    named = session.view.named
    notes = [f"{named} of the log, not all of it" if named else "", note]
    return Sides(
        Side("estimate", estimate, session.stream),
        Side(f"measured, {named}" if named else "measured", measured, session.stream),
        session.stream.clock,
        note="; ".join(filter(None, notes)),
        said=latest_held(session.stream, estimate, measured),
    )


def streams_of(left: StreamRow, right: StreamRow) -> Sides | None:
    """Two streams: measurements where both have one, else estimates; both on the working clock."""
    if left.stream is None or right.stream is None or left.estimate is None or right.estimate is None:
        return None
    both = left.measured is not None and right.measured is not None
    flows = (left.measured, right.measured) if both else (left.estimate, right.estimate)
    kind = "measured" if both else "estimated"
    differences = definition_differences(left.stream, right.stream)
    first, second = flows
    if first is None or second is None:
        return None
    note = "" if both else "estimates: not both streams are measured"
    return Sides(
        Side(f"{left.name} ({kind})", first, left.stream),
        Side(f"{right.name} ({kind})", second, right.stream),
        left.stream.clock,
        differences,
        note,
    )


class Asked(NamedTuple):
    """Two periods of a stream's log that are to be measured, each with its job for a thread."""

    names: tuple[str, str]
    jobs: tuple[MeasureJob, MeasureJob]

    def same(self, other: Asked | None) -> bool:
        """Whether the other asks the very same of the log."""
        return other is not None and all(a.wanted == b.wanted for a, b in zip(self.jobs, other.jobs, strict=True))

    def run(self) -> tuple[Measured, Measured]:
        """Measure both; the log that the first one read serves the second."""
        first = self.jobs[0].run()
        return first, self.jobs[1]._replace(read=first.read or self.jobs[1].read).run()


def periods(session: Session, left: Named, right: Named) -> Asked | None:
    """What measuring two periods of a stream's log takes; ``None`` without a log."""
    data, clock = session.data, session.clock
    jobs = []
    for named in (left, right):
        wanted = data.wanted(session.stream, clock, named.window)
        if wanted is None:
            return None
        jobs.append(MeasureJob(session.stream, wanted, data.read))
    return Asked((left.name or "the whole log", right.name or "the whole log"), (jobs[0], jobs[1]))


def sides_of(asked: Asked, found: tuple[Measured, Measured], session: Session) -> Sides | str:
    """Two periods beside each other, or why that cannot be."""
    flows = []
    for name, one in zip(asked.names, found, strict=True):
        if one.measurement is None:
            return f"{name}: {one.problems[0].text if one.problems else 'it could not be measured'}"
        flows.append(one.measurement.flow)
    left, right = (Side(name, flow, session.stream) for name, flow in zip(asked.names, flows, strict=True))
    return Sides(left, right, session.stream.clock, note="two periods of one log, defined alike")
