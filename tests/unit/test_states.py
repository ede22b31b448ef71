"""The table of states and what their names suggest."""

from __future__ import annotations

from pathlib import Path

import pytest

from vsm_tui.measure import load
from vsm_tui.measure.drafting.states import StateSeen, state_table, suggest

STAGES = ("Triage", "Build", "Code review", "QA")


def seen(state: str, *, visits: int = 10, last: int = 0) -> StateSeen:
    from vsm_tui.measure.drafting.states import _hint

    return StateSeen(state, (state,), visits, visits, last, 1.0, 0.1, _hint(state))


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        ("jira:In Review", ("touch", 2)),
        ("Ready for review", ("wait", 2)),
        ("Triaging", ("touch", 0)),
        ("Triaged", ("wait", 1)),
        ("Blocked", ("stay", None)),
        ("Won't do", ("cancelled", None)),
        ("Backlog", ("wait", None)),
        ("Quite something", ("", None)),
    ],
)
def test_names_suggest_a_role_and_the_stage_they_speak_of(state: str, wanted: tuple[str, int | None]) -> None:
    assert suggest(seen(state), STAGES) == wanted


def test_a_done_like_name_ends_only_where_items_end() -> None:
    assert suggest(seen("Verified", last=9), STAGES) == ("finish", None)
    assert suggest(seen("Verified", last=1), STAGES) == ("", None)


def test_the_table_counts_time_visits_and_ends(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("item,at,state\nA,2026-03-02T00:00Z,Doing\nA,2026-03-02T03:00Z,Blocked\nA,2026-03-02T04:00Z,Done\n")
    table = {row.state: row for row in state_table(load([log], "UTC"))}
    assert {name: (row.visits, row.items, row.last, row.seconds) for name, row in table.items()} == {
        "Doing": (1, 1, 0, 3 * 3600.0),
        "Blocked": (1, 1, 0, 3600.0),
        "Done": (1, 1, 1, 0.0),
    }
    assert table["Doing"].share == 0.75
