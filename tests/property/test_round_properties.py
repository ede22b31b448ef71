"""Laws of estimate rounds: no order of people, a range around everybody, and nothing of it lost."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.support.streams import clocks, plain_estimates, ranges, streams
from vsm_tui.edit import Agree, EditError, History, KeepRound, RemoveRound, gathered
from vsm_tui.files import new_text, parse_stream, splice
from vsm_tui.files.answers import form, parse_sheet
from vsm_tui.files.splicing import normal
from vsm_tui.flow.rounds import apart, farthest, group_range, ordered
from vsm_tui.model import Clock, Estimate, InputError, Stream, asked_of

ON = date(2026, 11, 24)
said = st.lists(st.one_of(plain_estimates, ranges), min_size=1, max_size=7)
slow = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=60)


@st.composite
def sheets(draw: st.DrawFn, stream: Stream) -> list[dict]:  # type: ignore[type-arg]
    asked = asked_of(stream.stages)
    estimates = st.one_of(plain_estimates, ranges)
    sheet = st.dictionaries(st.sampled_from(asked), estimates, max_size=4) if asked else st.just({})
    return draw(st.lists(sheet, max_size=5))


@given(said, clocks, st.randoms())
def test_the_order_of_people_tells_nothing(estimates: list[Estimate], clock: Clock, order) -> None:  # type: ignore[no-untyped-def]
    mixed = list(estimates)
    order.shuffle(mixed)
    assert ordered(mixed, clock) == ordered(estimates, clock)
    assert group_range(mixed, clock) == group_range(estimates, clock)
    assert apart(mixed, clock) == apart(estimates, clock)


@given(said, clocks)
def test_the_group_holds_everybody(estimates: list[Estimate], clock: Clock) -> None:
    assume(all(_grows(each, clock) for each in estimates))
    group = group_range(estimates, clock)
    low, typical, high = group.seconds(clock)
    assert low <= typical <= high
    for each in estimates:
        assert low <= each.seconds(clock)[0] <= each.seconds(clock)[1] <= each.seconds(clock)[2] <= high
    assert Estimate.parse(str(group)) == group, "a file can say it"
    below = sum(each.seconds(clock)[1] <= typical for each in estimates)
    above = sum(each.seconds(clock)[1] >= typical for each in estimates)
    assert min(below, above) * 2 >= len(estimates), "typical is the middle"


def _grows(each: Estimate, clock: Clock) -> bool:
    low, typical, high = each.seconds(clock)
    return low <= typical <= high


@slow
@given(streams(), st.data())
def test_a_round_is_kept_undone_and_saved(stream: Stream, data: st.DataObject) -> None:
    told = data.draw(sheets(stream))
    try:
        one = gathered(stream, told, ON)
    except EditError:
        assert sum(bool(sheet) for sheet in told) < 2
        return
    assert gathered(stream, told[::-1], ON) == one
    assert one.people == sum(bool(sheet) for sheet in told)
    assert sum(len(value.said) for value in one.values) == sum(len(sheet) for sheet in told)
    history = History(stream)
    try:
        kept = history.do(KeepRound(one))
    except EditError:  # what hypothesis made of hours and days does not grow on this stream's clock
        assume(False)
    assert kept.stages == stream.stages, "what people said changes no estimate"
    text = splice(new_text(stream), kept)
    assert parse_stream(text, "")[0] == normal(kept)
    value = data.draw(st.sampled_from(one.values))
    agreed = group_range(value.said, stream.clock)
    after = history.do(Agree(len(kept.rounds) - 1, value.stage, value.value, agreed, "why", "one sees it otherwise"))
    assert getattr(after.stage(value.stage), value.value) == agreed
    text = splice(text, after)
    assert parse_stream(text, "")[0] == normal(after)
    assert history.undo() == kept
    assert history.undo() == stream
    assert RemoveRound(len(stream.rounds)).apply(kept) == stream
    first = farthest(one, stream.clock)
    assert first is None or one.told(first) is not None


@slow
@given(streams())
def test_an_empty_form_says_nothing_and_a_filled_one_everything(stream: Stream) -> None:
    blank = form(stream)
    with pytest.raises(InputError) as raised:
        parse_sheet(blank, "mine.yaml", stream)
    assert [problem.text.split(":")[0] for problem in raised.value.problems] == ["nothing is filled in"]
    filled = "\n".join(
        f"{row} 1d..2d..4d" if row in ("    wait:", "    touch:", "    outside:") else row for row in blank.split("\n")
    )
    assume(stream.stages)
    sheet = parse_sheet(filled, "mine.yaml", stream)
    assert sheet.answers == dict.fromkeys(asked_of(stream.stages), Estimate.parse("1d..2d..4d"))
