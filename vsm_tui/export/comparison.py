"""A comparison as a plain mapping."""

from __future__ import annotations

from typing import Any

from vsm_tui.draw.partial import partial_text
from vsm_tui.export.round import coverage_payload
from vsm_tui.export.seen import items, window
from vsm_tui.flow import Comparison, Delta, Flow, StageDelta
from vsm_tui.flow.rounds import LatestHeld

Payload = dict[str, Any]


def comparison_payload(found: Comparison, left: str, right: str, said: LatestHeld | None = None) -> Payload:
    """A comparison under ``vsm.compare.v1`` keys; ``left`` and ``right`` say what the two sides are.

    ``said`` is what people said in an estimate round, as far as it was measured since.
    """
    return {
        "schema": "vsm.compare.v1",
        "left": _side(found.left, left),
        "right": _side(found.right, right),
        "clock": None if found.mixed_clocks else found.left.clock,
        "definitions": {"equal": not found.differences, "differences": list(found.differences)},
        "unmeasured": list(found.unmeasured),
        "why": _why(found),
        "lead_time": _delta(found.lead_time),
        "touch": _delta(found.touch),
        "wait": _delta(found.wait),
        "flow_efficiency": _delta(found.flow_efficiency),
        "rolled_pca": _delta(found.rolled_pca),
        "rework_share_of_lead_time": _delta(found.rework_share),
        "throughput_per_week": _delta(found.throughput),
        "blind_spot": found.blind_spot,
        "coverage": {
            "inside": found.coverage.inside,
            "outside": found.coverage.outside,
            "unclear": found.coverage.unclear,
        },
        "round": None if said is None else _round(said),
        "overlapping": found.overlapping,
        "stages": [_stage_delta(stage) for stage in found.stages],
    }


def _why(found: Comparison) -> str | None:
    """Why totals have neither gap nor ratio."""
    names = [stage.name for stage in found.stages if stage.id in found.unmeasured]
    return partial_text(names, len(found.stages)) if names else None


def _round(said: LatestHeld) -> Payload:
    held = {"date": said.round.date.isoformat(), "people": said.round.people}
    return {**held, "ranges": coverage_payload(said.ranges)}


def _side(flow: Flow, label: str) -> Payload:
    return {
        "label": label,
        "name": flow.stream,
        "layer": flow.layer,
        "clock": flow.clock,
        "items": items(flow.observed) if flow.observed else None,
        "window": window(flow.observed) if flow.observed else None,
        "gaps": [str(gap) for gap in flow.gaps],
        "no_intervals": flow.no_intervals or None,
    }


def _delta(delta: Delta) -> Payload:
    return {
        "left": delta.left,
        "right": delta.right,
        "gap": delta.gap,
        "ratio": delta.ratio,
        "gap_interval": None if delta.interval is None else list(delta.interval),
        "clear": delta.clear,
    }


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
        "coverage": stage.coverage,
    }
