"""Tables of stays as events: an item enters a state, and at the end of the stay it is somewhere else.

One stay may begin while another lasts. The item is then in the one that began last, and back in the other when that
ends; how many such stays there are is counted. Between two stays the item is in no state. After the last one it has
ended, and that is a state, too: a table that ends with the last stage so says when an item is done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vsm_tui.events.kinds import KINDS
from vsm_tui.measure.log.order import order_by_item
from vsm_tui.measure.log.source import BEGIN, END, NO_BEGIN

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from vsm_tui.measure.log.scan import Scan

NOWHERE, ENDED = "(in no state)", "(ended)"
"""What an item is in while no stay of it lasts: between two stays, whatever the log is made of; and, where it is made
of stays, the state after the last one."""
OVERLAPPING = "overlapping-stays"
_NONE = -1


def unfold(scan: Scan) -> None:
    """Turn begins and ends of stays into states entered and left, by (hash, time); all times are instants."""
    import numpy as np

    assert scan.kind is not None  # noqa: S101 - every row of a table of stays says which end it is
    scan.stays = False
    scan.words["state"] = [*scan.words["state"], ENDED]
    order, hashes, at = order_by_item(scan.hashes, scan.at)
    order = _ends_first(order, hashes, at, scan.kind)
    begins = (scan.kind[order] == BEGIN) | (scan.kind[order] == NO_BEGIN)
    state = scan.codes["state"][order].astype(np.int16)
    stay = order - ~begins  # a stay's end is the row after its begin, as the file has them
    last = np.append(hashes[1:] != hashes[:-1], True) if at.size else np.empty(0, bool)
    keep = begins | last | (np.append(at[1:] != at[:-1], True) if at.size else last)
    now = np.where(begins, state, _NONE).astype(np.int16)
    overlapping = 0
    for start, end in _runs(hashes, ~_plain(hashes, stay, begins)):
        part = slice(start, end)
        now[part], keep[part], several = _latest(at[part], state[part], stay[part], begins[part])
        overlapping += several
    if overlapping:
        scan.tally[OVERLAPPING] = scan.tally.get(OVERLAPPING, 0) + overlapping
    now[last & (now == _NONE)] = len(scan.words["state"]) - 1
    chosen, now = order[keep], now[keep]
    gaps = np.flatnonzero(now == _NONE)
    now[gaps] = now[gaps - 1]
    scan.kind = np.zeros(now.size, np.uint8) if gaps.size else None
    if scan.kind is not None:
        scan.kind[gaps] = KINDS.index("leave")
    scan.codes = {column: codes[chosen] for column, codes in scan.codes.items()} | {"state": now}
    scan.hashes, scan.at, scan.ordered = hashes[keep], at[keep], True


def _ends_first(
    order: npt.NDArray[np.intp],
    hashes: npt.NDArray[np.uint64],
    at: npt.NDArray[np.int64],
    side: npt.NDArray[np.uint8],
) -> npt.NDArray[np.intp]:
    """``order`` with rows of one item and one time in the order of what they are: stays end, then those come that take
    no time, then stays begin; else as the file has them.
    """
    import numpy as np

    rank = np.where(side[order] == END, 0, np.where(side[order] == BEGIN, 2, 1)).astype(np.int8)
    same = (hashes[1:] == hashes[:-1]) & (at[1:] == at[:-1])
    if not (same & (rank[1:] < rank[:-1])).any():
        return order
    tied = np.append(False, same) | np.append(same, False)
    rows = np.flatnonzero(tied)
    group = np.cumsum(~np.append(False, same))[rows]
    order[rows] = order[rows][np.lexsort((rank[rows], group))]
    return order


def _plain(
    hashes: npt.NDArray[np.uint64], stay: npt.NDArray[np.intp], begins: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Which rows follow from the row before: a begin after an end, and the end of what just began."""
    import numpy as np

    if not begins.size:
        return begins
    first = np.append(True, hashes[1:] != hashes[:-1])
    before = np.append(False, begins[:-1])
    same = np.append(False, stay[1:] == stay[:-1])
    found: npt.NDArray[np.bool_] = np.where(begins, first | ~before, before & same)
    return found


def _runs(hashes: npt.NDArray[np.uint64], odd: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The ranges of rows of items that have an odd row."""
    import numpy as np

    if not odd.any():
        return []
    starts = np.flatnonzero(np.append(True, hashes[1:] != hashes[:-1]))
    which = np.unique(np.searchsorted(starts, np.flatnonzero(odd), side="right") - 1)
    ends = np.append(starts[1:], hashes.size)
    return list(zip(starts[which].tolist(), ends[which].tolist(), strict=True))


def _latest(
    at: npt.NDArray[np.int64], state: npt.NDArray[np.int16], stay: npt.NDArray[np.intp], begins: npt.NDArray[np.bool_]
) -> tuple[list[int], list[bool], int]:
    """One item's rows: the state after each, which of them change it for longer than no time, and how many stays begin
    while another lasts.
    """
    lasting: dict[int, int] = {}
    found: list[int] = []
    kept: list[bool] = []
    several, now, changed = 0, _NONE, False
    rows = zip(at.tolist(), [*at[1:].tolist(), None], state.tolist(), stay.tolist(), begins.tolist(), strict=True)
    for moment, after, code, which, begin in rows:
        if begin:
            several += bool(lasting)
            lasting[which] = code
        else:
            lasting.pop(which, None)
        then = next(reversed(lasting.values()), _NONE)
        changed, now = changed or then != now, then
        found.append(now)
        kept.append(begin or (changed and moment != after))
        changed = changed and not kept[-1]
    return found, kept, several
