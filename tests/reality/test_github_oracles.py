"""GitHub's real answers: what a peer tool and DevLake made of them, and recorded exchanges."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.support.pulling import Heard, nobody, stream
from tests.support.server import Asked, Reply, Server, serving
from vsm_tui.cli.main import run
from vsm_tui.connect.github import keep
from vsm_tui.connect.github.api import HEADERS, READS, Api
from vsm_tui.connect.http import Http, HttpError
from vsm_tui.connect.pull import Pulled, pull
from vsm_tui.events import EventLog

SECOND = 1_000_000


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nobody(monkeypatch, tmp_path)
    monkeypatch.setenv("GITHUB_TOKEN", "pat")


@pytest.fixture
def loaded(reality: Path) -> Callable[[str], Any]:
    return lambda name: json.loads((reality / name).read_text(encoding="utf-8"))


def micro(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp()) * SECOND


def first(log: EventLog, state: str) -> dict[str, int]:
    """When each item was in a state first."""
    found: dict[str, int] = {}
    for item, at, own in zip(log.item, log.at, log.state, strict=True):
        if own == state:
            found.setdefault(item, at)
    return found


def pulled(folder: Path, site: Server, repo: str, **more: str) -> Pulled:
    keys = "".join(f", {key}: {value}" for key, value in more.items())
    return pull(stream(folder, f"{{tool: github, url: '{site.url}', repo: {repo}{keys}}}"), Heard())


def test_cycle_times_of_a_peer_tool(loaded: Callable[[str], Any], tmp_path: Path) -> None:
    """Pull requests of astral-sh/uv as GraphQL gave them to flowmetrics, and what that says of them."""
    names = ("week_2026-05-04", "page1_of_2")
    answers = [loaded(f"github/graphql/uv_merged_prs_{name}_timeline.json")["data"]["search"] for name in names]

    def answer(asked: Asked) -> Reply:
        if asked.method == "GET":
            return Reply({"full_name": "astral-sh/uv"})
        place = int(asked.body["variables"]["c"] or 0)
        info = {"hasNextPage": place == 0, "endCursor": "1"}
        return Reply({"data": {"repository": {"pullRequests": {"nodes": answers[place]["nodes"], "pageInfo": info}}}})

    with serving(answer) as site:
        log = pulled(tmp_path, site, "astral-sh/uv", parts="[pull_requests]").parts[0].log
    opened, merged = first(log, "github:opened"), first(log, "github:merged")
    peer = loaded("github/graphql/peer_flowmetrics_uv_efficiency_2026-05-05_05-11.json")["result"]["per_pr"]
    theirs = {f"astral-sh/uv{one['item_id']}": one["cycle_time"]["seconds"] for one in peer}
    ours = {item: (merged[item] - opened[item]) / SECOND for item in merged if item in theirs}
    assert len(ours) == 30
    assert ours == {item: theirs[item] for item in ours}
    codes = {finding.code: finding.count for finding in log.findings}
    nodes = {node["number"]: node for found in answers for node in found["nodes"]}
    reviewed = {number for number, node in nodes.items() if any(
        step["__typename"] == "PullRequestReview" and step["submittedAt"] <= node["mergedAt"]
        for step in node["timelineItems"]["nodes"]
    )}  # fmt: skip
    assert codes["unreviewed"] == len(nodes) - len(reviewed)
    assert codes["unknown-reviewer"] == len(reviewed), "whose reviews they are was not asked for"


def test_draft_time_of_real_pull_requests(loaded: Callable[[str], Any], reality: Path, tmp_path: Path) -> None:
    """Those that GitHub says became ready had been drafts: measured, that time is in the draft stage alone."""
    nodes = loaded("github/graphql/uv_merged_prs_page1_of_2_timeline.json")["data"]["search"]["nodes"]

    def answer(asked: Asked) -> Reply:
        if asked.method == "GET":
            return Reply({"full_name": "astral-sh/uv"})
        page = {"nodes": nodes, "pageInfo": {"hasNextPage": False, "endCursor": None}}
        return Reply({"data": {"repository": {"pullRequests": page}}})

    with serving(answer) as site:
        log = pulled(tmp_path, site, "astral-sh/uv", parts="[pull_requests]").parts[0].log
    drafts = {
        f"astral-sh/uv#{node['number']}": [s for s in node["timelineItems"]["nodes"] if "ForReview" in s["__typename"]]
        for node in nodes
    }
    there = {item for item, steps in drafts.items() if steps}
    assert len(there) > 30
    assert set(first(log, "github:draft")) == there
    ready = first(log, "github:ready")
    for item in there & set(ready):
        assert ready[item] == micro(drafts[item][0]["createdAt"])


def table(path: Path) -> list[dict[str, str]]:
    csv.field_size_limit(10_000_000)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@contextmanager
def ants(reality: Path) -> Iterator[Server]:
    """Pull requests of panjf2000/ants as REST gave them to DevLake, with their reviews and commits as timelines."""
    raw = reality / "github/devlake_ants_prs/raw"
    pulls = [json.loads(row["data"]) for row in table(raw / "_raw_github_api_pull_requests.csv")]
    events: dict[int, list[dict[str, Any]]] = {pull["number"]: [] for pull in pulls}
    for row in table(raw / "_raw_github_api_pull_request_commits.csv"):
        data = json.loads(row["data"])
        told = {key: data["commit"][key] for key in ("author", "committer")}
        events[json.loads(row["input"])["Number"]].append({"event": "committed", "sha": data["sha"], **told})
    for row in table(raw / "_raw_github_api_pull_request_reviews.csv"):
        data = json.loads(row["data"])
        events[json.loads(row["input"])["Number"]].append({"event": "reviewed", **data, "state": data["state"].lower()})

    def answer(asked: Asked) -> Reply:
        path = asked.path.removeprefix("/api/v3/repos/panjf2000/ants")
        if path == "":
            return Reply({"full_name": "panjf2000/ants"})
        if path == "/pulls":
            return Reply(pulls)
        if path.endswith("/timeline"):
            return Reply(events[int(path.split("/")[2])])
        return Reply({"message": "Not Found"}, 404)

    with serving(answer) as site:
        yield site


def test_what_devlake_made_of_the_same_answers(reality: Path, tmp_path: Path) -> None:
    with ants(reality) as site:
        log = pulled(tmp_path, site, "panjf2000/ants", parts="[pull_requests]").parts[0].log
    expected = table(reality / "github/devlake_ants_prs/expected/pull_requests.csv")
    assert len(expected) == 49
    opened, merged, closed = (first(log, f"github:{state}") for state in ("opened", "merged", "closed"))
    for row in expected:
        item = f"panjf2000/ants#{row['pull_request_key']}"
        assert opened[item] == micro(row["created_date"]), item
        assert merged.get(item) == (micro(row["merged_date"]) if row["merged_date"] else None), item
        if not row["merged_date"]:
            assert closed.get(item) == (micro(row["closed_date"]) if row["closed_date"] else None), item
    authors = {row["id"].rpartition(":")[2]: (row["pull_request_key"], row["author_name"]) for row in expected}
    committed, written = first(log, "git:committed"), dict[str, int]()
    for row in table(reality / "github/devlake_ants_prs/expected/pull_request_commits.csv"):
        item = f"panjf2000/ants#{authors[row['pull_request_id'].rpartition(':')[2]][0]}"
        at = micro(row["commit_authored_date"])
        written[item] = min(at, written.get(item, at))
    assert len(committed) > 30
    assert committed == {item: at for item, at in written.items() if at <= opened[item]}
    reviews = table(reality / "github/devlake_ants_prs/expected/_tool_github_pull_request_reviews.csv")
    theirs = set()
    for row in reviews:
        key, author = authors[row["pull_request_id"]]
        item, at = f"panjf2000/ants#{key}", micro(row["github_submit_at"])
        if row["author_username"] != author and at < merged.get(item, at + 1):
            theirs.add((item, at, f"github:{row['state'].lower()}"))
    ours = {one for one in zip(log.item, log.at, log.state, strict=True) if one[2] in
            ("github:commented", "github:approved", "github:changes_requested")}  # fmt: skip
    assert len(theirs) > 5
    assert ours == theirs


def test_they_are_measured(reality: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (
        "vsm: 1\nname: Ants\nstages:\n  - {id: open, states: {wait: [opened, reopened]}}\n"
        "  - {id: review, states: {touch: [commented, approved], wait: [pushed]}}\n"
        "finish: {state: 'github:merged'}\nalso: {cancelled: [closed]}\nbegin: {state: 'github:opened'}\n"
    )
    with ants(reality) as site:
        entry = f"{{tool: github, url: '{site.url}', repo: panjf2000/ants, parts: [pull_requests]}}"
        file = tmp_path / "ants.yaml"
        file.write_text(f"{text}sources:\n  - {entry}\n", encoding="utf-8")
        assert run(["pull", str(file), "-q"]) == 0
    capsys.readouterr()
    assert run(["measure", str(file), "--json"]) == 0
    measured = json.loads(capsys.readouterr().out)
    expected = table(reality / "github/devlake_ants_prs/expected/pull_requests.csv")
    times = [micro(row["merged_date"]) - micro(row["created_date"]) for row in expected if row["merged_date"]]
    assert measured["items"]["finished"] == len(times)
    assert measured["lead_time"]["mean"] == pytest.approx(sum(times) / len(times) / SECOND)
    assert any(one["code"] == "unreviewed" for one in measured["warnings"])


def test_recorded_runs_and_jobs(loaded: Callable[[str], Any], tmp_path: Path) -> None:
    """Runs of 2021: their jobs have no time of creation, so nobody knows how long they waited."""
    runs = loaded("ci/github_actions/hub4j_runs_page.json")
    jobs = loaded("ci/github_actions/hub4j_7-r_h_g_actions_runs_719643947_jobs.json")

    def answer(asked: Asked) -> Reply:
        if asked.path.endswith("/actions/runs"):
            return Reply(runs)
        if asked.path.endswith("/719643947/jobs"):
            return Reply(jobs)
        known = asked.path.endswith("/GHWorkflowRunTest")
        return Reply({"full_name": "hub4j-test-org/GHWorkflowRunTest"}) if known else Reply({"message": "gone"}, 404)

    with serving(answer) as site:
        log = pulled(tmp_path, site, "hub4j-test-org/GHWorkflowRunTest", parts="[runs]").parts[0].log
    began, ended = micro("2021-04-05T15:42:56Z"), micro("2021-04-05T15:42:59Z")
    told = [(at, state, kind) for at, state, kind in zip(log.at, log.state, log.kind, strict=True)]
    assert told == [
        (began, "ci:running", "start"), (ended, "ci:running", "complete"), (ended, "ci:passed", "start"),
        (ended, "ci:passed", "complete"),
    ]  # fmt: skip
    codes = {finding.code: finding.count for finding in log.findings}
    assert codes["no-queue-time"] == 1
    assert codes["no-start-time"] == sum(one["event"] != "schedule" for one in runs["workflow_runs"]) - 1


def test_recorded_pages_are_followed_to_the_end(loaded: Callable[[str], Any]) -> None:
    recorded = {one["path"]: one for one in loaded("github/http_recordings/paginate-issues.json")}

    def answer(asked: Asked) -> Reply:
        query = "&".join(f"{key}={value}" for key, value in asked.query.items())
        one = recorded[f"{asked.path}?{query}"]
        link = one["headers"]["link"].replace("https://api.github.com", f"http://{asked.headers['host']}")
        return Reply(one["response"], one["status"], {"Link": link, "X-RateLimit-Reset": "1507651200000"})

    with serving(answer) as site, Http(site.url, Heard(), headers=HEADERS) as http:
        found = Api(http, "octokit-fixture-org/paginate-issues", "").every("/issues", "", {"per_page": 3})
        assert len(site.asked) == 5
    assert [one["number"] for one in found] == list(range(13, 0, -1))


def test_recorded_errors_are_told_and_nothing_is_written(loaded: Callable[[str], Any]) -> None:
    (one,) = loaded("github/http_recordings/errors.json")
    with serving(lambda _: Reply(one["response"], one["status"])) as site, Http(site.url, Heard(), reads=READS) as http:
        with pytest.raises(HttpError, match="says 422: Validation Failed"):
            http.get(one["path"])
        with pytest.raises(ValueError, match="none of the searches"):
            http.post(one["path"], one["body"])
        with pytest.raises(ValueError, match="only queries"):
            http.post("/graphql", {"query": "mutation { addStar(input: {starrableId: 1}) { clientMutationId } }"})
        assert len(site.asked) == 1


def test_recorded_reviews_and_deployments(loaded: Callable[[str], Any]) -> None:
    reading = keep.Reading("o/r")
    (review,) = loaded("github/rest/hub4j_pr482_reviews.json")
    kept = keep.pull_of_rest({"number": 482, "user": {"login": "x"}}, [{"event": "reviewed", **review}], reading)
    assert [(step["state"], step["by"]) for step in kept["steps"]] == [("pending", "other")]
    events = loaded("github/rest/hub4j_repo_issue_events_page.json")
    kept = keep.pull_of_rest({"number": 1, "user": None}, events, reading)
    wanted = [event for event in events if event["event"] in ("review_requested", "closed")]
    assert len(kept["steps"]) == len(wanted) > 1
    assert "gsmet" not in json.dumps(kept)
