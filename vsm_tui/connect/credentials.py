"""Where credentials come from: environment, token command, keyring, ``gh`` or ``glab``, netrc, in this order.

Never from a stream file. What was found is named, never shown. A token of the environment goes only where it is meant
for: GitHub's and GitLab's to github.com and gitlab.com unless the environment names another host, Jira's to
``JIRA_URL`` where that is set. A server on this machine gets any.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from vsm_tui.connect.address import host_of, is_loopback
from vsm_tui.connect.secret import Credential, Secret
from vsm_tui.events import clean
from vsm_tui.model import SourceError

TIMEOUT = 5.0
"""Seconds a program that prints a token may take."""
KEYRING = "vsm-tui"
"""The service a token is kept under in the keyring; the user name there is the server's host."""
_PUBLIC = {"github": "github.com", "gitlab": "gitlab.com"}
_TOKENS = {"github": ("GITHUB_TOKEN", "GH_TOKEN"), "gitlab": ("GITLAB_TOKEN",)}
_ENTERPRISE = ("GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN")
_HOST_NAMES = {"jira": ("JIRA_URL",), "github": ("GH_HOST",), "gitlab": ("GITLAB_HOST", "GL_HOST", "GITLAB_URI")}
_PROGRAMS = {
    "github": ("gh", "auth", "token", "--hostname"),
    "gitlab": ("glab", "config", "get", "token", "--host"),
}


@dataclass(slots=True)
class Search:
    """What was looked for and found. ``passed`` says what is there and was not taken, and why."""

    tool: str
    host: str
    environ: Mapping[str, str]
    passed: list[str] = field(default_factory=list)

    def advice(self) -> str:
        """How to give credentials for this source, and what was passed over."""
        names = {"jira": "JIRA_EMAIL and JIRA_API_TOKEN, or JIRA_TOKEN"}.get(
            self.tool, " or ".join(_TOKENS.get(self.tool, ()))
        )
        program = _PROGRAMS.get(self.tool, ("",))[0]
        others = f"{self.tool.upper()}_TOKEN_COMMAND, the keyring, {program + ', ' if program else ''}netrc"
        return "; ".join([f"set {names} (or use {others})", *self.passed])


def find(tool: str, address: str, environ: Mapping[str, str] | None = None) -> tuple[Credential | None, Search]:
    """The first credential there is for ``tool``'s server at ``address``, and what was looked at.

    Raises:
        SourceError: when a token command was named and gives none.
    """
    search = Search(tool, host_of(address), os.environ if environ is None else environ)
    for look in (_environment, _command, _keyring, _program, _netrc):
        found = look(search)
        if found is not None:
            return found, search
    return None, search


def _environment(search: Search) -> Credential | None:
    if search.tool == "jira":
        return _jira(search)
    env = search.environ
    names = _TOKENS.get(search.tool, ())
    if search.tool == "github" and not _is_public(search):
        for name in _ENTERPRISE:
            if env.get(name, "").strip():
                return _bearer(env[name], name)
    for name in names:
        if env.get(name, "").strip() and _meant_for(search, name):
            return _bearer(env[name], name)
    return None


def _jira(search: Search) -> Credential | None:
    env = search.environ
    email, token, personal = (env.get(n, "").strip() for n in ("JIRA_EMAIL", "JIRA_API_TOKEN", "JIRA_TOKEN"))
    found: list[Credential] = []
    if email and token:
        found.append(Credential(Secret(token), "JIRA_EMAIL and JIRA_API_TOKEN of the environment", email))
    elif token:
        search.passed.append("JIRA_API_TOKEN is set, but JIRA_EMAIL is not: both are needed")
    if personal:
        own = _bearer(personal, "JIRA_TOKEN")
        found.insert(len(found) if search.host.endswith(".atlassian.net") else 0, own)  # Cloud knows no such token
    return found[0] if found and _meant_for(search, "the token of the environment") else None


def _meant_for(search: Search, what: str) -> bool:
    """Whether a token of the environment may be sent to the host."""
    if is_loopback(search.host):
        return True
    names = _HOST_NAMES[search.tool]
    for name in names:
        given = search.environ.get(name, "").strip().lower()
        if given:
            allowed = host_of(given if "://" in given else f"https://{given}")
            if allowed != search.host:
                search.passed.append(f"{what} is for {clean(allowed, 80)}, as {name} says")
            return allowed == search.host
    if search.tool == "jira" or _is_public(search):
        return True
    search.passed.append(f"{what} is for {_PUBLIC[search.tool]}: set {names[0]}={search.host} to use it here")
    return False


def _is_public(search: Search) -> bool:
    public = _PUBLIC.get(search.tool, "")
    return search.host in (public, f"api.{public}") or (search.tool == "github" and search.host.endswith(".ghe.com"))


def _command(search: Search) -> Credential | None:
    name = f"{search.tool.upper()}_TOKEN_COMMAND"
    line = search.environ.get(name, "").strip()
    if not line or not _meant_for(search, f"what {name} prints"):
        return None
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise SourceError(f"{name} cannot be read as a command: {error}") from None
    try:
        token = _output(words, search.environ)
    except FileNotFoundError:
        raise SourceError(f"{name}: there is no program ‘{clean(words[0], 60)}’") from None
    except subprocess.TimeoutExpired:
        raise SourceError(f"{name} took longer than {TIMEOUT:g} s") from None
    if not token:
        raise SourceError(f"{name} failed, or printed nothing: run it yourself to see why")
    return Credential(Secret(token), name, _login(search))


def _keyring(search: Search) -> Credential | None:
    """The system's keyring, where the ``keyring`` package is installed (``pip install 'vsm-tui[keyring]'``)."""
    try:
        keyring = import_module("keyring")
        errors = import_module("keyring.errors")
    except ImportError:
        return None
    try:
        token = keyring.get_password(KEYRING, search.host)
    except errors.KeyringError as error:
        search.passed.append(f"the keyring cannot be asked ({clean(type(error).__name__, 40)})")
        return None
    return Credential(Secret(token), f"the keyring, {KEYRING} {search.host}", _login(search)) if token else None


def _program(search: Search) -> Credential | None:
    words = _PROGRAMS.get(search.tool)
    if words is None or is_loopback(search.host):
        return None
    host = search.host.removeprefix("api.") if _is_public(search) else search.host
    try:
        token = _output([*words, host], search.environ)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return Credential(Secret(token), f"{words[0]}, {host}") if token else None


def _netrc(search: Search) -> Credential | None:
    from netrc import NetrcParseError, netrc

    given = search.environ.get("NETRC", "")
    path = Path(given).expanduser() if given else Path.home() / ".netrc"
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            search.passed.append(f"{path.name} can be read by others: chmod 600 it")
            return None
        entry = netrc(str(path)).authenticators(search.host)
    except (OSError, UnicodeDecodeError):
        return None
    except NetrcParseError:  # its text quotes the line, which may hold the password
        search.passed.append(f"{path.name} cannot be read: check its syntax and that only you may read it")
        return None
    if entry is None or not entry[2]:
        return None
    user = entry[0] if search.tool == "jira" else ""
    return Credential(Secret(entry[2]), f"netrc, {search.host}", user)


def _bearer(token: str, name: str) -> Credential:
    return Credential(Secret(token.strip()), f"{name} of the environment")


def _login(search: Search) -> str:
    """Whom a bare token belongs to where the tool wants both: Jira Cloud."""
    return search.environ.get("JIRA_EMAIL", "").strip() if search.tool == "jira" else ""


def _output(words: list[str], environ: Mapping[str, str]) -> str:
    """The first line a program prints, "" where it fails; without a shell, and what it says on stderr unread."""
    done = subprocess.run(
        words, capture_output=True, stdin=subprocess.DEVNULL, timeout=TIMEOUT, env=dict(environ), check=False
    )
    lines = done.stdout.decode("utf-8", "replace").strip().splitlines()
    return lines[0].strip() if done.returncode == 0 and lines else ""
