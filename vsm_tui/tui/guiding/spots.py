"""Questions and places on the map, one to the other."""

from __future__ import annotations

from vsm_tui.draw import Scene, Spot
from vsm_tui.flow.steps import Ask, Kind, StepName, Way
from vsm_tui.model import Stream

_KINDS: dict[str, tuple[Kind, ...]] = {
    "wait": ("wait", "outside"),
    "touch": ("touch", "outside"),
    "pca": ("pca",),
}


def spot_of(stream: Stream, scene: Scene, ask: Ask) -> Spot:
    """Where the value that is asked for stands, or will stand."""
    at = next((k for k, stage in enumerate(stream.stages) if stage.id == ask.stage), 0)
    match ask.kind:
        case "stage":
            return Spot(min(at + 1, len(stream.stages) - 1) if ask.stage else 0)
        case "wait" | "touch" | "pca":
            return Spot(at, ask.kind)
        case "outside":
            return Spot(at, "wait")
        case "rate":
            loop = next(
                (k for k, lp in enumerate(scene.loops) if (lp.source, lp.target) == (ask.source, ask.stage)), None
            )
            return Spot(at) if loop is None else Spot(at, "loop", loop)
        case _:
            return Spot(at)


def ends_of(stream: Stream, ask: Ask) -> tuple[int, ...]:
    """The two stages that a question about work that goes back is about."""
    if ask.kind not in ("back", "rate"):
        return ()
    return tuple(k for k, stage in enumerate(stream.stages) if stage.id in (ask.stage, ask.source))


def ask_at(way: Way, stream: Stream, scene: Scene, spot: Spot, step: StepName) -> Ask | None:
    """What is asked about a place on the map; on a stage's name, what ``step`` asks about that stage."""
    if not 0 <= spot.stage < len(stream.stages):
        return None
    stage = stream.stages[spot.stage].id
    if spot.field == "loop" and spot.loop is not None and spot.loop < len(scene.loops):
        loop = scene.loops[spot.loop]
        return way.find(("rate", loop.target, loop.source))
    if spot.field in _KINDS:
        found = (way.find((kind, stage, "")) for kind in _KINDS[spot.field])
        return next((ask for ask in found if ask is not None), None)
    if step == "stages":  # the place where it was named
        return way.step(step).asks[spot.stage]
    return next((ask for ask in way.step(step).asks if ask.stage == stage), None)


def key_of(ask: Ask) -> str:
    """The JSON path of the number that is asked for; empty for what is no number."""
    match ask.kind:
        case "wait" | "touch" | "pca":
            return f"stages.{ask.stage}.{ask.kind}"
        case "outside":
            return f"stages.{ask.stage}.time"
        case "rate":
            return f"loops.{ask.source}-{ask.stage}.time"
        case _:
            return ""
