"""Statistics of durations: percentiles with order-statistic intervals, Wilson shares, Kaplan–Meier with late entry."""

from __future__ import annotations

from math import comb, sqrt

import numpy as np
from numpy.typing import NDArray

Z95 = 1.959963984540054
Floats = NDArray[np.float64]


def percentile(sample: Floats, share: float) -> float | None:
    """The type-7 percentile (linear interpolation), ``None`` of nothing."""
    if not sample.size:
        return None
    ordered = _ascending(sample)
    rank = (sample.size - 1) * share
    below = int(rank)
    low, high = float(ordered[below]), float(ordered[min(below + 1, sample.size - 1)])
    part = rank - below
    # From the nearer end, as numpy does it: so that equal neighbours give themselves, whatever the share.
    return high - (high - low) * (1 - part) if part >= 0.5 else low + (high - low) * part


def _ascending(sample: Floats) -> Floats:
    """The sample in order; sorting is left out where it is, because several numbers are read off the same sample."""
    return sample if bool((sample[1:] >= sample[:-1]).all()) else np.sort(sample)


def percentile_interval(sample: Floats, share: float) -> tuple[float, float | None] | None:
    """A distribution-free interval for a percentile that covers it with at least 95 %.

    The ends are order statistics, each side leaving out at most 2.5 % by the binomial distribution (exact to n = 1000,
    its normal approximation above). The upper end is ``None`` where no observation can bound it (p85 needs 23, p95
    needs 72), the whole interval where the lower end cannot be bounded either.
    """
    n = sample.size
    if not n:
        return None
    low, high = _ranks(n, share)
    if low is None:
        return None
    ordered = _ascending(sample)
    return float(ordered[low]), float(ordered[high]) if high is not None else None


def _ranks(n: int, share: float) -> tuple[int | None, int | None]:
    """0-based ranks of the interval's ends: largest l with P(X ≤ l) ≤ 2.5 %, smallest u with P(X > u) ≤ 2.5 %, where X
    counts observations below the percentile.
    """
    if n > 1000:
        half = Z95 * sqrt(n * share * (1 - share))
        bottom, top = int(n * share - half) - 1, int(n * share + half) + 1
        return (bottom if bottom >= 0 else None), (top if top < n else None)
    below = 0.0
    low: int | None = None
    high: int | None = None
    for k in range(n):
        below += comb(n, k) * share**k * (1 - share) ** (n - k)
        if below <= 0.025:
            low = k
        if high is None and below >= 0.975:
            high = k
    return low, high


def wilson(hits: int, of: int) -> tuple[float, float] | None:
    """The 95 % Wilson score interval of a share."""
    if not of:
        return None
    p, z2 = hits / of, Z95 * Z95
    centre = (p + z2 / (2 * of)) / (1 + z2 / of)
    half = Z95 * sqrt(p * (1 - p) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return max(0.0, centre - half) if hits else 0.0, min(1.0, centre + half) if hits < of else 1.0


def kaplan_meier(entry: Floats, exit_: Floats, happened: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """``(times, survival)``: the product-limit estimate with late entry (Kaplan and Meier 1958; Tsai et al. 1987).

    An item counts as at risk in ``(entry, exit]``; ``happened`` is ``False`` where it was only censored.
    ``survival[i]`` holds from ``times[i]`` on.
    """
    times = np.unique(exit_[happened])
    exits = np.sort(exit_)
    entries = np.sort(entry)
    at_risk = np.searchsorted(entries, times, side="left") - np.searchsorted(exits, times, side="left")
    ended = np.sort(exit_[happened])
    deaths = np.searchsorted(ended, times, side="right") - np.searchsorted(ended, times, side="left")
    factors = np.where(at_risk > 0, 1 - deaths / np.maximum(at_risk, 1), 1.0)
    return times, np.cumprod(factors, dtype=np.float64)


def median_survival(entry: Floats, exit_: Floats, happened: NDArray[np.bool_]) -> float | None:
    """The time by which half have ended, censored ones counted; ``None`` where the median is not reached."""
    times, survival = kaplan_meier(entry, exit_, happened)
    reached = np.flatnonzero(survival <= 0.5 + 1e-12)
    return float(times[reached[0]]) if reached.size else None
