"""A stream drafted from nothing but a log."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from vsm_tui.measure.drafting import names
from vsm_tui.measure.drafting.draft import draft
from vsm_tui.measure.log.log import Log
from vsm_tui.measure.log.read import load
from vsm_tui.measure.measurement import measure
from vsm_tui.model import FINISH, InputError, Stream


def walks(tmp_path: Path, *items: str, **types: str) -> Log:
    """A log of items, each a walk ``A > B > C`` with a day between the states."""
    lines = ["item,at,state,type"]
    for number, walk in enumerate(items):
        for day, state in enumerate(walk.split(" > ")):
            lines.append(f"I-{number},2026-01-{1 + day:02d}T0{number % 10}:00:00Z,{state},{types.get('type', '')}")
    path = tmp_path / "log.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return load([path], "UTC")


def shape(stream: Stream) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    return [(s.name, s.states.wait, s.states.touch) for s in stream.stages]


FULL = (
    "To Do > Ready for dev > Development > Review queue > In Review > To test > Testing > Waiting for release > Release"
    " > Done"
)


def test_queues_join_the_stage_they_wait_for(tmp_path: Path) -> None:
    stream = draft(walks(tmp_path, FULL, FULL, type="Story"), "Feature")
    assert shape(stream) == [
        ("To Do", ("To Do",), ()),
        ("Development", ("Ready for dev",), ("Development",)),
        ("In Review", ("Review queue",), ("In Review",)),
        ("Testing", ("To test",), ("Testing",)),
        ("Release", ("Waiting for release",), ("Release",)),
    ]
    assert stream.finish.states == ("Done",)
    assert [s.id for s in stream.stages] == ["to-do", "development", "in-review", "testing", "release"]
    assert stream.guesses == ("to-do", "development", "in-review", "testing", "release", FINISH)
    assert (stream.name, stream.work_type, stream.start, stream.end) == (
        "Feature",
        "story",
        "Enters To Do",
        "Enters Done",
    )


def test_stages_stand_in_the_order_most_items_take(tmp_path: Path) -> None:
    log = walks(
        tmp_path,
        "Analyse > Build > Test > Ship > Done",
        "Analyse > Build > Test > Build > Test > Ship > Done",
        "Build > Analyse > Test > Ship > Done",
        "Analyse > Test > Build > Test > Ship > Done",
        "Analyse > Build",
    )
    assert [s.name for s in draft(log, "x").stages] == ["Analyse", "Build", "Test", "Ship"]


def test_what_is_over_waits_for_what_comes_next(tmp_path: Path) -> None:
    stream = draft(walks(tmp_path, "Analysing > Analysed > Dev Active > Dev Done > Test > Closed"), "x")
    assert shape(stream) == [
        ("Analysing", (), ("Analysing",)),
        ("Dev Active", ("Analysed",), ("Dev Active",)),
        ("Test", ("Dev Done",), ("Test",)),
    ]


def test_cancelled_and_blocked_are_no_stages(tmp_path: Path) -> None:
    log = walks(
        tmp_path,
        "Open > Doing > Blocked > Doing > Done",
        "Open > On hold > Doing > Won't do",
        "Open > Doing > Duplicate",
    )
    stream = draft(log, "x")
    assert [s.name for s in stream.stages] == ["Open", "Doing"]
    assert sorted(stream.also.stay) == ["Blocked", "On hold"]
    assert sorted(stream.also.cancelled) == ["Duplicate", "Won't do"]
    assert stream.finish.states == ("Done",)


def test_without_a_telling_name_the_usual_end_is_the_finish(tmp_path: Path) -> None:
    stream = draft(walks(tmp_path, "Receive > Pay", "Receive > Check > Pay", "Receive > Check"), "x")
    assert stream.finish.states == ("Pay",)
    assert [s.name for s in stream.stages] == ["Receive", "Check"]


def test_a_done_like_state_work_passes_through_is_a_stage(tmp_path: Path) -> None:
    stream = draft(walks(tmp_path, "Build > Merged > Deploy > Released", "Build > Merged > Deploy > Released"), "x")
    assert [s.name for s in stream.stages] == ["Build", "Merged", "Deploy"]
    assert stream.finish.states == ("Released",)


def test_jiras_categories_decide_before_names(tmp_path: Path) -> None:
    def status(number: str, name: str, category: str) -> dict[str, object]:
        return {"id": number, "name": name, "statusCategory": {"key": category}}

    def change(day: int, before: tuple[str, str], after: tuple[str, str]) -> dict[str, object]:
        item = {"fieldId": "status", "from": before[0], "fromString": before[1], "to": after[0], "toString": after[1]}
        return {"id": str(day), "created": f"2026-01-{day:02d}T10:00:00.000+0000", "items": [item]}

    a, b, c = ("1", "Intake"), ("2", "Kitchen"), ("3", "Auf dem Tisch")
    issue = {
        "id": "7", "key": "AB-7", "fields": {"created": "2026-01-01T10:00:00Z", "status": {"id": "3", "name": c[1]}},
        "changelog": {"histories": [change(2, a, b), change(5, b, c)]},
    }  # fmt: skip
    statuses = [status(*a, "new"), status(*b, "indeterminate"), status(*c, "done")]
    path = tmp_path / "jira.json"
    path.write_text(json.dumps([issue, statuses]))
    stream = draft(load([path], "UTC"), "x")
    assert shape(stream) == [("Intake", ("Intake",), ()), ("Kitchen", (), ("Kitchen",))]
    assert stream.finish.states == ("Auf dem Tisch",)


def test_states_of_two_tools_with_one_name_stay_apart(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(
        "item,at,state,source\nA,2026-01-01T10:00:00Z,Review,jira\nA,2026-01-02T10:00:00Z,Review,azure\n"
        "A,2026-01-03T10:00:00Z,Done,jira\n"
    )
    stream = draft(load([path], "UTC"), "x")
    assert shape(stream) == [("Review", (), ("jira:Review",)), ("Review", (), ("azure:Review",))]
    assert [s.id for s in stream.stages] == ["review", "review-2"]
    assert stream.finish.states == ("Done",)


def test_a_draft_measures_as_it_is(tmp_path: Path) -> None:
    log = walks(tmp_path, FULL, FULL, FULL.removesuffix(" > Release > Done"))
    flow = measure(draft(log, "x"), log).flow
    assert flow.observed is not None
    assert (flow.observed.items.finished, flow.observed.items.open) == (2, 1)
    assert flow.lead_time.mean == 9 * 86_400
    assert flow.observed.unmapped == ()


def test_a_second_tool_does_not_make_stages(tmp_path: Path) -> None:
    walk = "jira:To Do > jira:Doing > git:committed > jira:Review > ci:passed > jira:Done > deploy:deployed"
    stream = draft(walks(tmp_path, walk, walk), "Feature")
    assert [name for name, *_ in shape(stream)] == ["To Do", "Doing", "Review"]
    assert set(stream.also.stay) == {"committed", "passed"}
    assert set(stream.finish.states) == {"Done", "deployed"}


def test_states_of_git_alone_mean_what_git_means_by_them(tmp_path: Path) -> None:
    log = walks(tmp_path, "git:committed > git:merged > git:released", "git:committed > git:merged > git:reverted")
    stream = draft(log, "Changes")
    assert shape(stream) == [("Change", ("reverted",), ("committed",)), ("Release", ("merged",), ())]
    assert (stream.finish.states, stream.guesses) == (("released",), ("change", "release", FINISH))
    flow = measure(stream, log).flow
    assert [(s.touch, s.wait, s.evidence) for s in flow.stages] == [(86_400.0, 0.0, "C"), (0.0, 86_400.0, None)]


def test_states_of_pull_requests_alone_mean_what_their_tool_means_by_them(tmp_path: Path) -> None:
    rounds = "github:changes_requested > github:pushed > github:approved > github:merged"
    log = walks(
        tmp_path,
        f"git:committed > github:draft > github:ready > github:review_requested > {rounds}",
        "git:committed > github:opened > github:approved > github:queued_to_merge > github:merged",
        "git:committed > github:opened > github:closed",
    )
    stream = draft(log, "Changes")
    assert [(name, set(wait), set(touch)) for name, wait, touch in shape(stream)] == [
        ("Change", {"changes_requested"}, {"committed", "draft"}),
        ("Review", {"ready", "review_requested", "pushed", "opened"}, set()),
        ("Merge", {"approved", "queued_to_merge"}, set()),
    ]
    assert (stream.finish.states, stream.also.cancelled) == (("merged",), ("closed",))
    loops = measure(stream, log).flow.loops
    assert [(loop.source, loop.target) for loop in loops] == [("review", "change")]


def test_states_of_jobs_alone_mean_what_their_tool_means_by_them(tmp_path: Path) -> None:
    walk = (
        "ci:queued > ci:running > ci:failed > ci:queued > ci:running > deploy:queued > deploy:running > deploy:deployed"
    )
    stream = draft(walks(tmp_path, walk), "Pipeline")
    assert [(name, set(wait), set(touch)) for name, wait, touch in shape(stream)] == [
        ("CI", {"ci:queued", "failed"}, {"ci:running"}),
        ("Deploy", {"deploy:queued"}, {"deploy:running"}),
    ]
    assert stream.finish.states == ("deployed",)


def test_a_type_of_few_items_is_not_the_streams(tmp_path: Path) -> None:
    walks(tmp_path, *["Build > Done"] * 5)
    path = tmp_path / "log.csv"
    path.write_text(path.read_text().replace("Build,\n", "Build,revert\n", 1))
    assert draft(load([path], "UTC"), "x").work_type == ""


def test_the_columns_of_a_board_are_stages(tmp_path: Path) -> None:
    log = walks(tmp_path, "Idea > Doing > Ready to look > Looking > Closed", "Idea > Doing > Looking > Closed")
    board = {"To do": ("Never seen",), "Making": ("Doing",), "Review": ("Ready to look", "Looking"), "End": ("Closed",)}
    stream = draft(log, "Feature", board)
    assert shape(stream) == [
        ("Idea", (), ("Idea",)),
        ("Making", (), ("Doing",)),
        ("Review", ("Ready to look",), ("Looking",)),
    ]
    assert stream.finish.states == ("Closed",)


def test_hostile_names_become_plain_stages(tmp_path: Path) -> None:
    stream = draft(walks(tmp_path, "\x1b[31m終 了 > finish > Done"), "\x1b[2Jx")
    assert stream.name == "x"
    assert [(s.id, s.name) for s in stream.stages] == [("stage", "終 了"), ("finish-2", "Finish")]


def test_one_state_is_no_stream(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a state that comes before"):
        draft(walks(tmp_path, "Done", "Done"), "x")


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("Ready for review", "review"), ("Review queue", "review"), ("Waiting for QA", "qa"), ("To test", "test"),
        ("review_requested", "review"), ("Awaiting CAB", "cab"), ("To be deployed", "deployed"),
        ("Test Backlog", "test"), ("Contract to draft", "draft"), ("Cases_to_review", "review"),
        ("New offers to be approved", "approved"), ("Contract ready for signature", "signature"),
        ("Offer awaiting approval", "approval"), ("PR waiting on QA", "qa"), ("Invoice pending payment", "payment"),
        ("Deploy to test", None), ("Deployed to test", None), ("Sent to review", None), ("Back to build", None),
        ("Handed over to test", None), ("Drafting to review", None), ("Reply to customer", None),
        ("Getting ready for release", None), ("Release to production", None), ("Contract to customer", None),
        ("To Do", None), ("Backlog", None), ("In Review", None), ("Testing", None), ("Open", None),
    ],
)  # fmt: skip
def test_what_a_name_waits_for(name: str, target: str | None) -> None:
    assert names.waits_for(name) == target


def test_what_lies_to_be_done_waits_and_what_is_taken_somewhere_does_not(tmp_path: Path) -> None:
    walk = "Contract to draft > Drafting contract > Contract to sign > Signing contract > Done"
    assert shape(draft(walks(tmp_path, walk, walk), "x")) == [
        ("Drafting contract", ("Contract to draft",), ("Drafting contract",)),
        ("Signing contract", ("Contract to sign",), ("Signing contract",)),
    ]
    assert [names.is_wait(name) for name in ("Contract to draft", "Deploy to test", "Moved to review")] == [
        True, False, False,
    ]  # fmt: skip
