"""The items behind a number: each with its own strip of stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vsm_tui.measure.plan import Plan
from vsm_tui.measure.state import Trace
from vsm_tui.measure.walks.places import PAUSED, Part
from vsm_tui.measure.walks.stays import Status
from vsm_tui.measure.walks.worktime import SECOND, moment
from vsm_tui.model import FINISH

Kind = Literal["wait", "touch", "unsplit", "unmapped", "paused"]
_KINDS: dict[int, Kind] = {
    Part.WAIT: "wait",
    Part.TOUCH: "touch",
    Part.UNSPLIT: "unsplit",
    Part.UNMAPPED: "unmapped",
    Part.PAUSED: "paused",
}
_STATUS: dict[int, Literal["finished", "open", "cancelled"]] = {
    Status.FINISHED: "finished",
    Status.OPEN: "open",
    Status.CANCELLED: "cancelled",
}


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of an item's strip: ``seconds`` on the measurement's clock, in ``stage`` (``None`` outside all)."""

    kind: Kind
    stage: str | None
    state: str
    seconds: float
    rework: bool


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item. ``lead`` is seconds so far for one that is open; ``here`` the part of it spent at what was asked for.

    ``began`` and ``ended`` are UTC; ``ended`` is ``None`` while it is open. ``times`` are seconds per stage.
    """

    item: str
    status: Literal["finished", "open", "cancelled"]
    began: datetime
    ended: datetime | None
    lead: float
    here: float
    touch: float
    wait: float
    times: tuple[float, ...]
    visits: int
    returns: int
    type: str
    labels: str
    ref: str
    strip: tuple[Segment, ...]


def item_rows(
    trace: Trace, plan: Plan, *, stage: str | None = None, loop: tuple[str, str] | None = None
) -> tuple[ItemRow, ...]:
    """See :meth:`vsm_tui.measure.measurement.Measurement.items`."""
    trace.log.details.fetch("item", "type", "labels", "ref")
    names = [s.id for s in plan.stream.stages]
    position = plan.stream.position(stage) if stage is not None else None
    shown = wanted(trace, names, position, loop)
    rows = [item_row(trace, names, int(row), position, loop) for row in np.flatnonzero(shown)]
    return tuple(sorted(rows, key=lambda r: (-r.here, r.item)))


def wanted(trace: Trace, names: Sequence[str], position: int | None, loop: tuple[str, str] | None) -> NDArray[np.bool_]:
    """Which items are behind a stage, a loop, or the whole stream."""
    stays = trace.stays
    shown: NDArray[np.bool_] = trace.counted | (stays.status == Status.OPEN) | (stays.status == Status.CANCELLED)
    if loop is not None:
        source, target = ends_of(names, loop)
        taken = np.zeros(shown.size, np.bool_)
        taken[trace.moves.item[(trace.moves.source == source) & (trace.moves.target == target)]] = True
        shown &= taken
    elif position is not None:
        there = np.zeros(shown.size, np.bool_)
        there[trace.visits.item[trace.visits.stage == position]] = True
        shown &= there
    return shown


def ends_of(names: Sequence[str], loop: tuple[str, str]) -> tuple[int, int]:
    """The positions of both ends of a loop; the finish stands after the last stage."""
    place = {name: k for k, name in enumerate((*names, FINISH))}
    return place[loop[0]], place[loop[1]]


def item_row(
    trace: Trace,
    names: Sequence[str],
    row: int,
    position: int | None,
    loop: tuple[str, str] | None,
) -> ItemRow:
    """One item with its strip."""
    stays, log = trace.stays, trace.log
    first, last = int(stays.first[row]), int(stays.last[row])
    strip = _strip(trace, names, first, last)
    moves = range(*np.searchsorted(trace.moves.item, [row, row + 1]).tolist())
    times = [0.0] * len(names)
    for segment in strip:
        if segment.stage is not None and segment.kind != "paused":
            times[names.index(segment.stage)] += segment.seconds
    lead = sum(s.seconds for s in strip if s.kind != "paused")
    here = lead
    if position is not None:
        here = times[position]
    elif loop is not None:
        source, target = ends_of(names, loop)
        rows = [m for m in moves if trace.moves.source[m] == source and trace.moves.target[m] == target]
        spans = [slice(trace.moves.begins[m], trace.moves.ends[m]) for m in rows]
        here = sum(int(stays.length[s][stays.place[s] != PAUSED].sum()) for s in spans) / SECOND
    code = int(stays.code[row])
    status = _STATUS[int(stays.status[row])]
    lo, hi = np.searchsorted(trace.visits.item, [row, row + 1])
    return ItemRow(
        item=log.items[code],
        status=status,
        began=moment(int(stays.began[row])),
        ended=None if status == "open" else moment(int(stays.ended[row])),
        lead=lead,
        here=here,
        touch=sum(s.seconds for s in strip if s.kind == "touch"),
        wait=sum(s.seconds for s in strip if s.kind == "wait"),
        times=tuple(times),
        visits=int((trace.visits.stage[lo:hi] < len(names)).sum()),
        returns=len(moves),
        type=_of(log.type, code),
        labels=_of(log.labels, code),
        ref=_of(log.ref, code),
        strip=strip,
    )


def _of(values: Sequence[str], code: int) -> str:
    return str(values[code]) if len(values) else ""


def _strip(trace: Trace, names: Sequence[str], first: int, last: int) -> tuple[Segment, ...]:
    stays = trace.stays
    states = trace.log.states
    parts, stages = stays.places.parts(stays.place[first:last]), stays.places.stage(stays.place[first:last])
    found = []
    for k in range(first, last):
        stage, state = int(stages[k - first]), int(stays.state[k])
        found.append(
            Segment(
                kind=_KINDS[int(parts[k - first])],
                stage=names[stage] if stage >= 0 else None,
                state=states[state] if state < len(states) else "",
                seconds=int(stays.length[k]) / SECOND,
                rework=bool(trace.in_loop[k]),
            )
        )
    return tuple(found)
