"""Laws of changes: undo takes back exactly, redo brings back exactly, and whatever was done can be saved."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.streams import ODD, streams
from vsm_tui.edit import (
    AddBurst,
    AddLoop,
    Change,
    ChangeBurst,
    ChangeTopic,
    ConfirmAllGuesses,
    DeleteStage,
    EditError,
    History,
    InsertStage,
    MakeInside,
    MakeOutside,
    MapState,
    MergeStages,
    MoveStage,
    ParkTopic,
    RemoveBurst,
    RemoveLoop,
    RemoveTopic,
    RenameStage,
    SetClock,
    SetLoopCause,
    SetLoopRate,
    SetNotes,
    SetRule,
    SetScope,
    SetStageNotes,
    SetStates,
    SetTags,
    SetValue,
    SplitStage,
    TickTopic,
)
from vsm_tui.files import new_text, parse_stream, splice
from vsm_tui.files.splicing import normal
from vsm_tui.flow import expected
from vsm_tui.model import Stream
from vsm_tui.model.rules import findings

TYPED = st.sampled_from(
    ["", "2d", "30m", "1d4h", "1d..2d..4d", "0", "85%", "12.5%", "100%", "0.3", "nonsense", "-1d", "4"]
)
TEXTS = st.one_of(st.sampled_from(ODD), st.sampled_from(["", "Ready", "Doing", "two\nlines\n", "\x1b"]))


@st.composite
def changes(draw: st.DrawFn, stream: Stream) -> Change:
    text, typed = draw(TEXTS), draw(TYPED)
    states = st.lists(TEXTS, max_size=3)
    made: list[Any] = [
        lambda: SetScope(draw(st.sampled_from(["name", "work_type", "start", "end", "confirmed_by"])), text),
        lambda: SetNotes(text),
        lambda: SetClock(draw(st.sampled_from(["day", "week", "timezone", "holidays", "begins"])), typed),
        lambda: SetRule(draw(st.sampled_from(["begin", "finish"])), draw(states)),
        lambda: MapState(text, draw(st.sampled_from(["stay", "paused", "cancelled", "finish", "none"]))),
        lambda: InsertStage(text, draw(st.sampled_from([None, *stream.stages]))),
        ConfirmAllGuesses,
        lambda: ParkTopic(text),
        lambda: ChangeTopic(draw(st.integers(-1, 2)), text),
        lambda: TickTopic(draw(st.integers(-1, 2)), draw(st.booleans())),
        lambda: RemoveTopic(draw(st.integers(-1, 2))),
    ]
    if stream.stages:
        stage, other = draw(st.sampled_from(stream.stages)), draw(st.sampled_from(stream.stages))
        after = stream.stages[(stream.position(stage.id) + 1) % len(stream.stages)]
        made += [
            lambda: SetValue(stage, draw(st.sampled_from(["wait", "touch", "outside", "pca", "people"])), typed),
            lambda: RenameStage(stage, text),
            lambda: SetStageNotes(stage, text),
            lambda: SetStates(stage, draw(states), draw(states)),
            lambda: MakeOutside(stage, typed),
            lambda: MakeInside(stage, typed, typed),
            lambda: MapState(text, draw(st.sampled_from(["wait", "touch"])), stage),
            lambda: MoveStage(stage, draw(st.sampled_from([None, other]))),
            lambda: DeleteStage.of(stream, stage.id),
            lambda: SplitStage(stage, text, "Other half"),
            lambda: MergeStages(stage, after, text),
            lambda: AddLoop(stage, other, typed, text),
            lambda: SetTags(stage, draw(states)),
            lambda: AddBurst(stage, text),
            lambda: ChangeBurst(stage, draw(st.integers(-1, 2)), text),
            lambda: RemoveBurst(stage, draw(st.integers(-1, 2))),
        ]
    if stream.rework:
        loop = draw(st.sampled_from(stream.rework))
        made += [lambda: RemoveLoop(loop), lambda: SetLoopRate(loop, typed), lambda: SetLoopCause(loop, text)]
    change: Change = draw(st.sampled_from(made))()
    return change


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=150)
@given(streams(), st.data())
def test_whatever_is_done_can_be_undone_redone_and_saved(stream: Stream, data: st.DataObject) -> None:
    history = History(stream)
    text = new_text(stream)
    versions = [stream]
    for _ in range(data.draw(st.integers(1, 6))):
        change = data.draw(changes(history.stream))
        before = history.stream
        try:
            after = history.do(change)
        except EditError as error:
            refused = str(error)
        else:
            refused = ""
        if refused:
            assert history.stream is before
            continue
        versions.append(after)
        assert change.title
        assert "\n" not in change.title
        assert change.apply(before) == after
        assert history.undo() == before
        assert history.redo() == after
        assert not [f for f in findings(after) if f.severity == "error"]
        text = splice(text, after)
        assert parse_stream(text, "")[0] == normal(after)
        expected(after)
    assert [entry.undone for entry in history.entries] == [False] * (len(versions) - 1)
    for version in reversed(versions):
        assert history.stream == version
        history.undo()
    for version in versions:
        assert history.stream == version
        history.redo()
