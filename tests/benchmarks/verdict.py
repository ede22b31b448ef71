"""What verdicts claim against how often they are right, and what the bootstrap behind them costs."""

from __future__ import annotations

import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.harness import Ratio, Settings, interleaved
from tests.support.verdicts import LOADS, NEAR, PLAIN, REWORK, WINDOWS, Tally, naive, study
from vsm_tui.measure.confidence.bootstrap import Blocks, Series, drawn, limit_law, spread

_SAMPLES = (("consecutive", 30), ("consecutive", 100), ("consecutive", 200), ("spread", 40))
_SEED = 3
_STAGES, _LARGE, _DRAWS = 9, 42_000, 1_000


def verdict(settings: Settings) -> list[Ratio]:
    """Verdicts on samples of simulated streams: how often called, and how often right against what they claimed."""
    reps = max(2, settings.events // 5_000)
    total = Tally()
    print("| utilisation of the stages | items | called | right | claimed | calendar | left open |")
    print("|---|---|---|---|---|---|---|")
    for world in (*NEAR, *PLAIN, REWORK, *WINDOWS):
        for kind, count in _SAMPLES:
            if world.calendar and kind == "spread":
                continue  # items that far apart never share a window: nothing could tell
            tally = study(world, count, kind, reps, _SEED)
            print(_row(world.name, f"{count}{'' if kind == 'consecutive' else ', every 20th'}", tally), flush=True)
            if not world.calendar:
                total.add(tally)
    for world in LOADS:
        for kind, count in _SAMPLES[1:3]:
            tally = study(world, count, kind, reps, _SEED, capacity=True)
            print(_row(f"{world.name}, people known", str(count), tally), flush=True)
            total.add(tally)
    print(_row("all without a window", "", total))
    for world in NEAR[:3]:
        print(_row(f"{world.name}, items resampled singly", "30", naive(world, 30, 5 * reps, _SEED)))
    return [Ratio("claimed ÷ right, all calls without a window", total.claimed / total.hits, 1.0)]


def _row(world: str, items: str, tally: Tally) -> str:
    left = tally.samples - tally.called - tally.calendar
    called, calendar, open_ = (f"{x / tally.samples:.0%}" for x in (tally.called, tally.calendar, left))
    right = f"{tally.hits:.1%} of {tally.called}" if tally.called else ""
    claimed = f"{tally.claimed:.1%}" if tally.called else ""
    return f"| {world} | {items} | {called} | {right} | {claimed} | {calendar} | {open_} |"


def bootstrap(settings: Settings) -> list[Ratio]:
    """10³ draws of which stage leads 42,000 items: sampled, and by the limit law, against resampling item by item.

    In processor time, and in a process of its own, where numpy has the one thread the application gives it.
    """
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(_bootstrap, max(1, settings.pairs)).result()


def _bootstrap(pairs: int) -> list[Ratio]:
    waits = _waits(_LARGE, 1)
    rng = np.random.default_rng(2)
    few = 20

    def by_items() -> float:
        began = time.process_time()
        for _ in range(few):
            waits[rng.integers(0, _LARGE, _LARGE)].mean(axis=0)
        return (time.process_time() - began) * _DRAWS / few

    def timed(length: int, *, law: bool) -> float:
        series, blocks = _series(waits), Blocks(_LARGE, length)
        began = time.process_time()
        if law:
            limit_law(spread(series, blocks), _DRAWS, rng)
        else:
            drawn(series, blocks, _DRAWS, rng)
        return time.process_time() - began

    sizes = f"{_LARGE:,} items × {_DRAWS:,} draws × {_STAGES} stages"
    return [
        interleaved(lambda: timed(1, law=False), by_items, pairs).ratio(f"sampled ÷ naive, {sizes}", 1 / 15),
        interleaved(lambda: timed(100, law=False), by_items, pairs).ratio("the same in blocks of 100", 1 / 15),
        interleaved(lambda: timed(1, law=True), by_items, pairs).ratio(f"limit law ÷ naive, {sizes}", 1 / 500),
        Ratio("limit law against sampled, largest difference in P from 400 items on", _difference(), 0.02, unit=""),
    ]


def _waits(items: int, seed: int) -> NDArray[np.float64]:
    """Waits that resemble their neighbours, of stages that do not differ by much."""
    rng = np.random.default_rng(seed)
    waits = rng.lognormal(0, 1, (items, _STAGES)) * np.linspace(1, 1.15, _STAGES)
    return waits + 0.5 * (np.roll(waits, 1, axis=0) + np.roll(waits, 2, axis=0))


def _series(rows: NDArray[np.float64]) -> Series:
    return Series(rows.__getitem__, np.arange(rows.shape[0]), rows.mean(axis=0))


def _difference() -> float:
    """The largest difference in P(rank 1) between both ways, over stages and samples."""
    worst = 0.0
    for seed, items in enumerate((400, 400, 1000, 4000)):
        series, blocks = _series(_waits(items, seed)), Blocks(items, 5)
        rng = np.random.default_rng(seed)
        ways = (limit_law(spread(series, blocks), 40_000, rng), drawn(series, blocks, 40_000, rng))
        first, second = (np.bincount((series.means * (1 + way)).argmax(axis=1), minlength=_STAGES) for way in ways)
        worst = max(worst, float(np.abs(first - second).max()) / 40_000)
    return worst
