"""The typical item: where the time goes of those in the middle of lead time."""

from __future__ import annotations

import numpy as np

from vsm_tui.measure.figures.durations import percentile
from vsm_tui.measure.walks.stays import Ints
from vsm_tui.measure.walks.worktime import SECOND

LOW, HIGH = 0.4, 0.6


def typical(lead: Ints, time: Ints) -> tuple[float, ...]:
    """Mean seconds per stage of the items between p40 and p60 of lead time (type 7, both ends included).

    ``lead`` n and ``time`` n×S are µs per finished item, −1 where it never was in a stage. Of two or four different
    items none may lie between: then it is the two next to the middle. Nothing where nothing finished.
    """
    if not lead.size:
        return ()
    ordered = np.sort(lead).astype(np.float64)
    low, high = (percentile(ordered, share) or 0.0 for share in (LOW, HIGH))
    middle = (lead >= low) & (lead <= high)
    if not middle.any():
        low, high = ordered[ordered <= low].max(), ordered[ordered >= high].min()
        middle = (lead >= low) & (lead <= high)
    sums = np.maximum(time[middle], 0).sum(axis=0)
    return tuple(int(total) / SECOND / int(middle.sum()) for total in sums)
