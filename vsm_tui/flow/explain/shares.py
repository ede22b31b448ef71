"""Shares of the whole stream: flow efficiency, rolled %C/A, time in no stage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vsm_tui.flow.explain.explanation import Explanation, Words, count, seconds, share
from vsm_tui.flow.explain.ground import BOOTSTRAP, FINISHED, ONLY_MEASURED, ROLLED, Ground
from vsm_tui.flow.observed import Lay, Unmapped

_LISTED = 12
"""States told one by one; a log of a bad mapping has hundreds."""


def flow_efficiency(ground: Ground) -> Iterator[Explanation]:
    """``flow_efficiency``."""
    flow = ground.flow
    found, touch, lead = flow.flow_efficiency, flow.touch, flow.lead_time.mean
    words: Words = ("touch ", seconds(touch.value), " ÷ lead time ", seconds(lead))
    if ground.measured:
        known = touch.value if touch.value is not None else touch.low
        words = ("Σ touch ", seconds(ground.sum(known)), " ÷ Σ lead time ", seconds(ground.sum(lead)))
        if touch.value is None and touch.high is not None:
            words = (*words[:2], " to ", seconds(ground.sum(touch.high)), *words[2:])
    yield ground.tell(
        "flow_efficiency",
        "Flow efficiency",
        share(found.value),
        words,
        bounds=(found.low, found.high) if found.low is not None and found.high != found.low else None,
        bounds_kind="what is known of touch allows no closer reading" if ground.measured else "by the ranges given",
        interval=found.interval,
        interval_kind=BOOTSTRAP,
        why=found.why,
        items=FINISHED,
        sure=(
            "a ratio of sums, not a mean of ratios: long items weigh more",
            "touch by a tracker's state counts nights and all while somebody has the item, except on the working clock",
            *no_work(ground),
        )
        if ground.measured
        else ("as good as the estimates are",),
        related=("touch", "lead_time.mean", "unmapped"),
        covers=tuple(f"flow_efficiency.{part}" for part in ("value", "low", "high", "why", "interval", "evidence")),
    )


def no_work(ground: Ground) -> tuple[str, ...]:
    """Says which stages can show no touch, because no state of theirs is mapped as work."""
    names = [ground.name(s.id) for s in ground.flow.stages if ground.untouched(s.id)]
    return (f"no state of {', '.join(names)} is mapped as work: what is done there counts as waiting",) if names else ()


def rolled_pca(ground: Ground) -> Iterator[Explanation]:
    """``rolled_pca``."""
    flow = ground.flow
    parts: list[Words] = [(" × " if at else "", share(s.pca)) for at, s in enumerate(flow.stages)]
    unknown = [ground.name(s.id) for s in flow.stages if s.pca is None]
    why = f"not known for {', '.join(unknown[:3])}{' and others' if len(unknown) > 3 else ''}" if unknown else ""
    yield ground.tell(
        "rolled_pca",
        "Rolled %C/A",
        share(flow.rolled_pca),
        ("Π %C/A over the stages: ", *(word for part in parts for word in part)),
        interval=flow.rolled_pca_interval,
        interval_kind=ROLLED,
        items="first exits of each stage" if ground.measured else "",
        whose="finished",
        why=why,
        sure=(
            "assumes that stages fail independently",
            *(("at most: silent fixes leave no trace",) if ground.measured else ()),
        ),
        related=tuple(f"stages.{s.id}.pca" for s in flow.stages[:6]),
        covers=("rolled_pca_interval",),
    )


_LAY: dict[Lay, str] = {
    "": "which no stage claims",
    "finished": "finished until it was reopened",
    "cancelled": "cancelled until it was reopened",
    "on hold": "on hold before it came to any stage",
    "left": "between two stays, in no state",
}
"""How an item lies there, in a title."""
_PLACE: dict[Lay, str] = {
    "": "map the state to a stage, or to stay or paused, to give this time its place",
    "finished": "nothing is to be mapped: the end point was reached, and the item came back; see the loops from finish",
    "cancelled": "nothing is to be mapped: the item was given up, and came back",
    "on hold": "it waited in no stage yet: where the queue before the first stage is mapped, it waits there",
    "left": "the log says when it left one state and when it came to the next, and of the time between nothing",
}
"""What is to be done about such time."""


def _rest(found: Sequence[Unmapped]) -> tuple[Words, ...]:
    """What the states beyond those that are listed hold together, so that the list adds up."""
    if not found:
        return ()
    time, part = sum(u.time for u in found), sum(u.share for u in found)
    return ((f"and {len(found)} more: ", seconds(time), " per item, ", share(part)),)


def unmapped(ground: Ground) -> Iterator[Explanation]:
    """``unmapped``: all of it, then state by state."""
    seen = ground.seen
    found = seen.unmapped if seen else ()
    lead = ground.flow.lead_time.mean
    time = sum(u.time for u in found) if seen else None
    part = sum(u.share for u in found) if seen else None
    yield ground.tell(
        "unmapped",
        "Lead time in no stage",
        share(part),
        ("Σ time in states no stage claims ", seconds(time), " ÷ mean lead time ", seconds(lead)),
        more=tuple(
            (f"{u.state}{f', {_LAY[u.lay]}' if u.lay else ''}: ", seconds(u.time), " per item, ", share(u.share))
            for u in found[:_LISTED]
        )
        + _rest(found[_LISTED:]),
        items=FINISHED,
        why="" if ground.measured else ONLY_MEASURED,
        sure=("it is in lead time and in no stage: a map that leaves time out must look it",),
        related=("lead_time.mean", "flow_efficiency"),
    )
    for each in found:
        yield ground.tell(
            f"unmapped.{each.state}",
            f"Time in ‘{each.state}’, {_LAY[each.lay]}",
            seconds(each.time),
            ("Σ time there ", seconds(ground.sum(each.time)), " ÷ ", count(ground.n), " finished items, ",
             share(each.share), " of the mean lead time ", seconds(lead)),
            more=((count(each.items), " items were there"),),
            items=FINISHED,
            sure=(_PLACE[each.lay],),
            related=("unmapped", "lead_time.mean"),
            covers=tuple(f"unmapped.{each.state}.{name}" for name in ("time", "share", "items", "lay")),
        )  # fmt: skip
