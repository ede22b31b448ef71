"""An estimate round as a plain mapping: what was said without names, and which ranges held."""

from __future__ import annotations

from typing import Any

from vsm_tui.draw.roundscene import RoundScene
from vsm_tui.flow import Coverage
from vsm_tui.flow.rounds import apart, group_range
from vsm_tui.model import Estimate, Told

Payload = dict[str, Any]


def round_payload(scene: RoundScene) -> Payload:
    """One round; durations of what was said are seconds on the scene's clock, for one visit."""
    return {
        "date": scene.one.date.isoformat(),
        "people": scene.one.people,
        "farthest_apart": None if scene.first is None else scene.first._asdict(),
        "ranges": coverage_payload(scene.coverage),
        "values": [_told(scene, told) for told in scene.one.values],
    }


def coverage_payload(found: Coverage | None) -> Payload | None:
    """How many ranges held what was measured; ``None`` where nothing was."""
    return None if found is None else {**found._asdict(), "of": found.of}


def _told(scene: RoundScene, told: Told) -> Payload:
    found = scene.held.get(told.asked)
    clock = scene.stream.clock
    return {
        "stage": told.stage,
        "value": told.value,
        "said": [_estimate(scene, each) for each in told.said],
        "group": _estimate(scene, group_range(told.said, clock)) if told.said else None,
        "apart": apart(told.said, clock),
        "agreed": None if told.agreed is None else _estimate(scene, told.agreed),
        "note": told.note,
        "dissent": told.dissent,
        "measured": None if found is None else scene.seen(told),
        "visits": None if found is None else found.visits,
        "ranges": None if found is None else coverage_payload(found.ranges),
        "agreed_holds": None if found is None else found.agreed,
    }


def _estimate(scene: RoundScene, said: Estimate) -> Payload:
    low, typical, high = scene.seconds(said)
    return {"text": str(said), "low": low, "typical": typical, "high": high}
