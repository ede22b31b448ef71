"""What a comparison is made of: two flows on one clock, their names, and what they define differently."""

from __future__ import annotations

from dataclasses import dataclass

from vsm_tui.flow import Comparison, Flow, compare, definition_differences
from vsm_tui.model import Clock, ClockName
from vsm_tui.tui.listing import StreamRow
from vsm_tui.tui.session import Session


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison."""

    label: str
    flow: Flow


@dataclass(frozen=True, slots=True)
class Sides:
    """Two sides, the left one the yardstick; ``note`` says how they were put on one clock."""

    left: Side
    right: Side
    clock: Clock
    differences: tuple[str, ...] = ()
    note: str = ""

    def compare(self) -> Comparison:
        """The comparison."""
        return compare(self.left.flow, self.right.flow, self.differences)

    def turned(self) -> Sides:
        """The same with the other side as the yardstick."""
        return Sides(self.right, self.left, self.clock, self.differences, self.note)


def layers_of(session: Session, clock: ClockName = "working") -> Sides | None:
    """A stream's estimate against its measurement, or ``None`` while there is none on this clock."""
    estimate, measured = session.flows(clock)
    if measured is None:
        return None
    note = "~ the estimate was put on the elapsed clock by the average week" if clock == "elapsed" else ""
    return Sides(Side("estimate", estimate), Side("measured", measured), session.stream.clock, note=note)


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
        Side(f"{left.name} ({kind})", first),
        Side(f"{right.name} ({kind})", second),
        left.stream.clock,
        differences,
        note,
    )
