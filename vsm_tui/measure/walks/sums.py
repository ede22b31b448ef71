"""Sums over stays: the time of each item in each place, in one pass, and what else only stays can tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vsm_tui.events.log import Split
from vsm_tui.measure.log.unfold import NOWHERE
from vsm_tui.measure.roles import Role, Roles
from vsm_tui.measure.walks.places import PAUSED, UNMAPPED, Part, Places
from vsm_tui.measure.walks.stays import Ints, Stays

_SOME = 2048


@dataclass(frozen=True, slots=True)
class Times:
    """``total``: items × places, µs; without the unsplit ones where there are none. The rest follows from it."""

    total: Ints
    places: Places

    @property
    def lead(self) -> Ints:
        """Time between begin and end that was not paused."""
        found: Ints = self.total[:, UNMAPPED:].sum(axis=1)
        return found

    @property
    def paused(self) -> Ints:
        """Time paused."""
        return self.total[:, PAUSED]

    @property
    def wait(self) -> Ints:
        """Items × stages."""
        return self.total[:, self.places.within(Part.WAIT)]

    @property
    def touch(self) -> Ints:
        """Items × stages."""
        return self.total[:, self.places.within(Part.TOUCH)]

    @property
    def split(self) -> bool:
        """Whether all of it is known to be wait or touch."""
        return bool(self.total.shape[1] < self.places.size)

    @property
    def unsplit(self) -> Ints:
        """Items × stages."""
        if self.split:
            return np.zeros((self.total.shape[0], self.places.stages), np.int64)
        return self.total[:, self.places.within(Part.UNSPLIT)]

    def of(self, items: Ints) -> Times:
        """The times of some items only."""
        return Times(self.total.take(items, axis=0), self.places)

    def added(self) -> Times:
        """Of all items together: one row."""
        return Times(self.total.sum(axis=0, keepdims=True), self.places)


def times_of(stays: Stays) -> Times:
    """Add up every item's stays by place."""
    places, first_unsplit = stays.places, stays.places.of(Part.UNSPLIT, 0)
    width = places.size if stays.place.size and int(stays.place.max()) >= first_unsplit else first_unsplit
    total = np.zeros((stays.status.size, width), np.int64)
    key = stays.item.astype(np.int64)
    key *= width
    key += stays.place
    np.add.at(total.reshape(-1), key, stays.length)
    return Times(total, places)


def grades(stays: Stays, counted: NDArray[np.bool_], roles: Roles) -> Ints:
    """Which evidence of touch there is among the items in ``counted``: stages × (A, B, C), 1 where there is."""
    states = roles.role.size
    found = np.zeros((stays.places.stages, 3), np.int64)
    if not stays.split.any():
        worked = np.flatnonzero(roles.role == Role.TOUCH)
        if np.isin(worked, _worked_in(stays, counted, _SOME)).all():  # most logs show all of them at once
            found[roles.stage[worked], roles.grade[worked] - 1] = 1
            return found
    at = stays.rows(Part.TOUCH)
    key = stays.state[at] * 2 + counted[stays.item[at]]
    if stays.split.any():
        key += 2 * states * (stays.split[at] == Split.TOUCH)
    seen = np.zeros(4 * states, np.bool_)
    seen[key] = True
    mapped, instrumented = seen.reshape(2, states, 2)[:, :, 1]
    found[roles.stage[instrumented], 0] = 1
    found[roles.stage[mapped], roles.grade[mapped] - 1] = 1
    return found


def _worked_in(stays: Stays, counted: NDArray[np.bool_], first: int) -> NDArray[np.int32]:
    """States in which an item of ``counted`` was worked on within the first so many stays."""
    at = np.flatnonzero(stays.places.mask(stays.place[:first], Part.TOUCH))
    return stays.state[at[counted[stays.item[at]]]]


def unmapped(stays: Stays, counted: NDArray[np.bool_], states: Sequence[str]) -> dict[str, Ints]:
    """[time, items] of every state in which an item of ``counted`` was in no stage."""
    at = np.flatnonzero(stays.place == UNMAPPED)
    at = at[counted[stays.item[at]]]
    found: dict[str, Ints] = {}
    state, item, length = stays.state[at], stays.item[at], stays.length[at]
    for code in np.flatnonzero(np.bincount(state)).tolist():
        rows = np.flatnonzero(state == code)
        name = states[code] if code < len(states) else NOWHERE
        items = int((np.diff(item[rows]) != 0).sum()) + 1  # stays lie together by item
        found[name] = np.array([int(length[rows].sum()), items], np.int64)
    return found


def unclaimed(stays: Stays, counted: NDArray[np.bool_], roles: Roles) -> int:
    """µs that items of ``counted`` spent in states nobody mapped at all: for all anybody said, it could be touch.

    Lying finished, being in no state and staying before any stage are in no stage either, but known to be no touch.
    """
    if not (roles.role == Role.UNMAPPED).any():
        return 0
    at = np.flatnonzero(stays.place == UNMAPPED)
    at = at[counted[stays.item[at]]]
    unknown = np.append(roles.role == Role.UNMAPPED, False)  # the last is nowhere
    return int(stays.length[at][unknown[stays.state[at]]].sum())
