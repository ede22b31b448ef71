"""OCEL 2.0 logs, as JSON or SQLite: events that are about objects of several types.

An item is an object of one type, which somebody has to name: what is many-to-many cannot be one walk of anything else.
An event about several such objects is an event of each. Qualifiers and what objects have to do with each other say
nothing about an item's way and are left alone.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from vsm_tui.events.clean import clean
from vsm_tui.events.formats.whole import content, json_in, line_of
from vsm_tui.events.formats.xes import STANDARD
from vsm_tui.events.kinds import resolve_all
from vsm_tui.events.log import EventLog, Finding
from vsm_tui.events.times import instant, zone_of
from vsm_tui.model import Columns, InputError, Problem
from vsm_tui.model.columns import names_person
from vsm_tui.model.wording import counted, nearest

_LIFECYCLE = ("lifecycle:transition", "lifecycle")
_LISTED = 100
_MOST = 5_000_000
"""Relations between events and objects that are taken into memory."""


@dataclass(slots=True)
class _Event:
    """One event as its file has it; ``objects`` are the ids of what it is about, each once."""

    id: str
    type: str
    time: str
    lifecycle: str
    objects: list[str]


@dataclass(slots=True)
class _Ocel:
    """A whole file. ``data`` is its text, where it is JSON."""

    objects: dict[str, str] = field(default_factory=dict)
    events: list[_Event] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    data: bytes = b""


def read_ocel(path: Path, zone: str, said: Columns) -> EventLog:
    """Read an OCEL 2.0 file. ``said.object_type`` names the objects that are the items; ``zone`` is what times without
    an offset are read in.

    Raises:
        InputError: when it is none, or it does not say whose way is asked for: with the types there are.
    """
    found = _read(path)
    chosen = _chosen(path, found, said.object_type)
    return _log(path, found, chosen, zone)


def types_in(path: Path) -> list[tuple[str, str]]:
    """The types of objects that can be items, with how many objects and events each has; most events first.

    Raises:
        InputError: when it is no OCEL 2.0.
    """
    found = _read(path)
    objects, events = _counts(found)
    ordered = sorted(events.items(), key=lambda pair: (-pair[1], pair[0]))
    return [
        (kind, f"{counted(objects[kind], 'object')}, {counted(count, 'event')}")
        for kind, count in ordered
        if not names_person(kind)
    ]


def _read(path: Path) -> _Ocel:
    with path.open("rb") as file:
        begins = file.read(16)
    return _from_sqlite(path) if begins.startswith(b"SQLite format 3") else _from_json(path)


def _counts(found: _Ocel) -> tuple[Counter[str], Counter[str]]:
    """Objects by type, and events by the types they are about."""
    events: Counter[str] = Counter()
    for event in found.events:
        events.update({found.objects[one] for one in event.objects if one in found.objects})
    return Counter(found.objects.values()), events


def _chosen(path: Path, found: _Ocel, wanted: str) -> str:
    """The object type that is the item."""
    objects, events = _counts(found)
    if wanted in objects:
        return wanted
    listed = [
        f"{clean(kind, 60)} ({counted(objects[kind], 'object')}, {counted(events[kind], 'event')})"
        for kind, _ in sorted(events.items(), key=lambda pair: (-pair[1], pair[0]))
        if not names_person(kind)
    ]
    if wanted:
        text = f"has no objects of type ‘{clean(wanted, 60)}’: {nearest(wanted, sorted(objects))}"
        raise InputError(Problem(text, str(path)))
    if len(events) == 1 and listed:
        return next(iter(events))
    if not listed:
        raise InputError([*found.problems[:_LISTED], Problem("has no event about any object", str(path))])
    example = next(kind for kind in sorted(events, key=lambda k: -events[k]) if not names_person(kind))
    so = f"columns: {{object_type: {clean(example, 60)}}}"
    text = f"is about objects of several types: say which are the items, as {so}; there are {', '.join(listed[:20])}"
    raise InputError(Problem(text, str(path)))


def _log(path: Path, found: _Ocel, chosen: str, zone: str) -> EventLog:
    log = EventLog(rejected=found.problems[:_LISTED], rejected_count=len(found.problems))
    rows: list[tuple[str, int, str, str]] = []
    local = shared = elsewhere = lost = 0
    for event in found.events:
        lost += sum(one not in found.objects for one in event.objects)
        items = [one for one in event.objects if found.objects.get(one) == chosen]
        if not items:
            elsewhere += 1
            continue
        try:
            at, zoned = instant(event.time, zone_of(zone))
        except ValueError:
            _reject(log, path, found, event)
            continue
        local += not zoned
        shared += len(items) > 1
        kind = STANDARD.get(event.lifecycle.strip().lower(), "enter")
        rows += [(clean(item), at, clean(event.type), kind) for item in items]
    for item, own in resolve_all(rows):
        for at, state, split in own:
            log.item.append(item)
            log.at.append(at)
            log.state.append(state)
            log.split.append(int(split))
    told = clean(chosen, 60)
    log.findings = [
        finding
        for count, finding in (
            (shared, _told("shared-events", shared, "event", f"about several of ‘{told}’: told of each")),
            (elsewhere, _told("other-objects", elsewhere, "event", f"about no ‘{told}’: left out")),
            (lost, _told("lost-objects", lost, "relation", "to objects that are not there: left out")),
            (local, Finding("assumed-zone", f"{counted(local, 'event')} had no zone: read as {zone}", local)),
        )
        if count
    ]
    return log


def _told(code: str, count: int, what: str, text: str) -> Finding:
    return Finding(code, f"{counted(count, what)} {text}", count)


def _reject(log: EventLog, path: Path, found: _Ocel, event: _Event) -> None:
    log.rejected_count += 1
    if len(log.rejected) < _LISTED:
        told = f"event ‘{clean(event.id, 60)}’: ‘{clean(event.time, 40)}’ is no time"
        text = f"{told}: write one such as 2026-03-01T09:30:00Z"
        log.rejected.append(Problem(text, str(path), line_of(found.data, "id", event.id)))


# -- JSON -------------------------------------------------------------------------------------------------------------


def _from_json(path: Path) -> _Ocel:
    data = content(path)
    value = json_in(path, data)
    found = _Ocel(data=data)
    if not isinstance(value, dict) or not all(isinstance(value.get(key), list) for key in ("events", "objects")):
        raise InputError(Problem("is no OCEL 2.0: ‘events’ and ‘objects’ are needed, each a list", str(path)))
    for one in value["objects"]:
        if isinstance(one, dict) and isinstance(one.get("id"), str) and isinstance(one.get("type"), str):
            found.objects[one["id"]] = one["type"]
        else:
            found.problems.append(Problem("an object without id and type: both are texts", str(path)))
    for number, one in enumerate(value["events"], 1):
        event = _event(one)
        if event is None:
            known = one.get("id") if isinstance(one, dict) else None
            line = line_of(data, "id", known) if isinstance(known, str) else 0
            text = f"event {number} has no id, type or time: all three are texts"
            found.problems.append(Problem(text, str(path), line))
        else:
            found.events.append(event)
    return found


def _event(one: Any) -> _Event | None:
    if not isinstance(one, dict):
        return None
    identity, kind, time = (one.get(key) for key in ("id", "type", "time"))
    if not (isinstance(identity, str) and isinstance(kind, str) and kind.strip() and isinstance(time, str)):
        return None
    lifecycle = {
        str(each.get("name")): str(each.get("value") or "")
        for each in one.get("attributes") or ()
        if isinstance(each, dict)
    }
    objects = [
        each["objectId"]
        for each in one.get("relationships") or ()
        if isinstance(each, dict) and isinstance(each.get("objectId"), str)
    ]
    told = next((lifecycle[name] for name in _LIFECYCLE if name in lifecycle), "")
    return _Event(identity, kind, time, told, list(dict.fromkeys(objects)))


# -- SQLite -----------------------------------------------------------------------------------------------------------


def _from_sqlite(path: Path) -> _Ocel:
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1", uri=True)) as con:
            con.text_factory = lambda data: data.decode("utf-8", "replace")
            con.execute("PRAGMA trusted_schema = OFF")
            con.execute("PRAGMA query_only = ON")
            return _tables(path, con)
    except sqlite3.Error as error:
        raise InputError(Problem(f"cannot be read as SQLite: {clean(str(error))}", str(path))) from error


def _tables(path: Path, con: sqlite3.Connection) -> _Ocel:
    """Everything in it; only real tables are read, a view could be any program."""
    there = {str(name) for (name,) in con.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    missing = [name for name in ("event", "object", "event_object", "event_map_type") if name not in there]
    if missing:
        text = f"is a SQLite file, but no OCEL 2.0: it has no table {', '.join(missing)}"
        raise InputError(Problem(text, str(path)))
    relations = int(con.execute("SELECT count(*) FROM event_object").fetchone()[0])
    if relations > _MOST:
        text = f"has {relations:,} relations of events and objects; at most {_MOST:,} are read: take a shorter period"
        raise InputError(Problem(text, str(path)))
    found = _Ocel(objects={str(o): str(kind) for o, kind in con.execute("SELECT ocel_id, ocel_type FROM object")})
    about: dict[str, list[str]] = {}
    for event, one in con.execute("SELECT ocel_event_id, ocel_object_id FROM event_object"):
        about.setdefault(str(event), []).append(str(one))
    order = {str(event): n for n, (event,) in enumerate(con.execute("SELECT ocel_id FROM event"))}
    for kind, short in con.execute("SELECT ocel_type, ocel_type_map FROM event_map_type").fetchall():
        table = f"event_{short}"
        if table not in there:
            found.problems.append(Problem(f"has no table ‘{clean(table)}’ for events ‘{clean(str(kind))}’", str(path)))
            continue
        for event, time, lifecycle in _of_type(con, table):
            if event not in order:
                text = f"event ‘{clean(event, 60)}’ of table ‘{clean(table)}’ is not in table event"
                found.problems.append(Problem(text, str(path)))
                continue
            objects = list(dict.fromkeys(about.get(event, ())))
            found.events.append(_Event(event, str(kind), time, lifecycle, objects))
    found.events.sort(key=lambda event: order[event.id])
    return found


def _of_type(con: sqlite3.Connection, table: str) -> Iterator[tuple[str, str, str]]:
    """The events of one type: id, time, and where it is in its life where the table says that."""
    name = '"' + table.replace('"', '""') + '"'
    columns = [str(row[1]) for row in con.execute(f"PRAGMA table_info({name})")]
    lifecycle = next((column for column in _LIFECYCLE if column in columns), None)
    told = "''" if lifecycle is None else f'"{lifecycle}"'
    for event, time, life in con.execute(f"SELECT ocel_id, ocel_time, {told} FROM {name}"):  # noqa: S608 - quoted
        yield str(event), str(time or ""), str(life or "")
