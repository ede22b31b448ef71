"""What a log's columns look like: suggested with examples, never taken unasked; taken and kept when said."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from vsm_tui.cli.main import run
from vsm_tui.events.formats.suggest import Suggestion, suggest
from vsm_tui.files import read_stream
from vsm_tui.measure import load
from vsm_tui.measure.log.suggested import suggestion_for
from vsm_tui.model import Columns, InputError

TICKETS = """Ticket,Changed on,Assignee,Status
SHOP-1,2026-01-01 10:00,Ann,To Do
SHOP-1,2026-01-02 10:00,Bob,Doing
SHOP-2,2026-01-02 10:00,Bob,To Do
SHOP-2,2026-01-03 10:00,Bob,Done
SHOP-1,2026-01-03 11:00,Bob,Done
"""


NAVIGATOR = """Issue key,Issue id,Summary,Status,Created,Resolved
A-1,1001,foo,Done,02/Jan/24 10:11 AM,05/Jan/24 10:11 AM
A-2,1002,bar,Doing,03/Jan/24 10:11 AM,
A-3,1003,bar,Done,03/Jan/24 10:11 AM,05/Jan/24 10:11 AM
"""


def looked(text: str) -> Suggestion:
    head, *rows = [line.split(",") for line in text.strip().splitlines()]
    return suggest(head, rows)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TICKETS, Columns(item="Ticket", at="Changed on", state="Status")),
        (
            "Order No,Phase,Start date,End date\n17,Dev,25/04/2026,26/04/2026\n17,Test,26/04/2026,\n18,Dev,1/5/2026,\n",
            Columns(item="Order No", state="Phase", entered="Start date", left="End date", dates="day-first"),
        ),
        (
            NAVIGATOR,
            Columns(item="Issue key", entered="Created", left="Resolved", dates="%d/%b/%y %I:%M %p"),
        ),
        (
            "caseNumber,newValue,changeDate,amount\n7,Open,46084.5,10\n7,Closed,46085,12\n8,Open,46085.25,9\n",
            Columns(item="caseNumber", at="changeDate", state="newValue", dates="excel"),
        ),
    ],
)
def test_columns_are_known_by_names_and_values(text: str, said: Columns) -> None:
    found = looked(text)
    assert found.columns == said
    assert found.doubts == ()
    assert found.whole


def test_examples_are_shown_and_cleaned() -> None:
    found = looked("Ticket,When,Status\nS-1,2026-01-01,\x1b[2JDoing\nS-1,2026-01-02,Done\nS-2,2026-01-02,Done\n")
    told = {meaning.role: meaning.examples for meaning in found.meanings}
    assert told == {"item": ("S-1", "S-2"), "at": ("2026-01-01", "2026-01-02"), "state": ("Doing", "Done")}


def test_people_are_never_suggested() -> None:
    found = looked("Ticket,When,Assignee\nS-1,2026-01-01,Ann\nS-1,2026-01-02,Bob\nS-2,2026-01-02,Ann\n")
    assert found.columns == Columns(item="Ticket", at="When")
    assert "Ann" not in str(found)
    assert not found.whole


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        (
            "Ticket,When,Status\nS-1,03/04/2026,a\nS-1,04/05/2026,b\nS-2,05/05/2026,b\n",
            "‘03/04/2026’ in ‘When’ may be day first (dates=day-first) or month first (dates=month-first): say which",
        ),
        (
            "Ticket,t1,t2,Status\nS-1,2026-01-01,2026-01-02,a\nS-1,2026-01-01,2026-01-02,b\nS-2,2026-01-01,,b\n",
            "the time could be ‘t1’ (2026-01-01) or ‘t2’ (2026-01-02): say which is at, or which are entered and left",
        ),
        (
            "Ticket,At,Old status,New status\nS-1,2026-01-01,a,b\nS-1,2026-01-02,b,c\nS-2,2026-01-02,a,b\n",
            "state could be ‘Old status’ (a, b) or ‘New status’ (b, c): say which",
        ),
        (
            "Ticket,Dev,Test,Live\nS-1,2026-01-01,2026-01-02,2026-01-03\nS-2,2026-01-01,2026-01-02,2026-01-03\n",
            "a column of dates for each step cannot be read: write a row for each step instead",
        ),
        ("foo,bar\nx,y\n", "no column looks like the item"),
    ],
)
def test_what_only_people_can_decide_is_said(text: str, doubt: str) -> None:
    found = looked(text)
    assert doubt in found.doubts
    assert not found.whole


AMBIGUOUS = "Ticket,When,Status\nS-1,02/02/2026,a\nS-1,03/04/2026,b\nS-2,05/05/2026,b\n"


def test_times_that_read_in_two_ways_are_shown_by_one_that_does(tmp_path: Path) -> None:
    found = looked(AMBIGUOUS)
    assert found.ways == ("day-first", "month-first")
    assert found.meanings[1].examples[0] == "03/04/2026"
    assert found.doubts[0].startswith("‘03/04/2026’")
    assert looked("Ticket,When,Status\nS-1,02/02/2026,a\nS-1,13/04/2026,b\nS-2,05/05/2026,b\n").ways == ()
    (tmp_path / "log.csv").write_text("item,at,state\nS-1,02/02/2026,a\nS-1,03/04/2026,b\n")
    with pytest.raises(InputError, match=r"times such as ‘03/04/2026’, ‘02/02/2026’"):
        load([tmp_path / "log.csv"], "UTC")


def test_the_commands_offered_for_such_times_work_as_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "log.csv").write_text(AMBIGUOUS)
    assert run(["check", "log.csv"]) == 1
    shown = capsys.readouterr().out
    assert shown.count("error:") == 1
    assert shown.count("look like") == 1
    commands = [line.partition(": vsm ")[2] for line in shown.splitlines() if ": vsm " in line]
    assert [command.count("-first") for command in commands] == [1, 1]
    assert [run(shlex.split(command)) for command in commands] == [0, 0]
    capsys.readouterr()
    assert run(["new", "Some work", "--from-log", "log.csv"]) == 1
    told = capsys.readouterr().err
    assert told.count("error:") == 1
    assert [line.count("-first") for line in told.splitlines() if ": vsm new" in line] == [1, 1]


def test_nothing_is_suggested_where_columns_say_enough(tmp_path: Path) -> None:
    for text in ("item,at,state\nA,2026-01-01,x\n", "key,start,end,stage\nA,2026-01-01,,x\n", '{"issues": []}'):
        (tmp_path / "log").write_text(text)
        assert suggestion_for(tmp_path / "log") is None
    (tmp_path / "log").write_text(TICKETS)
    assert suggestion_for(tmp_path / "log", Columns(item="Ticket", at="Changed on")) is None
    assert suggestion_for(tmp_path / "nothing") is None


def test_every_kind_of_table_is_looked_into(tmp_path: Path) -> None:
    import duckdb

    (tmp_path / "log.csv").write_text(TICKETS.replace(",", ";"))
    duckdb.sql(f"COPY (FROM '{tmp_path / 'log.csv'}') TO '{tmp_path / 'log.parquet'}'")
    head, *rows = [line.split(",") for line in TICKETS.strip().splitlines()]
    lines = [json.dumps(dict(zip(head, row, strict=True))) for row in rows]
    (tmp_path / "log.jsonl").write_text("\n".join(lines))
    for name in ("log.csv", "log.parquet", "log.jsonl"):
        found = suggestion_for(tmp_path / name)
        assert found is not None
        assert found.columns == Columns(item="Ticket", at="Changed on", state="Status")


# -- the command line -------------------------------------------------------------------------------------------------


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "tickets.csv"
    path.write_text(TICKETS)
    return path


def said_in(text: str) -> list[str]:
    """The words of the ``--columns`` option that a message gives, as a shell reads them."""
    line = next(line for line in text.splitlines() if "--columns" in line)
    words = shlex.split(line[line.index("--columns") :])
    return words[:2]


def test_check_suggests_and_the_suggestion_works(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(log)]) == 1
    told = capsys.readouterr().out
    assert f"{log}:1:1: error: no column says which item it happened to" in told
    assert "  item     Ticket       SHOP-1, SHOP-2\n" in told
    assert "columns: {item: Ticket, at: Changed on, state: Status}" in told
    assert "Ann" not in told
    assert run(["check", str(log), *said_in(told)]) == 0


def test_check_suggests_to_scripts(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(log), "--json"]) == 1
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    suggestion = found["files"][0]["suggestion"]
    assert suggestion["columns"] == {"item": "Ticket", "at": "Changed on", "state": "Status"}
    assert suggestion["complete"] is True
    assert suggestion["examples"]["state"] == ["To Do", "Doing", "Done"]


def test_new_suggests_takes_what_is_said_and_keeps_it(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = log.with_name("shop.yaml")
    line = ["new", "Shop", "--from-log", str(log), "-o", str(path)]
    assert run(line) == 1
    assert not path.exists()
    told = capsys.readouterr().err
    assert "tickets.csv look like" in told
    assert run([*line, *said_in(told)]) == 0
    stream = read_stream(path).stream
    assert stream.columns == Columns(item="Ticket", at="Changed on", state="Status")
    assert "\ncolumns: {item: Ticket, at: Changed on, state: Status}\n" in path.read_text()
    capsys.readouterr()
    assert run(["measure", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["items"]["finished"] == 2
    assert run(["show", str(path), "--layer", "measured"]) == 0


def test_measure_takes_columns_for_once(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = log.with_name("shop.yaml")
    path.write_text(
        "vsm: 1\nname: Shop\nlog: tickets.csv\nstages: [{id: do, states: {touch: [Doing]}}]\nfinish: {state: Done}\n"
    )
    assert run(["measure", str(path)]) == 1
    told = capsys.readouterr().err
    assert "its columns look like item: Ticket (SHOP-1, …)" in told
    assert run(["measure", str(path), "--columns", "item=Ticket,at=Changed on"]) == 0
    assert "columns" not in path.read_text()


def test_check_of_a_stream_names_the_column_that_its_log_has_not(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = log.with_name("shop.yaml")
    path.write_text("vsm: 1\nname: Shop\nlog: tickets.csv\ncolumns: {item: Ticket, at: Chnged on}\n")
    assert run(["check", str(path)]) == 1
    assert capsys.readouterr().out.splitlines()[0] == (
        f"{path}:4:29: error: tickets.csv has no column ‘Chnged on’, said to be at: did you mean Changed on?"
    )
    path.write_text("vsm: 1\nname: Shop\nlog: tickets.csv\ncolumns: {item: Nr}\n")
    assert run(["check", str(path)]) == 0
    assert "4:10: warning: no log of the stream has any of these columns" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["--columns", "itm=x"], ["--columns", "item=Assignee"]])
def test_an_option_that_cannot_be_meant_is_usage(
    log: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", str(log), *words]) == 2
    assert "--columns" in capsys.readouterr().err
    assert run(["new", "X", "--columns", "item=a"]) == 2
