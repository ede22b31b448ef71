"""The numbers outside the stages of a map: its totals and those of the summary; a cursor gets there and back."""

from __future__ import annotations

from collections.abc import Iterable

from vsm_tui.draw.drawing import Box, Spot
from vsm_tui.draw.places import Place, at, places, step
from vsm_tui.draw.run import Row


class Facts:
    """The facts of one drawing, each number once, in reading order; rows are those of the drawing, unpanned."""

    def __init__(self, rows: Iterable[tuple[int, Row]]) -> None:
        self.places: list[Place] = []
        seen: set[str] = set()
        for y, row in rows:
            for place in places([row], y):
                if place.key not in seen:
                    seen.add(place.key)
                    self.places.append(place)

    def box(self, key: str) -> Box | None:
        """Where a number stands."""
        place = self._of(key)
        return None if place is None else Box(place.x, place.y, place.width)

    def at(self, x: int, y: int, stage: int) -> Spot | None:
        """The number at a cell."""
        place = at(self.places, x, y)
        return None if place is None else Spot(stage, "fact", key=place.key)

    def enter(self, box: Box | None, stage: int, dx: int, dy: int, below: int = 0) -> Spot | None:
        """The number one gets to from a value at the edge of the stages; ``None`` where there is none that way.

        Downwards, those from row ``below`` on: what stands beside the stages is reached sideways.
        """
        if box is None:
            return None
        here = Place("", box.x, box.y, box.width)
        if dx > 0:
            beside = [p for p in self.places if p.y == here.y and p.x > here.x]
            there = beside[0] if beside else here
        else:
            there = step([p for p in self.places if p.y >= below], here, 0, dy)
        return None if there is here else Spot(stage, "fact", key=there.key)

    def step(self, spot: Spot, dx: int, dy: int, above: int) -> Spot | None:
        """From one number to the next; ``None`` where the way leads back to the stages, which end at row ``above``."""
        here = self._of(spot.key)
        if here is None:
            return None
        inside = here.y < above
        there = step(self.places, here, dx, dy)
        if (inside and dx < 0) or (not inside and dy < 0 and there.y < above):
            return None
        return Spot(spot.stage, "fact", key=there.key)

    def _of(self, key: str) -> Place | None:
        return next((p for p in self.places if p.key == key), None)
