"""The sentences under a map: what they claim, what it rests on, and what they never say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.flows import DAY, everything_measured, measured_three, three
from vsm_tui.draw import Scene, View, map_text, row_text, table_text
from vsm_tui.draw.observed import by_weight
from vsm_tui.draw.text import at_most, ends, number, open_end, points, probability, share
from vsm_tui.draw.verdict import constraint_row, other_rows, span_text
from vsm_tui.flow import Condition, Confidence, Constraint, Flow, Warn
from vsm_tui.flow.explain import explain


def scene(flow: Flow) -> Scene:
    return Scene.of(three(), None, flow, View(layer="measured"))


def verdict(**changes: object) -> str:
    flow = everything_measured()
    found = replace(flow.constraint, **changes)  # type: ignore[arg-type]  # fields of Constraint, as the tests name them
    drawn = scene(replace(flow, constraint=found))
    return row_text(constraint_row(drawn))


BASIS = "n 38 over 13 weeks, effective n 17"
BUNCHES = "38 departures in 6 moments, arrivals in 31, 5.4 standard deviations from chance"


def test_a_clear_verdict_says_what_it_rests_on() -> None:
    assert verdict() == f"◆ Review holds most of the queue in this period (P .93, 2 of 3 thirds agree, {BASIS})"
    assert verdict(lens="capacity").startswith("◆ Review limits the output in this period (P .93")


def test_too_close_to_call_names_the_contenders() -> None:
    said = verdict(verdict="too close to call", probability=0.61, contenders=("review", "release"))
    assert said == f"◇ Review or Release: too close to call in this period (P .61, 2 of 3 thirds agree, {BASIS})"


def test_a_stage_that_nobody_rivals_is_refused_by_a_rule_not_by_another_stage() -> None:
    flow = everything_measured()
    assert flow.constraint.confidence is not None
    sure = replace(flow.constraint.confidence, against=("only 1 of 3 thirds agrees", "another"))
    said = verdict(verdict="too close to call", probability=0.94, contenders=("review",), confidence=sure)
    assert said.startswith("◇ Review leads, not called in this period: only 1 of 3 thirds agrees (P .94, ")


def test_what_is_not_configured_is_no_lack_of_items() -> None:
    said = verdict(verdict=None, stage=None, why="not configured: no state is mapped as waiting")
    assert said == "constraint not known in this period, not configured: no state is mapped as waiting"


def test_the_calendar_is_no_constraint() -> None:
    said = verdict(verdict="calendar", stage="release", contenders=("release",))
    assert said == (f"◷ Release: the calendar holds it in this period, items leave in bunches: {BUNCHES} ({BASIS})")
    assert "◆" not in said


def test_not_enough_data_claims_nothing() -> None:
    said = verdict(verdict="not enough data", probability=None)
    assert said == f"not enough data in this period ({BASIS}); Review leads so far by pile-up"
    little = verdict(verdict="not enough data", confidence=None, stage=None, contenders=())
    assert little == "not enough data in this period (38 items finished)"


@pytest.mark.parametrize("kind", ["clear", "too close to call", "calendar", "not enough data", None])
def test_every_verdict_is_about_this_period(kind: str | None) -> None:
    assert "in this period" in verdict(verdict=kind)


def test_no_probability_without_a_sample() -> None:
    assert "P " not in verdict(confidence=None)


def test_the_other_lenses_stand_beside_it() -> None:
    rows = [row_text(row) for row in other_rows(scene(everything_measured()))]
    assert rows == [
        "delay: agrees",
        f"◷ Release: items leave in bunches, by the calendar ({BUNCHES})",
    ]
    flow = everything_measured()
    other = replace(flow.constraint, lenses={"pile-up": "review", "delay": "build", "capacity": None})
    assert next(row_text(row) for row in other_rows(scene(replace(flow, constraint=other)))) == "delay: Build"
    assert not other_rows(scene(measured_three()))


def test_numbers_in_a_verdict_explain_themselves() -> None:
    drawn = scene(everything_measured())
    keys = {run.key for run in constraint_row(drawn) if run.key}
    assert keys >= {"constraint", "constraint.probability", "constraint.confidence.n"}
    for key in keys:
        found = explain(drawn.main, key, three())
        assert key in (found.key, *found.covers)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.913, "P .91"), (0.899, "P .89"), (0.5, "P .50"), (0.999, "P >.99"), (1.0, "P >.99"), (0.0, "P .00")],
)
def test_probabilities_are_never_certain(value: float, text: str) -> None:
    assert probability(value) == text


def test_spans_in_weeks_or_days() -> None:
    assert span_text(84 * 86_400) == "12 weeks"
    assert span_text(10 * 86_400) == "10 days"
    assert span_text(86_400) == "1 day"


@pytest.mark.parametrize(
    ("interval", "text"),
    [
        (None, ""),
        ((13.0, 20.0), " [13–20]"),
        ((13.0, None), " [≥ 13]"),
        ((13.0, 13.0), " [13]"),
    ],
)
def test_intervals_of_numbers(interval: tuple[float, float | None] | None, text: str) -> None:
    assert ends(interval, number) == text


def test_intervals_share_a_unit_only_where_both_have_it() -> None:
    units = scene(measured_three()).units
    assert ends((12 * DAY, 18 * DAY), units.time) == " [12–18d]"
    assert ends((3600.0, 2 * DAY), units.time) == " [1h–2d]"
    assert ends((0.12, 0.37), share) == " [12–37%]"
    assert open_end((24 * DAY, None), units.time) == " [≥ 24d]"
    assert open_end((24 * DAY, 40 * DAY), units.time) == ""
    assert open_end(None, units.time) == ""


@pytest.mark.parametrize(("value", "text"), [(2.97, "2.9"), (0.3 / 0.1, "3"), (12.8, "12"), (1234.9, "1,234")])
def test_what_counts_as_so_many_is_rounded_down(value: float, text: str) -> None:
    assert at_most(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.05, "+5"), (-0.0049, "−0.5"), (-0.0004, "−0.04"), (0.0095, "+1"), (0.0094, "+0.9"), (0.0, "±0"), (1e-9, "±0")],
)
def test_points_keep_their_sign_and_say_how_little_it_is(value: float, text: str) -> None:
    assert points(value) == text


@pytest.mark.parametrize(("value", "text"), [(0.0097, "1%"), (0.0094, "0.9%"), (0.01, "1%"), (0.0004, "<0.1%")])
def test_a_share_of_one_per_cent_is_written_in_one_way(value: float, text: str) -> None:
    assert share(value) == text


def complete(flow: Flow, width: int = 80) -> str:
    rows = table_text(three(), None, flow, width=width, view=View(layer="measured"), complete=True)
    assert max(map(len, rows)) <= width
    return "\n".join(rows)


def test_a_percentile_stands_with_its_value_where_too_few_items_bound_it() -> None:
    text = complete(everything_measured())
    assert "LEAD p50 14d [12–18d] · p85 29d [≥ 24d] · p95 40d [≥ 30d] · mean 16d [13–19d]" in text
    assert "p50 with open items 15d [12–20d]" in text


def test_a_median_that_is_not_reached_says_so() -> None:
    flow = everything_measured()
    late = replace(flow, lead_time=replace(flow.lead_time, censored_p50=None, censored_p50_interval=None))
    assert "p50 with open items not reached" in complete(late)


def test_all_that_was_seen_is_said() -> None:
    text = complete(everything_measured())
    for said in (
        "throughput 2.9/week [2.1–3.6]",
        "   against: one third points at Release",
        "   would change: about 12 more items",
        "failure demand 22% [12–37%] of arrivals",
        "of touch: items 30%, loops 10%, together 35%",
        "takes 3d of touch a week",
        "1 of 6 open older than p85 29d",
        "the oldest 31d in Review (AB-7)",
        "DORA on the wall clock, lead time for changes 3d [2–4d] (median of 30)",
        "deployment frequency 2.5/week (32)",
        "change failure rate 10% [4–25%] (4 of 36)",
        "time to restore ?",
        "Little's law cannot be read off here, as this does not hold: “age is flat”",
        "rolled %C/A ≤65%",
    ):
        assert said in text, said


def test_dora_keeps_wall_clock_days_on_the_working_clock() -> None:
    """Three days of the calendar are nine working days of eight hours: they are said as three."""
    flow = everything_measured()
    assert flow.clock == "working"
    assert "DORA on the wall clock, lead time for changes 3d" in complete(flow)
    assert "DORA lead time for changes 3d" in complete(replace(flow, clock="elapsed"))


def test_the_map_tells_of_deployments_without_their_intervals() -> None:
    drawn = " ".join(map_text(three(), None, everything_measured(), width=110, view=View(layer="measured")))
    said = "DORA on the wall clock, lead time for changes 3d (median of 30) · deployment frequency 2.5/week (32)"
    assert said in " ".join(drawn.split())
    assert "DORA" not in " ".join(map_text(three(), None, measured_three(), width=110, view=View(layer="measured")))


def test_findings_say_what_they_do_and_the_bending_ones_come_first() -> None:
    text = complete(everything_measured())
    bent, other = text.index("! 5 finished items began before"), text.index("! only 38 items finished")
    assert bent < other
    assert "   their time before it was not seen" in text
    few = Warn("a", "text")
    bending = Warn("b", "text", "effect", ("touch",), "inferred")
    assert by_weight([few, bending]) == [bending, few]


def test_a_map_shows_two_findings_and_counts_the_rest() -> None:
    flow = everything_measured()
    assert flow.observed is not None
    many = tuple(Warn(f"w{k}", f"finding number {k}") for k in range(5))
    text = "\n".join(map_text(three(), None, replace(flow, observed=replace(flow.observed, warnings=many)), width=120))
    assert "finding number 1" in text
    assert "finding number 2" not in text
    assert "3 more findings" in text


def test_failing_conditions_say_what_was_seen() -> None:
    flow = everything_measured()
    assert flow.observed is not None
    conditions = (
        Condition("arrivals ≈ departures", holds=False, seen="12 begun, 2 finished"),
        Condition("x", holds=True),
    )
    text = complete(replace(flow, observed=replace(flow.observed, little=conditions)), 120)
    assert "cannot be read off here, as this does not hold: “arrivals ≈ departures” (12 begun, 2 finished)" in text


def test_unconfigured_waiting_is_never_a_hundred_per_cent() -> None:
    flow = everything_measured()
    why = "not configured: no state is mapped as waiting"
    missing = replace(flow.flow_efficiency, value=None, low=None, high=None, why=why)
    text = complete(replace(flow, flow_efficiency=missing))
    assert "FLOW EFFICIENCY not configured: no state is mapped as waiting" in text


def test_a_verdict_of_none_keeps_to_the_lenses() -> None:
    sure = Confidence(4, 86_400.0, 2.0, 1, 0, "sampled", (0.1, 0.8, 0.1), None, None, ())
    flow = replace(measured_three(), constraint=Constraint(confidence=sure))
    assert constraint_row(scene(flow)) == ()
