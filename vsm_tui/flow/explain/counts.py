"""How many there were: items, throughput, WIP, Little's law, ages, the cumulative flow."""

from __future__ import annotations

from collections.abc import Iterator

from vsm_tui.flow.explain.explanation import Explanation, Figure, Whose, Words, count, seconds
from vsm_tui.flow.explain.ground import BOOTSTRAP, EVERYTHING, FINISHED, ONLY_MEASURED, Ground

_ITEMS = {
    "finished": ("Finished items", "items whose final run of finish states began inside the window"),
    "open": ("Open items", "items that had begun and were neither finished nor cancelled at "),
    "cancelled": ("Cancelled items", "items whose last state is a cancelled one, inside the window: no completions"),
}

_WHOSE: dict[str, Whose] = {"finished": "finished", "open": "open", "cancelled": "cancelled"}
_HOLDS = {True: "holds", False: "fails", None: "cannot be told"}


def items(ground: Ground) -> Iterator[Explanation]:
    """``items``: how many finished, are open, were cancelled, were left out and why."""
    seen = ground.seen
    rule = f"the finish rule: {', '.join(ground.stream.finish.states) or 'none'}"
    for name, (title, how) in _ITEMS.items():
        yield ground.tell(
            f"items.{name}",
            title,
            count(getattr(seen.items, name) if seen else None),
            (how, f"; {rule}") if name == "finished" else (how, ground.now) if name == "open" else (how,),
            whose=_WHOSE[name],
            why="" if seen else ONLY_MEASURED,
            related=("items.excluded", "wip.now"),
        )
    left_out = seen.items.excluded if seen else ()
    yield ground.tell(
        "items.excluded",
        "Items left out",
        count(sum(e.count for e in left_out) if seen else None),
        ("every item of the log is finished, open, cancelled, or left out for one reason",),
        more=tuple((count(e.count), f" {e.reason}") for e in left_out),
        why="" if seen else ONLY_MEASURED,
        related=("items.finished",),
        covers=tuple(f"items.excluded.{e.reason}.count" for e in left_out),
    )


def throughput(ground: Ground) -> Iterator[Explanation]:
    """``throughput_per_week``."""
    seen = ground.seen
    yield ground.tell(
        "throughput_per_week",
        "Throughput",
        Figure(seen.throughput_per_week if seen else None, "per week"),
        (count(ground.n), " finished ÷ ", Figure(ground.weeks, "number"), " weeks of the calendar"),
        interval=seen.throughput_interval if seen else None,
        interval_kind=BOOTSTRAP,
        items=FINISHED,
        why="" if seen else ONLY_MEASURED,
        sure=("an item is an item, small or large",),
        related=("items.finished", "little", "wip.mean"),
        covers=("throughput_per_week_interval",),
    )


def wip(ground: Ground) -> Iterator[Explanation]:
    """``wip.mean`` and ``wip.now``."""
    seen = ground.seen
    yield ground.tell(
        "wip.mean",
        "Mean work in process",
        Figure(seen.wip_mean if seen else None, "number"),
        ("Σ time all items spent in process inside the window ÷ the window's length", *_over_window(ground)),
        items=EVERYTHING,
        why="" if seen else ONLY_MEASURED,
        related=("wip.now", "little", "throughput_per_week"),
    )
    yield ground.tell(
        "wip.now",
        "Work in process now",
        count(seen.wip_now if seen else None),
        ("items begun, not finished and not cancelled at ", ground.now),
        items="all items",
        whose="open",
        why="" if seen else ONLY_MEASURED,
        related=("items.open", "aging", "wip.mean"),
    )


def _over_window(ground: Ground) -> Words:
    """The figures behind the mean, where the window's length is on the flow's clock."""
    seen = ground.seen
    if seen is None or seen.wip_mean is None or ground.flow.clock != "elapsed":
        return ()
    length = (seen.window.end - seen.window.start).total_seconds()
    return ": ", seconds(seen.wip_mean * length), " ÷ ", seconds(length)


def little(ground: Ground) -> Iterator[Explanation]:
    """``little``: the ratio, and the conditions under which it may be read."""
    seen = ground.seen
    failing = [c for c in seen.little if c.holds is False] if seen else []
    unknown = [c for c in seen.little if c.holds is None] if seen else []
    yield ground.tell(
        "little",
        "Little's law as a check",
        Figure(seen.little_ratio if seen else None, "ratio"),
        ("mean WIP ", Figure(seen.wip_mean if seen else None), " ÷ (throughput ",
         Figure(seen.throughput_per_week if seen else None, "per week"), " × mean lead time ",
         seconds(ground.flow.lead_time.mean), ")"),
        more=tuple(
            (_HOLDS[c.holds] + f": {c.name}" + (f" ({c.seen})" if c.seen else ""),)
            for c in (seen.little if seen else ())
        ),
        items=EVERYTHING,
        why="" if seen else ONLY_MEASURED,
        sure=(
            f"{len(failing)} of its {len(seen.little)} conditions failed, so the ratio need not be 1"
            if failing
            else f"{len(unknown)} of its {len(seen.little)} conditions cannot be told here: the ratio need not be 1"
            if unknown
            else "all conditions hold: a ratio far from 1 means that something is counted wrongly",
        )
        if seen and seen.little
        else (),
        related=("wip.mean", "throughput_per_week", "lead_time.mean"),
        covers=("little.ratio", *(f"little.conditions.{c.name}.{k}" for c in (seen.little if seen else ())
                                  for k in ("holds", "seen"))),
    )  # fmt: skip


def aging(ground: Ground) -> Iterator[Explanation]:
    """``aging``: how old the open items are."""
    found = ground.seen.aging if ground.seen else None
    over = count(found.over if found else None)
    yield ground.tell(
        "aging",
        "Age of open items",
        seconds(found.mean if found else None),
        ("mean age of ", count(ground.seen.items.open if ground.seen else None), f" open items at {ground.now}; ",
         "older than the p85 ", seconds(found.p85 if found else None), " of finished ones: ", over),
        more=tuple(
            (f"{aged.item or place}: ", seconds(aged.age), f" in {ground.name(aged.stage)}" * bool(aged.stage))
            for place, aged in enumerate((found.oldest if found else ())[:10], 1)
        ),
        items="open items that had begun",
        whose="open",
        why=ONLY_MEASURED if not ground.measured else "no open item, or none with a known age" if not found else "",
        sure=("an item older than p85 was slower than 17 of 20 finished ones, whatever happens to it now",),
        related=("lead_time.p85", "lead_time.censored_p50", "wip.now"),
        covers=(
            *(f"aging.{part}" for part in ("mean", "p85", "over")),
            *(f"aging.oldest.{place}.age" for place, _ in enumerate(found.oldest if found else (), 1)),
        ),
    )  # fmt: skip


def cumulative(ground: Ground) -> Iterator[Explanation]:
    """``cumulative``: the cumulative flow diagram."""
    found = ground.seen.cumulative if ground.seen else None
    stages = [stage.id for stage in ground.flow.stages]
    yield ground.tell(
        "cumulative",
        "Cumulative flow",
        count(found.done[-1] if found and found.done else None),
        ("at each moment: how many items had come as far as each stage, how many finished, how many waited in each",),
        items="all items that had begun by then",
        why=ONLY_MEASURED if not ground.measured else "",
        sure=(
            "between two lines: how many lie there (upwards) and roughly for how long (across)",
            "an item that came back stays counted as having come as far as it once did",
        ),
        related=("wip.mean", "throughput_per_week", "lead_time.mean"),
        covers=("cumulative.at", "cumulative.done", "cumulative.cancelled",
                *(f"cumulative.{part}.{s}" for part in ("stages", "queues") for s in stages)),
    )  # fmt: skip


def findings(ground: Ground) -> Iterator[Explanation]:
    """``warnings`` and ``definitions``: what the numbers rest on."""
    found = ground.seen.warnings if ground.seen else ()
    yield ground.tell(
        "warnings",
        "What bends the numbers",
        count(len(found)),
        ("every finding about the log or the mapping, and what it does to which number",),
        more=tuple((f"{w.text}{': ' + w.effect if w.effect else ''}",) for w in found),
        related=("items.excluded", "unmapped"),
        covers=tuple(f"warnings.{w.code}.count" for w in found),
    )
    yield ground.tell(
        "definitions",
        "What the stream's words mean here",
        Figure(ground.seen.definitions if ground.seen else None, "text"),
        ("a hash over start, end, begin and finish rule, the states of every stage, the clock and the work type",),
        why="" if ground.seen else ONLY_MEASURED,
        sure=("two measurements compare only where it is equal",),
    )
