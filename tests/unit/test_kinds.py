"""Sequences worked out by hand: what starts, completions and suspensions say about touch and wait."""

from __future__ import annotations

import pytest

from vsm_tui.events.kinds import resolve, resolve_all
from vsm_tui.events.log import Split

M, T, W, U, N, B = Split.MAPPED, Split.TOUCH, Split.WAIT, Split.UNSPLIT, Split.NOWHERE, Split.BACK


@pytest.mark.parametrize(
    ("events", "rows"),
    [
        pytest.param("enter A, enter B", [(0, "A", M), (1, "B", M)], id="states only"),
        pytest.param(
            "start A, complete A, start B, complete B",
            [(0, "A", T), (1, "B", W), (2, "B", T), (3, "B", W)],
            id="between two activities it waits for the next",
        ),
        pytest.param(
            "schedule A, assign A, start A, complete A, schedule B, start B",
            [(0, "A", W), (1, "A", W), (2, "A", T), (3, "B", W), (4, "B", W), (5, "B", T)],
            id="scheduled work waits until it starts",
        ),
        pytest.param(
            "start A, suspend A, resume A, complete A",
            [(0, "A", T), (1, "A", W), (2, "A", T), (3, "A", W)],
            id="suspended work waits",
        ),
        pytest.param(
            "start A, start B, complete B, complete A",
            [(0, "A", T), (1, "B", T), (2, "A", T), (3, "A", W)],
            id="parallel: the other activity still runs",
        ),
        pytest.param(
            "start A, start B, complete A, complete B",
            [(0, "A", T), (1, "B", T), (2, "B", T), (3, "B", W)],
            id="parallel: the earlier one ends first",
        ),
        pytest.param(
            "start A, start B, suspend B, complete A, resume B",
            [(0, "A", T), (1, "B", T), (2, "A", T), (3, "B", W), (4, "B", T)],
            id="parallel: one is suspended while the other runs",
        ),
        pytest.param(
            "start A, schedule B, complete A, start B",
            [(0, "A", T), (1, "A", T), (2, "B", W), (3, "B", T)],
            id="scheduling the next does not stop the work on this",
        ),
        pytest.param(
            "complete A, complete B, complete C",
            [(0, "A", U), (1, "B", U), (2, "C", U)],
            id="completions alone say nothing about the split",
        ),
        pytest.param(
            "start A, complete B, complete A",
            [(0, "A", T), (1, "B", U), (1, "A", T), (2, "A", W)],
            id="a completion without a start is a visit, the running work goes on",
        ),
        pytest.param("complete A, start B", [(0, "A", U), (1, "B", T)], id="orphan completion before a start"),
        pytest.param("resume A, complete A", [(0, "A", T), (1, "A", W)], id="orphan resume"),
        pytest.param("suspend A, start A", [(0, "A", W), (1, "A", T)], id="orphan suspend"),
        pytest.param("enter A, leave A, enter B", [(0, "A", M), (1, "A", N), (2, "B", M)], id="nowhere between"),
        pytest.param(
            "enter A, start B, complete B, enter C",
            [(0, "A", M), (1, "B", T), (2, "A", B), (3, "C", M)],
            id="after a job the item is where it had been all the while",
        ),
        pytest.param(
            "enter A, schedule B, start B, complete B, start B, complete B",
            [(0, "A", M), (1, "B", W), (2, "B", T), (3, "A", B), (4, "B", T), (5, "A", B)],
            id="between two jobs, too",
        ),
        pytest.param(
            "enter A, start B, leave B, leave A",
            [(0, "A", M), (1, "B", T), (2, "A", B), (3, "A", N)],
            id="a job given up ends like any other",
        ),
        pytest.param(
            "enter A, start B, start C, leave C, complete B",
            [(0, "A", M), (1, "B", T), (2, "C", T), (3, "B", T), (4, "A", B)],
            id="a job given up while another runs",
        ),
        pytest.param(
            "enter A, start B, enter C, complete B",
            [(0, "A", M), (1, "B", T), (2, "C", M), (3, "C", B)],
            id="a job that outlives the state it began in",
        ),
        pytest.param("enter A, touch B, back A", [(0, "A", M), (1, "B", T), (2, "A", B)], id="written out, as read"),
        pytest.param(
            "start A, start A, complete A, complete A",
            [(0, "A", T), (1, "A", T), (2, "A", T), (3, "A", W)],
            id="two runs of one activity",
        ),
        pytest.param("touch A, wait B, stay C", [(0, "A", T), (1, "B", W), (2, "C", U)], id="splits written out"),
    ],
)
def test_what_a_sequence_means(events: str, rows: list[tuple[int, str, Split]]) -> None:
    sequence = [(at, event.split(" ")) for at, event in enumerate(events.split(", "))]
    assert resolve([(at, state, kind) for at, (kind, state) in sequence]) == rows


def test_items_are_worked_out_apart_and_ties_keep_their_order() -> None:
    rows = [("x", 5, "A", "start"), ("y", 1, "A", "start"), ("x", 5, "A", "complete"), ("x", 5, "B", "start")]
    assert dict(resolve_all(rows)) == {
        "x": [(5, "A", T), (5, "B", W), (5, "B", T)],
        "y": [(1, "A", T)],
    }


def test_leaving_a_state_the_item_left_already_changes_nothing() -> None:
    """Interval tables say that an item entered B, and then that it left A."""
    rows = resolve([(0, "A", "enter"), (5, "B", "enter"), (5, "A", "leave"), (9, "Done", "enter")])
    assert [(at, state) for at, state, _ in rows] == [(0, "A"), (5, "B"), (9, "Done")]
