"""Moving a cursor over the spots of a map."""

from __future__ import annotations

from collections.abc import Callable

from vsm_tui.draw.drawing import Drawing, Field, Spot

_TO_FILL: tuple[Field, ...] = ("name", "wait", "touch", "pca", "people")


def walk(order: Callable[[int], list[Spot]], stages: int, spot: Spot, *, along: int, through: int) -> Spot:
    """``along`` goes from stage to stage and keeps the field; ``through`` goes through the fields of one stage."""
    if stages == 0:
        return Spot(0)
    stage = min(max(0, spot.stage), stages - 1)
    spots = order(stage)
    here = next((k for k, s in enumerate(spots) if (s.field, s.loop) == (spot.field, spot.loop)), None)
    if along:
        stage = min(max(0, stage + along), stages - 1)
        spots = order(stage)
        same = next((s for s in spots if s.field == spot.field), None)
        return same or spots[-1]
    if here is None:
        return spots[0]
    return spots[min(max(0, here + through), len(spots) - 1)]


def next_value(stages: int, spot: Spot, by: int) -> Spot:
    """The next field to fill in: through the fields of a stage, then on to the next stage; stops at both ends."""
    if stages == 0:
        return Spot(0)
    at = spot.stage * len(_TO_FILL) + (_TO_FILL.index(spot.field) if spot.field in _TO_FILL else 0) + by
    at = min(max(0, at), stages * len(_TO_FILL) - 1)
    return Spot(at // len(_TO_FILL), _TO_FILL[at % len(_TO_FILL)])


def still_there(drawing: Drawing, spot: Spot) -> Spot:
    """The spot, or its stage's name where this drawing has no such value."""
    if spot.field in ("loop", "fact"):
        return spot if drawing.box(spot, 0) is not None else Spot(spot.stage)
    return spot if drawing.step(spot, 0, 0).field == spot.field else Spot(spot.stage)
