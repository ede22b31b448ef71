"""Lead time, touch and wait of the whole stream."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from vsm_tui.flow.explain.explanation import Explanation, Figure, Words, count, seconds, share
from vsm_tui.flow.explain.ground import (
    BOOTSTRAP,
    FINISHED,
    ONLY_ESTIMATED,
    ONLY_MEASURED,
    ORDER_STATISTICS,
    Ground,
)
from vsm_tui.flow.explain.standing import EVIDENCE
from vsm_tui.flow.shape import Bounded, LeadTime

_AT_LEAST = {"p50": 6, "p85": 23, "p95": 72}
"""From how many items on order statistics bound a percentile from above."""
_TITLES = {
    "p50": "Median lead time (p50)",
    "p85": "85th percentile of lead time",
    "p95": "95th percentile of lead time",
}
_SIMULATED = "Median of simulated lead times (p50)"
_NOT_SIMULATED = "only a measurement has it: of an estimate the median and the middle 80 % are simulated, no more"
_SHARES = {"p50": 0.5, "p85": 0.85, "p95": 0.95}
_MIN_MAX = "all stages at their smallest to all at their largest"
_LONGER = (
    "simulated lead times are mostly longer than the sum of typical values, which can lie below their 80 % range: "
    "the ranges reach farther up than down, so what stages lose above typical outweighs what they save below it"
)
_MEAN_SURE = (
    "a mean is pulled up by a few slow items: look at the median beside it",
    "open items are not in it; where they are many and old, the true mean is longer",
)


def lead_time(ground: Ground) -> Iterator[Explanation]:
    """Every number under ``lead_time``."""
    lead = ground.flow.lead_time
    related = ("lead_time.p50", "lead_time.p85", "lead_time.censored_p50", "wip.mean")
    yield replace(
        ground.tell(
            "lead_time.mean",
            "Mean lead time" if ground.measured else "Typical lead time: every stage as typical",
            seconds(lead.mean),
            _mean(ground),
            more=() if ground.measured else _terms(ground),
            interval=lead.mean_interval,
            interval_kind=BOOTSTRAP,
            items=FINISHED,
            sure=_MEAN_SURE if ground.measured else _typical_sure(ground),
            related=related if ground.measured else ("lead_time.first_pass", "rework_tax", "lead_time.range"),
            covers=("lead_time.mean_interval", "no_intervals"),
        ),
        bounds=lead.range,
        bounds_kind=_MIN_MAX,
    )
    for name in _SHARES:
        yield _percentile(ground, name)
    yield _first_pass(ground)
    yield from _censored(ground)
    yield from _ranges(ground)
    yield ground.tell(
        "lead_time.off_hours",
        "Nights and weekends inside the mean lead time",
        seconds(lead.off_hours),
        ("the part of the mean lead time ", seconds(lead.mean), " that lies outside the team's hours"),
        items=FINISHED,
        why="" if lead.off_hours is not None else "shown on request, on the elapsed clock of a measurement",
        related=("lead_time.mean",),
    )


def _typical_sure(ground: Ground) -> tuple[str, ...]:
    """What the sum of typical values is not, and why simulated lead times differ from it."""
    lead = ground.flow.lead_time
    return (
        "the sum of typical values, no mean over items",
        *_skewed(lead),
        "as good as the estimates are; compare it with a measurement",
    )


def _mean(ground: Ground) -> Words:
    mean = ground.flow.lead_time.mean
    if ground.measured:
        return "Σ lead time ", seconds(ground.sum(mean)), " ÷ ", count(ground.n), " finished items"
    stages = len(ground.flow.stages)
    noun = " stage = " if stages == 1 else " stages = "
    return "Σ visits × (wait + touch) over ", count(stages), noun, seconds(mean)


def _terms(ground: Ground) -> tuple[Words, ...]:
    return tuple(
        (f"{ground.name(s.id)}: ", Figure(s.visits, "visits"), " × ", seconds(_once(s.time, s.visits)), " = ",
         seconds(s.time))
        for s in ground.flow.stages
    )  # fmt: skip


def _once(value: float | None, visits: float | None) -> float | None:
    return None if value is None or not visits else value / visits


def _percentile(ground: Ground, name: str) -> Explanation:
    lead, part = ground.flow.lead_time, _SHARES[name]
    key, value = f"lead_time.{name}", getattr(lead, name)
    if not ground.measured:
        simulated = name == "p50"
        why = "" if value is not None else "nothing is given as a range min..typ..max" if simulated else _NOT_SIMULATED
        text = "the middle of 4,000 seeded draws of every min..typ..max from a triangle"
        return ground.tell(
            key, _SIMULATED if simulated else _TITLES[name], seconds(value), (text,) if simulated else (), why=why,
            sure=_skewed(lead) if simulated else (),
            related=("lead_time.range_80", "lead_time.mean"), covers=(f"{key}_interval",),
        )  # fmt: skip
    rank = 1 + (ground.n - 1) * part
    return ground.tell(
        key,
        _TITLES[name],
        seconds(value),
        ("(", count(ground.n), " − 1) × ", Figure(f"{part:g}", "text"), " + 1 = place ", Figure(rank, "visits"),
         " of the lead times in rising order, in proportion between neighbours (type 7)"),
        interval=getattr(lead, f"{name}_interval"),
        interval_kind=ORDER_STATISTICS,
        items=FINISHED,
        sure=(
            f"an upper end needs {_AT_LEAST[name]} items: with fewer it is “at least”",
            ground.neighbours,
            "percentiles never add up: stage bars are means",
            "open items are not in it: see lead_time.censored_p50",
        ),
        related=("lead_time.mean", "lead_time.censored_p50", "typical"),
        covers=(f"{key}_interval",),
    )  # fmt: skip


def _first_pass(ground: Ground) -> Explanation:
    flow = ground.flow
    words: Words = ("Σ (wait + touch) over the stages, each visited once = ", seconds(flow.lead_time.first_pass))
    if ground.measured:
        words = ("mean ", seconds(flow.lead_time.mean), " × (1 − rework ", share(flow.rework_share), " of lead time)")
    return ground.tell(
        "lead_time.first_pass",
        "Lead time if nothing ever came back",
        seconds(flow.lead_time.first_pass),
        words,
        interval=flow.lead_time.first_pass_interval,
        interval_kind=BOOTSTRAP,
        items=FINISHED,
        sure=("waiting that rework causes for other items is not taken off",),
        related=("rework_tax", "rework.share_of_lead_time", "lead_time.mean"),
        covers=("lead_time.first_pass_interval",),
    )


def _censored(ground: Ground) -> Iterator[Explanation]:
    lead = ground.flow.lead_time
    from_ = lead.censored_from
    for name, title, value in (
        ("p50", "Median lead time, open items counted", lead.censored_p50),
        ("p85", "85th percentile of lead time, open items counted", lead.censored_p85),
    ):
        why = "not reached: too few of what began has finished" if ground.measured and ground.n else ""
        yield ground.tell(
            f"lead_time.censored_{name}",
            title,
            seconds(value),
            ("the age by which ", share(_SHARES[name]), " of what begins has finished: Σ S(age) × finishes ÷ at risk"),
            more=(("Aalen–Johansen with late entry; Kaplan–Meier where nothing was cancelled",),),
            interval=lead.censored_p50_interval if name == "p50" else None,
            interval_kind="95 %, where the log-log interval of the curve holds the share, items taken as independent",
            why="" if value is not None else why if ground.measured else ONLY_MEASURED,
            items="items seen in the window: open ones count until their age at its end, cancelled ones never finish, "
            "and items begun before the window count from the age at which they came into it",
            n=ground.n if ground.measured else None,
            censored=ground.unfinished if ground.measured else None,
            sure=(
                "it assumes that open items will go on like those that finished at their age",
                *((ground.neighbours,) if name == "p50" and lead.censored_p50_interval else ()),
                *(("too few young items were seen: see lead_time.censored_from",) if from_ else ()),
            ),
            related=(f"lead_time.{name}", "items.open", "aging"),
            covers=(f"lead_time.censored_{name}_interval",),
        )  # fmt: skip
    why = "the curve begins at 0: enough young items were seen" if ground.measured else ONLY_MEASURED
    yield ground.tell(
        "lead_time.censored_from",
        "Age from which the curve with open items holds",
        seconds(from_),
        ("the first age at which enough items were seen to begin the curve",),
        items="items seen in the window",
        why="" if from_ is not None else why,
        related=("lead_time.censored_p50",),
    )


def _ranges(ground: Ground) -> Iterator[Explanation]:
    lead = ground.flow.lead_time
    why = "nothing is given as a range min..typ..max" if not ground.measured else ONLY_ESTIMATED
    for key, title, ends, how in (
        ("lead_time.range", "Shortest to longest lead time by the estimates", lead.range, f"{_MIN_MAX}, added up"),
        ("lead_time.range_80", "Simulated 80 % range of the lead time", lead.range80,
         "the central 80 % of 4,000 seeded draws of every min..typ..max from a triangle"),
    ):  # fmt: skip
        told = ground.tell(
            key,
            title,
            seconds(ends[0] if ends else None),
            (how,),
            bounds=ends,
            why="" if ends else why,
            sure=("how unsure the estimates are, not how much items differ", *_skewed(lead)),
            related=("lead_time.mean", "lead_time.p50"),
        )
        yield replace(told, spans=ends is not None)


def _skewed(lead: LeadTime) -> tuple[str, ...]:
    """Why simulated lead times differ from the sum of typical values, where they do."""
    return (_LONGER,) if lead.p50 is not None and lead.mean is not None and lead.p50 > lead.mean else ()


def touch_and_wait(ground: Ground) -> Iterator[Explanation]:
    """``touch``, ``wait`` and ``paused``."""
    flow = ground.flow
    yield _total(ground, "touch", "Touch time per item", flow.touch)
    yield _total(ground, "wait", "Waiting time per item", flow.wait)
    paused = ground.seen.paused if ground.seen else None
    yield ground.tell(
        "paused",
        "Time paused per item",
        seconds(paused),
        ("Σ time in paused states ", seconds(ground.sum(paused)), " ÷ ", count(ground.n), " finished items"),
        items=FINISHED,
        why="" if ground.measured else ONLY_MEASURED,
        sure=("taken out of lead time by the stream's own rule: whoever waits for the item waited through it",),
        related=("lead_time.mean",),
    )


def _total(ground: Ground, key: str, title: str, found: Bounded) -> Explanation:
    words: Words = (f"Σ visits × {key} over the stages = ", seconds(found.value))
    if ground.measured:
        known = found.value if found.value is not None else found.low
        lead = " at least " if found.value is None else " "
        words = (f"Σ {key}{lead}", seconds(ground.sum(known)), " ÷ ", count(ground.n), " finished items")
    grade = found.evidence
    sure = (f"evidence {grade}, the weakest of its stages: {EVIDENCE[grade]}",) if grade else ()
    return ground.tell(
        key,
        title,
        seconds(found.value),
        words,
        bounds=(found.low, found.high) if found.is_range or found.value is None else None,
        bounds_kind="what was seen of each item allows no closer reading" if ground.measured else _MIN_MAX,
        interval=found.interval,
        interval_kind=BOOTSTRAP,
        why=found.why,
        items=FINISHED,
        sure=(*sure, "time in no stage is neither touch nor wait: see unmapped") if ground.measured else sure,
        related=("flow_efficiency", "lead_time.mean", "unmapped"),
        covers=tuple(f"{key}.{part}" for part in ("mean", "low", "high", "why", "interval", "evidence")),
    )


def typical(ground: Ground) -> Iterator[Explanation]:
    """The typical item's split."""
    seen = ground.seen
    split = seen.typical if seen else ()
    yield ground.tell(
        "typical",
        "The typical item: where its time goes",
        seconds(sum(split) if split else None),
        ("mean time per stage of the items whose lead time lies between p40 and p60, added up",),
        more=tuple(
            (f"{ground.name(stage.id)}: ", seconds(time))
            for stage, time in zip(ground.flow.stages, split, strict=False)
        ),
        items="items that finished in the window, between p40 and p60 of lead time",
        why="" if split else ONLY_MEASURED if not ground.measured else "",
        sure=("a split of few items; the means over all items are the stage bars",),
        related=("lead_time.p50", "lead_time.mean"),
        covers=tuple(f"typical.{stage.id}" for stage in ground.flow.stages),
    )
