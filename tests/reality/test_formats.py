"""Real logs in every form that can be read: the numbers are those of the log they were made from."""

from __future__ import annotations

import csv
import gzip
import json
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from vsm_tui.events import read_log
from vsm_tui.events.write import write_csv
from vsm_tui.measure import load, measure_files
from vsm_tui.measure.log.log import Log
from vsm_tui.measure.log.suggested import suggestion_for
from vsm_tui.model import Columns, InputError, Rule, Stage, States, Stream

LOGS = ("receipt_coselog.xes.gz", "helpdesk.xes.gz")
ENDED = "(ended)"


def walks(log: Log) -> dict[str, list[tuple[int, str]]]:
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for item, at, state in zip(log.item.tolist(), log.at.tolist(), log.state.tolist(), strict=True):
        found[log.items[item]].append((at, log.states[state]))
    return found


def iso(at: int) -> str:
    return datetime.fromtimestamp(at / 1e6, UTC).isoformat()


@pytest.mark.parametrize("name", LOGS)
def test_a_real_log_under_other_names_of_columns_is_the_same_log(reality: Path, tmp_path: Path, name: str) -> None:
    source = reality / "eventlogs" / name
    plain, other = tmp_path / "plain.csv", tmp_path / "other.csv"
    with plain.open("w", newline="") as out:
        write_csv(read_log(source, "UTC"), out)
    text = plain.read_text()
    other.write_text(text.replace("item,at,state", "Ticket,Changed on,New value", 1))
    said = Columns(item="Ticket", at="Changed on", state="New value")
    found = suggestion_for(other)
    assert found is not None
    assert found.columns == said
    assert found.whole
    assert walks(load([other], "UTC", said=said)) == walks(load([plain], "UTC")) == walks(load([source], "UTC"))


@pytest.mark.parametrize("name", LOGS)
def test_a_real_log_written_as_stays_measures_the_same(reality: Path, tmp_path: Path, name: str) -> None:
    before = load([reality / "eventlogs" / name], "UTC")
    path = tmp_path / "stays.csv"
    with path.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["case", "stage", "start", "end"])
        for item, walk in walks(before).items():
            ends = [iso(at) for at, _ in walk[1:]]
            rows = [(item, s, iso(at), end) for (at, s), end in zip(walk, [*ends, ""], strict=True)]
            writer.writerows(reversed(rows) if len({at for at, _ in walk}) == len(walk) else rows)
    after = load([path], "UTC")
    assert walks(after) == walks(before)
    names = [state for state in before.states if state != ENDED]
    ends_in = Counter(walk[-1][1] for walk in walks(before).values()).most_common(1)[0][0]
    stages = tuple(Stage(f"s{n}", s, states=States(wait=(s,))) for n, s in enumerate(names) if s != ends_in)
    stream = Stream("real", stages=stages, finish=Rule((ends_in,)))
    mine, whole = measure_files(stream, [path]).flow, measure_files(stream, [reality / "eventlogs" / name]).flow
    assert (mine.lead_time, mine.stages, mine.loops) == (whole.lead_time, whole.stages, whole.loops)


def test_road_traffic_as_it_is_and_with_dates_of_other_countries(reality: Path, tmp_path: Path) -> None:
    source = reality / "eventlogs" / "roadtraffic100traces.csv"
    before = load([source], "Europe/Rome")
    with source.open(newline="") as file:
        rows = list(csv.DictReader(file))
    for dates, pattern in (("day-first", "%d/%m/%Y"), ("month-first", "%m/%d/%Y")):
        path = tmp_path / f"{dates}.csv"
        with path.open("w", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(["Fine", "Happened", "What"])
            for row in rows:
                day = datetime.fromisoformat(row["time:timestamp"]).strftime(pattern)
                writer.writerow([row["case:concept:name"], day, row["concept:name"]])
        found = suggestion_for(path, Columns(item="Fine", at="Happened", state="What"))
        assert found is not None
        assert found.columns.dates == dates
        said = Columns(item="Fine", at="Happened", state="What", dates=dates)
        with pytest.raises(InputError, match=f"by columns: {{dates: {dates}}}"):
            load([path], "Europe/Rome", said=Columns(item="Fine", at="Happened", state="What"))
        log = load([path], "Europe/Rome", said=said)
        assert log.rejected_count == 0
        assert walks(log) == walks(before)


@pytest.mark.parametrize("form", ["json", "sqlite"])
def test_a_real_log_as_objects_measures_the_same(reality: Path, tmp_path: Path, form: str) -> None:
    """Every case an object, every event about it and about one more object of another type."""
    before = walks(load([reality / "eventlogs" / LOGS[0]], "UTC"))
    events = sorted((at, item, state) for item, walk in before.items() for at, state in walk)
    told = [(f"e{n}", state, iso(at), item) for n, (at, item, state) in enumerate(events)]
    path = tmp_path / f"log.{form}"
    if form == "json":
        value = {
            "objectTypes": [], "eventTypes": [],
            "objects": [*({"id": i, "type": "case"} for i in before), {"id": "desk", "type": "desk"}],
            "events": [
                {"id": e, "type": s, "time": at,
                 "relationships": [{"objectId": i, "qualifier": "of"}, {"objectId": "desk", "qualifier": "at"}]}
                for e, s, at, i in told
            ],
        }  # fmt: skip
        path.write_text(json.dumps(value))
    else:
        from tests.unit.test_ocel import as_sqlite

        as_sqlite(path, [(e, s, at, [("o1", "of")], "") for e, s, at, _ in told])
        import sqlite3

        with sqlite3.connect(path) as con:
            con.executemany("INSERT INTO object VALUES (?, 'case')", [(i,) for i in before])
            con.executemany("INSERT INTO event_object VALUES (?, ?, 'of')", [(e, i) for e, _, _, i in told])
        con.close()
    after = walks(load([path], "UTC", said=Columns(object_type="case")))
    assert {item: [at for at, _ in walk] for item, walk in after.items()} == {
        item: [at for at, _ in walk] for item, walk in before.items()
    }
    assert {item: Counter(walk) for item, walk in after.items()} == {i: Counter(walk) for i, walk in before.items()}


def test_bugzillas_history_is_every_change_of_status_and_nothing_else(reality: Path) -> None:
    path = reality / "bugzilla" / "eclipse_aspectj_history.json"
    raw: dict[str, list[dict[str, Any]]] = json.loads(path.read_text())
    expected = {
        bug: [(entry["when"], change["added"]) for entry in entries for change in entry["changes"]
              if change["field_name"] in ("status", "bug_status")]
        for bug, entries in raw.items()
    }  # fmt: skip
    log = load([path], "UTC")
    found = {
        bug: [(datetime.fromtimestamp(at / 1e6, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), state.removeprefix("bugzilla:"))
              for at, state in walk]
        for bug, walk in walks(log).items()
    }  # fmt: skip
    assert found == {bug: changes for bug, changes in expected.items() if changes}
    assert [f.code for f in log.findings] == ["no-creation"]
    people = {entry["who"] for entries in raw.values() for entry in entries}
    assert not people & set(log.items)
    assert not any(person in str(log.findings) + str(log.states) for person in people)


def test_time_in_status_says_what_the_vendor_says(reality: Path) -> None:
    """The totals in the sentence against the vendor's numbers, re-shaped by somebody else."""
    spent: dict[str, float] = defaultdict(float)
    items = set()
    with (reality / "jira" / "oracle_time_in_status_zookeeper.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            spent[row["status_id"]] += int(row["milliseconds"]) / 86_400_000
            items.add(row["issue_key"])
    with pytest.raises(InputError) as caught:
        load([reality / "jira" / "apache_zookeeper_issues_v2.jsonl.gz"], "UTC")
    text = next(p.text for p in caught.value.problems if "Time in Status" in p.text)
    assert text.startswith(f"{len(items)} issues have no history but a field Time in Status")
    assert f"‘Open’ {spent['1'] / len(items):.1f} days" in text
    assert f"‘Patch Available’ {spent['10002'] / len(items):.1f} days" in text


def test_packed_or_not_makes_no_difference(reality: Path, tmp_path: Path) -> None:
    source = reality / "bugzilla" / "eclipse_aspectj_history.json"
    path = tmp_path / "history.json.gz"
    path.write_bytes(gzip.compress(source.read_bytes()))
    assert walks(load([path], "UTC")) == walks(load([source], "UTC"))
