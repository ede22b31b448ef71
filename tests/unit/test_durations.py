"""Statistics against scipy and the published sample sizes."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from vsm_tui.measure.figures.durations import percentile, percentile_interval, wilson

RNG = np.random.default_rng(5)


def test_percentiles_are_type_7() -> None:
    assert percentile(np.array([1.0, 2.0, 3.0, 4.0]), 0.5) == 2.5
    assert percentile(np.array([]), 0.5) is None


@pytest.mark.parametrize("n", [6, 17, 40, 200])
def test_median_interval_covers_at_least_95_percent_and_is_not_wider_than_it_must_be(n: int) -> None:
    sample = np.arange(1.0, n + 1)
    found = percentile_interval(sample, 0.5)
    assert found is not None
    low, high = int(found[0]) - 1, int(found[1] or 0) - 1
    covered = stats.binom.cdf(high, n, 0.5) - stats.binom.cdf(low, n, 0.5)
    assert covered >= 0.95
    assert stats.binom.cdf(low, n, 0.5) <= 0.025 < stats.binom.cdf(low + 1, n, 0.5)


def test_coverage_by_simulation() -> None:
    hits = 0
    for _ in range(2000):
        found = percentile_interval(RNG.lognormal(size=30), 0.5)
        assert found is not None
        hits += found[0] <= 1.0 <= (found[1] or np.inf)
    assert hits / 2000 > 0.94


@pytest.mark.parametrize(("share", "needed"), [(0.5, 6), (0.85, 23), (0.95, 72)])
def test_an_upper_bound_needs_enough_items(share: float, needed: int) -> None:
    enough = percentile_interval(np.arange(float(needed)), share)
    assert enough is not None
    assert enough[1] is not None
    short = percentile_interval(np.arange(float(needed - 1)), share)
    assert short is None or short[1] is None


@pytest.mark.parametrize("n", [100, 1001, 70_000])
@pytest.mark.parametrize("share", [0.4, 0.5, 0.85, 0.95])
def test_ranks_are_those_of_the_exact_binomial(n: int, share: float) -> None:
    found = percentile_interval(np.arange(float(n)), share)
    assert found is not None
    ranks = np.arange(n)
    below = stats.binom.cdf(ranks, n, share)
    assert found == (ranks[below <= 0.025][-1], ranks[below >= 0.975][0])


@pytest.mark.parametrize(("hits", "of"), [(0, 5), (3, 5), (5, 5), (27, 80)])
def test_wilson_equals_scipys(hits: int, of: int) -> None:
    found = stats.binomtest(hits, of).proportion_ci(method="wilson")
    assert wilson(hits, of) == pytest.approx((found.low, found.high))


def test_wilson_of_nothing_is_nothing() -> None:
    assert wilson(0, 0) is None
