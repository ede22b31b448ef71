"""What the columns of a log mean: said in the stream file or on the command line, matched, checked, and kept."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from vsm_tui.cli.columns import as_option
from vsm_tui.edit import EditError, SetColumns
from vsm_tui.events.about import about_text, beside
from vsm_tui.events.formats.columns import match_columns, pipeline_part
from vsm_tui.events.log import EventLog
from vsm_tui.files import parse_stream, splice
from vsm_tui.measure import load, measure_files
from vsm_tui.measure.log import cache
from vsm_tui.measure.measurement import Asked
from vsm_tui.measure.scale import spread
from vsm_tui.measure.scale.engine import Found, Part
from vsm_tui.model import Columns, InputError, QuantityError, Rule, Stage, States, Stream
from vsm_tui.model.columns import names_person, parse_columns

TICKETS = """Ticket,Changed on,Assignee,Status
S-1,2026-01-01T00:00Z,Ann,Doing
S-1,2026-01-02T00:00Z,Bob,Done
S-2,2026-01-01T12:00Z,Bob,Doing
"""
SAID = Columns(item="Ticket", at="Changed on", state="Status")
STREAM = Stream("s", stages=(Stage("doing", "Doing", states=States(touch=("Doing",))),), finish=Rule(("Done",)))
TEXT = """vsm: 1
name: x
log: tickets.csv   # the export
columns: {item: Ticket, at: Changed on}  # by hand
notes: n
"""


@pytest.fixture
def tickets(tmp_path: Path) -> Path:
    path = tmp_path / "tickets.csv"
    path.write_text(TICKETS)
    return path


def test_a_stream_measures_by_its_columns(tickets: Path) -> None:
    with pytest.raises(InputError, match="no column says which item"):
        measure_files(STREAM, [tickets])
    flow = measure_files(replace(STREAM, columns=SAID), [tickets]).flow
    assert flow.observed is not None
    assert (flow.observed.items.finished, flow.observed.items.open) == (1, 1)
    assert flow.lead_time is not None
    assert flow.lead_time.mean == pytest.approx(86400)


class Here:
    """An engine that measures one part after the other, in this process."""

    def map(self, fn: Callable[[Part], Found], parts: Sequence[Part]) -> Iterator[Found]:
        return map(fn, parts)

    def close(self) -> None:
        """There is nothing to let go."""


def test_parts_and_workers_of_an_engine_read_by_them_too(
    tickets: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("VSM_HOME", str(tmp_path / "home"))
    stream = replace(STREAM, columns=SAID)
    whole = measure_files(stream, [tickets])
    assert measure_files(stream, [tickets], parts=2).named == whole.named
    for _ in ("read", "from the cache"):
        assert spread.measure_on(Here(), stream, [tickets], Asked()).named == whole.named
    with pytest.raises(InputError, match="no column says which item"):
        spread.measure_on(Here(), STREAM, [tickets], Asked())


def test_what_is_said_is_no_assumption_and_what_is_not_said_is(tickets: Path) -> None:
    assert load([tickets], "UTC", said=SAID).findings == []
    log = load([tickets], "UTC", said=replace(SAID, state=""))
    assert log.notes == ["tickets.csv: read column ‘Status’ as state"]


def test_several_files_may_be_said_in_part(tickets: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("item,at,state\nS-2,2026-01-03T00:00Z,Done\n")
    log = load([tickets, other], "UTC", said=SAID)
    assert (log.rows, log.item_count, log.states) == (4, 2, ("Doing", "Done"))


def test_what_was_pulled_says_itself_what_its_columns_mean(tickets: Path, tmp_path: Path) -> None:
    pulled = tmp_path / "s.events.csv"
    data = b"item,at,state,Ticket\nS-2,2026-01-03T00:00Z,Done,x\n"
    pulled.write_bytes(data)
    beside(pulled).write_text(about_text(EventLog(), data, [], "2026-01-03T00:00:00Z"))
    assert load([tickets, pulled], "UTC", said=SAID).rows == 4


def test_a_column_that_is_not_there_is_named_with_the_nearest(tickets: Path) -> None:
    with pytest.raises(InputError) as caught:
        load([tickets], "UTC", said=Columns(item="Tickt", at="Changed on", state="Team"))
    assert [(p.line, p.text.partition(":")[0]) for p in caught.value.problems[:2]] == [
        (1, "no column ‘Tickt’, said to be item"),
        (1, "no column ‘Team’, said to be state"),
    ]
    assert "did you mean Ticket?" in caught.value.problems[0].text
    assert "there is Ticket, Changed on, Assignee, Status" in caught.value.problems[1].text


def test_columns_that_no_file_has_are_named_where_they_were_needed(tickets: Path) -> None:
    with pytest.raises(InputError, match="none of ‘Nr’, ‘When’, which columns: names"):
        load([tickets], "UTC", said=Columns(item="Nr", at="When"))


def test_the_cache_tells_what_was_said(tickets: Path) -> None:
    places = {cache.place([tickets], "UTC", (), said) for said in (Columns(), SAID, replace(SAID, dates="excel"), SAID)}
    assert len(places) == 3


@pytest.mark.parametrize(
    ("columns", "said", "roles"),
    [
        ("key,status,time", Columns(), {"item": 0, "state": 1, "at": 2}),
        ("item,stage,start,end", Columns(), {"item": 0, "state": 1, "entered": 2, "left": 3}),
        ("item,state,at,entered,left", Columns(), {"item": 0, "state": 1, "at": 2}),
        ("item,state,start", Columns(), {"item": 0, "state": 1}),
        ("Key,Old status,Status,Time", Columns(state="Old status"), {"item": 0, "state": 1, "at": 3}),
        ("key,status,from,to", Columns(entered="from", left="to"), {"item": 0, "entered": 2, "left": 3}),
        ("key,stage,from,to", Columns(entered="from", left="to"), {"item": 0, "state": 1, "entered": 2, "left": 3}),
        ("a,b,c,type", Columns(item="B", at="c", state="a"), {"item": 1, "at": 2, "state": 0, "type": 3}),
        ("item,at,state,is_bot,labels", Columns(), {"item": 0, "at": 1, "state": 2, "is_bot": 3, "labels": 4}),
    ],
)
def test_columns_are_matched(columns: str, said: Columns, roles: dict[str, int]) -> None:
    assert match_columns(Path("x"), columns.split(","), said).roles == roles


def test_the_files_of_a_pipeline_export_are_known_by_their_columns() -> None:
    assert pipeline_part(["issue_id", "changelog_id", "created_date", "field", "from_string", "to_string"]) == "history"
    assert pipeline_part(["id", "instance_url", "key", "issue_type", "status", "created_date"]) == "issues"
    assert pipeline_part(["item", "at", "state"]) is None


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["item=Ticket,at=Changed on,state=Status"], SAID),
        ([" item = Ticket , at='Changed on'", 'state="Status"'], SAID),
        (["item=Key, old,at=When"], Columns(item="Key, old", at="When")),
        (["item=a=b"], Columns(item="a=b")),
        (["dates=%d/%b/%y %I:%M %p"], Columns(dates="%d/%b/%y %I:%M %p")),
        ([], Columns()),
    ],
)
def test_the_option_is_read(texts: list[str], said: Columns) -> None:
    assert parse_columns(*texts) == said


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Ticket", "says nothing: write item=Ticket"),
        ("itme=Ticket", "did you mean item?"),
        ("item=", "item has no column"),
        ("item=a,item=b", "item is said twice"),
        ("at=a,entered=b", "either at, or entered and left"),
        ("item=Assignee", "names people"),
        ("item=a,state=A", "is item already"),
        ("dates=usual", "no way to write times"),
        ("entered=a,left=b,kind=c", "a table of stays has no kind"),
        ("object_type=employees", "are people"),
    ],
)
def test_an_option_that_cannot_be_meant_is_refused(text: str, wrong: str) -> None:
    with pytest.raises(QuantityError, match=re.escape(wrong)):
        parse_columns(text)


def test_what_is_said_comes_back_as_an_option() -> None:
    words = shlex.split(as_option(replace(SAID, dates="%d/%m/%Y %H:%M")))
    assert words[0] == "--columns"
    assert parse_columns(*words[1:]) == replace(SAID, dates="%d/%m/%Y %H:%M")


def test_a_stream_file_says_and_keeps_them() -> None:
    stream, warnings = parse_stream(TEXT, "s.yaml")
    assert (stream.columns, warnings) == (Columns(item="Ticket", at="Changed on"), ())
    changed = splice(TEXT, replace(stream, columns=replace(stream.columns, state="Status: x", dates="%d/%m/%Y")))
    line = 'columns: {item: Ticket, at: Changed on, state: "Status: x", dates: "%d/%m/%Y"}  # by hand'
    assert changed == TEXT.replace("columns: {item: Ticket, at: Changed on}  # by hand", line)
    assert splice(changed, stream) == TEXT
    bare = "vsm: 1\nname: x\nlog: tickets.csv\n\nnotes: n\n"
    added = splice(bare, replace(parse_stream(bare, "")[0], columns=SAID))
    assert added == bare.replace(
        "tickets.csv\n", "tickets.csv\ncolumns: {item: Ticket, at: Changed on, state: Status}\n"
    )


def test_wrong_columns_are_named_with_line_and_column() -> None:
    text = "vsm: 1\nname: x\ncolumns:\n  itme: a\n  at: Author\n  left: z\n  dates: day_first\n  state: [a, b]\n"
    with pytest.raises(InputError) as caught:
        parse_stream(text, "s.yaml")
    found = [(p.line, p.column, p.text) for p in caught.value.problems]
    assert [place[:2] for place in found] == [(4, 3), (5, 7), (6, 9), (7, 10), (8, 10)]
    assert found[0][2] == "columns has no key 'itme': did you mean item?"
    assert "names people" in found[1][2]
    assert "either at, or entered and left" in found[2][2]
    assert "did you mean day-first?" in found[3][2]


def test_an_edit_sets_them_and_refuses_what_a_file_could_not_say() -> None:
    stream = SetColumns(replace(SAID, at=" Changed  on ")).apply(STREAM)
    assert stream.columns == SAID
    assert SetColumns(SAID).title == "Read the log's columns as ‘item Ticket, at Changed on, state Status’"
    assert SetColumns(Columns()).apply(stream).columns == Columns()
    with pytest.raises(EditError, match="names people"):
        SetColumns(Columns(item="assignee")).apply(STREAM)


@pytest.mark.parametrize(
    ("name", "person"),
    [("Assignee", True), ("assignee name", True), ("Reporter ID", True), ("E-Mail", True), ("org:resource", True),
     ("user", True), ("Username", True), ("Story", False), ("User story", False), ("Status", False)],
)  # fmt: skip
def test_columns_of_people_are_known(name: str, person: bool) -> None:
    assert names_person(name) is person
