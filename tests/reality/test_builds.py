"""What Jenkins and Azure DevOps really sent, told as DevLake's own extraction tells it: raw → expected tables."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from vsm_tui.connect.attempts import micros
from vsm_tui.connect.azure import keep as azure
from vsm_tui.connect.azure.events import add_pull_requests
from vsm_tui.connect.azure.events import all_builds as azure_builds
from vsm_tui.connect.jenkins import keep as jenkins
from vsm_tui.connect.jenkins.events import all_builds as jenkins_builds
from vsm_tui.connect.jenkins.events import jobs_of
from vsm_tui.events import EventLog
from vsm_tui.events.builds import Build

csv.field_size_limit(10_000_000)
MILLI = 1000


def table(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def raw(path: Path) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Payloads, each with what it was asked for."""
    return [(json.loads(row["data"]), json.loads(row["input"] or "null")) for row in table(path)]


def at(text: str) -> int | None:
    """A moment of an expected table, to the millisecond it has."""
    return micros(text)


def near(one: int | None, other: int | None) -> bool:
    """The same moment: expected tables have milliseconds, some of them whole seconds."""
    if one is None or other is None:
        return one is other
    return abs(one - other) < MILLI or (other % 1_000_000 == 0 and 0 <= one - other < 1_000_000)


@pytest.fixture
def ci(reality: Path) -> Path:
    return reality / "ci"


def jenkins_body(payloads: list[dict[str, Any]], stages: dict[int, list[Any]] | None = None) -> dict[str, Any]:
    builds = [kept for value in payloads if (kept := jenkins.build(value))]
    for one in builds:
        if stages and one["number"] in stages:
            one["stages"] = jenkins.stages({"stages": stages[one["number"]]})
    return {"job": "devlake", "branch": "", "builds": builds, "waiting": []}


def by_number(builds: list[Build]) -> dict[int, Build]:
    return {int(one.ref.rpartition("#")[2]): one for one in builds}


def test_jenkins_builds(ci: Path) -> None:
    payloads = [value for value, _ in raw(ci / "devlake_jenkins/raw/_raw_jenkins_api_builds.csv")]
    going = {value["number"] for value in payloads if value.get("building")}
    assert going == {27, 10001, 10002}, "these have a result while they are still going on"
    found = by_number(list(jenkins_builds(jobs_of([jenkins_body(payloads)]), (), "")))
    expected = table(ci / "devlake_jenkins/expected/_tool_jenkins_builds.csv")
    assert len(expected) == 13
    verdicts = {"SUCCESS": "passed", "FAILURE": "failed", "UNSTABLE": "failed", "ABORTED": "", "NOT_BUILD": ""}
    for row in expected:
        build = found[int(row["number"])]
        [(start, end)] = build.runs
        assert start == int(row["timestamp"]) * MILLI
        assert near(start, at(row["start_time"]))
        if build.ended is None:
            assert int(row["number"]) in going
            assert (end, build.outcome) == (None, "")
        else:
            assert end == build.ended == start + int(row["duration"]) * MILLI
            assert build.outcome == verdicts[row["result"]]
        assert build.queued is None, "no Metrics plugin"
    assert found[31].item == "merico-dev/lake@0f886c7494", "as Git names that commit"


def test_jenkins_stages(ci: Path) -> None:
    """Each stage as the only one of a build of its own: started and finished as expected."""
    stages = {
        int(asked["Number"]): value for value, asked in raw(ci / "devlake_jenkins/raw/_raw_jenkins_api_stages.csv")
    }
    payloads = [
        {"_class": "org.jenkinsci.plugins.workflow.job.WorkflowRun", "number": number, "result": "SUCCESS",
         "building": False, "timestamp": stage["startTimeMillis"], "duration": stage["durationMillis"]}
        for number, stage in stages.items()
    ]  # fmt: skip
    body = jenkins_body(payloads, {number: [stage] for number, stage in stages.items()})
    found = by_number(list(jenkins_builds(jobs_of([body]), (), "")))
    expected = table(ci / "devlake_jenkins/expected/cicd_tasks_after_stages.csv")
    assert len(expected) == 14
    for row in expected:
        number = int(row["pipeline_id"].rpartition("#")[2])
        [(start, end)] = found[number].runs
        assert end is not None
        assert near(start, at(row["started_date"]))
        assert near(end, at(row["finished_date"]))
        assert (end - start) // 1_000_000 == int(row["duration_sec"]), "milliseconds in, seconds out"
    tool = table(ci / "devlake_jenkins/expected/_tool_jenkins_stages.csv")
    assert {
        (int(row["build_name"].rpartition("#")[2]), row["name"], int(row["start_time_millis"])) for row in tool
    } <= {(number, stage["name"], stage["startTimeMillis"]) for number, stage in stages.items()}


def test_azure_builds_and_jobs(ci: Path) -> None:
    payloads = [value for value, _ in raw(ci / "devlake_azure/raw/_raw_azuredevops_go_api_builds.csv")]
    builds = [kept for value in payloads if (kept := azure.build(value, {}))]
    found = {int(one.ref.rpartition(" ")[2]): one for one in azure_builds([{"builds": builds}], "p", ())}
    expected = table(ci / "devlake_azure/expected/cicd_pipelines.csv")
    assert len(expected) == len(found) == 7
    for row in expected:
        build = found[int(row["id"].rpartition(":")[2])]
        assert near(build.queued, at(row["created_date"]))
        assert [near(start, at(row["started_date"])) for start, _ in build.runs] == (
            [True] if row["started_date"] else []
        )
        assert near(build.ended, at(row["finished_date"]))
        assert (build.outcome == "passed") == (row["result"] == "SUCCESS")
        if build.ended is not None:
            assert (build.ended - build.runs[0][0]) // 1_000_000 == int(row["duration_sec"])
    assert found[18].outcome == "", "cancelled: DevLake calls that a failure, but nothing was found wrong"
    assert found[12].item == "johndoe/test-repo@40c59264e7"


def test_azure_jobs_are_the_runs_of_their_build(ci: Path) -> None:
    timeline = [value for value, asked in raw(ci / "devlake_azure/raw/_raw_azuredevops_go_api_timeline_records.csv")
                if asked["AzuredevopsId"] == 12]  # fmt: skip
    payload = next(v for v, _ in raw(ci / "devlake_azure/raw/_raw_azuredevops_go_api_builds.csv") if v["id"] == 12)
    build = azure.build(payload, {})
    assert build is not None
    build["jobs"] = azure.records({"records": timeline})
    row = table(ci / "devlake_azure/expected/cicd_tasks.csv")[0]
    [made] = azure_builds([{"builds": [build]}], "p", ())
    [(start, end)] = made.runs
    assert near(start, at(row["started_date"]))
    assert near(end, at(row["finished_date"]))
    assert made.queued is not None
    assert made.queued < start, "the wait for its machine is part of the build"
    [deployed] = azure_builds([{"builds": [build]}], "p", ("deploy_to_*",))
    assert deployed.kind == "deploy"


def test_an_azure_pull_request(ci: Path) -> None:
    [(payload, _)] = raw(ci / "devlake_azure/raw/_raw_azuredevops_go_api_pull_requests.csv")
    [row] = table(ci / "devlake_azure/expected/pull_requests.csv")
    pull = azure.pull_request(payload, [], {}, ())
    log = EventLog()
    add_pull_requests(log, [{"pulls": [pull]}])
    assert log.state == ["azure-pr:opened"], "open, as expected"
    assert near(log.at[0], at(row["created_date"]))
    assert log.item == [f"test-repo2#{row['pull_request_key']}"]
    assert list(log.commits) == [f"commit:{row['head_commit_sha']}"], "the merge is none before it is merged"


def test_nothing_personal_is_kept(ci: Path) -> None:
    """The payloads are full of people; what is kept of them holds none."""
    kept: list[Any] = []
    for value, _ in raw(ci / "devlake_azure/raw/_raw_azuredevops_go_api_builds.csv"):
        kept.append(azure.build(value, {}))
    for value, _ in raw(ci / "devlake_azure/raw/_raw_azuredevops_go_api_pull_requests.csv"):
        kept.append(azure.pull_request(value, [], {}, ()))
    for value, _ in raw(ci / "devlake_jenkins/raw/_raw_jenkins_api_builds.csv"):
        kept.append(jenkins.build(value))
    said = json.dumps(kept)
    assert len(kept) == 22
    assert "John" not in said
    assert 'merico"' not in said.replace("merico-dev", "")
    assert "example.invalid" not in said
