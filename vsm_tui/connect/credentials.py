"""Where credentials come from: environment, token command, keyring, ``gh`` or ``glab``, netrc, in this order.

Never from a stream file. What was found is named, never shown. A token of the environment or of a command goes only
to the host it is meant for (:mod:`vsm_tui.connect.environment`); the others are kept by host. A server on this machine
gets any.
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
from vsm_tui.connect.environment import TOOLS, Names, every_token
from vsm_tui.connect.secret import Credential, Secret
from vsm_tui.events import clean
from vsm_tui.model import SourceError

TIMEOUT = 5.0
"""Seconds a program that prints a token may take."""
KEYRING = "vsm-tui"
"""The service a token is kept under in the keyring; the user name there is the server's host."""


@dataclass(slots=True)
class Search:
    """What was looked for and found. ``passed`` says what is there and was not taken, and why."""

    tool: str
    host: str
    environ: Mapping[str, str]
    passed: list[str] = field(default_factory=list)

    @property
    def names(self) -> Names:
        """What the tool's variables are called."""
        return TOOLS[self.tool]

    def value(self, name: str) -> str:
        """What a variable of the environment holds, "" where it is not set."""
        return self.environ.get(name, "").strip() if name else ""

    def advice(self) -> str:
        """How to give credentials for this source, and what was passed over."""
        pairs = [f"{login} and {token}" if login else token for token, login in self.names.tokens]
        names = (", or " if self.names.login else " or ").join(pairs)
        program = f"{self.names.program[0]}, " if self.names.program else ""
        others = f"{self.tool.upper()}_TOKEN_COMMAND, the keyring, {program}netrc"
        return "; ".join(dict.fromkeys([f"set {names} (or use {others})", *self.passed]))

    def made(self, token: str, origin: str, user: str = "") -> Credential | None:
        """A credential; none of a text that can be none, which is never quoted."""
        token = token.strip()
        found = Credential(Secret(token), origin, user, self.names.form)
        if found.form == "bearer" and not user and not (token.isascii() and token.isprintable() and " " not in token):
            self.passed.append(f"{origin} holds spaces, line breaks or other characters that no token has")
            return None
        return found


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
    names = search.names
    tokens = list(names.tokens)
    if not names.is_public(search.host):
        tokens = [(name, "") for name in names.own] + sorted(tokens, key=lambda pair: pair[1] != "")
    for name, login in tokens:
        token = search.value(name)
        if not token:
            continue
        if login and not search.value(login):
            search.passed.append(f"{name} is set, but {login} is not: both are needed")
        elif _meant_for(search, name):
            origin = f"{login} and {name} of the environment" if login else f"{name} of the environment"
            found = search.made(token, origin, search.value(login))
            if found is not None:
                return found
    return None


def _meant_for(search: Search, what: str) -> bool:
    """Whether a token of the environment may be sent to the host."""
    names, public = search.names, search.names.is_public(search.host)
    if is_loopback(search.host):
        return True
    if public and any(search.value(name) for name in names.own):
        return True  # the other hosts have a token of their own, so this one is the public one
    for name in names.hosts:
        given = search.value(name).lower()
        if given:
            allowed = host_of(given if "://" in given else f"https://{given}")
            if allowed != search.host:
                search.passed.append(f"{what} is for {clean(allowed, 80)}, as {name} says")
            return allowed == search.host
    if not public:
        known = " and ".join(p.removeprefix(".") for p in names.public[:1])
        of = f"is for {known}" if known and what not in names.own else "does not say for which server it is"
        search.passed.append(f"{what} {of}: set {names.hosts[0]}={clean(search.host, 80)} to use it here")
    return public


def _command(search: Search) -> Credential | None:
    name = f"{search.tool.upper()}_TOKEN_COMMAND"
    line = search.value(name)
    if not line or not _meant_for(search, f"what {name} prints"):
        return None
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise SourceError(f"{name} cannot be read as a command: {error}") from None
    try:
        token = _output(words, search.environ)
    except (FileNotFoundError, PermissionError):
        raise SourceError(f"{name}: there is no program ‘{clean(words[0], 60)}’ that can be run") from None
    except subprocess.TimeoutExpired:
        raise SourceError(f"{name} took longer than {TIMEOUT:g} s") from None
    except OSError as error:
        raise SourceError(f"{name}: ‘{clean(words[0], 60)}’ cannot be run: {clean(str(error.strerror), 80)}") from None
    if not token:
        raise SourceError(f"{name} failed, or printed nothing: run it yourself to see why")
    return search.made(token, name, search.value(search.names.login))


def _keyring(search: Search) -> Credential | None:
    """The system's keyring, where the ``keyring`` package is installed (``pip install 'vsm-tui[keyring]'``)."""
    try:
        keyring = import_module("keyring")
        errors = import_module("keyring.errors")
    except ImportError:
        return None
    try:
        token = keyring.get_password(KEYRING, search.host)
    except errors.NoKeyringError:
        return None
    except errors.KeyringError as error:
        search.passed.append(f"the keyring cannot be asked ({clean(type(error).__name__, 40)})")
        return None
    origin = f"the keyring, {KEYRING} {search.host}"
    return search.made(token, origin, search.value(search.names.login)) if token else None


def _program(search: Search) -> Credential | None:
    """What ``gh`` or ``glab`` keep for the host. Without our variables: they would hand one out for any host."""
    words = search.names.program
    if not words or is_loopback(search.host):
        return None
    host = search.host.removeprefix("api.") if search.names.is_public(search.host) else search.host
    hidden = set(every_token())
    try:
        token = _output([*words, host], {k: v for k, v in search.environ.items() if k not in hidden})
    except (OSError, subprocess.TimeoutExpired):
        return None
    return search.made(token, f"{words[0]}, {host}") if token else None


def _netrc(search: Search) -> Credential | None:
    from netrc import NetrcParseError, netrc

    given = search.environ.get("NETRC", "")
    path = Path(given).expanduser() if given else Path.home() / ".netrc"
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            search.passed.append(f"{path.name} can be read by others: chmod 600 it")
            return None
        entry = netrc(str(path)).hosts.get(search.host)  # its ‘default’ is for any host, so for nobody's token
    except (OSError, UnicodeDecodeError):
        return None
    except NetrcParseError:  # its text quotes the line, which may hold the password
        search.passed.append(f"{path.name} cannot be read: check its syntax and that only you may read it")
        return None
    if entry is None or not entry[2]:
        return None
    return search.made(entry[2], f"netrc, {search.host}", entry[0] if search.names.login else "")


def _output(words: list[str], environ: Mapping[str, str]) -> str:
    """The first line a program prints, "" where it fails; without a shell, and what it says on stderr unread."""
    done = subprocess.run(
        words, capture_output=True, stdin=subprocess.DEVNULL, timeout=TIMEOUT, env=dict(environ), check=False
    )
    lines = done.stdout.decode("utf-8", "replace").strip().splitlines()
    return lines[0].strip() if done.returncode == 0 and lines else ""
