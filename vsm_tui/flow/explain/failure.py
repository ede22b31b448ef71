"""Failure demand: work that exists because something failed earlier, whole items and loops, apart and together."""

from __future__ import annotations

from collections.abc import Iterator

from vsm_tui.flow.explain.explanation import Explanation, Figure, Words, count, seconds, share
from vsm_tui.flow.explain.ground import BOOTSTRAP, FINISHED, ONLY_MEASURED, WILSON, Ground
from vsm_tui.flow.observed import FailureDemand

_BEGUN = "items that began in the window"
_PARTS = {
    "touch": ("Touch spent on failure items", "touch of items by the team's rule"),
    "loop_touch": ("Touch spent inside rework loops", "touch inside at least one loop"),
    "together": ("Touch spent on failure, items and loops", "touch of failure items, and of others in loops"),
}


def failure_demand(ground: Ground) -> Iterator[Explanation]:
    """Every number under ``failure_demand``."""
    seen = ground.seen
    found = (seen.failure_demand if seen else None) or FailureDemand(
        seen.failure_arrivals if seen else None, seen.failure_touch if seen else None
    )
    yield _arrivals(ground, found, counted=seen is not None and seen.failure_demand is not None)
    yield from _touch(ground, found)


def _arrivals(ground: Ground, found: FailureDemand, *, counted: bool) -> Explanation:
    words: Words = ("items by the team's rule ÷ items that began",)
    if counted:
        words = (count(found.failures), " items by the team's rule ÷ ", count(found.begun), " items that began")
    return ground.tell(
        "failure_demand.arrivals",
        "Arrivals that are failure demand",
        share(found.arrivals),
        words,
        more=((f"the team's rule: {found.rule or _rule(ground)}",),),
        interval=found.arrivals_interval,
        interval_kind=WILSON,
        items=_BEGUN,
        n=found.begun if counted else None,
        why=_why(ground) if found.arrivals is None else "",
        sure=("as good as the rule and the labels are: what nobody marked is not seen",),
        related=("failure_demand.touch", "failure_demand.together", "rework.share_of_lead_time"),
        covers=tuple(f"failure_demand.{part}" for part in ("arrivals_interval", "begun", "failures")),
    )


def _touch(ground: Ground, found: FailureDemand) -> Iterator[Explanation]:
    total = ground.flow.touch
    touch = ground.sum(total.low if total.low is not None else total.value)
    for name, (title, what) in _PARTS.items():
        value = getattr(found, name)
        part = None if value is None or touch is None else value * touch
        unknown = ONLY_MEASURED if not ground.measured else "no touch time is known"
        yield ground.tell(
            f"failure_demand.{name}",
            title,
            share(value),
            (f"Σ {what} ", seconds(part), " ÷ Σ touch ", seconds(touch)),
            more=((f"the team's rule: {found.rule or _rule(ground)}",),) if name != "loop_touch" else (),
            interval=getattr(found, f"{name}_interval"),
            interval_kind=BOOTSTRAP,
            items=FINISHED,
            why="" if value is not None else unknown if name == "loop_touch" else _why(ground),
            sure=("an item's loops are not counted twice",) if name == "together" else (),
            related=tuple(f"failure_demand.{other}" for other in _PARTS if other != name),
            covers=(f"failure_demand.{name}_interval",),
        )
    yield ground.tell(
        "failure_demand.time_per_week",
        "Touch that failure takes in a week",
        seconds(found.time_per_week),
        ("share together ", share(found.together), " × Σ touch ", seconds(touch), " ÷ ", Figure(ground.weeks),
         " weeks of the calendar"),
        interval=found.time_per_week_interval,
        interval_kind=BOOTSTRAP,
        items=FINISHED,
        why=_why(ground) if found.time_per_week is None else "",
        related=("failure_demand.together",),
        covers=("failure_demand.time_per_week_interval",),
    )  # fmt: skip


def _rule(ground: Ground) -> str:
    rule = ground.stream.failure_demand
    parts = [f"{name} {', '.join(words)}" for name, words in (("type", rule.types), ("label", rule.labels)) if words]
    return " or ".join(parts) or "none is written in the stream file"


def _why(ground: Ground) -> str:
    if not ground.measured:
        return ONLY_MEASURED
    if not ground.stream.failure_demand:
        return "no rule: say in the stream file which types or labels are failure, under failure_demand"
    return "the log lacks a column the rule looks at, or has no such items or no touch that is known"
