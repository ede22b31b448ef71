"""Object-centric logs: which objects are the items is asked, and an event about several is an event of each."""

from __future__ import annotations

import gzip
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from vsm_tui.events.formats.ocel import read_ocel
from vsm_tui.events.log import EventLog, Split
from vsm_tui.events.times import instant, zone_of
from vsm_tui.measure import load
from vsm_tui.model import Columns, InputError

OBJECTS = {"o1": "order", "o2": "order", "i1": "item", "i2": "item", "e9": "employees"}
EVENTS: list[tuple[str, str, str, list[tuple[str, str]], str]] = [
    ("e1", "place order", "2026-01-01T09:00:00Z", [("o1", "order"), ("o1", "again"), ("i1", ""), ("i2", "")], ""),
    ("e2", "pick item", "2026-01-02T09:00:00+01:00", [("i1", ""), ("e9", "by")], ""),
    ("e3", "send", "2026-01-03T09:00:00Z", [("o1", ""), ("o2", ""), ("i1", "")], ""),
    ("e4", "pay", "2026-01-03T10:00:00", [("o1", "")], ""),
    ("e5", "place order", "2026-01-01T12:00:00Z", [("o2", ""), ("gone", "")], ""),
]
Ways = dict[str, list[tuple[str, str]]]


def as_json(events: list[Any] = EVENTS) -> dict[str, Any]:
    types = sorted({kind for _, kind, _, _, _ in events})
    return {
        "objectTypes": [{"name": name, "attributes": []} for name in sorted(set(OBJECTS.values()))],
        "eventTypes": [{"name": name, "attributes": [{"name": "lifecycle", "type": "string"}]} for name in types],
        "objects": [{"id": one, "type": kind, "attributes": [], "relationships": []} for one, kind in OBJECTS.items()],
        "events": [
            {
                "id": event, "type": kind, "time": time,
                "attributes": [{"name": "lifecycle", "value": life}] if life else [],
                "relationships": [{"objectId": one, "qualifier": qualifier} for one, qualifier in about],
            }
            for event, kind, time, about, life in events
        ],
    }  # fmt: skip


def as_sqlite(path: Path, events: list[Any] = EVENTS) -> Path:
    """The tables of OCEL 2.0's relational form."""
    with closing(sqlite3.connect(path)) as con, con:
        con.executescript(
            "CREATE TABLE event (ocel_id TEXT PRIMARY KEY, ocel_type TEXT);"
            "CREATE TABLE object (ocel_id TEXT PRIMARY KEY, ocel_type TEXT);"
            "CREATE TABLE event_object (ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT);"
            "CREATE TABLE object_object (ocel_source_id TEXT, ocel_target_id TEXT, ocel_qualifier TEXT);"
            "CREATE TABLE event_map_type (ocel_type TEXT, ocel_type_map TEXT);"
            "CREATE TABLE object_map_type (ocel_type TEXT, ocel_type_map TEXT);"
        )
        con.executemany("INSERT INTO object VALUES (?, ?)", OBJECTS.items())
        for number, kind in enumerate(sorted({kind for _, kind, _, _, _ in events})):
            con.execute("INSERT INTO event_map_type VALUES (?, ?)", (kind, f"Type {number}"))
            con.execute(f'CREATE TABLE "event_Type {number}" (ocel_id TEXT, ocel_time TEXT, lifecycle TEXT)')
            own = [(event, time, life) for event, k, time, _, life in events if k == kind]
            con.executemany(f'INSERT INTO "event_Type {number}" VALUES (?, ?, ?)', own)  # noqa: S608 - made here
        con.executemany("INSERT INTO event VALUES (?, ?)", [(event, kind) for event, kind, _, _, _ in events])
        for event, _, _, about, _ in events:
            con.executemany("INSERT INTO event_object VALUES (?, ?, ?)", [(event, *each) for each in about])
    return path


@pytest.fixture(params=["json", "json.gz", "sqlite"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """One log in each of its forms."""
    path = tmp_path / f"log.{request.param}"
    if request.param == "sqlite":
        return as_sqlite(path)
    text = json.dumps(as_json(), indent=1).encode()
    path.write_bytes(gzip.compress(text) if request.param.endswith("gz") else text)
    return path


def ways(log: EventLog) -> Ways:
    found: Ways = {}
    for item, at, state in zip(log.item, log.at, log.state, strict=True):
        day = (at - instant("2026-01-01", zone_of("UTC"))[0]) // 86_400_000_000 + 1
        found.setdefault(item, []).append((f"day {day}", state))
    return found


def test_an_event_is_one_of_every_item_it_is_about(path: Path) -> None:
    log = read_ocel(path, "Europe/Berlin", Columns(object_type="order"))
    assert ways(log) == {
        "o1": [("day 1", "place order"), ("day 3", "send"), ("day 3", "pay")],
        "o2": [("day 1", "place order"), ("day 3", "send")],
    }
    assert {f.code: f.count for f in log.findings} == {
        "shared-events": 1, "other-objects": 1, "lost-objects": 1, "assumed-zone": 1,
    }  # fmt: skip
    assert (log.rejected, log.rejected_count) == ([], 0)


def test_the_same_log_is_another_for_another_object(path: Path) -> None:
    log = load([path], "UTC", said=Columns(object_type="item"))
    assert (log.item_count, log.rows) == (2, 4)
    assert set(log.items) == {"i1", "i2"}


def test_which_objects_are_the_items_is_asked_with_what_there_is(path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load([path], "UTC")
    text = str(caught.value)
    assert "columns: {object_type: order}; there are order (2 objects, 4 events), item (2 objects, 3 events)" in text
    assert "employees" not in text
    with pytest.raises(InputError, match="has no objects of type ‘ordr’: did you mean order"):
        load([path], "UTC", said=Columns(object_type="ordr"))


def test_one_type_of_objects_needs_no_asking(tmp_path: Path) -> None:
    events = [("e1", "place", "2026-01-01T09:00:00Z", [("o1", "")], ""), ("e2", "pay", "2026-01-02", [("o1", "")], "")]
    (tmp_path / "log.json").write_text(json.dumps(as_json(events)))
    assert load([tmp_path / "log.json"], "UTC").states == ("pay", "place")


@pytest.mark.parametrize("form", ["json", "sqlite"])
def test_a_lifecycle_says_what_was_work(tmp_path: Path, form: str) -> None:
    events = [
        ("e1", "build", "2026-01-01T09:00:00Z", [("o1", "")], "start"),
        ("e2", "build", "2026-01-02T09:00:00Z", [("o1", "")], "complete"),
        ("e3", "test", "2026-01-03T09:00:00Z", [("o1", "")], "start"),
        ("e4", "test", "2026-01-04T09:00:00Z", [("o1", "")], "complete"),
    ]
    path = tmp_path / "log"
    if form == "sqlite":
        as_sqlite(path, events)
    else:
        path.write_text(json.dumps(as_json(events)))
    log = read_ocel(path, "UTC", Columns())
    assert [(s, Split(p).name) for s, p in zip(log.state, log.split, strict=True)] == [
        ("build", "TOUCH"), ("test", "WAIT"), ("test", "TOUCH"), ("test", "WAIT"),
    ]  # fmt: skip


def test_wrong_events_are_named_with_their_line(tmp_path: Path) -> None:
    value = as_json()
    value["events"][0]["time"] = "01.02.2026"
    del value["events"][3]["type"]
    value["objects"].append({"id": "x"})
    path = tmp_path / "log.json"
    path.write_text(json.dumps(value, indent=1))
    lines = path.read_text().splitlines()
    log = read_ocel(path, "UTC", Columns(object_type="order"))
    assert log.rejected_count == 3
    found = {p.text.partition(":")[0]: p.line for p in log.rejected}
    assert found["event ‘e1’"] == next(n for n, line in enumerate(lines, 1) if '"id": "e1"' in line)
    assert found["event 4 has no id, type or time"] == next(
        n for n, line in enumerate(lines, 1) if '"id": "e4"' in line
    )
    assert ways(log)["o2"] == [("day 1", "place order"), ("day 3", "send")]


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        ('{"objectTypes": [], "events": {}}', "is no OCEL 2.0: ‘events’ and ‘objects’ are needed"),
        ('{"objectTypes": [\n  {"name": }]}', r":2:12: error: is no JSON: expecting value"),
        ('{"objectTypes": [], "events": [], "objects": []}', "has no event about any object"),
        ('{"ocel:global-log": {}, "ocel:events": {}}', "is OCEL 1.0: convert it to OCEL 2.0"),
        ('<?xml version="1.0"?>\n<log><object-types/></log>', "is OCEL as XML: export it as JSON or SQLite"),
        ('{"objectTypes": ' + "[" * 100_000, "is nested too deep|is no JSON"),
    ],
)
def test_what_is_no_such_log_says_so(tmp_path: Path, content: str, wrong: str) -> None:
    path = tmp_path / "log.json"
    path.write_text(content)
    with pytest.raises(InputError, match=wrong):
        load([path], "UTC")


def test_a_database_of_another_kind_says_what_it_lacks(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    with closing(sqlite3.connect(path)) as con, con:
        con.execute("CREATE TABLE event (ocel_id TEXT, ocel_type TEXT)")
        con.execute("CREATE VIEW object AS SELECT 'o1' AS ocel_id, 'order' AS ocel_type")
    with pytest.raises(InputError, match=r"no OCEL 2\.0: it has no table object, event_object, event_map_type"):
        load([path], "UTC")
    path.write_bytes(path.read_bytes()[:100] + b"\0" * 4000)
    with pytest.raises(InputError, match=r"cannot be read as SQLite|has no table"):
        load([path], "UTC")


def test_reading_a_database_leaves_it_as_it_is(tmp_path: Path) -> None:
    path = as_sqlite(tmp_path / "log.sqlite")
    before = path.read_bytes()
    path.chmod(0o400)
    load([path], "UTC", said=Columns(object_type="order"))
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["log.sqlite"]


def test_people_cannot_be_the_items(path: Path) -> None:
    assert [wrong.key for wrong in Columns(object_type="employees").wrong()] == ["object_type"]
    events = read_ocel(path, "UTC", Columns(object_type="item"))
    assert "e9" not in events.item
