"""One item's way through several tools: its ticket, its pull request, the builds of that, and the deployment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support.azure_server import JOHN, FakeAzure, thread
from tests.support.azure_server import pull as pull_request
from tests.support.git_repository import START as GIT_START
from tests.support.git_repository import Repo
from tests.support.github_server import FakeGitHub
from tests.support.github_world import BEGIN, NAME, Change
from tests.support.jenkins_server import FakeJenkins, plain
from tests.support.jira_server import FakeJira, Ticket
from tests.support.pulling import Heard, jira_source, nobody
from tests.support.server import serving
from vsm_tui.connect.pull import pull
from vsm_tui.files import read_stream
from vsm_tui.measure import load, measure

HOUR = 3600
START = datetime(2026, 1, 5, 8, tzinfo=UTC)
HEAD, MERGE = "a" * 40, f"{12:040x}"
STREAM = """vsm: 1
name: Features
stages:
  - id: build
    states: {{touch: [In Progress]}}
  - id: review
    states: {{wait: ['azure-pr:opened', 'azure-pr:ready'], touch: ['azure-pr:commented', 'azure-pr:approved']}}
  - id: ci
    states: {{wait: ['ci:queued'], touch: ['ci:running']}}
  - id: release
    states: {{wait: ['azure-pr:merged', 'deploy:queued'], touch: ['deploy:running']}}
finish: {{state: ['deploy:deployed']}}
begin: {{state: In Progress}}
sources:
  - {jira}
  - {{tool: azure, url: '{azure}/acme', project: Shop}}
  - {{tool: jenkins, url: '{jenkins}', job: team, deployments: 'deploy-*', repo: acme/Shop/_git/shop-api}}
"""

BOTH = """vsm: 1
name: Shop
stages:
  - id: build
    states: {{touch: ['git:committed']}}
  - id: review
    states: {{wait: ['github:opened', 'github:ready'], touch: ['github:approved']}}
  - id: release
    states: {{wait: ['github:merged', 'git:merged']}}
finish: {{state: ['git:released']}}
sources:
  - {{tool: git, path: shop, repo: {repo}, projects: [AB]}}
  - {{tool: github, url: '{url}', repo: {repo}}}
"""


def hour(number: float) -> int:
    """Milliseconds of an hour of the story."""
    return int((START + timedelta(hours=number)).timestamp() * 1000)


def iso(number: float) -> str:
    return (START + timedelta(hours=number)).isoformat()


def test_from_ticket_to_production(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody(monkeypatch, tmp_path)
    ticket = Ticket("1", "AB-1", START)
    ticket.move(START, "3")
    change = pull_request(
        12, iso(4), iso(12), "completed", title="AB-1", sourceRefName="refs/heads/x",
        threads=[thread(iso(8), who=JOHN), thread(iso(11), "VoteUpdate", JOHN, CodeReviewVoteResult="10")],
    )  # fmt: skip
    remote = {"remote": "https://dev.azure.com/acme/Shop/_git/shop-api"}
    jobs = {
        "team/shop/main": [
            plain(1, hour(6), HOUR * 1000, "FAILURE", queuing=HOUR * 1000, sha=HEAD, **remote),
            plain(2, hour(50), HOUR * 1000, queuing=0, sha="f" * 40, **remote),
        ],
        "team/deploy-shop": [
            plain(9, hour(20), 2 * HOUR * 1000, queuing=HOUR * 1000, sha=MERGE, commits=[MERGE], **remote)
        ],
    }
    with (
        serving(FakeJira([ticket])) as jira,
        serving(FakeAzure([], [change])) as azure,
        serving(FakeJenkins(jobs)) as jenkins,
    ):
        path = tmp_path / "features.yaml"
        path.write_text(STREAM.format(jira=jira_source(jira.url), azure=azure.url, jenkins=jenkins.url))
        done = pull(read_stream(path), Heard())
    assert not done.failed
    assert set(done.events.item) == {"AB-1"}
    assert {f.code: f.count for f in done.events.findings} == {"unjoined-build": 1}
    stream = read_stream(path).stream
    flow = measure(stream, load([done.log], "UTC")).flow
    times = {stage.id: (stage.touch, stage.wait) for stage in flow.stages}
    assert times == {
        "build": (4 * HOUR, 0),
        "review": (4 * HOUR, 2 * HOUR),  # opened at 4, commented at 8, merged at 12; CI from 5 to 7 is its own
        "ci": (HOUR, HOUR),
        "release": (2 * HOUR, 8 * HOUR),
    }
    assert flow.lead_time.mean == 22 * HOUR
    assert flow.observed is not None
    assert flow.observed.dora is not None
    assert flow.observed.dora.deployments == 1


def test_a_clone_and_its_server_tell_one_story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both know when a change was first committed, merged and released: each counts once."""
    nobody(monkeypatch, tmp_path)
    begin = (BEGIN.timestamp() - GIT_START) / HOUR
    repo = Repo.made(tmp_path / "shop")
    repo.commit("first", begin - 100)
    repo.tag("v0.1", begin - 90)
    repo.branch("jane/AB-2-pay")
    repo.commit("pay", begin - 2)
    repo.to("main")
    repo.merge("jane/AB-2-pay", "Merge pull request #2 from jane/AB-2-pay", begin + 3)
    repo.tag("v0.2", begin + 6)
    written = BEGIN - timedelta(hours=2)
    change = Change(2, BEGIN, branch="jane/AB-2-pay", commits=[(written, written)])
    change.add("reviewed", BEGIN + timedelta(hours=2), "APPROVED", of=1).add("merged", BEGIN + timedelta(hours=3))
    with serving(FakeGitHub([change])) as github:
        path = tmp_path / "shop.yaml"
        path.write_text(BOTH.format(url=github.url, repo=NAME))
        done = pull(read_stream(path), Heard())
    assert not done.failed
    stream = read_stream(path).stream
    flow = measure(stream, load([done.log], "UTC"), since=BEGIN).flow
    times = {stage.id: (stage.touch, stage.wait, stage.visits) for stage in flow.stages}
    assert times == {
        "build": (2 * HOUR, 0, 1),
        "review": (HOUR, 2 * HOUR, 1),
        "release": (0, 3 * HOUR, 1),
    }
    assert flow.observed is not None
    assert flow.observed.items.finished == 1
    assert flow.loops == ()
    assert flow.observed.unmapped == ()
