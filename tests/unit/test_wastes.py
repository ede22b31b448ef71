"""Wastes, ideas and parked topics: in the file, in changes, in tables, JSON and hand-outs."""

from __future__ import annotations

import pytest

from tests.flows import three
from vsm_tui.draw import ASCII, View, map_text, table_text
from vsm_tui.edit import (
    AddBurst,
    ChangeBurst,
    ChangeTopic,
    EditError,
    MergeStages,
    ParkTopic,
    RemoveBurst,
    RemoveTopic,
    SetTags,
    TickTopic,
)
from vsm_tui.edit.change import Change
from vsm_tui.export.handout.content import handout
from vsm_tui.export.handout.markdown import markdown
from vsm_tui.export.handout.page import page
from vsm_tui.export.payload import flow_payload
from vsm_tui.files import new_text, parse_stream, splice
from vsm_tui.flow import expected
from vsm_tui.model import InputError, Stage, Stream, Topic

TEXT = """\
vsm: 1
name: Checkout
stages:
  - id: build
    name: Build
    touch: 2d
    wait: 1d
  - id: review          # the queue
    name: Review
    wait: 3d
    touch: 1h
    tags: [waiting, hand-off]
    bursts: [Review in pairs, "A limit of three, at most"]
parking:
  - {topic: Who owns flaky tests?}   # asked twice
  - {topic: Budget, done: yes}
  - Holidays
"""


@pytest.fixture
def stream() -> Stream:
    return parse_stream(TEXT, "")[0]


def changed(before: Stream, change: Change, text: str = TEXT) -> tuple[Stream, list[str], list[str]]:
    """The stream after a change, the lines that went and those that came."""
    after = change.apply(before)
    new = splice(text, after)
    assert parse_stream(new, "")[0] == after
    old_lines, new_lines = text.splitlines(), new.splitlines()
    gone = [line for line in old_lines if line not in new_lines]
    return after, gone, [line for line in new_lines if line not in old_lines]


def test_what_a_file_says(stream: Stream) -> None:
    review = stream.stage("review")
    assert review.tags == ("waiting", "hand-off")
    assert review.bursts == ("Review in pairs", "A limit of three, at most")
    assert stream.parking == (Topic("Who owns flaky tests?"), Topic("Budget", done=True), Topic("Holidays"))
    assert parse_stream(new_text(stream), "")[0] == stream


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ("tags: [waiting,", "tags: [waitingg,", (12, 12), "did you mean waiting?"),
        ("tags: [waiting,", "tags: [hand-off,", (12, 22), "twice: keep one"),
        ("tags: [waiting,", f"tags: [{'w' * 41},", (12, 12), "at most 40 characters"),
        ("tags: [waiting,", 'tags: ["",', (12, 12), "is empty"),
        ("Review in pairs", "b" * 201, (13, 14), "at most 200 characters"),
        ("done: yes", "done: maybe", (16, 27), "write true or false"),
        ("{topic: Budget, done: yes}", "{done: yes}", (16, 5), "has no topic"),
        ("{topic: Budget,", "{topc: Budget,", (16, 6), "did you mean topic?"),
        ("    tags:", "    tag:", (12, 5), "did you mean tags?"),
        ("parking:", "parkin:", (14, 1), "did you mean parking?"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(old: str, new: str, place: tuple[int, int], said: str) -> None:
    assert TEXT.count(old) == 1
    text = TEXT.replace(old, new)
    try:
        _, problems = parse_stream(text, "")
    except InputError as error:
        problems = tuple(error.problems)
    found = [p for p in problems if said in p.text]
    assert [(p.line, p.column) for p in found] == [place], problems


def test_own_words_are_no_mistake() -> None:
    _, problems = parse_stream(TEXT.replace("waiting,", "manual work,"), "")
    assert problems == ()


def test_each_change_is_one_changed_line(stream: Stream) -> None:
    review, build = stream.stage("review"), stream.stage("build")
    after, gone, came = changed(stream, SetTags(review, ["waiting", "defects"]))
    assert after.stage("review").tags == ("waiting", "defects")
    assert (gone, came) == (["    tags: [waiting, hand-off]"], ["    tags: [waiting, defects]"])
    _, gone, came = changed(stream, SetTags(build, ["motion"]))
    assert (gone, came) == ([], ["    tags: [motion]"])
    _, gone, came = changed(stream, SetTags(review, []))
    assert (len(gone), came) == (1, [])
    _, gone, came = changed(stream, AddBurst(build, " Pair  more "))
    assert (gone, came) == ([], ["    bursts: [Pair more]"])
    after, gone, came = changed(stream, ChangeBurst(review, 0, "Swarm"))
    assert after.stage("review").bursts[0] == "Swarm"
    assert len(gone) == len(came) == 1
    after, *_ = changed(stream, RemoveBurst(review, 0))
    assert after.stage("review").bursts == ("A limit of three, at most",)


def test_topics_come_go_and_are_ticked_off_line_by_line(stream: Stream) -> None:
    _, gone, came = changed(stream, TickTopic(0))
    assert came == ["  - {topic: Who owns flaky tests?, done: true}   # asked twice"]
    assert len(gone) == 1
    after, _, came = changed(stream, TickTopic(1, done=False))
    assert (after.parking[1], came) == (Topic("Budget"), ["  - {topic: Budget}"])
    after, gone, came = changed(stream, ParkTopic("Lunch: when?"))
    assert (gone, came, after.parking[-1]) == ([], ["  - {topic: 'Lunch: when?'}"], Topic("Lunch: when?")) or came == [
        '  - {topic: "Lunch: when?"}'
    ]
    _, gone, came = changed(stream, RemoveTopic(1))
    assert (gone, came) == (["  - {topic: Budget, done: yes}"], [])
    after, *_ = changed(stream, ChangeTopic(2, "Summer"))
    assert after.parking[2].text == "Summer"


@pytest.mark.parametrize(
    "change",
    [
        ParkTopic("  "),
        ParkTopic("x" * 201),
        ChangeTopic(9, "x"),
        RemoveTopic(-1),
        TickTopic(3),
        AddBurst(Stage("gone", "Gone"), "x"),
        AddBurst(Stage("review", "Review"), " "),
        ChangeBurst(Stage("review", "Review"), 2, "x"),
        RemoveBurst(Stage("review", "Review"), 5),
        SetTags(Stage("review", "Review"), ["x" * 41]),
        SetTags(Stage("review", "Review"), ["bell\x07"]),
    ],
)
def test_what_does_not_fit_is_refused(stream: Stream, change: Change) -> None:
    with pytest.raises(EditError) as refused:
        change.apply(stream)
    assert str(refused.value)


def test_merged_stages_keep_what_was_noted_on_both(stream: Stream) -> None:
    noted = SetTags(stream.stage("build"), ["rework", "waiting"]).apply(stream)
    merged = MergeStages(noted.stage("build"), noted.stage("review")).apply(noted).stage("build")
    assert merged.tags == ("rework", "waiting", "hand-off")
    assert merged.bursts == stream.stage("review").bursts


def test_the_map_marks_the_stage_and_the_table_says_it_in_words(stream: Stream) -> None:
    flow = expected(stream)
    for width in (80, 120, 200):
        text = "\n".join(map_text(stream, flow, None, width=width, view=View()))
        assert ("⚑2 ✹2" if width > 80 else "⚑") in text
        assert max(map(len, text.splitlines())) <= width
    table = "\n".join(table_text(stream, flow, None, width=100, view=View()))
    assert "⚑ waiting, hand-off · ✹ Review in pairs" in table
    assert "✓ Budget" in table
    assert "\n".join(table_text(stream, flow, None, width=100, view=View(glyphs=ASCII))).isascii()
    assert "⚑" not in "\n".join(map_text(three(), expected(three()), None, width=120, view=View()))


def test_json_holds_it_beside_each_stage(stream: Stream) -> None:
    said = flow_payload(expected(stream), "vsm.show.v1", "checkout", stream)
    assert [stage["tags"] for stage in said["stages"]] == [[], ["waiting", "hand-off"]]
    assert said["stages"][1]["bursts"][0] == "Review in pairs"
    assert said["parking"][1] == {"text": "Budget", "done": True}


def test_hand_outs_list_it_and_nothing_in_it_is_markup(stream: Stream) -> None:
    stream = AddBurst(stream.stage("build"), "<b>*bold*</b>").apply(stream)
    found = handout(stream, expected(stream), None)
    text = markdown(found, "")
    assert "| 2 Review | waiting, hand-off |" in text
    assert "- [x] Budget" in text
    assert "- [ ] Holidays" in text
    assert "<b>" not in text
    html = page(found)
    assert "<h2>Parking lot</h2>" in html
    assert "&lt;b&gt;*bold*" in html
    empty = handout(three(), expected(three()), None)
    assert "Parking lot" not in markdown(empty, "") + page(empty).replace("parking lot", "").partition("<h2>Terms")[0]
