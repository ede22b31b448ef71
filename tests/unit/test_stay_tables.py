"""Tables of stays (item, state, entered, left): what an item's way is, also where stays overlap, repeat or last."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from vsm_tui.events.log import Split
from vsm_tui.measure import load, measure_files
from vsm_tui.measure.drafting.draft import draft
from vsm_tui.measure.log.log import Log
from vsm_tui.model import Columns, InputError, Rule, Stage, States, Stream

HEAD = "item,state,entered,left\n"
START = datetime(2026, 1, 1, tzinfo=UTC)
Read = Callable[..., Log]
NOWHERE, ENDED = "(in no state)", "(ended)"


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def write_and_load(text: str, name: str = "log.csv", zone: str = "UTC", said: Columns = Columns()) -> Log:
        path = tmp_path / name
        path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
        return load([path], zone, said=said)

    return write_and_load


def ways(log: Log) -> dict[str, list[tuple[int, str]]]:
    """Item → hours since the first of January 2026, and the state it entered then."""
    found: dict[str, list[tuple[int, str]]] = {}
    for item, at, state, split in zip(log.item, log.at, log.state, log.split, strict=True):
        hours = (datetime.fromtimestamp(at / 1e6, UTC) - START) / timedelta(hours=1)
        name = NOWHERE if split == Split.NOWHERE else log.states[state]
        found.setdefault(log.items[item], []).append((round(hours), name))
    return found


def row(item: str, state: str, entered: int, left: int | None) -> str:
    ends = [(START + timedelta(hours=h)).strftime("%Y-%m-%dT%H:%MZ") if h is not None else "" for h in (entered, left)]
    return f"{item},{state},{','.join(ends)}\n"


def codes(log: Log) -> dict[str, int | None]:
    return {finding.code: finding.count for finding in log.findings}


@pytest.mark.parametrize("turned", [False, True])
def test_stays_in_a_row_become_states_entered_whatever_the_order_of_rows(read: Read, turned: bool) -> None:
    rows = [row("A", "Build", 1, 3), row("A", "Test", 3, 5), row("A", "Build", 6, 9), row("A", "Done", 9, None)]
    log = read(HEAD + "".join(reversed(rows) if turned else rows))
    assert ways(log) == {"A": [(1, "Build"), (3, "Test"), (5, NOWHERE), (6, "Build"), (9, "Done")]}
    assert set(log.split.tolist()) == {Split.MAPPED, Split.NOWHERE}
    assert log.findings == []


def test_the_later_begun_of_two_stays_counts_and_the_item_comes_back(read: Read) -> None:
    log = read(HEAD + row("A", "Build", 1, 10) + row("A", "Blocked", 3, 5) + row("A", "Test", 8, 12))
    assert ways(log) == {"A": [(1, "Build"), (3, "Blocked"), (5, "Build"), (8, "Test"), (12, ENDED)]}
    assert codes(log) == {"overlapping-stays": 2}
    assert "2 stays begin while another of its item lasts" in log.notes[0]


def test_two_stays_in_one_state_are_one_until_both_end(read: Read) -> None:
    log = read(HEAD + row("A", "Build", 1, 5) + row("A", "Build", 3, 8))
    assert ways(log)["A"][-1] == (8, ENDED)
    assert {state for _, state in ways(log)["A"][:-1]} == {"Build"}


def test_ends_at_one_moment_leave_nothing_behind(read: Read) -> None:
    log = read(HEAD + row("A", "Wide", 0, 9) + row("A", "Mid", 1, 6) + row("A", "Low", 2, 6) + row("A", "Under", 0, 6))
    assert ways(log)["A"][-2:] == [(6, "Wide"), (9, ENDED)]
    for rows in ((("X", 0, 5), ("B", 2, 5)), (("B", 2, 5), ("X", 0, 5))):
        log = read(HEAD + row("A", "A", 1, 7) + "".join(row("A", *each) for each in rows))
        assert ways(log)["A"][-2:] == [(5, "A"), (7, ENDED)]


def test_a_stay_of_no_time_is_a_visit(read: Read) -> None:
    log = read(HEAD + row("A", "Test", 3, 5) + row("A", "Spike", 3, 3) + row("A", "Build", 1, 3))
    assert ways(log) == {"A": [(1, "Build"), (3, "Spike"), (3, "Test"), (5, ENDED)]}
    assert log.findings == []


def test_wrong_rows_are_named_and_kept_out_whole(read: Read, tmp_path: Path) -> None:
    log = read(
        HEAD
        + row("A", "Build", 1, 3)
        + row("A", "Test", 9, 8)
        + "A,Test,,2026-01-02\nA,Test,2026-01-02,soon\n,Test,2026-01-02,\nA,,2026-01-02,\n"
        + "A,Deploy,0001-01-01,2026-01-02\n"
    )
    assert ways(log) == {"A": [(1, "Build"), (3, ENDED)]}
    assert log.rejected_count == 6
    assert [problem.line for problem in log.rejected] == [3, 4, 5, 6, 7, 8]
    assert {problem.file for problem in log.rejected} == {str(tmp_path / "log.csv")}
    texts = [problem.text for problem in log.rejected]
    assert texts[0].startswith("entered ‘2026-01-01T09:00Z’ and left ‘2026-01-01T08:00Z’: write times such as")
    assert texts[1].startswith("no time at which it was entered")
    assert texts[3:5] == ["no item: say which item this happened to", "no state: say which state the item entered"]


def test_an_end_that_stands_for_no_date_is_no_end_and_said(read: Read) -> None:
    log = read(HEAD + "A,Build,2026-01-01T01:00Z,9999-12-31\n")
    assert ways(log) == {"A": [(1, "Build")]}
    assert codes(log) == {"never-left": 1}


def test_local_times_are_read_in_the_zone_through_a_change_of_the_clocks(read: Read) -> None:
    log = read(HEAD + "A,Build,2026-03-28 12:00,2026-03-29 12:00\n", zone="Europe/Berlin")
    assert int(log.at[1]) - int(log.at[0]) == 23 * 3600 * 1_000_000
    assert codes(log) == {"assumed-zone": 2}


@pytest.mark.parametrize("name", ["log.csv.gz", "log.jsonl", "log.parquet"])
def test_every_kind_of_table_may_hold_stays(read: Read, tmp_path: Path, name: str) -> None:
    rows = [("A", "Build", 1, 3), ("A", "Test", 3, None)]
    lines = [row(*each) for each in rows]
    if name.endswith(".jsonl"):
        keys = HEAD.strip().split(",")
        text = "".join(json.dumps(dict(zip(keys, line.strip().split(","), strict=True))) + "\n" for line in lines)
        log = read(text, name)
    elif name.endswith(".gz"):
        log = read(HEAD + "".join(lines), name)
    else:
        import duckdb

        (tmp_path / "x.csv").write_text(HEAD + "".join(lines))
        duckdb.sql(f"COPY (FROM '{tmp_path / 'x.csv'}') TO '{tmp_path / name}'")
        log = load([tmp_path / name], "UTC")
    assert ways(log) == {"A": [(1, "Build"), (3, "Test")]}


def test_records_that_break_a_strict_reading_cost_only_themselves(read: Read) -> None:
    log = read(HEAD + row("A", "Build", 1, 3) + "A,Test\n" + row("A", "Deploy", 3, 4))
    assert ways(log) == {"A": [(1, "Build"), (3, "Deploy"), (4, ENDED)]}
    assert [(p.line, p.text) for p in log.rejected] == [(3, "2 fields where the header has 4")]


def test_an_item_is_finished_when_no_stay_lasts(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(HEAD + row("A", "Build", 0, 2) + row("A", "Test", 3, 6) + row("B", "Build", 1, None))
    stages = (
        Stage("build", "Build", states=States(touch=("Build",))),
        Stage("test", "T", states=States(wait=("Test",))),
    )
    stream = Stream("s", stages=stages, finish=Rule((ENDED,)))
    for parts in (1, 3):
        flow = measure_files(stream, [path], parts=parts).flow
        assert flow.observed is not None
        assert (flow.observed.items.finished, flow.observed.items.open) == (1, 1)
        assert flow.lead_time is not None
        assert flow.lead_time.mean == pytest.approx(6 * 3600)
        assert [stage.time for stage in flow.stages] == [pytest.approx(2 * 3600), pytest.approx(3 * 3600)]
        assert [u.state for u in flow.observed.unmapped] == [NOWHERE]
        assert [u.time for u in flow.observed.unmapped] == [pytest.approx(3600)]


def test_begins_and_ends_alone_give_lead_time_and_say_what_they_do_not(read: Read, tmp_path: Path) -> None:
    text = "Issue key,Created,Resolved,Status\nA-1,2026-01-01,2026-01-05,Done\nA-2,2026-01-02,,Doing\n"
    said = Columns(item="Issue key", entered="Created", left="Resolved")
    log = read(text, said=said)
    assert ways(log) == {"A-1": [(0, "open"), (96, ENDED)], "A-2": [(24, "open")]}
    assert "lead-time-only" in codes(log)
    stream = Stream(
        "s", stages=(Stage("all", "All", states=States(wait=("open",))),), finish=Rule((ENDED,)), columns=said
    )
    flow = measure_files(stream, [tmp_path / "log.csv"]).flow
    assert flow.lead_time is not None
    assert flow.lead_time.mean == pytest.approx(4 * 86400)


def test_a_status_of_today_is_not_taken_for_the_state_of_a_stay(read: Read) -> None:
    with pytest.raises(InputError, match="no column says when it happened"):
        read("Issue key,Created,Resolved,Status\nA-1,2026-01-01,2026-01-05,Done\n")


def test_what_is_said_of_a_table_of_stays_is_said_of_stays(tmp_path: Path) -> None:
    """A row has two times, and the end of the last stay is no state that anybody entered."""
    path = tmp_path / "stays.csv"
    stays = [
        f"{item},{stage},2026-01-0{day} {begin},2026-01-0{day} {end}\n"
        for item, day in (("A", 1), ("B", 2), ("C", 3))
        for stage, begin, end in (("Build", "08:00", "12:00"), ("Test", "12:00", "15:00"))
    ]
    path.write_text("item,stage,start,end\n" + "".join(stays))
    log = load([path], "UTC")
    assert "12 times had no zone: read as UTC" in log.notes
    drafted = draft(log, "Stays")
    assert drafted.finish.states == (ENDED,)
    assert (drafted.start, drafted.end) == ("Enters Build", "The last stay ends")
