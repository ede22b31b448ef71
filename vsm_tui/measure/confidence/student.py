"""Student's t, which the standard library does not have."""

from __future__ import annotations

from functools import lru_cache
from math import exp, inf, lgamma, log


def cumulative(t: float, freedom: float) -> float:
    """P(T ≤ t), by the regularised incomplete beta function."""
    both = freedom + t * t
    tail = _beta(freedom / 2, 0.5, freedom / both, t * t / both) / 2
    return 1 - tail if t > 0 else tail


@lru_cache(maxsize=256)
def quantile(share: float, freedom: float) -> float:
    """The t below which T is with probability ``share`` (0.5 … 1), to 12 digits, by bisection."""
    if share >= 1:
        return inf
    low, high = 0.0, 1.0
    while cumulative(high, freedom) < share:
        low, high = high, 2 * high
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if cumulative(middle, freedom) < share else (low, middle)
    return (low + high) / 2


def _beta(a: float, b: float, x: float, rest: float) -> float:
    """The regularised incomplete beta function I_x(a, b), by its continued fraction (Press et al., §6.4).

    ``rest`` is 1 − x, which cannot be told from x where it is small.
    """
    if x <= 0 or rest <= 0:
        return min(max(x, 0.0), 1.0)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(rest))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(a, b, x) / a
    return 1 - front * _fraction(b, a, rest) / b


def _fraction(a: float, b: float, x: float) -> float:
    """Lentz's method."""
    tiny = 1e-300
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1) or tiny)
    result = d
    for m in range(1, 500):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / (1 + term * d or tiny)
            c = 1 + term / c or tiny
            result *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return result
