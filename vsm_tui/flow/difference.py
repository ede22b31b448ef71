"""One figure on both sides of a comparison, on one clock, with how far chance could move the difference."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot
from typing import Literal, NamedTuple

from vsm_tui.flow.shape import Interval
from vsm_tui.model import ClockName

OpenInterval = tuple[float | None, float | None]
"""A 95 % interval; an end that is ``None`` is not bounded."""
Inside = Literal["inside", "outside", "cannot tell"]


class MixedClocksError(ValueError):
    """Durations of different clocks were put into one ratio, difference or bar."""


def same_clock(*clocks: ClockName) -> ClockName:
    """The one clock that durations share: what everything that divides or compares flows asks first.

    Raises:
        MixedClocksError: when they are on different ones: convert an estimate with :func:`vsm_tui.flow.to_elapsed`, and
            measure anew on the other clock.
    """
    if len(set(clocks)) != 1:
        raise MixedClocksError(f"durations of different clocks do not compare: {' and '.join(sorted(set(clocks)))}")
    return clocks[0]


class Figure(NamedTuple):
    """A value with its interval. ``exact`` says that chance has no part in it, as in an estimate; ``span`` that it is
    only known to lie between two ends, whatever chance does.
    """

    value: float | None
    interval: Interval | None = None
    exact: bool = False
    span: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Delta:
    """One figure on both sides. ``gap`` = right − left and ``ratio`` = right ÷ left, ``None`` where not knowable.

    ``interval`` is the 95 % interval of the gap, where a side that was measured has one of its own. ``ranged`` says
    that a side is itself a range; the interval then holds the gap to all of it. ``apart`` says that the sides count
    different things: then there is neither gap nor ratio.
    """

    left: float | None
    right: float | None
    interval: OpenInterval | None = None
    ranged: bool = False
    apart: bool = False

    @property
    def gap(self) -> float | None:
        """How much more the right side has."""
        return None if self.apart or self.left is None or self.right is None else self.right - self.left

    @property
    def ratio(self) -> float | None:
        """How many times the left side the right side is."""
        return None if self.apart or not self.left or self.right is None else self.right / self.left

    @property
    def clear(self) -> bool | None:
        """Whether the interval of the gap excludes 0; ``None`` where there is none."""
        if self.interval is None:
            return None
        low, high = self.interval
        return (low is not None and low > 0) or (high is not None and high < 0)


NOTHING = Delta(None, None)


def delta_of(left: Figure, right: Figure) -> Delta:
    """The difference of two independent figures.

    Its interval adds the squares of the sides' distances to their limits, which needs no symmetry (MOVER: Zou & Donner,
    Statistics in Medicine 27, 2008; for shares Newcombe, ibid. 17, 1998). An exact side moves nothing; where a side is
    measured but has no interval, the difference has none either. What a side's span allows is added as a whole: that is
    no matter of chance, and nothing evens it out.
    """
    if left.value is None or right.value is None:
        return Delta(left.value, right.value)
    ranged = bool(left.span or right.span)
    if (left.exact and right.exact) or not all(side.exact or side.interval for side in (left, right)):
        return Delta(left.value, right.value, ranged=ranged)
    gap = right.value - left.value
    below = _away(_down(right), _up(left))
    above = _away(_up(right), _down(left))
    (low, high), (least, most) = _slack(right), _slack(left)
    interval = (
        None if below is None else gap - below - low - most,
        None if above is None else gap + above + high + least,
    )
    return Delta(left.value, right.value, None if interval == (None, None) else interval, ranged)


def _slack(side: Figure) -> tuple[float, float]:
    """How far below and above its value a side may lie."""
    if side.span is None or side.value is None:
        return 0.0, 0.0
    return max(0.0, side.value - side.span[0]), max(0.0, side.span[1] - side.value)


def _down(side: Figure) -> float | None:
    return 0.0 if side.interval is None or side.value is None else max(0.0, side.value - side.interval[0])


def _up(side: Figure) -> float | None:
    if side.interval is None or side.value is None:
        return 0.0
    return None if side.interval[1] is None else max(0.0, side.interval[1] - side.value)


def _away(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else hypot(one, other)


def inside(estimated: tuple[float, float] | None, measured: Figure) -> Inside | None:
    """Whether a measured mean lies in the estimate's ``min..max``; ``None`` where the estimate is no range.

    With an interval it has to lie in or out as a whole, else nobody can tell yet, no more than without one where
    chance has a part in it.
    """
    if estimated is None or measured.value is None:
        return None
    low, high = estimated
    if measured.interval is None and not measured.exact:
        return "cannot tell"
    if measured.interval is None:
        return "inside" if low <= measured.value <= high else "outside"
    least, most = measured.interval
    if least > high or (most is not None and most < low):
        return "outside"
    return "inside" if low <= least and most is not None and most <= high else "cannot tell"
