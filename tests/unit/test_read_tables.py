"""Logs from tables: what is read, what is kept out, and what is said about it."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from vsm_tui.events.log import Split
from vsm_tui.measure.log.log import Log
from vsm_tui.measure.log.read import load
from vsm_tui.model import InputError

Read = Callable[..., Log]


def us(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1_000_000)


def rows(log: Log) -> list[tuple[str, int, str]]:
    """The log in readable form, items by name, each in the log's own order."""
    named = [(log.items[i], int(at), log.states[s]) for i, at, s in zip(log.item, log.at, log.state, strict=True)]
    return sorted(named, key=lambda row: row[0])


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def write_and_load(text: str | bytes, name: str = "log.csv", zone: str = "Europe/Berlin") -> Log:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return load([path], zone)

    return write_and_load


def test_rows_are_ordered_by_item_time_and_file_order(read: Read) -> None:
    log = read(
        "item,at,state\n"
        "B,2026-01-01T12:00:00Z,Doing\n"
        "A,2026-01-02T00:00:00Z,Review\n"
        "A,2026-01-02T00:00:00Z,Build\n"
        "B,2026-01-01T10:00:00Z,To Do\n"
        "A,2026-01-02T00:00:00Z,Review\n"
        "A,2026-01-01T00:00:00Z,To Do\n"
    )
    midnight = us("2026-01-02T00:00:00+00:00")
    assert rows(log) == [
        ("A", us("2026-01-01T00:00:00+00:00"), "To Do"),
        ("A", midnight, "Review"),
        ("A", midnight, "Build"),
        ("A", midnight, "Review"),
        ("B", us("2026-01-01T10:00:00+00:00"), "To Do"),
        ("B", us("2026-01-01T12:00:00+00:00"), "Doing"),
    ]
    assert (log.rows, log.item_count, log.rejected_count, log.notes) == (6, 2, 0, [])
    assert log.item.dtype == "int32"
    assert log.at.dtype == "int64"
    assert log.split.dtype == "uint8"
    assert not log.split.any()


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-03-01T09:30:00+01:00", "2026-03-01T08:30:00+00:00"),
        ("2026-03-01T09:30:00Z", "2026-03-01T09:30:00+00:00"),
        ("2026-03-01T09:30:00z", "2026-03-01T09:30:00+00:00"),
        ("2026-03-01 09:30:00-0330", "2026-03-01T13:00:00+00:00"),
        ("2026-03-01T09:30Z", "2026-03-01T09:30:00+00:00"),
        ("2026-03-01T09Z", "2026-03-01T09:00:00+00:00"),
        ("20260301T093000Z", "2026-03-01T09:30:00+00:00"),
        ("20260301T0930+0100", "2026-03-01T08:30:00+00:00"),
        ("2026-03-01T09:30:00.123456Z", "2026-03-01T09:30:00.123456+00:00"),
        ("2026-03-01T09:30:00.123456999Z", "2026-03-01T09:30:00.123456+00:00"),
        ('"2026-03-01T09:30:00,5Z"', "2026-03-01T09:30:00.500000+00:00"),
        (" 2026-03-01T09:30:00+01:00\t", "2026-03-01T08:30:00+00:00"),
        ("2026-07-01T09:30:00", "2026-07-01T07:30:00+00:00"),
        ("2026-01-01", "2025-12-31T23:00:00+00:00"),
    ],
)
def test_times_are_read_exactly(read: Read, text: str, instant: str) -> None:
    log = read(f"item,at,state\nA,{text},To Do\n")
    assert log.at.tolist() == [us(instant)]


def test_times_without_a_zone_are_counted_and_said(read: Read) -> None:
    log = read("item,at,state\nA,2026-01-01T10:00:00,To Do\nA,2026-07-01T10:00:00,Doing\nA,2026-08-01T10:00:00Z,Done\n")
    assert log.notes == ["2 times had no zone: read as Europe/Berlin"]
    assert log.at[:2].tolist() == [us("2026-01-01T09:00:00+00:00"), us("2026-07-01T08:00:00+00:00")]


def test_hours_the_clocks_skip_or_repeat_are_said(read: Read) -> None:
    log = read("item,at,state\nA,2026-10-25T02:30:00,x\nA,2026-03-29T02:30:00,y\n")
    assert log.at.tolist() == [us("2026-03-29T02:30:00+01:00"), us("2026-10-25T02:30:00+02:00")]
    assert "skip or show twice" in log.notes[-1]


def test_an_unknown_zone_is_an_error(read: Read) -> None:
    with pytest.raises(InputError, match="no time zone ‘Mars/Olympus’"):
        read("item,at,state\nA,2026-01-01T10:00:00,x\n", zone="Mars/Olympus")


def test_wrong_rows_are_named_by_line_and_kept_out(read: Read) -> None:
    log = read(
        'item,at,state\n"A\nsecond line",2026-01-01T10:00:00Z,To Do\nA,yesterday,To Do\n\n,2026-01-01T10:00:00Z,x\n'
        "B,2026-01-01T10:00:00Z,\nB,,x\nB,2026-02-30T10:00:00Z,x\nB,infinity,x\nB,12026-01-01,x\nB,2026-01-01T10:00:00Z,x\n"
    )
    assert [p.line for p in log.rejected] == [4, 6, 7, 8, 9, 10, 11]
    assert log.rejected_count == 7
    assert all(p.file.endswith("log.csv") for p in log.rejected)
    assert "‘yesterday’ is no time: write one such as" in log.rejected[0].text
    assert "no item" in log.rejected[1].text
    assert "no state" in log.rejected[2].text
    assert "no time" in log.rejected[3].text
    assert [(item, state) for item, _, state in rows(log)] == [("A second line", "To Do"), ("B", "x")]


def test_rows_of_a_wrong_width_do_not_hide_the_rest(read: Read) -> None:
    log = read(
        'item,at,state\n"A\n",2026-01-01T10:00:00Z,To Do\nA,2026-01-01T10:00:00Z\nB,2026-01-01T10:00:00Z,x,y\n'
        "C,2026-01-01T10:00:00Z,x\nC,no time,x\n"
    )
    assert [(p.line, p.text[:30]) for p in log.rejected] == [
        (4, "2 fields where the header has "),
        (5, "4 fields where the header has "),
        (7, "‘no time’ is no time: write on"),
    ]
    assert [item for item, _, _ in rows(log)] == ["A", "C"]


def test_an_open_quote_is_found_where_it_opens(read: Read) -> None:
    log = read('item,at,state\nA,2026-01-01T10:00:00Z,x\nB,2026-01-01T10:00:00Z,"x\nC,2026-01-01T10:00:00Z,x\n')
    assert [(p.line, "never closed" in p.text) for p in log.rejected] == [(3, True)]
    assert log.rows == 1


def test_bytes_that_are_not_utf8_are_said(read: Read) -> None:
    good = "item,at,state\nA😀é,2026-01-01T10:00:00Z,x\n".encode()
    log = read(good + "Bé,2026-01-01T10:00:00Z,x\n".encode("latin-1"))
    assert [(p.line, p.text[:12]) for p in log.rejected] == [(3, "is not UTF-8")]
    assert list(log.items) == ["A😀é"]


def test_only_the_first_hundred_wrong_rows_are_listed(read: Read) -> None:
    log = read("item,at,state\n" + "A,bad,x\n" * 250 + "A,2026-01-01T10:00:00Z,x\n")
    assert len(log.rejected) == 100
    assert log.rejected_count == 250
    assert log.rejected[99].line == 101


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters_line_ends_and_byte_order_mark(read: Read, delimiter: str, end: str) -> None:
    text = end.join(["item,at,state", "A,2026-01-01T10:00:00Z,To Do", ""]).replace(",", delimiter)
    log = read(b"\xef\xbb\xbf" + text.encode())
    assert rows(log) == [("A", us("2026-01-01T10:00:00+00:00"), "To Do")]


def test_mixed_line_ends_are_read(read: Read) -> None:
    log = read("item,at,state\r\nA,2026-01-01T10:00:00Z,x\nB,2026-01-01T10:00:00Z,x\r\n")
    assert (log.rows, log.rejected_count) == (2, 0)


def test_gzip_is_seen_by_content(read: Read) -> None:
    log = read(gzip.compress(b"item,at,state\nA,2026-01-01T10:00:00Z,x\nA,bad,x\n"), name="log.csv")
    assert (log.rows, [p.line for p in log.rejected]) == (1, [3])


def test_common_column_names_are_taken_and_said_and_people_are_never_loaded(read: Read) -> None:
    log = read(
        "Case:concept:name,org:resource,concept:name,time:timestamp,lifecycle:transition,Assignee\n"
        "A,Jane Doe,Build,2026-01-01T10:00:00Z,start,jane@example.invalid\n"
        "A,Jane Doe,Build,2026-01-01T11:00:00Z,COMPLETE,jane@example.invalid\n"
        "A,Jane Doe,Test,2026-01-01T12:00:00Z,In Progress,jane@example.invalid\n"
    )
    assert [n.partition(": ")[2] for n in log.notes] == [
        "read column ‘Case:concept:name’ as item",
        "read column ‘time:timestamp’ as at",
        "read column ‘concept:name’ as state",
        "read column ‘lifecycle:transition’ as kind",
    ]
    assert log.split.tolist() == [Split.TOUCH, Split.WAIT, Split.MAPPED]
    told = [*log.items, *log.states, *log.notes, *log.type, *log.labels, *log.ref, *log.outcome]
    assert not any("Jane" in text or "jane" in text for text in told)


def test_kinds_become_touch_and_wait(read: Read) -> None:
    log = read(
        "item,at,state,kind\n"
        "A,2026-01-01T10:00:00Z,Build,start\n"
        "B,2026-01-01T10:00:00Z,To Do,\n"
        "A,2026-01-01T12:00:00Z,Test,start\n"
        "A,2026-01-01T11:00:00Z,Build,complete\n"
        "B,2026-01-01T11:00:00Z,To Do,leave\n"
        "C,2026-01-01T11:00:00Z,Build,complete\n"
        "C,2026-01-01T11:00:00Z,Build,finished\n"
    )
    splits = {log.items[i]: log.split[log.item == i].tolist() for i in range(log.item_count)}
    assert splits == {
        "A": [Split.TOUCH, Split.WAIT, Split.TOUCH],
        "B": [Split.MAPPED, Split.NOWHERE],
        "C": [Split.UNSPLIT],
    }
    assert [(p.line, p.text) for p in log.rejected] == [
        (8, "unknown kind ‘finished’: write enter, start, complete or leave")
    ]
    assert [state for item, _, state in rows(log) if item == "A"] == ["Build", "Test", "Test"]


def test_a_source_is_put_before_the_state_once(read: Read) -> None:
    log = read(
        "item,at,state,source\nA,2026-01-01T10:00:00Z,In Review,jira\n"
        "A,2026-01-01T11:00:00Z,jira:Done,jira\nA,2026-01-01T12:00:00Z,Lost,\n"
    )
    assert [state for _, _, state in rows(log)] == ["jira:In Review", "jira:Done", "Lost"]


def test_the_latest_detail_of_an_item_counts(read: Read) -> None:
    log = read(
        "item,at,state,type,labels,ref,outcome\n"
        "A,2026-01-02T10:00:00Z,x,Bug,one,https://a/1,\n"
        "A,2026-01-02T10:00:00Z,x,Story,two,,\n"
        "A,2026-01-01T10:00:00Z,x,Task,three,https://a/0,\n"
        "A,2026-01-03T10:00:00Z,x,,,,\n"
        "B,2026-01-03T10:00:00Z,x,,,,\n"
    )
    a, b = list(log.items).index("A"), list(log.items).index("B")
    assert (log.type[a], log.labels[a], log.ref[a]) == ("Story", "two", "https://a/1")
    assert (log.type[b], log.labels[b], log.outcome[a]) == ("", "", "")
    assert len(read("item,at,state\nA,2026-01-01T10:00:00Z,x\n").type) == 0


def test_hostile_names_are_cleaned_and_states_that_look_alike_are_one(read: Read) -> None:
    log = read(
        "item,at,state\nA\x1b[2J,2026-01-01T10:00:00Z,To\u200b Do\nA\x1b[2J,2026-01-01T11:00:00Z,To Do\n"
        "A\x1b[2J,2026-01-01T12:00:00Z,\u200b\n"
    )
    assert rows(log) == [
        ("A", us("2026-01-01T10:00:00+00:00"), "To Do"),
        ("A", us("2026-01-01T11:00:00+00:00"), "To Do"),
    ]
    assert log.states.count("To Do") == 1
    assert [p.line for p in log.rejected] == [4]


def test_states_that_appear_late_are_read(read: Read) -> None:
    early = "A,2026-01-01T10:00:00Z,x\n" * 60_000
    log = read("item,at,state\n" + early + "A,2026-01-02T10:00:00Z,late ‘one’\n")
    assert log.states[log.state[-1]] == "late ‘one’"


def test_json_lines(read: Read) -> None:
    log = read(
        '{"item": "A", "at": "2026-01-01T10:00:00Z", "state": "To Do\u2028!", "labels": ["a", "b"]}\n\n'
        '{"item": 7, "at": "2026-01-01T10:00:00Z", "state": "Done"}\n{"item": "A", "state": "Done"}\n',
        name="log.jsonl",
    )
    assert [(item, state) for item, _, state in rows(log)] == [("7", "Done"), ("A", "To Do !")]
    assert sorted(log.labels) == ["", "a;b"]
    assert [p.line for p in log.rejected] == [4]


def test_json_lines_that_are_none_do_not_hide_the_rest(read: Read) -> None:
    good = '{"item": "A", "at": "2026-01-01T10:00:00Z", "state": "x"}\n'
    log = read(good + '{"item": "B", "at"\n[1]\n' + good, name="log.jsonl")
    assert [p.line for p in log.rejected] == [2, 3]
    assert log.rows == 2


def test_parquet(tmp_path: Path) -> None:
    import duckdb

    path = tmp_path / "log.parquet"
    con = duckdb.connect()
    con.execute("CREATE TABLE t (item INTEGER, at_ TIMESTAMPTZ, state VARCHAR, person VARCHAR)")
    con.execute('ALTER TABLE t RENAME at_ TO "at"')
    con.execute("INSERT INTO t VALUES (7, '2026-01-02 10:00:00+01', 'Doing', 'x')")
    con.execute("INSERT INTO t VALUES (7, '2026-01-01 10:00:00+01', 'To Do', 'y'), (NULL, NULL, 'Lost', 'z')")
    con.table("t").write_parquet(str(path))
    log = load([path], "UTC")
    assert rows(log) == [
        ("7", us("2026-01-01T10:00:00+01:00"), "To Do"),
        ("7", us("2026-01-02T10:00:00+01:00"), "Doing"),
    ]
    assert [p.text.partition(":")[0] for p in log.rejected] == ["row 3"]


def test_several_files_are_one_log_in_the_order_given(tmp_path: Path) -> None:
    one, two = tmp_path / "one.csv", tmp_path / "two.jsonl"
    one.write_text("item,at,state,type\nA,2026-01-01T10:00:00Z,first,Bug\nB,2026-01-01T10:00:00Z,x,\n")
    two.write_text('{"item":"A","at":"2026-01-01T10:00:00Z","state":"second"}\n{"item":"A","at":"bad","state":"x"}\n')
    log = load([one, two], "UTC")
    assert [s for item, _, s in rows(log) if item == "A"] == ["first", "second"]
    assert [s for item, _, s in rows(load([two, one], "UTC")) if item == "A"] == ["second", "first"]
    assert log.sources == ("one.csv", "two.jsonl")
    assert sorted(log.type) == ["", "Bug"]
    assert [(Path(p.file).name, p.line) for p in log.rejected] == [("two.jsonl", 2)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("item,at,state\n", "holds no events"),
        ("hello", "is no event log that can be read; readable are CSV"),
        ("\x00\x01,\x02\n", "is no event log"),
        ("<html></html>", "is no event log"),
        ("item,state\nA,x\n", "no column says when it happened: a column ‘at’"),
        ("id,name\n1,x\n", "no column says which item"),
        ("item,at,state\nA,bad,x\n", "‘bad’ is no time"),
        ('{"a": 1}\n', "no column says which item"),
        ("PAR1 but not really", "no readable Parquet"),
    ],
)
def test_what_is_no_log_says_what_would_be_right(read: Read, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read(text)


def test_every_wrong_file_is_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("")
    with pytest.raises(InputError) as caught:
        load([tmp_path / "a.csv", tmp_path / "b.csv", tmp_path], "UTC")
    assert len(caught.value.problems) == 3
    with pytest.raises(InputError, match="no event log is named"):
        load([], "UTC")


def test_a_column_that_is_no_state_is_refused(read: Read) -> None:
    text = "item,at,state\n" + "".join(f"A,2026-01-01T10:00:00Z,note {i}\n" for i in range(20_100))
    with pytest.raises(InputError, match="a state is what many items are in"):
        read(text)


def test_names_with_glob_and_quote_characters_are_plain_files(read: Read) -> None:
    log = read("item,at,state\nA,2026-01-01T10:00:00Z,x\n", name="it's [1] *?.csv")
    assert log.rows == 1


def test_details_asked_for_after_the_file_changed_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("item,at,state\nA,2026-01-01T10:00:00Z,x\n")
    log = load([path], "UTC")
    path.write_text("item,at,state\nA,2026-01-01T10:00:00Z,x\nB,2026-01-01T10:00:00Z,x\n")
    with pytest.raises(InputError, match="changed since it was read"):
        _ = log.items
    path.unlink()
    with pytest.raises(InputError, match="cannot be read any more"):
        _ = log.items
