"""Azure DevOps: the builds of a project with their jobs and attempts, and its pull requests.

A first pull reads all there is (or what began since a date), later ones what is new, what was still open, and the
builds of the last day once more: their jobs may be run again.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from typing import Any

from vsm_tui.connect.address import host_of, server
from vsm_tui.connect.attempts import DEPLOYMENTS, Patterns, deployments_of, since_of
from vsm_tui.connect.azure import rounds
from vsm_tui.connect.azure.api import Api
from vsm_tui.connect.azure.events import add_pull_requests, all_builds
from vsm_tui.connect.credentials import find
from vsm_tui.connect.http import Http, HttpError
from vsm_tui.connect.source import Cursor, Given, Page, Source, Tell
from vsm_tui.events import EventLog
from vsm_tui.events.builds import add_builds
from vsm_tui.model import SourceError

_SIGN_IN = (203, 302, 401)
"""What it answers to a token that is no good: not always an error, but the page to sign in."""


def source(given: Given) -> Source:
    """The source an entry ``{tool: azure, url: https://dev.azure.com/company, project: Shop}`` describes.

    ``repo`` is the only repository looked at, ``deployments`` are patterns of pipelines or stages that deploy,
    ``projects`` the only projects whose tickets are looked for, ``since`` a date to begin with.

    Raises:
        InputError: when the entry lacks something.
    """
    given.only("url", "project", "repo", "projects", DEPLOYMENTS, "since")
    try:
        url = server(given.need("url", "url: https://dev.azure.com/company"))
    except ValueError as error:
        raise given.wrong("url", str(error)) from None
    if url.count("/") < 3 and host_of(url) == "dev.azure.com":
        raise given.wrong("url", "whose? Write url: https://dev.azure.com/company")
    project = given.need("project", "project: Shop").strip("/")
    repo = given.text("repo")
    return Azure(url, project, repo, given.projects(), deployments_of(given), since_of(given))


@dataclass(frozen=True, slots=True)
class Azure:
    """One project of an organization or collection."""

    url: str
    project: str
    repo: str = ""
    projects: tuple[str, ...] = ()
    deployments: Patterns = ()
    since: int | None = None

    @property
    def tool(self) -> str:
        """``azure``."""
        return "azure"

    @property
    def where(self) -> str:
        """The project's address."""
        return f"{self.url}/{self.project}"

    @property
    def identity(self) -> dict[str, Any]:
        """The project, and what decides what is asked for and what is read out of texts that are not kept."""
        return {
            "url": self.url, "project": self.project, "repo": self.repo, "projects": list(self.projects),
            "deployments": list(self.deployments), "since": self.since,
        }  # fmt: skip

    def plan(self, cursor: Cursor) -> list[str]:
        """The requests, what is kept of the answers, and with which credentials."""
        credential, search = find("azure", self.url)
        root = f"{self.where}/_apis"
        new = ", what is new since the last pull" if self.complete(cursor) else ""
        return [
            f"GET {root}/git/repositories: their names",
            f"GET {root}/build/builds{new}",
            f"GET {root}/build/builds/ID/timeline, for every build; …/changes, for every deployment",
            f"GET {root}/git/pullrequests{new}",
            f"GET {root}/git/repositories/ID/pullRequests/ID/threads, for every pull request",
            "kept: times and results of builds, jobs, pull requests, reviews; commits, tickets' keys",
            "not kept: persons, titles, branches, comments, logs, parameters",
            f"credentials: {credential.origin}" if credential else f"credentials: none; {search.advice()}",
        ]  # fmt: skip

    def complete(self, cursor: Cursor) -> bool:
        """Whether the last round read all its pages."""
        return rounds.is_over(cursor)

    def fetch(self, cursor: Cursor, tell: Tell) -> Generator[Page, None, None]:
        """Go on with the round that was cut off, or begin the next one."""
        credential, search = find("azure", self.url)
        if credential is None:
            tell.note(f"asking {host_of(self.url)} without credentials; {search.advice()}")
        try:
            with Http(self.url, tell, credential=credential) as http:
                api = Api(http, self.project, self.repo, self.projects)
                api.learn()
                now = cursor if "phase" in cursor else rounds.begun(cursor, self.since, http.answered)
                yield from rounds.pages(api, now, self.since, self.deployments, tell)
        except HttpError as error:
            raise self._told(error, credential.origin if credential else "", search.advice()) from None

    def log(self, bodies: Iterable[Any], zone: str) -> EventLog:  # noqa: ARG002 -- Azure's times have their zone
        """Pull requests as changes, builds as activities, the deployments among them as such."""
        log, every = EventLog(), list(bodies)
        add_pull_requests(log, every)
        add_builds(log, all_builds(every, self.project, self.deployments))
        return log

    def _told(self, error: HttpError, origin: str, advice: str) -> SourceError:
        """What Azure DevOps refused, and what to do about it."""
        text = str(error)
        if error.status in _SIGN_IN and origin:
            text = f"{host_of(self.url)} asks to sign in: it does not take {origin}; is the token expired, or another "
            text += "organization's? It needs to read code and builds"
        elif error.status in (*_SIGN_IN, 403, 404) and not origin:
            text += f": {advice}"
        elif error.status == 404:
            text += f": there is no project {self.project}, or {origin} may not see it"
        return HttpError(text, error.status)
