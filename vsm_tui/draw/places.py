"""Where the numbers of a drawing stand, and how a cursor goes from one to the next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from vsm_tui.draw.run import Row
from vsm_tui.draw.text import cell_len

_SIDEWAYS = 1_000


class Place(NamedTuple):
    """A number on a screen: the key that explains it, and its cells."""

    key: str
    x: int
    y: int
    width: int


def places(rows: Iterable[Row], top: int = 0) -> list[Place]:
    """Every keyed run, in reading order; neighbours of one key are one place. ``top`` is the row of the first one."""
    found: list[Place] = []
    for y, row in enumerate(rows, top):
        x = 0
        for run in row:
            wide = cell_len(run.text)
            if run.key and wide:
                last = found[-1] if found else None
                if last is not None and last.y == y and last.key == run.key and last.x + last.width == x:
                    found[-1] = last._replace(width=last.width + wide)
                else:
                    found.append(Place(run.key, x, y, wide))
            x += wide
    return found


def step(known: Sequence[Place], here: Place, dx: int, dy: int) -> Place:
    """The nearest place in a direction; ``here`` where there is none."""
    if dx:
        beside = [p for p in known if p.y == here.y and (p.x - here.x) * dx > 0]
        if beside:
            return min(beside, key=lambda p: abs(p.x - here.x))
        at = known.index(here) if here in known else 0
        return known[min(max(0, at + dx), len(known) - 1)] if known else here
    beyond = [p for p in known if (p.y - here.y) * dy > 0]
    return min(beyond, key=lambda p: (abs(p.y - here.y), _off(p, here)), default=here)


def _off(place: Place, here: Place) -> int:
    """How far to the side a place lies; 0 where one is above the other."""
    if place.x < here.x + here.width and here.x < place.x + place.width:
        return 0
    return min(abs(place.x - here.x), _SIDEWAYS)


def at(known: Iterable[Place], x: int, y: int) -> Place | None:
    """The place that holds a cell."""
    return next((p for p in known if p.y == y and p.x <= x < p.x + p.width), None)
