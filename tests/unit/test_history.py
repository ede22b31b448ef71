"""Undo and redo without limit."""

from __future__ import annotations

import pytest

from vsm_tui.edit import EditError, Entry, History, SetScope
from vsm_tui.model import Stream

START = Stream("start")


def named(history: History) -> str:
    return history.stream.name


def test_there_and_back() -> None:
    history = History(START)
    assert (history.undo_title, history.redo_title, history.entries, history.dirty) == (None, None, (), False)
    for name in "abc":
        history.do(SetScope("name", name))
    assert history.undo_title == "Set the name to ‘c’"
    assert [history.undo().name for _ in range(5)] == ["b", "a", "start", "start", "start"]
    titles = [history.undo_title, history.redo_title]
    assert titles == [None, "Set the name to ‘a’"]
    assert [history.redo().name for _ in range(5)] == ["a", "b", "c", "c", "c"]


def test_a_new_change_drops_what_was_undone() -> None:
    history = History(START)
    for name in "abc":
        history.do(SetScope("name", name))
    history.undo()
    history.undo()
    assert history.entries == tuple(
        Entry(f"Set the name to ‘{name}’", undone) for name, undone in [("a", False), ("b", True), ("c", True)]
    )
    history.do(SetScope("name", "d"))
    assert history.redo_title is None
    assert [entry.title[-2] for entry in history.entries] == ["a", "d"]
    assert history.undo().name == "a"


def test_dirty_means_other_than_the_file() -> None:
    history = History(START)
    history.do(SetScope("name", "a"))
    assert history.dirty
    history.undo()
    assert not history.dirty
    history.redo()
    history.mark_saved()
    assert not history.dirty
    history.undo()
    assert history.dirty
    history.do(SetScope("name", "b"))
    assert history.dirty
    history.do(SetScope("name", "a"))
    assert not history.dirty
    history.mark_saved(START)
    assert history.dirty


def test_a_refused_change_is_no_change() -> None:
    history = History(START)
    history.do(SetScope("name", "a"))
    history.undo()
    with pytest.raises(EditError):
        history.do(SetScope("name", ""))
    assert named(history) == "start"
    assert history.redo_title == "Set the name to ‘a’"


def test_ten_thousand_changes_can_all_be_undone() -> None:
    history = History(START)
    for number in range(10_000):
        history.do(SetScope("name", str(number)))
    while history.undo_title:
        history.undo()
    assert history.stream is START
