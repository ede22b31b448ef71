"""What looks like a credential: by the name of its key, by an address that holds a login, by the shape of a token.

A stream file is shared and kept in version control, so none of these belongs in it. What is found is never quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Path = tuple[str | int, ...]

ELSEWHERE = "credentials never belong in this file: use an environment variable, the keyring, gh, glab or netrc"
_NAMES = ("token", "password", "passwd", "secret", "apikey", "authorization", "credential", "privatekey", "passphrase")
_WHOLE_NAMES = frozenset({"auth", "pat", "pwd", "cookie", "bearer"})
_COMMANDS = ("tokencommand", "tokencmd", "passwordcommand", "passwordcmd")

TOKEN = re.compile(
    r"(?<![\w-])(?:"
    r"gh[oprsu]_\w{20,}|github_pat_\w{20,}"  # GitHub
    r"|gl(?:pat|dt|rt|ptt|ft|oas|soat|agent|cbt)-[\w-]{20,}"  # GitLab
    r"|AT[AC]TT[\w=-]{20,}"  # Atlassian
    r"|CCI(?:PAT|PRJ)_\w{20,}"  # CircleCI
    r"|11[0-9a-f]{32}"  # Jenkins
    r"|[a-z2-7]{52}|\w{76}AZDO\w{4}"  # Azure DevOps
    r"|eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"  # a signed token of whatever server
    r")(?![\w-])"
)
"""What tokens look like, under whatever key they stand."""

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s'\"<>]+")
_LOGIN = re.compile(r"[\w.+-]+:[^\s/\\@:]+@[\w.-]*[(\w]")
"""``user:password@host`` without a scheme, as databases are named."""
_PAIR = re.compile(r"\b(?:password|passwd|pwd)\s*=\s*[^\s;&]", re.IGNORECASE)
_FREE = frozenset({"jql"})
"""Keys whose values may compare anything with anything."""


def secrets(value: Any, path: Path) -> Iterator[tuple[str, Path]]:
    """What in lists and mappings is a credential, by its name or as part of an address: ``(what is wrong, where)``."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if looks_secret(str(key)):
                yield _of_key(str(key)), (*path, str(key))
            else:
                yield from secrets(inner, (*path, str(key)))
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from secrets(inner, (*path, index))
    elif isinstance(value, str) and _holds_login(value, free=bool(path) and path[-1] in _FREE):
        yield f"this address holds a login; {ELSEWHERE}", path


def looks_secret(key: str) -> bool:
    """Whether a key's name says that its value is a secret."""
    plain = _letters(key)
    return plain in _WHOLE_NAMES or any(word in plain for word in _NAMES)


def _of_key(key: str) -> str:
    if _letters(key) in _COMMANDS:
        return (
            f"{key}: programs named in a stream file are never run, as whoever sends you one could run anything: "
            "set JIRA_TOKEN_COMMAND (or that of the source's tool) in the environment"
        )
    return f"‘{key[:40]}’ looks like a secret; {ELSEWHERE}"


def _holds_login(value: str, *, free: bool) -> bool:
    if _LOGIN.match(value) or (not free and _PAIR.search(value)):
        return True
    return any(_address_with_login(found[0]) for found in _ADDRESS.finditer(value))


def _address_with_login(address: str) -> bool:
    try:
        parts = urlsplit(address)
        named = [name for part in (parts.query, parts.fragment) for name, _ in parse_qsl(part)]
    except ValueError:
        return False
    login = parts.password is not None or (parts.username is not None and parts.scheme.lower() in {"http", "https"})
    return login or any(looks_secret(name) for name in named)


def _letters(key: str) -> str:
    return re.sub(r"[^a-z]", "", key.lower())
