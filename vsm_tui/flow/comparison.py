"""Two flows side by side: aligned stages, gaps and ratios per stage and in total, each with what chance may move."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from vsm_tui.flow.definitions import definition_differences
from vsm_tui.flow.difference import NOTHING, Delta, Figure, Inside, MixedClocksError, delta_of, inside, same_clock
from vsm_tui.flow.observed import Observed
from vsm_tui.flow.partial import unmeasured
from vsm_tui.flow.shape import Bounded, Flow, StageFlow

__all__ = ["Comparison", "Coverage", "Delta", "StageDelta", "compare", "definition_differences", "with_range"]

Only = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class StageDelta:
    """A stage of both sides, or of one only. ``inside`` says whether the one side's time falls into the other's
    estimated ``min..max``, ``None`` where neither is a range; ``coverage`` the same, as far as chance lets it be told.
    """

    id: str
    name: str
    left: StageFlow | None
    right: StageFlow | None
    time: Delta
    touch: Delta
    wait: Delta
    visits: Delta
    pca: Delta
    inside: bool | None = None
    coverage: Inside | None = None

    @property
    def only(self) -> Only | None:
        """The one side that has this stage, or ``None`` when both have it."""
        if self.left is None:
            return "right"
        return "left" if self.right is None else None


class Coverage(NamedTuple):
    """Of so many stages with a range, in how many the other side's mean lies inside, outside, or nobody can tell."""

    inside: int
    outside: int
    unclear: int

    @property
    def of(self) -> int:
        """How many stages have a range."""
        return self.inside + self.outside + self.unclear


NO_RANGES = Coverage(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two flows on one clock. ``blind_spot`` is the stage with the largest absolute gap in time.

    ``differences`` names what the two sides define differently; while it is not empty the deltas compare unlike
    things and must look it. ``mixed_clocks`` is set where the two sides are on different clocks: then no delta of a
    duration, nor of a share of one, is given at all. ``overlapping`` says that both are windows of one log with items
    in common: then nothing is said of what chance may do, because the sides are not independent. ``unmeasured`` are the
    estimated stages that no state is mapped to: while there is one, totals have neither gap nor ratio.

    Raises:
        MixedClocksError: when a delta of durations is given although the clocks differ.
    """

    left: Flow
    right: Flow
    stages: tuple[StageDelta, ...]
    lead_time: Delta
    touch: Delta
    wait: Delta
    flow_efficiency: Delta
    rolled_pca: Delta
    rework_share: Delta
    throughput: Delta
    blind_spot: str | None
    differences: tuple[str, ...] = ()
    mixed_clocks: bool = False
    overlapping: bool = False
    coverage: Coverage = NO_RANGES
    unmeasured: tuple[str, ...] = ()

    @property
    def shared(self) -> tuple[datetime, datetime] | None:
        """From when to when (UTC) both windows are of one log; ``None`` where they have no time in common."""
        left, right = self.left.observed, self.right.observed
        if not self.overlapping or left is None or right is None:
            return None
        return max(left.window.start, right.window.start), min(left.window.end, right.window.end)

    def __post_init__(self) -> None:
        """Refuse what mixes clocks, however it was made."""
        of_time = [self.lead_time, self.touch, self.wait, self.flow_efficiency, self.rework_share]
        of_time += [delta for stage in self.stages for delta in (stage.time, stage.touch, stage.wait)]
        if any(delta != NOTHING for delta in of_time):
            same_clock(self.left.clock, self.right.clock)


def compare(left: Flow, right: Flow, differences: tuple[str, ...] = ()) -> Comparison:
    """Compare two flows; stages are aligned by id and kept in an order that suits both.

    Intervals of differences take an estimate as exact and two measurements as independent; a flow efficiency that is
    a range, as it is shown, widens them.
    """
    try:
        same_clock(left.clock, right.clock)
    except MixedClocksError:
        mixed = True
    else:
        mixed = False
    blind = unmeasured(left, right)
    pair = _Pair(left, right, mixed, _overlap(left.observed, right.observed), bool(blind))
    stages = tuple(_stage_delta(pair, a, b) for a, b in _aligned(left, right))
    gaps = {s.id: abs(s.time.gap) for s in stages if s.time.gap is not None}
    told = [s.coverage for s in stages]
    return Comparison(
        left=left,
        right=right,
        stages=stages,
        lead_time=pair.total(*(Figure(f.lead_time.mean, f.lead_time.mean_interval) for f in (left, right))),
        touch=pair.bounded("touch"),
        wait=pair.bounded("wait"),
        flow_efficiency=pair.bounded("flow_efficiency", spans=True),
        rolled_pca=pair.any(*(Figure(f.rolled_pca, f.rolled_pca_interval) for f in (left, right))),
        rework_share=pair.total(*(Figure(f.rework_share, f.rework_share_interval) for f in (left, right))),
        throughput=pair.any(*(_throughput(f.observed) for f in (left, right))),
        blind_spot=max(gaps, key=lambda k: gaps[k]) if any(gaps.values()) else None,
        differences=differences or _unnamed(left, right, mixed=mixed),
        mixed_clocks=mixed,
        overlapping=pair.overlapping,
        coverage=Coverage(told.count("inside"), told.count("outside"), told.count("cannot tell")),
        unmeasured=blind,
    )


class _Pair(NamedTuple):
    """The one way a delta is made: durations only on one clock, intervals only of independent sides."""

    left: Flow
    right: Flow
    mixed: bool
    overlapping: bool
    partial: bool = False

    def total(self, left: Figure, right: Figure) -> Delta:
        """The delta of what is made of all stages' durations: none where one side leaves stages out."""
        found = self.time(left, right)
        return Delta(found.left, found.right, apart=True) if self.partial and found != NOTHING else found

    def time(self, left: Figure, right: Figure) -> Delta:
        """The delta of a duration, or of a share of durations."""
        return NOTHING if self.mixed else self.any(left, right)

    def any(self, left: Figure, right: Figure) -> Delta:
        """The delta of what has nothing to do with clocks."""
        if self.overlapping:
            return Delta(left.value, right.value)
        return delta_of(
            left._replace(exact=self.left.layer == "estimate"), right._replace(exact=self.right.layer == "estimate")
        )

    def bounded(self, name: str, *, spans: bool = False) -> Delta:
        """The delta of one of the flows' bounded values; with ``spans`` to all that the bounds allow."""
        values: list[Bounded] = [getattr(flow, name) for flow in (self.left, self.right)]
        return self.total(
            *(Figure(value.value, value.interval, span=_span(value) if spans else None) for value in values)
        )

    def stages(self, left: StageFlow | None, right: StageFlow | None, name: str) -> tuple[Figure, Figure]:
        """One value of a stage on both sides, with its interval where it has one."""
        known = {field.name for field in fields(StageFlow)}
        interval = f"{name}_interval"
        one, other = (
            Figure(getattr(s, name), getattr(s, interval) if interval in known else None) if s else Figure(None)
            for s in (left, right)
        )
        return one, other


def _span(value: Bounded) -> tuple[float, float] | None:
    return (value.low, value.high) if value.low is not None and value.high is not None and value.is_range else None


def _throughput(seen: Observed | None) -> Figure:
    return Figure(seen.throughput_per_week, seen.throughput_interval) if seen else Figure(None)


def _overlap(left: Observed | None, right: Observed | None) -> bool:
    """Whether items can be in both: two windows of one log that have time in common."""
    if left is None or right is None or not set(left.sources) & set(right.sources):
        return False
    return left.window.start < right.window.end and right.window.start < left.window.end


def _unnamed(left: Flow, right: Flow, *, mixed: bool) -> tuple[str, ...]:
    """Two measurements whose definitions differ although nobody could say in what: their hashes know."""
    if mixed or not (left.observed and right.observed) or left.observed.definitions == right.observed.definitions:
        return ()
    return ("definitions",)


def _aligned(left: Flow, right: Flow) -> list[tuple[StageFlow | None, StageFlow | None]]:
    ids_left, ids_right = [s.id for s in left.stages], [s.id for s in right.stages]
    pairs: list[tuple[StageFlow | None, StageFlow | None]] = []
    shared = set(ids_left) & set(ids_right)
    for tag, a0, a1, b0, b1 in SequenceMatcher(None, ids_left, ids_right, autojunk=False).get_opcodes():
        if tag == "equal":
            pairs += [(left.stages[a0 + k], right.stages[b0 + k]) for k in range(a1 - a0)]
            continue
        for stage in left.stages[a0:a1]:
            pairs.append((stage, right.stage(stage.id)))
        pairs += [(None, stage) for stage in right.stages[b0:b1] if stage.id not in shared]
    return pairs


def _stage_delta(pair: _Pair, left: StageFlow | None, right: StageFlow | None) -> StageDelta:
    known = left or right
    assert known is not None  # noqa: S101 -- a pair always has one side
    time = pair.stages(left, right, "time")
    span, seen = None, Figure(None)
    if left and right and not pair.mixed:
        span, seen = (left.time_range, time[1]) if left.time_range else (right.time_range, time[0])
        seen = seen._replace(exact=(pair.right if left.time_range else pair.left).layer == "estimate")
    return StageDelta(
        id=known.id,
        name=known.name,
        left=left,
        right=right,
        time=pair.time(*time),
        touch=pair.time(*pair.stages(left, right, "touch")),
        wait=pair.time(*pair.stages(left, right, "wait")),
        visits=pair.any(*pair.stages(left, right, "visits")),
        pca=pair.any(*pair.stages(left, right, "pca")),
        inside={"inside": True, "outside": False}.get(inside(span, Figure(seen.value, exact=True)) or ""),
        coverage=inside(span, seen),
    )


def with_range(flow: Flow, median: float, low: float, high: float) -> Flow:
    """The flow with a simulated median and 80 % range of its lead time filled in (seconds, working clock)."""
    return replace(flow, lead_time=replace(flow.lead_time, p50=median, range80=(low, high)))
