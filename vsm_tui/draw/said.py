"""What an estimate says of the lead time: the sum of typical values, and how far the ranges reach around it."""

from __future__ import annotations

from vsm_tui.draw.observed import fact
from vsm_tui.draw.run import Row
from vsm_tui.draw.text import Units, share
from vsm_tui.flow import Flow


def said_rows(main: Flow, u: Units) -> list[Row]:
    """The typical lead time; where estimates are ranges the simulated ones and both extremes, each by its name, because
    ranges that reach farther up than down put most of what is simulated above the typical value.
    """
    lead = main.lead_time
    parts = [fact("LEAD", u.time(lead.mean), "lead_time.mean", after="typical" if lead.range else "")]
    if lead.p50 is not None:
        parts.append(fact("simulated: half up to", u.time(lead.p50), "lead_time.p50"))
    if lead.range80:
        low, high = lead.range80
        typical = lead.mean if lead.mean is not None else low
        farther = "up" if typical < low else "down" if typical > high else ""
        why = f"(ranges reach farther {farther})" if farther else ""
        parts.append(fact("80 % in", u.span(*lead.range80), "lead_time.range_80", after=why))
    if lead.range:
        parts.append(fact("shortest to longest", u.span(*lead.range), "lead_time.range"))
    if main.rework_tax:
        parts.append(fact("first pass", u.time(lead.first_pass), "lead_time.first_pass"))
        after = f"({share(main.rework_share)})"
        parts.append(fact("rework tax", u.gap(main.rework_tax), "rework_tax", "loop", after))
    return parts


def either(main: Flow) -> str:
    """Why touch, wait and what is made of them are ranges though every answer is exact; "" where they are not."""
    away = any(stage.outside and stage.time for stage in main.stages)
    return "(outside time may be either)" if main.layer == "estimate" and main.wait.value is None and away else ""
