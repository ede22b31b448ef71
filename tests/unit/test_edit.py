"""Every change does what its title says, and refuses with what would be right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from fractions import Fraction

import pytest

from tests.unit.test_stream_file import CONTRACT
from vsm_tui.edit import (
    AddLoop,
    Change,
    ConfirmAllGuesses,
    ConfirmGuess,
    ConfirmState,
    DeleteStage,
    EditError,
    InsertStage,
    MakeInside,
    MakeOutside,
    MapState,
    MergeStages,
    MoveStage,
    RemoveLoop,
    RenameStage,
    SetClock,
    SetExperiments,
    SetFailureDemand,
    SetLog,
    SetLoopCause,
    SetLoopRate,
    SetNotes,
    SetRule,
    SetScope,
    SetSources,
    SetStageNotes,
    SetStates,
    SetValue,
    Several,
    SplitStage,
    guess_of,
    role_of,
    typed_change,
)
from vsm_tui.files import parse_stream, splice
from vsm_tui.model import Clock, Estimate, InputError, Loop, Rule, Share, Stage, States, Stream

STREAM, _ = parse_stream(CONTRACT, "")
INTAKE, BUILD, REVIEW, PEN_TEST = STREAM.stages
LOOP = STREAM.rework[0]
two_days = Estimate.parse("2d")


def ids(stream: Stream) -> list[str]:
    return [stage.id for stage in stream.stages]


@pytest.mark.parametrize(
    ("change", "title", "look", "expected"),
    [
        (SetValue(REVIEW, "wait", "2d"), "Set wait of ‘Code review’ to 2d", lambda s: s.stages[2].wait, two_days),
        (SetValue(REVIEW, "wait", two_days), "Set wait of ‘Code review’ to 2d", lambda s: s.stages[2].wait, two_days),
        (SetValue(REVIEW, "wait", " "), "Clear wait of ‘Code review’", lambda s: s.stages[2].wait, None),
        (SetValue(REVIEW, "wait", None), "Clear wait of ‘Code review’", lambda s: s.stages[2].wait, None),
        (SetValue(REVIEW, "touch", "0"), "Set touch of ‘Code review’ to 0", lambda s: str(s.stages[2].touch), "0m"),
        (
            SetValue(REVIEW, "wait", "1h..2h..4h"),
            "Set wait of ‘Code review’ to 1h..2h..4h",
            lambda s: str(s.stages[2].wait),
            "1h..2h..4h",
        ),
        (SetValue(BUILD, "pca", "85%"), "Set %C/A of ‘Build’ to 85%", lambda s: str(s.stages[1].pca), "85%"),
        (SetValue(BUILD, "people", "1.5"), "Set people of ‘Build’ to 1.5", lambda s: s.stages[1].people, 1.5),
        (SetValue(REVIEW, "people", 3), "Set people of ‘Code review’ to 3", lambda s: s.stages[2].people, 3.0),
        (
            SetValue(PEN_TEST, "outside", "6d"),
            "Set outside of ‘Penetration test’ to 6d",
            lambda s: str(s.stages[3].outside),
            "6d",
        ),
        (
            RenameStage(BUILD, " Make  it "),
            "Rename ‘Build’ to ‘Make it’",
            lambda s: (s.stages[1].id, s.stages[1].name),
            ("build", "Make it"),
        ),
        (SetStageNotes(BUILD, "a \r\nb\n"), "Edit the notes of ‘Build’", lambda s: s.stages[1].notes, "a\nb"),
        (
            SetStates(BUILD, ["Ready"], ["Doing", "Doing"]),
            "Set the states of ‘Build’",
            lambda s: s.stages[1].states,
            States(("Ready",), ("Doing",)),
        ),
        (
            MakeOutside(INTAKE),
            "Make ‘Intake & triage’ an outside stage",
            lambda s: (s.stages[0].wait, str(s.stages[0].outside)),
            (None, "1d30m"),
        ),
        (
            MakeOutside(INTAKE, "3d"),
            "Make ‘Intake & triage’ an outside stage",
            lambda s: (s.stages[0].touch, str(s.stages[0].outside)),
            (None, "3d"),
        ),
        (
            MakeInside(PEN_TEST),
            "Make ‘Penetration test’ a stage of our own and drop its 5d",
            lambda s: (s.stages[3].outside, s.stages[3].wait),
            (None, None),
        ),
        (
            MakeInside(PEN_TEST, "4d", "1d"),
            "Make ‘Penetration test’ a stage of our own and drop its 5d",
            lambda s: (str(s.stages[3].wait), str(s.stages[3].touch)),
            ("4d", "1d"),
        ),
        (
            InsertStage("Code review", INTAKE),
            "Add ‘Code review’ after ‘Intake & triage’",
            ids,
            ["intake", "code-review", "build", "review", "pen-test"],
        ),
        (
            InsertStage("Finish"),
            "Add ‘Finish’ at the start",
            ids,
            ["finish-2", "intake", "build", "review", "pen-test"],
        ),
        (
            MoveStage(PEN_TEST, INTAKE),
            "Move ‘Penetration test’ after ‘Intake & triage’",
            ids,
            ["intake", "pen-test", "build", "review"],
        ),
        (MoveStage(BUILD, None), "Move ‘Build’ to the start", ids, ["build", "intake", "review", "pen-test"]),
        (
            DeleteStage.of(STREAM, "build"),
            "Delete ‘Build’ and its loop",
            lambda s: (ids(s), s.rework, s.guesses),
            (["intake", "review", "pen-test"], (), ("finish",)),
        ),
        (DeleteStage.of(STREAM, "intake"), "Delete ‘Intake & triage’", lambda s: s.rework, STREAM.rework),
        (
            AddLoop(PEN_TEST, BUILD, "5%", "hole"),
            "Draw a loop from ‘Penetration test’ back to ‘Build’",
            lambda s: s.rework[1],
            Loop("pen-test", "build", Share(Fraction(1, 20)), "hole"),
        ),
        (AddLoop(BUILD, BUILD), "Draw a loop from ‘Build’ back to ‘Build’", lambda s: s.rework[1].rate, None),
        (
            SetLoopRate(LOOP, "30%"),
            "Set the rate of the loop review → build to 30%",
            lambda s: str(s.rework[0].rate),
            "30%",
        ),
        (SetLoopRate(LOOP, ""), "Clear the rate of the loop review → build", lambda s: s.rework[0].rate, None),
        (SetLoopCause(LOOP, "typos"), "Set the cause of the loop review → build", lambda s: s.rework[0].cause, "typos"),
        (RemoveLoop(LOOP), "Remove the loop review → build", lambda s: s.rework, ()),
        (SetScope("name", "Bug"), "Set the name to ‘Bug’", lambda s: s.name, "Bug"),
        (
            SetScope("start", "when\nit begins"),
            "Set the start point to ‘when it begins’",
            lambda s: s.start,
            "when it begins",
        ),
        (SetScope("end", ""), "Clear the end point", lambda s: s.end, ""),
        (SetNotes(" \n"), "Edit the notes", lambda s: s.notes, ""),
        (SetClock("day", "6h30m"), "Set the working day to 6h30m", lambda s: s.clock.day, 23400),
        (SetClock("week", "4"), "Set the working week to 4", lambda s: s.clock.week, 4),
        (SetClock("begins", "10:00"), "Set the beginning of the day to 10:00", lambda s: s.clock.begins, time(10, 0)),
        (
            SetClock("timezone", "Asia/Tokyo"),
            "Set the time zone to Asia/Tokyo",
            lambda s: s.clock.timezone,
            "Asia/Tokyo",
        ),
        (
            SetClock("holidays", "2026-12-26, 2026-12-25"),
            "Set the holidays to 2026-12-26, 2026-12-25",
            lambda s: s.clock.holidays,
            (date(2026, 12, 25), date(2026, 12, 26)),
        ),
        (SetClock("day", ""), "Set the working day to its default", lambda s: s.clock.day, Clock().day),
        (SetRule("begin", ["Doing"]), "Let begin mean ‘Doing’", lambda s: s.begin, Rule(("Doing",))),
        (
            SetRule("finish", ["Live"]),
            "Let finish mean ‘Live’",
            lambda s: (s.finish, s.guesses),
            (Rule(("Live",)), ("build",)),
        ),
        (SetRule("begin", []), "Clear begin", lambda s: s.begin, Rule()),
        (
            SetFailureDemand(["Bug"]),
            "Say what failure demand is",
            lambda s: (s.failure_demand.types, s.failure_demand.labels),
            (("Bug",), ()),
        ),
        (SetLog(["a.csv"]), "Use the log ‘a.csv’", lambda s: s.log, ("a.csv",)),
        (SetLog([]), "Use the log beside the file", lambda s: s.log, ()),
        (
            SetSources([{"tool": "git", "path": "."}]),
            "Change the sources",
            lambda s: s.sources,
            ({"tool": "git", "path": "."},),
        ),
        (SetExperiments([], "Drop it"), "Drop it", lambda s: s.experiments, ()),
        (
            MapState("To Do", "wait", BUILD),
            "Map ‘To Do’ to wait of ‘Build’",
            lambda s: (s.stages[0].states.wait, s.stages[1].states.wait, s.begin),
            (("Backlog",), ("To Do",), Rule(("To Do",))),
        ),
        (
            MapState("Done", "touch", BUILD),
            "Map ‘Done’ to touch of ‘Build’",
            lambda s: (s.finish.states, s.stages[1].states.touch),
            (("Closed",), ("Done",)),
        ),
        (MapState("To Do", "stay"), "Let ‘To Do’ stay where the item is", lambda s: s.also.stay, ("Blocked", "To Do")),
        (
            MapState("Blocked", "paused"),
            "Let ‘Blocked’ pause the clock",
            lambda s: (s.also.stay, s.also.paused),
            ((), ("On ice", "Blocked")),
        ),
        (
            MapState("Blocked", "cancelled"),
            "Let ‘Blocked’ cancel the item",
            lambda s: s.also.cancelled,
            ("Won't do", "Blocked"),
        ),
        (
            MapState("Triage", "finish"),
            "Let ‘Triage’ finish the stream",
            lambda s: (s.stages[0].states.touch, s.finish.states, s.guesses),
            ((), ("Done", "Closed", "Triage"), ("build",)),
        ),
        (MapState("Triage", "none"), "Leave ‘Triage’ unmapped", lambda s: s.stages[0].states.touch, ()),
        (ConfirmGuess(BUILD), "Confirm ‘Build’", lambda s: s.guesses, ("finish",)),
        (ConfirmGuess(), "Confirm the end point", lambda s: s.guesses, ("build",)),
        (ConfirmAllGuesses(), "Confirm all guesses", lambda s: s.guesses, ()),
    ],
)
def test_a_change_does_what_it_says(
    change: Change, title: str, look: Callable[[Stream], object], expected: object
) -> None:
    assert change.title == title
    assert look(change.apply(STREAM)) == expected


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (SetValue(REVIEW, "wait", "2"), "write 2m, 2h or 2d"),
        (SetValue(REVIEW, "wait", "3d..2d..4d"), "does not grow"),
        (SetValue(REVIEW, "wait", "0.0000001d"), "round it"),
        (SetValue(REVIEW, "pca", "85"), "write 85%"),
        (SetValue(REVIEW, "pca", Share(Fraction(1, 3))), "round it"),
        (SetValue(REVIEW, "people", "0"), "more than 0"),
        (SetValue(REVIEW, "people", float("nan")), "no number"),
        (SetValue(REVIEW, "people", "two"), "a number such as 2"),
        (SetValue(REVIEW, "colour", "2"), "set wait, touch"),  # type: ignore[arg-type]  # what a script may type
        (SetValue(REVIEW, "wait", 2.0), "type it as text"),
        (SetValue(PEN_TEST, "touch", "1d"), "bring the stage inside first"),
        (SetValue(REVIEW, "outside", "1d"), "make it an outside stage"),
        (SetValue(Stage("gone", "Gone"), "wait", "1d"), "no stage ‘Gone’ any more"),
        (MakeOutside(BUILD), "Type one time"),
        (RenameStage(BUILD, " "), "needs a name"),
        (RenameStage(BUILD, "a\x1b[31m"), "U+001B"),
        (SetStates(BUILD, ["To Do"]), "listed twice"),
        (InsertStage(""), "needs a name"),
        (InsertStage("x", Stage("gone", "Gone")), "‘Gone’"),
        (MoveStage(BUILD, REVIEW), "would lead forward"),
        (AddLoop(BUILD, REVIEW), "a loop leads back"),
        (AddLoop(REVIEW, BUILD), "already sends work back"),
        (AddLoop(REVIEW, INTAKE, "75%"), "never finishes"),
        (SetLoopRate(LOOP, "100%"), "never finishes"),
        (SetLoopRate(Loop("build", "build"), "1%"), "not there any more"),
        (RemoveLoop(Loop("build", "build")), "not there any more"),
        (SplitStage(BUILD, "Build", ""), "both halves need a name"),
        (MergeStages(INTAKE, REVIEW), "with the next one"),
        (MergeStages(REVIEW, PEN_TEST), "done outside"),
        (SetScope("name", ""), "needs a name"),
        (SetClock("day", "1d"), "such as 8h"),
        (SetClock("week", "9d"), "1d to 7d"),
        (SetClock("timezone", "Mars"), "time zone"),
        (SetClock("holidays", "tomorrow"), "year-month-day"),
        (SetRule("finish", ["Blocked"]), "listed twice"),
        (MapState("x", "wait"), "belong to a stage"),
        (MapState("x", "finish", BUILD), "belong to a stage"),
        (MapState(" ", "stay"), "needs a name"),
        (SetSources([{"tool": "jira", "password": "x"}]), "looks like a secret"),
        (SetSources([{}]), "needs its tool"),
        (ConfirmGuess(INTAKE), "no guess"),
    ],
)
def test_a_change_that_does_not_fit_says_what_would(change: Change, words: str) -> None:
    with pytest.raises(EditError) as caught:
        change.apply(STREAM)
    assert words in str(caught.value)


def test_a_longer_day_may_not_turn_a_range_around() -> None:
    stream = STREAM.with_stage(replace(BUILD, wait=Estimate.parse("1d..8h..2d")))
    with pytest.raises(EditError, match="does not grow"):
        SetClock("day", "12h").apply(stream)


def test_what_was_wrong_before_does_not_stand_in_the_way() -> None:
    broken = replace(STREAM, work_type="a\x07b")
    assert SetValue(BUILD, "wait", "1d").apply(broken).stages[1].wait == Estimate.parse("1d")


def test_a_split_makes_nothing_up_and_a_merge_takes_it_back() -> None:
    described = STREAM.with_stage(replace(REVIEW, pca=Share(Fraction(9, 10)), notes="n"))
    loops = (*STREAM.rework, Loop("review", "review", None), Loop("pen-test", "review", None))
    described = replace(described, rework=loops)
    split = SplitStage(described.stages[2], "Code review", "Fix remarks").apply(described)
    first, second = split.stages[2:4]
    assert ids(split) == ["intake", "build", "review", "fix-remarks", "pen-test"]
    assert (first.wait, first.touch, first.people, first.notes) == (REVIEW.wait, REVIEW.touch, 2.0, "n")
    assert (second.wait, second.touch, second.people) == (None, None, None)
    assert (first.pca, second.pca) == (None, Share(Fraction(9, 10)))
    keys = [loop.key for loop in split.rework]
    assert keys == [("fix-remarks", "build"), ("fix-remarks", "review"), ("pen-test", "review")]
    assert MergeStages(first, second).apply(split) == described


def test_a_merge_adds_times_and_multiplies_quality() -> None:
    stages = (
        Stage(
            "a", "A", Estimate.parse("1d..2d..4d"), Estimate.parse("4h"), None, Share.parse("90%"), 2, States(("w",))
        ),
        Stage("b", "B", Estimate.parse("1h"), Estimate.parse("1d30m"), None, Share.parse("80%"), 2, States((), ("t",))),
        Stage("c", "C", notes="later"),
    )
    merged = MergeStages(*stages[:2]).apply(Stream("x", stages=stages, guesses=("b", "c"))).stages[0]
    assert str(merged.wait) == "1d1h..2d1h..4d1h"
    assert str(merged.touch) == "1d4h30m"
    assert (str(merged.pca), merged.people) == ("72%", 2)
    assert merged.states == States(("w",), ("t",))


def test_a_value_that_only_one_has_is_no_sum() -> None:
    stages = (Stage("a", "A", wait=two_days, people=1), Stage("b", "B", touch=two_days, people=2))
    stream = MergeStages(*stages, name="Both").apply(Stream("x", stages=stages, guesses=("b",)))
    assert stream.stages == (Stage("a", "Both"),)
    assert stream.guesses == ("a",)


def test_a_merge_keeps_what_loops_send_back() -> None:
    stages = tuple(Stage(i, i, touch=Estimate.parse("1d")) for i in "abc")
    rate = Share.parse
    loops = (Loop("b", "a", rate("40%"), "x"), Loop("c", "a", rate("50%"), "y"), Loop("c", "b", rate("40%")))
    stream = MergeStages(stages[1], stages[2]).apply(Stream("s", stages=stages, rework=loops))
    assert stream.rework == (Loop("b", "a", rate("70%"), "x; y"), Loop("b", "b", rate("24%")))
    passed_on = (1 - Fraction(4, 10)) * (1 - Fraction(9, 10))
    assert 1 - sum(loop.rate.value for loop in stream.rework if loop.rate) == passed_on


def test_several_changes_are_one() -> None:
    both = Several("Take the suggestions", (MapState("Doing", "touch", BUILD), MapState("Ready", "wait", BUILD)))
    assert both.apply(STREAM).stages[1].states == States(("Ready",), ("Doing",))
    with pytest.raises(EditError):
        Several("No", (MapState("Doing", "touch", BUILD), RenameStage(BUILD, ""))).apply(STREAM)


@pytest.mark.parametrize(
    ("state", "role"),
    [("Done", "finish"), ("Blocked", "stay"), ("On ice", "paused"), ("Won't do", "cancelled"), ("Other", "none")],
)
def test_what_a_state_means(state: str, role: str) -> None:
    assert role_of(STREAM, state) == (role, None)
    assert role_of(STREAM, "Triage") == ("touch", INTAKE)
    assert role_of(STREAM, "Backlog") == ("wait", INTAKE)


def test_changes_can_be_typed() -> None:
    assert typed_change(STREAM, "review.wait=2d").apply(STREAM).stages[2].wait == two_days
    assert typed_change(STREAM, "review.wait=").apply(STREAM).stages[2].wait is None
    assert typed_change(STREAM, " review . outside = 2d").apply(STREAM).stages[2].outside == two_days
    assert typed_change(STREAM, "review.name=R").apply(STREAM).stages[2].name == "R"
    assert typed_change(STREAM, "review>build=0%").apply(STREAM).rework[0].rate == Share(Fraction(0))
    for text, words in [
        ("review.wait", "review.wait=2d"),
        ("wait=2d", "names no field"),
        ("revieww.wait=2d", "did you mean review?"),
        ("review.wate=2d", "did you mean wait?"),
        ("build>build=2%", "review>build"),
    ]:
        with pytest.raises(EditError) as caught:
            typed_change(STREAM, text)
        assert words in str(caught.value)


DRAFTED = """\
vsm: 1
name: Drafted
stages:
  - id: build                             # guess: confirm
    states: {wait: [To Do], touch: [Doing]}

  - id: check                             # guess: confirm
    states: {touch: [Checking]}
finish: {state: [Done]}                   # guess: confirm
also: {stay: [Blocked]}                   # guess: confirm
guesses: [build, check, finish, also]
"""


@pytest.mark.parametrize(
    ("state", "home"), [("To Do", "build"), ("Checking", "check"), ("Done", "finish"), ("Blocked", "also")]
)
def test_confirming_a_state_takes_its_mark_away_and_no_other(state: str, home: str) -> None:
    stream, _ = parse_stream(DRAFTED, "")
    assert guess_of(stream, state) == home
    after = ConfirmState(state).apply(stream)
    assert set(stream.guesses) - set(after.guesses) == {home}
    text = splice(DRAFTED, after)
    left = [line.split("#")[0].strip() for line in text.splitlines() if "# guess: confirm" in line]
    assert len(left) == 3
    assert not any(home in line for line in left)
    with pytest.raises(EditError, match="no guess"):
        ConfirmState(state).apply(after)


def test_what_somebody_chose_is_no_guess_any_more() -> None:
    stream, _ = parse_stream(DRAFTED, "")
    build, check = stream.stages
    assert "check" in MapState("Doing", "wait", build).apply(stream).guesses
    assert "build" in MapState("Doing", "wait", build).apply(stream).guesses, "‘To Do’ there is still one"
    chosen = MapState("Blocked", "touch", check).apply(MapState("Checking", "paused").apply(stream))
    assert "check" not in chosen.guesses
    assert "also" not in MapState("Blocked", "paused").apply(stream).guesses


def test_all_marks_go_at_once() -> None:
    stream, _ = parse_stream(DRAFTED, "")
    assert "guess" not in splice(DRAFTED, ConfirmAllGuesses().apply(stream))


def test_errors_of_changes_name_stages_as_a_screen_does_and_those_of_a_file_their_ids() -> None:
    with pytest.raises(EditError) as error:
        SetLoopRate(LOOP, "100%").apply(STREAM)
    assert str(error.value).startswith("never finishes: ‘Code review’ would send 100% back")
    with pytest.raises(EditError, match=r"it is already wait of stage ‘Intake & triage’"):
        SetStates(REVIEW, ["To Do", "Other"]).apply(STREAM)
    with pytest.raises(InputError, match="never finishes: 'review' would send 100% back"):
        parse_stream(CONTRACT.replace("rate: 25%", "rate: 100%"), "")
