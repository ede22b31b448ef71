"""Durations, shares and three-point estimates, as people write them.

Durations are kept in the units they were written in (``1d4h``), because a day is a *working* day whose length
is the stream's own: the same text means other seconds after ``clock.day`` changes. Seconds appear only when a
:class:`~vsm_tui.model.clock.Clock` is at hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Protocol

from vsm_tui.model.wording import shown

UNITS = ("w", "d", "cd", "h", "m", "s")
_PART = re.compile(r"(\d+(?:[.,]\d+)?)\s*(cd|w|d|h|m|s)", re.IGNORECASE)
_ISO = re.compile(
    r"P(?:(?P<w>\d+(?:[.,]\d+)?)W)?(?:(?P<d>\d+(?:[.,]\d+)?)D)?"
    r"(?:T(?:(?P<h>\d+(?:[.,]\d+)?)H)?(?:(?P<m>\d+(?:[.,]\d+)?)M)?(?:(?P<s>\d+(?:[.,]\d+)?)S)?)?",
    re.IGNORECASE,
)
_MAX_TEXT = 60
_YEARS = 100
_LONGEST = {"w": 5218, "d": 36_525, "cd": 36_525, "h": 876_600, "m": 52_596_000, "s": 3_155_760_000}
"""What no work takes: a hundred years in each unit, so that a slip of the keyboard is asked about and not computed."""
_KEPT = 1024
"""Values that are kept once they were read: a long stream says the same few times and shares again and again."""


class UnitSeconds(Protocol):
    """Something that knows how many seconds a unit has: a :class:`~vsm_tui.model.clock.Clock`."""

    def unit_seconds(self, unit: str) -> Fraction | int:
        """Working seconds in one ``unit`` of :data:`UNITS`."""
        ...


class QuantityError(ValueError):
    """A value that cannot be read; the message says what would be right."""


class UnreadableError(QuantityError):
    """A text that is no value of its kind at all, however it is looked at."""


def _number(text: str) -> Fraction:
    return Fraction(text.replace(",", "."))


def _plain(value: Fraction) -> str:
    """The shortest decimal for an amount: ``1.5``, never ``3/2``."""
    if value.denominator == 1:
        return str(value.numerator)
    text = f"{float(value):.6f}".rstrip("0")
    return text.rstrip(".")


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time as amounts per unit, e.g. ``1d4h`` is ``((1, "d"), (4, "h"))``."""

    parts: tuple[tuple[Fraction, str], ...] = ()

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Read ``45s 30m 4h 2d 1w 1d4h 1.5d 2cd PT30M 0``.

        Raises:
            QuantityError: with what would be right.
        """
        raw = cls._one(text)
        if re.fullmatch(r"0+(?:\.0+)?", raw):
            return cls()
        if raw[0] in "pP":
            return cls._parse_iso(raw)
        if re.fullmatch(r"\d+(?:[.,]\d+)?", raw):
            raise QuantityError(f"{raw} has no unit: write {raw}m, {raw}h or {raw}d")
        return cls._bounded(cls._parts(raw), raw)

    @staticmethod
    def _one(text: str) -> str:
        """The text, where it can be one duration."""
        raw = text.strip()
        if not raw:
            raise UnreadableError("a duration is expected, such as 30m, 4h, 2d or 1d4h")
        if len(raw) > _MAX_TEXT:
            raise UnreadableError(f"{shown(raw, 20)} is too long for a duration: write 30m, 4h, 2d or 1d4h")
        if raw[0] in "-−":
            raise QuantityError(f"{raw!r} is negative: a duration is 0 or more")
        return raw

    @staticmethod
    def _parts(raw: str) -> list[tuple[Fraction, str]]:
        parts: list[tuple[Fraction, str]] = []
        at = 0
        for match in _PART.finditer(raw):
            if raw[at : match.start()].strip():
                break
            parts.append((_number(match[1]), match[2].lower()))
            at = match.end()
        if raw[at:].strip() or not parts:
            raise UnreadableError(f"{raw!r} is no duration: write 45s, 30m, 4h, 2d, 1w, 1d4h or 1.5d")
        seen = [unit for _, unit in parts]
        if len(set(seen)) != len(seen):
            raise QuantityError(f"{raw!r} names a unit twice: write each unit once, as in 1d4h")
        return parts

    @classmethod
    def _bounded(cls, parts: Iterable[tuple[Fraction, str]], raw: str) -> Duration:
        kept = tuple((n, u) for n, u in parts if n)
        if sum(n / _LONGEST[u] for n, u in kept) > 1:
            raise QuantityError(f"{shown(raw)[1:-1]} is more than {_YEARS} years: check the number and its unit")
        return cls(kept)

    @classmethod
    def _parse_iso(cls, raw: str) -> Duration:
        match = _ISO.fullmatch(raw)
        if match is None or not any(match.groups()):
            raise UnreadableError(f"{raw!r} is no ISO 8601 duration: write PT30M or PT4H, or simply 30m or 4h")
        pairs = ((match[u], u) for u in ("w", "d", "h", "m", "s"))
        return cls._bounded(((_number(n), u) for n, u in pairs if n), raw)

    def seconds(self, clock: UnitSeconds) -> float:
        """Working seconds on ``clock``, exact up to the last step; whole amounts need no fractions for that."""
        total: Fraction | int = 0
        for amount, unit in self.parts:
            total += (amount.numerator if amount.denominator == 1 else amount) * clock.unit_seconds(unit)
        return float(total)

    @property
    def is_zero(self) -> bool:
        """Whether this is no time at all, which is a legal answer and not a missing one."""
        return not self.parts

    def __str__(self) -> str:
        return "".join(f"{_plain(n)}{u}" for n, u in self.parts) or "0m"


@dataclass(frozen=True, slots=True)
class Estimate:
    """What people believe: one duration, or a range ``min..typical..max``."""

    low: Duration
    typical: Duration
    high: Duration

    @classmethod
    def of(cls, typical: Duration) -> Estimate:
        """A plain estimate without a range."""
        return cls(typical, typical, typical)

    @classmethod
    @lru_cache(_KEPT)
    def parse(cls, text: str) -> Estimate:
        """Read ``2d`` or ``1d..2d..4d``. Whether min ≤ typical ≤ max needs a clock: see :meth:`check`.

        Raises:
            QuantityError: with what would be right.
        """
        points = [p.strip() for p in text.split("..")]
        if len(points) == 1:
            return cls.of(Duration.parse(points[0]))
        if len(points) != 3:
            raise QuantityError(f"{text.strip()!r} has {len(points)} points: write min..typical..max, as in 1d..2d..4d")
        return cls(*(Duration.parse(p) for p in points))

    def check(self, clock: UnitSeconds) -> None:
        """Refuse a range that does not grow.

        Raises:
            QuantityError: when not min ≤ typical ≤ max.
        """
        if not self.is_range:
            return
        low, typical, high = self.seconds(clock)
        if not low <= typical <= high:
            raise QuantityError(f"{self} does not grow: a range is min..typical..max, smallest first")

    def seconds(self, clock: UnitSeconds) -> tuple[float, float, float]:
        """``(min, typical, max)`` in working seconds."""
        if not self.is_range:
            return (self.typical.seconds(clock),) * 3
        return self.low.seconds(clock), self.typical.seconds(clock), self.high.seconds(clock)

    @property
    def is_range(self) -> bool:
        """Whether three points were given."""
        # Looking whether they are one and the same first: plain estimates are, and this is asked of every stage often.
        return not (self.low is self.typical is self.high or self.low == self.typical == self.high)

    def __str__(self) -> str:
        return f"{self.low}..{self.typical}..{self.high}" if self.is_range else str(self.typical)


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, 0..1, exact; written as ``85%``."""

    value: Fraction

    @classmethod
    @lru_cache(_KEPT)
    def parse(cls, text: str) -> Share:
        """Read ``85%``, ``85 %``, ``0.85`` or ``0``.

        Raises:
            QuantityError: with what would be right.
        """
        raw = text.strip()
        match = re.fullmatch(r"(\d{1,3}(?:[.,]\d{1,6})?)\s*%", raw)
        if match:
            value = _number(match[1]) / 100
        elif re.fullmatch(r"0(?:[.,]\d{1,8})?|[.,]\d{1,8}", raw):
            value = _number("0" + raw if raw[0] in ".," else raw)
        elif re.fullmatch(r"\d+(?:[.,]\d+)?", raw):
            raise QuantityError(f"{raw} could be anything: write {raw}% (or a fraction such as 0.85)")
        else:
            raise UnreadableError(f"{raw!r} is no share: write a percentage such as 85%")
        if value > 1:
            raise QuantityError(f"{raw} is more than everything: a share is between 0% and 100%")
        return cls(value)

    def __float__(self) -> float:
        return float(self.value)

    def __str__(self) -> str:
        return f"{_plain(self.value * 100)}%"
