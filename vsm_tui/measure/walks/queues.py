"""How many there were at a time: occupancy of stays over slices of the window."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vsm_tui.measure.walks.stays import Ints


def edges_of(start: int, end: int, slices: int) -> Ints:
    """``slices + 1`` edges of equal slices of ``[start, end]``."""
    return start + -(-np.arange(slices + 1, dtype=np.int64) * (end - start) // slices)


def occupancy(begins: Ints, ends: Ints, group: NDArray[np.integer], groups: int, edges: Ints) -> tuple[Ints, Ints]:
    """``(time, there)``: the time spent by each group in each slice (groups × slices, exact in integers, in the unit of
    ``edges``), and how many of it there were just before each edge (groups × (slices + 1)): ``begins < edge ≤ ends``.

    ``edges`` are those of :func:`edges_of`. Time divided by a slice's length is the time-average number there.
    """
    slices = edges.size - 1
    time, there = np.zeros((groups, slices), np.int64), np.zeros((groups, slices + 1), np.int64)
    if begins.size and begins.min() < edges[0]:
        np.add.at(there[:, 0], group[(begins < edges[0]) & (ends >= edges[0])], 1)
        begins = np.maximum(begins, edges[0])
    if ends.size and ends.max() > edges[-1]:
        ends = np.minimum(ends, edges[-1])
    some = ends > begins
    if not some.any():
        return time, there
    if not some.all():
        rows = np.flatnonzero(some)
        begins, ends, group = begins[rows], ends[rows], group[rows]
    group = group.astype(np.int64, copy=False)
    base = group * slices
    # Slice k begins at the first whole microsecond not before k/slices of the way, so a division finds it again.
    length = edges[-1] - edges[0]
    first = (begins - edges[0]) * slices // length
    last = (ends - (edges[0] + 1)) * slices // length
    np.add.at(time.reshape(-1), base + first, ends - begins)
    touching = np.flatnonzero(ends == edges[last + 1])  # few: what ends at an edge was there just before it
    steps = np.zeros((groups, slices + 2), np.int64)
    np.add.at(steps, (group[touching], last[touching] + 1), 1)
    np.add.at(steps, (group[touching], (ends[touching] - edges[0]) * slices // length + 1), -1)
    there += np.cumsum(steps, axis=1)[:, : slices + 1]
    across = np.flatnonzero(first != last)  # few: what reaches beyond its first slice is dealt out
    group, base, first, last, ends = group[across], base[across], first[across], last[across], ends[across]
    np.subtract.at(time.reshape(-1), base + first, ends - edges[first + 1])
    np.add.at(time.reshape(-1), base + last, ends - edges[last])
    row = base + group  # one more slice each
    begun, over = (np.bincount(row + k, minlength=there.size).reshape(there.shape) for k in (first + 1, last))
    whole = np.cumsum(begun - over, axis=1)
    there += whole + over
    return time + whole[:, :slices] * np.diff(edges), there
