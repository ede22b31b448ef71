"""What a person at the keyboard feels: the first frame, a key, a long map, the layer toggle, memory."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from itertools import cycle
from pathlib import Path
from statistics import median

from tests.benchmarks import long_stream, minimal
from tests.benchmarks.harness import Pairs, Ratio, Settings, interleaved, vsm
from tests.benchmarks.terminal import Terminal

RIGHT, LEFT, LAYER = b"\x1b[C", b"\x1b[D", b"m"
KEYS_A_PAIR = 6


def minimal_app() -> list[str]:
    return [sys.executable, "-m", minimal.__name__]


def first_frame(command: Sequence[str], marker: str, home: Path) -> Callable[[], float]:
    def once() -> float:
        with Terminal(command, home) as terminal:
            return terminal.until(marker)

    return once


def startup(settings: Settings) -> list[Ratio]:
    """The first frame of a map against a minimal Textual app's."""
    small, sample = settings.folder, Path(__file__).resolve().parents[2] / "streams/standard-feature.yaml"
    map_, plain = vsm(str(sample)), minimal_app()
    pairs = interleaved(first_frame(map_, "Intake", small), first_frame(plain, minimal.MARKER, small), settings.pairs)
    return [pairs.ratio("first frame: standard-feature ÷ minimal Textual app", 1.25)]


def long_map(settings: Settings) -> list[Ratio]:
    """The first frame of five times as many stages."""
    home = settings.folder
    some, many = long_stream.write(home, settings.stages), long_stream.write(home, 5 * settings.stages)
    first = first_frame(vsm(str(many)), long_stream.MARKER, home)
    second = first_frame(vsm(str(some)), long_stream.MARKER, home)
    name = f"first frame: {5 * settings.stages} ÷ {settings.stages} stages"
    return [interleaved(first, second, settings.pairs).ratio(name, 1.3)]


def keys(settings: Settings) -> list[Ratio]:
    """A cursor key on a long map against a key of a minimal app; both run at once and take turns."""
    home = settings.folder
    stream = long_stream.write(home, settings.stages)
    with Terminal(vsm(str(stream)), home) as map_, Terminal(minimal_app(), home) as plain:
        map_.until(long_stream.MARKER)
        plain.until(minimal.MARKER)
        map_.quiet(1.0)
        plain.quiet(1.0)
        moves = cycle([RIGHT] * 10 + [LEFT] * 10)
        pairs = interleaved(lambda: map_.key(next(moves)), lambda: plain.key(RIGHT), KEYS_A_PAIR * settings.pairs)
        memory = map_.megabytes / plain.megabytes
    return [
        Ratio(f"key → paint: map of {settings.stages} stages ÷ minimal app (medians)", _medians(pairs), 2.0),
        Ratio("memory before data is measured ÷ minimal app", memory, 1.2),
    ]


def _medians(pairs: Pairs) -> float:
    """Median ÷ median: single keys are too short for the ratio of a pair to mean much."""
    return median(pairs.first) / median(pairs.second)


def layer(settings: Settings) -> list[Ratio]:
    """Switching the layer, when every stage changes, against a cursor key on the same map."""
    home = settings.folder
    stream = long_stream.write(home, settings.stages, items=12)
    with Terminal(vsm(str(stream)), home) as map_:
        map_.until(long_stream.MARKER)
        map_.quiet(3.0)
        moves = cycle([RIGHT] * 5 + [LEFT] * 5)
        pairs = interleaved(lambda: map_.key(LAYER), lambda: map_.key(next(moves)), KEYS_A_PAIR * settings.pairs)
        toggled, moved = map_.answered(LAYER), map_.answered(RIGHT)
    note = f"{toggled} bytes to the terminal against {moved}"
    return [Ratio(f"layer toggle ÷ key, {settings.stages} measured stages (medians)", _medians(pairs), 4.0, note=note)]
