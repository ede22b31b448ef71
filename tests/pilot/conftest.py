"""Screens are driven by the keys a user presses, in a folder and a home of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from vsm_tui.tui.app import VsmApp

Opened = Callable[..., AbstractAsyncContextManager["Driver"]]


class Driver:
    """A running app, its keys and what it shows."""

    def __init__(self, app: VsmApp, pilot: Pilot[Any]) -> None:
        self.app, self.pilot = app, pilot

    async def press(self, *keys: str) -> None:
        """Press keys; what begins with a quote is typed letter by letter."""
        for key in keys:
            letters = ["space" if letter == " " else letter for letter in key[1:]]
            await self.pilot.press(*(letters if key[0] == "'" else [key]))

    async def until(self, found: Callable[[], object], seconds: float = 10.0) -> None:
        """Wait for background work to show, and for what came of it to be painted."""
        for _ in range(int(seconds / 0.02)):
            if found():
                await self.pilot.pause()
                return
            await self.pilot.pause(0.02)
        raise AssertionError(f"this never came true; the screen shows:\n{self.text}")

    @property
    def text(self) -> str:
        """The screen as plain lines."""
        strips = self.app.screen._compositor.render_strips()  # none yet on a screen that was just pushed
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)

    @property
    def screen(self) -> str:
        """The name of the screen on top."""
        return type(self.app.screen).__name__


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of streams; everything of the user lives beside it."""
    monkeypatch.setenv("VSM_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    folder = tmp_path / "streams"
    folder.mkdir()
    return folder


@pytest.fixture
def opened(folder: Path) -> Opened:
    """Open the app on a path (the folder, if none is given)."""

    @asynccontextmanager
    async def open_app(
        path: Path | None = None, size: tuple[int, int] = (120, 40), **options: Any
    ) -> AsyncIterator[Driver]:
        app = VsmApp(path or folder, **options)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            yield Driver(app, pilot)

    return open_app


SMALL = """\
vsm: 1
name: Small
start: asked
end: in use
stages:
  - id: build
    name: Build
    wait: 1d
    touch: 1d
    states: {wait: [To do], touch: [Doing]}
  - id: review
    name: Review
    wait: 1d..2d..4d
    touch: 1h
    states: {wait: [Ready], touch: [Reviewing]}
rework:
  - {from: review, to: build, rate: 10%}
finish: {state: [Done]}
"""
LOG = """\
item,at,state,type,ref
A-1,2026-03-02T09:00:00Z,To do,Story,https://tracker.example/A-1
A-1,2026-03-02T13:00:00Z,Doing,Story,https://tracker.example/A-1
A-1,2026-03-03T13:00:00Z,Ready,Story,https://tracker.example/A-1
A-1,2026-03-09T13:00:00Z,Reviewing,Story,https://tracker.example/A-1
A-1,2026-03-10T09:00:00Z,Doing,Story,https://tracker.example/A-1
A-1,2026-03-10T13:00:00Z,Reviewing,Story,https://tracker.example/A-1
A-1,2026-03-10T15:00:00Z,Done,Story,https://tracker.example/A-1
A-2,2026-03-03T09:00:00Z,To do,Bug,https://tracker.example/A-2
A-2,2026-03-04T09:00:00Z,Doing,Bug,https://tracker.example/A-2
A-2,2026-03-05T09:00:00Z,Ready,Bug,https://tracker.example/A-2
A-2,2026-03-10T09:00:00Z,Reviewing,Bug,https://tracker.example/A-2
A-2,2026-03-10T11:00:00Z,Done,Bug,https://tracker.example/A-2
A-3,2026-03-09T09:00:00Z,To do,Story,https://tracker.example/A-3
"""


@pytest.fixture
def small(folder: Path) -> Path:
    """A stream of two stages."""
    path = folder / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


@pytest.fixture
def small_log(small: Path) -> Path:
    """The log beside it."""
    path = small.with_name("small.events.csv")
    path.write_text(LOG, encoding="utf-8")
    return path


@pytest.fixture
def shop_log(folder: Path) -> Path:
    """A log without a stream."""
    path = folder / "shop.csv"
    path.write_text(LOG, encoding="utf-8")
    return path
