"""Student's t against scipy's."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import stats

from vsm_tui.measure.confidence.student import cumulative, quantile


@example(1.192092896e-07, 3.0)
@example(1e-200, 1.0)
@example(-40.0, 5000.0)
@given(st.floats(-40, 40), st.floats(1, 5000))
def test_probabilities(t: float, freedom: float) -> None:
    # scipy takes the very smallest t for 0
    assert cumulative(t, freedom) == pytest.approx(stats.t.cdf(t, freedom), abs=1e-8)


@pytest.mark.parametrize("t", [1e-9, 6.65e-9, 1.192e-7, 1e-5])
@pytest.mark.parametrize("freedom", [1.0, 2.5, 3.0, 40.0])
def test_next_to_the_middle_it_rises_by_its_density(t: float, freedom: float) -> None:
    assert cumulative(t, freedom) - 0.5 == pytest.approx(t * stats.t.pdf(0, freedom), abs=1e-15)


@pytest.mark.parametrize("freedom", [1, 1.7, 2, 3.2, 10, 99, 4321.5])
@pytest.mark.parametrize("share", [0.5, 0.75, 0.9, 0.975, 0.999])
def test_quantiles(share: float, freedom: float) -> None:
    assert quantile(share, freedom) == pytest.approx(stats.t.ppf(share, freedom), rel=1e-8, abs=1e-12)


def test_nothing_is_beyond_certainty() -> None:
    assert quantile(1.0, 3) == inf
