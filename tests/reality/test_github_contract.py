"""Every request to GitHub's REST against GitHub's own description of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.github_pull import EVERYTHING, add_builds, add_deliveries, entry, some_issues
from tests.support.github_server import REST, FakeGitHub
from tests.support.github_world import pulls
from tests.support.openapi import Contract
from tests.support.pulling import Heard, nobody, stream
from tests.support.server import Asked, serving
from vsm_tui.connect.pull import pull

CONTRACT = "contracts/github_rest_subset_openapi.json.gz"


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nobody(monkeypatch, tmp_path)
    monkeypatch.setenv("GITHUB_TOKEN", "pat")


@pytest.mark.parametrize("rest", [False, True])
@pytest.mark.parametrize("more", [{}, {"since": "2026-01-06", "environments": "[production]"}])
def test_every_request_keeps_the_contract(reality: Path, tmp_path: Path, rest: bool, more: dict[str, str]) -> None:
    contract = Contract(reality / CONTRACT, REST)
    github = FakeGitHub([*pulls(60), *some_issues()], without=frozenset({"/api/graphql"}) if rest else frozenset())
    add_builds(github)
    add_deliveries(github)
    with serving(github) as site:
        file = stream(tmp_path, entry(site.url, parts=EVERYTHING, **more))
        for _ in range(2):
            done = pull(file, Heard())
            assert not done.failed
        asked = [one for one in site.asked if one.method == "GET" and "/repositories/" not in one.path]
    assert {state for state in done.events.state if state.startswith(("ci:", "deploy:", "git:"))} >= {
        "ci:running", "deploy:deployed", "git:released"
    }  # fmt: skip
    assert len({one.path for one in asked}) > (120 if rest else 50)
    assert [broken for one in asked for broken in contract.broken(one)] == []


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (Asked("GET", f"{REST}/repos/o/r/pulls", {"state": "merged"}, {}), "is none of"),
        (Asked("GET", f"{REST}/repos/o/r/pulls", {"since": "2026-01-01"}, {}), "there is no parameter since"),
        (Asked("GET", f"{REST}/repos/o/r/pulls", {"per_page": "many"}, {}), "is no number"),
        (Asked("GET", f"{REST}/repos/o/r/commits", {"since": "2026-01-01"}, {}), "is no time"),
        (Asked("DELETE", f"{REST}/repos/o/r/pulls", {}, {}), "knows no DELETE"),
        (Asked("GET", f"{REST}/repos/o/r/nothing", {}, {}), "there is no /repos/o/r/nothing"),
    ],
)
def test_the_contract_is_checked(reality: Path, asked: Asked, told: str) -> None:
    assert any(told in found for found in Contract(reality / CONTRACT, REST).broken(asked))
