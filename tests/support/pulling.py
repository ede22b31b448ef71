"""A place to pull in: nobody's real credentials, a home of its own, a stream whose source is on loopback."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from vsm_tui.connect.environment import TOOLS, every_token
from vsm_tui.connect.source import Stopped, Tell
from vsm_tui.files import StreamFile, read_stream

STREAM = """vsm: 1
name: Features
stages:
  - id: build
    states: {{wait: [To Do], touch: [In Progress]}}
  - id: review
    states: {{touch: [Code Review]}}
finish: {{state: Done}}
also: {{stay: [Blocked]}}
sources:
{sources}"""


class Heard(Tell):
    """Remembers what it was told and waits for nothing. ``stop_after`` stops a pull once so many pages came."""

    def __init__(self, stop_after: int | None = None) -> None:
        super().__init__()
        self.waited, self.notes, self.why = list[float](), list[str](), list[str]()
        self.counts = list[tuple[int, int | None]]()
        self._left = stop_after

    def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.check()

    def counted(self, what: str, done: int, total: int | None = None) -> None:
        self.counts.append((done, total))
        if self._left is not None:
            if self._left == 0:
                raise Stopped
            self._left -= 1

    def countdown(self, why: str, seconds: int) -> None:
        self.why.append(why)

    def note(self, text: str) -> None:
        self.notes.append(text)

    @property
    def seconds(self) -> float:
        """How long it would have waited."""
        return sum(self.waited)


def nobody(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """No credentials but those a test gives, and what is kept lies under ``home``."""
    for tool, names in TOOLS.items():
        logins = [login for _, login in names.tokens if login]
        for name in (*every_token(), *logins, *names.hosts, f"{tool.upper()}_TOKEN_COMMAND"):
            monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NETRC", str(home / "no-netrc"))
    monkeypatch.setenv("VSM_HOME", str(home / "home"))
    monkeypatch.setitem(sys.modules, "keyring", None)


def stream(folder: Path, *sources: str, name: str = "features", **more: Any) -> StreamFile:
    """A stream file with these sources, each as YAML in flow style."""
    path = folder / f"{name}.yaml"
    text = STREAM.format(sources="".join(f"  - {source}\n" for source in sources))
    text += "".join(f"{key}: {value}\n" for key, value in more.items())
    path.write_text(text, encoding="utf-8")
    return read_stream(path)


def jira_source(url: str, jql: str = "project = AB", **more: str) -> str:
    """A Jira source as a stream file says it."""
    extra = "".join(f", {key}: {value}" for key, value in more.items())
    return f"{{tool: jira, url: '{url}', jql: {jql}{extra}}}"
