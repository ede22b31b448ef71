"""Little's law as a check: mean WIP against throughput × mean lead time, and the conditions it may be read under."""

from __future__ import annotations

from math import sqrt

from vsm_tui.flow.observed import Condition
from vsm_tui.measure.plan import Plan
from vsm_tui.measure.state import State
from vsm_tui.measure.walks.worktime import SECOND

_HOUR, _DAY = 3600, 86_400


def little(state: State, plan: Plan) -> tuple[Condition, ...]:
    """The five conditions (Little and Graves 2008; Vacanti 2015), each with what was found.

    The ratio beside them is mean WIP ÷ (throughput × mean lead time), which over one window is the time all items
    spent in process in it ÷ the lead time of those that finished in it. "About equal" means: apart by no more than a
    tenth of the larger (a fifth for WIP), or by no more than one standard deviation of such a difference, whichever is
    more. Counts are taken as Poisson, so the difference of two has the variance of their sum; ages as exponential, so
    that a mean of n has the variance mean²/n. That asks for more than "not proven different": in a window with few
    items nothing would be. Cancelled items may be one in a hundred of those that left. A condition is neither met nor
    failed where there is nothing to tell it from.
    """
    c = state.counts
    finished, cancelled, begun = state.lead.size, c["cancelled"], c["begun"]
    left, start, now = finished + cancelled, c["wip_start"], c["wip_now"]
    moments = [
        (c[f"age_{name}"] / c[f"wip_{name}"], c[f"wip_{name}"]) for name in ("middle", "now") if c[f"wip_{name}"]
    ]
    flat = _alike(*moments) if len(moments) == 2 else None
    words = [_length(age / SECOND, plan) for age, _ in moments]
    ages = (
        f"{words[0]} in the middle, {words[1]} at the end"
        if len(words) == 2
        else f"nothing was in process {_empty(c)}: there is no age to compare"
    )
    noise = sqrt(begun + left)
    return (
        Condition(
            "arrivals ≈ departures",
            (bool(left) and abs(begun - left) <= max(0.1 * max(begun, left), noise)) if begun or left else None,
            f"{begun} begun, {finished} finished, {cancelled} cancelled",
        ),
        Condition(
            "everything that starts finishes",
            (bool(left) and cancelled <= 0.01 * left) if left or now else None,
            f"{cancelled} of {left} that left were cancelled" if left else f"none has finished, {now} in process",
        ),
        Condition(
            "WIP at the start ≈ WIP at the end",
            abs(now - start) <= max(0.2 * max(now, start), sqrt(now + start)),
            f"{start} at the start, {now} at the end",
        ),
        Condition("mean age of WIP is flat", flat, ages),
        Condition("same units throughout", True, f"items, all on the {plan.clock} clock"),
    )


def _alike(one: tuple[float, int], other: tuple[float, int]) -> bool:
    """Whether two mean ages, each of so many items, are about equal."""
    (first, n), (last, m) = one, other
    larger = max(first, last)
    return abs(last - first) <= max(0.1 * larger, larger * sqrt(1 / n + 1 / m) / sqrt(2))


def _empty(counts: dict[str, int]) -> str:
    """At which of the two moments nothing was in process."""
    empty = [words for name, words in (("middle", "in the middle"), ("now", "at the end")) if not counts[f"wip_{name}"]]
    return " or ".join(empty)


def _length(seconds: float, plan: Plan) -> str:
    day = plan.stream.clock.day if plan.work else _DAY
    return f"{seconds / day:.1f} days" if seconds >= day else f"{seconds / _HOUR:.1f} hours"
