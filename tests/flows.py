"""Streams and flows that tests draw: small, with round numbers, told apart at a glance."""

from __future__ import annotations

from datetime import UTC, datetime

from vsm_tui.flow import (
    Bounded,
    Condition,
    Constraint,
    Flow,
    Items,
    LeadTime,
    LoopFlow,
    Observed,
    StageFlow,
    Unmapped,
    Warn,
    Window,
)
from vsm_tui.model import Estimate, Loop, Share, Stage, Stream

DAY = 8 * 3600.0


def estimate(text: str) -> Estimate:
    return Estimate.parse(text)


def three() -> Stream:
    """Three stages, one loop: what most tests need."""
    return Stream(
        name="Small change",
        work_type="feature",
        start="Asked for",
        end="In use",
        stages=(
            Stage("build", "Build", estimate("1d"), estimate("1d"), pca=Share.parse("80%"), people=2),
            Stage("review", "Review", estimate("4d"), estimate("4h"), pca=Share.parse("90%")),
            Stage("release", "Release", estimate("2d"), estimate("1h"), pca=Share.parse("100%")),
        ),
        rework=(Loop("review", "build", Share.parse("20%"), "unclear requirement"),),
    )


def chain(count: int) -> Stream:
    """A long stream of like stages."""
    return Stream(
        name=f"{count} stages",
        stages=tuple(
            Stage(f"s{k}", f"Stage {k + 1}", estimate(f"{1 + k % 5}d"), estimate(f"{1 + k % 7}h")) for k in range(count)
        ),
    )


def measured_three() -> Flow:
    """What a log says about :func:`three`, on the working clock; time in no stage included."""
    stages = (
        _stage("build", "Build", 1.0, 2.0, visits=1.3, pca=0.7, queue=0.5, wip=1, evidence="C"),
        _stage("review", "Review", 8.0, 0.5, visits=1.3, pca=0.95, queue=4.0, wip=5, evidence="B"),
        _stage("release", "Release", 3.0, 0.5, visits=1.0, pca=None, queue=1.5, wip=0, evidence="A"),
    )
    start, end = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 5, 29, tzinfo=UTC)
    lead = 16 * DAY
    return Flow(
        layer="measured",
        stream="Small change",
        clock="working",
        stages=stages,
        loops=(
            LoopFlow("review", "build", 0.27, 10, 1.4, 3 * DAY, 1 * DAY, 2 * DAY, 0.19),
            LoopFlow("finish", "review", 0.05, 2, 1.0, 0.5 * DAY),
        ),
        lead_time=LeadTime(lead, 14 * DAY, 29 * DAY, None, (12 * DAY, 18 * DAY)),
        touch=Bounded(3 * DAY),
        wait=Bounded(12 * DAY),
        flow_efficiency=Bounded(None, 0.1, 0.19, "touch is inferred in Build"),
        rolled_pca=0.6,
        rework_tax=None,
        rework_share=0.2,
        constraint=Constraint(
            "pile-up",
            "review",
            contenders=("review",),
            lenses={"pile-up": "review", "delay": "review", "capacity": None},
        ),
        observed=Observed(
            Window(start, end, end),
            Items(38, 6, 1),
            throughput_per_week=2.9,
            wip_mean=8.2,
            wip_now=6,
            little=(Condition("arrivals match departures", holds=True), Condition("age is flat", holds=False)),
            unmapped=(Unmapped("Parked", 1 * DAY, 1 / 16, 4),),
            paused=0.5 * DAY,
            failure_arrivals=0.22,
            sources=("jira", "git"),
            warnings=(Warn("few", "only 38 items finished: p95 is a bound"),),
        ),
    )


def _stage(
    stage_id: str, name: str, wait: float, touch: float, *, visits: float, pca: float | None, queue: float, wip: int,
    evidence: str,
) -> StageFlow:  # fmt: skip
    return StageFlow(
        stage_id,
        name,
        (wait + touch) * DAY,
        touch * DAY,
        wait * DAY,
        visits,
        1.0,
        pca=pca,
        pca_interval=None if pca is None else (pca - 0.1, min(1.0, pca + 0.05)),
        queue=queue,
        wip_now=wip,
        trend=(0.0, 1.0, 2.0, queue),
        evidence=evidence,  # type: ignore[arg-type]  # one of the four letters, as the callers above give it
    )
