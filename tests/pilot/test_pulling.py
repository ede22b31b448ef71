"""From a board to the measured map by keys alone, against a server on loopback; nothing is asked unasked."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from tests.support.git_repository import Repo
from tests.support.jira_server import FakeJira, tickets
from tests.support.pulling import nobody
from tests.support.server import Asked, Reply, Server, serving
from vsm_tui.events.about import sources_said
from vsm_tui.files.locations import pulled_folder

STREAM = """\
vsm: 1
name: Shop
stages:
  - id: build
    name: Build
    wait: 1d
    touch: 2d
  - id: review
    name: Code review
    wait: 1d
    touch: 2h
"""


class Board(FakeJira):
    """A Jira that says at one of its pages that it had enough, and that can be held up."""

    def __init__(self, count: int = 60, page: int = 10) -> None:
        super().__init__(tickets(count), page=page)
        self.limited_at: int | None = None
        self.refused: Reply | None = None
        self.statuses["10"] = ("Purgatory", "indeterminate")
        self.searches = 0
        self.go = threading.Event()
        self.go.set()

    def __call__(self, asked: Asked) -> Reply:
        if asked.path == "/rest/api/3/search/jql":
            self.searches += 1
            self.go.wait(30)
            if self.refused is not None:
                return self.refused
            if self.limited_at is not None and self.searches >= self.limited_at:
                return Reply({"errorMessages": ["Rate limit exceeded"]}, 429, {"Retry-After": "120"})
        return super().__call__(asked)


@pytest.fixture(autouse=True)
def _nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nobody(monkeypatch, tmp_path)


@pytest.fixture
def board() -> Board:
    return Board()


@pytest.fixture
def jira(board: Board) -> Iterator[Server]:
    with serving(board) as server:
        yield server


@pytest.fixture
def shop(folder: Path) -> Path:
    path = folder / "shop.yaml"
    path.write_text(STREAM, encoding="utf-8")
    return path


def fill(app: Any, **values: str) -> None:
    """Type into the fields of a source's form; long texts key by key would take minutes."""
    for name, text in values.items():
        app.app.screen.query_one(f"#key-{name}", Input).value = text


async def name_a_board(app: Any, url: str) -> None:
    """Add a Jira as a source, up to the plan of its pull."""
    await app.press("a")
    await app.until(lambda: app.screen == "ChooseTool")
    await app.press("'jira", "enter")
    await app.until(lambda: app.screen == "SourceForm")
    fill(app, url=url, project="AB")
    await app.press("enter")
    await app.until(lambda: app.screen == "PlanScreen" and "keeps" in app.text)


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


async def test_from_a_board_to_the_measured_layer(opened: Any, shop: Path, board: Board, jira: Server) -> None:
    before = lines(shop)
    async with opened(shop) as app:
        await app.press("d")
        await app.until(lambda: "Name a board or a repository" in app.text)
        await app.press("p")
        assert "no source yet" in app.text, "a key that cannot work says why"

        await name_a_board(app, jira.url)
        assert "credentials" not in app.text
        assert "none; set JIRA_EMAIL and JIRA_API_TOKEN" in app.text
        assert "/rest/api/2/serverInfo" in app.text
        assert "nothing is kept yet" in app.text
        assert "shop.events.csv" in app.text
        assert jira.asked == [], "a dry run asks nothing"
        await app.until(lambda: any("tool: jira" in line for line in lines(shop)))
        assert [line for line in before if line not in lines(shop)] == [], "one line more"

        board.limited_at = 3
        await app.press("p")
        await app.until(lambda: "waits 1" in app.text and "going on in 1" in app.text)
        assert "20 issues" in app.text
        assert "p stop" in app.text
        await app.press("p")
        await app.until(lambda: "stopped: 20 items" in app.text)
        assert "what came is kept, and the next pull goes on" in app.text
        assert "not all of it" in app.text
        await app.until(lambda: len(app.app.screen.listed) > 0)

        board.limited_at = None
        await app.press("p")
        await app.until(lambda: "✓ 60 items" in app.text)
        assert board.searches == 3 + 4, "it went on behind the last page it had kept"

        await app.until(lambda: "60 items" in app.text and app.app.screen.listed)
        rows = {row.seen.state: row for row in app.app.screen.listed}
        assert rows["jira:Done"].why == "its name"
        assert rows["jira:To Do"].suggested is not None
        await app.press("asterisk")
        await app.until(lambda: "no state is the end point yet" not in app.text)
        left = [row.seen.state for row in app.app.screen.listed if row.meaning.role == "none"]
        assert left == ["jira:Purgatory"], "nothing speaks for what that may mean"
        app.app.screen.query_one("#list").focus()
        app.app.screen.query_one("#list").cursor = [r.seen.state for r in app.app.screen.listed].index(left[0])
        await app.press("enter", "'stays", "enter")
        await app.until(lambda: "100% of the logged time is mapped" in app.text)
        await app.until(lambda: "measured:" in app.text)
        await app.press("escape")
        await app.until(lambda: app.screen == "MapScreen")
        assert app.app.session.shown().measured.observed.items.finished > 10
    assert sources_said(shop.with_name("shop.events.csv"))[0]["complete"] is True
    stream = app.app.session.stream
    assert stream.stage("build").states.touch == ("jira:In Progress",)
    assert stream.also.stay == ("jira:Purgatory",)


async def test_from_nothing_to_a_measured_map(opened: Any, folder: Path, jira: Server) -> None:
    async with opened() as app:
        await app.press("4")
        await app.until(lambda: app.screen == "ChooseTool")
        await app.press("'jira", "enter")
        await app.until(lambda: app.screen == "SourceForm")
        await app.press("enter")
        await app.until(lambda: "needs url: https://company.atlassian.net" in app.text)
        fill(app, url=jira.url, project="AB")
        await app.press("enter")
        await app.until(lambda: app.screen == "NewStream")
        await app.press("enter")
        await app.until(lambda: app.screen == "PlanScreen" and "keeps" in app.text)
        assert jira.asked == []
        await app.press("enter")
        await app.until(lambda: "✓ 60 items" in app.text)
        await app.until(lambda: "measured:" in app.text, 20)
        stream = app.app.session.stream
        assert [stage.name for stage in stream.stages] == ["To Do", "In Progress", "Code Review", "Purgatory"]
        assert all("a guess" in line for line in app.text.splitlines() if "In Progress · touch" in line)
        assert [s.evidence for s in app.app.session.shown().measured.stages] == [None, "C", "C", "C"]

        grid = app.app.screen.query_one("#list")
        grid.focus()
        grid.cursor = [row.seen.state for row in app.app.screen.listed].index("jira:In Progress")
        await app.press("exclamation_mark")
        await app.until(lambda: "in-progress" not in app.app.session.stream.guesses)
        await app.until(lambda: [s.evidence for s in app.app.session.shown().measured.stages] == [None, "B", "C", "C"])
        await app.press("u")
        assert "in-progress" in app.app.session.stream.guesses
        await app.press("ctrl+p", "'every guess")
        await app.until(lambda: "Confirm every guess" in app.text)
        await app.pilot.pause(0.3)
        await app.press("enter")
        await app.until(lambda: not app.app.session.stream.guesses)
        await app.press("escape")
        await app.until(lambda: app.screen == "MapScreen")
        assert app.app.session.shown().measured is not None
    (path,) = folder.glob("*.yaml")
    assert "# guess" not in path.read_text(encoding="utf-8")


async def test_what_fails_does_not_take_along_what_went_well(
    opened: Any, shop: Path, folder: Path, board: Board, jira: Server
) -> None:
    repo = Repo.made(folder.parent / "service")
    for number in range(4):
        repo.commit(f"AB-{number + 1} change", at=24 * number)
    board.authorization = "Bearer right"
    source = f"sources:\n  - {{tool: jira, url: '{jira.url}', project: AB}}\n  - {{tool: git, path: ../service}}\n"
    shop.write_text(STREAM + source, encoding="utf-8")
    async with opened(shop) as app:
        await app.press("d")
        await app.until(lambda: "No log yet" in app.text)
        assert jira.asked == []
        await app.press("p")
        await app.until(lambda: "pulled: 4 items" in app.text)
        assert "✗" in app.text
        assert "jira:" in app.text
        assert "nothing is kept" in app.text
        await app.until(lambda: any(row.seen.state == "git:merged" for row in app.app.screen.listed))


async def test_credentials_are_named_and_never_shown(
    opened: Any, shop: Path, jira: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIRA_TOKEN", "not-a-real-one-but-secret")
    async with opened(shop) as app:
        await app.press("d")
        await name_a_board(app, jira.url)
        assert "JIRA_TOKEN of the environment" in app.text
        assert "not-a-real" not in app.text
        await app.press("p")
        await app.until(lambda: "✓ 60 items" in app.text)
        assert "not-a-real" not in app.text
        assert "not-a-real" not in app.app.export_screenshot()
    assert jira.asked[0].headers["authorization"] == "Bearer not-a-real-one-but-secret"
    assert "not-a-real" not in shop.read_text(encoding="utf-8")


async def test_a_login_or_a_token_is_refused_in_the_form(opened: Any, shop: Path) -> None:
    async with opened(shop) as app:
        await app.press("d", "a")
        await app.until(lambda: app.screen == "ChooseTool")
        await app.press("enter")
        await app.until(lambda: app.screen == "SourceForm")
        fill(app, url="https://me:pw@jira.example", project="AB")
        await app.press("enter")
        await app.until(lambda: "holds a login" in app.text)
        fill(app, url="http://jira.example")
        await app.press("enter")
        await app.until(lambda: "http sends tokens" in app.text)
        await app.press("escape")
        await app.until(lambda: "Leave without it?" in app.text)
        await app.press("2")
        await app.until(lambda: app.screen == "DataScreen")
        assert app.app.session.stream.sources == ()


async def test_a_source_is_edited_removed_and_brought_back(opened: Any, shop: Path) -> None:
    shop.write_text(STREAM + "sources:\n  - {tool: git, path: ../a}   # ours\n", encoding="utf-8")
    async with opened(shop) as app:
        await app.press("d")
        app.app.screen.query_one("#sources").focus()
        await app.press("e")
        await app.until(lambda: app.screen == "SourceForm")
        fill(app, path="../b", projects="PAY, OPS", name="service")
        await app.press("enter")
        await app.until(lambda: "../b" in app.text and "service" in app.text)
        entry = {"tool": "git", "path": "../b", "projects": ["PAY", "OPS"], "name": "service"}
        assert app.app.session.stream.sources == (entry,)
        await app.press("x")
        await app.until(lambda: app.app.session.stream.sources == ())
        await app.press("u")
        await app.until(lambda: app.app.session.stream.sources == (entry,))
        await app.press("ctrl+q")
        await app.until(lambda: app.app.return_code is not None or not app.app.is_running)
    assert "  - {tool: git, path: ../b, projects: [PAY, OPS], name: service}   # ours" in lines(shop)


async def test_a_log_written_by_hand_is_replaced_only_when_that_is_said(opened: Any, shop: Path, jira: Server) -> None:
    log = shop.with_name("shop.events.csv")
    log.write_text("item,at,state\nA,2026-01-01T00:00Z,Mine\nA,2026-01-02T00:00Z,Done\n", encoding="utf-8")
    shop.write_text(STREAM + f"sources:\n  - {{tool: jira, url: '{jira.url}', project: AB}}\n", encoding="utf-8")
    async with opened(shop) as app:
        await app.press("d", "p")
        await app.until(lambda: "Keep it; name another" in app.text)
        await app.press("k")
        await app.until(lambda: app.screen == "DataScreen")
        assert "Mine" in log.read_text(encoding="utf-8")
        await app.press("p")
        await app.until(lambda: "Keep it; name another" in app.text)
        await app.press("r")
        await app.until(lambda: "✓ 60 items" in app.text)
    assert "Mine" not in log.read_text(encoding="utf-8")


async def test_what_was_pulled_is_purged_after_a_question(opened: Any, shop: Path, jira: Server) -> None:
    log = shop.with_name("shop.events.csv")
    shop.write_text(STREAM + f"sources:\n  - {{tool: jira, url: '{jira.url}', project: AB}}\n", encoding="utf-8")
    async with opened(shop) as app:
        await app.press("d", "p")
        await app.until(lambda: "✓ 60 items" in app.text)
        assert list(pulled_folder().glob("*.sqlite"))

        async def ask() -> None:
            await app.press("ctrl+p", "'purge")
            await app.until(lambda: "Purge what was pulled" in app.text)
            await app.pilot.pause(0.3)
            await app.press("enter")
            await app.until(lambda: app.screen == "Question")

        await ask()
        assert "shop.events.csv" in app.text
        await app.press("k")
        assert log.exists()
        await ask()
        await app.press("r")
        await app.until(lambda: "No log yet" in app.text)
    assert not log.exists()
    assert not list(pulled_folder().glob("*.sqlite"))


async def test_leaving_the_data_screen_does_not_stop_a_pull(
    opened: Any, shop: Path, board: Board, jira: Server
) -> None:
    states = "states: {wait: [To Do], touch: [In Progress]}\n    touch: 2d"
    source = f"sources:\n  - {{tool: jira, url: '{jira.url}', project: AB}}\nfinish: {{state: [Done]}}\n"
    shop.write_text(STREAM.replace("touch: 2d", states) + source, encoding="utf-8")
    board.go.clear()
    async with opened(shop) as app:
        await app.press("d", "p")
        await app.until(lambda: board.searches == 1)
        await app.press("escape")
        await app.until(lambda: app.screen == "MapScreen")
        board.go.set()
        await app.until(lambda: app.app.session.shown().measured is not None, 20)


async def test_leaving_the_stream_stops_it_and_keeps_what_came(
    opened: Any, shop: Path, board: Board, jira: Server
) -> None:
    shop.write_text(STREAM + f"sources:\n  - {{tool: jira, url: '{jira.url}', project: AB}}\n", encoding="utf-8")
    board.limited_at = 3
    async with opened(shop) as app:
        await app.press("d", "p")
        await app.until(lambda: "waits 1" in app.text)
        pulling = app.app.session.pulling
        await app.press("escape", "escape")
        await app.until(lambda: app.screen == "WorkspaceScreen")
        await app.until(lambda: pulling.over)
        assert pulling.stopped
    assert "AB-20," in shop.with_name("shop.events.csv").read_text(encoding="utf-8")


async def test_questions_about_a_state_and_a_finding(opened: Any, small: Path, small_log: Path) -> None:
    async with opened(small) as app:
        await app.until(lambda: app.app.session.shown().measured is not None)
        await app.press("d")
        await app.until(lambda: "finding" in app.text)
        state = app.app.screen.current.seen.state
        await app.press("question_mark")
        await app.until(lambda: app.screen == "ExplainScreen")
        assert f"‘{state}’ in the log" in app.text
        assert "÷ logged time" in app.text
        await app.press("escape", "tab")
        board = app.app.screen.query_one("#findings")
        assert board.has_focus
        assert board.key == "finding.0"
        said = next(line for line in app.text.splitlines() if line.strip().startswith("!")).strip(" !")
        await app.press("question_mark")
        await app.until(lambda: app.screen == "ExplainScreen")
        assert said[:20] in app.text
        assert "Mean lead time" not in app.text.split("From here")[0]


async def test_hostile_words_of_a_server_are_shown_literally(
    opened: Any, shop: Path, board: Board, jira: Server
) -> None:
    bad = "[@click=app.quit]x[/] \x1b]2;owned\x07"
    board.statuses["4"] = (bad, "indeterminate")
    board.limited_at = None
    shop.write_text(
        STREAM + f"sources:\n  - {{tool: jira, url: '{jira.url}', project: AB, name: '[red]R[/]'}}\n", encoding="utf-8"
    )
    async with opened(shop) as app:
        await app.press("d", "p")
        await app.until(lambda: "[@click=app.quit]x[/]" in app.text)
        assert "[red]R[/]" in app.text
        assert "\x1b" not in app.text
        board.refused = Reply({"errorMessages": [f"no {bad}"]}, 400)
        await app.press("p")
        await app.until(lambda: "says 400" in app.text and "no [@click=app.quit]x[/]" in app.text)
        assert "\x1b" not in app.text
        assert app.app.is_running


@pytest.mark.parametrize("size", [(80, 24), (200, 60), (40, 12)])
async def test_every_size_and_ascii(opened: Any, shop: Path, jira: Server, size: tuple[int, int]) -> None:
    shop.write_text(STREAM + f"sources:\n  - {{tool: jira, url: '{jira.url}', project: AB}}\n", encoding="utf-8")
    async with opened(shop, size=size, ascii=True) as app:
        await app.press("d")
        await app.until(lambda: app.screen == "DataScreen" and "jira" in app.text)
        assert app.text.isascii()
        app.app.screen.query_one("#sources").focus()
        await app.press("enter")
        await app.until(lambda: app.screen == "PlanScreen" and "asks" in app.text)
        await app.press("p")
        await app.until(lambda: app.app.screen.listed and app.app.session.pulling.over)
        assert {c for c in app.text if not c.isascii()} <= set("▁▂▃▄▅▆▇"), "ends of Textual's own scroll bars"
