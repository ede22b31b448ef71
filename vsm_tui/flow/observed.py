"""What only a measured flow has; all of it hangs on :attr:`vsm_tui.flow.Flow.observed`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Condition:
    """One of the conditions under which Little's law may be read off a window."""

    name: str
    holds: bool | None
    """``None`` where there was nothing to tell it from."""
    seen: str = ""
    """What was found, in words: ``"12 begun, 11 finished"``."""


Lay = Literal["", "finished", "cancelled", "on hold", "left"]


@dataclass(frozen=True, slots=True)
class Unmapped:
    """Time in a state that no stage claims; kept in lead time, so it must show. ``time`` is per finished item.

    ``lay`` says how items lay there although the stream knows the state: finished or cancelled until they were
    reopened, on hold before they came to any stage, or ``left``: between two stays, in no state at all.
    """

    state: str
    time: float
    share: float
    items: int
    lay: Lay = ""


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


Flag = Literal["truncated", "shallow", "inferred", "mismatch", "censored"]


@dataclass(frozen=True, slots=True)
class Warn:
    """A finding: something that bends a number. ``code`` for scripts, ``text`` for people.

    ``effect`` says what it does to which number, ``bends`` names those numbers by their JSON keys, ``flag`` is the
    mark they then carry and ``count`` how many rows, items or states it is about.
    """

    code: str
    text: str
    effect: str = ""
    bends: tuple[str, ...] = ()
    flag: Flag | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True)
class FailureDemand:
    """Work that exists because something earlier failed; shares 0..1, times in seconds on the flow's clock.

    ``arrivals`` and ``touch`` are the whole items' shares by the team's own rule; ``loop_touch`` the share of touch
    spent inside rework loops; ``together`` both, an item's loops not counted twice. ``time_per_week`` is the touch
    both together take, in seconds per week of the window.
    """

    arrivals: float | None = None
    touch: float | None = None
    arrivals_interval: tuple[float, float | None] | None = None
    begun: int = 0
    failures: int = 0
    loop_touch: float | None = None
    together: float | None = None
    time_per_week: float | None = None
    rule: str = ""
    touch_interval: tuple[float, float | None] | None = None
    loop_touch_interval: tuple[float, float | None] | None = None
    together_interval: tuple[float, float | None] | None = None
    time_per_week_interval: tuple[float, float | None] | None = None


@dataclass(frozen=True, slots=True)
class Aged:
    """One open item: its age on the flow's clock in seconds, and the stage it is in (``None``: in none).

    ``item`` is empty until somebody asks for names: see :attr:`vsm_tui.measure.measurement.Measurement.named`.
    """

    item: str
    stage: str | None
    age: float


@dataclass(frozen=True, slots=True)
class Aging:
    """How old open items are, as time since their begin without pauses. ``over`` of them are older than ``p85``, that
    of finished items' lead time; both are ``None`` while nothing has finished.
    """

    mean: float | None
    p85: float | None
    over: int | None
    oldest: tuple[Aged, ...] = ()


@dataclass(frozen=True, slots=True)
class Cumulative:
    """A cumulative flow diagram: just before each moment of ``at`` (UTC), how many items had come at least as far as
    each stage.

    ``stages`` holds one row of counts per stage in the stream's order, the first of them everything that had begun;
    ``done`` the finished ones and ``cancelled`` those given up, so that ``stages[0] − done − cancelled`` is what is in
    process. ``queues`` is the number waiting in each stage at that moment. Items that ended before the first moment are
    left out.
    """

    at: tuple[datetime, ...]
    stages: tuple[tuple[int, ...], ...]
    done: tuple[int, ...]
    queues: tuple[tuple[int, ...], ...] = ()
    cancelled: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Dora:
    """DORA's four, under their own names, from deploy and failure events; never mixed with the stream's lead time.

    Times in seconds of wall-clock time (medians), the frequency per week, the rate 0..1. A value is ``None`` where the
    log cannot tell; ``why`` then says what is missing, by name of the metric. ``deployments`` are the successful ones,
    ``attempts`` those and the failed ones, ``failures`` the attempts that failed or had to be reverted: the change
    failure rate is ``failures / attempts``. ``changes`` is how many items the lead time is the median of, ``outages``
    how many runs of failed deployments the time to restore is. Intervals are 95 %: order statistics, Wilson's, and
    Brookmeyer and Crowley's; a frequency is counted, and no law of chance is known that it would follow.
    """

    lead_time_for_changes: float | None = None
    deployment_frequency: float | None = None
    change_failure_rate: float | None = None
    time_to_restore: float | None = None
    deployments: int = 0
    failures: int = 0
    why: tuple[tuple[str, str], ...] = ()
    attempts: int = 0
    changes: int = 0
    outages: int = 0
    lead_time_for_changes_interval: tuple[float, float | None] | None = None
    change_failure_rate_interval: tuple[float, float | None] | None = None
    time_to_restore_interval: tuple[float, float | None] | None = None


@dataclass(frozen=True, slots=True)
class Observed:
    """What only a measured flow has. ``paused`` is the mean time taken out of lead time per finished item.

    ``typical`` is the mean split of the items between p40 and p60 of lead time: seconds per stage.
    """

    window: Window
    items: Items
    throughput_per_week: float | None
    wip_mean: float | None
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
    throughput_interval: tuple[float, float | None] | None = None
    failure_demand: FailureDemand | None = None
    aging: Aging | None = None
    cumulative: Cumulative | None = None
    typical: tuple[float, ...] = ()
    dora: Dora | None = None
