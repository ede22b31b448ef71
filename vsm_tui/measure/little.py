"""Little's law as a check: mean WIP against throughput × mean lead time, and the conditions it may be read under."""

from __future__ import annotations

from vsm_tui.flow.observed import Condition
from vsm_tui.measure.state import State


def little(state: State) -> tuple[Condition, ...]:
    """The five conditions (Little and Graves 2008), each with a tolerance that a small sample can meet.

    The ratio beside them is mean WIP ÷ (throughput × mean lead time), which over one window is the time all items
    spent in process in it ÷ the lead time of those that finished in it.
    """
    c = state.counts
    finished, mean_wip = state.lead.size, max((c["wip_start"] + c["wip_now"]) / 2, 1.0)
    left = finished + c["cancelled"]
    ages = [c[f"age_{name}"] / c[f"wip_{name}"] if c[f"wip_{name}"] else None for name in ("middle", "now")]
    flat = ages[0] is not None and ages[1] is not None and abs(ages[1] - ages[0]) <= 0.25 * max(ages[0], ages[1])
    return (
        Condition("arrivals ≈ departures", bool(left) and abs(c["begun"] - left) <= 0.1 * max(c["begun"], left)),
        Condition("everything that starts finishes", c["cancelled"] == 0),
        Condition("WIP at the start ≈ WIP at the end", abs(c["wip_now"] - c["wip_start"]) <= max(1.0, 0.2 * mean_wip)),
        Condition("mean age of WIP is flat", flat),
        Condition("same units throughout", True),
    )
