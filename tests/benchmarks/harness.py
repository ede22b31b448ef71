"""Ratios measured in one run on one machine: medians of interleaved pairs, never bare times."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
_NOT_OURS = ("TEXTUAL", "PYTEST", "COV", "PYTHON", "COLUMNS", "LINES")


@dataclass(frozen=True)
class Settings:
    """How big and how often; ``folder`` is a scratch folder."""

    folder: Path
    events: int = 1_000_000
    pairs: int = 5
    stages: int = 200


@dataclass(frozen=True)
class Ratio:
    """One measured ratio. ``value`` is ``None`` when it could not be measured, and ``note`` says why."""

    name: str
    value: float | None
    target: float | None = None
    spread: tuple[float, float] | None = None
    unit: str = "×"
    note: str = ""

    def __str__(self) -> str:
        if self.value is None:
            return f"  {self.name:<66} skipped: {self.note}"
        text = f"  {self.name:<66} {self.value:7.3f} {self.unit}"
        if 0 < self.value < 0.5 and self.unit == "×":
            text += f" (1/{1 / self.value:.1f})"
        if self.spread:
            text += f" [{self.spread[0]:.3f}–{self.spread[1]:.3f}]"
        if self.target is not None:
            text += f"  target ≤ {self.target:.3g}  {'held' if self.value <= self.target else 'MISSED'}"
        return f"{text}  {self.note}".rstrip()


@dataclass
class Pairs:
    """Two things measured alternately."""

    first: list[float] = field(default_factory=list)
    second: list[float] = field(default_factory=list)

    def ratio(self, name: str, target: float | None = None, note: str = "") -> Ratio:
        """First ÷ second: the median of the pairs' ratios, with their smallest and largest."""
        each = [a / b for a, b in zip(self.first, self.second, strict=True)]
        return Ratio(name, median(each), target, (min(each), max(each)), note=note)


def interleaved(first: Callable[[], float], second: Callable[[], float], pairs: int) -> Pairs:
    """Measure both ``pairs`` times, taking turns at going first; a warm-up of each is thrown away."""
    first(), second()
    found = Pairs()
    for number in range(pairs):
        if number % 2:
            b, a = second(), first()
        else:
            a, b = first(), second()
        found.first.append(a)
        found.second.append(b)
    return found


@dataclass(frozen=True)
class Process:
    """A finished process: wall-clock seconds, peak memory in MB, what it printed."""

    seconds: float
    megabytes: float
    out: str

    @property
    def answer(self) -> dict[str, Any]:
        """Its output, read as one JSON object."""
        found: dict[str, Any] = json.loads(self.out)
        return found


def environment(home: Path) -> dict[str, str]:
    """A user of our own: nothing of the real one's settings is read or written.

    Compiled modules are kept next to their sources, as an installed program has them; the warm-up run makes them.
    """
    kept = {k: v for k, v in os.environ.items() if k != "NO_COLOR" and not k.startswith(_NOT_OURS)}
    return {**kept, "VSM_HOME": str(home), "TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONPATH": str(ROOT)}


def run(command: Sequence[str], home: Path, *, fresh: bool = True) -> Process:
    """Run a process to its end. Nothing is kept from the run before unless it is not to be ``fresh``.

    Raises:
        RuntimeError: when it fails, with what it said.
    """
    if fresh:
        shutil.rmtree(home / "cache", ignore_errors=True)
    out, err = home / "stdout", home / "stderr"
    with out.open("wb") as to, err.open("wb") as errors:
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=home, env=environment(home), stdout=to, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        said = err.read_text(encoding="utf-8", errors="replace")[-2000:]
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}\n{said}")
    return Process(seconds, usage.ru_maxrss / 1024, out.read_text(encoding="utf-8"))


def vsm(*arguments: str) -> list[str]:
    """The command line of the program under test."""
    return [sys.executable, "-m", "vsm_tui", *arguments]


@cache
def peer_python() -> str | None:
    """A Python that has pm4py: the one named by ``VSM_BENCH_PYTHON``, else this one; ``None`` when neither has."""
    for candidate in (os.environ.get("VSM_BENCH_PYTHON"), sys.executable):
        looks = "import importlib.util, sys; sys.exit(importlib.util.find_spec('pm4py') is None)"
        if candidate and subprocess.run([candidate, "-c", looks], capture_output=True).returncode == 0:
            return candidate
    return None


NO_PEER = "pm4py is not here (pip install pm4py somewhere and name that Python in VSM_BENCH_PYTHON)"
