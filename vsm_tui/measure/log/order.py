"""Order a log by item and time, ties in file order, without ever sorting a string."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


def order_by_item(
    hashes: npt.NDArray[np.uint64], at: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.uint64], npt.NDArray[np.int64]]:
    """The permutation that sorts rows by ``(hash of the item, at, position)``, and both columns in that order.

    One in-place sort of the hash's upper bits packed with the position groups the items and keeps file order in
    them; usually each group is then in time order already. Where it is not, those groups alone are sorted.
    """
    import numpy as np

    n = hashes.size
    if n < 2:
        return np.arange(n), hashes, at
    bits = np.uint64(int(n - 1).bit_length())
    low = np.uint64((1 << int(bits)) - 1)
    key = hashes & ~low
    key |= np.arange(n, dtype=np.uint64)
    key.sort()
    key &= low
    order = key.view(np.int64).astype(np.intp, copy=False)
    grouped, times = hashes[order], at[order]
    falls = grouped[1:] < grouped[:-1]
    if bool(falls.any()):  # two items share the upper bits and lie mixed
        order = np.lexsort((at, hashes))
        return order, hashes[order], at[order]
    late = (times[1:] < times[:-1]) & (grouped[1:] == grouped[:-1])
    if late.any():
        group = np.zeros(n, np.int64)
        np.cumsum(grouped[1:] != grouped[:-1], out=group[1:])
        unordered = np.zeros(int(group[-1]) + 1, bool)
        unordered[group[1:][late]] = True
        rows = np.flatnonzero(unordered[group])
        order[rows] = order[rows][np.lexsort((times[rows], group[rows]))]
        times[rows] = at[order[rows]]
    return order, grouped, times


def codes_of(grouped: npt.NDArray[np.uint64]) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint64]]:
    """Grouped hashes → codes 0..n-1 in that order, and the hash of each code."""
    import numpy as np

    if not grouped.size:
        return np.zeros(0, np.int32), grouped
    first = np.empty(grouped.size, bool)
    first[0] = True
    np.not_equal(grouped[1:], grouped[:-1], out=first[1:])
    codes = np.cumsum(first, dtype=np.int32)
    codes -= 1
    return codes, grouped[first]
