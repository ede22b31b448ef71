"""A measurement that sees only some of what was estimated: its totals are of less, and do not compare."""

from __future__ import annotations

from vsm_tui.flow.shape import Flow


def unmeasured(left: Flow, right: Flow) -> tuple[str, ...]:
    """Where one flow is an estimate and the other a measurement of the same stages: the ids of those that have an
    estimate and no mapped state. While there is one the measured lead time may leave out what the estimate counts.
    """
    if left.layer == right.layer:
        return ()
    said, seen = (left, right) if left.layer == "estimate" else (right, left)
    if seen.observed is None or not seen.observed.items.finished:
        return ()
    blind = {stage.id for stage in seen.stages if stage.time is None}
    return tuple(stage.id for stage in said.stages if stage.time is not None and stage.id in blind)
