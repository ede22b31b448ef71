"""A real browser, and ``vsm serve`` as people run it: a process of its own on a free port."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

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


@dataclass
class Served:
    """A running server and the stream it shows."""

    process: subprocess.Popen[str]
    stream: Path

    def link(self) -> str:
        """The next link it prints."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        found = re.search(r"http://\S+", line)
        assert found, line
        return found[0]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Start a server on a copy of a shipped stream; ended after the test."""
    started: list[subprocess.Popen[str]] = []

    def start(*options: str) -> Served:
        stream = tmp_path / "forecast-model.yaml"
        shutil.copy(ROOT / "streams" / stream.name, stream)
        environment = {**os.environ, "VSM_HOME": str(tmp_path / "home")}
        words = [sys.executable, "-m", "vsm_tui", "serve", str(stream), "--port", "0", *options]
        process = subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment, start_new_session=True
        )
        started.append(process)
        return Served(process, stream)

    yield start
    for process in started:
        process.terminate()  # not ctrl+c: what a shell runs in the background does not hear it
        try:
            process.wait(20)
        finally:
            process.kill()
        if process.stdout is not None:
            process.stdout.close()
