"""Streams and flows that tests draw: small, with round numbers, told apart at a glance."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

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
    Leaving,
    LoopFlow,
    Observed,
    StageFlow,
    Unmapped,
    Verdict,
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
            leaving=Leaving(38, 6, 31, 29.5, 5 * 3600.0, "", 5.44, 0.71) if stage.id == "release" else None,
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
                38, 88 * 86_400.0, 17.2, 4, 10_000, "sampled", (0.02, 0.93, 0.05), "release", (0.8, 4.1),
                ("review", "release", "review"), ("one third points at Release",), ("about 12 more items",), 38 / 17.2,
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
            dora=Dora(3 * 86_400.0, 2.5, 0.1, None, 32, 4, (("time_to_restore", "no failure was restored"),), 36,
                      30, 2, (2 * 86_400.0, 4 * 86_400.0), (0.04, 0.25)),
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


def judged_three(verdict: Verdict = "clear") -> Flow:
    """:func:`measured_three` as one that was sampled: with confidence, queues over time, bunches and intervals."""
    known = measured_three()
    assert known.observed is not None
    calendar = ("release",) if verdict == "calendar" else ()
    stage = "release" if verdict == "calendar" else "review"
    found = replace(
        known.constraint,
        stage=stage,
        verdict=verdict,
        probability=None if verdict == "not enough data" else 0.93,
        contenders=("review", "release") if verdict == "too close to call" else (stage,),
        calendar=calendar,
        scores={"pile-up": (0.5, 4.0, 1.5), "delay": (1 * DAY, 8 * DAY, 3 * DAY), "capacity": (0.7, None, 0.2)},
        confidence=Confidence(
            n=38, span=88 * 86_400.0, effective_n=9.5, block=4, draws=10_000, method="sampled",
            ranks=(0.02, 0.93, 0.05), runner_up="release", gap=(0.8, 4.1), thirds=("review", "review", "release"),
            against=("Release led in the last third",), would_change=("about 20 more items",),
        ),
    )  # fmt: skip
    stages = tuple(
        replace(s, bunched=s.id in calendar, off_hours=s.time * 0.6, time_interval=(s.time * 0.8, s.time * 1.4),
                queue_interval=(0.2, None) if s.id == "build" else (1.0, 6.0), p50=s.time * 0.7, p85=s.time * 2,
                p50_interval=(s.time * 0.5, s.time), p85_interval=(s.time * 1.5, None))
        for s in known.stages if s.time is not None
    )  # fmt: skip
    lead = replace(known.lead_time, mean_interval=(12 * DAY, 21 * DAY), p95_interval=(27 * DAY, None))
    observed = replace(known.observed, cumulative=_cumulative(known.observed.window.start))
    return replace(known, stages=stages, constraint=found, lead_time=lead, observed=observed)


def _cumulative(start: datetime) -> Cumulative:
    """88 days in which Release lets items go every second Friday, and Review is slower than Build in the middle."""
    at = tuple(start + timedelta(days=k) for k in range(89))
    begun = [k * 45 // 88 for k in range(89)]
    built = [max(0, begun[max(0, k - 3)] - 1) for k in range(89)]
    reviewed = [max(0, built[max(0, k - 9 + abs(k - 44) // 8)] - 1) for k in range(89)]
    reviewed = [max(reviewed[: k + 1]) for k in range(89)]
    done = [reviewed[k // 14 * 14] for k in range(89)]
    queues = (
        tuple((begun[k] - built[k]) // 2 for k in range(89)),
        tuple(built[k] - reviewed[k] for k in range(89)),
        tuple(reviewed[k] - done[k] for k in range(89)),
    )
    return Cumulative(at, (tuple(begun), tuple(built), tuple(reviewed)), tuple(done), queues)
