"""DORA's four metrics, under their own names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from vsm_tui.flow.explain.explanation import Explanation, Figure, Unit, Words, count
from vsm_tui.flow.explain.ground import ONLY_MEASURED, Ground
from vsm_tui.flow.observed import Dora

_FOUR: dict[str, tuple[str, Unit, str]] = {
    "lead_time_for_changes": (
        "DORA: lead time for changes",
        "seconds",
        "median time from a change's first commit to its first successful deployment",
    ),
    "deployment_frequency": ("DORA: deployment frequency", "per week", "successful deployments ÷ weeks of the window"),
    "change_failure_rate": (
        "DORA: change failure rate",
        "share",
        "deployments that failed or had to be reverted ÷ deployments tried",
    ),
    "time_to_restore": (
        "DORA: time to restore",
        "seconds",
        "median time from a failure in production to the deployment that ended it",
    ),
}

_BESIDE = {
    "deployment_frequency": ("dora.deployments",),
    "change_failure_rate": ("dora.failures", "dora.attempts"),
}
"""The counts a metric is made of."""


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
            words = (how, ": ", count(found.deployments), " deployments")
        elif found and name == "change_failure_rate":
            words = (how, ": ", count(found.failures), " ÷ ", count(found.attempts))
        told = ground.tell(
            f"dora.{name}",
            title,
            Figure(value, unit),
            words,
            items="deployments and failures inside the window",
            n=found.deployments if found else None,
            why="" if value is not None else reasons.get(name, missing),
            sure=("wall-clock time, never mixed with the stream's own lead time",),
            related=tuple(f"dora.{other}" for other in _FOUR if other != name),
            covers=_BESIDE.get(name, ()),
        )
        yield replace(told, clock="elapsed" if ground.measured else told.clock)
