"""From flows to a drawing: which shape fits, and what is said where there is nothing to draw yet."""

from __future__ import annotations

from dataclasses import dataclass

from vsm_tui.draw.across import Across
from vsm_tui.draw.beside import GUTTER, TOTALS
from vsm_tui.draw.drawing import Box, Drawing, Spot
from vsm_tui.draw.layout import columns
from vsm_tui.draw.loops import lanes
from vsm_tui.draw.plain import in_set
from vsm_tui.draw.run import Row, Run, wrap
from vsm_tui.draw.scene import Scene, View
from vsm_tui.draw.summary import header
from vsm_tui.draw.text import safe
from vsm_tui.flow import Flow
from vsm_tui.model import Stream

NARROW = 96
"""Below this many cells the stages go down instead of across."""


def draw(
    stream: Stream, estimate: Flow | None, measured: Flow | None = None, *, width: int, view: View | None = None
) -> Drawing:
    """Lay the map out for ``width`` cells. Nothing is painted before its rows are asked for."""
    scene = Scene.of(stream, estimate, measured, view)
    width = max(1, width)
    if not scene.steps:
        return Blank(scene, width)
    shape = scene.view.shape
    if shape != "down" and (width >= NARROW or shape == "across"):
        fitted = columns(scene, max(1, width - GUTTER - TOTALS))
        if fitted is not None:
            return Across(scene, width, fitted, lanes(scene, fitted))
    from vsm_tui.draw.down import Down

    return Down(scene, width)


def empty_rows(scene: Scene, width: int) -> list[Row]:
    """What stands where a map will be: what is missing, and the way on."""
    start = safe(scene.stream.start)
    first = f"What happens first after “{start}”?" if start else "What happens first to a piece of work?"
    parts: list[list[Row]] = [
        [],
        [(Run("No stages yet.", "heading"),)],
        [(Run(first, "plain"),)],
        [(Run("Stages are the steps a piece of work goes through, such as Refine, Build, Review, Release.", "muted"),)],
    ]
    if scene.view.hint:
        parts += [[], [(Run(scene.view.hint, "value"),)]]
    rows = header(scene, width)
    for part in parts:
        rows += wrap(part, width) if part else [()]
    return rows


@dataclass(slots=True)
class Blank:
    """The drawing of a stream without stages."""

    scene: Scene
    width: int

    @property
    def extent(self) -> int:
        """It never pans."""
        return self.width

    @property
    def pans(self) -> bool:
        """It never does."""
        return False

    @property
    def height(self) -> int:
        """How many rows the prompt takes."""
        return len(empty_rows(self.scene, self.width))

    def row(self, y: int, pan: int = 0) -> Row:  # noqa: ARG002 -- the protocol's signature
        """One row of the prompt."""
        rows = empty_rows(self.scene, self.width)
        return in_set(rows[y], self.scene) if 0 <= y < len(rows) else ()

    def box(self, spot: Spot, pan: int = 0) -> Box | None:  # noqa: ARG002 -- the protocol's signature
        """Nothing is anywhere."""
        return None

    def at(self, x: int, y: int, pan: int = 0) -> Spot | None:  # noqa: ARG002 -- the protocol's signature
        """Nothing is anywhere."""
        return None

    def pan_to(self, stage: int, pan: int) -> int:  # noqa: ARG002 -- the protocol's signature
        """It never pans."""
        return 0

    def step(self, spot: Spot, dx: int, dy: int) -> Spot:  # noqa: ARG002 -- the protocol's signature
        """Nowhere to go."""
        return spot

    def next_value(self, spot: Spot, by: int) -> Spot:  # noqa: ARG002 -- the protocol's signature
        """Nothing to fill in."""
        return spot
