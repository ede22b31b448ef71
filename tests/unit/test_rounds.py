"""Estimate rounds: the file's key, one person's file, the spread, agreeing, and which ranges held."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from vsm_tui.edit import Agree, EditError, History, KeepRound, gathered
from vsm_tui.files import parse_stream, splice
from vsm_tui.files.answers import form, parse_sheet
from vsm_tui.flow import MixedClocksError, expected, to_elapsed
from vsm_tui.flow.comparison import Coverage
from vsm_tui.flow.rounds import apart, farthest, group_range, held, round_held
from vsm_tui.flow.shape import Flow, StageFlow
from vsm_tui.model import Asked, Clock, Estimate, InputError, Round, Stream, Told

TEXT = """\
vsm: 1
name: Small
stages:
  - id: build
    name: Build
    wait: 1d   # everybody knows
    touch: 1d
  - id: review
    name: Code review
  - id: pen-test
    outside: 5d
rework:
  - {from: review, to: build, rate: 50%}
rounds:
  - date: 2026-11-24
    people: 3
    values:
      - {stage: review, value: wait, said: [4h, 1d..2d..4d, 2d..3d..1w], agreed: 1d..2d..1w, dissent: a week}
      - {stage: build, value: touch, said: [1d]}
"""
ON = date(2026, 11, 24)
CLOCK = Clock()


def estimates(*texts: str) -> tuple[Estimate, ...]:
    return tuple(Estimate.parse(text) for text in texts)


def stream() -> Stream:
    return parse_stream(TEXT, "small.yaml")[0]


def problems(text: str) -> list[str]:
    with pytest.raises(InputError) as raised:
        parse_stream(text, "small.yaml")
    return [str(problem) for problem in raised.value.problems]


def test_the_file_says_rounds() -> None:
    (one,) = stream().rounds
    assert one.date == ON
    assert one.people == 3
    assert one.values[0] == Told(
        "review", "wait", estimates("4h", "1d..2d..4d", "2d..3d..1w"), Estimate.parse("1d..2d..1w"), dissent="a week"
    )
    assert one.told(Asked("build", "touch")) == Told("build", "touch", estimates("1d"))


def test_another_agreement_is_one_changed_line() -> None:
    after = Agree(0, "review", "wait", "2d", "as in the last quarter").apply(stream())
    text = splice(TEXT, after)
    changed = [(a, b) for a, b in zip(TEXT.split("\n"), text.split("\n"), strict=False) if a != b]
    assert "said: [4h, 1d..2d..4d, 2d..3d..1w], agreed: 2d, note: as in the last quarter}" in text
    assert "    name: Code review\n    wait: 2d\n" in text, "the stage says it too"
    assert "wait: 1d   # everybody knows" in text
    assert changed


@pytest.mark.parametrize(
    ("old", "new", "expected_problem"),
    [
        ("people: 3", "people: some", "16:13: error: people: 'some' is no number of people: write a whole number"),
        ("people: 3", "people: 1", "16:13: error: a round has 2 to 999 people"),
        ("people: 3", "peple: 3", "16:5: error: a round has no key 'peple': did you mean people?"),
        ("people: 3", "people: 2", "18:44: error: 3 estimates of 2 people: correct people"),
        ("date: 2026-11-24", "date: today", "15:11: error: date: 'today' is no date"),
        ("value: wait", "value: wayt", "18:32: error: 'wayt' is not asked for: did you mean wait?"),
        ("said: [4h,", "said: [4,", "18:45: error: said: 4 has no unit"),
        ("said: [4h, 1d..2d..4d", "said: [4h, 4d..2d..1d", "18:49: error: 4d..2d..1d does not grow"),
        ("said: [1d]", "said: []", "19:44: error: nobody said anything of this value"),
        ("said: [1d]", "sad: [1d]", "19:38: error: a value of a round has no key 'sad'"),
        ("{stage: build, value: touch", "{stage: review, value: wait", "is in this round twice"),
        ("stage: build, value", "stage: Build, value", "19:17: error: 'Build' is no stage id: did you mean build?"),
        ("dissent: a week", 'dissent: "a\\e[2Jb"', "dissent holds the control character"),
    ],
)
def test_what_is_wrong_is_said_at_its_place(old: str, new: str, expected_problem: str) -> None:
    assert old in TEXT
    found = problems(TEXT.replace(old, new))
    assert any(expected_problem in each for each in found), found


def test_a_stage_that_is_gone_is_only_a_warning() -> None:
    found, warnings = parse_stream(TEXT.replace("stage: build, value", "stage: built, value"), "small.yaml")
    assert found.rounds[0].values[1].stage == "built"
    assert ["there is no stage 'built' now" in warning.text for warning in warnings] == [True]


def test_the_group_is_from_the_lowest_to_the_highest_around_the_middle() -> None:
    assert str(group_range(estimates("4h", "1d..2d..4d", "2d..3d..1w"), CLOCK)) == "4h..2d..1w"
    assert str(group_range(estimates("1d", "4d"), CLOCK)) == "1d..2.5d..4d"
    assert str(group_range(estimates("4h", "2d"), CLOCK)) == "4h..1d2h..2d", "1.25d of 8 hours"
    assert str(group_range(estimates("4h", "1d"), CLOCK)) == "4h..6h..1d"
    assert str(group_range(estimates("4h", "1d"), Clock(day=6 * 3600))) == "4h..5h..1d", "a day is the stream's own"
    assert apart(estimates("4h", "1d..2d..4d", "2d..3d..1w"), CLOCK) == 6
    assert apart(estimates("0", "1d"), CLOCK) is None
    with pytest.raises(ValueError, match="nobody"):
        group_range((), CLOCK)


def test_what_people_are_farthest_apart_on_comes_first() -> None:
    assert farthest(stream().rounds[0], CLOCK) == Asked("review", "wait")
    assert farthest(Round(ON, 2, (Told("build", "wait", estimates("8h", "1d")),)), CLOCK) is None, "all agree"


def test_nobody_can_tell_who_said_what() -> None:
    one, two = Asked("build", "wait"), Asked("review", "wait")
    ann = {one: Estimate.parse("9d"), two: Estimate.parse("1h")}
    ben = {one: Estimate.parse("1d"), two: Estimate.parse("2d")}
    found = gathered(stream(), [ann, ben, {}], ON)
    assert found == gathered(stream(), [{}, ben, ann], ON)
    assert found.people == 2, "an empty sheet counts for nobody"
    assert [told.said for told in found.values] == [estimates("1d", "9d"), estimates("1h", "2d")]


def test_one_answer_alone_is_no_round() -> None:
    with pytest.raises(EditError, match="1 of at least 2 people"):
        gathered(stream(), [{Asked("build", "wait"): Estimate.parse("1d")}, {}], ON)


def test_each_agreement_is_one_edit() -> None:
    history = History(replace(stream(), rounds=()))
    before = history.stream
    said = Told("review", "wait", estimates("1d", "2d..3d..5d"))
    kept = history.do(KeepRound(Round(ON, 2, (said, Told("pen-test", "outside", estimates("4d"))))))
    assert kept.stage("review").wait is None, "no estimate comes from a round by itself"
    agreed = history.do(Agree(0, "review", "wait", "1d..2d..5d", dissent="rather a week"))
    assert agreed.stage("review").wait == Estimate.parse("1d..2d..5d")
    open_ = history.do(Agree(0, "pen-test", "outside", "", note="ask the testers"))
    assert open_.stage("pen-test").outside == Estimate.parse("5d"), "nothing was agreed"
    assert open_.rounds[0].values[1].note == "ask the testers"
    assert history.undo() == agreed
    assert history.undo() == kept
    assert history.undo() == before
    for change in (
        Agree(0, "build", "wait", "1d"),
        Agree(7, "review", "wait", "1d"),
        Agree(0, "review", "wait", "soon"),
    ):
        with pytest.raises(EditError):
            change.apply(kept)


def test_an_agreement_needs_its_stage() -> None:
    gone = replace(stream(), stages=stream().stages[:1], rework=())
    with pytest.raises(EditError, match="no stage ‘review’ any more"):
        Agree(0, "review", "wait", "2d").apply(gone)


# -- one person's file -----------------------------------------------------------------------------------------------


def test_the_form_asks_for_every_stage_and_suggests_nothing() -> None:
    text = form(stream())
    assert "  build:  # Build\n    wait:\n    touch:\n" in text
    assert "  pen-test:  # Pen test\n    outside:\n" in text
    body = text.split("stages:")[1]
    assert "1d" not in body, "what the map says now would be copied"


@pytest.mark.parametrize(
    ("old", "new", "expected_problem"),
    [
        ("    wait:\n", "    wait: 2\n", "error: wait: 2 has no unit: write 2m, 2h or 2d"),
        ("    wait:\n", "    wait: 4d..2d..1d\n", "does not grow"),
        ("    wait:\n", "    wayt: 2d\n", ":5: error: stage 'build' has no key 'wayt': did you mean wait?"),
        ("  build:", "  building:", ":3: error: there is no stage 'building': did you mean build?"),
        ("    outside:\n", "    wait: 2d\n", "stage 'pen-test' has no key 'wait': there is outside"),
        ("round: 1", "round: 2", "this kind of answer cannot be read: write round: 1"),
        ("stream: Small", "stream: Large", "this answers for 'Large', not for 'Small'"),
        ("stages:", "stagse:", "an answer has no key 'stagse': did you mean stages?"),
        ("name: ", "mail: ", "an answer has no key 'mail'"),
        ("", "", "nothing is filled in"),
    ],
)
def test_what_is_wrong_with_an_answer_is_said_at_its_place(old: str, new: str, expected_problem: str) -> None:
    text = form(stream()).replace(old, new, 1) if old else form(stream())
    with pytest.raises(InputError) as raised:
        parse_sheet(text, "mine.yaml", stream())
    found = [str(problem) for problem in raised.value.problems]
    assert any(expected_problem in each for each in found), found
    assert all(each.startswith("mine.yaml:") for each in found)


def test_an_answer_is_read() -> None:
    text = form(stream()).replace("name:  ", "name: Ann").replace("    wait:\n", "    wait: 1d..2d..4d\n", 1)
    sheet = parse_sheet(text, "mine.yaml", stream())
    assert sheet == ({Asked("build", "wait"): Estimate.parse("1d..2d..4d")}, "Ann")


def test_an_empty_file_is_no_answer() -> None:
    with pytest.raises(InputError, match="begin with round: 1"):
        parse_sheet("", "mine.yaml", stream())
    with pytest.raises(InputError, match="begin with round: 1"):
        parse_sheet("- 1d\n", "mine.yaml", stream())


# -- against the measurement -----------------------------------------------------------------------------------------

HOUR = 3600.0
DAY = 8 * HOUR


def measured(wait: float | None, interval: tuple[float, float | None] | None, clock: str = "working") -> Flow:
    stage = StageFlow("review", "Code review", None, None, wait, 2.0, wait_interval=interval)
    return replace(expected(stream()), layer="measured", clock=clock, stages=(stage,))  # type: ignore[arg-type]


TOLD = Told("review", "wait", estimates("4h", "1h..4h..1d", "1d..2d..4d", "3d..4d..5d"), Estimate.parse("1d..2d..1w"))


def test_how_many_ranges_held_what_was_measured() -> None:
    estimate = expected(stream())
    visits = estimate.stage("review").visits  # type: ignore[union-attr]
    assert visits == 2, "what half of all items do twice over, and again"
    found = held(TOLD, estimate, measured(2 * 2 * DAY, (2 * 1.5 * DAY, 2 * 3 * DAY)), CLOCK)
    assert found is not None
    assert found.ranges == Coverage(1, 1, 1), "inside; below; straddles 3d"
    assert found.plain == 1, "one value holds nothing, and is no range that failed"
    assert found.agreed == "inside"
    assert round_held(Round(ON, 4, (TOLD,)), estimate, measured(4 * DAY, (3 * DAY, 6 * DAY)), CLOCK) == found.ranges


def test_without_an_interval_nobody_can_tell() -> None:
    found = held(TOLD, expected(stream()), measured(4 * DAY, None), CLOCK)
    assert found is not None
    assert found.ranges == Coverage(0, 0, 3)


def test_what_was_not_measured_holds_nothing() -> None:
    estimate = expected(stream())
    assert held(TOLD, estimate, measured(None, None), CLOCK) is None
    assert held(Told("gone", "wait", TOLD.said), estimate, measured(DAY, None), CLOCK) is None
    assert round_held(Round(ON, 4, (TOLD,)), estimate, measured(None, None), CLOCK).of == 0


def test_both_are_on_one_clock() -> None:
    estimate, by = expected(stream()), CLOCK.elapsed_ratio
    ends = (2 * 1.5 * DAY * by, 2 * 3 * DAY * by)
    elapsed = measured(4 * DAY * by, ends, "elapsed")
    with pytest.raises(MixedClocksError):
        held(TOLD, estimate, elapsed, CLOCK)
    found = held(TOLD, to_elapsed(estimate, CLOCK), elapsed, CLOCK)
    assert found is not None
    assert found.ranges == Coverage(1, 1, 1)
