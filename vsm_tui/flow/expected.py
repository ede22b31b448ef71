"""The estimated flow, exact, with loops: what the team believes, in seconds of working time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import prod
from typing import Literal, NamedTuple

from vsm_tui.flow.lenses import constraint_of
from vsm_tui.flow.savings import spared
from vsm_tui.flow.shape import Bounded, Constraint, Flow, Gap, LeadTime, Lens, LoopFlow, StageFlow
from vsm_tui.flow.visits import Jump, endless, jumps_of, visits
from vsm_tui.model import Stage, Stream

Triple = tuple[float, float, float]


class _Times(NamedTuple):
    """One visit to a stage as (min, typical, max) seconds; ``None`` where nobody has said."""

    wait: Triple | None
    touch: Triple | None
    outside: Triple | None

    @property
    def total(self) -> Triple | None:
        if self.outside is not None:
            return self.outside
        if self.wait is None or self.touch is None:
            return None
        return self.wait[0] + self.touch[0], self.wait[1] + self.touch[1], self.wait[2] + self.touch[2]


def expected(stream: Stream) -> Flow:
    """The estimated flow of ``stream`` on the working clock.

    lead time = Σ v_k (touch_k + wait_k) with v from :func:`vsm_tui.flow.visits.visits`; rework tax = lead time − the
    same with v = 1; the saving of a loop = lead time − lead time re-solved with that loop's rate 0 (see
    :func:`vsm_tui.flow.savings.spared`). While a value is
    missing, the totals that need it are ``None`` and ``gaps`` names what is missing, in stage order.
    """
    times = [_times(stage, stream) for stage in stream.stages]
    jumps = jumps_of(stream)
    v = visits(len(times), jumps)
    gaps = _gaps(stream)
    stuck = tuple(stream.stages[k].name for k in endless(len(times), jumps))
    whole = bool(times) and not gaps and not stuck
    totals = _Totals.of(times, v) if whole else None
    why = _why(stream)
    return Flow(
        layer="estimate",
        stream=stream.name,
        clock="working",
        stages=tuple(_stage(s, t, n) for s, t, n in zip(stream.stages, times, v, strict=True)),
        loops=_loops(stream, times, jumps, v, totals),
        lead_time=_lead_time(times, totals),
        touch=_part(times, v, gaps, "touch", why),
        wait=_part(times, v, gaps, "wait", f"{why}; the delay lens counts all of it" if _outside(stream) else why),
        flow_efficiency=totals.efficiency(stream, why) if totals else _missing(gaps),
        rolled_pca=_rolled(stream.stages),
        rework_tax=totals.time[1] - _once(times)[1] if totals else None,
        rework_share=(totals.time[1] - _once(times)[1]) / totals.time[1] if totals and totals.time[1] else None,
        constraint=_constraint(stream, times, v),
        gaps=gaps,
        never_finishes=stuck,
    )


def _times(stage: Stage, stream: Stream) -> _Times:
    clock = stream.clock
    return _Times(
        wait=stage.wait.seconds(clock) if stage.wait else None,
        touch=stage.touch.seconds(clock) if stage.touch else None,
        outside=stage.outside.seconds(clock) if stage.outside else None,
    )


def _gaps(stream: Stream) -> tuple[Gap, ...]:
    gaps = []
    unrated = {(loop.source, loop.target) for loop in stream.rework if loop.rate is None}
    names = {stage.id: stage.name for stage in stream.stages}
    for stage in stream.stages:
        if stage.outside is None:
            gaps += [Gap(stage.id, stage.name, f) for f in ("wait", "touch") if getattr(stage, f) is None]
        gaps += [
            Gap(stage.id, stage.name, f"rate for its rework to {names[target]}")
            for source, target in sorted(unrated)
            if source == stage.id and target in names
        ]
    return tuple(gaps)


def _missing(gaps: Sequence[Gap]) -> Bounded:
    return Bounded(None, why=f"incomplete: {gaps[0]}" if gaps else "")


def _part(
    times: Sequence[_Times], v: Sequence[float | None], gaps: Sequence[Gap], field: Literal["touch", "wait"], why: str
) -> Bounded:
    """Total touch or wait, complete or not at all; what the other one lacks does not keep it back."""
    own = [gap for gap in gaps if gap.field not in {"touch", "wait"} - {field}]
    if own or not times or any(n is None for n in v):
        return _missing(own)
    part = _sum([_scaled(getattr(t, field), n) for t, n in zip(times, v, strict=True)])
    outside = _sum([_scaled(t.outside, n) for t, n in zip(times, v, strict=True)])
    return Bounded(None if outside[2] else part[1], part[0], part[2] + outside[2], why, evidence="D")


def _scaled(triple: Triple | None, by: float | None) -> Triple | None:
    return None if triple is None or by is None else (triple[0] * by, triple[1] * by, triple[2] * by)


def _ends(triple: Triple | None) -> tuple[float, float] | None:
    return (triple[0], triple[2]) if triple and triple[0] < triple[2] else None


def _stage(stage: Stage, times: _Times, v: float | None) -> StageFlow:
    total, wait, touch = _scaled(times.total, v), _scaled(times.wait, v), _scaled(times.touch, v)
    return StageFlow(
        id=stage.id,
        name=stage.name,
        time=total[1] if total else None,
        touch=touch[1] if touch else None,
        wait=wait[1] if wait else None,
        visits=v,
        reached=1.0,
        time_range=_ends(total),
        touch_range=_ends(touch),
        wait_range=_ends(wait),
        outside=stage.outside is not None,
        pca=float(stage.pca) if stage.pca is not None else None,
        people=stage.people,
        evidence="D" if total else None,
    )


def _sum(triples: Sequence[Triple | None]) -> Triple:
    known = [t for t in triples if t is not None]
    return sum(t[0] for t in known), sum(t[1] for t in known), sum(t[2] for t in known)


def _once(times: Sequence[_Times]) -> Triple:
    return _sum([t.total for t in times])


class _Totals(NamedTuple):
    """Sums over all visits as (min, typical, max) seconds per item."""

    time: Triple
    touch: Triple
    wait: Triple
    outside: Triple

    @classmethod
    def of(cls, times: Sequence[_Times], v: Sequence[float | None]) -> _Totals:
        def over(pick: Callable[[_Times], Triple | None]) -> Triple:
            return _sum([_scaled(pick(t), n) for t, n in zip(times, v, strict=True)])

        return cls(
            over(lambda t: t.total),
            over(lambda t: t.touch),
            over(lambda t: t.wait),
            over(lambda t: t.outside),
        )

    def efficiency(self, stream: Stream, why: str) -> Bounded:
        """Σ touch / Σ lead time; the bounds take every unknown split and every range at its worst and best."""
        total = self.time[1]
        if not total:
            return Bounded(None, why="no time at all was estimated")
        worst_rest = self.wait[2] + self.outside[2]
        best_touch = self.touch[2] + self.outside[2]
        low = self.touch[0] / (self.touch[0] + worst_rest) if self.touch[0] + worst_rest else 1.0
        high = best_touch / (best_touch + self.wait[0]) if best_touch + self.wait[0] else 1.0
        if self.outside[2] and not any(_is_range(s) for s in stream.stages):
            low, high = self.touch[1] / total, (self.touch[1] + self.outside[1]) / total
        value = None if self.outside[2] else self.touch[1] / total
        return Bounded(value, low, high, why, evidence="D")


def _is_range(stage: Stage) -> bool:
    return any(e is not None and e.is_range for e in (stage.wait, stage.touch, stage.outside))


def _outside(stream: Stream) -> list[str]:
    return [s.name for s in stream.stages if s.outside is not None and not s.outside.high.is_zero]


def _why(stream: Stream) -> str:
    outside = _outside(stream)
    if outside:
        return f"{', '.join(outside)}: done outside, one elapsed time without a split"
    return "three-point estimates" if any(_is_range(s) for s in stream.stages) else ""


def _lead_time(times: Sequence[_Times], totals: _Totals | None) -> LeadTime:
    if totals is None:
        return LeadTime(mean=None)
    return LeadTime(mean=totals.time[1], first_pass=_once(times)[1], range=_ends(totals.time))


def _loops(
    stream: Stream, times: Sequence[_Times], jumps: Sequence[Jump], v: Sequence[float | None], totals: _Totals | None
) -> tuple[LoopFlow, ...]:
    rates = [None if loop.rate is None else float(loop.rate) for loop in stream.rework]
    if totals is None:
        return tuple(
            LoopFlow(p.source, p.target, rate, cause=p.cause) for p, rate in zip(stream.rework, rates, strict=True)
        )
    time, touch, wait = (
        [triple[1] if triple else 0.0 for triple in column]
        for column in ([t.total for t in times], [t.touch for t in times], [t.wait for t in times])
    )
    split = not totals.outside[2]
    exact = [n for n in v if n is not None]
    flows = []
    for loop, rate, less in zip(stream.rework, rates, spared(exact, jumps), strict=True):
        saving = _over(less, time)
        flows.append(
            LoopFlow(
                source=loop.source,
                target=loop.target,
                share=rate,
                time=saving,
                touch=_over(less, touch) if split else None,
                wait=_over(less, wait) if split else None,
                share_of_lead_time=saving / totals.time[1] if totals.time[1] else None,
                saving=saving,
                cause=loop.cause,
            )
        )
    return tuple(flows)


def _over(visits_: Mapping[int, float], seconds: Sequence[float]) -> float:
    """What that many visits to each stage take."""
    return sum(n * seconds[k] for k, n in visits_.items())


def _rolled(stages: Sequence[Stage]) -> float | None:
    """Π %C/A over all stages, which assumes that they fail independently; unknown as soon as one is."""
    known = [float(stage.pca) for stage in stages if stage.pca is not None]
    return prod(known) if stages and len(known) == len(stages) else None


def _constraint(stream: Stream, times: Sequence[_Times], v: Sequence[float | None]) -> Constraint:
    """The lenses on an estimate. By Little's law the number waiting in stage k is λ v_k wait_k, so pile-up and delay
    rank alike; an outside stage's whole time counts as delay, because the stream waits for somebody else's work.
    """
    waits: list[float | None] = []
    loads: list[float | None] = []
    for stage, t, n in zip(stream.stages, times, v, strict=True):
        held = t.outside or t.wait
        waits.append(held[1] * n if held and n is not None else None)
        loads.append(t.touch[1] * n / stage.people if t.touch and n is not None and stage.people else None)
    scores: dict[Lens, tuple[float | None, ...]] = {
        "pile-up": tuple(waits),
        "delay": tuple(waits),
        "capacity": tuple(loads),
    }
    return constraint_of([stage.id for stage in stream.stages], scores)
