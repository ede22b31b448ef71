"""How many there were at a time: occupancy of stays over slices of the window."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vsm_tui.measure.stays import Ints


def edges_of(start: int, end: int, slices: int) -> Ints:
    """``slices + 1`` edges of equal slices of ``[start, end]``."""
    return start + -(-np.arange(slices + 1, dtype=np.int64) * (end - start) // slices)


def occupancy(begins: Ints, ends: Ints, group: NDArray[np.integer], groups: int, edges: Ints) -> Ints:
    """Time spent by each group in each slice: ``groups × slices``, exact in integers, in the unit of ``edges``.

    ``edges`` are those of :func:`edges_of`. Divided by a slice's length it is the time-average number there.
    """
    slices = edges.size - 1
    total = np.zeros(groups * slices, np.int64)
    begins, ends = np.maximum(begins, edges[0]), np.minimum(ends, edges[-1])
    some = ends > begins
    if slices < 1 or not some.any():
        return total.reshape(groups, max(slices, 0))
    if not some.all():
        rows = np.flatnonzero(some)
        begins, ends, group = begins[rows], ends[rows], group[rows]
    base = group.astype(np.int64) * slices
    # Slice k begins at the first whole microsecond not before k/slices of the way, so a division finds it again.
    length = edges[-1] - edges[0]
    first = (begins - edges[0]) * slices // length
    last = (ends - (edges[0] + 1)) * slices // length
    np.add.at(total, base + first, ends - begins)
    across = np.flatnonzero(first != last)  # few: what reaches beyond its first slice is dealt out
    base, first, last, ends = base[across], first[across], last[across], ends[across]
    np.subtract.at(total, base + first, ends - edges[first + 1])
    np.add.at(total, base + last, ends - edges[last])
    whole = np.zeros((groups, slices + 1), np.int64)
    flat = whole.reshape(-1)
    row = base // slices * (slices + 1)
    np.add.at(flat, row + first + 1, 1)
    np.add.at(flat, row + last, -1)
    return total.reshape(groups, slices) + np.cumsum(whole, axis=1)[:, :slices] * np.diff(edges)
