"""Where the stream is held in this period, and whether that may be said: three lenses, a calendar test, a bootstrap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vsm_tui.flow.lenses import constraint_of
from vsm_tui.flow.shape import Confidence, Constraint, Lens, StageFlow, Verdict
from vsm_tui.measure.confidence import reasons
from vsm_tui.measure.confidence.bootstrap import DRAWS, SAMPLED, Blocks, Floats, Ints, Series
from vsm_tui.measure.confidence.doubts import NO_DOUBTS, Doubts, doubts_of
from vsm_tui.measure.confidence.ranking import FEWEST_TO_CALL, Ranking, ranking
from vsm_tui.measure.confidence.sequence import Queues, finishing, in_order
from vsm_tui.measure.figures.touch import NO_WAIT, waits_configured
from vsm_tui.measure.plan import SLICES, Plan
from vsm_tui.measure.state import State
from vsm_tui.measure.walks.worktime import SECOND

SURE = 0.90
THIRDS, AGREE = 3, 2
POSSIBLE = 0.10
"""A stage that leads with less than this probability is no contender, unless it has as much as the one that leads."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What a lens saw of each item, for the stages ``known``; ``unit``, how many items there are per µs, turns
    means into its numbers.

    ``thirds`` holds the leading column of each third of the period, ``None`` where none leads; ``pace`` is the mean
    time from finish to finish in seconds. ``queues`` is what the series was taken from, if it is of waiting.
    """

    known: Ints
    series: Series
    unit: float
    blocks: Blocks
    thirds: tuple[int | None, ...]
    pace: float
    queues: Queues | None = None


def constraint(state: State, plan: Plan, stages: Sequence[StageFlow], queues: Queues) -> Constraint:
    """The lenses, never blended; the headline's verdict and what it rests on. Of ``stages`` it is known already which
    of them let items go in bunches.
    """
    names = [stage.id for stage in stages]
    scores = _scores(state, plan, stages)
    found = constraint_of(names, scores, whole={"capacity"})
    found = replace(
        found,
        calendar=tuple(stage.id for stage in stages if stage.bunched),
        arrivals=(state.counts["begun"], _length(plan) / SECOND),
    )
    if found.lens is None:
        why = _why(found, state, plan)
        return replace(found, verdict="not enough data", why=why)
    sample = sampled(state, plan, found.lens, scores, queues)
    return judged(found, sample, stages, plan, doubts_of(state, plan, found, stages))


def _why(found: Constraint, state: State, plan: Plan) -> str:
    """Why no lens points at a stage. Only where waiting can be seen may more items help."""
    if not waits_configured(state, plan):
        return NO_WAIT
    if not _length(plan):
        return "the period has no length"
    if not any(state.counts[name] for name in ("begun", "wip_start")):
        return "nothing was in process in this period"
    queues = (found.scores or {}).get("pile-up", ())
    return "nothing waited" if any(queue is not None for queue in queues) else "no stage's waiting is known"


def _scores(state: State, plan: Plan, stages: Sequence[StageFlow]) -> dict[Lens, tuple[float | None, ...]]:
    """What each lens sees of each stage.

    The load on a stage's people is ρ = λ v E[touch] ÷ people: λ the items that began in the window ÷ its length,
    v E[touch] the mean touch per item that finished in it, over all visits. More may begin than is worked off, so a
    load can exceed 1. The window and touch are on one clock. On the elapsed clock both count nights, so that a person
    who always has an item in hand is loaded with 1, and one whose items all end on the day they begin looks less
    loaded than on the working clock, where the window is the team's hours. What is done outside counts as delay as a
    whole: the stream waits for somebody else's work.
    """
    n, length, begun = state.lead.size, _length(plan), state.counts["begun"]
    loads: list[float | None] = []
    for k, stage in enumerate(plan.stream.stages):
        known = stage.people and not state.unsplit[k] and length and n and state.grade[k].any()
        loads.append(begun / length * (int(state.touch[k]) / n) / float(stage.people or 1) if known else None)
    return {
        "pile-up": tuple(s.queue for s in stages),
        "delay": tuple(s.time if s.outside and s.wait is None else s.wait for s in stages),
        "capacity": tuple(loads),
    }


def _length(plan: Plan) -> int:
    """The window, in µs on the plan's clock."""
    return plan.on_clock(plan.end_inclusive) - plan.on_clock(plan.start)


def sampled(
    state: State, plan: Plan, lens: Lens, scores: dict[Lens, tuple[float | None, ...]], queues: Queues
) -> Sample:
    """What the headline's lens saw of each item."""
    known = np.flatnonzero([value is not None for value in scores[lens]])
    if not np.array_equal(known, queues.known):
        queues = Queues(state, plan, known)
    seen = _touched(state, plan) if lens == "capacity" else _waited(state, queues)
    blocks = finishing(state, plan, seen[0].order.size)
    pace = float(np.ptp(state.ended)) / SECOND / (state.ended.size - 1) if state.ended.size > 1 else 0.0
    begins = state.counts["begun"] if lens == "capacity" else blocks.items
    of = None if lens == "capacity" else queues
    return Sample(known, seen[0], begins / _length(plan), blocks, seen[1], pace, of)


def _waited(state: State, queues: Queues) -> tuple[Series, tuple[int | None, ...]]:
    """Waiting in the window of all items, in order of finish; those that have not finished come last."""
    known = queues.known
    series = queues.series.first(known.size)
    slices = state.waiting[known].reshape(known.size, THIRDS, SLICES // THIRDS).sum(axis=2)
    return series, tuple(_leader(third) for third in slices.T)


def _touched(state: State, plan: Plan) -> tuple[Series, tuple[int | None, ...]]:
    """Touch of the finished items, in parts of a stage's people."""
    people = np.array([stage.people for stage in plan.stream.stages], np.float64)

    def fetch(items: Ints) -> Floats:
        rows: Floats = (np.maximum(state.time[items], 0) - state.waited[items]) / people
        return rows

    order = in_order(state)
    edges = plan.start + np.arange(1, THIRDS) * ((plan.end_inclusive - plan.start) / THIRDS)
    third = np.searchsorted(edges, state.ended[order], side="right")
    sums = [fetch(order[third == number]).sum(axis=0) for number in range(THIRDS)]
    return Series(fetch, order, state.touch / people / max(order.size, 1)), tuple(_leader(part) for part in sums)


def _leader(values: NDArray[np.integer] | Floats) -> int | None:
    most = values.max(initial=0)
    leaders = np.flatnonzero(values == most)
    return int(leaders[0]) if most > 0 and leaders.size == 1 else None


def judged(
    found: Constraint, sample: Sample, stages: Sequence[StageFlow], plan: Plan, doubts: Doubts = NO_DOUBTS
) -> Constraint:
    """The constraint with its verdict. The calendar is asked first: a queue before a closed gate lacks no capacity.

    A call needs P ≥ 0.90, a gap that excludes 0, and two of three thirds of the period, and hangs on no guesses. With
    much time in no stage there is not enough data for any verdict.
    """
    blocks = sample.blocks
    enough = blocks.count >= FEWEST_TO_CALL
    seen = sample.queues.scatter.first(sample.known.size) if enough and sample.queues else None
    ranked = ranking(sample.series, blocks, piles=found.lens == "pile-up", scatter=seen) if enough else None
    held = found.lens == "pile-up" and found.stage in found.calendar
    why = reasons.Case(
        found, ranked, blocks, _named(sample, stages), {s.id: s.name for s in stages}, held, sample.pace, doubts
    )
    against = why.against(SURE, AGREE)
    verdict: Verdict = "calendar" if held else "not enough data" if not enough else "too close to call"
    if ranked and not against:
        verdict = "clear"
    if doubts.unclaimed:
        verdict = "not enough data"
    contenders = found.contenders
    if ranked and verdict == "too close to call":
        contenders = _contenders(found, ranked, sample.known, stages)
    ranks = _spread(ranked, sample.known, len(stages)) if ranked else ()
    return replace(
        found,
        verdict=verdict,
        probability=ranked.ranks[ranked.leader] if ranked and found.stage else None,
        contenders=contenders,
        why=doubts.unclaimed,
        guesses=doubts.guesses,
        confidence=Confidence(
            n=blocks.items,
            span=(plan.end_inclusive - plan.start) / SECOND,
            effective_n=ranked.effective_n if ranked else blocks.count,
            block=blocks.length,
            draws=DRAWS if ranked else 0,
            method="sampled" if blocks.items * DRAWS <= SAMPLED else "limit law",
            ranks=ranks,
            runner_up=stages[int(sample.known[ranked.runner_up])].id
            if ranked and ranked.runner_up is not None
            else None,
            gap=(ranked.gap[0] * sample.unit, ranked.gap[1] * sample.unit) if ranked else None,
            thirds=_named(sample, stages),
            against=against,
            would_change=why.would_change(SURE, AGREE, stages),
            inflation=ranked.inflation if ranked else None,
        ),
    )


def _named(sample: Sample, stages: Sequence[StageFlow]) -> tuple[str | None, ...]:
    return tuple(None if third is None else stages[int(sample.known[third])].id for third in sample.thirds)


def _contenders(found: Constraint, ranked: Ranking, known: Ints, stages: Sequence[StageFlow]) -> tuple[str, ...]:
    """Who may lead, most likely first: the leader, who is equal to it, and who else has a chance.

    It may be the leader alone: then a rule keeps it from being called, and no rival does.
    """
    likely = {
        int(at): p
        for at, p in zip(known, ranked.ranks, strict=True)
        if p >= POSSIBLE or stages[at].id in found.contenders
    }
    return tuple(stages[at].id for at in sorted(likely, key=lambda at: -likely[at]))


def _spread(ranked: Ranking, known: Ints, size: int) -> tuple[float, ...]:
    ranks = np.zeros(size)
    ranks[known] = ranked.ranks
    return tuple(float(p) for p in ranks)
