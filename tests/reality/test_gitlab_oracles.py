"""GitLab's real answers: what DevLake made of them, and documented shapes."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.support.gitlab_payloads import PROJECT, Row
from tests.support.gitlab_server import FakeGitLab
from tests.support.pulling import Heard, nobody, stream
from tests.support.server import serving
from vsm_tui.connect.gitlab import keep
from vsm_tui.connect.gitlab.builds import pipeline_builds
from vsm_tui.connect.gitlab.notes import word_of
from vsm_tui.connect.pull import Pulled, pull
from vsm_tui.files.locations import pulled_folder

READING = keep.Reading("gitlab-data/snowflake_spend", "gitlab.com")


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nobody(monkeypatch, tmp_path)
    monkeypatch.setenv("GITLAB_TOKEN", "pat")


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def raw(reality: Path, name: str) -> list[tuple[int, dict[str, Any]]]:
    """Payloads, each with the id of the merge request it belongs to."""
    rows = table(reality / f"gitlab/devlake_mrs/raw/_raw_gitlab_api_merge_request{name}.csv")
    return [((json.loads(row["input"]) or {}).get("GitlabId", 0), json.loads(row["data"])) for row in rows]


def gitlab_of(reality: Path) -> FakeGitLab:
    """A server that answers as gitlab.com did."""
    parts: dict[int, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: {"commits": [], "notes": []})
    for name in ("notes", "commits"):
        for known, data in raw(reality, f"_{name}"):
            parts[known][name].append(data)
    changes = []
    for _, data in raw(reality, "s"):
        own = parts[data["id"]]
        own["notes"].sort(key=lambda note: str(note["created_at"]))
        changes.append(Row(data, datetime.fromisoformat(data["updated_at"]), dict(own)))
    return FakeGitLab(changes, page=5)


@pytest.fixture
def pulled(reality: Path, tmp_path: Path) -> Pulled:
    gitlab = gitlab_of(reality)
    with serving(gitlab) as site:
        done = pull(stream(tmp_path, f"{{tool: gitlab, project: {PROJECT}, url: '{site.url}'}}"), Heard())
    assert not done.failed
    assert gitlab.refused == []
    return done


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).astimezone(UTC).timestamp() * 1000) * 1000


def told(pulled: Pulled, iid: str) -> dict[str, list[int]]:
    """The moments of each state of a merge request."""
    log, found = pulled.events, defaultdict[str, list[int]](list)
    for item, when, state in zip(log.item, log.at, log.state, strict=True):
        if item == f"{PROJECT}!{iid}" and when not in found[state]:
            found[state].append(when)
    return found


def test_created_merged_and_closed_are_what_devlake_says(reality: Path, pulled: Pulled) -> None:
    expected = table(reality / "gitlab/devlake_mrs/expected/pull_requests.csv")
    assert len(expected) == len({*pulled.events.item}) == 18
    assert sum(row["status"] == "MERGED" for row in expected) == 10
    for row in expected:
        found = told(pulled, row["pull_request_key"])
        assert found["gitlab:opened"] == [at(row["created_date"])]
        for column, state in (("merged_date", "gitlab:merged"), ("closed_date", "gitlab:closed")):
            assert found[state] == ([at(row[column])] if row[column] else [])


def test_drafts_reviews_and_what_is_none(pulled: Pulled) -> None:
    work_in_progress = told(pulled, "1")
    assert work_in_progress["gitlab:draft"] == [at("2019-06-28T05:21:43.743Z")]
    assert work_in_progress["gitlab:ready"] == [at("2019-06-28T10:55:26.170Z")]
    assert "gitlab:commented" not in work_in_progress, "by its author"
    assert told(pulled, "3")["gitlab:commented"] == [at("2019-08-26T12:14:39.003Z")], "the one after its merge is none"
    assert told(pulled, "20")["gitlab:draft"] == [at("2022-03-15T03:07:06.077Z")]
    assert "gitlab:draft" not in told(pulled, "19")
    log = pulled.events
    unreviewed = {item for item, outcome in zip(log.item, log.outcome, strict=True) if outcome == "unreviewed"}
    assert f"{PROJECT}!3" not in unreviewed
    assert {f"{PROJECT}!1", f"{PROJECT}!4"} <= unreviewed
    codes = {finding.code: finding.count for finding in log.findings}
    assert codes["unreviewed"] == len(unreviewed)


def test_first_commits_and_issues(reality: Path, pulled: Pulled) -> None:
    for row in gitlab_of(reality).changes:
        first = [at(c["authored_date"]) for c in row.parts["commits"]]
        created = at(row.data["created_at"])
        found = told(pulled, str(row.data["iid"]))["git:committed"]
        assert found == ([min(*first, created)] if first else [])
    one = next(row for row in gitlab_of(reality).changes if row.data["iid"] == 21)
    kept = keep.change(one.data, keep.Details(), READING)
    assert kept["issues"] == ["gitlab-data/analytics#12941"]


def test_notes_are_what_devlake_says_and_their_words_ours(reality: Path) -> None:
    expected = {
        row["gitlab_id"]: row for row in table(reality / "gitlab/devlake_mrs/expected/_tool_gitlab_mr_notes.csv")
    }
    notes = [note for _, note in raw(reality, "_notes")]
    assert {str(note["id"]) for note in notes} == set(expected)
    assert len(notes) == 26
    words = defaultdict[str, int](int)
    for note in notes:
        row = expected[str(note["id"])]
        assert at(note["created_at"]) == at(row["gitlab_created_at"])
        assert note["system"] == (row["is_system"] == "1")
        if note["system"]:
            words[word_of(row["body"])] += 1
    assert words == {"": 7, "pushed": 6, "ready": 1, "merged": 2, "approved": 5, "unapproved": 1}


def test_nobody_of_the_real_data_is_kept(reality: Path, pulled: Pulled) -> None:
    people = set[str]()
    for name in ("s", "_notes", "_commits"):
        for _, data in raw(reality, name):
            people |= {str(data.get(key)) for key in ("author_name", "author_email", "title") if data.get(key)}
            people |= {str((data.get("author") or {}).get(key)) for key in ("username", "name") if data.get("author")}
    kept = b"".join(path.read_bytes() for path in pulled_folder().rglob("*") if path.is_file())
    kept += pulled.log.read_bytes()
    assert len(people) > 40
    assert not [name for name in people if name.encode() in kept]


def read(reality: Path, name: str) -> Any:
    return json.loads((reality / f"gitlab/gitlab4j_{name}.json").read_text(encoding="utf-8"))


def test_documented_label_events(reality: Path) -> None:
    events = keep.label_events(read(reality, "label-events"))
    assert len(events) == 6
    assert events[-1] == ["2018-08-20T13:38:20.077Z", "remove", "p1"]
    assert [label for _, _, label in events].count("p1") == 2
    assert {action for _, action, _ in events} == {"add", "remove"}


def test_a_documented_merge_request(reality: Path) -> None:
    discussions = read(reality, "merge-request-discussions")
    notes = [note for discussion in discussions for note in discussion["notes"]]
    found = keep.change(read(reality, "merge-request"), keep.Details(notes=notes), READING)
    assert (found["state"], found["created"], found["merged"]) == ("merged", *["2016-12-03T17:23:34Z"] * 2)
    assert found["merges"] == ["37a1f246848c3dc2bb82964a183417e2e72fe1a7"]
    assert {word for _, word, _ in found["steps"]} == {"commented"}
    assert "Bond" not in json.dumps(found)


def test_documented_releases(reality: Path) -> None:
    found = keep.releases(read(reality, "releases"))
    assert [(r["tag"], r["at"], r["sha"]) for r in found] == [
        ("v0.1", "2019-01-03T01:55:18.203Z", "f8d3d94cbd347e924aa7b715845e439d00e80ca4"),
        ("v0.2", "2019-01-03T01:56:19.539Z", "079e90101242458910cccd35eab0e211dfc359c0"),
    ]


def test_a_documented_pipeline(reality: Path) -> None:
    event = read(reality, "pipeline-event")
    kept = keep.pipeline(event["object_attributes"], event["builds"])
    (build,) = pipeline_builds(kept, "", "g/n", frozenset())
    assert build.outcome == "passed", "as the pipeline says, whatever the example's jobs say"
    runs = [("2016-08-12T15:24:56Z", "2016-08-12T15:25:26Z"), *[("2016-08-12T15:26:12Z", "2016-08-12T15:26:29Z")] * 2]
    assert build.runs == [(at(start), at(end)) for start, end in runs]
    assert build.queued is None, "196 seconds before its start there was no such job"
    assert "root" not in json.dumps(kept)
