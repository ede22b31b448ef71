"""How a row of the table of states came about: its counts, its share, what it means, and what speaks for that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vsm_tui.flow.explain import Explanation, Figure
from vsm_tui.flow.explain.explanation import Words, count, seconds, share
from vsm_tui.flow.observed import Warn
from vsm_tui.measure.drafting.states import StateSeen

BASE = "the time of all items, open ones too, from each event to the item's next, but for the time after their end"

SURE = (
    "a share of logged time, which counts open items and time before their start; "
    "the map's shares are of the lead time of finished items"
)


@dataclass(frozen=True, slots=True)
class Told:
    """What a row says beside its counts: its ``share`` of the logged time (``None`` for an end) and of which ``total``
    of seconds, its meaning in words, and what is suggested. ``related`` are the keys of numbers it goes into.
    """

    share: float | None
    total: float
    means: str
    suggested: str = ""
    why: str = ""
    guessed: bool = False
    related: tuple[str, ...] = ()


def state_explained(seen: StateSeen, told: Told, sources: Sequence[str]) -> Explanation:
    """One state of a log."""
    more: list[Words] = [(f"it means: {told.means}",)]
    if told.guessed:
        more.append(("a draft guessed that and nobody has confirmed it: touch there counts as inferred (C)",))
    if told.suggested:
        more.append((f"suggested: {told.suggested}; what speaks for it: {told.why}",))
    if seen.category:
        more.append((f"the tracker's status category: {seen.category}",))
    others = [name for name in seen.names if name != seen.state]
    if others:
        more.append((f"a stream file may also call it: {', '.join(others)}",))
    if seen.onward:
        more.append((f"most often followed by: {seen.onward}",))
    formula: Words = ("time in it ", seconds(seen.seconds), " ÷ logged time ", seconds(told.total))
    if told.share is None:
        formula = ("an end takes no time: what comes after it is in no share",)
    return Explanation(
        f"state.{seen.state}",
        f"‘{seen.state}’ in the log",
        "measured",
        share(told.share),
        formula,
        more=((count(seen.visits), " visits, ", count(seen.items), " items, ", count(seen.last), " end there"), *more),
        why="items end here" if told.share is None else "",
        items=BASE,
        n=seen.items,
        clock="elapsed",
        sources=tuple(sources),
        sure=(SURE,),
        related=told.related,
    )


def finding_explained(found: Warn, number: int, sources: Sequence[str]) -> Explanation:
    """One finding: what it does, and to which numbers."""
    every = [key.replace("*.", "each ").replace(".", " ").replace("_", " ") for key in found.bends if "*" in key]
    more: list[Words] = [(f"bends of every one: {', '.join(every)}",)] if every else []
    return Explanation(
        f"finding.{number}",
        found.text,
        "measured",
        count(found.count) if found.count is not None else Figure("found", "text"),
        (found.effect or "nothing is known to be bent by it",),
        more=tuple(more),
        sources=tuple(sources),
        flags=(found,) if found.flag else (),
        related=tuple(key for key in found.bends if "*" not in key),
    )
