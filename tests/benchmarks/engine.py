"""What measuring costs: against pm4py on the same log, against the database's own scan, as logs grow, in memory."""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks.harness import NO_PEER, Process, Ratio, Settings, interleaved, peer_python, run, vsm
from tools.generate_log import Truth, generate

PEER = Path(__file__).with_name("peer.py")
PM4PY_CAN = 10_000_000
"""Above this pm4py needs more memory than most machines have."""


def log_of(settings: Settings, events: int) -> tuple[Path, Path, Truth]:
    """A generated stream and log of that size; made once a run."""
    wanted = settings.folder, events
    if wanted not in _made:
        # In a process of its own: the peak memory of what is measured starts at that of the process that starts it.
        with ProcessPoolExecutor(1, get_context("spawn")) as pool:
            _made[wanted] = pool.submit(generate, events, settings.folder / f"log-{events}").result()
    return _made[wanted]


_made: dict[tuple[Path, int], tuple[Path, Path, Truth]] = {}


def worker(settings: Settings, task: str, stream: Path, *logs: Path) -> Process:
    command = [sys.executable, "-m", "tests.benchmarks.worker", task, str(stream), *map(str, logs)]
    return run(command, settings.folder)


def _peer(settings: Settings, log: Path) -> Process:
    return run([peer_python() or sys.executable, str(PEER), str(log)], settings.folder)


def _agree(ours: dict[str, Any], truth: Truth) -> None:
    """Refuse to compare times of wrong answers."""
    found = (ours["finished"], ours["open"])
    if found != (truth.finished, truth.open) or abs(ours["lead_time_mean"] / truth.lead_time_mean - 1) > 1e-6:
        raise AssertionError(f"measured {ours}, but the truth is {truth}")


def whole_process(settings: Settings) -> list[Ratio]:
    """``vsm measure --json``, start-up included, against pm4py reading the log and making its four nearest calls."""
    stream, log, truth = log_of(settings, settings.events)
    name = f"vsm measure ÷ pm4py, whole process, {settings.events:.0e} events"
    target = 1 / 8 if settings.events >= PM4PY_CAN else 1 / 5
    if peer_python() is None:
        return [Ratio(name, None, note=NO_PEER)]
    if settings.events > PM4PY_CAN:
        return [Ratio(name, None, note="too big for pm4py")]
    memory: list[tuple[float, float]] = []

    def ours() -> float:
        done = run(vsm("measure", str(stream), "--json"), settings.folder)
        answer = done.answer
        _agree({**answer["items"], "lead_time_mean": answer["lead_time"]["mean"]}, truth)
        memory.append((done.megabytes, 0.0))
        return done.seconds

    def theirs() -> float:
        done = _peer(settings, log)
        if done.answer["cases"] != truth.items:
            raise AssertionError(f"pm4py counts {done.answer['cases']} items, there are {truth.items}")
        memory.append((0.0, done.megabytes))
        return done.seconds

    pairs = interleaved(ours, theirs, settings.pairs)
    mine, peers = max(a for a, _ in memory), max(b for _, b in memory)
    return [
        pairs.ratio(name, target),
        Ratio("the same, peak memory", mine / peers, 0.4, note=f"{mine:.0f} MB against {peers:.0f} MB"),
    ]


def in_memory(settings: Settings) -> list[Ratio]:
    """Measuring rows that are read and ordered against pm4py's four calls on a formatted frame."""
    stream, log, truth = log_of(settings, settings.events)
    name = f"measure ÷ pm4py's four calls, in memory, {settings.events:.0e} events"
    if peer_python() is None or settings.events > PM4PY_CAN:
        return [Ratio(name, None, note=NO_PEER if peer_python() is None else "too big for pm4py")]

    def ours() -> float:
        answer = worker(settings, "complete", stream, log).answer
        _agree(answer, truth)
        return float(answer["measure"])

    pairs = interleaved(ours, lambda: float(_peer(settings, log).answer["calls"]), settings.pairs)
    return [pairs.ratio(name, 1 / 15)]


def against_scan(settings: Settings) -> list[Ratio]:
    """Read, order and measure against DuckDB only scanning and sorting the same file."""
    stream, log, truth = log_of(settings, settings.events)
    parts: list[float] = []

    def ours() -> float:
        answer = worker(settings, "complete", stream, log).answer
        _agree(answer, truth)
        parts.append(answer["complete"] / answer["read"])
        return float(answer["complete"])

    def scan() -> float:
        answer = worker(settings, "scan_and_sort", stream, log).answer
        if (answer["rows"], answer["items"]) != (truth.events, truth.items):
            raise AssertionError(f"DuckDB counts {answer}, the truth is {truth}")
        return float(answer["seconds"])

    pairs = interleaved(ours, scan, settings.pairs)
    return [
        pairs.ratio(f"complete ÷ one DuckDB scan + sort, {settings.events:.0e} events", 1.0),
        Ratio("complete ÷ its own read + order", median(parts)),
    ]


def growth(settings: Settings) -> list[Ratio]:
    """Ten times the events: time and memory of the whole process."""
    small, big = log_of(settings, settings.events), log_of(settings, 10 * settings.events)
    peak: list[float] = []

    def bigger() -> float:
        done = run(vsm("measure", str(big[0]), "--json"), settings.folder)
        _agree({**done.answer["items"], "lead_time_mean": done.answer["lead_time"]["mean"]}, big[2])
        peak.append(done.megabytes)
        return done.seconds

    def smaller() -> float:
        return run(vsm("measure", str(small[0]), "--json"), settings.folder).seconds

    pairs = interleaved(bigger, smaller, max(1, settings.pairs // 2))
    return [
        pairs.ratio(f"time: {10 * settings.events:.0e} ÷ {settings.events:.0e} events", 12.0),
        Ratio(f"peak memory at {10 * settings.events:.0e} events", max(peak), 400.0, unit="MB"),
    ]


def command(settings: Settings) -> list[Ratio]:
    """A tenth of the events, whole process, against importing pandas and doing nothing."""
    events = max(1_000, settings.events // 10)
    stream, _, _ = log_of(settings, events)
    pairs = interleaved(
        lambda: run(vsm("measure", str(stream), "--json"), settings.folder).seconds,
        lambda: run([sys.executable, "-c", "import pandas"], settings.folder).seconds,
        settings.pairs,
    )
    return [pairs.ratio(f"vsm measure, {events:.0e} events ÷ python -c 'import pandas'", 1.0)]


def anew(settings: Settings) -> list[Ratio]:
    """Another window or another mapping, measured anew, against reading and ordering."""
    stream, log, _ = log_of(settings, settings.events)
    found = [worker(settings, "again", stream, log).answer for _ in range(max(1, settings.pairs // 2))]
    name = f"at {settings.events:.0e} events ÷ read + order"
    return [
        Ratio(f"another window {name}", median(a["window"] / a["read"] for a in found), 0.35),
        Ratio(f"another mapping {name}", median(a["mapping"] / a["read"] for a in found), 0.35),
    ]


def lateness(settings: Settings) -> list[Ratio]:
    """How late the event loop runs while a thread reads and measures."""
    stream, log, _ = log_of(settings, settings.events)
    found = [worker(settings, "lateness", stream, log).answer for _ in range(max(1, settings.pairs // 2))]
    middle = sorted(found, key=lambda a: a["p99"])[len(found) // 2]
    note = f"median {1000 * middle['p50']:.1f} ms, max {1000 * middle['max']:.1f} ms, {middle['ticks']} ticks"
    name = f"event loop lateness p99 while {settings.events:.0e} events load"
    return [Ratio(name, 1000 * middle["p99"], 25.0, unit="ms", note=note)]
