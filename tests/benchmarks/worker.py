"""One in-process task in a process of its own: ``python -m tests.benchmarks.worker TASK STREAM LOG...``; prints JSON.

Only where that is what is measured is a log kept that was read.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from vsm_tui.files import read_stream
from vsm_tui.measure import Log, columns_of, load, measure, measure_files
from vsm_tui.measure.log import cache, sizes
from vsm_tui.measure.measurement import Asked, Measurement
from vsm_tui.measure.scale.engine import Engine, Processes
from vsm_tui.measure.scale.spread import measure_on
from vsm_tui.model import States, Stream

REPEATS = 5
TICK = 0.005
NEVER = 1 << 62


def timed(task: Any, *arguments: Any, **named: Any) -> tuple[float, Any]:
    began = time.perf_counter()
    found = task(*arguments, **named)
    return time.perf_counter() - began, found


def _read(stream: Path, log: Path) -> tuple[Stream, Log]:
    opened = read_stream(stream).stream
    return opened, load([log], opened.clock.timezone, columns=columns_of(opened))


def complete(stream: Path, log: Path) -> dict[str, Any]:
    """Read, order and measure, once; then measure again what is in memory. The database is imported already."""
    import duckdb  # noqa: F401

    began = time.perf_counter()
    opened, rows = _read(stream, log)
    read = time.perf_counter() - began
    first, measured = timed(measure, opened, rows)
    again = [timed(measure, opened, rows)[0] for _ in range(REPEATS)]
    flow = measured.flow
    return {
        "read": read,
        "measure": median(again),
        "complete": read + first,
        "finished": flow.observed.items.finished,
        "open": flow.observed.items.open,
        "lead_time_mean": flow.lead_time.mean,
    }


def scan_and_sort(stream: Path, log: Path) -> dict[str, Any]:
    """What DuckDB needs to scan the file and sort it by item and time, nothing more."""
    import duckdb

    del stream
    query = 'CREATE TABLE sorted AS SELECT item, "at", state FROM read_csv($1) ORDER BY item, "at"'
    began = time.perf_counter()
    connection = duckdb.connect()
    connection.execute(query, [str(log)])
    seconds = time.perf_counter() - began
    rows = connection.execute("SELECT count(*), count(DISTINCT item) FROM sorted").fetchone()
    return {"seconds": seconds, "rows": rows[0] if rows else 0, "items": rows[1] if rows else 0}


def again(stream: Path, log: Path) -> dict[str, Any]:
    """Read once; then change the window, and then the mapping, and measure anew each time."""
    opened, rows = _read(stream, log)
    read = median(timed(_read, stream, log)[0] for _ in range(3))
    window = measure(opened, rows).plan
    fifth = window.start + (window.end - window.start) * 4 // 5
    since = _moment(fifth)
    first, second, *rest = opened.stages
    merged = States(wait=first.states.wait + second.states.wait, touch=first.states.touch + second.states.touch)
    remapped = replace(opened, stages=(replace(first, states=merged), *rest), rework=())
    return {
        "read": read,
        "window": median(timed(measure, opened, rows, since=since)[0] for _ in range(REPEATS)),
        "mapping": median(timed(measure, remapped, rows)[0] for _ in range(REPEATS)),
    }


def _moment(micros: int) -> Any:
    from datetime import UTC, datetime, timedelta

    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)


def lateness(stream: Path, log: Path) -> dict[str, Any]:
    """How late an event loop's ticks come while a thread reads and measures."""

    async def ticking() -> list[float]:
        work = asyncio.create_task(asyncio.to_thread(lambda: measure(*_read(stream, log))))
        late = []
        while not work.done():
            due = time.perf_counter() + TICK
            await asyncio.sleep(TICK)
            late.append(time.perf_counter() - due)
        await work
        return sorted(late)

    late = asyncio.run(ticking())
    return {"ticks": len(late), "p50": median(late), "p99": late[int(len(late) * 0.99)], "max": late[-1]}


def engines(stream: Path, *logs: Path) -> dict[str, Any]:
    """Item partitions measured by one process and by two, which run already; both answers must be the embedded one."""
    opened = read_stream(stream).stream
    whole = measure_files(opened, logs)

    def on(engine: Engine) -> Measurement:
        shutil.rmtree(cache.folder(), ignore_errors=True)
        return measure_on(engine, opened, logs, Asked())

    with closing(Processes(1)) as one, closing(Processes(2)) as two:
        for engine in (one, two):
            on(engine)
        serial, first = timed(on, one)
        parallel, second = timed(on, two)
        serial_again, parallel_again = timed(on, one)[0], timed(on, two)[0]
    times = {"serial": (serial + serial_again) / 2, "parallel": (parallel + parallel_again) / 2}
    return {**times, "same": first.flow == whole.flow == second.flow}


def kept(stream: Path, log: Path) -> dict[str, Any]:
    """Open and measure a file that is not kept, one that is kept by that, and one that was kept before."""
    import duckdb  # noqa: F401

    opened = read_stream(stream).stream
    sizes.SMALLEST = NEVER
    without, first = timed(measure_files, opened, [log])
    sizes.SMALLEST = 0
    keeping, second = timed(measure_files, opened, [log])
    known = [timed(measure_files, opened, [log]) for _ in range(REPEATS)]
    opening = median(timed(load, [log], opened.clock.timezone, columns=columns_of(opened))[0] for _ in range(3))
    size = sum(path.stat().st_size for path in cache.folder().iterdir())
    return {
        "without": without,
        "keeping": keeping,
        "known": median(seconds for seconds, _ in known),
        "opening": opening,
        "size": size / log.stat().st_size,
        "same": first.flow == second.flow == known[0][1].flow,
    }


TASKS = {task.__name__: task for task in (complete, scan_and_sort, again, lateness, engines, kept)}

if __name__ == "__main__":
    sizes.SMALLEST = NEVER
    print(json.dumps(TASKS[sys.argv[1]](*map(Path, sys.argv[2:]))))
