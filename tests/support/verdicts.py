"""What verdicts are worth: samples of worlds whose constraint is known, judged from their logs alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from tests.support.worlds import Server, World, log_of, log_of_rework, measured, run, stream_of, with_rework
from vsm_tui.flow.shape import Flow
from vsm_tui.measure.confidence.bootstrap import Blocks, Series, drawn
from vsm_tui.measure.log.log import Log

NEAR = (
    World("0.85 · 0.80", (Server(0.85), Server(0.80)), 0),
    World("0.80 · 0.85", (Server(0.80), Server(0.85)), 1),
    World("0.70 · 0.63", (Server(0.70), Server(0.63)), 0),
    World("0.90 · 0.85 · 0.80", (Server(0.90), Server(0.85), Server(0.80)), 0),
    World("waits 4 · 3 · 3, swinging", tuple(Server(amount=a, swing=0.5) for a in (4, 3, 3)), 0),
)
PLAIN = (
    World("0.90 · 0.60 · 0.50", (Server(0.90), Server(0.60), Server(0.50)), 0),
    World("0.50 · 0.80", (Server(0.50), Server(0.80)), 1),
    World("0.60 · 0.30", (Server(0.60), Server(0.30)), 0),
    World("0.80 · 0.60, steady work", (Server(0.80, cv=0.5), Server(0.60, cv=0.5)), 0),
    World("0.60 · 0.90 by four", (Server(0.60), Server(0.90, servers=4)), 1),
    World("waits 9 · 2 · 2, swinging", tuple(Server(amount=a, swing=0.5) for a in (9, 2, 2)), 0),
)
LOADS = (
    World("0.85 · 0.80", (Server(0.85), Server(0.80)), 0),
    World("0.60 · 0.72 by two", (Server(0.60), Server(0.72, servers=2)), 1),
    World("0.90 · 0.60 · 0.50", (Server(0.90), Server(0.60), Server(0.50)), 0),
)
"""Worlds to be judged by the capacity lens: truth is the largest utilisation."""
REWORK = World("0.80 · 0.50, a fifth sent back", (Server(0.64), Server(0.40)), 0, again=0.2)
WINDOWS = (
    World("0.50 · 0.60 · a window every 20", (Server(0.5), Server(0.6), Server(every=20)), 2, calendar=True),
    World("0.70 · a window every 12 · 0.50", (Server(0.7), Server(every=12), Server(0.5)), 1, calendar=True),
)
WARM = 1500


@dataclass
class Tally:
    """How often a verdict was given and right; ``claims`` are the probabilities that came with the calls."""

    samples: int = 0
    right: int = 0
    claims: list[float] = field(default_factory=list)
    calendar: int = 0
    too_little: int = 0

    @property
    def called(self) -> int:
        return len(self.claims)

    @property
    def hits(self) -> float:
        return self.right / self.called if self.called else float("nan")

    @property
    def claimed(self) -> float:
        return sum(self.claims) / self.called if self.called else float("nan")

    def count(self, flow: Flow, truth: int) -> None:
        found = flow.constraint
        self.samples += 1
        self.calendar += found.verdict == "calendar"
        self.too_little += found.verdict == "not enough data"
        if found.verdict == "clear":
            assert found.probability is not None
            self.claims.append(found.probability)
            self.right += found.stage == flow.stages[truth].id

    def add(self, other: Tally) -> None:
        self.samples += other.samples
        self.right += other.right
        self.claims += other.claims
        self.calendar += other.calendar
        self.too_little += other.too_little

    def allowance(self, target: float, deviations: float = 2.33) -> float:
        """By how much a share of hits may lie below a target by chance alone (one-sided 99 % by default)."""
        return deviations * float(np.sqrt(target * (1 - target) / max(self.called, 1)))


KINDS = {"consecutive": 1, "open at the end": 1, "spread": 20}
"""How samples are taken: n items one after another; the same with the log ending as the next one comes; every 20th."""


def study(world: World, count: int, kind: str, reps: int, seed: int, *, capacity: bool = False) -> Tally:
    """Judge ``reps`` samples of ``count`` items, with the stages' people known if ``capacity`` is asked for."""
    tally = Tally()
    stream = stream_of(len(world.stages), [stage.servers for stage in world.stages] if capacity else None)
    for log in logs(world, count, kind, reps, np.random.default_rng((seed, count, len(kind), reps))):
        tally.count(measured(log, stream), world.truth)
    return tally


def logs(world: World, count: int, kind: str, reps: int, rng: np.random.Generator) -> Iterator[Log]:
    every = KINDS[kind]
    if world.again:
        everything = with_rework(world, rng, WARM + count * every * reps)[WARM:]
        for rep in range(reps):
            yield log_of_rework(everything[rep * count * every : (rep + 1) * count * every : every], len(world.stages))
        return
    simulated = run(world, rng, reps, count * every + 1, WARM)
    for rep in range(reps):
        until = float(simulated.arrived[rep, count]) if kind == "open at the end" else None
        yield log_of(*simulated.sample(rep, 0, count, every), until=until)


def naive(world: World, count: int, reps: int, seed: int, draws: int = 1000) -> Tally:
    """What resampling single items would claim of consecutive ones: called whenever P ≥ 0.95."""
    tally = Tally()
    rng = np.random.default_rng(seed)
    simulated = run(world, rng, reps, count, WARM)
    for rep in range(reps):
        waited = simulated.sample(rep, 0, count)[1]
        means = waited.mean(axis=0)
        series = Series(waited.__getitem__, np.arange(count), means)
        moved = means * (1 + drawn(series, Blocks(count, 1), draws, rng))
        leader = int(means.argmax())
        claim = float((moved.argmax(axis=1) == leader).mean())
        tally.samples += 1
        if claim >= 0.95:
            tally.claims.append(claim)
            tally.right += leader == world.truth
    return tally
