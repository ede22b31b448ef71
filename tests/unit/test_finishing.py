"""How long until work is finished, against scipy, published formulas and cases worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from vsm_tui.measure.figures.finishing import Incidence, incidence

RNG = np.random.default_rng(5)
Rows = list[tuple[int, int, str]]


def curve(*rows: tuple[int, int, str]) -> Incidence:
    """Rows are (entry, exit, how it ended); −1 is an entry at the begin."""
    entry, exit_ = (np.array([row[k] for row in rows], np.int64) for k in (0, 1))
    ends = np.array([row[2] for row in rows])
    return incidence(entry, exit_, ends == "finished", ends == "cancelled")


def exponential(n: int, share: float) -> tuple[np.ndarray, np.ndarray]:
    return RNG.integers(1, 60, n), RNG.random(n) < share


undefined_at_the_ends = pytest.mark.filterwarnings("ignore:The confidence interval is undefined")  # scipy says so


@undefined_at_the_ends
@pytest.mark.parametrize(("n", "share"), [(12, 1.0), (60, 0.6), (200, 0.3)])
def test_without_cancelled_ones_it_is_scipys_kaplan_meier_and_its_log_log_interval(n: int, share: float) -> None:
    ages, happened = exponential(n, share)
    found = incidence(np.full(n, -1), ages, happened, np.zeros(n, np.bool_))
    oracle = stats.ecdf(stats.CensoredData(uncensored=ages[happened], right=ages[~happened])).sf
    assert 1 - found.finished == pytest.approx(oracle.evaluate(found.times))
    assert found.surviving == pytest.approx(oracle.evaluate(found.times))
    with np.errstate(all="ignore"):  # scipy divides by nothing where the curve has come to its end
        band = oracle.confidence_interval(method="log-log")
    low, high = found.band()
    inner = (found.finished > 0) & (found.surviving > 1e-9)
    assert 1 - low[inner] == pytest.approx(band.high.evaluate(found.times)[inner])
    assert 1 - high[inner] == pytest.approx(band.low.evaluate(found.times)[inner])


@undefined_at_the_ends
def test_the_interval_of_the_median_inverts_scipys_bands() -> None:
    ages, happened = exponential(120, 0.7)
    found = incidence(np.full(120, -1), ages, happened, np.zeros(120, np.bool_))
    oracle = stats.ecdf(stats.CensoredData(uncensored=ages[happened], right=ages[~happened])).sf
    with np.errstate(all="ignore"):
        band = oracle.confidence_interval(method="log-log")
    low = found.times[band.low.evaluate(found.times) <= 0.5][0]
    high = found.times[band.high.evaluate(found.times) <= 0.5][0]
    assert found.interval(0.5) == (low, high)
    assert found.reached(0.5) == found.times[oracle.evaluate(found.times) <= 0.5][0]


def test_the_interval_of_the_median_covers_it_in_95_of_100_samples() -> None:
    hits, runs = 0, 1500
    for _ in range(runs):
        ages, seen = (RNG.exponential(1000, 40) + 1).astype(int), (RNG.exponential(2500, 40) + 1).astype(int)
        found = incidence(np.full(40, -1), np.minimum(ages, seen), ages <= seen, np.zeros(40, np.bool_)).interval(0.5)
        assert found is not None
        hits += found[0] <= 1000 * np.log(2) + 1 <= (found[1] or np.inf)
    assert 0.93 < hits / runs < 0.98


def test_competing_ends_worked_by_hand() -> None:
    # 5 at risk: one finishes at 1 (1/5). 4 left: one is cancelled at 2, so 4/5 · 3/4 = 3/5 go on. At 3 one is
    # censored. 2 left: one finishes at 4 (3/5 · 1/2 = 3/10), the last at 5 (3/10).
    found = curve((-1, 1, "finished"), (-1, 2, "cancelled"), (-1, 3, "open"), (-1, 4, "finished"), (-1, 5, "finished"))
    assert found.finished == pytest.approx([0.2, 0.2, 0.5, 0.8])
    assert found.cancelled == pytest.approx([0, 0.2, 0.2, 0.2])
    assert found.surviving == pytest.approx([0.8, 0.6, 0.3, 0])
    assert (found.reached(0.5), found.reached(0.85)) == (4, None)


def test_to_censor_the_cancelled_would_say_more_than_is_true() -> None:
    rows: Rows = [(-1, 1, "cancelled")] * 6 + [(-1, 2, "finished")] * 4
    assert curve(*rows).finished == pytest.approx([0, 0.4])
    assert curve(*rows).reached(0.5) is None
    assert curve(*[(entry, at, "open" if at == 1 else how) for entry, at, how in rows]).reached(0.5) == 2


def test_with_competing_ends_and_no_censoring_the_error_is_the_binomials() -> None:
    rows: Rows = [(-1, int(at), "cancelled" if at % 3 else "finished") for at in RNG.permutation(90)]
    found = curve(*rows)
    assert found.error == pytest.approx(np.sqrt(found.finished * (1 - found.finished) / 90))


def test_late_entries_are_at_risk_only_after_they_came_in() -> None:
    # At 2 there are six at risk (the last comes in at 3): 5/6; at 5 five of them and the late one: 5/6 · 5/6.
    found = curve(*[(-1, 6, "open")] * 5, (-1, 2, "finished"), (3, 5, "finished"))
    assert list(found.times) == [2, 5]
    assert found.surviving == pytest.approx([5 / 6, 25 / 36])
    assert found.start == 0


def test_an_early_end_among_too_few_does_not_decide_the_curve() -> None:
    # Only one item is seen from its begin, and it ends at 2 while nobody else is under observation: taken at its word
    # it would say that everything is finished by 2. From 4 on there are eight at risk.
    late: Rows = [(3, at, "finished") for at in (4, 5, 6, 7, 8, 9, 10, 11)]
    found = curve((-1, 2, "finished"), *late)
    assert found.start == 2
    assert found.surviving == pytest.approx(np.arange(7, -1, -1) / 8)
    assert found.reached(0.5) == 7
    assert curve((-1, 2, "finished"), (3, 4, "finished"), (3, 5, "finished")).start == 2  # as many as there ever are


def test_a_small_sample_seen_from_its_begin_is_never_cut() -> None:
    found = curve((-1, 1, "finished"), (-1, 2, "finished"), (-1, 9, "open"))
    assert found.start == 0
    assert found.reached(0.5) == 2


def test_the_last_old_ones_do_not_move_the_begin() -> None:
    young: Rows = [(-1, at, "finished") for at in range(1, 21)]
    found = curve(*young, (500, 900, "finished"), (600, 950, "finished"))
    assert (found.start, found.reached(0.5)) == (0, 10)


def test_a_median_may_not_be_reached() -> None:
    assert curve((-1, 1, "finished"), (-1, 2, "open"), (-1, 3, "open")).reached(0.5) is None
    assert curve((-1, 1, "open")).reached(0.5) is None
    rows: Rows = [(-1, at, "finished") for at in range(1, 9)] + [(-1, 20, "open")] * 8
    bounded = curve(*rows).interval(0.5)
    assert bounded is not None
    assert bounded[1] is None


def test_an_interval_needs_six_finished_items() -> None:
    assert curve(*[(-1, at, "finished") for at in range(5)]).interval(0.5) is None
    assert curve(*[(-1, at, "finished") for at in range(6)]).interval(0.5) is not None


row = st.tuples(st.integers(-1, 20), st.integers(0, 30), st.sampled_from(["finished", "cancelled", "open"]))


@given(st.lists(row, min_size=1, max_size=30))
def test_ends_and_survival_add_up_to_one_and_only_grow(drawn: Rows) -> None:
    rows = [(min(entry, exit_ - 1), exit_, how) for entry, exit_, how in drawn]
    found = curve(*rows)
    assert found.finished + found.cancelled + found.surviving == pytest.approx(np.ones(found.times.size))
    for grows in (found.finished, found.cancelled, -found.surviving):
        assert (np.diff(grows) >= -1e-12).all()
    assert np.isfinite(found.error).all()
    risk = {int(t): sum(a < t <= b for a, b, _ in rows) for t in found.times}
    ended = {t: sum(b == t and how != "open" for a, b, how in rows) for t in risk}
    assert found.surviving == pytest.approx(np.cumprod([1 - ended[t] / risk[t] for t in risk]))


@given(st.lists(row, min_size=1, max_size=30), st.randoms())
def test_the_order_of_rows_changes_nothing(drawn: Rows, random: object) -> None:
    rows = [(min(entry, exit_ - 1), exit_, how) for entry, exit_, how in drawn]
    other = list(rows)
    random.shuffle(other)  # type: ignore[attr-defined]  # hypothesis' own random
    assert curve(*rows).finished.tolist() == curve(*other).finished.tolist()
    assert curve(*rows).interval(0.5) == curve(*other).interval(0.5)
