"""What an estimate round says: the group's range, how far people are apart, and which ranges held what was measured.

It is about the group: what was said has no order of people, and nothing here can tell who said what.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from vsm_tui.flow.comparison import NO_RANGES, Coverage
from vsm_tui.flow.difference import Figure, Inside, inside, same_clock
from vsm_tui.flow.shape import Flow, Interval, StageFlow
from vsm_tui.model import Asked, AskedField, Clock, Duration, Estimate, Round, Stream, Told
from vsm_tui.model.quantity import UNITS

_FINEST = 6
"""Decimals that a file can say of an amount."""


def ordered(said: Iterable[Estimate], clock: Clock) -> tuple[Estimate, ...]:
    """Estimates by size, so that nobody can tell the order of the people."""
    return tuple(sorted(said, key=lambda each: (*_typical_first(each.seconds(clock)), str(each))))


def _typical_first(ends: tuple[float, float, float]) -> tuple[float, float, float]:
    low, typical, high = ends
    return typical, low, high


def group_range(said: Sequence[Estimate], clock: Clock) -> Estimate:
    """From the smallest to the largest that anybody said; typical is the median of what all said is typical.

    Raises:
        ValueError: when nobody said anything.
    """
    if not said:
        raise ValueError("nobody said anything")
    seconds = {each: each.seconds(clock) for each in said}
    low = min(said, key=lambda each: (seconds[each][0], str(each.low))).low
    high = max(said, key=lambda each: (seconds[each][2], str(each.high))).high
    typical = [each.typical for each in ordered(said, clock)]
    middle = len(typical) // 2
    found = typical[middle] if len(typical) % 2 else between(typical[middle - 1], typical[middle], clock)
    return Estimate(low, found, high)


def between(first: Duration, second: Duration, clock: Clock) -> Duration:
    """Half-way between two durations: in their unit where they share one, else in whole units of both.

    The first one where a file could not say it.
    """
    units = {unit for _, unit in (*first.parts, *second.parts)}
    if len(units) <= 1:
        amount = sum((each for each, _ in (*first.parts, *second.parts)), Fraction(0)) / 2
        found = Duration(tuple((amount, unit) for unit in units if amount))
    else:
        rest = sum((n * clock.unit_seconds(u) for n, u in (*first.parts, *second.parts)), Fraction(0)) / 2
        parts: list[tuple[Fraction, str]] = []
        for unit in UNITS:
            size = Fraction(clock.unit_seconds(unit))
            if unit != "cd" and (parts or unit in units) and rest >= size:
                parts.append((Fraction(rest // size), unit))
                rest %= size
        found = Duration(tuple(parts)) if not rest else first
    fine = any((amount * 10**_FINEST).denominator != 1 for amount, _ in found.parts)
    ends = sorted((first.seconds(clock), second.seconds(clock)))
    return first if fine or not ends[0] <= found.seconds(clock) <= ends[1] else found


def apart(said: Sequence[Estimate], clock: Clock) -> float | None:
    """How many times the lowest typical value the highest is; ``None`` where the lowest is no time at all."""
    typical = [each.seconds(clock)[1] for each in said]
    lowest = min(typical, default=0.0)
    if not lowest:
        return 1.0 if typical and max(typical) == 0 else None
    return max(typical) / lowest


def farthest(one: Round, clock: Clock) -> Asked | None:
    """The value that people are farthest apart on, which is worth talking of first; ``None`` where all agree."""
    known = [(found, told.asked) for told in one.values if (found := _distance(told, clock)) > 1]
    return max(known, key=lambda pair: pair[0])[1] if known else None


def _distance(told: Told, clock: Clock) -> float:
    found = apart(told.said, clock)
    return float("inf") if found is None else found


class Held(NamedTuple):
    """What was measured of one value, per item over all its visits, against what was said of it.

    ``ranges`` counts the ranges that hold the mean, those that do not, and those of which nobody can tell yet;
    ``plain`` how many said one value, which holds nothing. ``agreed`` is the same of what was agreed. ``visits`` is how
    often an item is estimated to come by: what people said is about one visit.
    """

    measured: float
    interval: Interval | None
    visits: float
    ranges: Coverage = NO_RANGES
    plain: int = 0
    agreed: Inside | None = None


def held(told: Told, estimate: Flow, measured: Flow, clock: Clock) -> Held | None:
    """One value of a round against the measurement; ``None`` where it was not measured. Both flows on one clock.

    Raises:
        MixedClocksError: when the flows are on different clocks.
    """
    by = clock.elapsed_ratio if same_clock(estimate.clock, measured.clock) == "elapsed" else 1.0
    stage, seen = estimate.stage(told.stage), measured.stage(told.stage)
    if stage is None or seen is None or stage.visits is None:
        return None
    value, interval = _measured(seen, told.value)
    if value is None:
        return None
    figure = Figure(value, interval)
    scale = by * stage.visits
    found = [_inside(each, figure, clock, scale) for each in told.said]
    ranges = [each for each in found if each is not None]
    coverage = Coverage(ranges.count("inside"), ranges.count("outside"), ranges.count("cannot tell"))
    agreed = None if told.agreed is None else _inside(told.agreed, figure, clock, scale)
    return Held(value, interval, stage.visits, coverage, len(found) - len(ranges), agreed)


def _measured(seen: StageFlow, value: AskedField) -> tuple[float | None, Interval | None]:
    match value:
        case "wait":
            return seen.wait, seen.wait_interval
        case "touch":
            return seen.touch, seen.touch_interval
        case _:
            return seen.time, seen.time_interval


def _inside(said: Estimate, figure: Figure, clock: Clock, scale: float) -> Inside | None:
    low, _, high = said.seconds(clock)
    return inside((low * scale, high * scale), figure) if low < high else None


def round_held(one: Round, estimate: Flow, measured: Flow, clock: Clock) -> Coverage:
    """All ranges of a round against the measurement, of every value that was measured."""
    found = [each.ranges for told in one.values if (each := held(told, estimate, measured, clock)) is not None]
    return Coverage(*(sum(part) for part in zip(*found, strict=True))) if found else NO_RANGES


class LatestHeld(NamedTuple):
    """The latest round of a stream, and how many of its ranges held what was measured."""

    round: Round
    ranges: Coverage


def latest_held(stream: Stream, estimate: Flow, measured: Flow) -> LatestHeld | None:
    """The latest round against the measurement; ``None`` without a round, or where no range was said of what was
    measured. Which side is which does not matter.
    """
    if not stream.rounds or estimate.clock != measured.clock:
        return None
    if estimate.layer == "measured":
        estimate, measured = measured, estimate
    if (estimate.layer, measured.layer) != ("estimate", "measured"):
        return None
    found = round_held(stream.rounds[-1], estimate, measured, stream.clock)
    return LatestHeld(stream.rounds[-1], found) if found.of else None
