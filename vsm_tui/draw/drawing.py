"""What a painter hands out: rows on demand, where things are in them, and what lies where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

from vsm_tui.draw.run import Row
from vsm_tui.draw.scene import Scene

Field = Literal["name", "wait", "touch", "est", "meas", "share", "off", "pca", "people", "wip", "loop", "fact"]
"""What a cursor can stand on. On an outside stage ``wait`` and ``touch`` both mean its one elapsed time; ``fact`` is a
number outside the stages: a total, or one in the summary.
"""


@dataclass(frozen=True, slots=True)
class Spot:
    """One value of one stage; ``loop`` is the place in ``scene.loops`` where the field is a loop, ``key`` the number
    where it is a fact: the cursor came there from ``stage``.
    """

    stage: int
    field: Field = "name"
    loop: int | None = None
    key: str = ""


class Box(NamedTuple):
    """A rectangle of cells in a drawing as it is panned now."""

    x: int
    y: int
    width: int
    height: int = 1


class Drawing(Protocol):
    """A map laid out for one window width.

    ``extent`` is how many cells there are to see; more than ``width`` means it pans. ``row`` never exceeds ``width``.
    """

    scene: Scene
    width: int

    @property
    def height(self) -> int:
        """How many rows there are."""
        ...

    @property
    def extent(self) -> int:
        """How many cells there are to see."""
        ...

    @property
    def pans(self) -> bool:
        """Whether the stages stand side by side, so that the map has widths, zoom and pan."""
        ...

    def row(self, y: int, pan: int = 0) -> Row:
        """One row as it shows when the map is panned by ``pan`` cells."""
        ...

    def box(self, spot: Spot, pan: int = 0) -> Box | None:
        """Where a spot is; ``None`` where it is not drawn or panned out of sight."""
        ...

    def at(self, x: int, y: int, pan: int = 0) -> Spot | None:
        """What lies under a cell of the window."""
        ...

    def pan_to(self, stage: int, pan: int) -> int:
        """A ``pan`` that shows the whole stage; the same one where it does already."""
        ...

    def step(self, spot: Spot, dx: int, dy: int) -> Spot:
        """The spot that lies one place further in a direction as seen on the screen."""
        ...

    def next_value(self, spot: Spot, by: int) -> Spot:
        """The next value to fill in, reading stage by stage."""
        ...
