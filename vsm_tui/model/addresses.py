"""What the address of a board, a repository or a job gives away of the source that it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

Values = dict[str, Any]

_JIRA_KEY = re.compile(r"/(?:projects|browse)/([A-Z][A-Z0-9_]+)")
_SSH = re.compile(r"(?:ssh://)?git@([\w.-]+)(?::\d+)?[:/](.+)")
_BARE = re.compile(
    r"(?:github\.com|gitlab\.com|dev\.azure\.com|app\.circleci\.com|[\w-]+\.atlassian\.net)(?:/.*)?", re.IGNORECASE
)
_HOSTS = {"github": "gh", "gh": "gh", "bitbucket": "bb", "bb": "bb", "circleci": "circleci"}
"""What CircleCI's own pages call a host of repositories → how its slugs begin."""


def read_off(text: str) -> Values | None:
    """What an address or a folder that somebody pasted says of a source; ``None`` where it says nothing."""
    text = text.strip()
    if text.startswith(("/", "./", "../", "~")):
        return {"tool": "git", "path": text}
    if ssh := _SSH.fullmatch(text):
        text = f"https://{ssh[1]}/{ssh[2]}"
    elif _BARE.fullmatch(text):
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    if parts.scheme not in ("http", "https"):
        return None
    steps = [unquote(step) for step in parts.path.split("/") if step]
    for found in (_repository, _jira, _azure, _circleci, _jenkins):
        if values := found(parts, host, steps):
            return values
    return None


def _base(parts: SplitResult) -> str:
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _repository(parts: SplitResult, host: str, steps: Sequence[str]) -> Values | None:
    first = host.partition(".")[0]
    if len(steps) < 2 or first not in ("github", "gitlab"):
        return None
    own = {} if host == f"{first}.com" else {"url": _base(parts)}
    if first == "github":
        return {"tool": "github", "repo": "/".join(steps[:2]).removesuffix(".git"), **own}
    project = steps[: steps.index("-")] if "-" in steps else steps
    return {"tool": "gitlab", "project": "/".join(project).removesuffix(".git"), **own}


def _jira(parts: SplitResult, host: str, _steps: Sequence[str]) -> Values | None:
    cloud = host.endswith(".atlassian.net")
    if not cloud and "jira" not in host:
        return None
    base, key = _base(parts), _JIRA_KEY.search(parts.path)
    if key and not cloud:
        base += parts.path[: key.start()]  # a server of one's own may live below a path
    return {"tool": "jira", "url": base, **({"project": key[1]} if key else {})}


def _azure(parts: SplitResult, host: str, steps: Sequence[str]) -> Values | None:
    if host == "dev.azure.com" and len(steps) >= 2:
        url, (project, *rest) = f"{_base(parts)}/{steps[0]}", steps[1:]
    elif host.endswith(".visualstudio.com") and steps:
        url, (project, *rest) = _base(parts), steps
    else:
        return None
    repo = {"repo": rest[1]} if len(rest) >= 2 and rest[0] == "_git" else {}
    return {"tool": "azure", "url": url, "project": project, **repo}


def _circleci(_parts: SplitResult, host: str, steps: Sequence[str]) -> Values | None:
    if host != "app.circleci.com" or len(steps) < 4 or steps[0] != "pipelines" or steps[1] not in _HOSTS:
        return None
    return {"tool": "circleci", "project": "/".join((_HOSTS[steps[1]], *steps[2:4]))}


def _jenkins(parts: SplitResult, _host: str, _steps: Sequence[str]) -> Values | None:
    before, found, path = parts.path.partition("/job/")
    if not found:
        return None
    names: list[str] = []
    for step in path.split("/job/"):
        name, _, rest = step.partition("/")
        names.append(unquote(name))
        if rest:
            break  # a build's number, or a page of the job
    return {"tool": "jenkins", "url": _base(parts) + before, "job": "/".join(filter(None, names))}
