"""A real browser, and ``vsm serve`` as people run it: a process of its own on a free port."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyte
import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page, WebSocket

_PATIENCE = 30
ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture
def page() -> Iterator[Page]:
    """A window of a browser that fetches nothing on its own."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here")
    sync_api = pytest.importorskip("playwright.sync_api", reason="a browser needs playwright to be driven")
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser.new_page(viewport={"width": 1200, "height": 760})
        browser.close()


class Seen:
    """What the terminal in a page shows, read off its wire; begin before the page is opened."""

    def __init__(self, page: Page) -> None:
        self._screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self._screen)
        self._page = page
        self._wire: WebSocket | None = None
        page.on("websocket", self._opened)

    def forget(self) -> None:
        """Begin anew: what is shown from here on comes over the next wire."""
        self._wire = None
        self._screen.reset()

    def _opened(self, wire: WebSocket) -> None:
        self._screen.reset()
        self._wire = wire
        wire.on("framesent", lambda text: self._sent(wire, text))
        wire.on("framereceived", lambda data: self._received(wire, data))

    def _sent(self, wire: WebSocket, text: str | bytes) -> None:
        if wire is not self._wire:
            return
        match json.loads(text):
            case ["resize", {"width": wide, "height": high}]:
                self._screen.resize(high, wide)

    def _received(self, wire: WebSocket, data: str | bytes) -> None:
        if isinstance(data, bytes) and wire is self._wire:
            self._stream.feed(data)

    @property
    def text(self) -> str:
        """Line by line."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def wait(self, words: str) -> str:
        """Wait until ``words`` are there."""
        for _ in range(_PATIENCE * 10):
            if words in self.text:
                return self.text
            self._page.wait_for_timeout(100)
        raise AssertionError(f"{words!r} never came; the screen shows:\n{self.text}")


@dataclass
class Served:
    """A running server, the stream it shows, and what it says beside its links."""

    process: subprocess.Popen[str]
    stream: Path
    notes: Path

    def link(self) -> str:
        """The next link it prints."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        found = re.search(r"http://\S+", line)
        assert found, line
        return found[0]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Start a server on a copy of a shipped stream, or on its ``folder``; ended after the test."""
    started: list[subprocess.Popen[str]] = []

    def start(*options: str, folder: bool = False, port: int = 0) -> Served:
        shared = tmp_path / "host" / "shared"
        shared.mkdir(parents=True, exist_ok=True)
        stream = shared / "forecast-model.yaml"
        for path in (ROOT / "streams").glob(f"{stream.stem}*"):
            if not (shared / path.name).exists():
                shutil.copy(path, shared)
        environment = {**os.environ, "VSM_HOME": str(tmp_path / "home")}
        what = str(shared if folder else stream)
        words = [sys.executable, "-m", "vsm_tui", "serve", what, "--port", str(port), *options]
        notes = tmp_path / f"notes{len(started)}"
        with notes.open("w", encoding="utf-8") as said:
            process = subprocess.Popen(
                words, stdout=subprocess.PIPE, stderr=said, text=True, env=environment, start_new_session=True
            )
        started.append(process)
        return Served(process, stream, notes)

    yield start
    for process in started:
        process.terminate()  # not ctrl+c: what a shell runs in the background does not hear it
        try:
            process.wait(20)
        finally:
            process.kill()
        if process.stdout is not None:
            process.stdout.close()
