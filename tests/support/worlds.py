"""Simulated streams whose constraint is known: queues in tandem, release windows, slow swings, rework.

Time is counted in mean times between arrivals. Everything is a recursion over whole arrays (Lindley 1952, Kiefer and
Wolfowitz 1955), so that thousands of samples take seconds.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vsm_tui.flow.shape import Flow
from vsm_tui.measure.log.details import Details
from vsm_tui.measure.log.log import Log
from vsm_tui.measure.plan import Plan
from vsm_tui.measure.result import result
from vsm_tui.measure.roles import roles_of
from vsm_tui.measure.state import State, state_of
from vsm_tui.model import Rule, Stage, States, Stream

Floats = NDArray[np.float64]
UNIT = 4 * 3600 * 1_000_000
"""One mean time between arrivals, in µs: four hours."""


@dataclass(frozen=True)
class Server:
    """A stage: ``load`` is its utilisation, ``cv`` the variation of service, ``every`` the time between release
    windows of one that has no capacity limit at all. ``amount`` and ``swing`` make a stage of independent waits with
    this mean, that slowly swings by so much (standard deviation of its logarithm), instead of a queue.
    """

    load: float = 0.0
    cv: float = 1.0
    servers: int = 1
    every: float = 0.0
    amount: float = 0.0
    swing: float = 0.0


@dataclass(frozen=True)
class World:
    """Stages in a row, and which of them holds the stream in the long run."""

    name: str
    stages: tuple[Server, ...]
    truth: int
    calendar: bool = False
    again: float = 0.0
    """Probability that an item goes back to the first stage from the last."""


@dataclass(frozen=True)
class Run:
    """Items in the order in which they come, reps × N: ``arrived`` at the first stage, then per stage how long they
    ``waited`` and ``worked``: reps × N × S.
    """

    arrived: Floats
    waited: Floats
    worked: Floats

    def sample(self, rep: int, first: int, count: int, every: int = 1) -> tuple[Floats, Floats, Floats]:
        """``count`` items from ``first`` on, every so manieth."""
        chosen = slice(first, first + count * every, every)
        return self.arrived[rep, chosen], self.waited[rep, chosen], self.worked[rep, chosen]


def run(world: World, rng: np.random.Generator, reps: int, items: int, warm: int = 1500) -> Run:
    """Simulate from empty; the first ``warm`` items are thrown away."""
    size = (reps, items + warm)
    arrived = np.cumsum(rng.exponential(1, size), axis=1)
    waited, worked = np.empty((*size, len(world.stages))), np.empty((*size, len(world.stages)))
    at = arrived
    for k, stage in enumerate(world.stages):
        order = np.argsort(at, axis=1, kind="stable")
        came = np.take_along_axis(at, order, axis=1)
        wait, work = _through(stage, came, rng)
        np.put_along_axis(waited[:, :, k], order, wait, axis=1)
        np.put_along_axis(worked[:, :, k], order, work, axis=1)
        at = at + waited[:, :, k] + worked[:, :, k]
    return Run(arrived[:, warm:], waited[:, warm:], worked[:, warm:])


def _through(stage: Server, came: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
    if stage.every:
        return np.ceil(came / stage.every) * stage.every - came, np.full_like(came, 0.01)
    if stage.amount:
        return _apart(stage, came.shape, rng), np.full_like(came, 0.05)
    shape = 1 / stage.cv**2
    work = rng.gamma(shape, stage.load * stage.servers / shape, came.shape)
    if stage.servers > 1:
        return _several(came, work, stage.servers), work
    total = np.cumsum(work, axis=1)
    left = np.maximum.accumulate(came - (total - work), axis=1) + total
    wait = left - work - came
    wait[wait < 1e-9] = 0
    return wait, work


def _several(came: Floats, work: Floats, servers: int) -> Floats:
    free = np.full((came.shape[0], servers), -np.inf)
    wait = np.empty_like(came)
    for k in range(came.shape[1]):
        begins = np.maximum(came[:, k], free[:, 0])
        wait[:, k] = begins - came[:, k]
        free[:, 0] = begins + work[:, k]
        free.sort(axis=1)
    return wait


def _apart(stage: Server, shape: tuple[int, ...], rng: np.random.Generator, lasting: float = 80) -> Floats:
    """Independent waits (coefficient of variation 1.5) around a level that swings for about ``lasting`` items."""
    keeps = np.exp(-1 / lasting)
    level = rng.standard_normal(shape)
    for k in range(1, shape[1]):
        level[:, k] = keeps * level[:, k - 1] + np.sqrt(1 - keeps**2) * level[:, k]
    spread = np.sqrt(np.log(1 + 1.5**2))
    exponent = stage.swing * level - stage.swing**2 / 2 + spread * rng.standard_normal(shape) - spread**2 / 2
    found: Floats = stage.amount * np.exp(exponent)
    return found


def stream_of(stages: int, people: Sequence[float] | None = None) -> Stream:
    """A stream with a queue and an active state per stage, and so many people in each."""
    return Stream(
        "simulated",
        stages=tuple(
            Stage(
                id=f"s{k}",
                name=f"S{k}",
                states=States(wait=(f"queue {k}",), touch=(f"work {k}",)),
                people=people[k] if people else None,
            )
            for k in range(stages)
        ),
        finish=Rule(("Done",)),
    )


def log_of(arrived: Floats, waited: Floats, worked: Floats, until: float | None = None) -> Log:
    """The log of some items, from their own events only, up to a moment if one is given."""
    items, stages = waited.shape
    lasts = np.stack((waited, worked), axis=2).reshape(items, 2 * stages)
    at = arrived[:, None] + np.concatenate((np.zeros((items, 1)), np.cumsum(lasts, axis=1)), axis=1)
    width = 2 * stages + 1
    codes = np.tile(np.arange(width, dtype=np.int32), items)
    item, at = np.repeat(np.arange(items, dtype=np.int32), width), at.reshape(-1)
    happened = slice(None) if until is None else np.flatnonzero(at <= until)
    return events(item[happened], np.rint(at[happened] * UNIT), codes[happened], stages)


def events(item: NDArray[np.int32], at: Floats, state: NDArray[np.int32], stages: int) -> Log:
    """A log of the states queue 0, work 0, queue 1, …, Done. Rows lie together by item, in order."""
    times = at.astype(np.int64)
    names = [name for k in range(stages) for name in (f"queue {k}", f"work {k}")]
    return Log(
        item=item,
        at=times,
        state=state,
        split=np.zeros(item.size, np.uint8),
        states=(*names, "Done"),
        aliases={},
        categories={},
        rejected=[],
        rejected_count=0,
        findings=[],
        sources=(),
        rows=item.size,
        item_count=int(item[-1]) + 1,
        details=Details(None, np.arange(int(item[-1]) + 1, dtype=np.uint64), None, {}),  # type: ignore[arg-type]  # no files behind it
        ends=(int(times.min()), int(times.max())),
    )


def measured(log: Log, stream: Stream) -> Flow:
    """The flow of a log."""
    plan, state = stated(log, stream)
    return result(state, plan)


def stated(log: Log, stream: Stream) -> tuple[Plan, State]:
    """How a log is measured, and its state."""
    plan = Plan.of(stream, *log.ends)
    return plan, state_of(log, roles_of(stream, log.states, log.aliases), plan)


def with_rework(world: World, rng: np.random.Generator, items: int) -> list[list[tuple[float, int]]]:
    """``(at, state code)`` per item, in the order in which items come; single servers, some items sent back to the
    first stage after the last with the world's probability.
    """
    stages = len(world.stages)
    came = np.cumsum(rng.exponential(1, items))
    queues: list[deque[int]] = [deque() for _ in range(stages)]
    busy = [False] * stages
    found: list[list[tuple[float, int]]] = [[] for _ in range(items)]
    agenda = [(float(at), n, -1) for n, at in enumerate(came)]  # the stage an item leaves at that moment; -1: it comes
    while agenda:
        at, item, stage = heapq.heappop(agenda)
        target = stage + 1
        if stage >= 0:
            busy[stage] = False
            if target == stages and rng.random() < world.again:
                target = 0
        if target < stages:
            queues[target].append(item)
            found[item].append((at, 2 * target))
        else:
            found[item].append((at, 2 * stages))
        for k in {stage, target} - {-1, stages}:
            if queues[k] and not busy[k]:
                busy[k], following = True, queues[k].popleft()
                found[following].append((at, 2 * k + 1))
                heapq.heappush(agenda, (at + rng.exponential(world.stages[k].load), following, k))
    return found


def log_of_rework(found: list[list[tuple[float, int]]], stages: int) -> Log:
    """The log of those items."""
    rows = [(n, at, state) for n, own in enumerate(found) for at, state in own]
    item, at, state = (np.array(column) for column in zip(*rows, strict=True))
    return events(item.astype(np.int32), np.rint(at * UNIT), state.astype(np.int32), stages)
