"""Occupancy of slices against counting microsecond by microsecond."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vsm_tui.measure.walks.queues import edges_of, occupancy


@given(
    st.lists(st.tuples(st.integers(-20, 120), st.integers(0, 60), st.integers(0, 2)), max_size=12),
    st.integers(0, 90),
    st.integers(1, 60),
    st.integers(1, 9),
)
def test_every_moment_is_counted_once(stays: list[tuple[int, int, int]], start: int, length: int, slices: int) -> None:
    begins = np.array([b for b, _, _ in stays], np.int64)
    ends = begins + np.array([d for _, d, _ in stays], np.int64)
    group = np.array([g for _, _, g in stays], np.int16)
    edges = edges_of(start, start + length, slices)
    assert (edges[0], edges[-1]) == (start, start + length)
    found, there = occupancy(begins, ends, group, 3, edges)
    truth = np.zeros((3, slices), np.int64)
    for at in range(start, start + length):
        slot = int(np.searchsorted(edges, at, side="right")) - 1
        for b, d, g in stays:
            truth[g, slot] += b <= at < b + d
    assert (found == truth).all()
    for slot, edge in enumerate(edges):
        for g in range(3):
            assert there[g, slot] == sum(b < edge <= b + d for b, d, own in stays if own == g)
