"""``python -m tests.benchmarks [NAME ...] [--events 1e6] [--pairs 5]``: run the benchmarks and print their ratios.

Every figure is a ratio of two things measured in turns in this very run; a bare time would only describe a machine.
pm4py (AGPL, so never a dependency) may live in another environment: name its Python in ``VSM_BENCH_PYTHON``.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks import engine, scale, screen, verdict
from tests.benchmarks.harness import Ratio, Settings

BENCHMARKS: dict[str, Callable[[Settings], list[Ratio]]] = {
    "startup": screen.startup,
    "long-map": screen.long_map,
    "keys": screen.keys,
    "layer": screen.layer,
    "whole-process": engine.whole_process,
    "in-memory": engine.in_memory,
    "scan": engine.against_scan,
    "command": engine.command,
    "growth": engine.growth,
    "anew": engine.anew,
    "lateness": engine.lateness,
    "kept": scale.kept,
    "workers": scale.workers,
    "huge": scale.huge,
    "bootstrap": verdict.bootstrap,
    "verdict": verdict.verdict,
}
LONG = {"huge"}
"""Only run when asked for by name: it needs minutes and gigabytes."""


def summary(benchmark: Callable[[Settings], list[Ratio]]) -> str:
    return (benchmark.__doc__ or "").splitlines()[0]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", choices=[[], *BENCHMARKS], metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--events", type=float, default=1e6)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--stages", type=int, default=200)
    parser.add_argument("--list", action="store_true", help="only say what there is")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vsm-bench-") as folder:
        settings = Settings(Path(folder), int(given.events), given.pairs, given.stages)
        for name in given.names or [name for name in BENCHMARKS if given.list or name not in LONG]:
            print(f"{name}: {summary(BENCHMARKS[name])}", flush=True)
            if not given.list:
                print("\n".join(str(ratio) for ratio in BENCHMARKS[name](settings)), flush=True)


if __name__ == "__main__":
    main()
