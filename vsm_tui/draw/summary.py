"""The words around a map: its header, its totals, and the sentences below it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from vsm_tui.draw.glyphs import ESTIMATE_WAIT, LOOP, MEASURED_WAIT, PAUSED, UNMAPPED
from vsm_tui.draw.loops import plain_labels
from vsm_tui.draw.observed import aging_rows, dora_rows, fact, failure_rows, finding_rows, little_rows
from vsm_tui.draw.partial import partial_rows
from vsm_tui.draw.run import Row, Run, row_len, wrap
from vsm_tui.draw.said import either, said_rows
from vsm_tui.draw.scene import Scene
from vsm_tui.draw.text import Units, cell_len, clip, count, ends, number, open_end, ratio, safe, share, shares
from vsm_tui.draw.verdict import constraint_row, other_rows, reasons
from vsm_tui.flow import Bounded, Flow

if TYPE_CHECKING:
    from vsm_tui.flow import Observed

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def header(scene: Scene, width: int) -> list[Row]:
    """Two rows: what is mapped, from where to where; then what it rests on."""
    g = scene.glyphs
    legend = _legend(scene)
    left = max(8, width - row_len(legend) - 3) if width > 60 else width - 2
    name = clip(safe(scene.stream.name) or "unnamed stream", left)
    way = f" {g.arrow} ".join(safe(t) for t in (scene.stream.start, scene.stream.end) if t)
    way = clip(way, left - cell_len(name) - 2) if left - cell_len(name) - 2 > 6 else ""
    first: Row = (Run(" "), Run(name, "title"), Run("  " + way if way else "", "muted"))
    if width > 60:
        first = (*first, Run(" " * max(1, width - 1 - row_len(first) - row_len(legend))), *legend)
    return [first, *wrap([(Run(t, "muted"),) for t in basis(scene)], width)[:2]]


def _legend(scene: Scene) -> Row:
    said: Row = (Run(f"{ESTIMATE_WAIT} ", "estimate"), Run("estimate", "label"))
    seen: Row = (Run(f"{MEASURED_WAIT} ", "measured"), Run("measured", "label"))
    if scene.layer == "estimate":
        return said
    return seen if scene.layer == "measured" else (*said, Run("   "), *seen)


def basis(scene: Scene) -> list[str]:
    """What the numbers rest on: items, period, clock, sources."""
    observed = scene.main.observed
    clock = f"{scene.main.clock} clock"
    if scene.main.clock == "working":
        clock += f" ({number(scene.stream.clock.day / 3600)}h days)"
    if scene.view.converted and scene.estimate is not None:
        clock += " (~ estimate converted by the average week)"
    if observed is None:
        stages = count(len(scene.steps), "stage")
        return [t for t in (scene.note, safe(scene.stream.work_type), stages, clock) if t]
    items = observed.items
    left_out = sum(e.count for e in items.excluded)
    zone = ZoneInfo(scene.stream.clock.timezone)
    start, end, now = (at.astimezone(zone) for at in (observed.window.start, observed.window.end, observed.window.now))
    later = f" on {_day(now)}" if now > end else ""
    parts = [scene.note, f"{items.finished:,} done + {items.open:,} open{later}"]
    if items.cancelled:
        parts.append(f"{items.cancelled:,} cancelled")
    if left_out:
        parts.append(f"{left_out:,} left out")
    period = f"{safe(scene.view.window)}: " if scene.view.window else ""
    parts += [period + dates(start, end), clock, " + ".join(safe(s) for s in observed.sources)]
    return [p for p in parts if p]


def dates(start: datetime, end: datetime) -> str:
    """``2 Mar–29 May 2026``; both years where they differ. A period that ends with a midnight ends the day before."""
    if end > start and end.time() == time.min:
        end -= timedelta(microseconds=1)

    return f"{_day(start, year=start.year != end.year)}–{_day(end)}"


def _day(at: datetime, *, year: bool = True) -> str:
    return f"{at.day} {_MONTHS[at.month - 1]}" + (f" {at.year}" if year else "")


def bounded_time(units: Units, value: Bounded) -> str:
    """A duration, or the range it is known to lie in."""
    if value.value is not None or value.low is None:
        return units.time(value.value)
    return units.span(value.low, value.high)


def bounded_share(value: Bounded, unknown: str = "") -> str:
    """A share, the range it is known to lie in, or why there is none (``unknown`` where that takes too much room)."""
    if value.low is not None and value.high is not None and (value.value is None or value.is_range):
        return shares(value.low, value.high)
    if value.value is None:
        return unknown or safe(value.why) or "?"
    return share(value.value)


def summary(scene: Scene, width: int, *, complete: bool = False) -> list[Row]:
    """All lines below the map, cut to ``width``; what stands out comes first. ``complete`` leaves nothing out."""
    seen = scene.main.observed
    rows = sentences(scene, width, complete=complete)
    return rows + (finding_rows(seen.warnings, width, complete=complete) if seen is not None else [])


def sentences(scene: Scene, width: int, *, complete: bool = False) -> list[Row]:
    """The same without the findings."""
    seen = scene.main.observed
    parts = [
        [*_totals(scene, complete=complete), *partial_rows(scene)],
        [constraint_row(scene), *other_rows(scene)],
        _costliest(scene, complete=complete),
    ]
    outside = _outside_the_stages(scene)
    if seen is not None:
        failures, aged = failure_rows(seen, scene.units), aging_rows(scene, seen)
        if complete:
            parts += [outside, failures, aged, dora_rows(scene, seen.dora, complete=True), little_rows(seen)]
        else:
            parts += [[*outside, *failures[:1], *aged[:1]], dora_rows(scene, seen.dora, complete=False)]
    rows: list[Row] = []
    for at, part in enumerate(parts):
        rows += wrap(part, width)
        if complete and at == 0 and scene.main.no_intervals:
            why: Row = (Run("no intervals of means: ", "label"), Run(scene.main.no_intervals, "muted"))
            rows += wrap([why], width, indent=3)
        if complete and at == 1:
            rows += [row for reason in reasons(scene) for row in wrap([reason], width, indent=3)]
    return rows


def _totals(scene: Scene, *, complete: bool) -> list[Row]:
    main, u = scene.main, scene.units
    parts: list[Row] = []
    if main.never_finishes:
        names = ", ".join(safe(n) for n in main.never_finishes[:3])
        return [(Run(f"! never finishes: everything that reaches {names} is sent back", "warning", "lead_time.mean"),)]
    if main.layer == "estimate" and main.gaps:
        more = f" (and {len(main.gaps) - 1} more)" if len(main.gaps) > 1 else ""
        text = f"incomplete: {safe(str(main.gaps[0]))}{more}"
        parts.append((Run("LEAD ", "label"), Run(text, "warning", "lead_time.mean")))
    else:
        parts += said_rows(main, u) if main.layer == "estimate" else _seen(main, u, complete=complete)
        parts.append(_efficiency(scene))
    if main.observed:
        parts += _observed(main.observed, complete=complete)
    pca = main.rolled_pca
    if pca is not None:
        bound = scene.glyphs.at_most if main.observed else ""
        around = ends(main.rolled_pca_interval, share).strip() if complete else ""
        around = f"(the bound itself {around})" if around and main.observed else around
        parts.append(fact("rolled %C/A", bound + share(pca), "rolled_pca", after=around))
    return parts


def _seen(main: Flow, u: Units, *, complete: bool) -> list[Row]:
    """Percentiles with what bounds them, the mean, and the median with open items counted."""
    lead = main.lead_time
    parts = [fact("LEAD p50", u.time(lead.p50), "lead_time.p50", after=ends(lead.p50_interval, u.time).strip())]
    for name, value, interval in (("p85", lead.p85, lead.p85_interval), ("p95", lead.p95, lead.p95_interval)):
        if value is not None and (complete or name == "p85"):
            around = (ends if complete else open_end)(interval, u.time).strip()
            parts.append(fact(name, u.time(value), f"lead_time.{name}", after=around))
    around = ends(lead.mean_interval, u.time).strip() if complete else ""
    parts.append(fact("mean", u.time(lead.mean), "lead_time.mean", after=around))
    items = main.observed.items if main.observed else None
    if complete and items and items.open and items.finished:
        text = "not reached" if lead.censored_p50 is None else u.time(lead.censored_p50)
        around = ends(lead.censored_p50_interval, u.time).strip()
        parts.append(fact("p50 with open items", text, "lead_time.censored_p50", after=around))
    if complete and lead.off_hours is not None:
        parts.append(fact("nights and weekends", u.time(lead.off_hours), "lead_time.off_hours"))
    return parts


def _efficiency(scene: Scene) -> Row:
    label = "FLOW EFFICIENCY"
    if scene.layer == "both" and scene.estimate and scene.measured:
        said, seen = scene.estimate.flow_efficiency, scene.measured.flow_efficiency
        return (
            Run(label + " est ", "label"), Run(bounded_share(said), "total", "estimate:flow_efficiency"),
            Run(" measured ", "label"), Run(bounded_share(seen), "total", "measured:flow_efficiency"),
        )  # fmt: skip
    found = scene.main.flow_efficiency
    after = ends(found.interval, share).strip() or either(scene.main)
    return fact(label, bounded_share(found), "flow_efficiency", after=after)


def _known(value: float | None) -> str:
    return "?" if value is None else number(value)


def _observed(observed: Observed, *, complete: bool) -> list[Row]:
    around = ends(observed.throughput_interval, number).strip() if complete else ""
    rate = f"{_known(observed.throughput_per_week)}/week"
    parts = [fact("throughput", rate, "throughput_per_week", after=around)]
    parts.append(fact("WIP", str(observed.wip_now), "wip.now", after=f"(mean {_known(observed.wip_mean)})"))
    if observed.little:
        told = [c.holds for c in observed.little if c.holds is not None]
        conditions = f"{sum(told)} of {len(told)}"
        if complete:
            parts.append(fact("Little's law:", f"{conditions} conditions hold", "little", "value"))
        else:
            parts.append(fact("Little", conditions, "little", "value"))
    return parts


def _costliest(scene: Scene, *, complete: bool) -> list[Row]:
    loop = scene.costliest
    if loop is None:
        return []
    way = f"{scene.title(loop.source)} {scene.glyphs.arrow} {scene.title(loop.target)}"
    parts: list[Row] = [(Run(f"{LOOP} costliest loop ", "loop-costliest"), Run(way, "loop-costliest"))]
    parts.append((Run(plain_labels(scene, loop)[0], "value", f"loops.{loop.source}-{loop.target}.time"),))
    if scene.main.layer == "measured" and scene.main.rework_share is not None:
        around = ends(scene.main.rework_share_interval, share) if complete else ""
        text = f"all rework {share(scene.main.rework_share)}{around} of lead time"
        parts.append((Run(text, "muted", "rework.share_of_lead_time"),))
    return parts


_LAY = {
    "finished": " (until reopened)",
    "cancelled": " (until reopened)",
    "on hold": " (before any stage)",
    "left": "",
}
"""How items lay in a state that the stream knows as no stage's."""


def _outside_the_stages(scene: Scene) -> list[Row]:
    observed, u = scene.main.observed, scene.units
    if observed is None:
        return []
    parts: list[Row] = []
    if observed.unmapped:
        part = share(sum(un.share for un in observed.unmapped))
        named = sorted(observed.unmapped, key=lambda un: -un.time)
        names = ", ".join(f"{safe(un.state)} {u.time(un.time)}{_LAY.get(un.lay, '')}" for un in named[:3])
        more = f" and {len(named) - 3} more" if len(named) > 3 else ""
        text = f"{UNMAPPED} unmapped {part} of lead time"
        parts.append((Run(text, "unmapped", "unmapped"), Run(f": {names}{more}", "muted")))
    if observed.paused:
        text = f"{PAUSED} paused {u.time(observed.paused)} per item"
        parts.append((Run(text, "unmapped", "paused"), Run(", not in lead time", "muted")))
    return parts


def total_text(scene: Scene, band: str) -> str:
    """The totals column, one band at a time."""
    main, u, g = scene.main, scene.units, scene.glyphs
    match band:
        case "name":
            return "per item"
        case "wait":
            return bounded_time(u, main.wait)
        case "touch":
            return bounded_time(u, main.touch)
        case "est":
            return u.time(scene.estimate.lead_time.mean) if scene.estimate else ""
        case "meas":
            return _measured_total(scene)
        case "share":
            return u.time(main.lead_time.mean)
        case "pca":
            return _pca_total(scene)
        case "wip":
            return f"WIP {main.observed.wip_now}, mean {_known(main.observed.wip_mean)}" if main.observed else ""
        case _:
            return g.plain("")


def _measured_total(scene: Scene) -> str:
    seen = scene.measured.lead_time.mean if scene.measured else None
    return f"{scene.units.time(seen)} {ratio(scene.ratio) if scene.ratio is not None else ''}".rstrip()


def _pca_total(scene: Scene) -> str:
    said = scene.estimate.rolled_pca if scene.estimate else None
    seen = scene.measured.rolled_pca if scene.measured else None
    parts = [share(said)] if scene.layer != "measured" else []
    if scene.layer != "estimate":
        parts.append(scene.glyphs.at_most + share(seen) if seen is not None else "?")
    return f" {scene.glyphs.arrow} ".join(parts)
