"""The key of the number under a cursor: its JSON path, with the layer before it where a row shows one layer only."""

from __future__ import annotations

from vsm_tui.draw.drawing import Field, Spot
from vsm_tui.draw.scene import Scene

_FIELDS: dict[Field, str] = {
    "name": "time",
    "wait": "wait",
    "touch": "touch",
    "est": "time",
    "meas": "time",
    "share": "time",
    "off": "off_hours",
    "pca": "pca",
    "people": "people",
    "wip": "queue",
}
_LAYERS: dict[Field, str] = {"est": "estimate:", "meas": "measured:", "people": "estimate:"}


def key_of(scene: Scene, spot: Spot) -> str:
    """The number a spot stands for; empty where it stands for none."""
    if spot.field == "fact":
        return spot.key
    if spot.field == "loop":
        if spot.loop is None or spot.loop >= len(scene.loops):
            return ""
        loop = scene.loops[spot.loop]
        layer = "estimate:" if scene.only_believed(loop) else ""
        return f"{layer}loops.{loop.source}-{loop.target}.{'time' if loop.time is not None else 'share'}"
    if not 0 <= spot.stage < len(scene.steps):
        return ""
    stage = scene.steps[spot.stage].stage
    name = _FIELDS[spot.field]
    if stage.outside is not None and name in ("wait", "touch"):
        name = "time"
    return f"{_LAYERS.get(spot.field, '')}stages.{stage.id}.{name}"
