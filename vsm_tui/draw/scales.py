"""A scale of durations from nothing to some length: where a time lies on it, and ticks at round times."""

from __future__ import annotations

from typing import NamedTuple

from vsm_tui.draw.run import Line, Row
from vsm_tui.draw.text import HOUR, Units, cell_len

_PER_TICK = 10
_MINUTES = (1, 2, 5, 10, 15, 30)
_HOURS = (1, 2, 4)
_COUNTS = (1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 500, 1000)


class Scale(NamedTuple):
    """``width`` cells for the time from 0 to ``top`` seconds."""

    top: float
    width: int

    def cell(self, seconds: float) -> int:
        """The cell of a time; what lies beyond the end is in the last one."""
        if self.top <= 0 or self.width <= 1:
            return 0
        return min(self.width - 1, max(0, round(seconds / self.top * (self.width - 1))))

    def ticks(self, units: Units) -> list[tuple[int, str]]:
        """Cells and labels, at round times, as many as can be read."""
        most = max(1, self.width // _PER_TICK)
        steps = [60.0 * n for n in _MINUTES] + [HOUR * n for n in _HOURS if HOUR * n < units.day]
        steps += [units.day * n for n in (1, 2) if units.day * n < units.week] + [units.week * n for n in _COUNTS]
        step = next((s for s in steps if self.top / s <= most and self._exact(s, units)), self.top or 1.0)
        found: list[tuple[int, str]] = []
        at = 0.0
        while at <= self.top * (1 + 1e-9) and len(found) <= most + 1:
            found.append((self.cell(at), units.time(at)))
            at += step
        return found

    def _exact(self, step: float, units: Units) -> bool:
        """Whether every tick is exactly what its label says."""
        size = {"m": 60.0, "h": HOUR, "d": units.day, "w": units.week}
        for k in range(1, int(self.top / step * (1 + 1e-9)) + 1):
            label = units.time(k * step)
            if abs(float(label[:-1]) * size.get(label[-1], 1.0) - k * step) > 1:
                return False
        return True

    def row(self, indent: int, units: Units, width: int) -> Row:
        """The ticks in one row, beginning ``indent`` cells from the left."""
        line = Line(width)
        end = -1
        for cell, text in self.ticks(units):
            at = min(indent + cell, width - cell_len(text))
            if at > end:
                end = line.put(at, text, "label")
        return line.runs()
