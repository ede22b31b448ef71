"""The method's words that a hand-out uses: those of its layers, and of what it has."""

from __future__ import annotations

from vsm_tui.draw import Scene
from vsm_tui.draw.glossary import GLOSSARY

_OF_LOGS = frozenset({
    "visit", "failure demand", "P(rank 1)", "effective n", "nights ▞", "calendar ◷", "range that held", "measured █",
    "percentiles", "≥ x", "unmapped", "paused", "open items", "WIP", "Little's law",
})  # fmt: skip
"""What only a measurement has."""
_OF_ROUNDS = frozenset({"estimate round", "apart", "range that held"})
_OF_LOOPS = frozenset({"first pass", "rework loop", "rework tax"})


def terms(scene: Scene) -> tuple[tuple[str, str], ...]:
    """Word and meaning; nothing while there is no stage."""
    if not scene.steps:
        return ()
    stages = scene.stream.stages
    out = {
        *(_OF_LOGS if scene.main.observed is None else ()),
        *(_OF_ROUNDS if not scene.stream.rounds else ()),
        *(_OF_LOOPS if not scene.loops else ()),
        *(() if scene.estimate else ("estimate ░",)),
        *(() if any(stage.tags for stage in stages) else ("waste ⚑",)),
        *(() if any(stage.bursts for stage in stages) else ("burst ✹",)),
        *(() if scene.stream.parking else ("parking lot",)),
    }
    return tuple(each for each in GLOSSARY if each[0] not in out)
