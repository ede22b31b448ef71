"""Write a big made-up event log, its stream file and the truth about it.

    python -m tools.generate_log --events 1e6 --out big            # big.events.csv, big.yaml, big.truth.json
    python -m tools.generate_log --events 1e8 --format parquet --files 100 --out huge   # each item in one of the files

Nine stages, each with a queue state ("Review queue") and a doing state ("Review"), then "Done". An item walks
queue → doing → next queue; leaving a doing state it is sent back one to three stages with the chance in ``BACK``
(about 44 % of the items see that at least once). Waits and touches are lognormal, arrivals are spread evenly, and what
lies beyond the end has not happened yet, so some items are open. Seeded, and in time order.

Items arrive slice by slice; what lies beyond a slice is carried over, so memory holds a slice and the work in
process, whatever the size of the log.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

STAGES = ("Refine", "Analyse", "Design", "Develop", "Review", "Build", "Test", "Approve", "Release")
STATES = (*(state for stage in STAGES for state in (f"{stage} queue", stage)), "Done")
WAIT_HOURS = np.array([20, 12, 16, 30, 26, 1.0, 27, 22, 18.0])
TOUCH_HOURS = np.array([1.0, 2, 4, 9, 1.2, 0.4, 3.0, 0.5, 0.6])
WAIT_SPREAD, TOUCH_SPREAD = 1.1, 0.8
BACK = np.array([0, 0.03, 0.03, 0.02, 0.15, 0.10, 0.15, 0.05, 0.03])
BUGS = 0.2
START_MS = int(np.datetime64("2023-01-02", "ms").astype(np.int64))
DAY_MS = 86_400_000
EVENTS_PER_ITEM = 23.05
SLICE_EVENTS = 1_000_000

Ints = NDArray[np.int64]
Columns = tuple[Ints, Ints, Ints]
"""Item number, state number, milliseconds since 1970; rows of one item in the order they happened."""


@dataclass
class Truth:
    """What is known by construction. Times in seconds; means are over finished items."""

    seed: int
    span_days: float
    items: int = 0
    events: int = 0
    finished: int = 0
    open: int = 0
    backward_moves: int = 0
    items_with_rework: int = 0
    lead_time_mean: float = 0.0
    touch_mean: float = 0.0
    stages: tuple[str, ...] = STAGES
    visits: list[int] = field(default_factory=lambda: [0] * len(STAGES))

    def settle(self) -> None:
        """Turn the sums into means."""
        self.open = self.items - self.finished
        self.lead_time_mean /= max(1, self.finished)
        self.touch_mean /= max(1, self.finished)


def walk(first: int, arrivals: Ints, end: int, round_ms: int, random: np.random.Generator, truth: Truth) -> Columns:
    """Walk items from ``first`` on, one numpy step per hop, and add them to ``truth``."""
    count = arrivals.size
    item = np.arange(count)
    at = arrivals - arrivals % round_ms
    began, touched, reworked = at.copy(), np.zeros(count, np.int64), np.zeros(count, bool)
    stage, doing = np.zeros(count, np.int64), np.zeros(count, bool)
    found: list[Columns] = []
    while item.size:
        found.append((item + first, 2 * stage + doing, at))
        median = np.where(doing, TOUCH_HOURS[stage], WAIT_HOURS[stage])
        spread = np.where(doing, TOUCH_SPREAD, WAIT_SPREAD)
        stay = (np.exp(random.standard_normal(item.size) * spread) * median * 3.6e6).astype(np.int64) + 1
        after = at + stay
        after -= after % round_ms
        truth.visits = [a + int(b) for a, b in zip(truth.visits, np.bincount(stage[~doing], minlength=9), strict=True)]
        back = doing & (random.random(item.size) < BACK[stage])
        hop = random.integers(1, 4, item.size)
        onward = np.where(back, np.maximum(stage - hop, 0), stage + doing)
        alive = after < end
        touched[item[doing & alive]] += (after - at)[doing & alive]
        done = alive & (onward == len(STAGES))
        found.append((item[done] + first, np.full(int(done.sum()), 2 * len(STAGES)), after[done]))
        truth.finished += int(done.sum())
        truth.lead_time_mean += float((after - began[item])[done].sum()) / 1000
        truth.touch_mean += float(touched[item[done]].sum()) / 1000
        truth.backward_moves += int((back & alive).sum())
        reworked[item[back & alive]] = True
        on = alive & ~done
        item, stage, doing, at = item[on], onward[on], ~doing[on], after[on]
    truth.items += count
    truth.items_with_rework += int(reworked.sum())
    return _joined(found)


def _joined(parts: list[Columns]) -> Columns:
    items, states, times = (np.concatenate(column) for column in zip(*parts, strict=True))
    return items, states, times


def slices(
    events: int, seed: int, span_days: float, round_ms: int, truth: Truth, first_item: int = 0
) -> Iterator[Columns]:
    """The log in time order, a slice at a time; items are numbered from ``first_item`` on."""
    random = np.random.default_rng(seed)
    items = max(10, round(events / EVENTS_PER_ITEM))
    parts = max(1, round(events / SLICE_EVENTS))
    end = START_MS + int(span_days * DAY_MS)
    edges = np.linspace(START_MS, end, parts + 1).astype(np.int64)
    numbers = np.linspace(first_item, first_item + items, parts + 1).astype(np.int64)
    carried: list[Columns] = []
    for part in range(parts):
        first, count = int(numbers[part]), int(numbers[part + 1] - numbers[part])
        arrivals = np.sort(random.integers(edges[part], edges[part + 1], count))
        item, state, at = _joined([*carried, walk(first, arrivals, end, round_ms, random, truth)])
        due = at < edges[part + 1]
        carried = [(item[~due], state[~due], at[~due])]
        order = np.argsort(at[due], kind="stable")
        truth.events += int(due.sum())
        yield item[due][order], state[due][order], at[due][order]


# Our own constants only; data comes in as the columns of ``chunk``.
_SELECT = f"""
SELECT 'FLOW-' || number AS item,
       strftime(make_timestamp(ms * 1000), '%Y-%m-%dT%H:%M:%S.%gZ') AS "at",
       ({list(STATES)!r})[code + 1] AS state,
       CASE WHEN number * 7919 % 100 < {int(BUGS * 100)} THEN 'Bug' ELSE 'Feature' END AS type
FROM chunk
"""  # noqa: S608 see above


def write_log(chunks: Iterator[Columns], out: Path, *, parquet: bool) -> None:
    """Write the chunks, in order, as one file."""
    connection = duckdb.connect(config={"memory_limit": "400MB", "threads": 2})
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        parts = []
        for number, (item, state, at) in enumerate(chunks):
            parts.append(Path(folder) / f"{number:06}.part")
            chunk = {"number": item, "code": state, "ms": at}
            connection.register("chunk", chunk)
            how = "FORMAT parquet" if parquet else f"FORMAT csv, HEADER {'true' if number == 0 else 'false'}"
            connection.execute(f"COPY ({_SELECT}) TO '{parts[-1]}' ({how})")
            connection.unregister("chunk")
        if parquet:
            connection.execute(f"COPY (FROM read_parquet('{folder}/*.part')) TO '{out}' (FORMAT parquet)")
            return
        with out.open("wb") as whole:
            for part in parts:
                with part.open("rb") as piece:
                    shutil.copyfileobj(piece, whole)


def stream_text(*logs: Path) -> str:
    """The stream file that fits the log."""
    names = logs[0].name if len(logs) == 1 else f"[{', '.join(log.name for log in logs)}]"
    lines = ["vsm: 1", "name: Synthetic stream", "work_type: synthetic", "stages:"]
    for number, stage in enumerate(STAGES):
        lines += [
            f"  - id: {stage.lower()}",
            f"    name: {stage}",
            f"    wait: {WAIT_HOURS[number] / 8:g}h",
            f"    touch: {TOUCH_HOURS[number]:g}h",
            "    pca: 90%",
            f"    states: {{wait: [{stage} queue], touch: [{stage}]}}",
        ]
    lines += ["rework:", "  - {from: review, to: develop, rate: 10%}", "  - {from: test, to: develop, rate: 10%}"]
    lines += ["finish: {state: [Done]}", "failure_demand: {types: [Bug]}", f"log: {names}", ""]
    return "\n".join(lines)


def log_names(out: Path, files: int, *, parquet: bool = False) -> list[Path]:
    """The log's files."""
    numbers = [""] if files == 1 else [f"-{number:03}" for number in range(files)]
    return [out.with_name(f"{out.name}{number}.events.{'parquet' if parquet else 'csv'}") for number in numbers]


def generate(
    events: int,
    out: Path,
    *,
    seed: int = 7,
    span_days: float = 730,
    round_ms: int = 1,
    parquet: bool = False,
    files: int = 1,
) -> tuple[Path, Path, Truth]:
    """Write ``OUT.yaml``, ``OUT.events.csv`` (or ``.parquet``) and ``OUT.truth.json``; returns stream, log, truth.

    Several ``files``, each with items of its own, are called ``OUT-000.events.csv`` and so on; the first is returned.
    """
    truth = Truth(seed, span_days)
    logs = log_names(out, files, parquet=parquet)
    for number, log in enumerate(logs):
        chunks = slices(events // files, seed + number, span_days, round_ms, truth, truth.items)
        write_log(chunks, log, parquet=parquet)
    truth.settle()
    stream = out.with_name(f"{out.name}.yaml")
    stream.write_text(stream_text(*logs), encoding="utf-8")
    out.with_name(f"{out.name}.truth.json").write_text(json.dumps(asdict(truth), indent=1) + "\n", encoding="utf-8")
    return stream, logs[0], truth


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=float, default=1e5)
    parser.add_argument("--out", type=Path, default=Path("log"))
    parser.add_argument("--format", choices=("csv", "parquet"), default="csv")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--span-days", type=float, default=730)
    parser.add_argument("--round-ms", type=int, default=1, help="a coarser clock, so that rows of one item tie")
    parser.add_argument("--files", type=int, default=1, help="so many files, each with items of its own")
    given = parser.parse_args()
    _, _, truth = generate(
        int(given.events),
        given.out,
        seed=given.seed,
        span_days=given.span_days,
        round_ms=given.round_ms,
        parquet=given.format == "parquet",
        files=given.files,
    )
    print(json.dumps(asdict(truth)))


if __name__ == "__main__":
    main()
