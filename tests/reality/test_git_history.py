"""Real histories: Flask's merges and Zookeeper's tickets, against counts made of the plain lists."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from vsm_tui.connect.git.changes import changes_of
from vsm_tui.connect.git.events import events_of
from vsm_tui.connect.git.history import Commit, History, Tag, packed, unpacked
from vsm_tui.connect.git.releases import releases_of
from vsm_tui.connect.git.texts import texts_of
from vsm_tui.events import EventLog
from vsm_tui.events.joining import joined

Rows = list[dict[str, str]]


def rows_of(folder: Path, name: str) -> tuple[Rows, Rows]:
    with gzip.open(folder / "git" / f"{name}_commits.csv.gz", "rt", encoding="utf-8", newline="") as file:
        commits = list(csv.DictReader(file))
    with (folder / "git" / f"{name}_tags.csv").open(encoding="utf-8", newline="") as file:
        return commits, list(csv.DictReader(file))


def seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def history(name: str, commits: Rows, tags: Rows) -> History:
    """The lists of metadata as what is read from a repository."""
    found = History(name, commits[0]["sha"])
    for row in commits:
        parents = tuple(row["parents"].split())
        texts = texts_of(row["subject"], "", (), len(parents))
        times = seconds(row["author_date"]), seconds(row["commit_date"])
        found.commits[row["sha"]] = unpacked(json.loads(json.dumps(packed(Commit(row["sha"], parents, *times, texts)))))
    for row in tags:
        commit, light = row["peeled_commit"] or row["object"], row["object_type"] == "commit"
        found.tags.append(Tag(row["tag"], commit, seconds(row["created"]), light))
    return found


@pytest.fixture(scope="module")
def flask(reality: Path) -> tuple[Rows, History]:
    commits, tags = rows_of(reality, "pallets_flask")
    return commits, history("pallets/flask", commits, tags)


@pytest.fixture(scope="module")
def zookeeper(reality: Path) -> tuple[Rows, History]:
    commits, tags = rows_of(reality, "apache_zookeeper")
    return commits, history("apache/zookeeper", commits, tags)


def by_item(log: EventLog) -> dict[str, list[tuple[int, str]]]:
    found: dict[str, list[tuple[int, str]]] = {}
    for item, at, state in zip(log.item, log.at, log.state, strict=True):
        found.setdefault(item, []).append((at, state))
    return found


@pytest.mark.parametrize("name", ["flask", "zookeeper"])
def test_every_commit_is_in_one_change_at_most(name: str, request: pytest.FixtureRequest) -> None:
    commits, known = request.getfixturevalue(name)
    changes = changes_of(known)
    made = Counter(i for c in changes for i in {commit.id for commit in (*c.commits, c.landed)})
    assert max(made.values()) == 1
    assert all(row["sha"] in made for row in commits if len(row["parents"].split()) < 2), "only merges are no change"


def test_flask_s_pull_requests_are_the_merges_that_say_so(flask: tuple[Rows, History]) -> None:
    commits, known = flask
    merges = [row for row in commits if len(row["parents"].split()) > 1]
    assert len(merges) == 1725
    numbers = {m[1] for row in merges if (m := re.match(r"Merge pull request #(\d+)\b", row["subject"]))}
    found = {change.name.removeprefix("#") for change in changes_of(known) if change.way == "merge"}
    missing = numbers - found
    assert len(numbers) > 1000
    assert len(missing) <= len(numbers) // 100, "those bring in nothing that was not there"
    squashed = {number for row in merges for number in re.findall(r"\(#(\d+)\)$", row["subject"])}
    assert {name for name in found - numbers if not name.startswith("@")} <= squashed


def test_flask_s_releases_hold_what_git_says_they_hold(flask: tuple[Rows, History]) -> None:
    """The first release with a commit, by brute force: the ancestors of every tag."""
    _, known = flask
    releases = releases_of(known.tags)
    assert [r.tag.name for r in releases][:3] == ["0.1", "0.2", "0.3"]
    assert not {"2.0.0rc1", "1.0.x"} & {r.tag.name for r in releases}
    holds = [(r, ancestors(known, r.tag.commit)) for r in releases]
    log = by_item(events_of(known))
    checked = 0
    for change in changes_of(known)[::40]:
        first = next((r for r, inside in holds if change.landed.id in inside), None)
        told = [at for at, state in log[known.name + change.name] if state == "git:released"]
        if len([c for c in log[known.name + change.name] if c[1] == "git:merged"]) == 1:
            assert told == ([max(first.tag.at, change.merged) * 1_000_000] if first else [])
            checked += 1
    assert checked > 60


def ancestors(known: History, tip: str) -> set[str]:
    found, ahead = set[str](), [tip]
    while ahead:
        at = ahead.pop()
        if at not in found and at in known.commits:
            found.add(at)
            ahead += known.commits[at].parents
    return found


@pytest.mark.parametrize("name", ["flask", "zookeeper"])
def test_events_of_a_change_come_in_their_order(name: str, request: pytest.FixtureRequest) -> None:
    _, known = request.getfixturevalue(name)
    for change in changes_of(known):
        assert change.first is None or change.first <= change.merged
    log = events_of(known)
    assert len(set(zip(log.item, log.at, log.state, strict=True))) == len(log)
    for events in by_item(log).values():
        merged = min(at for at, state in events if state == "git:merged")
        assert all(at >= merged for at, state in events if state in ("git:released", "git:reverted"))


def test_zookeeper_s_commits_gather_under_their_tickets(zookeeper: tuple[Rows, History]) -> None:
    commits, known = zookeeper
    named = [row for row in commits if re.search(r"\bZOOKEEPER-\d+", row["subject"])]
    assert len(named) == 2453
    keys = {k for row in commits for k in re.findall(r"(?<!\w)ZOOKEEPER-[1-9]\d*(?!\w)", row["subject"])}
    found = joined([events_of(known)])
    tickets = {item for item in found.item if item.startswith("ZOOKEEPER-")}
    reverted = {
        k
        for row in commits
        if row["subject"].startswith("Revert")
        for k in re.findall(r"ZOOKEEPER-\d+", row["subject"])
    }
    assert tickets <= keys
    assert keys - tickets <= reverted, "a ticket in a revert's quotes alone is not what that commit was made for"
    merged = sum(state == "git:merged" for state in found.state)
    assert merged >= len(commits) - 5


def test_zookeeper_s_jira_issues_get_their_commits(reality: Path, zookeeper: tuple[Rows, History]) -> None:
    """Of the 400 issues there are, 239 are named in subjects: so many are joined, no more and no fewer."""
    commits, known = zookeeper
    with gzip.open(reality / "jira" / "apache_zookeeper_issues_v2.jsonl.gz", "rt", encoding="utf-8") as file:
        issues = {json.loads(line)["key"] for line in file}
    jira = EventLog(
        item=sorted(issues), at=[0] * len(issues), state=["jira:Open"] * len(issues), split=[0] * len(issues)
    )
    git = events_of(known)
    found = joined([jira, git])
    touched = {item for item, state in zip(found.item, found.state, strict=True) if state.startswith("git:")}
    subjects = " ".join(row["subject"] for row in commits if not row["subject"].startswith("Revert"))
    assert touched & issues == {key for key in issues if re.search(rf"(?<!\w){key}(?!\w)", subjects)}
    assert len(touched & issues) >= 235
    told = {finding.code: finding.count for finding in found.findings}
    assert told["no-change"] == len(issues) - len(touched & issues)
    assert told["unknown-ticket"] == len({i for i in touched if i.startswith("ZOOKEEPER-")} - issues)
    plain = {(at, state) for at, state in zip(git.at, git.state, strict=True)}
    assert {(at, s) for at, s in zip(found.at, found.state, strict=True) if s != "jira:Open"} == plain
