"""What three-point estimates say about the whole: a seeded simulation of the lead time."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from vsm_tui.flow.visits import jumps_of, visits
from vsm_tui.model import Estimate, Stream

DRAWS = 4000


@dataclass(frozen=True, slots=True)
class Range80:
    """Simulated lead time in working seconds: the median and the ends of the central 80 %."""

    median: float
    low: float
    high: float
    draws: int


def simulate_range(stream: Stream, draws: int = DRAWS, seed: int = 1) -> Range80 | None:
    """Draw every range from a triangular distribution, independently, ``draws`` times.

    ``None`` while a value is missing, or where nothing is a range. Visits are the expected ones, so this is the
    uncertainty of the estimates, not the spread between items.
    """
    fixed, varied = 0.0, []
    for stage, v in zip(stream.stages, visits(len(stream.stages), jumps_of(stream)), strict=True):
        parts: list[Estimate | None] = [stage.outside] if stage.outside else [stage.wait, stage.touch]
        for part in parts:
            if part is None or v is None:
                return None
            low, typical, high = part.seconds(stream.clock)
            if part.is_range:
                varied.append((low * v, high * v, typical * v))
            else:
                fixed += typical * v
    if not varied:
        return None
    draw = Random(seed).triangular  # noqa: S311 -- a simulation, not a secret
    totals = sorted(fixed + sum(draw(low, high, mode) for low, high, mode in varied) for _ in range(draws))
    return Range80(totals[draws // 2], totals[round(draws * 0.1)], totals[round(draws * 0.9) - 1], draws)
