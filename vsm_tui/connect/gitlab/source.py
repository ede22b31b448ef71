"""GitLab: a project's merge requests, issues, pipelines, deployments and releases, from gitlab.com or a server of one's
own.

Every request is a GET. Kept are numbers, times, states, labels and commits' ids; see
:mod:`vsm_tui.connect.gitlab.keep`.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from vsm_tui.connect.address import host_of, server
from vsm_tui.connect.credentials import find
from vsm_tui.connect.gitlab.events import log_of
from vsm_tui.connect.gitlab.keep import Reading
from vsm_tui.connect.gitlab.rounds import BEGINNING, PARTS, Wanted, fetch, since_of
from vsm_tui.connect.gitlab.whole import Told
from vsm_tui.connect.http import Http, HttpError
from vsm_tui.connect.source import Cursor, Given, Page, Source, Tell
from vsm_tui.events import EventLog
from vsm_tui.events.clean import clean
from vsm_tui.model import SourceError

_PUBLIC = "https://gitlab.com"
_PROJECT = re.compile(r"[1-9]\d*|[\w.-]+(?:/[\w.-]+)+")
_LABELS = ("workflow::*",)


def source(given: Given) -> Source:
    """The source an entry ``{tool: gitlab, project: group/name}`` describes.

    ``url`` is a server of one's own. ``labels`` are patterns of the labels that are states (``workflow::*``),
    ``environments`` those whose deployments count, ``projects`` the only projects whose tickets are looked for,
    ``bots`` accounts that are programs, ``parts`` what is read, ``since`` the day a first pull reaches back to.

    Raises:
        InputError: when the entry lacks something.
    """
    given.only("project", "url", "labels", "environments", "projects", "bots", "parts", "since")
    try:
        url = server(given.text("url", _PUBLIC))
    except ValueError as error:
        raise given.wrong("url", str(error)) from None
    project = given.need("project", "project: group/name").strip("/")
    if not _PROJECT.fullmatch(project):
        raise given.wrong("project", "project is what stands behind the server in its address: group/name")
    parts = given.words("parts") or PARTS
    for part in parts:
        if part not in PARTS:
            raise given.wrong("parts", f"GitLab has no part ‘{clean(part, 40)}’: there are {', '.join(PARTS)}")
    wanted = Wanted(project, tuple(p for p in PARTS if p in parts), _names(given, "environments"), _since(given))
    return GitLab(url, wanted, _names(given, "labels") or _LABELS, given.projects(), given.words("bots"))


@dataclass(frozen=True, slots=True)
class GitLab:
    """One project of one server."""

    url: str
    wanted: Wanted
    labels: tuple[str, ...] = _LABELS
    tickets: tuple[str, ...] = ()
    bots: tuple[str, ...] = ()

    @property
    def tool(self) -> str:
        """``gitlab``."""
        return "gitlab"

    @property
    def where(self) -> str:
        """The project's address."""
        return f"{self.url}/{self.wanted.project}"

    @property
    def identity(self) -> dict[str, Any]:
        """The server, the project, what is read of it, and how its texts are read."""
        wanted = self.wanted
        said = {"url": self.url, "project": wanted.project, "parts": list(wanted.parts)}
        more = {
            "environments": list(wanted.environments), "projects": list(self.tickets), "bots": list(self.bots),
            "since": "" if wanted.since == BEGINNING else wanted.since,
        }  # fmt: skip
        return {**said, **{key: value for key, value in more.items() if value}}

    def plan(self, cursor: Cursor) -> list[str]:
        """The requests, what is kept of the answers, and with which credentials."""
        credential, search = find("gitlab", self.url)
        root = f"GET {self.url}/api/v4/projects/{self.wanted.project.replace('/', '%2F')}"
        since = since_of(cursor, self.wanted)
        new, environments = f" updated_after={since}", ", ".join(self.wanted.environments) or "those of production"
        told = {
            "merge_requests": [
                f"{root}/merge_requests{new}, 100 a page",
                f"{root}/merge_requests/N/notes, commits, resource_label_events, resource_state_events, for each",
            ],
            "issues": [
                f"{root}/issues{new}, 100 a page; resource_label_events, resource_state_events for each",
            ],
            "pipelines": [f"{root}/pipelines{new}, 100 a page; jobs?include_retried=true for each"],
            "deployments": [
                f"{root}/deployments{new} environment={environments}; merge_requests for each that succeeded"
            ],
            "releases": [f"{root}/releases; repository/compare for each new one"],
        }
        lines = [f"{root}, its boards and environments"] if not cursor.get("todo") else []
        lines += [line for part in self.wanted.parts for line in told[part]]
        lines.append(
            "kept: numbers, times, states, labels, commits' ids, environments' names, which tickets texts name; "
            "no person, account, title, text, branch"
        )
        lines.append(f"credentials: {credential.origin}" if credential else f"credentials: none; {search.advice()}")
        return lines

    def complete(self, cursor: Cursor) -> bool:
        """Whether the last round read all its parts."""
        return bool(cursor) and not cursor.get("todo")

    def fetch(self, cursor: Cursor, tell: Tell) -> Generator[Page, None, None]:
        """Go on with the round that was cut off, or begin the next one."""
        credential, search = find("gitlab", self.url)
        if credential is None:
            tell.note(f"asking {host_of(self.url)} without credentials; {search.advice()}")
        try:
            with Http(self.url, tell, credential=credential) as http:
                yield from fetch(http, self.wanted, self._reading, cursor, tell)
        except HttpError as error:
            raise self._told(error, credential.origin if credential else "", search.advice()) from None

    def log(self, bodies: Iterable[Any], zone: str) -> EventLog:  # noqa: ARG002 -- GitLab's times have their zone
        """The events of all that was kept."""
        return log_of(bodies, Told(self.labels, self.wanted.parts))

    def _reading(self, project: str) -> Reading:
        return Reading(project, host_of(self.url), self.tickets, frozenset(name.lower() for name in self.bots))

    def _told(self, error: HttpError, origin: str, advice: str) -> SourceError:
        """What GitLab refused, and what to do about it."""
        text = str(error)
        if error.status == 401 and origin:
            text += f": it does not take {origin}; is the token expired or revoked?"
        elif error.status == 403 and origin:
            text += f": {origin} may not read this; the token needs the scope read_api"
        elif error.status == 404:
            seen = f"{origin} may not see it" if origin else f"it is not public: {advice}"
            text += f": there is no project {self.wanted.project}, or {seen}"
        elif error.status in (401, 403):
            text += f": {advice}"
        return HttpError(text, error.status)


def _names(given: Given, key: str) -> tuple[str, ...]:
    """Names that may have spaces in them: a list, or one text with commas between them."""
    value = given.values.get(key, ())
    if isinstance(value, str):
        return tuple(name.strip() for name in value.split(",") if name.strip())
    return given.words(key)


def _since(given: Given) -> str:
    text = given.text("since")
    if not text:
        return BEGINNING
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise given.wrong("since", f"‘{clean(text, 40)}’ is no day: write since: 2026-01-31") from None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
