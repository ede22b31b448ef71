"""Activities inside a state that an item never left, such as a CI job while it is in review.

They are visits of their own stages, and their time is theirs. But the item does not come back when they end, so that
the state around them is one visit, and going into them or out of them is no move.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vsm_tui.events.log import Split

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Inside:
    """``around`` has per row the row that entered the state around it, −1 where there is none. ``opens`` are all such
    entering rows, in order, ``closes`` the rows with which the item is back.
    """

    around: Ints
    opens: Ints
    closes: Ints

    def closing(self, opens: Ints) -> Ints:
        """The rows that close what these rows open."""
        return self.closes[np.searchsorted(self.opens, opens)]

    def outer(self, values: NDArray[np.int8]) -> NDArray[np.int8]:
        """``values`` per row, with those of the state around in place of an activity's own."""
        inner = np.flatnonzero(self.around >= 0)
        found = values.copy()
        found[inner] = values[self.around[inner]]
        return found


def inside_of(item: NDArray[np.int32], state: NDArray[np.int32], split: NDArray[np.uint8]) -> Inside | None:
    """What lies inside states never left; ``None`` where nothing does. Rows are in the log's order.

    A row that is ``BACK`` in the state the item entered last closes what lies between; any other is an entry.
    """
    back = np.flatnonzero(split == Split.BACK)
    if not back.size:
        return None
    entered = np.flatnonzero((split == Split.MAPPED) | (split == Split.BACK))
    before = np.searchsorted(entered, back) - 1
    opens = entered[np.maximum(before, 0)]
    closed = (before >= 0) & (item[opens] == item[back]) & (state[opens] == state[back]) & (opens + 1 < back)
    opens, closes = opens[closed], back[closed]
    if not opens.size:
        return None
    around = np.full(item.size, -1, np.int64)
    counts = closes - opens - 1
    shift = np.cumsum(counts) - counts
    around[np.repeat(opens + 1 - shift, counts) + np.arange(int(counts.sum()))] = np.repeat(opens, counts)
    return Inside(around, opens, closes)
