"""Pulling a local repository, alone and with Jira: one item's way from ticket to production."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.git_repository import START, Repo
from tests.support.jira_server import PERSONAL, FakeJira, Ticket
from tests.support.pulling import jira_source, nobody
from tests.support.server import serving
from vsm_tui.cli.main import run
from vsm_tui.events.about import beside
from vsm_tui.files.locations import pulled_folder

STREAM = """vsm: 1
name: Way
stages:
  - id: build
    states: {{touch: [In Progress, 'git:committed']}}
  - id: review
    states: {{touch: [Code Review]}}
  - id: release
    states: {{wait: ['git:merged', 'git:reverted']}}
begin: {{state: [In Progress, 'git:committed']}}
finish: {{state: 'git:released'}}
sources:
{sources}"""
GIT = "  - {tool: git, path: service}\n"


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nobody(monkeypatch, tmp_path)
    monkeypatch.setenv("JIRA_TOKEN", "pat")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Three pull requests: two for AB-1, one that names no ticket; a release between."""
    repo = Repo.made(tmp_path / "work" / "service")
    repo.git("commit", "-q", "--allow-empty", "-m", "start", at=-2000)
    for number, (branch, begun, merged) in enumerate(
        [("AB-1-first", 2, 6), ("AB-1-second", 7, 9), ("chore/update", 9.5, 9.75)], 1
    ):
        repo.branch(branch)
        repo.commit(f"work {number}", begun)
        repo.to("main")
        repo.merge(branch, f"Merge pull request #{number} from jane/{branch}", merged)
    repo.tag("v1.0", 12)
    return repo


def stream(repo: Repo, sources: str = GIT) -> Path:
    path = repo.path.parent / "way.yaml"
    path.write_text(STREAM.format(sources=sources), encoding="utf-8")
    return path


def answer(capsys: pytest.CaptureFixture[str], *args: str, code: int = 0) -> dict[str, Any]:
    assert run([*args, "--json"]) == code
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def rows(file: Path) -> list[tuple[str, float, str]]:
    """The log's rows with hours; without the repository's first commit, which lies long before."""
    with file.with_name("way.events.csv").open(encoding="utf-8", newline="") as log:
        every = [
            (r["item"], (datetime.fromisoformat(r["at"]).timestamp() - START) / 3600, r["state"])
            for r in csv.DictReader(log)
        ]
    return [row for row in every if not row[0].startswith("service@")]


def test_a_repository_alone(capsys: pytest.CaptureFixture[str], repo: Repo) -> None:
    file = stream(repo)
    pulled = answer(capsys, "pull", str(file))
    (source,) = pulled["sources"]
    assert (source["tool"], source["complete"], source["missing"]) == ("git", True, None)
    assert rows(file) == [
        ("AB-1", 2, "git:committed"), ("AB-1", 6, "git:merged"),
        ("AB-1", 7, "git:committed"), ("AB-1", 9, "git:merged"),
        ("service#3", 9.5, "git:committed"), ("service#3", 9.75, "git:merged"),
        ("AB-1", 12, "git:released"), ("service#3", 12, "git:released"),
    ]  # fmt: skip
    measured = answer(capsys, "measure", str(file), "--since", "2026-01-01")
    assert measured["items"]["finished"] == 3
    assert [(x["from"], x["to"]) for x in measured["loops"]] == [("release", "build")]
    (unjoined,) = (warning for warning in measured["warnings"] if warning["code"] == "unjoined-change")
    assert unjoined["count"] == 2
    assert "lead_time" in unjoined["bends"]


def test_tickets_and_their_changes_are_one_item(capsys: pytest.CaptureFixture[str], repo: Repo) -> None:
    def at(hour: float) -> datetime:
        return datetime.fromtimestamp(START, UTC) + timedelta(hours=hour)

    tickets = [Ticket("1", "AB-1", at(0)), Ticket("2", "AB-2", at(0))]
    for hour, status in ((1, "3"), (4, "4"), (10, "5")):
        tickets[0].move(at(hour), status)
    with serving(FakeJira(tickets, authorization="Bearer pat")) as site:
        file = stream(repo, f"  - {jira_source(site.url)}\n{GIT}")
        pulled = answer(capsys, "pull", str(file))
        assert [source["tool"] for source in pulled["sources"]] == ["jira", "git"]
        assert [(hour, state) for item, hour, state in rows(file) if item == "AB-1"] == [
            (0, "jira:To Do"), (1, "jira:In Progress"), (2, "git:committed"), (4, "jira:Code Review"),
            (6, "git:merged"),
            (7, "git:committed"), (9, "git:merged"), (10, "jira:Done"), (12, "git:released"),
        ]  # fmt: skip
        text = file.with_name("way.events.csv").read_text(encoding="utf-8")
        said = beside(file.with_name("way.events.csv")).read_text(encoding="utf-8")
        codes = {f["code"]: f["count"] for f in json.loads(said)["findings"]}
        assert {"unjoined-change": 2, "no-change": 1}.items() <= codes.items()
        kept = b"".join(path.read_bytes() for path in pulled_folder().iterdir())
        assert str(repo.path.parent) not in text + said
        for word in (*PERSONAL, "ada", "lovelace", str(repo.path)):
            assert word not in (text + said).lower()
            assert word.encode() not in kept.lower()
        answer(capsys, "pull", str(file))
        assert file.with_name("way.events.csv").read_text(encoding="utf-8") == text, "pulled again it is the same"


def test_pulled_again_only_what_is_new_is_read(capsys: pytest.CaptureFixture[str], repo: Repo) -> None:
    file = stream(repo)
    answer(capsys, "pull", str(file))
    before = rows(file)
    repo.tag("v1.1", 20)
    repo.branch("AB-7")
    repo.commit("more", 21)
    repo.to("main")
    repo.merge("AB-7", "Merge branch 'AB-7'", 22)
    answer(capsys, "pull", str(file))
    assert rows(file) == [*before, ("AB-7", 21, "git:committed"), ("AB-7", 22, "git:merged")]


def test_a_repository_that_is_gone_is_said_and_what_was_kept_stays(
    capsys: pytest.CaptureFixture[str], repo: Repo
) -> None:
    file = stream(repo)
    answer(capsys, "pull", str(file))
    before = rows(file)
    repo.path.rename(repo.path.with_name("moved"))
    pulled = answer(capsys, "pull", str(file), code=3)
    assert "there is no such folder" in pulled["sources"][0]["missing"]
    assert rows(file) == before


def test_a_dry_run_says_what_would_be_read(capsys: pytest.CaptureFixture[str], repo: Repo) -> None:
    assert run(["pull", str(stream(repo)), "--dry-run"]) == 0
    told = capsys.readouterr().out
    assert "git log of the remote's default branch, else what is checked out" in told
    assert "no name, no text" in told
    assert not pulled_folder().exists()
