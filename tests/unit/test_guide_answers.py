"""Answers in the guide: one change each, said back before it is made; what does not fit says what would."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.test_steps import BLANK, DAY, SCOPED, WHOLE, stage, stream
from vsm_tui.files import parse_stream, template, template_names
from vsm_tui.flow.steps import Ask, way
from vsm_tui.model import Estimate, Loop, Share, Stream
from vsm_tui.tui.guiding import suggested, walk
from vsm_tui.tui.guiding.answered import Answer
from vsm_tui.tui.guiding.answers import answer
from vsm_tui.tui.guiding.dataanswers import with_state
from vsm_tui.tui.guiding.logstates import LogState
from vsm_tui.tui.guiding.prompts import missing, prompt
from vsm_tui.tui.guiding.said import said
from vsm_tui.tui.guiding.walk import Place

TWO = stream(stage("Build"), stage("Test"))


def changed(of: Stream, ask: Ask, text: str) -> Stream:
    found = answer(of, ask, text)
    assert found.change is not None, found
    return found.change.apply(of)


def told(of: Stream, ask: Ask, text: str) -> str:
    found = answer(of, ask, text)
    return found.wrong or found.meaning


def test_nothing_typed_changes_nothing() -> None:
    assert answer(TWO, Ask("times", "wait", "build"), "  ") == Answer()


def test_scope_is_taken_as_it_is_said() -> None:
    assert changed(BLANK, Ask("scope", "start"), " a wish \x1b arrived").start == "a wish arrived"
    assert "role" in told(BLANK, Ask("scope", "confirmed_by"), "jo@company.example")


def test_out_of_100_is_said_back() -> None:
    ask = Ask("quality", "pca", "build")
    assert told(TWO, ask, "80") == "80 usable, 20 sent back or repaired"
    assert told(TWO, ask, "99.5 %") == "99.5 usable, 0.5 sent back or repaired"
    assert told(TWO, ask, "100") == "all 100 usable, none sent back or repaired"
    assert told(TWO, ask, "0") == "none usable, all 100 sent back or repaired"
    assert changed(TWO, ask, "0").stage("build").pca == Share.parse("0")
    assert changed(TWO, ask, "1").stage("build").pca == Share.parse("1%"), "out of 100, so 1 is one"


@pytest.mark.parametrize("text", ["101", "-1", "most", "80 or so", "2/1", "0.8", "8e1"])
def test_what_is_no_number_out_of_100_says_what_would_be(text: str) -> None:
    found = answer(TWO, Ask("quality", "pca", "build"), text)
    assert found.change is None
    assert any(right in found.wrong for right in ("100", "80", "8/10"))


def test_a_time_may_be_a_range_and_another_teams() -> None:
    ask = Ask("times", "wait", "build")
    assert str(changed(TWO, ask, "1d..2d..4d").stage("build").wait) == "1d..2d..4d"
    away = changed(TWO, ask, "outside 5d").stage("build")
    assert (str(away.outside), away.wait, away.touch) == ("5d", None, None)
    assert "how long is it away" in told(TWO, ask, "outside")
    assert "2m, 2h or 2d" in told(TWO, ask, "2")
    assert "smallest first" in told(TWO, ask, "4d..2d..1d")


def test_a_stage_that_is_taken_back_has_both_times_asked() -> None:
    away = replace(TWO, stages=(stage("Build", outside=DAY), stage("Test")))
    ask = Ask("times", "outside", "build", known=True)
    assert said(away, ask) == "1d"
    assert str(changed(away, ask, "3d").stage("build").outside) == "3d"
    ours = changed(away, ask, "ours")
    assert ("wait", "build") in [(a.kind, a.stage) for a in way(ours).missing]


def test_what_goes_back_becomes_a_loop_with_its_cause() -> None:
    ask = Ask("rework", "back", "build", "test")
    assert told(TWO, ask, "20 not clear") == "20 of 100 go back to Build, 80 go on, because: not clear"
    assert changed(TWO, ask, "20 not clear").rework == (Loop("test", "build", Share.parse("20%"), "not clear"),)
    none = changed(TWO, ask, "0")
    assert none.rework == (Loop("test", "build", Share.parse("0%")),)
    assert way(none).step("rework").done
    assert "never finishes" in told(TWO, ask, "100")


def test_a_new_rate_keeps_the_cause_that_was_said() -> None:
    ask = Ask("rework", "rate", "build", "test")
    looped = replace(TWO, rework=(Loop("test", "build", Share.parse("20%"), "not clear"),))
    assert said(looped, ask) == "20 not clear"
    assert changed(looped, ask, "30").rework[0].cause == "not clear"
    assert changed(looped, ask, "30 too late").rework[0].cause == "too late"
    assert answer(looped, ask, "20 not clear").change is None, "it says so already"


def test_data_is_named_by_file_address_and_states(tmp_path: Path) -> None:
    ask = Ask("data", "log")
    (tmp_path / "shop.csv").write_text("item,at,state\n", encoding="utf-8")
    found = answer(TWO, ask, "shop.csv", tmp_path)
    assert found.log == tmp_path / "shop.csv"
    assert found.change is None, "it is read first"
    for text, wrong in (
        ("other.csv", "there is no such file, and this is no address"),
        (str(tmp_path / "other.csv"), "there is no such file, and no such folder"),
        (str(tmp_path), "no clone"),
        ("https://acme.atlassian.net", "project: SHOP"),
        ("~nobody-by-this-name/x.csv", "there is no such file"),
    ):
        assert wrong in answer(TWO, ask, text, tmp_path).wrong
    (tmp_path / "service" / ".git").mkdir(parents=True)
    cloned = answer(TWO, ask, "./service", tmp_path).change
    assert cloned is not None
    assert cloned.apply(TWO).sources == ({"tool": "git", "path": "./service"},)
    assert changed(TWO, ask, "https://github.com/owner/name").sources == ({"tool": "github", "repo": "owner/name"},)
    states = changed(TWO, Ask("data", "states", "build"), "To do, Ready / Doing").stage("build").states
    assert (states.wait, states.touch) == (("To do", "Ready"), ("Doing",))
    assert changed(TWO, Ask("data", "finish"), "Done, Closed").finish.states == ("Done", "Closed")


def test_a_stage_done_outside_has_one_time_in_the_log_too() -> None:
    ask = Ask("data", "states", "build")
    away = replace(TWO, stages=(stage("Build", outside=DAY), stage("Test")))
    asked = prompt(away, ask)
    assert "is away at ‘Build’" in asked.question
    assert "one time" in asked.why
    assert told(away, ask, "At auditor") == "outside, one time: At auditor"
    assert "name a state" in told(away, ask, "/")
    mapped = changed(away, ask, "At auditor / With auditor")
    assert (mapped.stage("build").states.wait, mapped.stage("build").states.touch) == (
        ("At auditor", "With auditor"),
        (),
    )
    assert said(mapped, ask) == "At auditor, With auditor"


def test_stages_are_suggested_by_the_kind_of_work() -> None:
    bug = replace(SCOPED, work_type="Bugs")
    assert suggested.stage_names(bug, "")[:3] == ("Triage", "Reproduce", "Fix")
    begun = replace(bug, stages=(stage("Triage"), stage("Fix")))
    assert suggested.stage_names(begun, "fix")[0] == "Code review", "those that come next come first"
    assert "Reproduce" in suggested.stage_names(begun, "fix"), "one that was left out can still be had"
    assert suggested.stage_names(begun, "triage")[0] == "Reproduce"
    assert suggested.template_for("gardening") is None
    assert suggested.stage_names(replace(SCOPED, work_type="gardening"), "")


@pytest.mark.parametrize("kind", suggested.work_types())
def test_every_kind_of_work_finds_its_template(kind: str) -> None:
    found = suggested.template_for(kind)
    assert found is not None
    assert found.work_type == kind


def test_every_question_has_words_an_example_that_fits_and_no_default(tmp_path: Path) -> None:
    drafted = replace(WHOLE, guesses=("build",))
    for of in (BLANK, TWO, drafted, replace(TWO, stages=(stage("Build", outside=DAY), stage("Test")))):
        for step in way(of).steps:
            for ask in step.asks:
                found = prompt(of, ask)
                assert found.question.endswith("?")
                assert found.why
                assert missing(of, ask)
                if not ask.known:
                    assert said(of, ask) == "", "nothing stands in the field before somebody says it"
                for chip in found.chips:
                    assert not (chip.whole and answer(of, ask, chip.text, tmp_path).wrong), chip


@pytest.mark.parametrize(
    ("ask", "example"),
    [
        (Ask("times", "wait", "build"), "2d"),
        (Ask("times", "touch", "build"), "30m"),
        (Ask("quality", "pca", "build"), "80"),
        (Ask("rework", "back", "build", "test"), "15 not clear"),
    ],
)
def test_examples_can_be_typed(ask: Ask, example: str) -> None:
    assert answer(TWO, ask, example).change is not None
    assert example.split(maxsplit=1)[0] in prompt(TWO, ask).example


def test_the_receiver_is_asked() -> None:
    assert prompt(TWO, Ask("quality", "pca", "build")).question.startswith("Ask ‘Test’")
    assert prompt(TWO, Ask("quality", "pca", "test")).question.startswith("Ask the customer"), "who says it is done"


def test_onward_goes_to_what_is_missing_and_on_to_the_next_step() -> None:
    found = way(TWO)
    place = walk.first(found)
    assert place.ask is not None
    assert (place.step, place.ask.kind, place.ask.stage) == ("times", "wait", "build")
    last = Place("times", found.step("times").asks[-1])
    assert walk.onward(found, last).step == "quality", "what was skipped is asked for in the review"
    review = walk.onward(found, Place("review"))
    assert review.ask == found.next
    assert walk.onward(way(WHOLE), Place("review")) == Place("improve")


def test_neighbours_lead_through_everything_that_was_reached() -> None:
    found = way(TWO)
    seen = [Place("scope", found.step("scope").asks[0])]
    while (after := walk.neighbour(found, seen[-1], 1)) != seen[-1]:
        seen.append(after)
    assert [place.step for place in seen if place.ask is None] == ["review"]
    assert len(seen) == sum(len(step.asks) for step in found.steps) + 1
    assert walk.neighbour(found, seen[3], -1) == seen[2]
    assert walk.neighbour(found, seen[0], -1) == seen[0]


def test_an_answer_that_was_taken_back_is_where_to_go() -> None:
    before, after = way(WHOLE), way(WHOLE.with_stage(replace(WHOLE.stages[0], touch=None)))
    place = walk.settled(after, before, Place("quality", before.step("quality").asks[0]))
    assert place.ask is not None
    assert (place.ask.kind, place.ask.stage) == ("touch", "build")
    gone = way(stream(WHOLE.stages[0]))
    there = walk.settled(gone, before, Place("times", before.step("times").asks[-1]))
    assert there.step == "times" or there.ask in gone.missing


def test_several_stages_are_one_change_in_their_order() -> None:
    found = answer(TWO, Ask("stages", "stage", "test"), "Verify → Release -> Learn")
    assert found.change is not None
    assert [s.name for s in found.change.apply(TWO).stages] == ["Build", "Test", "Verify", "Release", "Learn"]
    assert found.place == "learn"
    first = answer(TWO, Ask("stages", "stage", ""), "+ Refine -> Design").change
    assert first is not None
    assert [s.name for s in first.apply(TWO).stages] == ["Refine", "Design", "Build", "Test"]


def test_a_name_that_is_there_already_is_doubted_and_not_refused() -> None:
    at_end = Ask("stages", "stage", "test")
    found = answer(TWO, at_end, "build")
    assert "there is a ‘Build’ already" in found.doubt
    assert found.change is not None
    assert "already" in answer(TWO, at_end, "Learn -> learn").doubt, "nor twice in one answer"
    assert not answer(TWO, Ask("stages", "stage", ""), "build").doubt, "another spelling of its own name"


def test_no_cause_is_made_of_a_word_that_says_none() -> None:
    ask = Ask("rework", "back", "build", "test")
    assert told(TWO, ask, "0 none") == "nothing goes back to Build"
    assert changed(TWO, ask, "5 none").rework[0].cause == ""


def test_states_take_the_spelling_of_the_log_and_what_is_not_in_it_is_said() -> None:
    log = (LogState("Waiting for triage", ("Waiting for triage",)), LogState("jira:Done", ("jira:Done", "Done")))
    ask = Ask("data", "states", "build")
    found = answer(TWO, ask, "waiting for triage / done", states=log)
    assert found.change is not None
    states = found.change.apply(TWO).stage("build").states
    assert (states.wait, states.touch, found.doubt) == (("Waiting for triage",), ("Done",), "")
    assert "did you mean ‘Done’" in answer(TWO, Ask("data", "finish"), "Dome", states=log).doubt
    assert answer(TWO, ask, "whatever").doubt == "", "without a log nothing is known of its states"


def test_a_picked_state_joins_what_is_typed_where_it_belongs() -> None:
    assert with_state("", "Ready", "wait") == "Ready"
    assert with_state("Ready", "Doing", "touch") == "Ready / Doing"
    assert with_state("Ready / Doi", "Doing", "none") == "Ready / Doing", "what was begun gives way"
    assert with_state("To do, Rea / Doing", "Paused", "none") == "To do, Rea / Doing, Paused"
    assert with_state("A / B", "Ready", "wait") == "A, Ready / B"


def test_a_stage_by_a_longer_or_a_shorter_name_is_not_suggested_again() -> None:
    bug = replace(SCOPED, work_type="bug", stages=(stage("Triage"), stage("Review")))
    assert "Code review" not in suggested.stage_names(bug, "review")
    assert suggested.stage_names(bug, "review")[0] == "Verify", "it goes on behind it"


def test_each_hint_of_the_templates_stands_by_the_question_it_helps_with() -> None:
    feature = replace(SCOPED, stages=(stage("Build"), replace(stage("Code review"), id="code-review")))
    assert "interrupts" not in prompt(feature, Ask("times", "wait", "build")).why
    assert "What interrupts it?" in prompt(feature, Ask("times", "touch", "build")).why
    assert "When does a reviewer notice" in prompt(feature, Ask("times", "wait", "code-review")).why
    notes = {
        " ".join(each.notes.split())
        for name in template_names()
        for each in parse_stream(template(name), name)[0].stages
    }
    assert {hint for hints in suggested.HINTS.values() for hint in hints} <= notes, "no hint is left behind"


def test_undo_and_redo_lead_to_the_question_they_changed() -> None:
    less = WHOLE.with_stage(replace(WHOLE.stages[0], touch=None))
    before = walk.answers(way(WHOLE), WHOLE)
    place = walk.touched(way(less), less, before)
    assert place is not None
    assert place.ask is not None
    assert place.ask.key == ("touch", "build", "")
    assert walk.touched(way(WHOLE), WHOLE, before) is None


def test_wait_and_touch_can_be_said_in_one_answer() -> None:
    ask = Ask("times", "wait", "build")
    both = changed(TWO, ask, "1d..2d..4d / 4h").stage("build")
    assert (str(both.wait), str(both.touch)) == ("1d..2d..4d", "4h")
    assert told(TWO, ask, "2d / 4h").startswith("waits ")
    assert "as in 2d / 4h" in told(TWO, ask, "2d /")
    assert answer(TWO, ask, "2d / whatever").change is None


def test_what_contradicts_or_reads_like_something_else_is_asked_back() -> None:
    back = Ask("rework", "back", "build", "test")
    known = TWO.with_stage(replace(TWO.stage("build"), pca=Share.parse("80%")))
    found = answer(known, back, "40 form incomplete")
    assert found.change is not None
    assert "only 20 of 100 of ‘Build’" in found.doubt
    assert not answer(known, back, "20").doubt
    assert not answer(TWO, back, "40").doubt, "nobody said how many are usable"
    assert "stages in a row" in answer(SCOPED, Ask("scope", "confirmed_by"), "A -> B").doubt
    assert changed(TWO, back, "nothing").rework[0].rate == Share.parse("0%")


def test_two_times_of_a_stage_that_is_done_outside_name_the_way_out() -> None:
    away = TWO.with_stage(replace(TWO.stage("build"), wait=None, touch=None, outside=Estimate.parse("5d")))
    assert "Write ours first" in answer(away, Ask("times", "outside", "build"), "1d / 4h").wrong


def test_a_word_that_many_kinds_of_work_have_suggests_none() -> None:
    assert suggested.template_for("data request") is None
    assert suggested.template_for("data or model") is not None
    assert suggested.template_for("bug fix") is not None
