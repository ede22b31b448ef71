"""What an explanation is: one number, and everything a sceptic may ask of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from vsm_tui.flow.observed import Exclusion, Warn, Window
from vsm_tui.flow.shape import Interval, Layer
from vsm_tui.model import ClockName

Unit = Literal["seconds", "share", "probability", "count", "number", "least", "visits", "per week", "ratio", "text"]


class Figure(NamedTuple):
    """A value and how it is to be written: seconds on the flow's clock, a share 0..1, a count of whole things …
    A ``probability`` and what counts as so many at ``least`` are rounded down, so that nothing more is claimed.

    ``value`` is ``None`` where it is not knowable.
    """

    value: float | str | None
    unit: Unit = "number"


Whose = Literal["all", "finished", "open", "cancelled"]
"""Which items a number is over, by how they stand."""

Words = tuple[str | Figure, ...]
"""A sentence with figures in it; whoever draws it writes the figures as the map does."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """How one number came about.

    ``key`` is its JSON path and ``covers`` the other paths it speaks for (bounds, intervals, parts of it). ``bounds``
    are what the value is known to lie between, ``interval`` how far chance could move it. ``why`` says why a value is
    missing or only bounded. ``items`` says in words what it is over and ``whose`` how those items stand; ``n`` how
    many they are, ``censored`` how many open or cancelled ones are not among them (or only in part). ``flags`` are the
    findings that bend it. ``sure`` says how sure it is and what it cannot know. ``more`` are further lines: what it is
    made of, term by term. ``spans`` says that the number is its two ``bounds``, and ``value`` the lower one of them.
    """

    key: str
    title: str
    layer: Layer
    value: Figure
    formula: Words
    bounds: tuple[float | None, float | None] | None = None
    bounds_kind: str = ""
    interval: Interval | None = None
    interval_kind: str = ""
    why: str = ""
    more: tuple[Words, ...] = ()
    items: str = ""
    whose: Whose = "all"
    n: int | None = None
    censored: int | None = None
    excluded: tuple[Exclusion, ...] = ()
    window: Window | None = None
    clock: ClockName | None = None
    sources: tuple[str, ...] = ()
    flags: tuple[Warn, ...] = ()
    sure: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    spans: bool = False


def seconds(value: float | None) -> Figure:
    """A length of time on the flow's clock."""
    return Figure(value, "seconds")


def share(value: float | None) -> Figure:
    """A part of a whole, 0..1."""
    return Figure(value, "share")


def count(value: float | None) -> Figure:
    """A number of whole things."""
    return Figure(value, "count")
