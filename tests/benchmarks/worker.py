"""One in-process task in a process of its own: ``python -m tests.benchmarks.worker TASK STREAM LOG``; prints JSON."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from vsm_tui.files import read_stream
from vsm_tui.measure import Log, columns_of, load, measure
from vsm_tui.measure.parts import Parts
from vsm_tui.measure.read import open_logs
from vsm_tui.measure.result import result
from vsm_tui.measure.roles import roles_of
from vsm_tui.measure.state import State, merge, state_of
from vsm_tui.model import States, Stream

REPEATS = 5
TICK = 0.005
PARTS = 8


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


def parts(stream: Path, log: Path) -> dict[str, Any]:
    """The log in parts of whole items, one after the other and by two threads; the answer must be the whole's.

    The database gets one thread per query, so that a worker is a core.
    """
    opened, rows = _read(stream, log)
    whole = measure(opened, rows)
    plan = whole.plan
    count = len(rows.at)
    del rows
    files = open_logs([log], opened.clock.timezone)
    with Parts(files, PARTS, columns_of(opened)) as cut:
        files.con.execute("SET threads = 1")
        roles = roles_of(opened, cut.states, cut.aliases)

        def one(number: int) -> State:
            return state_of(cut.log(number), roles, plan)

        def by_two() -> State:
            with ThreadPoolExecutor(2) as pool:
                return merge(*pool.map(one, range(PARTS)))

        serial, first = timed(lambda: merge(*map(one, range(PARTS))))
        threads, second = timed(by_two)
    flows = [result(state, plan) for state in (first, second)]
    same = all((flow.lead_time, flow.loops) == (whole.flow.lead_time, whole.flow.loops) for flow in flows)
    return {"serial": serial, "threads": threads, "same": same, "events": count}


TASKS = {task.__name__: task for task in (complete, scan_and_sort, again, lateness, parts)}

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))))
