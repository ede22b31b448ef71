"""Estimated flow against hand-worked cases and the matrix form of the same equations."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_tui.flow import expected, simulate_range, to_elapsed
from vsm_tui.flow.savings import spared
from vsm_tui.flow.visits import endless, visits
from vsm_tui.model import Duration, Estimate, Loop, Share, Stage, Stream

HOUR = 3600.0


def stage(name: str, wait: str | None = None, touch: str | None = None, **more: object) -> Stage:
    pca = more.pop("pca", None)
    outside = more.pop("outside", None)
    return Stage(
        id=name,
        name=name.title(),
        wait=Estimate.parse(wait) if wait else None,
        touch=Estimate.parse(touch) if touch else None,
        outside=Estimate.parse(str(outside)) if outside else None,
        pca=Share.parse(str(pca)) if pca else None,
        **more,  # type: ignore[arg-type]  # people only
    )


def loop(source: str, target: str, rate: str | None) -> Loop:
    return Loop(source, target, Share.parse(rate) if rate else None)


THREE = (stage("build", "1h", "4h"), stage("review", "8h", "1h"), stage("release", "2h", "1h"))


def test_without_loops_the_lead_time_is_the_plain_sum() -> None:
    flow = expected(Stream("s", stages=THREE))
    assert flow.lead_time.mean == 17 * HOUR
    assert flow.lead_time.first_pass == 17 * HOUR
    assert flow.rework_tax == 0
    assert flow.flow_efficiency.value == pytest.approx(6 / 17)
    assert flow.constraint.stage == "review"
    assert flow.constraint.verdict is None
    assert flow.constraint.probability is None


def test_one_loop_by_hand() -> None:
    # review sends 25 % back to build: both are visited 1 / 0.75 = 4/3 times; 4/3 (5h + 9h) + 3h = 21h40m
    flow = expected(Stream("s", stages=THREE, rework=(loop("review", "build", "25%"),)))
    assert [s.visits for s in flow.stages] == pytest.approx([4 / 3, 4 / 3, 1])
    assert flow.lead_time.mean == pytest.approx((4 / 3 * 14 + 3) * HOUR)
    assert flow.rework_tax == pytest.approx(14 / 3 * HOUR)
    assert flow.loops[0].saving == pytest.approx(14 / 3 * HOUR)
    assert flow.stages[1].wait == pytest.approx(4 / 3 * 8 * HOUR)


def test_a_loop_to_itself_repeats_the_stage_only() -> None:
    flow = expected(Stream("s", stages=THREE, rework=(loop("review", "review", "50%"),)))
    assert [s.visits for s in flow.stages] == pytest.approx([1, 2, 1])


def test_savings_of_interacting_loops_are_solved_again() -> None:
    both = expected(Stream("s", stages=THREE, rework=(loop("review", "build", "20%"), loop("release", "build", "50%"))))
    only = expected(Stream("s", stages=THREE, rework=(loop("release", "build", "50%"),)))
    assert both.lead_time.mean is not None
    assert only.lead_time.mean is not None
    assert both.loops[0].saving == pytest.approx(both.lead_time.mean - only.lead_time.mean)
    assert sum(x.saving or 0 for x in both.loops) != pytest.approx(both.rework_tax)


def test_everything_sent_back_never_finishes() -> None:
    flow = expected(Stream("s", stages=THREE, rework=(loop("review", "build", "60%"), loop("review", "review", "40%"))))
    assert flow.never_finishes == ("Review",)
    assert flow.lead_time.mean is None


def test_a_missing_value_is_named_and_no_partial_sum_given() -> None:
    stages = (THREE[0], stage("review", "8h"), THREE[2])
    flow = expected(Stream("s", stages=stages))
    assert [str(g) for g in flow.gaps] == ["Review has no touch"]
    assert flow.lead_time.mean is None
    assert flow.touch.value is None
    assert "Review has no touch" in flow.flow_efficiency.why
    assert flow.stages[0].time == 5 * HOUR
    assert flow.stages[1].time is None
    assert flow.stages[1].wait == 8 * HOUR


def test_a_loop_without_a_rate_leaves_only_what_it_bears_on_unknown() -> None:
    flow = expected(Stream("s", stages=THREE, rework=(loop("review", "build", None),)))
    assert [s.visits for s in flow.stages] == [None, None, 1]
    assert flow.lead_time.mean is None
    assert flow.stages[2].time == 3 * HOUR


def test_zero_is_an_answer_and_not_a_gap() -> None:
    flow = expected(Stream("s", stages=(stage("auto", "0", "5m"),)))
    assert flow.gaps == ()
    assert flow.flow_efficiency.value == 1.0


def test_an_outside_stage_bounds_the_efficiency() -> None:
    flow = expected(Stream("s", stages=(stage("build", "1h", "4h"), stage("pentest", outside="15h"))))
    assert flow.lead_time.mean == 20 * HOUR
    assert flow.flow_efficiency.value is None
    assert (flow.flow_efficiency.low, flow.flow_efficiency.high) == pytest.approx((0.2, 0.95))
    assert "Pentest" in flow.flow_efficiency.why
    assert flow.touch.value is None


def test_ranges_make_totals_intervals() -> None:
    flow = expected(Stream("s", stages=(stage("build", "1h..2h..8h", "4h"),)))
    assert flow.lead_time.mean == 6 * HOUR
    assert flow.lead_time.range == (5 * HOUR, 12 * HOUR)
    assert (flow.flow_efficiency.low, flow.flow_efficiency.high) == pytest.approx((4 / 12, 4 / 5))


def test_the_simulated_range_is_seeded_and_lies_inside_the_interval() -> None:
    stream = Stream("s", stages=(stage("a", "1h..2h..8h", "4h"), stage("b", "1h..1h..3h", "1h")))
    found = simulate_range(stream)
    assert found == simulate_range(stream)
    assert found is not None
    assert 7 * HOUR < found.low < found.median < found.high < 16 * HOUR
    assert simulate_range(Stream("s", stages=THREE)) is None


def test_capacity_leads_when_every_stage_has_people() -> None:
    stages = (
        stage("build", "1h", "4h", people=4),
        stage("review", "8h", "1h", people=1),
        stage("release", "2h", "3h", people=1),
    )
    flow = expected(Stream("s", stages=stages))
    assert flow.constraint.lens == "capacity"
    assert flow.constraint.lenses == {"pile-up": "review", "delay": "review", "capacity": "release"}


def test_a_tie_points_nowhere_and_names_the_contenders() -> None:
    flow = expected(Stream("s", stages=(stage("a", "2h", "1h"), stage("b", "2h", "3h"), stage("c", "1h", "1h"))))
    assert flow.constraint.stage is None
    assert flow.constraint.contenders == ("a", "b")
    assert flow.constraint.lenses == {"pile-up": None, "delay": None, "capacity": None}


def test_rolled_pca_needs_every_stage() -> None:
    known = tuple(stage(n, "1h", "1h", pca="90%") for n in "abc")
    assert expected(Stream("s", stages=known)).rolled_pca == pytest.approx(0.729)
    assert expected(Stream("s", stages=(*known, stage("d", "1h", "1h")))).rolled_pca is None


def test_calendar_days_and_the_elapsed_clock() -> None:
    stream = Stream("s", stages=(stage("a", "2cd", "1d"),))
    flow = expected(stream)
    assert flow.stages[0].touch == 8 * HOUR
    assert flow.stages[0].wait == pytest.approx(2 / 7 * 40 * HOUR)
    elapsed = to_elapsed(flow, stream.clock)
    assert elapsed.clock == "elapsed"
    assert elapsed.stages[0].wait == pytest.approx(48 * HOUR)
    assert elapsed.flow_efficiency == flow.flow_efficiency


def test_an_empty_stream_has_no_numbers() -> None:
    flow = expected(Stream("s"))
    assert flow.lead_time.mean is None
    assert flow.constraint.stage is None


@st.composite
def chains(draw: st.DrawFn) -> tuple[int, list[tuple[int, int, float]]]:
    count = draw(st.integers(1, 8))
    jumps = []
    for source in range(count):
        targets = draw(st.lists(st.integers(0, source), max_size=3, unique=True))
        shares = [draw(st.floats(0, 0.9 / len(targets))) for _ in targets]
        jumps += [(source, target, share) for target, share in zip(targets, shares, strict=True)]
    return count, jumps


@given(chains())
def test_visits_equal_the_fundamental_matrix(chain: tuple[int, list[tuple[int, int, float]]]) -> None:
    count, jumps = chain
    q = np.zeros((count, count))
    for k in range(count - 1):
        q[k, k + 1] = 1
    for source, target, share in jumps:
        q[source, target] += share
        if source < count - 1:
            q[source, source + 1] -= share
    fundamental = np.linalg.inv(np.eye(count) - q)
    assert visits(count, jumps) == pytest.approx(list(fundamental[0]), rel=1e-6)


@given(chains())
def test_what_a_loop_costs_equals_solving_again_without_it(chain: tuple[int, list[tuple[int, int, float]]]) -> None:
    count, jumps = chain
    solved = [n for n in visits(count, jumps) if n is not None]
    for at, less in enumerate(spared(solved, jumps)):
        source, target, _ = jumps[at]
        again = visits(count, [*jumps[:at], (source, target, 0.0), *jumps[at + 1 :]])
        assert [n - less.get(k, 0.0) for k, n in enumerate(solved)] == pytest.approx(again, rel=1e-9)


@given(chains())
def test_endless_exactly_where_the_spectral_radius_reaches_one(chain: tuple[int, list[tuple[int, int, float]]]) -> None:
    count, jumps = chain
    assert not endless(count, jumps)
    assert endless(count, [*jumps, (count - 1, 0, 1.0)]) == [count - 1]


def test_durations_keep_their_units() -> None:
    assert str(Duration.parse("1d4h")) == "1d4h"
    assert str(Duration.parse("PT30M")) == "30m"
    assert str(Estimate.parse("1d .. 2d .. 4d")) == "1d..2d..4d"
