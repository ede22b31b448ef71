"""What only a measurement tells, in short lines: rework of whole items, ages, DORA, Little's law, findings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from vsm_tui.draw.run import Row, Run, StyleName, wrap
from vsm_tui.draw.scene import Scene
from vsm_tui.draw.text import Units, count, ends, number, safe, share

if TYPE_CHECKING:  # a first frame has nothing measured to show
    from vsm_tui.flow import Dora, Observed, Warn

_SHOWN = 2
"""Findings under a map; a measurement that is printed says all of them."""
_LONG = 400


def fact(label: str, value: str, key: str = "", style: StyleName = "total", after: str = "") -> Row:
    """A number with its name, and what is said beside it; ``key`` is that of the number."""
    runs = [Run(label + " ", "label"), Run(value, style, key)]
    return (*runs, Run(" " + after, "muted")) if after else tuple(runs)


def failure_rows(seen: Observed, units: Units) -> list[Row]:
    """Failure demand: whole items and loops, apart and together."""
    from vsm_tui.flow import FailureDemand

    found = seen.failure_demand or FailureDemand(seen.failure_arrivals, seen.failure_touch)
    if found.arrivals is None and found.touch is None:
        return []
    rows: list[Row] = []
    if found.arrivals is not None:
        value = share(found.arrivals) + ends(found.arrivals_interval, share)
        rows.append((*fact("failure demand", value, "failure_demand.arrivals", "value"), Run(" of arrivals", "muted")))
    parts = [
        (name, share(value) + ends(around, share), key)
        for name, value, around, key in (
            ("items", found.touch, found.touch_interval, "touch"),
            ("loops", found.loop_touch, found.loop_touch_interval, "loop_touch"),
            ("together", found.together, found.together_interval, "together"),
        )
        if value is not None
    ]
    runs: list[Run] = [Run("of touch: ", "label")] if parts else []
    for at, (name, part, key) in enumerate(parts):
        runs += [Run(f"{', ' if at else ''}{name} ", "label"), Run(part, "value", f"failure_demand.{key}")]
    rows.append(tuple(runs))
    if found.time_per_week is not None:
        taken = units.time(found.time_per_week) + ends(found.time_per_week_interval, units.time)
        rows.append(fact("takes", taken, "failure_demand.time_per_week", "value", "of touch a week"))
    return rows


def aging_rows(scene: Scene, seen: Observed) -> list[Row]:
    """Open items that are older than most finished ones ever got."""
    found, u = seen.aging, scene.units
    if found is None or found.mean is None:
        return []
    if found.over is None or found.p85 is None:
        return [fact("open items", f"{u.time(found.mean)} old", "aging", "value", "on average")]
    value = f"{found.over:,} of {seen.items.open:,} open"
    row: Row = (
        Run(value, "warning" if found.over else "value", "aging"),
        Run(f" older than p85 {u.time(found.p85)}", "muted"),
    )
    oldest = found.oldest[0] if found.oldest else None
    if oldest is None:
        return [row]
    where = f" in {scene.title(oldest.stage)}" if oldest.stage else ""
    named = f" ({safe(oldest.item)})" if oldest.item else ""
    return [row, (Run("the oldest ", "label"), Run(u.time(oldest.age), "value", "aging"), Run(where + named, "muted"))]


def dora_rows(scene: Scene, found: Dora | None, *, complete: bool) -> list[Row]:
    """DORA's four where the log has one of them, in wall-clock time whatever the clock; ``complete`` with intervals."""
    if found is None or not (found.deployments or found.attempts):
        return []
    units = Units.of(scene.stream.clock, "elapsed")
    frequency = None if found.deployment_frequency is None else f"{number(found.deployment_frequency)}/week"
    rate = (found.change_failure_rate_interval, share)
    four = (
        ("lead time for changes", units.time(found.lead_time_for_changes), "lead_time_for_changes",
         ends(found.lead_time_for_changes_interval, units.time), f"(median of {found.changes:,})"),
        ("deployment frequency", frequency or "?", "deployment_frequency", "", f"({found.deployments:,})"),
        ("change failure rate", share(found.change_failure_rate), "change_failure_rate", ends(*rate),
         f"({found.failures:,} of {found.attempts:,})"),
        ("time to restore", units.time(found.time_to_restore), "time_to_restore",
         ends(found.time_to_restore_interval, units.time), f"(median of {found.outages:,})"),
    )  # fmt: skip
    rows = [
        fact(name, value, f"dora.{key}", after=f"{around if complete else ''} {over}".strip())
        if value != "?"
        else fact(name, value, f"dora.{key}", "unknown")
        for name, value, key, around, over in four
    ]
    clock = "" if scene.main.clock == "elapsed" else "on the wall clock, "
    return [(Run("DORA ", "heading"), Run(clock, "muted"), *rows[0]), *rows[1:]]


def little_rows(seen: Observed) -> list[Row]:
    """Why Little's law cannot be read off this window: each condition that fails, with what was seen instead."""
    failing = [c for c in seen.little if c.holds is False]
    lead = f"Little's law cannot be read off here, as {'this does' if len(failing) == 1 else 'these do'} not hold: "
    return [
        (
            Run("" if at else lead, "label"),
            Run(f"“{safe(c.name)}”", "value", "little"),
            Run(f" ({safe(c.seen)})" if c.seen else "", "muted"),
        )
        for at, c in enumerate(failing)
    ]


def by_weight(warnings: Sequence[Warn]) -> list[Warn]:
    """Findings, those first that bend a number."""
    return sorted(warnings, key=lambda w: (not w.bends, w.flag is None))


def finding_rows(warnings: Sequence[Warn], width: int, *, complete: bool) -> list[Row]:
    """What bends the numbers; ``complete`` says everything, with what each finding does to which number."""
    ranked = by_weight(warnings)
    shown = ranked if complete else ranked[:_SHOWN]
    rows: list[Row] = []
    for found in shown:
        rows += wrap([(Run(f"! {safe(found.text, _LONG)}", "warning", "warnings"),)], width)
        if complete and found.effect:
            rows += wrap([(Run(safe(found.effect, _LONG), "muted"),)], width, indent=3)
    if len(ranked) > len(shown):
        more = count(len(ranked) - len(shown), "more finding")
        rows += wrap([(Run(f"! {more}", "warning", "warnings"),)], width)
    return rows
