"""The words around a map: its header, its totals, and the sentences below it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from vsm_tui.draw.glyphs import CONSTRAINT, ESTIMATE_WAIT, LOOP, MEASURED_WAIT, PAUSED, UNMAPPED
from vsm_tui.draw.loops import loop_labels
from vsm_tui.draw.run import Row, Run, StyleName, row_len, wrap
from vsm_tui.draw.scene import Scene
from vsm_tui.draw.text import Units, cell_len, clip, count, number, ratio, safe, share, shares
from vsm_tui.flow import Bounded, Flow, Lens

if TYPE_CHECKING:
    from vsm_tui.flow import Observed

_LENSES: tuple[Lens, ...] = ("pile-up", "delay", "capacity")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_WARNINGS_SHOWN = 2
_TIED_SHOWN = 3


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
    return [first, *wrap([(Run(t, "muted"),) for t in _basis(scene)], width)[:2]]


def _legend(scene: Scene) -> Row:
    said: Row = (Run(f"{ESTIMATE_WAIT} ", "estimate"), Run("estimate", "label"))
    seen: Row = (Run(f"{MEASURED_WAIT} ", "measured"), Run("measured", "label"))
    if scene.layer == "estimate":
        return said
    return seen if scene.layer == "measured" else (*said, Run("   "), *seen)


def _basis(scene: Scene) -> list[str]:
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
    parts = [scene.note, f"{items.finished:,} done + {items.open:,} open"]
    if items.cancelled:
        parts.append(f"{items.cancelled:,} cancelled")
    if left_out:
        parts.append(f"{left_out:,} left out")
    zone = ZoneInfo(scene.stream.clock.timezone)
    start, end = observed.window.start.astimezone(zone), observed.window.end.astimezone(zone)
    parts += [dates(start, end), clock, " + ".join(safe(s) for s in observed.sources)]
    return [p for p in parts if p]


def dates(start: datetime, end: datetime) -> str:
    """``2 Mar–29 May 2026``; both years where they differ."""

    def day(at: datetime, *, year: bool) -> str:
        return f"{at.day} {_MONTHS[at.month - 1]}" + (f" {at.year}" if year else "")

    return f"{day(start, year=start.year != end.year)}–{day(end, year=True)}"


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


def summary(scene: Scene, width: int) -> list[Row]:
    """All lines below the map, cut to ``width``; what stands out comes first."""
    parts = [_totals(scene), [constraint_row(scene)], _costliest(scene), _outside_the_stages(scene), *_warnings(scene)]
    rows: list[Row] = []
    for part in parts:
        rows += wrap(part, width)
    return rows


def _fact(label: str, value: str, style: StyleName = "total", after: str = "") -> Row:
    runs = [Run(label + " ", "label"), Run(value, style)]
    return (*runs, Run(" " + after, "muted")) if after else tuple(runs)


def _totals(scene: Scene) -> list[Row]:
    main, u = scene.main, scene.units
    parts: list[Row] = []
    if main.never_finishes:
        names = ", ".join(safe(n) for n in main.never_finishes[:3])
        return [(Run(f"! never finishes: everything that reaches {names} is sent back", "warning"),)]
    if main.layer == "estimate" and main.gaps:
        more = f" (and {len(main.gaps) - 1} more)" if len(main.gaps) > 1 else ""
        parts.append((Run("LEAD ", "label"), Run(f"incomplete: {safe(str(main.gaps[0]))}{more}", "warning")))
    else:
        parts += _lead(main, u)
        parts.append(_efficiency(scene))
    if main.observed:
        parts += _observed(main.observed, u)
    pca = main.rolled_pca
    if pca is not None:
        parts.append(_fact("rolled %C/A", (scene.glyphs.at_most if main.observed else "") + share(pca)))
    return parts


def _lead(main: Flow, u: Units) -> list[Row]:
    lead = main.lead_time
    if main.layer == "estimate":
        parts = [_fact("LEAD", u.time(lead.mean), after=f"({u.span(*lead.range)})" if lead.range else "")]
        if lead.range80:
            parts.append(_fact("80 % range", u.span(*lead.range80)))
        if main.rework_tax:
            parts.append(_fact("first pass", u.time(lead.first_pass)))
            parts.append(_fact("rework tax", u.gap(main.rework_tax), "loop", f"({share(main.rework_share)})"))
        return parts
    ends = f"[{u.time(lead.p50_interval[0])}–{u.time(lead.p50_interval[1])}]" if lead.p50_interval else ""
    parts = [_fact("LEAD p50", u.time(lead.p50), after=ends)]
    if lead.p85 is not None:
        parts.append(_fact("p85", u.time(lead.p85)))
    parts.append(_fact("mean", u.time(lead.mean)))
    return parts


def _efficiency(scene: Scene) -> Row:
    label = "FLOW EFFICIENCY"
    if scene.layer == "both" and scene.estimate and scene.measured:
        said, seen = scene.estimate.flow_efficiency, scene.measured.flow_efficiency
        return (
            Run(label + " est ", "label"), Run(bounded_share(said), "total"),
            Run(" measured ", "label"), Run(bounded_share(seen), "total"),
        )  # fmt: skip
    return _fact(label, bounded_share(scene.main.flow_efficiency))


def _known(value: float | None) -> str:
    return "?" if value is None else number(value)


def _observed(observed: Observed, u: Units) -> list[Row]:  # noqa: ARG001 -- one signature for all parts
    parts = [_fact("throughput", f"{_known(observed.throughput_per_week)}/week")]
    parts.append(_fact("WIP", str(observed.wip_now), after=f"(mean {_known(observed.wip_mean)})"))
    if observed.little:
        holds = sum(c.holds for c in observed.little)
        parts.append(_fact("Little", f"{holds} of {len(observed.little)}", "value"))
    return parts


def constraint_row(scene: Scene) -> Row:
    """Where each lens points; a reading of this period, without any claim of certainty."""
    found = scene.main.constraint
    lenses = found.lenses or {}
    named = [(lens, lenses[lens]) for lens in _LENSES if lenses.get(lens)]
    when = "in this period" if scene.main.layer == "measured" else "by the estimates"
    if found.stage is None and len(found.contenders) > 1:
        tied = [scene.title(stage) for stage in found.contenders]
        names = f"{', '.join(tied[:-1])} and {tied[-1]}" if len(tied) <= _TIED_SHOWN else f"{len(tied)} stages"
        return (Run(f"{CONSTRAINT} {names}", "constraint"), Run(f" wait alike, {when}", "value"))
    if not named:
        return ()
    places = {stage for _, stage in named}
    if len(places) == 1 and len(named) > 1:
        where = scene.title(named[0][1])
        lens_names = " and ".join([", ".join(lens for lens, _ in named[:-1]), named[-1][0]])
        return (Run(f"{CONSTRAINT} {where}", "constraint"), Run(f": {lens_names} agree, {when}", "value"))
    runs: list[Run] = [Run(f"{CONSTRAINT} ", "constraint")]
    for at, (lens, stage) in enumerate(named):
        runs += [Run(" · ", "grid")] if at else []
        runs += [Run(f"{lens}: ", "label"), Run(scene.title(stage), "constraint" if stage == found.stage else "value")]
    return (*runs, Run(f", {when}", "muted"))


def _costliest(scene: Scene) -> list[Row]:
    loop = scene.costliest
    if loop is None:
        return []
    way = f"{scene.title(loop.source)} {scene.glyphs.arrow} {scene.title(loop.target)}"
    parts: list[Row] = [(Run(f"{LOOP} costliest loop ", "loop-costliest"), Run(way, "loop-costliest"))]
    parts.append((Run(loop_labels(scene, loop)[0], "value"),))
    if scene.main.layer == "measured" and scene.main.rework_share is not None:
        parts.append((Run(f"all rework {share(scene.main.rework_share)} of lead time", "muted"),))
    return parts


def _outside_the_stages(scene: Scene) -> list[Row]:
    observed, u = scene.main.observed, scene.units
    if observed is None:
        return []
    parts: list[Row] = []
    if observed.unmapped:
        part = share(sum(un.share for un in observed.unmapped))
        named = sorted(observed.unmapped, key=lambda un: -un.time)
        names = ", ".join(f"{safe(un.state)} {u.time(un.time)}" for un in named[:3])
        more = f" and {len(named) - 3} more" if len(named) > 3 else ""
        parts.append((Run(f"{UNMAPPED} unmapped {part} of lead time", "unmapped"), Run(f": {names}{more}", "muted")))
    if observed.paused:
        parts.append(
            (Run(f"{PAUSED} paused {u.time(observed.paused)} per item", "unmapped"), Run(", not in lead time", "muted"))
        )
    if observed.failure_arrivals is not None:
        parts.append(_fact("failure demand", f"{share(observed.failure_arrivals)} of arrivals", "value"))
    return parts


def _warnings(scene: Scene) -> list[list[Row]]:
    warnings = scene.main.observed.warnings if scene.main.observed else ()
    shown = [[(Run(f"! {safe(w.text)}", "warning"),)] for w in warnings[:_WARNINGS_SHOWN]]
    if len(warnings) > _WARNINGS_SHOWN:
        shown.append([(Run(f"! {count(len(warnings) - _WARNINGS_SHOWN, 'more warning')}", "warning"),)])
    return [list(rows) for rows in shown]


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
            return f"{main.observed.wip_now} (mean {_known(main.observed.wip_mean)})" if main.observed else ""
        case _:
            return g.plain("")


def _measured_total(scene: Scene) -> str:
    seen = scene.measured.lead_time.mean if scene.measured else None
    said = scene.estimate.lead_time.mean if scene.estimate else None
    times = ratio(seen / said) if seen is not None and said else ""
    return f"{scene.units.time(seen)} {times}".rstrip()


def _pca_total(scene: Scene) -> str:
    said = scene.estimate.rolled_pca if scene.estimate else None
    seen = scene.measured.rolled_pca if scene.measured else None
    parts = [share(said)] if scene.layer != "measured" else []
    if scene.layer != "estimate":
        parts.append(scene.glyphs.at_most + share(seen) if seen is not None else "?")
    return f" {scene.glyphs.arrow} ".join(parts)
