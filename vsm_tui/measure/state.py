"""One part of a log, measured: sums and item rows that merge with those of any other part.

``state_of(whole items) → State``, ``merge(State, State, …) → State``, ``result(State) → Flow``: the one definition of
every measured number, whether a log is taken whole, in parts, or on several machines. All durations are integer
microseconds, so that the order of merging cannot change a sum.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from functools import cached_property, reduce
from operator import add
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vsm_tui.measure.figures.aging import Ages, ages_of
from vsm_tui.measure.figures.dora import Deploys, deploys_of
from vsm_tui.measure.log.log import Log
from vsm_tui.measure.plan import Plan
from vsm_tui.measure.quality.health import Health, health_of
from vsm_tui.measure.roles import Roles
from vsm_tui.measure.walks import census, rework, spells, sums
from vsm_tui.measure.walks.causes import Causes, causes_of
from vsm_tui.measure.walks.failing import failing, failures
from vsm_tui.measure.walks.offhours import off_hours
from vsm_tui.measure.walks.progress import progress
from vsm_tui.measure.walks.stays import Ints, Status, Stays, stays_of
from vsm_tui.measure.walks.visits import Moves, Visits, moves_of, returned, visits_of

Bools = NDArray[np.bool_]


@dataclass(slots=True)
class State:
    """What merging needs. ``n`` finished items in the window, ``S`` stages, ``B`` slices; times in µs on the clock.

    Rows per finished item: ``lead`` n, ``time`` n×S (in each stage; −1 where the item never was there), ``waited`` n×S
    (the waiting in it), ``ended`` n (µs UTC), ``inside`` n (whether it began in the window too), ``sent_back`` n×S
    (whether a later stage sent it back to here or before, after its first exit), ``rework`` and ``loop_touch`` n (time
    inside at least one loop, and the touch of it), ``failing`` n (whether it is failure demand, where that is known).
    ``other_ended`` r and ``other_waited`` r×S: of the r other items that were in process in the window, what they
    waited inside it only; they stand in for the finished ones that are not ``inside`` as well. Rows have no order:
    merging decides it. Sums over them: ``touch``/``wait``/``unsplit`` S, ``visits`` S, ``off_hours`` S+1 (outside the
    team's hours; the last is lead time's).
    Ages of all items for survival: ``entry``, ``exit``, ``happened`` (it finished), ``gone`` (it was cancelled).
    ``moments`` 2×S×M counts the beginnings and endings of waiting in fine slices of the window, ``turned`` 2×S×2×T in
    those of the day and of the week.
    ``waiting`` S×B and ``present`` B are time in queues and in process per slice of the window, ``grade`` S×3
    the evidence of touch (A, B, C). ``queues`` S×(C+1) is the number waiting at each moment of the cumulative flow,
    ``progress`` (S+2)×(C+1) how many came how far between them (:func:`~vsm_tui.measure.walks.progress.progress`).
    ``loops`` maps (source, target) to [items, moves, time, touch, wait]; ``unmapped`` a state to [time, items].
    """

    lead: Ints
    time: Ints
    waited: Ints
    ended: Ints
    inside: Bools
    other_ended: Ints
    other_waited: Ints
    moments: NDArray[np.int32]
    turned: NDArray[np.int32]
    touch: Ints
    wait: Ints
    unsplit: Ints
    visits: Ints
    sent_back: Bools
    rework: Ints
    loop_touch: Ints
    failing: Bools
    entry: Ints
    exit: Ints
    happened: Bools
    gone: Bools
    waiting: Ints
    present: Ints
    queues: Ints
    progress: Ints
    open_in_stage: Ints
    off_hours: Ints
    grade: Ints
    loops: dict[tuple[int, int], Ints]
    unmapped: dict[str, Ints]
    counts: dict[str, int]
    health: Health
    ages: Ages
    deploys: Deploys
    causes: Causes


_ROWS = frozenset(
    {
        "lead",
        "time",
        "waited",
        "ended",
        "inside",
        "other_ended",
        "other_waited",
        "entry",
        "exit",
        "happened",
        "gone",
        "sent_back",
        "rework",
        "loop_touch",
        "failing",
    }
)


_ADDED = frozenset({"health", "ages", "deploys"})


def merge(*states: State) -> State:
    """The state of all parts together; their order does not matter."""
    merged: dict[str, Any] = {}
    for field in fields(State):
        values = [getattr(state, field.name) for state in states]
        if field.name in _ROWS:
            merged[field.name] = np.concatenate(values)
        elif field.name == "grade":
            merged[field.name] = np.maximum.reduce(values)
        elif field.name in _ADDED:
            merged[field.name] = reduce(add, values)
        elif isinstance(values[0], dict):
            total: dict[Any, Any] = {}
            for part in values:
                for key, value in part.items():
                    total[key] = total[key] + value if key in total else value
            merged[field.name] = total
        else:
            merged[field.name] = np.add.reduce(values)
    return State(**merged)


@dataclass
class Trace:
    """A part of a log with what its state was made from, kept for looking behind the numbers."""

    log: Log
    stays: Stays
    visits: Visits
    moves: Moves
    counted: Bools

    @cached_property
    def in_loop(self) -> Bools:
        """Which stays lie inside at least one rework loop."""
        return rework.in_loop(self.moves, self.stays)


BLOCK = 145_000
"""About so many events are measured at a time: few enough that what is worked on stays in the processor's cache."""


def state_of(log: Log, roles: Roles, plan: Plan, threads: int = 1) -> State:
    """Measure whole items: every event of an item must be in ``log``. So many ``threads`` share a large one."""

    def one(part: Log) -> State:
        return traced(part, roles, plan)[0]

    if threads > 1 and log.item.size > threads * BLOCK:
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(threads) as pool:
            return merge(*pool.map(one, _blocks(log)))
    parts = list(map(one, _blocks(log)))
    return parts[0] if len(parts) == 1 else merge(*parts)


def _blocks(log: Log) -> Iterator[Log]:
    """The log in parts of whole items of about :data:`BLOCK` events; an empty one as it is."""
    size, low = log.item.size, 0
    pairs = round(size / BLOCK / 2)  # as many for either of two threads
    step = -(-size // (2 * pairs)) if size > BLOCK and pairs else size
    while low < size or not size:
        high = min(low + step, size)
        if high < size:  # items never decrease: the block ends where its last item does
            high = int(np.searchsorted(log.item, log.item[high - 1], side="right"))
        part = {name: getattr(log, name)[low:high] for name in ("item", "at", "state", "split")}
        yield replace(log, **part) if high - low < size else log
        if high >= size:
            return
        low = high


def traced(log: Log, roles: Roles, plan: Plan) -> tuple[State, Trace]:
    """:func:`state_of`, with the stays and visits behind it."""
    stays = stays_of(log, roles, plan)
    visits = visits_of(stays)
    moves = moves_of(visits, stays)
    counted = (stays.status == Status.FINISHED) & (stays.ended >= plan.start) & (stays.ended < plan.end)
    part = Trace(log, stays, visits, moves, counted)
    return _state(part, roles, plan), part


def _state(part: Trace, roles: Roles, plan: Plan) -> State:
    stays, counted = part.stays, part.counted
    times = sums.times_of(stays)
    finished, lead = np.flatnonzero(counted), times.lead
    own = times.of(finished)
    whole = own.added()
    visits, sent_back = returned(part.visits, part.moves, stays.status.size, stays.places.stages)
    visits = visits[finished]
    hit = failing(part.log, stays, plan.stream)
    again = rework.rework_of(part.moves, stays, counted)
    entry, exit_, happened, gone = census.ages(stays, counted, lead, plan)
    waiting, present, queues = census.presence(stays, plan)
    inside, other_ended, other_waited = spells.elsewhere(stays, counted, plan)
    moments, turned = spells.moments(stays, plan)
    return State(
        lead=lead[finished],
        time=_time(own, visits),
        waited=np.ascontiguousarray(own.wait),
        ended=stays.ended[finished],
        inside=inside,
        other_ended=other_ended,
        other_waited=other_waited,
        moments=moments,
        turned=turned,
        touch=whole.touch[0],
        wait=whole.wait[0],
        unsplit=whole.unsplit[0],
        visits=visits.sum(axis=0),
        sent_back=sent_back[finished],
        rework=again.time[finished],
        loop_touch=again.touch[finished],
        failing=np.zeros(finished.size, np.bool_) if hit is None else hit[finished],
        entry=entry,
        exit=exit_,
        happened=happened,
        gone=gone,
        waiting=waiting,
        present=present,
        queues=queues,
        progress=progress(stays, part.visits, plan),
        open_in_stage=census.open_in_stage(stays),
        off_hours=off_hours(stays, counted, plan),
        grade=sums.grades(stays, counted, roles),
        loops=again.loops,
        unmapped=sums.unmapped(stays, counted, part.log.states),
        counts=_counts(part, times, own, again, hit, roles, plan),
        health=health_of(part.log, roles, plan),
        ages=ages_of(stays, lead, part.log.details.hashes),
        deploys=deploys_of(part.log, plan),
        causes=causes_of(part.log, stays, counted, again, plan),
    )


def _counts(
    part: Trace, times: sums.Times, own: sums.Times, again: rework.Rework, hit: Bools | None, roles: Roles, plan: Plan
) -> dict[str, int]:
    """What is counted in numbers that merge by adding them."""
    stays, counted = part.stays, part.counted
    return {
        **census.counts(stays, counted, plan),
        "paused_time": int(own.paused.sum()),
        "unclaimed": sums.unclaimed(stays, counted, roles),
        **failures(hit, stays, counted, times, again, plan),
    }


def _time(own: sums.Times, visits: Ints) -> Ints:
    """Time in each stage, −1 where the item never was."""
    time = own.touch + own.wait
    if not own.split:
        time += own.unsplit
    np.copyto(time, -1, where=visits == 0)
    return time
