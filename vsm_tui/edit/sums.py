"""Adding what people believe, in the units they said it in."""

from __future__ import annotations

from fractions import Fraction

from vsm_tui.model import Duration, Estimate, Share
from vsm_tui.model.quantity import UNITS


def add(first: Estimate, second: Estimate) -> Estimate:
    """The sum, point by point; units are kept apart (``1d`` + ``4h`` = ``1d4h``) because a day is the stream's own."""
    return Estimate(
        add_durations(first.low, second.low),
        add_durations(first.typical, second.typical),
        add_durations(first.high, second.high),
    )


def add_durations(first: Duration, second: Duration) -> Duration:
    """The sum of two durations, unit by unit, largest unit first."""
    amounts: dict[str, Fraction] = {}
    for amount, unit in (*first.parts, *second.parts):
        amounts[unit] = amounts.get(unit, Fraction(0)) + amount
    return Duration(tuple((amounts[unit], unit) for unit in UNITS if unit in amounts))


def multiply(first: Share, second: Share) -> Share:
    """The product, to a ten-thousandth of a percent, which is as fine as a file can say."""
    return Share(round(first.value * second.value, 6))


def scaled(share: Share, factor: Fraction) -> Share:
    """A part of a share, never rounded up."""
    return Share(Fraction(int(share.value * factor * 10**6), 10**6))
