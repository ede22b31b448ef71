"""A pull beside the screen: what it says, how it ends, and that a stopped one leaves a log of what came."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.jira_server import FakeJira, tickets
from tests.support.pulling import jira_source, nobody, stream
from tests.support.server import Asked, Reply, Server, serving
from vsm_tui.connect.source import Stopped
from vsm_tui.edit import AddSource
from vsm_tui.events.about import as_pulled
from vsm_tui.model import Stream
from vsm_tui.tui.pulling import Progress, Pulling, Wish
from vsm_tui.tui.sourcelist import source_rows

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nobody(monkeypatch, tmp_path)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(FakeJira(tickets(25), page=10)) as found:
        yield found


def run(pulling: Pulling) -> Pulling:
    """In a thread of its own, as the screen does."""
    thread = threading.Thread(target=pulling.run)
    thread.start()
    thread.join(60)
    assert pulling.over
    return pulling


def test_a_whole_pull(tmp_path: Path, server: Server) -> None:
    file = stream(tmp_path, jira_source(server.url))
    pulling = run(Pulling(file, file.stream, Wish()))
    assert pulling.problems == ()
    assert pulling.progress["jira"].doing == "done"
    assert pulling.progress["jira"].items == 25
    assert [said.mood for said in pulling.told()] == ["good"]
    assert "25 items" in pulling.told()[0].text


def test_what_is_on_the_screen_is_pulled_saved_or_not(tmp_path: Path, server: Server) -> None:
    file = stream(tmp_path, "{tool: git, path: nowhere}")
    edited = AddSource({"tool": "jira", "url": server.url, "project": "AB"}).apply(file.stream)
    pulling = run(Pulling(file, edited, Wish(("jira",))))
    assert pulling.progress["jira"].items == 25
    assert "jira" not in file.path.read_text(encoding="utf-8")


class Stopping(FakeJira):
    """Lets somebody stop the pull after its first page."""

    pulling: Pulling | None = None

    def __call__(self, asked: Asked) -> Reply:
        if self.pulling is not None and asked.body and asked.body.get("nextPageToken"):
            self.pulling.stop()
        return super().__call__(asked)


def test_a_stopped_pull_leaves_a_log_of_what_came_and_goes_on_later(tmp_path: Path) -> None:
    jira = Stopping(tickets(25), page=10)
    with serving(jira) as server:
        file = stream(tmp_path, jira_source(server.url))
        jira.pulling = Pulling(file, file.stream, Wish())
        first = run(jira.pulling)
        assert first.stopped
        assert first.progress["jira"].doing == "stopped"
        assert first.progress["jira"].items == 10
        assert [said.mood for said in first.told()] == ["warning", "plain"]
        assert first.result is not None
        assert as_pulled(first.result.log)
        jira.pulling = None
        second = run(Pulling(file, file.stream, Wish()))
        assert second.progress["jira"].items == 25


def test_offline_nothing_is_asked(tmp_path: Path, server: Server) -> None:
    file = stream(tmp_path, jira_source(server.url))
    run(Pulling(file, file.stream, Wish()))
    asked = len(server.asked)
    file.path.with_name("features.events.csv").unlink()
    again = run(Pulling(file, file.stream, Wish(ask=False)))
    assert len(server.asked) == asked
    assert again.told()[0].text.startswith("made of what is kept: 25 items")


def test_what_a_user_can_mend_is_told(tmp_path: Path) -> None:
    file = stream(tmp_path, "{tool: git, path: nowhere}")
    log = tmp_path / "features.events.csv"
    log.write_text("item,at,state\n", encoding="utf-8")
    by_hand = run(Pulling(file, file.stream, Wish()))
    assert by_hand.handwritten
    assert by_hand.told()[0].mood == "bad"
    log.unlink()
    missing = run(Pulling(file, file.stream, Wish()))
    assert missing.progress["git"].doing == "failed"
    assert any("no such folder" in said.text for said in missing.told())
    wrong = Stream("x", sources=({"tool": "git"},))
    assert "path" in run(Pulling(file, wrong, Wish())).told()[0].text


def test_what_it_says_on_the_way(tmp_path: Path) -> None:
    file = stream(tmp_path, "{tool: git, path: nowhere}")
    pulling = Pulling(file, file.stream, Wish())
    pulling.begin("jira")
    pulling.counted("issues", 300, 1204)
    assert pulling.progress["jira"] == Progress("asking", "issues", 300, 1204)
    assert pulling.progress["jira"].counts == "300 of 1,204 issues"
    pulling.countdown("later", 42)
    assert pulling.told()[0].text.startswith("later; going on in 42 s")
    pulling.countdown("later", 0)
    assert pulling.told()[0].text.startswith("asking jira")
    pulling.stop()
    assert pulling.told()[0].text.startswith("stopping")
    with pytest.raises(Stopped):
        pulling.check()


def test_rows_of_sources() -> None:
    sources = ({"tool": "jira", "url": "https://j", "project": "AB"}, {"tool": "git", "path": "a"},
               {"tool": "git", "path": "b"}, {"tool": "git", "path": "c"})  # fmt: skip
    said: list[dict[str, Any]] = [
        {"name": "jira", "pulled": (NOW - timedelta(hours=3)).isoformat(), "complete": True},
        {"name": "git", "pulled": (NOW - timedelta(days=3)).isoformat(), "complete": False},
        {"name": "git-2", "pulled": "nonsense"},
    ]
    found = source_rows(Stream("s", sources=sources), said, {"git-3": Progress("asking", "commits", 5, 10)}, NOW)
    assert [(row.name, row.reads, row.state, row.mood, row.share) for row in found] == [
        ("jira", "https://j · AB", "pulled 3 h ago", "plain", None),
        ("git", "a", "not all of it · 3 d ago", "warning", None),
        ("git-2", "b", "not pulled yet", "muted", None),
        ("git-3", "c", "5 of 10 commits", "busy", 0.5),
    ]
