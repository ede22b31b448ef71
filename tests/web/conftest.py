"""``vsm serve`` as people run it: a process of its own on a free port."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


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
