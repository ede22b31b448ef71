"""Names of tickets in what people write: titles, branches, trailers."""

from __future__ import annotations

import re
from collections.abc import Iterable

_KEY = re.compile(r"(?<![A-Za-z0-9])([A-Z][A-Z0-9_]{1,9})-([1-9][0-9]{0,6})(?![A-Za-z0-9]|\.[0-9])")
_ANY_CASE = re.compile(r"(?<![A-Za-z0-9])([A-Za-z][A-Za-z0-9_]{1,9})-([1-9][0-9]{0,6})(?![A-Za-z0-9]|\.[0-9])")
_TYPE = re.compile(
    r"^(feat|fix|hotfix|perf|refactor|docs|test|build|ci|chore|style)(?:\([^)]{0,100}\))?!?:", re.IGNORECASE
)
_NONE = """
AES AGPL AMD ANSI API APACHE ARM ASCII BASE BIG BSD CC COVID CP CRC CSS CVE CWE DES DIN DNS ECMA EN EPSG ES EUC GB GH
GHSA GPL HMAC HTML HTTP HTTPS IEC IEEE IP IPV ISO JAVA JDK JSON JVM KOI LATIN LGPL LZ MAX MD MIN MIT MR MS NET OS PEP
PHP PKCS PR PY PYTHON RC RFC RGB RSA SHA SHAKE SPDX SQL SSE SSL TCP TLS UCS UDP USB UTF UUID VS WCAG WIN WINDOWS XML
YAML
"""
NO_PROJECTS = frozenset(_NONE.split())
"""What looks like a project's key and is a standard, an encoding, a licence or a version: ``UTF-8`` is no ticket."""


def ticket_keys(text: str, projects: Iterable[str] = ()) -> list[str]:
    """The keys of tickets in ``text``, each once, in order: ``PAY-12``.

    ``projects`` are the only ones looked for, and in any case (``feature/pay-12``); without them every key in capitals
    counts but those that are known to be none.
    """
    wanted = frozenset(project.upper() for project in projects)
    if wanted:
        found = [(project.upper(), number) for project, number in _ANY_CASE.findall(text)]
        return _once(f"{project}-{number}" for project, number in found if project in wanted)
    return _once(f"{project}-{number}" for project, number in _KEY.findall(text) if project not in NO_PROJECTS)


def first_named(*texts: Iterable[str], projects: Iterable[str] = ()) -> list[str]:
    """The keys of the first of several groups of texts that has any: what a title says counts before what a body does,
    because a body also mentions other tickets.
    """
    projects = tuple(projects)
    for group in texts:
        found = _once(key for text in group for key in ticket_keys(text, projects))
        if found:
            return found
    return []


def change_type(title: str) -> str:
    """What a title such as ``fix(parser): …`` begins with, in lower case; "" where it says nothing."""
    found = _TYPE.match(title)
    return found[1].lower() if found else ""


def _once(keys: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(keys))
