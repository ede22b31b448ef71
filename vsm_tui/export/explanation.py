"""An explanation as a plain mapping."""

from __future__ import annotations

from typing import Any

from vsm_tui.draw import Units, words_text
from vsm_tui.export.seen import moment_text, warnings
from vsm_tui.flow.explain import Explanation
from vsm_tui.model import Clock

Payload = dict[str, Any]


def explanation_payload(found: Explanation, clock: Clock) -> Payload:
    """One explanation; ``clock`` is the stream's, for the figures that stand in the formula."""
    units = Units.of(clock, found.clock or "working")
    seen = found.window
    return {
        "key": found.key,
        "title": found.title,
        "layer": found.layer,
        "value": found.value.value,
        "unit": found.value.unit,
        "why": found.why or None,
        "bounds": None if found.bounds is None else list(found.bounds),
        "bounds_kind": found.bounds_kind if found.bounds is not None else None,
        "interval": None if found.interval is None else list(found.interval),
        "interval_kind": found.interval_kind if found.interval is not None else None,
        "formula": words_text(found.formula, units),
        "terms": [words_text(each, units) for each in found.more],
        "items": found.items or None,
        "n": found.n,
        "censored": found.censored,
        "excluded": [{"reason": x.reason, "count": x.count} for x in found.excluded],
        "window": {"from": moment_text(seen.start), "to": moment_text(seen.end), "now": moment_text(seen.now)}
        if seen
        else None,
        "clock": found.clock,
        "sources": list(found.sources),
        "flags": warnings(found.flags),
        "sure": list(found.sure),
        "related": list(found.related),
    }
