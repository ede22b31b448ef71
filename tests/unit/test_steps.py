"""The steps of the guide: what is missing is read off the stream, and nothing but the stream."""

from __future__ import annotations

from dataclasses import replace

import pytest

from vsm_tui.flow.steps import STEPS, way
from vsm_tui.model import Estimate, Loop, Rule, Share, Stage, States, Stream

BLANK = Stream("Shop")
SCOPED = replace(BLANK, work_type="feature", start="asked", end="in use", confirmed_by="customer")
DAY = Estimate.parse("1d")


def stage(name: str, **fields: object) -> Stage:
    return replace(Stage(name.lower(), name), **fields)  # type: ignore[arg-type]  # fields of a stage by name


def stream(*stages: Stage, **fields: object) -> Stream:
    return replace(SCOPED, stages=stages, **fields)  # type: ignore[arg-type]  # fields of a stream by name


def missing(of: Stream, *, logged: bool = False) -> list[tuple[str, str]]:
    return [(ask.kind, ask.stage) for ask in way(of, logged=logged).missing]


def test_a_blank_stream_begins_with_the_seed_questions() -> None:
    steps = way(BLANK).steps
    assert [step.name for step in steps] == list(STEPS)
    assert [ask.kind for ask in way(BLANK).missing] == ["work_type", "start", "end", "confirmed_by", "stage"]
    assert [step.name for step in steps if step.reached] == ["scope", "stages"]
    assert not any(step.done for step in steps)


def test_blanks_are_no_answer() -> None:
    assert ("start", "") in missing(replace(SCOPED, start="  "))


def test_one_stage_hands_over_to_nobody() -> None:
    one = stream(stage("Build"))
    assert missing(one)[0] == ("stage", "build")
    assert not way(one).step("stages").done
    two = way(stream(stage("Build"), stage("Test")))
    assert two.step("stages").done
    assert [ask.stage for ask in two.step("stages").asks] == ["", "build", "test"], "a place before and after each"


def test_times_are_wait_and_touch_or_one_time_outside() -> None:
    found = way(stream(stage("Build", wait=DAY), stage("Scan", outside=DAY)))
    assert [(a.kind, a.stage, a.known) for a in found.step("times").asks] == [
        ("wait", "build", True),
        ("touch", "build", False),
        ("outside", "scan", True),
    ]


def test_zero_is_an_answer() -> None:
    nothing = Estimate.parse("0")
    found = way(stream(stage("A", wait=nothing, touch=nothing, pca=Share.parse("0")), stage("B")))
    assert not [ask for name in ("times", "quality") for ask in found.step(name).missing if ask.stage == "a"]


def test_rework_is_asked_of_every_stage_that_hands_over_less_than_all() -> None:
    all_fine, some = Share.parse("100%"), Share.parse("80%")
    found = way(stream(stage("A", pca=all_fine), stage("B", pca=some), stage("C", pca=some)))
    asks = {(a.kind, a.stage, a.source): a.known for a in found.step("rework").asks}
    assert asks == {("back", "a", "b"): True, ("back", "b", "c"): False}, "nobody on the map comes after the last one"


def test_nothing_said_of_quality_does_not_pass_for_no_rework() -> None:
    assert not way(stream(stage("A"), stage("B"))).step("rework").done


def test_a_loop_from_any_later_stage_answers_once_its_rate_is_known() -> None:
    some = Share.parse("80%")
    stages = [stage(name, pca=some) for name in "ABC"]
    loops = (Loop("c", "a"), Loop("c", "b", Share.parse("0%")))
    asks = {(a.kind, a.stage, a.source): a.known for a in way(stream(*stages, rework=loops)).step("rework").asks}
    assert asks == {("rate", "a", "c"): False, ("rate", "b", "c"): True}


def test_a_stage_that_repeats_itself_still_has_to_say_what_comes_back() -> None:
    itself = Loop("a", "a", Share.parse("10%"))
    asks = [(a.kind, a.stage) for a in way(stream(stage("A"), stage("B"), rework=(itself,))).step("rework").asks]
    assert asks == [("rate", "a"), ("back", "a")]


WHOLE = stream(
    stage("Build", wait=DAY, touch=DAY, pca=Share.parse("80%")),
    stage("Test", wait=DAY, touch=DAY, pca=Share.parse("99%")),
    rework=(Loop("test", "build", Share.parse("20%")),),
)


def test_a_map_is_whole_without_data() -> None:
    found = way(WHOLE)
    assert found.next is None
    assert found.step("review").done
    assert found.step("improve").reached
    assert not found.step("improve").done, "improving never ends"
    assert [ask.kind for ask in found.step("data").missing] == ["log", "states", "states", "finish"]


@pytest.mark.parametrize("field", ["work_type", "start", "end", "confirmed_by"])
def test_each_word_of_the_scope_is_needed(field: str) -> None:
    assert missing(replace(WHOLE, **{field: ""})) == [(field, "")]  # type: ignore[arg-type]  # texts, all four


def test_data_is_there_with_a_log_states_and_a_finish_that_nobody_guessed() -> None:
    mapped = [replace(s, states=States((f"{s.id} ready",), (s.id,))) for s in WHOLE.stages]
    full = replace(WHOLE, stages=tuple(mapped), finish=Rule(("Done",)))
    assert [ask.kind for ask in way(full).step("data").missing] == ["log"]
    assert way(full, logged=True).step("data").done
    assert way(replace(full, log=("a.csv",))).step("data").done
    guessed = way(replace(full, guesses=("finish",)), logged=True).step("data")
    assert [ask.kind for ask in guessed.missing] == ["finish", "guesses"]


def test_an_answered_question_is_found_again() -> None:
    found = way(WHOLE)
    ask = found.step("quality").asks[1]
    assert found.find(ask.key) == ask
    assert found.find(("pca", "gone", "")) is None


def test_improving_needs_a_lead_time_and_no_more() -> None:
    timed = stream(stage("Build", wait=DAY, touch=DAY), stage("Test", wait=DAY, touch=DAY), confirmed_by="")
    found = way(timed)
    assert found.step("improve").reached
    assert found.needed == ()
    assert found.missing, "what is open stays open"
    assert not found.step("review").done
    drawn = way(replace(timed, rework=(Loop("test", "build"),)))
    assert [(ask.kind, ask.stage) for ask in drawn.needed] == [("rate", "build")]
    assert not drawn.step("improve").reached
    assert not way(stream(stage("Build", wait=DAY, touch=DAY))).step("improve").reached, "one stage is no stream"


def test_one_stage_has_no_rework_to_ask_about() -> None:
    assert not way(stream(stage("Build", pca=Share.parse("80%")))).step("rework").done
