"""Stages to columns: widths to the scale of time, wide enough for a name, and one scale for every bar."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from vsm_tui.draw.scene import Scene, Step
from vsm_tui.draw.text import cell_len
from vsm_tui.flow import StageFlow

LEAST = 11
NAME_MOST = 22
UNKNOWN_CELLS = 4
_EDGES = 4
_ROOMY = 1.35
_BESIDE_NAME = 4
"""Cells of a heading that are no name: border, number, and a blank on either side."""
_SHORTER = 0.5
_NOTHING = 1e-3


class Columns(NamedTuple):
    """Where each stage begins and how wide it is, in cells; ``scale`` is cells per second for all bars alike.

    The last column is the time outside all stages where there is any (``tail``).
    """

    starts: tuple[int, ...]
    widths: tuple[int, ...]
    scale: float
    tail: int | None = None

    @property
    def total(self) -> int:
        """The cells all columns take together."""
        return self.starts[-1] + self.widths[-1] if self.starts else 0

    def at(self, x: int) -> int | None:
        """The column that holds cell ``x``."""
        if not self.starts or not 0 <= x < self.total:
            return None
        return bisect_right(self.starts, x) - 1

    def between(self, left: int, right: int) -> range:
        """The columns that show in the cells ``left`` to ``right``."""
        if not self.starts or right <= 0 or left >= self.total:
            return range(0)
        first = bisect_right(self.starts, max(0, left)) - 1
        return range(first, bisect_right(self.starts, right - 1))


def seconds_of(flow: StageFlow | None) -> float:
    """The time of a stage that can be drawn: all of it, or the part that is known."""
    if flow is None:
        return 0.0
    return flow.time if flow.time is not None else (flow.wait or 0.0) + (flow.touch or 0.0)


def bar_cells(seconds: float | None, scale: float, least: int = 1) -> int:
    """The length of a bar: something is never drawn as nothing, nothing never as something."""
    if seconds is None:
        return UNKNOWN_CELLS
    return 0 if seconds <= 0 else max(least, int(seconds * scale))


def columns(scene: Scene, room: int) -> Columns | None:
    """Columns for the scene in ``room`` cells; ``None`` where they cannot fit and the map must not pan."""
    times = [max(seconds_of(step.estimate), seconds_of(step.measured)) for step in scene.steps]
    least = [_comfortable(step, 17 if scene.layer == "both" else 13) for step in scene.steps]
    tail = None
    if scene.unmapped > 0:
        tail = len(times)
        times.append(scene.unmapped)
        least.append(14)
    if sum(least) > room:
        tight = [min(w, LEAST) for w in least]
        if sum(tight) <= room:
            least = _named(scene, times, tight, room)
        elif not scene.view.pan:
            return None
    target = room if sum(least) <= room else int(sum(least) * _ROOMY)
    target = int(target * max(1.0, scene.view.zoom))
    equal = scene.view.scale == "equal"
    scale = _equal_scale(times, least, target) if equal else fitted_scale(times, least, target)
    if equal:
        widths = [max(m, target // max(1, len(times))) for m in least]
    else:
        widths = [max(m, int(t * scale) + _EDGES) for t, m in zip(times, least, strict=True)]
    starts = [0, *accumulate(widths)][: len(widths)]
    return Columns(tuple(starts), tuple(widths), scale, tail)


def _named(scene: Scene, times: Sequence[float], tight: Sequence[int], room: int) -> list[int]:
    """The tight columns, as much wider as whole names need; the ladder is made no more than so much shorter for it."""
    names = [cell_len(step.name) + _BESIDE_NAME for step in scene.steps]
    scale = fitted_scale(times, tight, room)
    for most in range(min(max(names), NAME_MOST + _BESIDE_NAME), LEAST, -1):
        least = [max(w, min(name, most)) for w, name in zip(tight, [*names, LEAST], strict=False)]
        if sum(least) <= room and fitted_scale(times, least, room) >= _SHORTER * scale:
            return least
    return list(tight)


def _comfortable(step: Step, values: int) -> int:
    return max(values, min(NAME_MOST, cell_len(step.name)) + 5)


def fitted_scale(times: Sequence[float], least: Sequence[int], room: int) -> float:
    """The largest number of cells per second with which max(least, time) summed over all columns fits ``room``."""
    free = [k for k, t in enumerate(times) if t > _NOTHING]
    fixed = sum(m for k, m in enumerate(least) if times[k] <= _NOTHING)
    while free:
        scale = max(0.0, (room - fixed - _EDGES * len(free)) / sum(times[k] for k in free))
        small = {k for k in free if times[k] * scale + _EDGES < least[k]}
        if not small:
            return scale
        fixed += sum(least[k] for k in small)
        free = [k for k in free if k not in small]
    return min(((m - _EDGES) / t for t, m in zip(times, least, strict=True) if t > _NOTHING), default=0.0)


def _equal_scale(times: Sequence[float], least: Sequence[int], room: int) -> float:
    top = max(times, default=0.0)
    width = max(min(least, default=LEAST), room // max(1, len(times)))
    return (width - _EDGES) / top if top > _NOTHING else 0.0
