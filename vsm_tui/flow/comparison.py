"""Two flows side by side: aligned stages, gaps and ratios per stage and in total."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal

from vsm_tui.flow.shape import Flow, StageFlow
from vsm_tui.model import Stream

Only = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Delta:
    """One figure on both sides. ``gap`` = right − left and ``ratio`` = right ÷ left, ``None`` where not knowable."""

    left: float | None
    right: float | None

    @property
    def gap(self) -> float | None:
        """How much more the right side has."""
        return None if self.left is None or self.right is None else self.right - self.left

    @property
    def ratio(self) -> float | None:
        """How many times the left side the right side is."""
        return None if not self.left or self.right is None else self.right / self.left


@dataclass(frozen=True, slots=True)
class StageDelta:
    """A stage of both sides, or of one only. ``inside`` says whether the right side's time falls in the left side's
    ``min..max``; ``None`` where the left side is no range.
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

    @property
    def only(self) -> Only | None:
        """The one side that has this stage, or ``None`` when both have it."""
        if self.left is None:
            return "right"
        return "left" if self.right is None else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two flows on one clock. ``blind_spot`` is the stage with the largest absolute gap in time.

    ``differences`` names what the two sides define differently; while it is not empty the deltas compare unlike
    things and must look it. ``mixed_clocks`` is set where the two sides are on different clocks: then no delta of a
    duration is given at all.
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


NOTHING = Delta(None, None)


def compare(left: Flow, right: Flow, differences: tuple[str, ...] = ()) -> Comparison:
    """Compare two flows; stages are aligned by id and kept in an order that suits both."""
    mixed = left.clock != right.clock
    stages = tuple(_stage_delta(a, b, mixed=mixed) for a, b in _aligned(left, right))
    gaps = {s.id: abs(s.time.gap) for s in stages if s.time.gap is not None}
    return Comparison(
        left=left,
        right=right,
        stages=stages,
        lead_time=_time(left.lead_time.mean, right.lead_time.mean, mixed=mixed),
        touch=_time(left.touch.value, right.touch.value, mixed=mixed),
        wait=_time(left.wait.value, right.wait.value, mixed=mixed),
        flow_efficiency=_time(left.flow_efficiency.value, right.flow_efficiency.value, mixed=mixed),
        rolled_pca=Delta(left.rolled_pca, right.rolled_pca),
        rework_share=Delta(left.rework_share, right.rework_share),
        throughput=Delta(*(f.observed.throughput_per_week if f.observed else None for f in (left, right))),
        blind_spot=max(gaps, key=lambda k: gaps[k]) if any(gaps.values()) else None,
        differences=differences,
        mixed_clocks=mixed,
    )


def definition_differences(left: Stream, right: Stream) -> tuple[str, ...]:
    """What two streams define differently, so that their numbers do not mean the same."""
    found = []
    for what, a, b in (
        ("work type", left.work_type, right.work_type),
        ("start point", left.start, right.start),
        ("end point", left.end, right.end),
        ("begin rule", left.begin, right.begin),
        ("finish rule", left.finish, right.finish),
        ("clock", left.clock, right.clock),
        ("stages", [s.id for s in left.stages], [s.id for s in right.stages]),
        ("states of stages", [s.states for s in left.stages], [s.states for s in right.stages]),
        ("other states", left.also, right.also),
    ):
        if a != b:
            found.append(what)
    return tuple(found)


def _time(left: float | None, right: float | None, *, mixed: bool) -> Delta:
    return NOTHING if mixed else Delta(left, right)


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


def _stage_delta(left: StageFlow | None, right: StageFlow | None, *, mixed: bool) -> StageDelta:
    known = left or right
    assert known is not None  # noqa: S101 -- a pair always has one side
    inside = None
    if left and right and left.time_range and right.time is not None and not mixed:
        inside = left.time_range[0] <= right.time <= left.time_range[1]

    def both(field: str, *, duration: bool = True) -> Delta:
        a = getattr(left, field) if left else None
        b = getattr(right, field) if right else None
        return NOTHING if mixed and duration else Delta(a, b)

    return StageDelta(
        id=known.id,
        name=known.name,
        left=left,
        right=right,
        time=both("time"),
        touch=both("touch"),
        wait=both("wait"),
        visits=both("visits", duration=False),
        pca=both("pca", duration=False),
        inside=inside,
    )


def with_range(flow: Flow, median: float, low: float, high: float) -> Flow:
    """The flow with a simulated median and 80 % range of its lead time filled in (seconds, working clock)."""
    return replace(flow, lead_time=replace(flow.lead_time, p50=median, range80=(low, high)))
