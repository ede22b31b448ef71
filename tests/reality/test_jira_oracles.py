"""Real Jira answers against what Jira itself, or another tool, says about them."""

from __future__ import annotations

import csv
import gzip
import json
import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from vsm_tui.events import EventLog
from vsm_tui.events.formats.jira import read_jira
from vsm_tui.measure.log.read import load
from vsm_tui.model import InputError

ROOT = Path(os.environ.get("VSM_REALITY_DATA", "/nowhere"))
JIRA = ROOT / "jira"
pytestmark = pytest.mark.skipif(not JIRA.is_dir(), reason="VSM_REALITY_DATA names no folder with real data")

SETS = {
    "actionableagile": (("actionableagile/search_v2_page.json",), 4),
    "jirametrics": ("jirametrics/issues", 4),
    "kanalyzer": (("kanalyzer/one_done_issue.json", "kanalyzer/two_issues.json"), 2),
}


def files(name: str) -> list[Path]:
    which = SETS[name][0]
    return sorted((JIRA / which).glob("*.json")) if isinstance(which, str) else [JIRA / part for part in which]


def issues(paths: list[Path]) -> Iterator[dict[str, Any]]:
    for path in paths:
        page = json.loads(path.read_text(encoding="utf-8"))
        page = page.get("issues", [page]) if isinstance(page, dict) else page
        yield from page


def seconds(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def time_in_status(issue: dict[str, Any]) -> dict[str, tuple[int, float]]:
    """Jira's own field: status id → (visits, seconds); empty where the issue has none."""
    field = next((v for v in issue["fields"].values() if isinstance(v, str) and "_*:*_" in v), "")
    parts = (part.split("_*:*_") for part in field.split("_*|*_") if part)
    return {status: (int(visits), int(ms) / 1000) for status, visits, ms in parts}


def resolved_at(issue: dict[str, Any]) -> float:
    """The first change that sets a resolution: what Jira's field ends at."""
    changes = [
        seconds(history["created"])
        for history in issue["changelog"]["histories"]
        for item in history["items"]
        if item["field"] == "resolution" and item["to"]
    ]
    return min(changes)


def ids(issue: dict[str, Any], every: list[dict[str, Any]]) -> dict[str, str]:
    """Name → id of every status the answers mention."""
    found = {}
    for other in every:
        status = other["fields"]["status"]
        found[status["name"]] = status["id"]
        for history in other["changelog"]["histories"]:
            for item in history["items"]:
                if item["field"] == "status":
                    found[item["fromString"]], found[item["toString"]] = item["from"], item["to"]
    return found


def measured(log: EventLog, key: str, end: float, names: dict[str, str]) -> dict[str, tuple[int, float]]:
    """Visits and seconds per status from the log, up to ``end``; the status entered then is a visit of no length."""
    rows = zip(log.item, log.at, log.state, strict=True)
    stays = [(at / 1e6, names[state.removeprefix("jira:")]) for item, at, state in rows if item == key]
    found: dict[str, tuple[int, float]] = {}
    for number, (at, status) in enumerate(stays):
        if at > end:
            break
        left = stays[number + 1][0] if number + 1 < len(stays) else end
        visits, spent = found.get(status, (0, 0.0))
        found[status] = visits + 1, spent + min(left, end) - at
    return found


@pytest.mark.parametrize("name", SETS)
def test_time_in_status_is_jiras_own(name: str) -> None:
    every = list(issues(files(name)))
    log = read_jira(files(name), "UTC")
    with_field = [issue for issue in every if time_in_status(issue)]
    assert len(with_field) == SETS[name][1]
    for issue in with_field:
        own = measured(log, issue["key"], resolved_at(issue), ids(issue, every))
        theirs = time_in_status(issue)
        assert {s: v for s, (v, _) in own.items()} == {s: v for s, (v, _) in theirs.items()}
        for status, (_, spent) in theirs.items():
            assert own[status][1] == pytest.approx(spent, abs=1.0)


@pytest.mark.parametrize("name", SETS)
def test_every_issue_is_read_and_adds_up(name: str) -> None:
    log = read_jira(files(name), "UTC")
    every = list(issues(files(name)))
    assert set(log.item) == {issue["key"] for issue in every}
    assert (log.rejected_count, log.notes) == (0, [])
    last = dict(zip(log.item, log.state, strict=True))
    assert last == {issue["key"]: "jira:" + issue["fields"]["status"]["name"] for issue in every}


@pytest.mark.parametrize("name", SETS)
def test_no_person_is_kept(name: str) -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in files(name))
    people = set(re.findall(r'"(?:displayName|emailAddress|accountId)"\s*:\s*"([^"]{4,})"', text))
    log = load(files(name), "UTC")
    kept = "\n".join([*log.items, *log.states, *log.type, *log.labels, *log.ref, *log.outcome, *log.notes])
    assert people
    assert not [person for person in people if person in kept]


def test_a_reopened_issue_keeps_all_its_visits() -> None:
    log = read_jira([JIRA / "jirametrics/issues/SP-5.json"], "UTC")
    done = [number for number, state in enumerate(log.state) if state == "jira:Done"]
    assert done
    assert done[0] < len(log.state) - 1  # it was done, and then it was not


def test_issues_without_history_are_counted_and_nothing_is_made_up() -> None:
    path = JIRA / "titanium_MOD_issues_no_history.jsonl.gz"
    with gzip.open(path, "rb") as file:
        assert any("\u2028".encode() in line for line in file)
    log = read_jira([path], "UTC")
    assert len(log) == 0
    assert log.rejected_count == 367
    assert log.notes[0].startswith("367 of 367 issues without history, left out")
    with pytest.raises(InputError, match="367 of 367 issues without history"):
        load([path], "UTC")


def test_400_issues_without_changelog_are_not_given_one() -> None:
    log = read_jira([JIRA / "apache_zookeeper_issues_v2.jsonl.gz"], "UTC")
    assert (len(log), log.rejected_count) == (0, 400)


def test_pages_of_one_issues_changelog_hold_devlakes_ten_status_changes(tmp_path: Path) -> None:
    csv.field_size_limit(10_000_000)
    pages: dict[str, list[Any]] = {}
    raw = JIRA / "devlake_changelog_api/raw/_raw_jira_api_issue_changelogs.csv"
    with raw.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            pages.setdefault(row["url"], []).append(json.loads(row["data"]))
    paths = []
    for number, (url, values) in enumerate(pages.items()):
        paths.append(tmp_path / f"{number}.json")
        paths[-1].write_text(json.dumps({"self": url, "startAt": 0, "total": len(values), "values": values}))
    log = read_jira(paths, "UTC")

    names: dict[str, str] = {}
    expected: set[tuple[str, int, str]] = set()
    when: dict[str, tuple[str, str]] = {}
    folder = JIRA / "devlake_changelog_api/expected"
    with (folder / "_tool_jira_issue_changelogs_extractor.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            when[row["changelog_id"]] = row["issue_id"], row["created"]
    with (folder / "_tool_jira_issue_changelog_items_extractor.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["field_id"] == "status":
                issue, created = when[row["changelog_id"]]
                expected.add((issue, round(seconds(created) * 1_000_000), row["to_value"]))
                names["jira:" + row["to_string"]] = row["to_value"]
    found = {(i, at, names[s]) for i, at, s in zip(log.item, log.at, log.state, strict=True)}
    assert len(expected) == 10
    assert found == expected
    assert (len(log.notes), log.rejected_count) == (1, 0)
    assert "without a time of creation" in log.notes[0]
