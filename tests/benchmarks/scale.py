"""What scaling buys: two workers over item partitions, a log that was read before, a hundred million events."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import median

from tests.benchmarks.engine import log_of, worker
from tests.benchmarks.harness import Pairs, Ratio, Settings, run, vsm
from tools.generate_log import Truth, generate, log_names

FILE = 1_000_000
"""Events a file of an item-partitioned log holds, where the log is so large."""


def partitioned(settings: Settings, events: int) -> tuple[Path, list[Path], Truth]:
    """A stream and a log in Parquet files, each with items of its own."""
    out, files = settings.folder / f"parts-{events}", max(10, events // FILE)
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        stream, _, truth = pool.submit(partial(generate, events, out, parquet=True, files=files)).result()
    return stream, log_names(out, files, parquet=True), truth


def workers(settings: Settings) -> list[Ratio]:
    """Ten times the events in item partitions: two worker processes against one, equal answers."""
    stream, logs, _ = partitioned(settings, 10 * settings.events)
    found = [worker(settings, "engines", stream, *logs).answer for _ in range(max(1, settings.pairs // 2))]
    if not all(answer["same"] for answer in found):
        raise AssertionError("the partitions together are not the whole")
    pairs = Pairs([answer["parallel"] for answer in found], [answer["serial"] for answer in found])
    return [pairs.ratio(f"two workers ÷ one, {10 * settings.events:.0e} events in {len(logs)} files", 0.75)]


def kept(settings: Settings) -> list[Ratio]:
    """A log that was read before against one that is read: opening and measuring it, in process."""
    ratios = []
    for events in (settings.events, 10 * settings.events):
        stream, log, _ = log_of(settings, events)
        found = [worker(settings, "kept", stream, log).answer for _ in range(max(1, settings.pairs // 2))]
        if not all(answer["same"] for answer in found):
            raise AssertionError("what was kept is not what was read")
        pairs = Pairs([answer["known"] for answer in found], [answer["without"] for answer in found])
        opening = median(answer["opening"] for answer in found)
        note = f"opened in {opening:.2f} s; {found[0]['size']:.2f} of the log's size on disk"
        ratios.append(pairs.ratio(f"a log read before ÷ read now, {events:.0e} events", 1 / 3, note))
        pairs = Pairs([answer["keeping"] for answer in found], [answer["without"] for answer in found])
        ratios.append(pairs.ratio("the first time, keeping it ÷ not keeping it"))
    return ratios


def huge(settings: Settings) -> list[Ratio]:
    """A hundred times the events against ten times, by two processes over item partitions, the whole process."""
    seconds, peak = [], []
    for events in (10 * settings.events, 100 * settings.events):
        stream, logs, truth = partitioned(settings, events)
        command = vsm("measure", str(stream), *map(str, logs), "--engine", "local:2", "--json")
        done = [run(command, settings.folder) for _ in range(2)]
        items = done[0].answer["items"]
        if (items["finished"], items["open"]) != (truth.finished, truth.open):
            raise AssertionError(f"measured {items}, but the truth is {truth}")
        seconds.append(min(process.seconds for process in done))
        peak.append(max(process.megabytes for process in done))
        for log in logs:
            log.unlink()
    name = f"{100 * settings.events:.0e} ÷ {10 * settings.events:.0e} events, two processes"
    note = f"{seconds[1]:.1f} s against {seconds[0]:.1f} s"
    return [
        Ratio(name, seconds[1] / seconds[0], 10.0, note=note),
        Ratio("peak memory of a process", peak[1], unit="MB"),
    ]
