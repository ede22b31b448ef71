"""Nights, weekends and holidays as their own slice of elapsed time: what of it lies outside the team's hours."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vsm_tui.measure.plan import Plan
from vsm_tui.measure.walks.places import UNMAPPED
from vsm_tui.measure.walks.stays import Ints, Stays


def off_hours(stays: Stays, counted: NDArray[np.bool_], plan: Plan) -> Ints:
    """µs outside the team's hours: one sum per stage over the items of ``counted``, then that of their whole lead time.

    Off hours of a stay = its elapsed length − the working time it overlaps, so that on every stay working time and
    off hours add up to elapsed time exactly, whatever the clocks do meanwhile: a day on which they are put on has an
    hour less to be off. All zero where the plan does not ask for it.
    """
    stages = stays.places.stages
    total = np.zeros(stages + 1, np.int64)
    if plan.team is None:
        return total
    at = np.flatnonzero(counted[stays.item] & (stays.place >= UNMAPPED))
    begins, length = stays.begins[at], stays.length[at]
    off = length - (plan.team.at(begins + length) - plan.team.at(begins))
    np.add.at(total, stays.places.stage(stays.place[at]), off)
    total[stages] = off.sum()  # what lies in no stage went to the last place: it is lead time all the same
    return total
