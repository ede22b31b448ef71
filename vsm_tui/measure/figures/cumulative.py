"""Cumulative flow: how many items had come how far at each moment of the window."""

from __future__ import annotations

import numpy as np

from vsm_tui.flow.observed import Cumulative
from vsm_tui.measure.plan import MOMENTS, Plan
from vsm_tui.measure.state import State
from vsm_tui.measure.walks.queues import edges_of
from vsm_tui.measure.walks.worktime import moment


def cumulative(state: State, plan: Plan, *, waits: bool) -> Cumulative | None:
    """The diagram of a window; ``None`` where it has no length. ``waits`` says whether waiting can be seen at all; the
    queue of a stage is empty where nothing tells who waits in it.
    """
    start, end = plan.on_clock(plan.start), plan.on_clock(plan.end_inclusive)
    if end <= start:
        return None
    edges = edges_of(start, end, MOMENTS)
    at = plan.work.moment_of(edges) if plan.work else edges
    at[0], at[-1] = plan.start, plan.end_inclusive
    queues = tuple(
        tuple(row) if stage.states and not unsplit else ()
        for stage, row, unsplit in zip(plan.stream.stages, state.queues.tolist(), state.unsplit, strict=True)
    )
    curves = [tuple(row) for row in np.cumsum(state.progress, axis=1).tolist()]
    return Cumulative(
        at=tuple(moment(t) for t in at),
        stages=tuple(curves[:-2]),
        done=curves[-2],
        queues=queues if waits else (),
        cancelled=curves[-1],
    )
