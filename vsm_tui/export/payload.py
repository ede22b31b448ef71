"""Flows as plain mappings: the JSON keys that scripts rely on.

Durations are seconds, shares 0..1, moments ISO 8601 in UTC; ``None`` is "not knowable", never 0. An interval is 95 %
and has ``None`` for an upper end that too few items bound. ``flags`` are the marks of findings that bend what stands
beside them; ``n`` is how many items that is over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from vsm_tui.export.seen import aging, cumulative, dora, failure_demand, items, warnings, window
from vsm_tui.flow import Bounded, Flow, LoopFlow, Observed, StageFlow, Warn
from vsm_tui.flow.explain.flags import flags_of
from vsm_tui.model import Stream

Payload = dict[str, Any]
_BARE = (
    "window",
    "items",
    "throughput_per_week",
    "rolled_pca",
    "rework_tax",
    "paused",
    "unmapped",
    "typical",
    "cumulative",
)
"""Numbers without an object of their own: their flags stand in ``flags``, by key."""


def flow_payload(flow: Flow, schema: str, stream: str, noted: Stream | None = None) -> Payload:
    """One flow under ``vsm.<command>.v1`` keys; ``stream`` is the stream file's name without its ending.

    With the stream itself (``noted``) go what people noted on its stages and its parking lot.
    """
    seen = flow.observed
    found = seen.warnings if seen else ()
    n = seen.items.finished if seen else None
    return {
        "schema": schema,
        "stream": stream,
        "name": flow.stream,
        "layer": flow.layer,
        "clock": flow.clock,
        "window": window(seen) if seen else None,
        "definitions": seen.definitions if seen else None,
        "items": items(seen) if seen else None,
        "no_intervals": flow.no_intervals or None,
        "lead_time": {**_lead_time(flow), **_basis(n, found, "lead_time")},
        "touch": {**_bounded(flow.touch, "mean"), **_basis(n, found, "touch")},
        "wait": {**_bounded(flow.wait, "mean"), **_basis(n, found, "wait")},
        "flow_efficiency": {**_bounded(flow.flow_efficiency, "value"), **_basis(n, found, "flow_efficiency")},
        "throughput_per_week": seen.throughput_per_week if seen else None,
        "throughput_per_week_interval": pair(seen.throughput_interval) if seen else None,
        "wip": {"mean": seen.wip_mean, "now": seen.wip_now, "flags": flags_of(found, "wip")} if seen else None,
        "rolled_pca": flow.rolled_pca,
        "rolled_pca_interval": pair(flow.rolled_pca_interval),
        "rework_tax": flow.rework_tax,
        "rework_tax_interval": pair(flow.rework_tax_interval),
        "little": _little(seen) if seen else None,
        "stages": [{**_stage(stage, found), **_noted(noted, stage.id)} for stage in flow.stages],
        "unmapped": [
            {"state": u.state, "time": u.time, "share": u.share, "items": u.items, "lay": u.lay or None}
            for u in (seen.unmapped if seen else ())
        ],
        "paused": seen.paused if seen else None,
        "typical": _by_stage(flow, seen.typical) if seen and seen.typical else None,
        "loops": [_loop(loop, n, found) for loop in flow.loops],
        "rework": {
            "share_of_lead_time": flow.rework_share,
            "interval": pair(flow.rework_share_interval),
            **_basis(n, found, "rework"),
        },
        "failure_demand": failure_demand(seen) if seen else None,
        "constraint": _constraint(flow, found),
        "aging": aging(seen) if seen else None,
        "cumulative": cumulative(seen, [s.id for s in flow.stages]) if seen else None,
        "dora": dora(seen) if seen else None,
        "gaps": [{"stage": gap.stage, "field": gap.field, "text": str(gap)} for gap in flow.gaps],
        "never_finishes": list(flow.never_finishes),
        **({"parking": [asdict(topic) for topic in noted.parking]} if noted else {}),
        "sources": list(seen.sources) if seen else [],
        "flags": {key: flags_of(found, key) for key in _BARE if flags_of(found, key)},
        "warnings": warnings(found),
    }


def _noted(stream: Stream | None, stage_id: str) -> Payload:
    """The wastes and ideas noted on a stage."""
    stage = next((known for known in stream.stages if known.id == stage_id), None) if stream else None
    return {"tags": list(stage.tags), "bursts": list(stage.bursts)} if stage else {}


def pair(value: Sequence[float | None] | None) -> list[float | None] | None:
    """Two ends as a list."""
    return None if value is None else list(value)


def _basis(n: int | None, found: Sequence[Warn], key: str) -> Payload:
    return {"n": n, "flags": flags_of(found, key)}


def _by_stage(flow: Flow, values: Sequence[float | None]) -> dict[str, float | None]:
    return dict(zip((stage.id for stage in flow.stages), values, strict=False))


def _lead_time(flow: Flow) -> Payload:
    lead = flow.lead_time
    return {
        "mean": lead.mean,
        "p50": lead.p50,
        "p85": lead.p85,
        "p95": lead.p95,
        "mean_interval": pair(lead.mean_interval),
        "p50_interval": pair(lead.p50_interval),
        "p85_interval": pair(lead.p85_interval),
        "p95_interval": pair(lead.p95_interval),
        "first_pass": lead.first_pass,
        "first_pass_interval": pair(lead.first_pass_interval),
        "censored_p50": lead.censored_p50,
        "censored_p50_interval": pair(lead.censored_p50_interval),
        "censored_p85": lead.censored_p85,
        "censored_from": lead.censored_from,
        "off_hours": lead.off_hours,
        "range": pair(lead.range),
        "range_80": pair(lead.range80),
    }


def _bounded(value: Bounded, key: str) -> Payload:
    return {
        key: value.value,
        "low": value.low,
        "high": value.high,
        "interval": pair(value.interval),
        "evidence": value.evidence,
        "why": value.why or None,
    }


def _little(seen: Observed) -> Payload:
    conditions = [{"name": c.name, "holds": c.holds, "seen": c.seen or None} for c in seen.little]
    return {"ratio": seen.little_ratio, "conditions": conditions, "flags": flags_of(seen.warnings, "little")}


def _stage(stage: StageFlow, found: Sequence[Warn]) -> Payload:
    return {
        "id": stage.id,
        "name": stage.name,
        "time": stage.time,
        "touch": stage.touch,
        "wait": stage.wait,
        "time_range": pair(stage.time_range),
        "touch_range": pair(stage.touch_range),
        "wait_range": pair(stage.wait_range),
        "time_interval": pair(stage.time_interval),
        "touch_interval": pair(stage.touch_interval),
        "wait_interval": pair(stage.wait_interval),
        "off_hours": stage.off_hours,
        "outside": stage.outside,
        "visits": stage.visits,
        "reached": stage.reached,
        "reached_interval": pair(stage.reached_interval),
        "p50": stage.p50,
        "p85": stage.p85,
        "p50_interval": pair(stage.p50_interval),
        "p85_interval": pair(stage.p85_interval),
        "pca": stage.pca,
        "pca_interval": pair(stage.pca_interval),
        "people": stage.people,
        "queue": stage.queue,
        "queue_interval": pair(stage.queue_interval),
        "trend": list(stage.trend),
        "bunched": stage.bunched,
        "leaving": None if stage.leaving is None else asdict(stage.leaving),
        "wip_now": stage.wip_now,
        "evidence": stage.evidence,
        "grades": list(stage.grades),
        **_basis(stage.n, found, f"stages.{stage.id}"),
    }


def _loop(loop: LoopFlow, n: int | None, found: Sequence[Warn]) -> Payload:
    return {
        "from": loop.source,
        "to": loop.target,
        "items": loop.items,
        "share": loop.share,
        "share_interval": pair(loop.share_interval),
        "mean_repeats": loop.mean_repeats,
        "time": loop.time,
        "touch": loop.touch,
        "wait": loop.wait,
        "share_of_lead_time": loop.share_of_lead_time,
        "per_week": loop.per_week,
        "saving": loop.saving,
        "cause": loop.cause or None,
        "causes": [{"name": cause.name, "items": cause.items} for cause in loop.causes],
        **_basis(n, found, f"loops.{loop.source}-{loop.target}"),
    }


def _constraint(flow: Flow, warned: Sequence[Warn]) -> Payload:
    found, sure = flow.constraint, flow.constraint.confidence
    return {
        "lens": found.lens,
        "stage": found.stage,
        "verdict": found.verdict,
        "why": found.why,
        "guesses": list(found.guesses),
        "probability": found.probability,
        "contenders": list(found.contenders),
        "calendar": list(found.calendar),
        "lenses": dict(found.lenses or {}),
        "arrivals": {"items": found.arrivals[0], "over": found.arrivals[1]} if found.arrivals else None,
        "scores": {lens: _by_stage(flow, values) for lens, values in (found.scores or {}).items()},
        "confidence": {
            "n": sure.n,
            "span": sure.span,
            "effective_n": sure.effective_n,
            "inflation": sure.inflation,
            "block": sure.block,
            "draws": sure.draws,
            "method": sure.method,
            "ranks": _by_stage(flow, sure.ranks),
            "runner_up": sure.runner_up,
            "gap": pair(sure.gap),
            "thirds": list(sure.thirds),
            "against": list(sure.against),
            "would_change": list(sure.would_change),
        }
        if sure
        else None,
        "flags": flags_of(warned, "constraint"),
    }
