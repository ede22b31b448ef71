"""Scans of several files as one log in order: states share their codes, local times become instants."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from vsm_tui.events.log import Finding
from vsm_tui.measure.log.order import codes_of, order_by_item
from vsm_tui.measure.log.scan import Scan
from vsm_tui.measure.log.zones import to_utc
from vsm_tui.model.wording import counted

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(slots=True)
class Joined:
    """Rows of all scans, one after the other.

    ``columns`` are ``hash``, ``at``, ``state`` (codes into ``states``) and perhaps ``kind``. ``codes`` are further
    columns as codes into ``values``, 0 where a row says nothing. ``ordered`` says that the rows are in order already.
    """

    columns: dict[str, npt.NDArray[Any]]
    states: tuple[str, ...]
    codes: dict[str, npt.NDArray[np.int32]]
    values: dict[str, tuple[str, ...]]
    ordered: bool = False


class Columns(Protocol):
    """Whatever says which columns a source has."""

    @property
    def columns(self) -> Collection[str]:
        """Their names."""


def instants(scan: Scan, zone: str) -> None:
    """Make the times of a scan that are still wall-clock instants, and count them; stays then become events."""
    if scan.local is not None:
        scan.at[scan.local], doubtful = to_utc(scan.at[scan.local], zone)
        scan.counted = scan.counted[0] + int(scan.local.sum()), scan.counted[1] + doubtful
        scan.local = None
    if scan.stays:
        from vsm_tui.measure.log.unfold import unfold

        unfold(scan)


def joined(scans: Sequence[Scan], sources: Sequence[Columns], zone: str) -> Joined:
    """Put the scans of ``sources`` together; their arrays are used up."""
    import numpy as np

    parts: dict[str, list[npt.NDArray[Any]]] = {"hash": [], "at": [], "kind": []}
    with_kinds = any(s.kind is not None for s in scans)
    for part in scans:
        instants(part, zone)
        parts["hash"].append(part.hashes)
        parts["at"].append(part.at)
        if with_kinds:
            parts["kind"].append(np.zeros(part.at.size, np.uint8) if part.kind is None else part.kind)
    columns = {n: p[0] if len(p) == 1 else np.concatenate(p) for n, p in parts.items() if p}
    columns["state"], states = _shared(scans, "state", {})
    codes, values = {}, {}
    for column in {c for s in scans for c in s.codes if c != "state"}:
        if all(column in s.codes for s, source in zip(scans, sources, strict=True) if column in source.columns):
            codes[column], values[column] = _shared(scans, column, {"": 0})
    return Joined(columns, states, codes, values, len(scans) == 1 and scans[0].ordered)


def _shared(scans: Sequence[Scan], column: str, known: dict[str, int]) -> tuple[npt.NDArray[np.int32], tuple[str, ...]]:
    """A column of all scans in codes they share; without a value it is 0."""
    import numpy as np

    found = []
    for scan in scans:
        words = scan.words.get(column, [])
        table = np.array([*(known.setdefault(word, len(known)) for word in words), 0], np.int32)
        codes = scan.codes.get(column)
        found.append(np.zeros(scan.at.size, np.int32) if codes is None else table[codes])  # -1, no value, is the last
    return found[0] if len(found) == 1 else np.concatenate(found), tuple(known)


def zone_findings(local: int, doubtful: int, zone: str) -> list[Finding]:
    """What was assumed of times without a zone."""
    found = []
    if local:
        times = f"{local} times" if local > 1 else "1 time"  # a stay has two of them in a row
        found.append(Finding("assumed-zone", f"{times} had no zone: read as {zone}", local))
    if doubtful:
        text = f"{doubtful} of them lie in an hour the clocks of {zone} skip or show twice: read as the first"
        found.append(Finding("doubtful-hour", text, doubtful))
    return found


_ODD = {
    "overlapping-stays": ("stay begins", "stays begin", "while another of its item lasts: the one begun last counts"),
    "never-left": ("stay ends", "stays end", "on a date that stands for none, as 9999-12-31: taken as lasting still"),
}


def tally_findings(tally: Mapping[str, int]) -> list[Finding]:
    """What is odd about stays, by code."""
    return [
        Finding(code, f"{counted(count, *_ODD[code][:2])} {_ODD[code][2]}", count)
        for code, count in sorted(tally.items())
        if count
    ]


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of items as codes: item ``i`` has ``values[codes[i]]``; no values at all where no source has it."""

    values: tuple[str, ...]
    codes: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Ordered:
    """Rows by ``(item, at, position)``: ``columns`` with ``item`` as codes, ``hashes`` by item code, and what is
    ``known`` of each item beside its events.
    """

    columns: dict[str, npt.NDArray[Any]]
    hashes: npt.NDArray[np.uint64]
    known: dict[str, Coded]


def ordered(rows: Joined) -> Ordered:
    """Put rows in order; ``rows`` is used up."""
    columns = rows.columns
    if rows.ordered:
        item, hashes = codes_of(columns.pop("hash"))
        known = {name: Coded(rows.values[name], _latest(codes, None, item)) for name, codes in rows.codes.items()}
        return Ordered({"item": item, **columns}, hashes, known)
    order, grouped, at = order_by_item(columns.pop("hash"), columns.pop("at"))
    item, hashes = codes_of(grouped)
    del grouped
    known = {name: Coded(rows.values[name], _latest(codes, order, item)) for name, codes in rows.codes.items()}
    rows.codes.clear()
    found: dict[str, npt.NDArray[Any]] = {"item": item, "at": at}
    for name in list(columns):
        found[name] = columns.pop(name)[order]
    return Ordered(found, hashes, known)


def _latest(
    codes: npt.NDArray[np.int32], order: npt.NDArray[np.intp] | None, item: npt.NDArray[np.int32]
) -> npt.NDArray[np.int32]:
    """Each item's latest code that is not 0. ``order`` sorts rows by item and time (``None``: they are), ``item`` is
    in that order.
    """
    import numpy as np

    if not item.size:
        return np.zeros(0, np.int32)
    final = np.append(np.flatnonzero(item[1:] != item[:-1]), item.size - 1)
    found: npt.NDArray[np.int32] = codes[final if order is None else order[final]]
    if not found.all():
        sorted_ = codes if order is None else codes[order]
        some = np.where(sorted_ > 0, np.arange(item.size), -1)
        at = np.maximum.reduceat(some, np.append(0, final[:-1] + 1))
        found = np.where(at >= 0, sorted_[at], 0).astype(np.int32)
    return found
