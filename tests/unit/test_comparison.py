"""Two flows side by side: differences with what chance may move, ranges covered or missed, definitions named."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.flows import DAY, measured_three, three
from vsm_tui.draw import comparison_text, map_text
from vsm_tui.draw.scene import Scene
from vsm_tui.export.comparison import comparison_payload
from vsm_tui.flow import (
    Bounded,
    Delta,
    Flow,
    LeadTime,
    MixedClocksError,
    compare,
    definition_differences,
    expected,
    same_clock,
)
from vsm_tui.flow.comparison import Comparison
from vsm_tui.flow.difference import Figure, delta_of, inside
from vsm_tui.flow.explain.delta import explain_delta
from vsm_tui.model import Also, Clock, Estimate, FailureDemand, Rule, Stage, States, Stream


def with_intervals(flow: Flow, half: float) -> Flow:
    stages = tuple(replace(s, time_interval=(s.time - half, s.time + half)) for s in flow.stages if s.time is not None)
    lead = flow.lead_time
    assert lead.mean is not None
    return replace(flow, stages=stages, lead_time=replace(lead, mean_interval=(lead.mean - half, lead.mean + half)))


def moved(flow: Flow, days: int) -> Flow:
    """The same measurement of a window so many days later."""
    assert flow.observed is not None
    window = flow.observed.window
    later = replace(window, start=window.start + timedelta(days), end=window.end + timedelta(days))
    return replace(flow, observed=replace(flow.observed, window=later))


def test_an_estimate_is_exact_and_the_measurement_moves_the_difference() -> None:
    found = compare(expected(three()), with_intervals(measured_three(), DAY))
    delta = found.lead_time
    assert delta.gap is not None
    assert delta.interval == pytest.approx((delta.gap - DAY, delta.gap + DAY))
    assert delta.clear is True
    review = found.stages[1].time
    assert review.ratio == pytest.approx(8.5 / (4.5 * 1.25))
    assert [s.time.clear for s in found.stages] == [False, True, True]
    assert found.touch.interval is None
    assert found.touch.clear is None
    assert compare(expected(three()), expected(three())).lead_time.interval is None


def test_an_estimated_share_that_is_a_range_is_not_taken_as_exact() -> None:
    """Left 22 to 56 %, expected 36 %; right 21 % [20, 23]: the gap reaches from 20 − 56 to 23 − 22 points."""
    said = replace(expected(three()), flow_efficiency=Bounded(0.36, 0.22, 0.56))
    seen = replace(measured_three(), flow_efficiency=Bounded(0.21, interval=(0.20, 0.23)))
    delta = compare(said, seen).flow_efficiency
    assert delta.gap == pytest.approx(-0.15)
    assert delta.interval == pytest.approx((-0.36, 0.01))
    assert delta.ranged
    assert delta.clear is False
    turned = compare(seen, said).flow_efficiency
    assert turned.interval == pytest.approx((-0.01, 0.36))
    unsure = compare(said, replace(seen, flow_efficiency=Bounded(0.21))).flow_efficiency
    assert (unsure.interval, unsure.ranged) == (None, True)
    assert not compare(replace(said, flow_efficiency=Bounded(0.36)), seen).flow_efficiency.ranged
    assert compare(said, said).flow_efficiency.interval is None


def test_two_windows_add_their_variances() -> None:
    left, right = (with_intervals(measured_three(), half) for half in (3 * DAY, 4 * DAY))
    right = moved(
        replace(right, lead_time=replace(right.lead_time, mean=20 * DAY, mean_interval=(16 * DAY, 24 * DAY))), 100
    )
    found = compare(left, right)
    assert not found.overlapping
    assert found.lead_time.gap == 4 * DAY
    assert found.lead_time.interval == pytest.approx((-1 * DAY, 9 * DAY))
    assert found.lead_time.clear is False
    assert found.differences == ()


def test_windows_that_share_items_are_not_independent() -> None:
    both = with_intervals(measured_three(), DAY)
    found = compare(both, moved(both, 30))
    assert found.overlapping
    assert found.lead_time == Delta(16 * DAY, 16 * DAY)
    assert all(s.time.interval is None for s in found.stages)
    other = replace(both.observed, sources=("elsewhere.csv",)) if both.observed else None
    assert not compare(both, moved(replace(both, observed=other), 30)).overlapping


def test_a_measured_side_without_interval_leaves_the_difference_without_one() -> None:
    left = with_intervals(measured_three(), DAY)
    assert compare(left, moved(measured_three(), 100)).stages[0].time.interval is None
    open_end = replace(measured_three(), lead_time=LeadTime(16 * DAY, mean_interval=(14 * DAY, None)))
    delta = compare(expected(three()), open_end).lead_time
    assert delta.interval is not None
    assert delta.gap is not None
    assert delta.interval[0] == pytest.approx(delta.gap - 2 * DAY)
    assert delta.interval[1] is None
    assert delta.clear is True


def test_the_square_of_distances_is_the_usual_interval_where_that_is_symmetric() -> None:
    rng = np.random.default_rng(7)
    one, other = rng.normal(10, 2, 50), rng.normal(12, 3, 80)

    def figure(sample: np.ndarray) -> Figure:
        mean, half = float(sample.mean()), 1.96 * float(sample.std(ddof=1)) / sqrt(sample.size)
        return Figure(mean, (mean - half, mean + half))

    half = 1.96 * sqrt(one.var(ddof=1) / 50 + other.var(ddof=1) / 80)
    gap = float(other.mean() - one.mean())
    assert delta_of(figure(one), figure(other)).interval == pytest.approx((gap - half, gap + half))


def test_shares_give_newcombes_interval() -> None:
    # Newcombe 1998, table II, method 10, case (a): 56/70 and 48/80, Wilson intervals; difference 0.2, 0.0524 to 0.3339.
    left, right = Figure(48 / 80, (0.490472, 0.700440)), Figure(56 / 70, (0.691753, 0.877000))
    assert delta_of(left, right).interval == pytest.approx((0.0524, 0.3339), abs=5e-4)


@given(*[st.integers(0, 1_000_000)] * 6)
def test_the_interval_holds_the_gap_and_turns_with_the_sides(a: int, b: int, c: int, d: int, e: int, f: int) -> None:
    left, right = (Figure(value, (value - low, value + high)) for value, low, high in ((a, b, c), (d, e, f)))
    delta, turned = delta_of(left, right), delta_of(right, left)
    assert delta.interval is not None
    assert delta.gap is not None
    low, high = delta.interval
    assert low is not None
    assert high is not None
    assert low <= delta.gap <= high
    assert turned.interval == pytest.approx((-high, -low))
    assert high - low >= max(b + c, e + f) * (1 - 1e-9)


def test_whether_a_mean_lies_in_the_estimated_range() -> None:
    assert inside((1, 4), Figure(3, exact=True)) == "inside"
    assert inside((1, 4), Figure(5, exact=True)) == "outside"
    assert inside((1, 4), Figure(3)) == "cannot tell"
    assert inside((1, 4), Figure(3, (2, 4))) == "inside"
    assert inside((1, 4), Figure(3, (2, 5))) == "cannot tell"
    assert inside((1, 4), Figure(5, (3, 7))) == "cannot tell"
    assert inside((1, 4), Figure(6, (5, 7))) == "outside"
    assert inside((1, 4), Figure(0.5, (0, 0.9))) == "outside"
    assert inside((1, 4), Figure(3, (2, None))) == "cannot tell"
    assert inside((1, 4), Figure(5, (4.5, None))) == "outside"
    assert inside(None, Figure(3)) is None
    assert inside((1, 4), Figure(None)) is None


def test_coverage_of_ranges_either_way_round() -> None:
    ranged = replace(
        three(), rework=(),
        stages=tuple(
            replace(s, wait=Estimate.parse(wait), touch=Estimate.parse("0h"))
            for s, wait in zip(three().stages, ("1d..2d..4d", "1d..2d..4d", "1d"), strict=True)
        ),
    )  # fmt: skip
    left, right = expected(ranged), measured_three()
    found = compare(left, right)
    assert [s.inside for s in found.stages] == [True, False, None]
    assert [s.coverage for s in found.stages] == ["cannot tell", "cannot tell", None], "nothing is known of chance"
    sure = compare(left, with_intervals(right, 0.01 * DAY))
    assert [s.coverage for s in sure.stages] == ["inside", "outside", None]
    assert (sure.coverage.inside, sure.coverage.outside, sure.coverage.unclear, sure.coverage.of) == (1, 1, 0, 2)
    assert compare(sure.right, left).coverage == sure.coverage
    unsure = compare(left, with_intervals(right, 5 * DAY))
    assert [s.coverage for s in unsure.stages] == ["cannot tell", "cannot tell", None]
    assert [s.inside for s in unsure.stages] == [True, False, None]
    assert unsure.blind_spot == "review"


def test_durations_of_two_clocks_never_meet() -> None:
    left, right = measured_three(), replace(measured_three(), clock="elapsed")
    found = compare(left, right)
    assert found.mixed_clocks
    of_time = [found.lead_time, found.touch, found.wait, found.flow_efficiency, found.rework_share]
    of_time += [d for s in found.stages for d in (s.time, s.touch, s.wait)]
    assert set(of_time) == {Delta(None, None)}
    assert (found.blind_spot, found.coverage.of, found.differences) == (None, 0, ())
    assert found.throughput.ratio == 1
    assert found.stages[0].visits.gap == 0
    with pytest.raises(MixedClocksError, match="elapsed and working"):
        replace(found, lead_time=Delta(1.0, 2.0))
    with pytest.raises(MixedClocksError):
        Comparison(**{**{f: getattr(found, f) for f in Comparison.__slots__}, "rework_share": Delta(0.1, 0.2)})
    with pytest.raises(MixedClocksError):
        same_clock("elapsed", "working", "elapsed")
    assert same_clock("working", "working") == "working"


STREAM = Stream(
    "a",
    stages=(
        Stage("dev", "Dev", states=States(("Ready",), ("In dev",))),
        Stage("review", "Review", states=States(("In review", "Blocked"), ())),
    ),
    finish=Rule(("Done",)),
)


def test_definitions_are_named_down_to_the_state() -> None:
    moved = replace(STREAM.stages[1], states=States(("In review",), ("Pairing",)))
    other = replace(STREAM, stages=(STREAM.stages[0], moved), also=Also(paused=("Blocked",)))
    assert definition_differences(STREAM, other) == (
        "‘Blocked’: wait of ‘Review’ → paused",
        "‘Pairing’: not mapped → touch of ‘Review’",
    )
    assert definition_differences(STREAM, STREAM) == ()
    named = replace(STREAM, name="b", stages=(replace(STREAM.stages[0], name="Development"), STREAM.stages[1]))
    assert definition_differences(STREAM, named) == ()


def test_every_other_difference_has_its_name() -> None:
    clock = Clock(day=7 * 3600, timezone="Europe/Berlin")
    other = replace(
        STREAM, work_type="bug", start="x", end="y", begin=Rule(("Ready",)), finish=Rule(("Closed",)), clock=clock,
        failure_demand=FailureDemand(types=("Bug",)), stages=(*STREAM.stages[::-1], Stage("qa", "QA")),
    )  # fmt: skip
    assert definition_differences(STREAM, other) == (
        "work type", "start point", "end point", "begin rule", "finish rule", "failure demand",
        "clock, hours a day: 8 → 7", "clock, time zone: UTC → Europe/Berlin",
        "stage ‘QA’: only on the right", "order of stages",
        "‘Done’: finish → not mapped", "‘Closed’: not mapped → finish",
    )  # fmt: skip


def test_many_states_are_counted() -> None:
    states = tuple(f"s{k}" for k in range(12))
    other = replace(STREAM, also=Also(stay=states))
    found = definition_differences(STREAM, other)
    assert len(found) == 9
    assert found[-1] == "4 more states"


def test_a_hash_that_differs_is_said_where_nobody_named_what() -> None:
    left, right = measured_three(), moved(measured_three(), 100)
    assert right.observed is not None
    other = replace(right, observed=replace(right.observed, definitions="sha256:other"))
    assert compare(left, other).differences == ("definitions",)
    assert compare(left, other, ("start point",)).differences == ("start point",)


def partly() -> Flow:
    """A measurement in which no state is mapped to the first stage."""
    flow = measured_three()
    blind = replace(flow.stages[0], time=None, touch=None, wait=None, visits=None)
    return replace(flow, stages=(blind, *flow.stages[1:]))


def test_totals_of_a_part_do_not_compare_with_an_estimate_of_the_whole() -> None:
    said = expected(three())
    for found in (compare(said, partly()), compare(partly(), said)):
        assert found.unmeasured == ("build",)
        for delta in (found.lead_time, found.touch, found.wait, found.flow_efficiency, found.rework_share):
            assert (delta.gap, delta.ratio, delta.interval) == (None, None, None)
            assert {delta.left, delta.right} != {None}
        assert found.stages[1].time.ratio is not None
        told = comparison_payload(found, "A", "B")
        assert told["lead_time"]["ratio"] is None
        assert told["why"] == (
            "1 of 3 estimated stages have no mapped state (Build): totals do not compare, map their states (d)"
        )
        assert "no state is mapped to ‘Build’" in explain_delta(found, "lead_time.mean", "A", "B").why
        text = comparison_text(found, "A", "B", three().clock, width=160)
        assert not any("×" in line for line in text if line.startswith((" lead time", " wait ", " touch ")))
        assert any(line.startswith(" ! 1 of 3 estimated stages") for line in text)
    whole = comparison_payload(compare(said, measured_three()), "A", "B")
    assert (whole["unmeasured"], whole["why"]) == ([], None)
    assert whole["lead_time"]["ratio"] is not None


def test_a_map_gives_no_ratio_of_totals_that_do_not_compare() -> None:
    said, stream = expected(three()), three()
    whole, part = (Scene.of(stream, said, seen) for seen in (measured_three(), partly()))
    assert whole.ratio == pytest.approx(15.75 / 10.175, rel=0.1)
    assert (part.ratio, part.unmeasured) == (None, ("build",))
    for width in (60, 160):
        told = "\n".join(map_text(stream, said, partly(), width=width))
        assert "1 of 3 estimated stages" in told
        assert "totals do not compare" in " ".join(told.split())
