"""The same flow on another clock, where that is only a matter of ratio."""

from __future__ import annotations

from dataclasses import replace

from vsm_tui.flow.shape import Bounded, Constraint, Flow, LeadTime, LoopFlow, StageFlow
from vsm_tui.model import Clock

Pair = tuple[float, float]


def to_elapsed(flow: Flow, clock: Clock) -> Flow:
    """An *estimated* flow on the elapsed clock: working seconds times the average week's ratio.

    Only estimates convert like this; a measurement is made anew on the other clock, because nights and weekends fall
    where they fall. Shares and visits stay.

    Raises:
        ValueError: when ``flow`` is a measured one.
    """
    if flow.layer != "estimate":
        raise ValueError("a measurement is made anew on the other clock")
    if flow.clock == "elapsed":
        return flow
    by = clock.elapsed_ratio
    return replace(
        flow,
        clock="elapsed",
        stages=tuple(_stage(stage, by) for stage in flow.stages),
        loops=tuple(_loop(loop, by) for loop in flow.loops),
        lead_time=_lead(flow.lead_time, by),
        touch=_bounded(flow.touch, by),
        wait=_bounded(flow.wait, by),
        rework_tax=_times(flow.rework_tax, by),
        constraint=_constraint(flow.constraint, by),
    )


def _constraint(found: Constraint, by: float) -> Constraint:
    """On an estimate every lens is a time; which stage each points at stays."""
    scores = found.scores or {}
    return replace(found, scores={lens: tuple(_times(s, by) for s in seen) for lens, seen in scores.items()})


def _times(value: float | None, by: float) -> float | None:
    return None if value is None else value * by


def _pair(value: Pair | None, by: float) -> Pair | None:
    return None if value is None else (value[0] * by, value[1] * by)


def _bounded(value: Bounded, by: float) -> Bounded:
    return replace(value, value=_times(value.value, by), low=_times(value.low, by), high=_times(value.high, by))


def _stage(stage: StageFlow, by: float) -> StageFlow:
    return replace(
        stage,
        time=_times(stage.time, by),
        touch=_times(stage.touch, by),
        wait=_times(stage.wait, by),
        time_range=_pair(stage.time_range, by),
        touch_range=_pair(stage.touch_range, by),
        wait_range=_pair(stage.wait_range, by),
    )


def _loop(loop: LoopFlow, by: float) -> LoopFlow:
    return replace(
        loop,
        time=_times(loop.time, by),
        touch=_times(loop.touch, by),
        wait=_times(loop.wait, by),
        saving=_times(loop.saving, by),
    )


def _lead(lead: LeadTime, by: float) -> LeadTime:
    return replace(
        lead,
        mean=_times(lead.mean, by),
        p50=_times(lead.p50, by),
        first_pass=_times(lead.first_pass, by),
        range=_pair(lead.range, by),
        range80=_pair(lead.range80, by),
    )
