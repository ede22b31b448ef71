"""The bootstrap against closed forms and cases worked by hand."""

from __future__ import annotations

from math import exp, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from vsm_tui.flow.difference import Figure, delta_of
from vsm_tui.measure.confidence import bootstrap
from vsm_tui.measure.confidence.bootstrap import (
    Blocks,
    Floats,
    Series,
    blocks_of,
    canonical,
    drawn,
    limit_law,
    mixing,
    noise,
    resampled,
    spread,
)

DAY = 86_400_000_000
ONE = np.ones(1)


def series(rows: Floats) -> Series:
    rows = rows.reshape(rows.shape[0], -1)
    return Series(rows.__getitem__, np.arange(rows.shape[0]), rows.mean(axis=0))


def autoregressive(n: int, phi: float, seed: int) -> Floats:
    rng = np.random.default_rng(seed)
    found = rng.standard_normal(n) / sqrt(1 - phi**2)
    for k in range(1, n):
        found[k] = phi * found[k - 1] + found[k] * sqrt(1 - phi**2)
    return 10 + found


def test_blocks_are_twice_the_median_lead_time_in_items() -> None:
    ended = np.arange(11) * DAY  # one a day
    lead = np.array([1, 1, 2, 2, 3, 3, 3, 9, 9, 9, 9]) * DAY
    assert blocks_of(11, ended, lead) == Blocks(11, 6)
    assert blocks_of(30, ended, lead).count == 5
    assert blocks_of(11, ended, lead // 100) == Blocks(11, 1)


def test_what_ends_all_at_once_is_one_block() -> None:
    assert blocks_of(7, np.zeros(7, np.int64), np.full(7, DAY)) == Blocks(7, 7)
    assert blocks_of(0, np.zeros(0, np.int64), np.zeros(0, np.int64)).count == 0
    assert blocks_of(5, np.array([0, 1, 2]), np.full(3, DAY)) == Blocks(5, 5)


def test_of_independent_items_the_variance_of_the_mean_is_s_squared_over_n() -> None:
    rows = np.random.default_rng(1).exponential(5, (80, 3))
    found = spread(series(rows), Blocks(80, 1))
    relative = rows / rows.mean(axis=0)
    assert found.block == pytest.approx(np.cov(relative.T), rel=1e-12)
    assert found.plain == pytest.approx(np.cov(relative.T), rel=1e-12)


def test_blocks_of_independent_items_estimate_the_same_without_bias() -> None:
    rng = np.random.default_rng(2)
    found = [spread(series(rng.normal(10, 1, 120)), Blocks(120, 12)).block[0, 0] for _ in range(400)]
    assert np.mean(found) == pytest.approx(0.01, rel=0.08)


def test_the_long_run_variance_of_an_autoregression_is_found() -> None:
    truth = (1 + 0.7) / (1 - 0.7) / 10**2 / (1 - 0.7**2)
    rows = autoregressive(40_000, 0.7, 3)
    found = spread(series(rows), Blocks(rows.size, 100))
    assert found.block[0, 0] == pytest.approx(truth, rel=0.15)
    assert found.long_run(ONE) == pytest.approx(truth, rel=0.15)
    blind = spread(series(rows), Blocks(rows.size, 1))
    assert blind.block[0, 0] == pytest.approx(truth * (1 - 0.7) / (1 + 0.7), rel=0.05)
    assert blind.long_run(ONE) == pytest.approx(truth, rel=0.05)  # persistence makes up for short blocks


def test_a_ratio_of_what_is_quick_over_what_is_slow_is_as_unsure_as_the_slow_one() -> None:
    """Noise in the numerator hides from neighbours of the ratio how slowly its denominator moves."""
    n = 20_000
    noise_of = 10 + 5 * np.random.default_rng(3).standard_normal(n)
    slow = autoregressive(n, 0.95, 8)
    found = spread(series(np.column_stack((noise_of, slow))), Blocks(n, 4))
    ratio, denominator = np.array([1.0, -1.0]), np.array([0.0, 1.0])
    truth = 0.01 / 0.05**2
    assert found.long_run(denominator) == pytest.approx(truth, rel=0.2)
    assert found.long_run(ratio) == pytest.approx(0.25 + truth, rel=0.2)


def test_a_ratio_of_independent_items_is_no_less_sure_for_it() -> None:
    rows = 10 + np.random.default_rng(9).standard_normal((20_000, 2))
    found = spread(series(rows), Blocks(20_000, 4))
    assert found.long_run(np.array([1.0, -1.0])) == pytest.approx(0.02, rel=0.1)
    together = spread(series(np.column_stack((rows[:, 0], rows[:, 0]))), Blocks(20_000, 4))
    assert together.long_run(np.array([1.0, -1.0])) < 0.001  # what moves both alike leaves their ratio alone


def test_worked_by_hand() -> None:
    found = spread(series(np.array([1.0, 3, 1, 3])), Blocks(4, 2))
    assert found.plain[0, 0] == pytest.approx(4 * 0.25 / 3)
    assert found.block[0, 0] == 0  # any two neighbours have a sum of 4
    assert found.next[0, 0] == pytest.approx(-3 * 0.25 / 3)
    calm = spread(series(np.array([1.0, 1, 3, 3])), Blocks(4, 2))
    assert calm.block[0, 0] == pytest.approx((1 + 0 + 1 + 0) / (4 * 2 * 0.5))  # sums around the circle: −1, 0, 1, 0


def test_long_logs_are_passed_over_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = np.random.default_rng(4).exponential(1, (500, 2)) + autoregressive(500, 0.5, 4)[:, None]
    whole = spread(series(rows), Blocks(500, 7))
    monkeypatch.setattr(bootstrap, "_ROWS", 64)
    pieces = spread(series(rows), Blocks(500, 7))
    for part in ("plain", "block", "next"):
        assert getattr(pieces, part) == pytest.approx(getattr(whole, part), rel=1e-9)


def test_intervals_are_students_and_stay_positive() -> None:
    rows = np.random.default_rng(5).normal(10, 2, 50)
    found = spread(series(rows), Blocks(50, 1))
    low, high = found.interval(10.0, ONE) or (0, 0)
    half = stats.t.ppf(0.975, 49) * sqrt(found.long_run(ONE) / 50)
    assert (low, high) == pytest.approx((10 * exp(-half), 10 * exp(half)))
    assert low > 0


@pytest.mark.parametrize("mean", [None, 0.0])
def test_there_is_no_interval_of_nothing(mean: float | None) -> None:
    assert spread(series(np.arange(9.0)), Blocks(9, 1)).interval(mean, ONE) is None


def test_there_is_no_interval_of_too_few_blocks() -> None:
    assert spread(series(np.arange(9.0)), Blocks(9, 4)).interval(4.0, ONE) is None
    assert spread(series(np.arange(9.0)), Blocks(9, 9)).interval(4.0, ONE) is None


def test_intervals_of_independent_items_hold_the_mean() -> None:
    rng = np.random.default_rng(6)
    held = 0
    for _ in range(600):
        rows = rng.exponential(7, 60)
        low, high = spread(series(rows), Blocks(60, 2)).interval(float(rows.mean()), ONE) or (0, 0)
        held += low <= 7 <= (high or 0)
    assert held / 600 >= 0.93


@pytest.mark.parametrize(("items", "length"), [(240, 12), (240, 1), (2000, 1), (2001, 4)])
def test_draws_scatter_as_the_closed_form_says(items: int, length: int) -> None:
    rows = np.column_stack([autoregressive(items, 0.6, seed) for seed in (7, 8)])
    rows[:, 1] += 0.5 * rows[:, 0]
    blocks = Blocks(items, length)
    truth = spread(series(rows), blocks).block / items
    for way in (
        drawn(series(rows), blocks, 20_000, np.random.default_rng(1)),
        limit_law(spread(series(rows), blocks), 20_000, np.random.default_rng(1)),
    ):
        assert np.cov(way.T) == pytest.approx(truth, rel=0.12)
        assert way.mean(axis=0) == pytest.approx(np.zeros(2), abs=4 * sqrt(truth.max() / 20_000))


@pytest.mark.parametrize("items", [400, 426, 1500])
def test_the_limit_law_agrees_with_sampling(items: int) -> None:
    rng = np.random.default_rng(items)
    rows = rng.lognormal(0, 1, (items, 4)) * (1, 1.03, 1.06, 1.12)
    own, blocks = series(rows), Blocks(items, 3)
    ways = (drawn(own, blocks, 40_000, rng), limit_law(spread(own, blocks), 40_000, rng))
    ranks = [np.bincount((own.means * (1 + way)).argmax(axis=1), minlength=4) / 40_000 for way in ways]
    assert ranks[0] == pytest.approx(ranks[1], abs=0.02)


def test_large_samples_are_drawn_from_the_limit_law_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    own = series(np.random.default_rng(9).exponential(1, (300, 2)))
    scatter = spread(own, Blocks(300, 2))
    assert resampled(own, scatter, 1000)[1] == "sampled"
    monkeypatch.setattr(bootstrap, "SAMPLED", 299_999)
    assert resampled(own, scatter, 1000)[1] == "limit law"


def test_draws_are_the_same_every_time() -> None:
    own = series(np.random.default_rng(10).exponential(1, (90, 3)))
    scatter = spread(own, Blocks(90, 3))
    assert (resampled(own, scatter, 500)[0] == resampled(own, scatter, 500)[0]).all()
    assert (noise(np.ones(2), 100, 1) != noise(np.ones(2), 100, 2)).all()


def test_mixing_makes_students_of_normals() -> None:
    blocks = Blocks(44, 4)
    made = noise(np.ones(1), 100_000, 1)[:, 0] * mixing(blocks, 100_000)
    assert np.quantile(made, 0.975) == pytest.approx(stats.t.ppf(0.975, 10), rel=0.03)


def test_weights_have_the_mean_and_variance_of_poisson() -> None:
    times = np.frombuffer(bootstrap._TIMES, np.uint8)
    assert (times.size, times.mean(), times.var()) == (256, 1, 1)
    assert np.bincount(times) / 256 == pytest.approx(stats.poisson.pmf(range(6), 1), abs=0.006)


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=30),
    st.randoms(use_true_random=False),
)
def test_the_order_of_items_does_not_depend_on_where_they_came_from(
    items: list[tuple[int, int, int]],
    chance: object,
) -> None:
    def ordered(rows: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
        ended, *rest = (np.array(column, np.int64) for column in zip(*rows, strict=True))
        return [rows[k] for k in canonical(ended, lambda at: np.column_stack(rest)[at])]

    shuffled = list(items)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random
    assert ordered(items) == ordered(shuffled)
    assert [row[0] for row in ordered(items)] == sorted(row[0] for row in items)


def test_items_that_end_together_are_not_sorted_by_how_long_they_took() -> None:
    lead = np.arange(200, dtype=np.int64)
    order = canonical(np.zeros(200, np.int64), lambda at: lead[at, None])
    assert abs(np.corrcoef(order[1:], order[:-1])[0, 1]) < 0.2


def test_the_interval_of_a_difference_between_two_periods_holds_it() -> None:
    rng = np.random.default_rng(11)
    held = 0
    for _ in range(400):
        sides = []
        for mean in (5.0, 8.0):
            rows = rng.exponential(mean, 50)
            value = float(rows.mean())
            sides.append(Figure(value, spread(series(rows), Blocks(50, 2)).interval(value, ONE)))
        low, high = delta_of(*sides).interval or (None, None)
        held += low is not None and high is not None and low <= 3 <= high
    assert held / 400 >= 0.93
