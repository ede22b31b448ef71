"""Streams and flows that tests draw: small, with round numbers, told apart at a glance."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from vsm_tui.flow import (
    Aged,
    Aging,
    Bounded,
    Cause,
    Condition,
    Confidence,
    Constraint,
    Cumulative,
    Dora,
    Exclusion,
    FailureDemand,
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


def everything_measured() -> Flow:
    """:func:`measured_three` with everything a measurement can know filled in."""
    flow = measured_three()
    assert flow.observed is not None
    stages = tuple(
        replace(
            stage,
            n=38,
            p50=2 * DAY,
            p85=9 * DAY,
            time_interval=(1 * DAY, 9 * DAY),
            touch_interval=(1800.0, DAY),
            wait_interval=(DAY, 9 * DAY),
            queue_interval=(0.2, 5.0),
            p50_interval=(DAY, 3 * DAY),
            p85_interval=(6 * DAY, None),
            reached_interval=(0.91, 1.0),
            pca=stage.pca or 0.97,
            bunched=stage.id == "release",
        )
        for stage in flow.stages
    )
    start = flow.observed.window.start
    return replace(
        flow,
        stages=stages,
        loops=tuple(
            replace(
                loop,
                share_interval=(0.02, 0.4),
                per_week=9 * DAY,
                mean_repeats=1.4,
                touch=0.1 * DAY,
                wait=0.2 * DAY,
                share_of_lead_time=0.1,
                causes=(Cause("unclear", 4), Cause("flaky test", 1)),
            )
            for loop in flow.loops
        ),
        lead_time=LeadTime(
            16 * DAY, 14 * DAY, 29 * DAY, 40 * DAY, (12 * DAY, 18 * DAY), (24 * DAY, None), (30 * DAY, None),
            (13 * DAY, 19 * DAY), 13 * DAY, 15 * DAY, (12 * DAY, 20 * DAY), 33 * DAY,
        ),
        touch=Bounded(None, 2 * DAY, 3 * DAY, "some stages only show when work was completed", (DAY, 4 * DAY)),
        rolled_pca=0.65,
        constraint=Constraint(
            "pile-up",
            "review",
            "clear",
            0.93,
            ("review",),
            {"pile-up": "review", "delay": "review", "capacity": None},
            {"pile-up": (0.5, 4.0, 1.5), "delay": (DAY, 8 * DAY, 3 * DAY), "capacity": (0.4, None, None)},
            ("release",),
            Confidence(
                38, 88 * 86_400.0, 17.2, 8, 10_000, "sampled", (0.02, 0.93, 0.05), "release", (0.8, 4.1),
                ("review", "release", "review"), ("one third points at Release",), ("about 12 more items",),
            ),
        ),
        observed=replace(
            flow.observed,
            little_ratio=1.02,
            throughput_interval=(2.1, 3.6),
            failure_arrivals=0.22,
            failure_touch=0.3,
            failure_demand=FailureDemand(0.22, 0.3, (0.12, 0.37), 41, 9, 0.1, 0.35, 3 * DAY, "type Bug"),
            aging=Aging(9 * DAY, 29 * DAY, 1, (Aged("AB-7", "review", 31 * DAY), Aged("", None, 4 * DAY))),
            cumulative=Cumulative(
                (start, flow.observed.window.end), ((1, 45), (0, 43), (0, 40)), (0, 38),
                ((1, 0), (0, 5), (0, 0)), (0, 1),
            ),
            typical=(2.5 * DAY, 8 * DAY, 3 * DAY),
            dora=Dora(3 * 86_400.0, 2.5, 0.1, None, 32, 4, (("time_to_restore", "no failure was restored"),), 36),
            items=Items(38, 6, 1, (Exclusion("ended before the window", 3),)),
            warnings=(
                Warn("few", "only 38 items finished: p95 is a bound"),
                Warn(
                    "left-truncated", "5 finished items began before the window", "their time before it was not seen",
                    ("lead_time", "stages.*.touch"), "truncated", 5,
                ),
            ),
        ),
    )  # fmt: skip
