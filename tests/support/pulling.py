"""A place to pull in: nobody's real credentials, a home of its own, a stream whose source is on loopback."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.support.server import Answers, Asked, Reply, serving
from vsm_tui.connect.environment import TOOLS, every_token
from vsm_tui.connect.pull import pull
from vsm_tui.connect.source import Stopped, Tell
from vsm_tui.events.about import beside
from vsm_tui.files import StreamFile, read_stream

ROOT = Path(__file__).parents[2]

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


def started(file: Path, *args: str, environ: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
    """``vsm pull`` as a process of its own, which waits for a line on its stdin before it begins."""
    # a process in the background may have been told to ignore ctrl+c
    heed = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    code = f"{heed}; import sys; sys.stdin.readline(); from vsm_tui.cli import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", code, "pull", str(file), *args],
        cwd=ROOT, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


class Shooting:
    """Answers as ``answers`` does, and sends a pull in a process of its own a signal: before it answers one of its
    requests, or so many seconds after.
    """

    def __init__(self, answers: Answers, sign: signal.Signals) -> None:
        self.answers, self.sign, self.lock = answers, sign, threading.Lock()
        self.victim: subprocess.Popen[bytes] | None = None
        self.left, self.delay = 0, 0.0

    def __call__(self, asked: Asked) -> Reply:
        with self.lock:
            victim, self.left = self.victim, self.left - 1
            if victim is not None and self.left < 0:
                self.victim = None
                if self.delay:
                    threading.Timer(self.delay, victim.send_signal, [self.sign]).start()
                else:
                    victim.send_signal(self.sign)
        return self.answers(asked)

    def pull(self, file: Path, requests: int, delay: float = 0.0) -> tuple[int, str]:
        """Pull; the process is shot at after so many requests. Its exit code and what it said on stderr."""
        process = started(file)
        with self.lock:
            self.victim, self.left, self.delay = process, requests, delay
        told = process.communicate(b"go\n")[1]
        with self.lock:
            self.victim = None
        return process.returncode, told.decode()


def told_of(log: Path) -> tuple[bytes, Any]:
    """A pulled log, and what is said beside it apart from when and from where it was pulled."""
    said = json.loads(beside(log).read_text(encoding="utf-8"))
    return log.read_bytes(), {key: value for key, value in said.items() if key not in ("pulled", "sources", "sha256")}


def ends_as_if_undisturbed(
    answers: Answers, source: Callable[[str], str], folder: Path, seed: int, shots: int = 4
) -> None:
    """Whatever is pulled from ``answers`` by ``source(url)``: killed with kill -9 at ``shots`` random points, one after
    the other, and then left in peace, a pull ends with the log of one that nobody disturbed.
    """
    rng, shooting = random.Random(seed), Shooting(answers, signal.SIGKILL)
    with serving(shooting) as site:
        file = stream(folder, source(site.url))
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("VSM_HOME", str(folder / "undisturbed"))
            expected = told_of(pull(file, Heard()).log)
        requests = len(site.asked)
        log = file.path.with_name("features.events.csv")
        log.unlink()
        beside(log).unlink()
        codes = []
        for _ in range(shots):
            when, delay = rng.randrange(requests), rng.choice([0.0, 0.0, rng.uniform(0.0, 0.2)])
            codes.append(shooting.pull(file.path, when, delay)[0])
        assert set(codes) <= {0, -signal.SIGKILL}
        assert -signal.SIGKILL in codes, "nobody was shot"
        done = pull(file, Heard())
        assert not done.failed
        assert told_of(done.log) == expected
