"""How old open items are, against how long finished ones took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from vsm_tui.flow.observed import Aged, Aging
from vsm_tui.flow.shape import Flow
from vsm_tui.measure.walks.stays import Ints, Status, Stays
from vsm_tui.measure.walks.worktime import SECOND

SHOWN = 10
"""So many of the oldest are told apart."""


@dataclass(frozen=True, slots=True)
class Ages:
    """Open items, in no order: ``age`` (µs since begin without pauses), ``stage`` they are in (−1 for none), and
    ``hash`` by which their name is found.
    """

    age: Ints
    stage: Ints
    hash: NDArray[np.uint64]

    def __add__(self, other: Self) -> Ages:
        """The items of both."""
        age, stage = np.concatenate((self.age, other.age)), np.concatenate((self.stage, other.stage))
        return Ages(age, stage, np.concatenate((self.hash, other.hash)))

    def oldest(self) -> Ints:
        """Rows of the oldest, the same whatever the order they came in."""
        return np.lexsort((self.hash, self.stage, -self.age))[:SHOWN]


def ages_of(stays: Stays, lead: Ints, hashes: NDArray[np.uint64]) -> Ages:
    """The items that are open at ``now``, whatever the window; ``hashes`` by item code."""
    there = np.flatnonzero(stays.status == Status.OPEN)
    stage = stays.places.stage(stays.place[stays.last[there] - 1]).astype(np.int64)
    return Ages(lead[there], stage, hashes[stays.code[there]])


def aging(ages: Ages, p85: float | None, stages: Sequence[str]) -> Aging | None:
    """``None`` where nothing is open. ``p85`` is that of finished items' lead time, in seconds."""
    if not ages.age.size:
        return None
    oldest = []
    for row in ages.oldest():
        stage = int(ages.stage[row])
        oldest.append(Aged("", stages[stage] if stage >= 0 else None, int(ages.age[row]) / SECOND))
    over = None if p85 is None else int((ages.age / SECOND > p85).sum())
    return Aging(int(ages.age.sum()) / SECOND / ages.age.size, p85, over, tuple(oldest))


def with_names(flow: Flow, names: Sequence[str]) -> Flow:
    """The flow with the oldest open items named, in their order."""
    seen = flow.observed
    if seen is None or seen.aging is None:
        return flow
    oldest = tuple(replace(old, item=name) for old, name in zip(seen.aging.oldest, names, strict=True))
    return replace(flow, observed=replace(seen, aging=replace(seen.aging, oldest=oldest)))
