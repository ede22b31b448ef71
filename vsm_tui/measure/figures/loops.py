"""Rework loops in words and numbers: how often, what they cost, and what the items that take them have in common."""

from __future__ import annotations

from vsm_tui.flow.shape import Cause, LoopFlow
from vsm_tui.measure.figures.durations import wilson
from vsm_tui.measure.plan import Plan
from vsm_tui.measure.state import State
from vsm_tui.measure.walks.causes import ALL, Causes
from vsm_tui.measure.walks.worktime import SECOND
from vsm_tui.model import FINISH

SHOWN = 3
"""So many causes are named per loop."""


def loops_of(state: State, plan: Plan, weeks: float) -> tuple[LoopFlow, ...]:
    """Every loop, the costliest first. Times are means per finished item, ``per_week`` is the sum per week of the
    window; the cause is the team's own word from the stream file, the causes are what the log says.
    """
    n, total = state.lead.size, int(state.lead.sum())
    names = [*(stage.id for stage in plan.stream.stages), FINISH]
    told = {loop.key: loop.cause for loop in plan.stream.rework}
    flows = []
    for (source, target), sums in state.loops.items():
        items, moves, time, touch, wait = (int(value) for value in sums)
        key = names[source], names[target]
        flows.append(
            LoopFlow(
                source=key[0],
                target=key[1],
                share=items / n,
                items=items,
                mean_repeats=moves / items,
                time=time / SECOND / n,
                touch=touch / SECOND / n,
                wait=wait / SECOND / n,
                share_of_lead_time=time / total if total else None,
                cause=told.get(key, ""),
                share_interval=wilson(items, n),
                per_week=time / SECOND / weeks if weeks > 0 else None,
                causes=_causes(state.causes, (source, target), items, n),
            )
        )
    return tuple(sorted(flows, key=lambda loop: (-(loop.time or 0), loop.source, loop.target)))


def _causes(causes: Causes, loop: tuple[int, int], items: int, n: int) -> tuple[Cause, ...]:
    """What more of the items that take the loop carry than of all finished ones: the others say nothing about it."""
    carried = {text: count for (*own, text), count in causes.items() if tuple(own) == loop}
    telling = [text for text, count in carried.items() if count * n > causes.get((ALL, ALL, text), 0) * items]
    return tuple(Cause(text, carried[text]) for text in sorted(telling, key=lambda t: (-carried[t], t))[:SHOWN])
