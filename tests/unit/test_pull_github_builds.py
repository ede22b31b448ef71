"""GitHub's runs, deployments and releases, pulled from loopback: what waited, what ran, what went out with what."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.github_pull import (
    EVERYTHING,
    LATER,
    add_builds,
    at,
    deploy,
    entry,
    job,
    merges,
    pulled,
    rows,
    run,
    told,
)  # fmt: skip
from tests.support.github_server import FakeGitHub
from tests.support.github_world import BEGIN, Change, hours, stamp
from tests.support.jira_server import FakeJira, Ticket
from tests.support.pulling import Heard, jira_source, nobody, stream
from tests.support.server import Server, serving
from vsm_tui.cli.main import run as cli
from vsm_tui.connect.pull import pull
from vsm_tui.files.locations import pulled_folder

Serve = Callable[[FakeGitHub], Server]


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as stack:
        yield lambda github: stack.enter_context(serving(github))


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nobody(monkeypatch, tmp_path)
    monkeypatch.setenv("GITHUB_TOKEN", "pat")


def test_runs_tell_how_long_they_waited_and_ran(serve: Serve, tmp_path: Path) -> None:
    change = Change(1, BEGIN, commits=[(BEGIN - hours(1), BEGIN - hours(1))])
    github = FakeGitHub([change])
    again = {"run_attempt": 2, "run_started_at": at(60), "updated_at": at(80)}
    github.runs = [run(1, 5, **again)]
    github.jobs = {9001: [
        job(1, 5, 8, 20, "failure"), job(1, 5, 6, 10),
        job(2, 60, 62, 70), job(2, 60, 6, 10),  # the second was taken over from the first attempt
        {**job(2, 60, 60, 60), "conclusion": "skipped", "runner_id": 0},
    ]}  # fmt: skip
    done = pulled(tmp_path, github, parts="[pull_requests, runs]")
    begin = int(BEGIN.timestamp()) * 1_000_000
    ci = [((when - begin) / 60_000_000, state, kind) for _, when, state, kind in rows(done) if state.startswith("ci:")]
    assert ci == [
        (5, "ci:queued", "schedule"), (6, "ci:running", "start"), (20, "ci:failed", "complete"),
        (20, "ci:failed", "start"), (20, "ci:running", "complete"),
        (60, "ci:queued", "schedule"), (62, "ci:running", "start"), (70, "ci:passed", "complete"),
        (70, "ci:passed", "start"), (70, "ci:running", "complete"),
    ]  # fmt: skip
    assert {item for item, *_ in rows(done)} == {"acme/shop#1"}


def test_a_job_without_the_time_it_was_made_has_no_queue_time(serve: Serve, tmp_path: Path) -> None:
    github = FakeGitHub(
        [Change(1, BEGIN, commits=[(BEGIN, BEGIN)])], runs=[run(1, 5)], jobs={9001: [job(1, None, 8, 20)]}
    )
    done = pulled(tmp_path, github, parts="[pull_requests, runs]")
    assert "ci:queued" not in done.events.state
    assert "ci:running" in done.events.state
    assert told(done)["no-queue-time"] == 1


def test_runs_of_no_change_and_old_ones_are_left_out(serve: Serve, tmp_path: Path) -> None:
    github = FakeGitHub([Change(n, BEGIN, commits=[(BEGIN, BEGIN)]) for n in range(1, 61)])
    add_builds(github)
    github.runs.append(run(61, 99999, event="schedule"))
    site = serve(github)
    done = pull(stream(tmp_path, entry(site.url, parts="[pull_requests, runs]", runs="10")), Heard())
    assert sum(asked.path.endswith("/jobs") for asked in site.asked) == 10
    assert told(done)["sampled-builds"] == 1
    assert {row[0] for row in rows(done) if row[2] == "ci:running"} == {f"acme/shop#{n}" for n in range(51, 61)}


def test_a_list_of_runs_that_is_cut_goes_on_by_time(serve: Serve, tmp_path: Path) -> None:
    github = FakeGitHub([Change(n, BEGIN, commits=[(BEGIN, BEGIN)]) for n in range(1, 1101)])
    for number in range(1, 1101):
        github.runs.append(run(number, number))
        github.jobs[9000 + number] = [job(1, number, number + 1, number + 2)]
    done = pulled(tmp_path, github, parts="[pull_requests, runs]", runs="5000", since="2026-01-01")
    assert len({row[0] for row in rows(done) if row[2] == "ci:running"}) == 1100


def test_a_run_that_is_begun_again_is_read_again(serve: Serve, tmp_path: Path) -> None:
    github = FakeGitHub(
        [Change(1, BEGIN, commits=[(BEGIN, BEGIN)])], runs=[run(1, 80000)], jobs={9001: [job(1, 80000, 80001, 80002)]}
    )
    site = serve(github)
    file = stream(tmp_path, entry(site.url, parts="[pull_requests, runs]"))
    pull(file, Heard())
    asked = sum(one.path.endswith("/jobs") for one in site.asked)
    pull(file, Heard())
    assert sum(one.path.endswith("/jobs") for one in site.asked) == asked, "nothing came of it since"
    begun = stamp(LATER)
    github.runs[0] |= {"run_attempt": 2, "updated_at": begun, "run_started_at": begun}
    github.jobs[9001].append(
        {**job(2, 0, 0, 0), "created_at": begun, "started_at": begun, "completed_at": begun, "steps": []}
    )
    done = pull(file, Heard())
    assert done.events.state.count("ci:passed") == 4  # two attempts, each begun and ended


@pytest.mark.parametrize("rest", [False, True])
def test_a_deployment_is_of_all_that_was_not_out_before(serve: Serve, tmp_path: Path, *, rest: bool) -> None:
    github = merges(6)
    if rest:
        github.without = frozenset({"/api/graphql"})
    shas = [change.merge_sha for change in github.changes]
    deploy(github, 1, shas[1], BEGIN + hours(10), "success")
    deploy(github, 2, shas[4], BEGIN + hours(11), "queued", "in_progress", "failure")
    deploy(github, 3, shas[3], BEGIN + hours(12), "success", environment="staging")
    deploy(github, 4, shas[4], BEGIN + hours(13), "success", "inactive")
    done = pulled(tmp_path, github, parts="[pull_requests, deployments]")
    found = {
        state: {item for item, _, s, _ in rows(done) if s == state} for state in ("deploy:deployed", "deploy:failed")
    }
    third_to_fifth = {f"acme/shop#{n}" for n in (3, 4, 5)}
    assert found == {"deploy:deployed": third_to_fifth, "deploy:failed": third_to_fifth}
    assert told(done)["before-deployments"] == 1
    deployed = {when for _, when, state, _ in rows(done) if state == "deploy:deployed"}
    assert deployed == {int((BEGIN + hours(13.1)).timestamp()) * 1_000_000}


def test_a_workflow_that_deploys_brings_all_that_was_not_out_before(tmp_path: Path) -> None:
    github = merges(4)
    shas = [change.merge_sha for change in github.changes]
    for number, (place, conclusion) in enumerate([(0, "success"), (2, "failure"), (3, "success")], 1):
        when = 600.0 * number
        github.runs.append(
            run(number, when, name="Deploy to shop", head_sha=shas[place], event="push", conclusion=conclusion)
        )
        github.jobs[9000 + number] = [job(1, when, when + 2, when + 9, conclusion)]
    done = pulled(tmp_path, github, parts="[pull_requests, runs]", deployments="[deploy*]")
    found = {state: {item for item, _, s, _ in rows(done) if s == state} for state in done.events.state}
    assert found["deploy:failed"] == {"acme/shop#2", "acme/shop#3"}
    assert found["deploy:deployed"] == {"acme/shop#2", "acme/shop#3", "acme/shop#4"}
    assert found["deploy:queued"] == found["deploy:running"] == found["deploy:deployed"]
    assert not any(state.startswith("ci:") for state in found)


def test_environments_made_for_branches_do_not_name_them(tmp_path: Path) -> None:
    github = merges(3)
    for place, name in enumerate(("review/jane-doe", "review/robin", "production/eu")):
        deploy(github, place, github.changes[place].merge_sha, BEGIN + hours(9 + place), "success", environment=name)
    pulled(tmp_path, github, parts="[pull_requests, deployments]")
    kept = b"".join(path.read_bytes() for path in pulled_folder().iterdir())
    assert b"review/\\u2026" in kept
    assert b"production/eu" in kept
    assert b"jane" not in kept
    assert b"robin" not in kept


def test_no_environment_is_production(serve: Serve, tmp_path: Path) -> None:
    github = merges(3)
    deploy(github, 1, github.head, BEGIN + hours(9), "success", environment="pre-production")
    done = pulled(tmp_path, github, parts="[pull_requests, deployments]")
    assert told(done)["no-environment"] == 1
    assert any("write environments: pre-production" in note for note in done.events.notes)


@pytest.mark.parametrize("rest", [False, True])
def test_a_release_is_of_all_that_was_not_out_before(serve: Serve, tmp_path: Path, *, rest: bool) -> None:
    github = merges(6)
    if rest:
        github.without = frozenset({"/api/graphql"})
    for place, candidate in ((1, False), (3, True), (4, False)):
        github.releases.append(
            {"tag_name": f"v1.{place}", "sha": github.changes[place].merge_sha,
             "created_at": stamp(BEGIN + hours(place)),
             "published_at": stamp(BEGIN + hours(10 + place)), "draft": False, "prerelease": candidate}
        )  # fmt: skip
    done = pulled(tmp_path, github, parts="[pull_requests, releases]")
    log = done.events
    released = {
        (item, ref) for item, state, ref in zip(log.item, log.state, log.ref, strict=True) if state == "git:released"
    }
    assert released == {(f"acme/shop#{n}", "v1.4") for n in (3, 4, 5)}


def test_a_branch_nobody_merged_is_followed_to_where_it_left(serve: Serve, tmp_path: Path) -> None:
    github = merges(4)
    fix = Change(9, BEGIN).add("merged", BEGIN + hours(5))
    github.changes.append(fix)
    github.commits[fix.merge_sha] = (BEGIN + hours(5), [github.changes[1].merge_sha])
    deploy(github, 1, github.changes[1].merge_sha, BEGIN + hours(6), "success")
    deploy(github, 2, fix.merge_sha, BEGIN + hours(7), "success")
    done = pulled(tmp_path, github, parts="[pull_requests, deployments]")
    assert {item for item, _, state, _ in rows(done) if state == "deploy:deployed"} == {"acme/shop#9"}


def test_the_way_from_ticket_to_production_is_one_item(serve: Serve, tmp_path: Path) -> None:
    issue = Change(20, BEGIN - hours(9), issue=True)
    change = Change(21, BEGIN, commits=[(BEGIN - hours(1), BEGIN - hours(1))], closes=(20,)).add(
        "merged", BEGIN + hours(3)
    )
    first = Change(19, BEGIN).add("merged", BEGIN + hours(1))
    github = FakeGitHub(
        [issue, first, change], runs=[run(21, 5)], jobs={9021: [job(1, 5, 6, 9)]}, head=change.merge_sha
    )
    github.commits = {first.merge_sha: (BEGIN + hours(1), []), change.merge_sha: (BEGIN + hours(3), [first.merge_sha])}
    deploy(github, 1, first.merge_sha, BEGIN + hours(2), "success")
    deploy(github, 2, change.merge_sha, BEGIN + hours(4), "success")
    done = pulled(tmp_path, github, parts="[pull_requests, issues, runs, deployments]")
    own = [(state, kind) for item, _, state, kind in rows(done) if item == "acme/shop#20"]
    assert [state for state, kind in own if kind in ("", "start", "schedule")] == [
        "github:opened", "git:committed", "github:opened", "ci:queued", "ci:running", "ci:passed", "github:merged",
        "deploy:queued", "deploy:deployed",
    ]  # fmt: skip
    assert {item for item, *_ in rows(done)} == {"acme/shop#19", "acme/shop#20"}


MAPPED = """vsm: 1
name: Shop
stages:
  - {id: build, states: {wait: ['jira:To Do'], touch: ['jira:In Progress', 'git:committed']}}
  - {id: review, states: {wait: ['github:opened', pushed], touch: ['github:approved']}}
  - {id: ci, states: {wait: ['ci:queued'], touch: ['ci:running']}}
  - {id: release, states: {wait: ['github:merged', 'deploy:queued'], touch: ['deploy:running']}}
finish: {state: 'deploy:deployed'}
also: {stay: ['ci:passed', 'ci:failed', 'deploy:failed']}
sources:
"""


def test_a_ticket_its_change_its_runs_and_its_deployment_are_measured_as_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The branch names the ticket, the run its commit; the deployment has that commit behind its own."""
    monkeypatch.setenv("JIRA_TOKEN", "pat")
    ticket = Ticket("1", "AB-1", BEGIN - hours(10))
    ticket.move(BEGIN - hours(6), "3")
    first = Change(1, BEGIN - hours(50)).add("merged", BEGIN - hours(40))
    change = Change(2, BEGIN, branch="jane/AB-1-pay", commits=[(BEGIN - hours(2), BEGIN - hours(2))])
    change.add("reviewed", BEGIN + hours(2), "APPROVED", of=1).add("merged", BEGIN + hours(3))
    github = FakeGitHub([first, change], runs=[run(2, 30)], jobs={9002: [job(1, 30, 40, 60)]})
    github.commits = {first.merge_sha: (BEGIN - hours(40), []), change.merge_sha: (BEGIN + hours(3), [first.merge_sha])}
    github.head = change.merge_sha
    deploy(github, 1, first.merge_sha, BEGIN - hours(39), "success")
    deploy(github, 2, change.merge_sha, BEGIN + hours(5), "in_progress", "success")
    with serving(github) as site, serving(FakeJira([ticket])) as tracker:
        file = tmp_path / "shop.yaml"
        file.write_text(f"{MAPPED}  - {jira_source(tracker.url)}\n  - {entry(site.url, parts=EVERYTHING)}\n")
        assert cli(["pull", str(file), "-q"]) == 0
    capsys.readouterr()
    assert cli(["measure", str(file), "--json"]) == 0
    measured = json.loads(capsys.readouterr().out)
    assert measured["items"]["finished"] == 1
    stages = {stage["id"]: stage for stage in measured["stages"]}
    lead = (10 + 5.2) * 3600
    assert measured["lead_time"]["mean"] == pytest.approx(lead)
    assert (stages["ci"]["wait"], stages["ci"]["touch"], stages["ci"]["evidence"]) == (600, 1200, "A")
    assert stages["release"]["touch"] == pytest.approx(360)
    assert sum(stage["time"] for stage in stages.values()) == pytest.approx(lead)
    warned = {one["code"] for one in measured["warnings"]}
    assert {"unreviewed", "unjoined-change", "before-deployments"} <= warned
