"""Statistics against scipy and the published sample sizes."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from vsm_tui.measure.durations import kaplan_meier, median_survival, percentile, percentile_interval, wilson

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


def test_large_samples_use_the_normal_approximation_without_a_jump() -> None:
    below = percentile_interval(np.arange(1000.0), 0.5)
    above = percentile_interval(np.arange(1001.0), 0.5)
    assert below is not None
    assert above is not None
    assert above == pytest.approx(below, abs=3)


@pytest.mark.parametrize(("hits", "of"), [(0, 5), (3, 5), (5, 5), (27, 80)])
def test_wilson_equals_scipys(hits: int, of: int) -> None:
    found = stats.binomtest(hits, of).proportion_ci(method="wilson")
    assert wilson(hits, of) == pytest.approx((found.low, found.high))


def test_wilson_of_nothing_is_nothing() -> None:
    assert wilson(0, 0) is None


def test_kaplan_meier_equals_scipys() -> None:
    ages = RNG.exponential(10, 60).round(1)
    happened = RNG.random(60) < 0.6
    times, survival = kaplan_meier(np.zeros(60), ages, happened)
    oracle = stats.ecdf(stats.CensoredData(uncensored=ages[happened], right=ages[~happened])).sf
    assert survival == pytest.approx(oracle.evaluate(times + 1e-6))  # just after each end, whatever counts at it


def test_late_entries_are_at_risk_only_after_they_came_in() -> None:
    # Worked by hand: at 2 only A and B are at risk (C comes in at 3): 1/2; at 5 B and C: 1/2 of it.
    times, survival = kaplan_meier(np.array([0.0, 0, 3]), np.array([2.0, 6, 5]), np.array([True, False, True]))
    assert list(times) == [2, 5]
    assert list(survival) == [0.5, 0.25]


def test_a_median_may_not_be_reached() -> None:
    assert median_survival(np.zeros(3), np.array([1.0, 2, 3]), np.array([True, False, False])) is None
    assert median_survival(np.zeros(3), np.array([1.0, 2, 3]), np.array([True, True, True])) == 2
