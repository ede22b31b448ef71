"""What only a measurement has, as plain mappings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from vsm_tui.flow import FailureDemand, Observed, Warn
from vsm_tui.flow.explain.flags import flags_of

Payload = dict[str, Any]


def moment_text(moment: datetime) -> str:
    """ISO 8601 in UTC with a ``Z``."""
    return moment.isoformat().replace("+00:00", "Z")


def window(seen: Observed) -> Payload:
    """What was looked at."""
    found = seen.window
    return {"from": moment_text(found.start), "to": moment_text(found.end), "now": moment_text(found.now)}


def items(seen: Observed) -> Payload:
    """How many items there were, and how many were left out for which reason."""
    found = seen.items
    return {
        "finished": found.finished,
        "open": found.open,
        "cancelled": found.cancelled,
        "excluded": [{"reason": x.reason, "count": x.count} for x in found.excluded],
    }


_INTERVALS = (
    "arrivals_interval",
    "touch_interval",
    "loop_touch_interval",
    "together_interval",
    "time_per_week_interval",
)


def failure_demand(seen: Observed) -> Payload:
    """Items and loops, apart and together."""
    found = seen.failure_demand or FailureDemand(seen.failure_arrivals, seen.failure_touch)
    known = seen.failure_demand is not None
    return {
        "arrivals": found.arrivals,
        "touch": found.touch,
        **{name: _ends(getattr(found, name)) for name in _INTERVALS},
        "begun": found.begun if known else None,
        "failures": found.failures if known else None,
        "loop_touch": found.loop_touch,
        "together": found.together,
        "time_per_week": found.time_per_week,
        "rule": found.rule or None,
        "flags": flags_of(seen.warnings, "failure_demand"),
    }


def _ends(interval: tuple[float, float | None] | None) -> list[float | None] | None:
    return None if interval is None else list(interval)


def aging(seen: Observed) -> Payload | None:
    """Open items against the p85 of finished ones; the oldest by name."""
    found = seen.aging
    if found is None:
        return None
    oldest = [{"item": aged.item or None, "stage": aged.stage, "age": aged.age} for aged in found.oldest]
    flags = flags_of(seen.warnings, "aging")
    return {"mean": found.mean, "p85": found.p85, "over": found.over, "oldest": oldest, "flags": flags}


def cumulative(seen: Observed, stages: Sequence[str]) -> Payload | None:
    """The cumulative flow diagram: a column of counts per stage, all as long as ``at``."""
    found = seen.cumulative
    if found is None:
        return None
    return {
        "at": [moment_text(at) for at in found.at],
        "done": list(found.done),
        "cancelled": list(found.cancelled),
        "stages": {stage: list(row) for stage, row in zip(stages, found.stages, strict=False)},
        "queues": {stage: list(row) for stage, row in zip(stages, found.queues, strict=False)},
    }


def dora(seen: Observed) -> Payload | None:
    """DORA's four, and why one of them is not known."""
    found = seen.dora
    if found is None:
        return None
    return {
        "lead_time_for_changes": found.lead_time_for_changes,
        "lead_time_for_changes_interval": _ends(found.lead_time_for_changes_interval),
        "deployment_frequency": found.deployment_frequency,
        "change_failure_rate": found.change_failure_rate,
        "change_failure_rate_interval": _ends(found.change_failure_rate_interval),
        "time_to_restore": found.time_to_restore,
        "time_to_restore_interval": _ends(found.time_to_restore_interval),
        "changes": found.changes,
        "outages": found.outages,
        "deployments": found.deployments,
        "attempts": found.attempts,
        "failures": found.failures,
        "why": dict(found.why),
        "flags": flags_of(seen.warnings, "dora"),
    }


def warnings(found: Sequence[Warn]) -> list[Payload]:
    """Findings, and what each does to which number."""
    return [
        {
            "code": w.code,
            "text": w.text,
            "effect": w.effect or None,
            "bends": list(w.bends),
            "flag": w.flag,
            "count": w.count,
        }
        for w in found
    ]
