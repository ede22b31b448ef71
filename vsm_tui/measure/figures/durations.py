"""Statistics of samples: type-7 percentiles with order-statistic intervals, shares with Wilson's."""

from __future__ import annotations

from functools import lru_cache
from math import lgamma, log, log1p, sqrt

import numpy as np
from numpy.typing import NDArray

Z95 = 1.959963984540054
"""The standard normal deviate that leaves 2.5 % on either side."""
_SIDE = 0.025
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
    """A distribution-free interval for a percentile that covers it with at least 95 % (Hahn and Meeker 1991, §5.2).

    The ends are order statistics, each side leaving out at most 2.5 % by the binomial distribution, exact for every
    n. The upper end is ``None`` where no observation can bound it (p50 needs 6, p85 needs 23, p95 needs 72), the whole
    interval where the lower end cannot be bounded either.
    """
    low, high = _ranks(sample.size, share)
    if low is None:
        return None
    ordered = _ascending(sample)
    return float(ordered[low]), float(ordered[high]) if high is not None else None


@lru_cache(maxsize=512)
def _ranks(n: int, share: float) -> tuple[int | None, int | None]:
    """0-based ranks of the interval's ends: largest l with P(X ≤ l) ≤ 2.5 %, smallest u with P(X > u) ≤ 2.5 %, where
    X ~ Bin(n, share) counts observations below the percentile.
    """
    if not n:
        return None, None
    # More than ten standard deviations below the middle there is less than 1e-20: the sum begins there.
    first = max(int(n * share - 10 * sqrt(n * share * (1 - share)) - 10), 0)
    last = min(int(n * share + 10 * sqrt(n * share * (1 - share)) + 10), n - 1)
    k = np.arange(first, last, dtype=np.float64)
    steps = np.concatenate((np.zeros(1), np.cumsum(np.log((n - k) / (k + 1)) + log(share / (1 - share)))))
    begin = lgamma(n + 1) - lgamma(first + 1) - lgamma(n - first + 1) + first * log(share) + (n - first) * log1p(-share)
    below = np.cumsum(np.exp(steps + begin))
    low = first + int(np.searchsorted(below, _SIDE, side="right")) - 1
    high = first + int(np.searchsorted(below, 1 - _SIDE, side="left"))
    return (low if low >= first else None), (high if high <= last else None)


def wilson(hits: int, of: int) -> tuple[float, float] | None:
    """The 95 % Wilson score interval of a share."""
    if not of:
        return None
    p, z2 = hits / of, Z95 * Z95
    centre = (p + z2 / (2 * of)) / (1 + z2 / of)
    half = Z95 * sqrt(p * (1 - p) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return max(0.0, centre - half) if hits else 0.0, min(1.0, centre + half) if hits < of else 1.0
