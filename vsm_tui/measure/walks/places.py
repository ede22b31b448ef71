"""Where a stay counts: one small number for what it is made of and in which stage, so that sums need one pass."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray


class Part(IntEnum):
    """What a stay is made of. ``OUTSIDE`` is before an item's begin or after its end: no stay at all."""

    WAIT = 0
    TOUCH = 1
    UNSPLIT = 2
    UNMAPPED = 3
    PAUSED = 4
    OUTSIDE = 5


OUTSIDE, PAUSED, UNMAPPED = 0, 1, 2
"""Places outside all stages. From :data:`UNMAPPED` on, time is lead time."""
_FIRST = 3


@dataclass(frozen=True, slots=True)
class Places:
    """The numbering of places for so many stages: all waits after the three above, then touches, then unsplit."""

    stages: int

    def of(self, part: Part, stage: int) -> int:
        """The place of ``WAIT``, ``TOUCH`` or ``UNSPLIT`` in a stage."""
        return _FIRST + int(part) * self.stages + stage

    def within(self, part: Part) -> slice:
        """The places of ``WAIT``, ``TOUCH`` or ``UNSPLIT`` in every stage."""
        return slice(self.of(part, 0), self.of(part, self.stages))

    def mask(self, place: NDArray[np.int16], part: Part) -> NDArray[np.bool_]:
        """Which of ``place`` are of ``WAIT``, ``TOUCH`` or ``UNSPLIT``."""
        span = self.within(part)
        within: NDArray[np.bool_] = (place >= span.start) & (place < span.stop)
        return within

    @property
    def size(self) -> int:
        """How many places there are."""
        return self.of(Part.UNSPLIT, self.stages)

    def parts(self, place: NDArray[np.int16]) -> NDArray[np.int8]:
        """The :class:`Part` of each place."""
        own = np.repeat(np.array([Part.WAIT, Part.TOUCH, Part.UNSPLIT], np.int8), self.stages)
        table = np.concatenate((np.array([Part.OUTSIDE, Part.PAUSED, Part.UNMAPPED], np.int8), own))
        return table.take(place)

    def stage(self, place: NDArray[np.int16]) -> NDArray[np.int16]:
        """The stage of each place, −1 outside all stages."""
        table = np.concatenate((np.full(_FIRST, -1), np.tile(np.arange(self.stages), 3))).astype(np.int16)
        return table.take(place)
