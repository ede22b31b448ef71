"""What a log's own rows show of its condition, in counts that merge: repeats, ties, rounded times, states in use.

Nothing here changes a number. Rows that repeat the one before them are the same event and change nothing by
construction: a stay of no length in the same state, inside the same visit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from vsm_tui.events.log import Split
from vsm_tui.measure.log.log import Log
from vsm_tui.measure.plan import Plan
from vsm_tui.measure.roles import Role, Roles

Ints = NDArray[np.int64]
Key = TypeVar("Key")
SLICES = 64
"""The window in which the use of states is followed has at most so many slices."""
QUARTER = 900 * 1_000_000
_DAY = 96 * QUARTER
_FEW = 100
"""Up to so many states their use is followed: with more of them, names are no states that a team works in."""
_LONGEST = 64
"""How far back a repeat of the same moment is looked for."""


@dataclass(slots=True)
class Health:
    """Counts of one part of a log.

    ``counts``: ``rows``, ``ties`` (rows of the same item and moment as the row before), ``repeats`` (those that say the
    same), ``echoes`` (what a row further back said), ``finished_first`` (items that begin with a finish),
    ``later`` (rows after ``now``), ``reversed`` (items where an effect comes before its cause).
    ``used`` maps a state to how often it was entered per slice of the window, ``ends`` to [first, −last] (µs UTC),
    ``moves`` counts (state, next state), ``split`` a state to its [touched, unsplit] rows where events say more.
    ``slots`` has a bit for each quarter of an hour of a UTC day that rows lie on; −1 where some lie between.
    """

    counts: dict[str, int]
    used: dict[str, Ints] = field(default_factory=dict)
    ends: dict[str, Ints] = field(default_factory=dict)
    moves: dict[tuple[str, str], int] = field(default_factory=dict)
    split: dict[str, Ints] = field(default_factory=dict)
    slots: int = 0

    def __add__(self, other: Health) -> Health:
        """Both parts together."""
        least = {key: np.minimum(a, other.ends[key]) for key, a in self.ends.items() if key in other.ends}
        return Health(
            _sums(self.counts, other.counts),
            _sums(self.used, other.used),
            {**other.ends, **self.ends, **least},
            _sums(self.moves, other.moves),
            _sums(self.split, other.split),
            self.slots | other.slots,
        )


Amount = TypeVar("Amount", int, Ints)


def _sums(one: dict[Key, Amount], other: dict[Key, Amount]) -> dict[Key, Amount]:
    total = dict(one)
    for key, value in other.items():
        total[key] = total[key] + value if key in total else value
    return total


def health_of(log: Log, roles: Roles, plan: Plan) -> Health:
    """Look at the rows of whole items."""
    if not log.at.size:
        return Health(dict.fromkeys(("rows", "ties", "repeats", "echoes", "finished_first", "later", "reversed"), 0))
    same = log.item[1:] == log.item[:-1]
    first = np.append(0, np.flatnonzero(~same) + 1)
    found = Health(
        {
            "rows": log.at.size,
            **_ties(log, same),
            "finished_first": int((roles.role[log.state[first]] == Role.FINISH).sum()),
            "later": int((log.at > plan.now).sum()) if int(log.at.max()) > plan.now else 0,
            "reversed": sum(_reversed(log, *pair) for pair in roles.order),
        },
        slots=_slots(log.at),
    )
    if len(log.states) <= _FEW:
        _follow(found, log, plan, first, same)
    if log.split.any():
        _splits(found, log)
    return found


def _ties(log: Log, same: NDArray[np.bool_]) -> dict[str, int]:
    tie = log.at[1:] == log.at[:-1]
    tie &= same
    rows = np.flatnonzero(tie) + 1
    ties, echoes = rows.size, 0
    back = 1
    rows = rows[~_alike(log, rows, back)]
    repeats = ties - rows.size
    while rows.size and back < _LONGEST:
        back += 1
        rows = rows[rows >= back]
        rows = rows[(log.item[rows - back] == log.item[rows]) & (log.at[rows - back] == log.at[rows])]
        hit = _alike(log, rows, back)
        echoes += int(hit.sum())
        rows = rows[~hit]
    return {"ties": ties, "repeats": repeats, "echoes": echoes}


def _alike(log: Log, rows: NDArray[np.intp], back: int) -> NDArray[np.bool_]:
    alike: NDArray[np.bool_] = (log.state[rows] == log.state[rows - back]) & (log.split[rows] == log.split[rows - back])
    return alike


def _slots(at: Ints) -> int:
    """Most logs are finer: then the first rows tell."""
    if (at[:_LONGEST] % QUARTER).any() or (at % QUARTER).any():
        return -1
    return sum(1 << int(slot) for slot in np.unique(at % _DAY // QUARTER))


def _reversed(log: Log, causes: NDArray[np.bool_], effects: NDArray[np.bool_]) -> int:
    """Items whose first effect is earlier than their first cause."""
    cause, effect = _firsts(log, causes), _firsts(log, effects)
    _, one, other = np.intersect1d(log.item[cause], log.item[effect], assume_unique=True, return_indices=True)
    return int((log.at[effect[other]] < log.at[cause[one]]).sum())


def _firsts(log: Log, wanted: NDArray[np.bool_]) -> NDArray[np.intp]:
    """The first row of each item that is in one of the states."""
    rows = np.flatnonzero(wanted[log.state])
    return rows[np.unique(log.item[rows], return_index=True)[1]]


def _follow(found: Health, log: Log, plan: Plan, first: NDArray[np.intp], same: NDArray[np.bool_]) -> None:
    """When each state was used, and which came after which."""
    names, count = log.states, len(log.states)
    slice_ = log.at - plan.start
    slice_ >>= shift_of(plan)
    if int(slice_.min()) < 0 or int(slice_.max()) >= SLICES:
        np.clip(slice_, 0, SLICES - 1, out=slice_)
    slice_ += log.state.astype(np.int64) * SLICES
    used = np.bincount(slice_, minlength=count * SLICES)
    least, most = _ends(log, slice_, used.reshape(count, SLICES) > 0)
    stayed = np.flatnonzero((log.state[1:] == log.state[:-1]) & same) + 1  # such a row enters nothing
    if stayed.size:
        used -= np.bincount(slice_[stayed], minlength=count * SLICES)
    used = used.reshape(count, SLICES)
    pair = log.state[:-1].astype(np.int32) * count + log.state[1:]
    moves = np.bincount(pair, minlength=count * count) - np.bincount(pair[first[1:] - 1], minlength=count * count)
    for code in np.flatnonzero(used.any(axis=1)).tolist():
        found.used[names[code]] = used[code]
        found.ends[names[code]] = np.array([least[code], -most[code]])
    for key in np.flatnonzero(moves).tolist():
        found.moves[names[key // count], names[key % count]] = int(moves[key])


def _ends(log: Log, slice_: Ints, used: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """When each state was first and last entered: that lies in the first and the last slice it was ``used`` in."""
    count, code = used.shape[0], np.arange(used.shape[0])
    outer = np.zeros(used.shape, np.bool_)
    outer[code, used.argmax(axis=1)] = outer[code, SLICES - 1 - used[:, ::-1].argmax(axis=1)] = True
    rows = np.flatnonzero(outer.reshape(-1).take(slice_))
    state, at = log.state[rows], log.at[rows]
    least, most = np.full(count, np.iinfo(np.int64).max), np.full(count, np.iinfo(np.int64).min)
    np.minimum.at(least, state, at)
    np.maximum.at(most, state, at)
    return least, most


def shift_of(plan: Plan) -> int:
    """A slice of the window is 2 to this power µs: a shift finds it, and every part of a log the same."""
    return ((plan.now - plan.start) // SLICES).bit_length()


def _splits(found: Health, log: Log) -> None:
    names: Sequence[str] = log.states
    for column, split in enumerate((Split.TOUCH, Split.UNSPLIT)):
        rows = np.bincount(log.state[log.split == split], minlength=len(names))
        for code in np.flatnonzero(rows).tolist():
            found.split.setdefault(names[code], np.zeros(2, np.int64))[column] += rows[code]
