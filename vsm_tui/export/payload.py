"""Flows and comparisons as plain mappings: the JSON keys that scripts rely on.

Durations are seconds, shares 0..1, moments ISO 8601 in UTC; ``None`` is "not knowable", never 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from vsm_tui.flow import Bounded, Comparison, Delta, Flow, LoopFlow, Observed, StageDelta, StageFlow

Payload = dict[str, Any]


def flow_payload(flow: Flow, schema: str, stream: str) -> Payload:
    """One flow under ``vsm.<command>.v1`` keys; ``stream`` is the stream file's name without its ending."""
    seen = flow.observed
    return {
        "schema": schema,
        "stream": stream,
        "name": flow.stream,
        "layer": flow.layer,
        "clock": flow.clock,
        "window": _window(seen) if seen else None,
        "definitions": seen.definitions if seen else None,
        "items": _items(seen) if seen else None,
        "lead_time": _lead_time(flow),
        "touch": _bounded(flow.touch, "mean"),
        "wait": _bounded(flow.wait, "mean"),
        "flow_efficiency": _bounded(flow.flow_efficiency, "value"),
        "throughput_per_week": seen.throughput_per_week if seen else None,
        "wip": {"mean": seen.wip_mean, "now": seen.wip_now} if seen else None,
        "rolled_pca": flow.rolled_pca,
        "rework_tax": flow.rework_tax,
        "little": _little(seen) if seen else None,
        "stages": [_stage(stage) for stage in flow.stages],
        "unmapped": [
            {"state": u.state, "time": u.time, "share": u.share, "items": u.items}
            for u in (seen.unmapped if seen else ())
        ],
        "paused": seen.paused if seen else None,
        "loops": [_loop(loop) for loop in flow.loops],
        "rework": {"share_of_lead_time": flow.rework_share},
        "failure_demand": {"arrivals": seen.failure_arrivals, "touch": seen.failure_touch} if seen else None,
        "constraint": _constraint(flow),
        "gaps": [{"stage": gap.stage, "field": gap.field, "text": str(gap)} for gap in flow.gaps],
        "never_finishes": list(flow.never_finishes),
        "sources": list(seen.sources) if seen else [],
        "warnings": [{"code": w.code, "text": w.text} for w in (seen.warnings if seen else ())],
    }


def moment_text(moment: datetime) -> str:
    """ISO 8601 in UTC with a ``Z``."""
    return moment.isoformat().replace("+00:00", "Z")


def _window(seen: Observed) -> Payload:
    window = seen.window
    return {"from": moment_text(window.start), "to": moment_text(window.end), "now": moment_text(window.now)}


def _items(seen: Observed) -> Payload:
    items = seen.items
    return {
        "finished": items.finished,
        "open": items.open,
        "cancelled": items.cancelled,
        "excluded": [{"reason": x.reason, "count": x.count} for x in items.excluded],
    }


def _pair(value: Sequence[float | None] | None) -> list[float | None] | None:
    return None if value is None else list(value)


def _lead_time(flow: Flow) -> Payload:
    lead = flow.lead_time
    return {
        "mean": lead.mean,
        "p50": lead.p50,
        "p85": lead.p85,
        "p95": lead.p95,
        "p50_interval": _pair(lead.p50_interval),
        "p85_interval": _pair(lead.p85_interval),
        "first_pass": lead.first_pass,
        "censored_p50": lead.censored_p50,
        "range": _pair(lead.range),
        "range_80": _pair(lead.range80),
    }


def _bounded(value: Bounded, key: str) -> Payload:
    return {key: value.value, "low": value.low, "high": value.high, "why": value.why or None}


def _little(seen: Observed) -> Payload:
    conditions = [{"name": c.name, "holds": c.holds} for c in seen.little]
    return {"ratio": seen.little_ratio, "conditions": conditions}


def _stage(stage: StageFlow) -> Payload:
    return {
        "id": stage.id,
        "name": stage.name,
        "time": stage.time,
        "touch": stage.touch,
        "wait": stage.wait,
        "time_range": _pair(stage.time_range),
        "touch_range": _pair(stage.touch_range),
        "wait_range": _pair(stage.wait_range),
        "outside": stage.outside,
        "visits": stage.visits,
        "reached": stage.reached,
        "p50": stage.p50,
        "p85": stage.p85,
        "pca": stage.pca,
        "pca_interval": _pair(stage.pca_interval),
        "people": stage.people,
        "queue": stage.queue,
        "wip_now": stage.wip_now,
        "evidence": stage.evidence,
    }


def _loop(loop: LoopFlow) -> Payload:
    return {
        "from": loop.source,
        "to": loop.target,
        "items": loop.items,
        "share": loop.share,
        "mean_repeats": loop.mean_repeats,
        "time": loop.time,
        "touch": loop.touch,
        "wait": loop.wait,
        "share_of_lead_time": loop.share_of_lead_time,
        "saving": loop.saving,
        "cause": loop.cause or None,
    }


def _constraint(flow: Flow) -> Payload:
    found = flow.constraint
    return {
        "lens": found.lens,
        "stage": found.stage,
        "verdict": found.verdict,
        "probability": found.probability,
        "contenders": list(found.contenders),
        "lenses": dict(found.lenses or {}),
    }


def comparison_payload(found: Comparison, left: str, right: str) -> Payload:
    """A comparison under ``vsm.compare.v1`` keys; ``left`` and ``right`` say what the two sides are."""
    return {
        "schema": "vsm.compare.v1",
        "left": _side(found.left, left),
        "right": _side(found.right, right),
        "clock": None if found.mixed_clocks else found.left.clock,
        "definitions": {"equal": not found.differences, "differences": list(found.differences)},
        "lead_time": _delta(found.lead_time),
        "touch": _delta(found.touch),
        "wait": _delta(found.wait),
        "flow_efficiency": _delta(found.flow_efficiency),
        "rolled_pca": _delta(found.rolled_pca),
        "rework_share_of_lead_time": _delta(found.rework_share),
        "throughput_per_week": _delta(found.throughput),
        "blind_spot": found.blind_spot,
        "stages": [_stage_delta(stage) for stage in found.stages],
    }


def _side(flow: Flow, label: str) -> Payload:
    return {
        "label": label,
        "name": flow.stream,
        "layer": flow.layer,
        "clock": flow.clock,
        "items": _items(flow.observed) if flow.observed else None,
        "window": _window(flow.observed) if flow.observed else None,
        "gaps": [str(gap) for gap in flow.gaps],
    }


def _delta(delta: Delta) -> Payload:
    return {"left": delta.left, "right": delta.right, "gap": delta.gap, "ratio": delta.ratio}


def _stage_delta(stage: StageDelta) -> Payload:
    return {
        "id": stage.id,
        "name": stage.name,
        "only": stage.only,
        "time": _delta(stage.time),
        "touch": _delta(stage.touch),
        "wait": _delta(stage.wait),
        "visits": _delta(stage.visits),
        "pca": _delta(stage.pca),
        "inside_range": stage.inside,
    }
