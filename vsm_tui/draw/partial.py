"""What is said where only a part of what was estimated was measured."""

from __future__ import annotations

from collections.abc import Sequence

from vsm_tui.draw.run import Row, Run
from vsm_tui.draw.scene import Scene
from vsm_tui.draw.text import safe

_NAMED = 3


def partial_text(names: Sequence[str], stages: int) -> str:
    """Why totals of an estimate and of a measurement do not compare; ``names`` are the stages nobody mapped."""
    listed = ", ".join(safe(name) for name in names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
    return (
        f"{len(names)} of {stages} estimated stages have no mapped state ({listed}): "
        "totals do not compare, map their states (d)"
    )


def partial_rows(scene: Scene) -> list[Row]:
    """The same below a map."""
    if not scene.unmeasured:
        return []
    names = [scene.title(stage) for stage in scene.unmeasured]
    return [(Run(f"! {partial_text(names, len(scene.steps))}", "warning"),)]
