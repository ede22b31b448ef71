"""A token shows up nowhere but in the one header it is for: whatever the server does and however the pull is called."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.jira_server import FakeJira, tickets
from tests.support.pulling import ROOT, jira_source, nobody, stream
from tests.support.server import Asked, Reply, serving

TOKEN = "s3cr3t-t0ken-that-shows-up-nowhere"  # noqa: S105 -- the one that must not
EMAIL = "me@example.invalid"
SENT = base64.b64encode(f"{EMAIL}:{TOKEN}".encode()).decode()


def echo(asked: Asked) -> Reply:
    """A server that quotes what it was asked with."""
    return Reply({"errorMessages": [f"no such user: {asked.headers.get('authorization')} {TOKEN}"]}, 401)


SERVERS: dict[str, Callable[[Asked], Reply]] = {
    "good": FakeJira(tickets(12)),
    "echoes": echo,
    "echoes as text": lambda a: Reply(raw=f"who? {a.headers['authorization']}".encode(), status=400,
                                      headers={"Content-Type": "text/plain"}),
    "redirects elsewhere": lambda a: Reply(status=302, headers={"Location": f"https://evil.example/{a.path}"}),
    "redirects to a scheme": lambda _: Reply(status=302, headers={"Location": "file:///etc/passwd"}),
    "is no JSON": lambda _: Reply(raw=b"<html>", headers={"Content-Type": "text/html"}),
    "is another JSON": lambda _: Reply([[{"issues": 7}]]),
    "has odd headers": lambda _: Reply({}, headers={"Date": "never", "Retry-After": "-1", "X-RateLimit-Reset": "x"}),
    "forbids": lambda _: Reply({}, 403),
}  # fmt: skip


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nobody(monkeypatch, tmp_path)


def called(file: Path, *args: str) -> subprocess.CompletedProcess[bytes]:
    environ = {**os.environ, "JIRA_API_TOKEN": TOKEN, "JIRA_EMAIL": EMAIL}
    return subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-m", "vsm_tui", "pull", str(file), *args],
        cwd=ROOT, env=environ, capture_output=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def everywhere(folder: Path) -> bytes:
    return b"".join(path.read_bytes() + bytes(path) for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("args", [["-v", "--debug"], ["--json"]], ids=" ".join)
@pytest.mark.parametrize("name", SERVERS)
def test_a_token_shows_up_nowhere(tmp_path: Path, name: str, args: list[str]) -> None:
    with serving(SERVERS[name]) as site:
        file = stream(tmp_path, jira_source(site.url)).path
        done = called(file, *args)
        sent = {asked.headers.get("authorization") for asked in site.asked}
        asked_for = repr([(asked.path, asked.query, asked.body) for asked in site.asked])
    assert sent == {f"Basic {SENT}"}
    assert done.returncode == (0 if name == "good" else 3), done.stderr.decode()
    assert b"a fault of ours" not in done.stderr
    for shown in (done.stdout, done.stderr, everywhere(tmp_path), asked_for.encode()):
        for secret in (TOKEN, SENT, EMAIL):
            assert secret.encode() not in shown


def test_nor_in_a_plan(tmp_path: Path) -> None:
    file = stream(tmp_path, "{tool: jira, url: 'https://company.atlassian.net', jql: project = AB}").path
    done = called(file, "--dry-run", "-v")
    assert done.returncode == 0
    assert b"credentials: JIRA_EMAIL and JIRA_API_TOKEN of the environment" in done.stdout
    for secret in (TOKEN, SENT, EMAIL):
        assert secret.encode() not in done.stdout + done.stderr


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="what others see of a process is in /proc")
def test_nor_on_a_command_line_that_others_see(tmp_path: Path) -> None:
    """While a pull is under way neither it nor a program it started shows the token to whoever lists processes."""
    seen = list[bytes]()

    def answers(asked: Asked) -> Reply:
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                seen.append(path.read_bytes())
            except OSError:
                continue  # that process is gone
        return jira(asked)

    jira = FakeJira(tickets(5))
    with serving(answers) as site:
        assert called(stream(tmp_path, jira_source(site.url)).path).returncode == 0
    assert any(b"vsm_tui" in line for line in seen)
    assert not any(TOKEN.encode() in line for line in seen)


def test_a_server_that_is_not_meant_gets_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment says for which server the token is: another one is asked without."""
    monkeypatch.setenv("JIRA_URL", "https://jira.example.com")
    file = stream(tmp_path, "{tool: jira, url: 'https://evil.example', jql: x}").path
    done = called(file, "--dry-run")
    assert b"credentials: none; set JIRA_EMAIL and JIRA_API_TOKEN" in done.stdout
    assert b"is for jira.example.com, as JIRA_URL says" in done.stdout
