"""DORA's four metrics, under their own names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from vsm_tui.flow.explain.explanation import Explanation, Figure, Unit, Words, count
from vsm_tui.flow.explain.ground import ONLY_MEASURED, ORDER_STATISTICS, WILSON, Ground
from vsm_tui.flow.observed import Dora

_FOUR: dict[str, tuple[str, Unit, str]] = {
    "lead_time_for_changes": (
        "DORA: lead time for changes",
        "seconds",
        "median time from an item's first commit (or the opening of its pull or merge request) to its first deployment",
    ),
    "deployment_frequency": (
        "DORA: deployment frequency",
        "per week",
        "moments at which something was deployed ÷ weeks of the window",
    ),
    "change_failure_rate": (
        "DORA: change failure rate",
        "share",
        "deployments that failed, or were reverted ÷ deployments tried",
    ),
    "time_to_restore": (
        "DORA: time to restore",
        "seconds",
        "time by which half of the failed deployments were followed by one of the item that succeeded (Kaplan–Meier)",
    ),
}
_SURE = {
    "lead_time_for_changes": "only items with a commit or a request before their deployment are in it",
    "deployment_frequency": "items that go out at the same moment are one deployment; a count, without an interval",
    "change_failure_rate": "failures nobody marked as a failed or reverted deployment are not seen",
    "time_to_restore": "what is not restored yet counts as not yet restored at its age",
}
_BESIDE = {
    "lead_time_for_changes": ("dora.changes", "dora.lead_time_for_changes_interval"),
    "deployment_frequency": ("dora.deployments",),
    "change_failure_rate": ("dora.failures", "dora.attempts", "dora.change_failure_rate_interval"),
    "time_to_restore": ("dora.outages", "dora.time_to_restore_interval"),
}
"""The counts a metric is made of, and its interval."""
_KINDS = {
    "lead_time_for_changes": ORDER_STATISTICS,
    "change_failure_rate": WILSON,
    "time_to_restore": "95 %, where the log-log interval of the curve holds a half (Brookmeyer and Crowley)",
}
_OVER = {
    "lead_time_for_changes": "items deployed inside the window for the first time after a commit or an opened request",
    "deployment_frequency": "deployments inside the window",
    "change_failure_rate": "deployments tried inside the window, with their failures and what was reverted",
    "time_to_restore": "runs of failed deployments of an item that began inside the window",
}


def dora(ground: Ground) -> Iterator[Explanation]:
    """Every number under ``dora``: wall-clock time, whatever the flow's clock."""
    found = ground.seen.dora if ground.seen else None
    reasons = dict(found.why) if found else {}
    missing = ONLY_MEASURED if not ground.measured else "the log has no deployments: states such as deploy:deployed"
    known = found or Dora()
    for name, (title, unit, how) in _FOUR.items():
        value: float | None = getattr(known, name)
        words: Words = (how,)
        if found and name == "deployment_frequency":
            words = (how, ": ", count(found.deployments), " ÷ ", Figure(ground.weeks, "number"), " weeks")
        elif found and name == "change_failure_rate":
            words = (how, ": ", count(found.failures), " ÷ ", count(found.attempts))
        told = ground.tell(
            f"dora.{name}",
            title,
            Figure(value, unit),
            words,
            interval=getattr(known, f"{name}_interval", None),
            interval_kind=_KINDS.get(name, ""),
            items=_OVER[name],
            n=_n(found, name),
            why="" if value is not None else reasons.get(name, missing),
            sure=(_SURE[name], "wall-clock time, never mixed with the stream's own lead time"),
            related=tuple(f"dora.{other}" for other in _FOUR if other != name),
            covers=_BESIDE.get(name, ()),
        )
        yield replace(told, clock="elapsed" if ground.measured else told.clock)


def _n(found: Dora | None, name: str) -> int | None:
    """How many the metric is over."""
    if found is None:
        return None
    return {
        "lead_time_for_changes": found.changes,
        "deployment_frequency": found.deployments,
        "change_failure_rate": found.attempts,
        "time_to_restore": found.outages,
    }[name]
