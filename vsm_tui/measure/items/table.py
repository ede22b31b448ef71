"""The items behind a number as a table: sorted and filtered at once, however many; each row is built when looked at."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Literal, overload

import numpy as np
from numpy.typing import NDArray

from vsm_tui.measure.items.rows import ItemRow, ends_of, item_row, wanted
from vsm_tui.measure.plan import Plan
from vsm_tui.measure.state import Trace
from vsm_tui.measure.walks.failing import failing
from vsm_tui.measure.walks.places import PAUSED
from vsm_tui.measure.walks.stays import Ints, Status
from vsm_tui.measure.walks.sums import times_of
from vsm_tui.measure.walks.worktime import SECOND

Kept = Literal["all", "finished", "open", "overdue", "cancelled", "reworked", "failures"]
SortKey = Literal["item", "status", "lead", "here", "touch", "wait", "visits", "returns", "type", "began"]
_STATUS = {"finished": Status.FINISHED, "open": Status.OPEN, "cancelled": Status.CANCELLED}
_BUILT = 4_096
"""So many rows are kept once they were built."""
Bools = NDArray[np.bool_]


class ItemTable:
    """Items of one measurement, at one stage, in one loop, or all. ``here`` is their time at what was asked for.

    Raises:
        KeyError: when the stream has no such stage.
        InputError: when the log was not kept, or its file changed before the items' names were read.
    """

    def __init__(
        self, trace: Trace, plan: Plan, *, stage: str | None = None, loop: tuple[str, str] | None = None,
        overdue: float | None = None,
    ) -> None:  # fmt: skip
        trace.log.details.fetch("item", "type", "labels", "ref")
        names = [s.id for s in plan.stream.stages]
        position = plan.stream.position(stage) if stage is not None else None
        self._trace, self._plan, self._names, self._at = trace, plan, names, (position, loop)
        self._rows = np.flatnonzero(wanted(trace, names, position, loop))
        self._overdue = overdue
        self._measure()
        self._strips = np.concatenate((np.zeros(1, np.int64), np.cumsum(trace.stays.length)))
        self._build = lru_cache(_BUILT)(lambda row: item_row(trace, names, row, position, loop))

    def _measure(self) -> None:
        stays, rows, stages = self._trace.stays, self._rows, len(self._names)
        times = times_of(stays).of(rows)
        moves, visits, count = self._trace.moves, self._trace.visits, stays.status.size
        position, loop = self._at
        self._lead = times.lead
        here = times.lead
        if position is not None:
            here = (times.wait + times.touch + times.unsplit)[:, position]
        elif loop is not None:
            here = self._in_loop(*ends_of(self._names, loop))[rows]
        self._numbers: dict[SortKey, NDArray[np.int64]] = {
            "lead": times.lead,
            "here": here,
            "touch": times.touch.sum(axis=1),
            "wait": times.wait.sum(axis=1),
            "visits": np.bincount(visits.item[visits.stage < stages], minlength=count)[rows],
            "returns": np.bincount(moves.item, minlength=count)[rows],
            "began": stays.began[rows],
            "status": stays.status[rows].astype(np.int64),
        }

    def _in_loop(self, source: int, target: int) -> Ints:
        """µs of every item between coming back to ``target`` and being at ``source`` again, without what was paused."""
        stays, moves = self._trace.stays, self._trace.moves
        taken = np.flatnonzero((moves.source == source) & (moves.target == target))
        so_far = np.concatenate((np.zeros(1, np.int64), np.cumsum(np.where(stays.place == PAUSED, 0, stays.length))))
        found = np.zeros(stays.status.size, np.int64)
        np.add.at(found, moves.item[taken], so_far[moves.ends[taken]] - so_far[moves.begins[taken]])
        return found

    def __len__(self) -> int:
        return self._rows.size

    @cached_property
    def _codes(self) -> list[int]:
        codes: list[int] = self._trace.stays.code[self._rows].tolist()
        return codes

    def _texts(self, column: Literal["type", "labels"]) -> list[str]:
        values: Sequence[str] = getattr(self._trace.log, column)
        return [str(values[code]) for code in self._codes] if len(values) else [""] * len(self)

    @cached_property
    def _keys(self) -> list[str]:
        items = self._trace.log.items
        return [str(items[code]).casefold() for code in self._codes]

    @cached_property
    def _by_name(self) -> Ints:
        """Each row's place in the order of names."""
        return _ranks(self._keys)

    @cached_property
    def _types(self) -> list[str]:
        return self._texts("type")

    @cached_property
    def _by_type(self) -> Ints:
        return _ranks([text.casefold() for text in self._types])

    @cached_property
    def _searched(self) -> list[str]:
        labels = self._texts("labels")
        return [f"{a} {b} {c}".casefold() for a, b, c in zip(self._keys, self._types, labels, strict=True)]

    @cached_property
    def _failing(self) -> Bools | None:
        found = failing(self._trace.log, self._trace.stays, self._plan.stream)
        return None if found is None else found[self._rows]

    def prepare(self) -> None:
        """Put names and texts in order now, in whichever thread that is; else the first listing does."""
        self.listed("all", "", "", "type", descending=False)
        _ = self._searched, self._failing

    @property
    def types(self) -> list[str]:
        """The types that occur, by name."""
        return sorted({text for text in self._types if text}, key=str.casefold)

    @property
    def knows_failures(self) -> bool:
        """Whether the team's rule says which items are failure demand."""
        return self._failing is not None

    def listed(self, kept: Kept, type_: str, words: str, by: SortKey, *, descending: bool) -> Listed:
        """The items that pass, in order; equal ones by name."""
        passing = self._passing(kept)
        if type_:
            passing &= np.array([text == type_ for text in self._types], np.bool_)
        wanted_words = words.casefold().split()
        if wanted_words:
            passing &= np.array([all(w in text for w in wanted_words) for text in self._searched], np.bool_)
        rows = np.flatnonzero(passing)
        numbers = self._numbers.get(by)
        ranks = self._by_type if by == "type" else self._by_name if numbers is None else numbers
        order = np.lexsort((self._by_name[rows], -ranks[rows] if descending else ranks[rows]))
        return Listed(self, rows[order])

    def _passing(self, kept: Kept) -> Bools:
        status, everything = self._numbers["status"], np.ones(len(self), np.bool_)
        if kept in _STATUS:
            same: Bools = status == int(_STATUS[kept])
            return same
        match kept:
            case "overdue":
                late: Bools = status == int(Status.OPEN)
                return late & (self._lead > (self._overdue or 0.0) * SECOND) if self._overdue else late & False
            case "reworked":
                return self._numbers["returns"] > 0
            case "failures":
                return everything & False if self._failing is None else self._failing.copy()
            case _:
                return everything

    def row(self, at: int) -> ItemRow:
        """The item in one row of the table."""
        return self._build(int(self._rows[at]))

    def longest(self, rows: Ints) -> float:
        """The longest strip among these rows, in seconds: paused time is in it, because it is drawn."""
        stays = self._trace.stays
        first, last = stays.first[self._rows[rows]], stays.last[self._rows[rows]]
        return float((self._strips[last] - self._strips[first]).max()) / SECOND if rows.size else 0.0


class Listed(Sequence[ItemRow]):
    """Some items of a table in an order; each is built when it is asked for."""

    def __init__(self, table: ItemTable, rows: Ints) -> None:
        self._table, self._order = table, rows

    def __len__(self) -> int:
        return self._order.size

    @overload
    def __getitem__(self, at: int) -> ItemRow: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[ItemRow, ...]: ...
    def __getitem__(self, at: int | slice) -> ItemRow | tuple[ItemRow, ...]:
        if isinstance(at, slice):
            return tuple(self._table.row(int(row)) for row in self._order[at])
        return self._table.row(int(self._order[at]))

    @property
    def longest(self) -> float:
        """The longest strip in seconds: the scale that all strips share."""
        return self._table.longest(self._order)


def _ranks(texts: Sequence[str]) -> Ints:
    """Each text's place among the different ones in order."""
    place = {text: at for at, text in enumerate(sorted(set(texts)))}
    return np.array([place[text] for text in texts], np.int64)
