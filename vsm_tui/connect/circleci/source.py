"""CircleCI: the pipelines of a project with their workflows and jobs, re-runs as attempts of their own.

A first pull reads all pipelines there are (or those since a date), later ones what is new, what was still going on,
and the last days once more: a workflow may be run again.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from vsm_tui.connect.address import host_of, server
from vsm_tui.connect.attempts import DEPLOYMENTS, Patterns, deployments_of, micros, since_of
from vsm_tui.connect.circleci.api import ROOT, Api
from vsm_tui.connect.circleci.events import OVER, all_builds
from vsm_tui.connect.credentials import find
from vsm_tui.connect.http import Http, HttpError
from vsm_tui.connect.source import Cursor, Given, Page, Source, Tell
from vsm_tui.events import EventLog
from vsm_tui.events.builds import add_builds
from vsm_tui.events.clean import clean
from vsm_tui.model import SourceError

_PUBLIC = "https://circleci.com"
_SLUG = re.compile(r"(gh|github|bb|bitbucket|circleci)/[^/\s]+/[^/\s]+")
_AGAIN, _GIVEN_UP = timedelta(days=3), timedelta(days=30)
"""How long after it began a pipeline is read again in any case, and how long where it goes on (or waits for good)."""


def source(given: Given) -> Source:
    """The source an entry ``{tool: circleci, project: gh/owner/name}`` describes.

    ``deployments`` are patterns of workflows or jobs that deploy, ``projects`` the only projects whose tickets are
    looked for, ``since`` a date to begin with.

    Raises:
        InputError: when the entry lacks something.
    """
    given.only("project", "url", "projects", DEPLOYMENTS, "since")
    slug = given.need("project", "project: gh/owner/name").strip("/")
    if not _SLUG.fullmatch(slug):
        raise given.wrong("project", f"‘{clean(slug, 60)}’ is no project: write project: gh/owner/name (or bb/…)")
    try:
        url = server(given.text("url", _PUBLIC))
    except ValueError as error:
        raise given.wrong("url", str(error)) from None
    return CircleCi(url, slug, given.projects(), deployments_of(given), since_of(given))


@dataclass(frozen=True, slots=True)
class CircleCi:
    """One project."""

    url: str
    slug: str
    projects: tuple[str, ...] = ()
    deployments: Patterns = ()
    since: int | None = None

    @property
    def tool(self) -> str:
        """``circleci``."""
        return "circleci"

    @property
    def where(self) -> str:
        """The project, behind its server."""
        return f"{self.url}/{self.slug}"

    @property
    def identity(self) -> dict[str, Any]:
        """The server, the project, the date to begin with, and whose tickets are read out of branches."""
        return {"url": self.url, "project": self.slug, "since": self.since, "projects": list(self.projects)}

    def plan(self, cursor: Cursor) -> list[str]:
        """The requests, what is kept of the answers, and with which credentials."""
        credential, search = find("circleci", self.url)
        new = ", what is new since the last pull" if self.complete(cursor) else ""
        return [
            f"GET {self.url}{ROOT}/project/{self.slug}/pipeline{new}",
            f"GET {self.url}{ROOT}/pipeline/ID/workflow, for every pipeline",
            f"GET {self.url}{ROOT}/workflow/ID/job, for every workflow",
            "kept: times and results of workflows and jobs, commits, tickets' keys; no person, branch, log or text",
            f"credentials: {credential.origin}" if credential else f"credentials: none; {search.advice()}",
        ]

    def complete(self, cursor: Cursor) -> bool:
        """Whether the last round read all its pages."""
        return "until" in cursor and "token" not in cursor

    def fetch(self, cursor: Cursor, tell: Tell) -> Generator[Page, None, None]:
        """Go on with the round that was cut off, or begin the next one."""
        credential, search = find("circleci", self.url)
        if credential is None:
            tell.note(f"asking {host_of(self.url)} without credentials; {search.advice()}")
        try:
            with Http(self.url, tell, credential=credential) as http:
                yield from self._round(Api(http, self.slug, self.projects), cursor, tell)
        except HttpError as error:
            raise self._told(error, credential.origin if credential else "", search.advice()) from None

    def log(self, bodies: Iterable[Any], zone: str) -> EventLog:  # noqa: ARG002 -- CircleCI's times have their zone
        """The workflows as activities, the deployments among them as such."""
        log = EventLog()
        add_builds(log, all_builds(bodies, self.slug, self.deployments))
        return log

    def _round(self, api: Api, cursor: Cursor, tell: Tell) -> Generator[Page, None, None]:
        least, resumed = int(cursor.get("until", 0)), "token" in cursor
        now: Cursor = cursor if resumed else {"until": least, "token": "", "next": None, "pipelines": 0}
        while "token" in now:
            try:
                found, token = api.pipelines(now["token"])
            except HttpError as error:
                if not (resumed and now["token"] and error.status in (400, 404)):
                    raise
                tell.note("CircleCI no longer knows where the last pull stopped: reading from the newest")
                now, resumed = {"until": least, "token": "", "next": None, "pipelines": 0}, False
                continue
            resumed = False
            new = [one for one in found if one["number"] >= least and self._wanted(one)]
            for one in new:
                api.add_workflows(one)
            moment = round(api.http.answered.timestamp() * 1_000_000)
            again = [one["number"] for one in new if _changes(one, moment)]
            highest = max((one["number"] + 1 for one in new), default=least)
            following = min([highest if now["next"] is None else now["next"], *again])
            count = now["pipelines"] + len(new)
            if token and len(new) == len(found):
                now = {"until": least, "token": token, "next": following, "pipelines": count}
            else:
                now = {"until": following, "pipelines": count}
            yield Page(new, now)
            tell.counted("pipelines", count)

    def _wanted(self, pipeline: dict[str, Any]) -> bool:
        created = micros(pipeline.get("created_at"))
        return self.since is None or created is None or created >= self.since

    def _told(self, error: HttpError, origin: str, advice: str) -> SourceError:
        """What CircleCI refused, and what to do about it."""
        text = str(error)
        if error.status in (401, 403, 404) and not origin:
            text += f": {advice}"
        elif error.status == 401:
            text += (
                f": it does not take {origin}; is the token deleted, or one of a project (a personal one is needed)?"
            )
        elif error.status == 404:
            text += f": there is no project {self.slug}, or {origin} may not see it"
        return HttpError(text, error.status)


def _changes(pipeline: dict[str, Any], now: int) -> bool:
    """Whether a pipeline may still become another: it is going on, or young enough to be run again."""
    created = micros(pipeline.get("created_at"))
    age = timedelta(0) if created is None else timedelta(microseconds=now - created)
    going = not pipeline["workflows"] or any(w.get("status") not in OVER for w in pipeline["workflows"])
    return age < _AGAIN or (going and age < _GIVEN_UP)
