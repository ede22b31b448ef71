"""GitHub: a repository's pull requests, issues, workflow runs, deployments and releases, from github.com or an
Enterprise server.

Asked by GraphQL where it is to be had, else by REST. Kept are numbers, times, states, labels and commits' ids; see
:mod:`vsm_tui.connect.github.keep`.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from vsm_tui.connect.address import host_of, server
from vsm_tui.connect.credentials import find
from vsm_tui.connect.github.api import GRAPHQL, HEADERS, READS, GraphError
from vsm_tui.connect.github.keep import Reading
from vsm_tui.connect.github.rounds import fetch
from vsm_tui.connect.github.session import PARTS, Wanted
from vsm_tui.connect.http import Http, HttpError
from vsm_tui.connect.source import Cursor, Given, Page, Source, Tell
from vsm_tui.events import EventLog
from vsm_tui.events.clean import clean
from vsm_tui.model import SourceError

_PUBLIC = "https://github.com"
_REPO = re.compile(r"[\w.-]{1,100}/[\w.-]{1,100}")
_NEWEST = 200


def source(given: Given) -> Source:
    """The source an entry ``{tool: github, repo: owner/name}`` describes.

    ``url`` is an Enterprise server. ``parts`` are what is read, ``environments`` those whose deployments count,
    ``deployments`` patterns of workflows that deploy, ``board`` the number of a project whose status is a state,
    ``projects`` the only ones whose tickets are looked for, ``bots`` accounts that are programs, ``runs`` how many of a
    workflow's newest runs are read, ``since`` the day a first pull reaches back to.

    Raises:
        InputError: when the entry lacks something.
    """
    given.only("repo", "url", "parts", "environments", "deployments", "board", "projects", "bots", "runs", "since")
    repo = given.need("repo", "repo: owner/name").strip("/")
    if not _REPO.fullmatch(repo) or set(repo.split("/")) & {".", ".."}:
        raise given.wrong("repo", "repo is what stands behind the server in the repository's address: owner/name")
    try:
        url = server(given.text("url", _PUBLIC))
    except ValueError as error:
        raise given.wrong("url", str(error)) from None
    parts = given.words("parts") or PARTS
    for part in parts:
        if part not in PARTS:
            raise given.wrong("parts", f"GitHub has no part ‘{clean(part, 40)}’: there are {', '.join(PARTS)}")
    wanted = Wanted(
        tuple(part for part in PARTS if part in parts), _names(given, "environments"),
        _number(given, "runs", _NEWEST, "runs: 200"), _since(given), _names(given, "deployments"),
    )  # fmt: skip
    reading = Reading(
        repo, host_of(url).removeprefix("api."), given.projects(),
        frozenset(name.lower() for name in given.words("bots")), _number(given, "board", 0, "board: 5"),
    )  # fmt: skip
    return GitHub(url, wanted, reading)


@dataclass(frozen=True, slots=True)
class GitHub:
    """One repository of one server."""

    url: str
    wanted: Wanted
    reading: Reading

    @property
    def tool(self) -> str:
        """``github``."""
        return "github"

    @property
    def where(self) -> str:
        """The repository's address."""
        return f"{self.url}/{self.reading.name}"

    @property
    def identity(self) -> dict[str, Any]:
        """The server, the repository, what is read of it, and how its texts are read."""
        wanted, reading = self.wanted, self.reading
        said = {"url": self.url, "repo": reading.name, "parts": list(wanted.parts)}
        more = {
            "environments": list(wanted.environments), "deployments": list(wanted.deploying),
            "board": reading.board, "projects": list(reading.projects),
            "bots": sorted(reading.bots), "since": wanted.since,
            "runs": 0 if wanted.newest == _NEWEST else wanted.newest,
        }  # fmt: skip
        return {**said, **{key: value for key, value in more.items() if value}}

    def plan(self, cursor: Cursor) -> list[str]:
        """The requests, what is kept of the answers, and with which credentials."""
        credential, search = find("github", self.url)
        base, rest = self._base
        root = f"GET {base}{rest}/repos/{self.reading.name}"
        began = cursor.get("since") if cursor.get("todo") else cursor.get("began")
        new = str(began or self.wanted.since)
        graph = f"POST {base}{GRAPHQL} query of"
        since = f", updated since {new}" if new else ""
        steps = f"{root}/pulls and /issues/N/timeline for each" if credential is None else f"{graph} pullRequests"
        board = ", with their status in the project" if self.reading.board else ""
        newest = self.wanted.newest
        told = {
            "pull_requests": f"{steps}, 25 a page, with all that happened to each{since}",
            "issues": f"{root}/issues and /issues/N/timeline for each{since}" if credential is None
            else f"{graph} issues, 25 a page{board}{since}",
            "runs": f"{root}/actions/runs{since}, and /jobs?filter=all for each of the newest {newest} of a workflow",
            "deployments": f"{root}/deployments and /statuses for each" if credential is None
            else f"{graph} deployments with their statuses",
            "releases": f"{root}/releases" if credential is None else f"{graph} releases",
        }  # fmt: skip
        lines = [] if cursor.get("todo") else [root]
        lines += [told[part] for part in self.wanted.parts]
        if {"deployments", "releases"} & set(self.wanted.parts):
            lines.append(f"{root}/commits: which commits were in what was deployed or released")
        lines.append(
            "kept: numbers, times, states, labels, commits' ids, names of workflows, environments and tags, which "
            "tickets texts name; no person, account, title, text, branch"
        )
        lines.append(f"credentials: {credential.origin}" if credential else f"credentials: none; {search.advice()}")
        return lines

    def complete(self, cursor: Cursor) -> bool:
        """Whether the last round read all its parts."""
        return bool(cursor) and not cursor.get("todo")

    def fetch(self, cursor: Cursor, tell: Tell) -> Generator[Page, None, None]:
        """Go on with the round that was cut off, or begin the next one."""
        credential, search = find("github", self.url)
        if credential is None:
            tell.note(f"asking {host_of(self.url)} without credentials, 60 requests an hour; {search.advice()}")
        base, rest = self._base
        try:
            with Http(base, tell, credential=credential, reads=READS, headers=HEADERS) as http:
                signed = credential is not None
                yield from fetch(http, rest, self.wanted, self.reading, cursor, tell, signed=signed)
        except (HttpError, GraphError) as error:
            raise self._told(error, credential.origin if credential else "", search.advice()) from None

    def log(self, bodies: Iterable[Any], zone: str) -> EventLog:  # noqa: ARG002 -- GitHub's times have their zone
        """The events of all that was kept."""
        from vsm_tui.events.github import pages

        wanted = self.wanted
        asked = pages.Wanted(wanted.environments, wanted.deploying, wanted.newest, wanted.since[:10])
        return pages.log_of(bodies, asked)

    @property
    def _base(self) -> tuple[str, str]:
        """The address of the programming interface, and what stands before REST's addresses there."""
        host = host_of(self.url)
        if host in ("github.com", "www.github.com", "api.github.com"):
            return "https://api.github.com", ""
        if host.endswith(".ghe.com"):
            return f"https://api.{host.removeprefix('api.')}", ""
        return f"{self.url.removesuffix('/v3').removesuffix('/api')}/api", "/v3"

    def _told(self, error: SourceError, origin: str, advice: str) -> SourceError:
        """What GitHub refused, and what to do about it."""
        text, repo = str(error), self.reading.name
        if isinstance(error, GraphError):
            return SourceError(f"{text}: may {origin or 'everybody'} see {repo}?")
        status = error.status if isinstance(error, HttpError) else 0
        if status == 401 and origin:
            text += f": it does not take {origin}; is the token expired or revoked?"
        elif status == 403 and origin:
            text += f": {origin} may not read this; the token needs read access to contents, pull requests, issues, "
            text += "actions and deployments, and single sign-on where the organisation asks for it"
        elif status == 404:
            seen = f"{origin} may not see it" if origin else f"it is not public: {advice}"
            text += f": there is no repository {repo}, or {seen}"
        elif status in (401, 403):
            text += f": {advice}"
        return HttpError(text, status)


def _names(given: Given, key: str) -> tuple[str, ...]:
    """Names that may have spaces in them: a list, or one text with commas between them."""
    value = given.values.get(key, ())
    if isinstance(value, str):
        return tuple(name.strip() for name in value.split(",") if name.strip())
    return given.words(key)


def _number(given: Given, key: str, default: int, example: str) -> int:
    text = given.text(key)
    if not text:
        return default
    if not re.fullmatch(r"[1-9]\d{0,5}", text):
        raise given.wrong(key, f"‘{clean(text, 40)}’ is no number: write {example}")
    return int(text)


def _since(given: Given) -> str:
    text = given.text("since")
    if not text:
        return ""
    try:
        day = datetime.fromisoformat(text).date()
    except ValueError:
        raise given.wrong("since", f"‘{clean(text, 40)}’ is no day: write since: 2026-01-31") from None
    return f"{day.isoformat()}T00:00:00Z"
