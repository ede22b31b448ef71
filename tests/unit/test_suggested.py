"""What states probably mean, and what speaks for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from vsm_tui.measure.drafting.states import StateSeen
from vsm_tui.measure.drafting.suggested import suggestions_of
from vsm_tui.model import Estimate, Rule, Stage, States, Stream
from vsm_tui.tui.statelist import choices, coverage, rows

BUILD = Stage("build", "Build", states=States(("Ready",), ("Doing",)))
REVIEW = Stage("review", "Review")
STREAM = Stream("s", stages=(BUILD, REVIEW), finish=Rule(("Done",)))


def seen(state: str, *, seconds: float = 10, last: int = 0, **more: str) -> StateSeen:
    from vsm_tui.measure.drafting.states import _hint
    from vsm_tui.measure.roles import tail

    names = tuple(dict.fromkeys((state, tail(state))))
    return StateSeen(state, names, 10, 10, last, seconds, 0.1, _hint(state), **more)


def one(*table: StateSeen, stream: Stream = STREAM) -> tuple[str, str | None, str]:
    found = suggestions_of(stream, table)[table[0].state]
    return found.role, found.stage.id if found.stage else None, found.why


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        (seen("In Review"), ("touch", "review", "its name")),
        (seen("Ready for review"), ("wait", "review", "its name")),
        (seen("Blocked"), ("stay", None, "its name")),
        (seen("Erledigt", last=8, category="done"), ("finish", None, "its status category: done")),
        (seen("Neu", category="new"), ("wait", "build", "its status category: to do")),
    ],
)
def test_what_speaks_for_a_meaning(state: StateSeen, wanted: tuple[str, str | None, str]) -> None:
    assert one(state) == wanted


def test_what_is_to_be_drafted_waits_for_the_draft() -> None:
    stream = Stream("s", stages=(Stage("draft", "Draft contract"),), finish=Rule(("Done",)))
    table = (seen("Contract to draft", onward="Drafting contract"), seen("Drafting contract"))
    found = suggestions_of(stream, table)
    assert {state: one.role for state, one in found.items()} == {
        "Contract to draft": "wait", "Drafting contract": "touch",
    }  # fmt: skip


def test_what_is_next_may_itself_be_suggested() -> None:
    table = (seen("Queue", onward="In Review"), seen("In Review"))
    assert one(*table) == ("wait", "review", "its name; most go on to ‘In Review’")


@pytest.mark.parametrize(
    ("state", "column", "wanted"),
    [
        ("Peer look", "Review", ("touch", "review", "its column on the board: Review")),
        ("Queue", "Review", ("wait", "review", "its column on the board: Review")),
        ("Peer look", "Ready for review", ("wait", "review", "its column on the board: Ready for review")),
        ("Peer look", "Done", None),
        ("Peer look", "Elsewhere", None),
        ("Ready for build", "Review", ("wait", "build", "its name")),
    ],
)
def test_a_column_of_the_board_speaks_where_the_name_says_nothing(
    state: str, column: str, wanted: tuple[str, str, str] | None
) -> None:
    found = suggestions_of(STREAM, [seen(state)], {column: (state,)}).get(state)
    assert (found and (found.role, found.stage and found.stage.id, found.why)) == wanted


def test_what_is_only_in_progress_is_making_and_not_checking() -> None:
    stages = (Stage("check", "Code review"), Stage("make", "Implementation"))
    assert one(seen("In Progress"), stream=replace(STREAM, stages=stages))[:2] == ("touch", "make")


def test_what_waits_belongs_to_what_most_items_go_on_to() -> None:
    assert one(seen("Queue", onward="Doing"), seen("Doing")) == ("wait", "build", "its name; most go on to ‘Doing’")
    neu = seen("Neu", category="new", onward="Doing")
    assert one(neu, seen("Doing"))[2] == "its status category: to do; most go on to ‘Doing’"


@pytest.mark.parametrize("state", [seen("Quite something"), seen("Erledigt", category="done"), seen("Queue")])
def test_nothing_is_suggested_where_nothing_speaks_for_it(state: StateSeen) -> None:
    assert suggestions_of(STREAM, [state]) == {}


def test_a_mapped_state_needs_no_suggestion() -> None:
    assert suggestions_of(STREAM, [seen("Doing"), seen("Done", last=10)]) == {}


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        (seen("git:committed"), ("stay", None)),
        (seen("ci:running"), ("stay", None)),
        (seen("deploy:deployed", last=9), ("finish", None)),
        (seen("github:review_requested"), ("wait", "review")),
    ],
)
def test_a_second_tool_does_not_move_items(state: StateSeen, wanted: tuple[str, str | None]) -> None:
    tracker = seen("jira:Doing")
    assert one(state, tracker)[:2] == wanted


def test_a_stage_the_tracker_speaks_for_is_not_given_to_a_second_tool() -> None:
    full = replace(STREAM, stages=(BUILD, replace(REVIEW, states=States((), ("In Review",)))))
    assert one(seen("github:review_requested"), seen("jira:In Review"), stream=full)[0] == "stay"


def test_alone_a_tool_of_changes_is_no_second_one() -> None:
    assert one(seen("github:review_requested"))[:2] == ("wait", "review")
    assert one(seen("git:committed"))[:2] == ("touch", "build")
    assert one(seen("github:changes_requested"))[:2] == ("wait", "build")
    assert "git:merged" not in suggestions_of(STREAM, [seen("git:merged")]), "nothing is known of a release"
    assert one(seen("git:merged"), stream=replace(STREAM, stages=(BUILD, Stage("ship", "Ship"))))[:2] == (
        "wait",
        "ship",
    )


def test_a_closed_change_is_no_closed_ticket() -> None:
    closed, merged = seen("github:closed", last=9), seen("github:merged", last=9)
    assert one(closed)[0] == "finish"
    assert "github:closed" not in suggestions_of(STREAM, [closed, merged])


def test_shares_have_one_base_and_add_up() -> None:
    table = [seen("Doing", seconds=60), seen("Odd", seconds=30), seen("Ready", seconds=10), seen("Done", seconds=900)]
    listed = rows(STREAM, table)
    assert [row.share for row in listed] == [0.6, 0.3, 0.1, None]
    found = coverage(STREAM, listed)
    assert found.parts == {"touch": 0.6, "none": 0.3, "wait": 0.1}
    assert found.share == pytest.approx(0.7)
    assert found.missing == ("without a state: Review",)


def test_a_log_in_which_no_time_passes_has_no_shares() -> None:
    listed = rows(STREAM, [seen("Doing", seconds=0), seen("Done", seconds=0, last=9)])
    assert [row.share for row in listed] == [0.0, None]
    assert coverage(STREAM, listed).parts == {}


def test_a_state_may_be_in_a_stage_that_is_done_outside_which_has_one_time() -> None:
    away = Stage("test", "Penetration test", outside=Estimate.parse("3d"))
    stream = replace(STREAM, stages=(BUILD, away, REVIEW))
    assert one(seen("Penetration test"), stream=stream) == ("wait", "test", "its name")
    assert one(seen("Queue", onward="Penetration test"), seen("Penetration test"), stream=stream)[:2] == (
        "wait",
        "test",
    )
    offered = [meaning for meaning in choices(stream) if meaning.stage == away]
    assert [meaning.label for meaning in offered] == ["Penetration test · outside, one time"]
    mapped = offered[0].change(stream, "At vendor").apply(stream)
    assert mapped.stage("test").states == States(("At vendor",), ())
    assert "without a state: Penetration test, Review" in coverage(stream, ()).missing
