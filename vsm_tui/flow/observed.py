"""What only a measured flow has; all of it hangs on :attr:`vsm_tui.flow.Flow.observed`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Condition:
    """One of the conditions under which Little's law may be read off a window."""

    name: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Unmapped:
    """Time in a state that no stage claims; kept in lead time, so it must show. ``time`` is per finished item."""

    state: str
    time: float
    share: float
    items: int


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Items left out, and why."""

    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class Items:
    """How many items there were, by how they stand at ``now``."""

    finished: int
    open: int
    cancelled: int
    excluded: tuple[Exclusion, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """What was looked at: finishes in ``[start, end]``; open items are open at ``now``. All in UTC."""

    start: datetime
    end: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class Warn:
    """Something that bends a number: ``code`` for scripts, ``text`` for people."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Observed:
    """What only a measured flow has. ``paused`` is the mean time taken out of lead time per finished item."""

    window: Window
    items: Items
    throughput_per_week: float
    wip_mean: float
    wip_now: int
    little_ratio: float | None = None
    little: tuple[Condition, ...] = ()
    unmapped: tuple[Unmapped, ...] = ()
    paused: float = 0.0
    failure_arrivals: float | None = None
    failure_touch: float | None = None
    definitions: str = ""
    sources: tuple[str, ...] = ()
    warnings: tuple[Warn, ...] = ()
