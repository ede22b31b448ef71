"""The data screen as it looks: nothing there, sources, a pull that waits, one that failed in part, states to map."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.looks.conftest import Looks
from tests.pilot.conftest import LOG, SMALL
from tests.support.pulling import nobody
from vsm_tui.tui.app import VsmApp
from vsm_tui.tui.pulling import Progress, Pulling, Said, Wish
from vsm_tui.tui.screens.data import DataScreen

pytestmark = pytest.mark.xdist_group("pilot")
SIZES = [(80, 24), (120, 40), (200, 60)]
BARE = """\
vsm: 1
name: Shop
stages:
  - id: build
    name: Build
    states: {wait: [To do], touch: [Doing]}   # guess: confirm
  - id: review
    name: Review
guesses: [build]
"""
SOURCES = """\
sources:
  - {tool: jira, url: "https://company.atlassian.net", project: SHOP}
  - {tool: git, path: ../service, name: service}
"""


@pytest.fixture(autouse=True)
def _nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nobody(monkeypatch, tmp_path)


def made(folder: Path, text: str, log: str = "") -> Path:
    path = folder / "shop.yaml"
    path.write_text(text, encoding="utf-8")
    if log:
        path.with_name("shop.events.csv").write_text(log, encoding="utf-8")
    return path


def pulled(path: Path, *, hours: int = 3) -> None:
    """Say beside the log that it was pulled."""
    at = (datetime.now(UTC) - timedelta(hours=hours, minutes=1)).isoformat()
    sources = [
        {"name": "jira", "tool": "jira", "pulled": at, "complete": True},
        {"name": "service", "tool": "git", "pulled": at, "complete": False},
    ]
    said = {"schema": "vsm.log.v1", "pulled": at, "sha256": [], "sources": sources}
    path.with_name("shop.events.csv.about.json").write_text(json.dumps(said), encoding="utf-8")


async def until(pilot: Pilot[Any], found: Any) -> None:
    for _ in range(500):
        if found():
            await pilot.pause()
            return
        await pilot.pause(0.02)
    raise AssertionError("this never came true")


async def data(app: VsmApp, pilot: Pilot[Any]) -> DataScreen:
    await pilot.pause()
    await pilot.press("d")
    screen = app.screen
    assert isinstance(screen, DataScreen)
    if app.session is not None and app.session.data.paths:
        await until(pilot, lambda: screen.listed and not app.session.shown().measuring)
    await pilot.pause()
    return screen


@pytest.mark.parametrize("size", SIZES)
async def test_no_data_yet(looks: Looks, tmp_path: Path, size: tuple[int, int]) -> None:
    app = VsmApp(made(tmp_path, BARE))
    async with app.run_test(size=size) as pilot:
        await data(app, pilot)
        assert "Name a board or a repository" in looks.text(app)


@pytest.mark.parametrize("size", SIZES)
async def test_sources_before_the_first_pull(looks: Looks, tmp_path: Path, size: tuple[int, int]) -> None:
    app = VsmApp(made(tmp_path, BARE + SOURCES))
    async with app.run_test(size=size) as pilot:
        await data(app, pilot)
        assert "not pulled yet" in looks.text(app)


def held(screen: DataScreen) -> Pulling:
    """A pull in the middle, as it stands while a server wants to be left alone."""
    pulling = Pulling(screen.session.disk.opened, screen.session.stream, Wish())
    pulling.begin("jira")
    pulling.counted("issues", 300, 1204)
    pulling.countdown("company.atlassian.net allows no more requests for now", 42)
    return pulling


@pytest.mark.parametrize("size", SIZES)
async def test_a_pull_on_its_way(looks: Looks, tmp_path: Path, size: tuple[int, int]) -> None:
    app = VsmApp(made(tmp_path, BARE + SOURCES, LOG))
    async with app.run_test(size=size) as pilot:
        screen = await data(app, pilot)
        pulling = screen.session.pulling = held(screen)
        screen.refresh_pull()
        await pilot.pause()
        assert "waits 42 s" in looks.text(app, "waiting")
        pulling.countdown("", 0)
        screen.refresh_pull()
        await pilot.pause()
        assert "███" in looks.text(app, "asking")


@pytest.mark.parametrize("theme", ["vsm-dark", "vsm-light", "vsm-mono"])
async def test_a_pull_that_failed_in_part(looks: Looks, tmp_path: Path, theme: str) -> None:
    app = VsmApp(made(tmp_path, BARE + SOURCES, LOG))
    app.theme = theme
    async with app.run_test(size=(120, 34)) as pilot:
        screen = await data(app, pilot)
        pulling = screen.session.pulling = held(screen)
        why = "company.atlassian.net says 401: it does not take JIRA_TOKEN of the environment"
        pulling.progress = {
            "jira": Progress("failed", why=why),
            "service": Progress("done", "commits", 812, items=381, events=1190),
        }
        pulling.ending = (
            Said("good", "pulled: 381 items with 1,190 events, in shop.events.csv"),
            Said("bad", f"jira: {why}; nothing is kept"),
        )
        pulling.over = pulling.taken = True
        screen.refresh_pull()
        await pilot.pause()
        assert "✗ company" in looks.text(app)
        looks.svg(app)


@pytest.mark.parametrize("size", SIZES)
async def test_states_to_map(looks: Looks, tmp_path: Path, size: tuple[int, int]) -> None:
    path = made(tmp_path, BARE + SOURCES, LOG)
    pulled(path)
    app = VsmApp(path)
    async with app.run_test(size=size) as pilot:
        await data(app, pilot)
        text = looks.text(app)
        assert "a guess" in text
        assert "pulled 3 h ago" in text
        assert "► " in text


@pytest.mark.parametrize("theme", ["vsm-dark", "vsm-light", "vsm-mono"])
async def test_states_in_colours(looks: Looks, tmp_path: Path, theme: str) -> None:
    app = VsmApp(made(tmp_path, SMALL.replace("touch: [Reviewing]", "touch: []"), LOG))
    app.theme = theme
    async with app.run_test(size=(120, 30)) as pilot:
        await data(app, pilot)
        looks.svg(app)


async def test_adding_a_source(looks: Looks, tmp_path: Path) -> None:
    app = VsmApp(made(tmp_path, BARE))
    async with app.run_test(size=(120, 36)) as pilot:
        await data(app, pilot)
        await pilot.press("a")
        await pilot.pause()
        looks.text(app, "tools")
        app.screen.query_one(Input).value = "https://company.atlassian.net/browse/SHOP-12"
        await pilot.pause()
        assert "Git " not in looks.text(app, "pasted")
        await pilot.press("enter")
        await pilot.pause()
        assert "SHOP" in looks.text(app, "form")
        app.screen.query_one("#key-url", Input).value = "company"
        await pilot.press("enter")
        await pilot.pause()
        assert "is no address" in looks.text(app, "wrong")


@pytest.mark.parametrize("size", SIZES[:2])
async def test_plan(looks: Looks, tmp_path: Path, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIRA_EMAIL", "team@example.invalid")
    monkeypatch.setenv("JIRA_API_TOKEN", "nowhere-shown")
    app = VsmApp(made(tmp_path, BARE + SOURCES))
    async with app.run_test(size=size) as pilot:
        await data(app, pilot)
        await pilot.press("enter")
        await until(pilot, lambda: getattr(app.screen, "why_not", "") is None)
        text = looks.text(app)
        assert "JIRA_EMAIL and JIRA_API_TOKEN" in text
        assert "nowhere-shown" not in text


async def test_a_state_explained(looks: Looks, tmp_path: Path) -> None:
    app = VsmApp(made(tmp_path, SMALL, LOG))
    async with app.run_test(size=(100, 36)) as pilot:
        await data(app, pilot)
        await pilot.press("question_mark")
        await pilot.pause()
        assert "÷ logged time" in looks.text(app)
