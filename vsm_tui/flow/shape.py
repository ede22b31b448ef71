"""The Flow: the one shape that both rivers, what people say and what tools say, are computed into.

Every duration is in seconds on the flow's ``clock``; every share is 0..1; ``None`` means "not knowable", never 0.
Screens, reports, comparisons and JSON know flows and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from vsm_tui.model import ClockName

if TYPE_CHECKING:
    from vsm_tui.flow.observed import Observed

Layer = Literal["estimate", "measured"]
Lens = Literal["pile-up", "delay", "capacity"]
Evidence = Literal["A", "B", "C", "D"]
Verdict = Literal["clear", "too close to call", "calendar", "not enough data"]
Interval = tuple[float, float | None]
"""A 95 % interval; no upper end means "at least the lower one": too few observations to bound it."""


@dataclass(frozen=True, slots=True)
class Bounded:
    """A value with the bounds it is known to lie in; ``why`` says why it is only bounded or missing.

    ``interval`` is how far chance could move it, a different thing: bounds are about what was seen of each item.
    ``evidence`` is the weakest that touch rests on.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    why: str = ""
    interval: Interval | None = None
    evidence: Evidence | None = None

    @property
    def is_range(self) -> bool:
        """Whether the bounds differ."""
        return self.low is not None and self.high is not None and self.high > self.low


@dataclass(frozen=True, slots=True)
class Leaving:
    """How items stop waiting in a stage, against how they begin to: ``departures`` of them, in so many ``moments``.

    ``arrivals`` is in how many moments waiting begins, ``usual`` how many the stream's own rhythm would fill with as
    many departures. A moment is a slot of ``slot`` seconds of the window, or of the day or the week ``around`` which it
    is folded. ``deviation`` is how many standard deviations fewer moments are filled than when arrivals and departures
    are exchanged at random, ``explained`` the part of all waiting that is waiting for the next of these moments.
    """

    departures: int
    moments: int
    arrivals: int
    usual: float
    slot: float
    around: Literal["", "day", "week"]
    deviation: float
    explained: float


@dataclass(frozen=True, slots=True)
class StageFlow:
    """One stage, per item and over all its visits.

    ``time`` = ``touch`` + ``wait`` where both are known. ``time_range`` bounds ``time`` for three-point estimates.
    ``outside`` marks a stage done elsewhere: one elapsed time, no split. ``queue`` is the time-average number
    waiting in it, ``trend`` the same for equal slices of the window, oldest first. The intervals of means (``time``,
    ``touch``, ``wait``, ``queue``) come from a block bootstrap, those of percentiles from order statistics.
    ``off_hours`` is the part of ``time`` outside the team's hours on the elapsed clock. ``bunched`` says that items
    leave it in bunches, by the calendar; ``leaving`` what that was told from. ``grades`` is all evidence its touch
    rests on, strongest first, and ``evidence`` the weakest of it.
    """

    id: str
    name: str
    time: float | None
    touch: float | None
    wait: float | None
    visits: float | None
    reached: float | None = None
    time_range: tuple[float, float] | None = None
    touch_range: tuple[float, float] | None = None
    wait_range: tuple[float, float] | None = None
    outside: bool = False
    pca: float | None = None
    pca_interval: tuple[float, float] | None = None
    people: float | None = None
    p50: float | None = None
    p85: float | None = None
    queue: float | None = None
    wip_now: int | None = None
    trend: tuple[float, ...] = ()
    evidence: Evidence | None = None
    n: int | None = None
    time_interval: Interval | None = None
    touch_interval: Interval | None = None
    wait_interval: Interval | None = None
    queue_interval: Interval | None = None
    p50_interval: Interval | None = None
    p85_interval: Interval | None = None
    reached_interval: Interval | None = None
    off_hours: float | None = None
    bunched: bool = False
    leaving: Leaving | None = None
    grades: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Cause:
    """What a loop is put down to, by a label or type of the items that take it, and how many of them carry it."""

    name: str
    items: int


@dataclass(frozen=True, slots=True)
class LoopFlow:
    """One rework loop ``source`` → ``target``; ``source`` may be ``"finish"`` for reopened items.

    ``share`` is the probability per visit on an estimated flow and the share of finished items that take it at
    least once on a measured one. ``time`` = ``touch`` + ``wait`` + what is unmapped, per item. ``saving`` is the
    lead time an estimated flow would lose without the loop.
    """

    source: str
    target: str
    share: float | None
    items: int | None = None
    mean_repeats: float | None = None
    time: float | None = None
    touch: float | None = None
    wait: float | None = None
    share_of_lead_time: float | None = None
    saving: float | None = None
    cause: str = ""
    share_interval: Interval | None = None
    per_week: float | None = None
    causes: tuple[Cause, ...] = ()


@dataclass(frozen=True, slots=True)
class LeadTime:
    """From the start point to the end point. The intervals of percentiles are 95 % order-statistic intervals, that of
    the mean comes from a block bootstrap (measured); ``range`` all-min to all-max and ``range80`` a simulated 80 %
    range (estimated). ``censored_p50`` is the time by which half of what begins has finished, with open items counted
    and cancelled ones as never finishing (Aalen–Johansen; Kaplan–Meier where nothing was cancelled), ``None`` where it
    is not reached; ``censored_from`` is set where too few young items were seen to begin that curve at 0: it then
    holds for items that took longer than this; ``off_hours`` the part of the mean outside the team's hours on the
    elapsed clock.
    """

    mean: float | None
    p50: float | None = None
    p85: float | None = None
    p95: float | None = None
    p50_interval: Interval | None = None
    p85_interval: Interval | None = None
    p95_interval: Interval | None = None
    mean_interval: Interval | None = None
    first_pass: float | None = None
    censored_p50: float | None = None
    censored_p50_interval: Interval | None = None
    censored_p85: float | None = None
    censored_from: float | None = None
    off_hours: float | None = None
    range: tuple[float, float] | None = None
    range80: tuple[float, float] | None = None
    first_pass_interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class Confidence:
    """How sure the headline of a constraint is, *in this period*.

    ``n`` items were looked at over ``span`` seconds of wall-clock time; because neighbours resemble each other they
    weigh as ``effective_n`` independent ones: they are divided by ``inflation``, how many times as much the headline's
    lead may vary as it would among independent items, but count as the blocks at least and as themselves at most.
    ``inflation`` is ``None`` where nothing was drawn. ``block`` is the length of the bootstrap's blocks in items.
    ``ranks`` is P(rank 1) per stage, in the flow's order; ``gap`` the 95 % interval of the headline's lead over
    ``runner_up``, in the lens's unit. ``thirds`` names the stage each third of the period points at, oldest first.
    ``against`` says in words what stands against calling it, ``would_change`` what would change the call.
    """

    n: int
    span: float
    effective_n: float
    block: int
    draws: int
    method: Literal["sampled", "limit law"]
    ranks: tuple[float, ...]
    runner_up: str | None
    gap: tuple[float, float] | None
    thirds: tuple[str | None, ...]
    against: tuple[str, ...] = ()
    would_change: tuple[str, ...] = ()
    inflation: float | None = None

    @property
    def blocks(self) -> float:
        """How many blocks there are, a part of one counted as a part."""
        return self.n / self.block


@dataclass(frozen=True, slots=True)
class Constraint:
    """Where the stream is held. ``lenses`` names the stage each lens points at, ``scores`` what each lens saw per
    stage. ``verdict``, ``probability`` and ``confidence`` are ``None`` on an estimate: nothing there has earned them.
    ``calendar`` names the stages items leave in bunches: a release window holds them, not a lack of capacity.
    ``arrivals`` is what the capacity lens of a measured flow multiplies a stage's touch per item by: how many items
    began in the window and how many seconds that is on the flow's clock. ``why`` says why no lens was judged, or why
    what was found is no verdict. ``guesses`` are a draft's guesses (ids of stages, ``finish``) that it hangs on.
    """

    lens: Lens | None = None
    stage: str | None = None
    verdict: Verdict | None = None
    probability: float | None = None
    contenders: tuple[str, ...] = ()
    lenses: dict[Lens, str | None] | None = None
    scores: dict[Lens, tuple[float | None, ...]] | None = None
    calendar: tuple[str, ...] = ()
    confidence: Confidence | None = None
    arrivals: tuple[int, float] | None = None
    why: str = ""
    guesses: tuple[str, ...] = ()


class Gap(NamedTuple):
    """A value nobody has given: the totals that need it are incomplete, and this says where."""

    stage: str
    stage_name: str
    field: str

    def __str__(self) -> str:
        return f"{self.stage_name} has no {self.field}"


@dataclass(frozen=True, slots=True)
class Flow:
    """A stream's flow on one layer and one clock. ``observed`` is set on measured flows only.

    ``gaps`` lists what an estimate lacks, in stage order; while it is not empty the totals that need it are ``None``.
    ``never_finishes`` names loops that send everything back: then nothing can be computed. ``no_intervals`` says why a
    measured flow cannot say how far chance could move its means.
    """

    layer: Layer
    stream: str
    clock: ClockName
    stages: tuple[StageFlow, ...]
    loops: tuple[LoopFlow, ...]
    lead_time: LeadTime
    touch: Bounded
    wait: Bounded
    flow_efficiency: Bounded
    rolled_pca: float | None
    rework_tax: float | None
    rework_share: float | None
    constraint: Constraint
    gaps: tuple[Gap, ...] = ()
    never_finishes: tuple[str, ...] = ()
    observed: Observed | None = None
    no_intervals: str = ""
    rolled_pca_interval: Interval | None = None
    rework_tax_interval: Interval | None = None
    rework_share_interval: Interval | None = None

    def stage(self, stage_id: str) -> StageFlow | None:
        """The stage of that id, or ``None``."""
        return next((s for s in self.stages if s.id == stage_id), None)

    def per_visit(self, loop: LoopFlow) -> float | None:
        """How often a visit of a loop's source ends with this loop, as estimates put it; ``None`` where not known.

        Measured it is the loop's moves ÷ the visits of its source, over finished items.
        """
        if self.layer == "estimate":
            return loop.share
        source = self.stage(loop.source)
        if source is None or not source.visits or loop.share is None or loop.mean_repeats is None:
            return None
        return loop.share * loop.mean_repeats / source.visits
