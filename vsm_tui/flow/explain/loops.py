"""Rework: every loop, their union, and what an estimate says they cost."""

from __future__ import annotations

from collections.abc import Iterator

from vsm_tui.flow.explain.explanation import Explanation, Figure, Words, count, seconds, share
from vsm_tui.flow.explain.ground import BOOTSTRAP, FINISHED, ONLY_ESTIMATED, ONLY_MEASURED, WILSON, Ground
from vsm_tui.flow.shape import LoopFlow

_COST = "time from the arrival at the earlier stage until the item is first again where it was sent back, or beyond"
_NESTED = ("loops inside loops count in both: only rework.share_of_lead_time counts their time once",)


def loop(ground: Ground, found: LoopFlow) -> Iterator[Explanation]:
    """Every number under ``loops.FROM-TO``."""
    yield from (_measured if ground.measured else _estimated)(ground, found)


def key_of(found: LoopFlow) -> str:
    """Where a loop's numbers stand."""
    return f"loops.{found.source}-{found.target}"


def _way(ground: Ground, found: LoopFlow) -> str:
    return f"{ground.name(found.source)} → {ground.name(found.target)}"


def _measured(ground: Ground, found: LoopFlow) -> Iterator[Explanation]:
    yield from _taken(ground, found)
    yield from _cost(ground, found)
    key, way = key_of(found), _way(ground, found)
    yield ground.tell(
        f"{key}.saving",
        f"Lead time without {way}",
        seconds(None),
        ("re-solved without the loop",),
        why=ONLY_ESTIMATED + ": what went with a measured loop shows in its time",
        related=(f"{key}.time",),
    )


def _taken(ground: Ground, found: LoopFlow) -> Iterator[Explanation]:
    """How many items take it, and how often."""
    key, way = key_of(found), _way(ground, found)
    yield ground.tell(
        f"{key}.share",
        f"Share of items that go {way}",
        share(found.share),
        (count(found.items), " items that took it at least once ÷ ", count(ground.n), " finished items"),
        more=_per_visit(ground, found),
        interval=found.share_interval,
        interval_kind=WILSON,
        items=FINISHED,
        sure=("a state in between (on hold, unmapped) does not hide a move back; work redone in place does",),
        related=(f"{key}.mean_repeats", f"{key}.time", f"stages.{found.target}.pca"),
        covers=(f"{key}.share_interval", f"{key}.items"),
    )
    repeats = found.mean_repeats
    moves = None if repeats is None or found.items is None else repeats * found.items
    yield ground.tell(
        f"{key}.mean_repeats",
        f"How often an item goes {way}, if it does",
        Figure(repeats, "visits"),
        (count(moves), " moves ÷ ", count(found.items), " items that took it"),
        items=FINISHED,
        n=found.items,
        related=(f"{key}.share",),
    )


def _per_visit(ground: Ground, found: LoopFlow) -> tuple[Words, ...]:
    """The same as estimates put it: an item that comes again can go back again, or go another way."""
    part, source = ground.flow.per_visit(found), ground.flow.stage(found.source)
    if part is None or source is None or found.items is None or found.mean_repeats is None or source.visits is None:
        return ()
    moves, visits = found.mean_repeats * found.items, source.visits * ground.n
    return (
        (
            "per visit, as an estimate means it: ",
            share(part),
            " = ",
            count(moves),
            " moves ÷ ",
            count(visits),
            f" visits of {ground.name(found.source)}",
        ),
    )


def _cost(ground: Ground, found: LoopFlow) -> Iterator[Explanation]:
    """What it costs per item, as a share, and in a week."""
    key, way = key_of(found), _way(ground, found)
    for name in ("time", "touch", "wait"):
        value = getattr(found, name)
        yield ground.tell(
            f"{key}.{name}",
            f"{name.capitalize()} that {way} costs, per finished item",
            seconds(value),
            (f"Σ {name} inside the loop ", seconds(ground.sum(value)), " ÷ ", count(ground.n), " finished items"),
            more=((_COST,),),
            items=FINISHED,
            sure=_NESTED,
            related=(f"{key}.share", "rework.share_of_lead_time"),
        )
    inside = ("Σ time inside the loop ", seconds(ground.sum(found.time)))
    yield ground.tell(
        f"{key}.share_of_lead_time",
        f"Lead time that {way} takes",
        share(found.share_of_lead_time),
        (*inside, " ÷ Σ lead time ", seconds(ground.sum(ground.flow.lead_time.mean))),
        items=FINISHED,
        sure=_NESTED,
        related=(f"{key}.time", "rework.share_of_lead_time"),
    )
    yield ground.tell(
        f"{key}.per_week",
        f"Time that {way} costs in a week",
        seconds(found.per_week),
        (*inside, " ÷ ", Figure(ground.weeks, "number"), " weeks of the calendar"),
        more=tuple((f"{cause.name}: ", count(cause.items), " of its items") for cause in found.causes),
        items=FINISHED,
        related=(f"{key}.time", "failure_demand"),
        covers=tuple(f"{key}.causes.{cause.name}.items" for cause in found.causes),
    )


def _estimated(ground: Ground, found: LoopFlow) -> Iterator[Explanation]:
    key, way, lead = key_of(found), _way(ground, found), ground.flow.lead_time.mean
    yield ground.tell(
        f"{key}.share",
        f"How often an item that finishes {ground.name(found.source)} goes back to {ground.name(found.target)}",
        share(found.share),
        ("as it was said, per visit",),
        why="nobody has said how often" if found.share is None else "",
        sure=(f"cause as it was said: {found.cause}",) if found.cause else (),
        related=(f"{key}.saving", f"stages.{found.target}.visits"),
        covers=(f"{key}.share_interval",),
    )
    without = None if lead is None or found.saving is None else lead - found.saving
    yield ground.tell(
        f"{key}.saving",
        f"What the lead time would lose without {way}",
        seconds(found.saving),
        ("lead time ", seconds(lead), " − lead time solved again without the loop ", seconds(without)),
        sure=("savings of several loops do not add up: loops act on one another",),
        related=("rework_tax", f"{key}.share"),
        covers=(f"{key}.time",),
    )
    for name in ("touch", "wait"):
        yield ground.tell(
            f"{key}.{name}",
            f"{name.capitalize()} that {way} costs, per item",
            seconds(getattr(found, name)),
            (f"Σ visits spared without the loop × {name}",),
            related=(f"{key}.saving",),
            why="a stage done outside has no split into wait and touch" if found.saving is not None else "",
        )
    yield ground.tell(
        f"{key}.share_of_lead_time",
        f"Lead time that {way} takes",
        share(found.share_of_lead_time),
        ("saving ", seconds(found.saving), " ÷ lead time ", seconds(lead)),
        related=(f"{key}.saving",),
    )
    for name, title in (
        ("mean_repeats", f"How often an item goes {way}, if it does"),
        ("per_week", f"Time that {way} costs in a week"),
    ):
        covers = (f"{key}.items",) if name == "mean_repeats" else ()
        yield ground.tell(
            f"{key}.{name}", title, seconds(None), (), why=ONLY_MEASURED, covers=covers,
            related=(f"{key}.share",),
        )  # fmt: skip


def rework(ground: Ground) -> Iterator[Explanation]:
    """``rework`` and ``rework_tax``: all loops together."""
    flow = ground.flow
    lead, part = flow.lead_time.mean, flow.rework_share
    inside = None if lead is None or part is None else lead * part
    words: Words = ("rework tax ", seconds(flow.rework_tax), " ÷ lead time ", seconds(lead))
    if ground.measured:
        words = ("Σ time inside at least one loop ", seconds(ground.sum(inside)), " ÷ Σ lead time ",
                 seconds(ground.sum(lead)))  # fmt: skip
    yield ground.tell(
        "rework.share_of_lead_time",
        "Lead time spent on rework",
        share(part),
        words,
        interval=flow.rework_share_interval,
        interval_kind=BOOTSTRAP,
        items=FINISHED,
        sure=("the union of all loops: nested ones are counted once",) if ground.measured else (),
        related=tuple(f"{key_of(found)}.share_of_lead_time" for found in flow.loops[:5]),
        covers=("rework.interval",),
    )
    taxed: Words = ("lead time ", seconds(lead), " − lead time with every stage visited once ",
                    seconds(flow.lead_time.first_pass))  # fmt: skip
    if ground.measured:
        taxed = ("Σ time inside at least one loop ", seconds(ground.sum(flow.rework_tax)), " ÷ ", count(ground.n),
                 " finished items")  # fmt: skip
    yield ground.tell(
        "rework_tax",
        "Rework tax",
        seconds(flow.rework_tax),
        taxed,
        interval=flow.rework_tax_interval,
        interval_kind=BOOTSTRAP,
        items=FINISHED,
        sure=("waiting that rework causes for other items is not in it",) if ground.measured else (),
        related=("lead_time.first_pass", "rework.share_of_lead_time"),
        covers=("rework_tax_interval",),
    )
