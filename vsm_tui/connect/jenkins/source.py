"""Jenkins: the builds of a job, of all jobs in a folder, or of all branches of a multibranch pipeline.

A first pull reads all builds there are (or those since a date), later ones what is new and what was still going on.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from vsm_tui.connect.address import host_of, server
from vsm_tui.connect.attempts import DEPLOYMENTS, Patterns, deployments_of, since_of
from vsm_tui.connect.credentials import find
from vsm_tui.connect.http import Http, HttpError
from vsm_tui.connect.jenkins.api import PAGE, Api, address
from vsm_tui.connect.jenkins.events import all_builds, jobs_of
from vsm_tui.connect.source import Cursor, Given, Page, Source, Tell
from vsm_tui.events import EventLog, Finding
from vsm_tui.events.builds import add_builds
from vsm_tui.model import SourceError
from vsm_tui.model.wording import counted


def source(given: Given) -> Source:
    """The source an entry ``{tool: jenkins, url: …, job: folder/job}`` describes.

    ``deployments`` are patterns of jobs or stages that deploy, ``repo`` the ``owner/name`` that is built (without it,
    as Jenkins says), ``projects`` the only projects whose tickets are looked for, ``since`` a date to begin with.

    Raises:
        InputError: when the entry lacks something.
    """
    given.only("url", "job", "repo", "projects", DEPLOYMENTS, "since")
    try:
        url = server(given.need("url", "url: https://jenkins.company.com"))
    except ValueError as error:
        raise given.wrong("url", str(error)) from None
    job = _full_name(given.need("job", "job: folder/job, as Jenkins calls it"))
    if not job:
        raise given.wrong("job", "which job? Write job: folder/job, as Jenkins calls it")
    return Jenkins(url, job, given.text("repo"), given.projects(), deployments_of(given), since_of(given))


@dataclass(frozen=True, slots=True)
class Jenkins:
    """One job or folder of one Jenkins."""

    url: str
    job: str
    repo: str = ""
    projects: tuple[str, ...] = ()
    deployments: Patterns = ()
    since: int | None = None

    @property
    def tool(self) -> str:
        """``jenkins``."""
        return "jenkins"

    @property
    def where(self) -> str:
        """The job's address."""
        return self.url + address(self.job)

    @property
    def identity(self) -> dict[str, Any]:
        """The server, the job, the date to begin with, and whose tickets are read out of branches."""
        return {"url": self.url, "job": self.job, "since": self.since, "projects": list(self.projects)}

    def plan(self, cursor: Cursor) -> list[str]:
        """The requests, what is kept of the answers, and with which credentials."""
        credential, search = find("jenkins", self.url)
        new = ", what is new since the last pull" if self.complete(cursor) else ""
        return [
            f"GET {self.where}/api/json: its builds, {PAGE} a page{new}; of a folder, the same of every job in it",
            f"GET {self.where}/NUMBER/wfapi/describe: the stages of every pipeline's build",
            "kept: times and results of builds and stages, commits, tickets' keys; no person, branch, parameter, log",
            f"credentials: {credential.origin}" if credential else f"credentials: none; {search.advice()}",
        ]

    def complete(self, cursor: Cursor) -> bool:
        """Whether the last round read every job."""
        return cursor.get("todo") == []

    def fetch(self, cursor: Cursor, tell: Tell) -> Generator[Page, None, None]:
        """Go on with the round that was cut off, or begin the next one."""
        credential, search = find("jenkins", self.url)
        if credential is None:
            tell.note(f"asking {host_of(self.url)} without credentials; {search.advice()}")
        try:
            with Http(self.url, tell, credential=credential) as http:
                yield from self._round(Api(http, self.projects), cursor, tell)
        except HttpError as error:
            raise self._told(error, credential.origin if credential else "", search.advice()) from None

    def log(self, bodies: Iterable[Any], zone: str) -> EventLog:  # noqa: ARG002 -- Jenkins' times are no local ones
        """The builds as activities, the deployments among them as such."""
        log, jobs = EventLog(), jobs_of(bodies)
        add_builds(log, all_builds(jobs, self.deployments, self.repo))
        pipelines = [build for job in jobs for build in job.builds.values() if build.get("pipeline")]
        bare = sum("stages" not in build for build in pipelines)
        if bare:
            text = f"{bare} of {counted(len(pipelines), 'pipeline')} without stages: waits inside them count as work"
            log.findings.append(Finding("no-steps", text, bare))
        return log

    def _round(self, api: Api, cursor: Cursor, tell: Tell) -> Generator[Page, None, None]:
        now = cursor
        if not cursor.get("todo"):
            until = cursor.get("until", {})
            now = {"todo": [[self.job, ""]], "at": 0, "until": until, "next": {}, "open": 0, "builds": 0}
        since = None if self.since is None else self.since // 1000
        while now["todo"]:
            (job, digest), *rest = now["todo"]
            known = f"{job}@{digest}" if digest else job
            least = now["until"].get(known, 1)
            branch = api.branch(job, digest)
            told = None if branch is None else api.page(job, branch, now["at"], least, since)
            body: dict[str, Any] = {}
            if told is None and known == self.job:
                raise HttpError(f"there is no job {job} at {self.url}, or it may not be seen", 404)
            if branch is None or told is None:
                tell.note(f"{'a branch of ' if digest else ''}{job}: is gone, or may not be seen")
                now = _on(now, rest)
            elif told.inside is not None:
                now = _on(now, [*map(list, told.inside), *rest])
            else:
                body = {"job": job, "branch": digest, **branch.told, "builds": told.builds}
                body |= {"waiting": told.waiting} if now["at"] == 0 else {}
                following = _again(now, told.builds, least)
                now = {**now, "builds": now["builds"] + len(told.builds)}
                if told.lowest > least:
                    now |= {"at": now["at"] + PAGE, "open": following}
                else:
                    now = _on({**now, "next": {**now["next"], known: following}}, rest)
            yield Page(body, now)
            tell.counted("builds", now["builds"])

    def _told(self, error: HttpError, origin: str, advice: str) -> SourceError:
        """What Jenkins refused, and what to do about it."""
        text = str(error)
        if error.status in (401, 403, 404) and not origin:
            text += f": {advice}"
        elif error.status == 401:
            text += f": it does not take {origin}; is the token revoked, or another user's?"
        return HttpError(text, error.status)


def _again(now: Cursor, builds: list[dict[str, Any]], least: int) -> int:
    """The number of the first build that the next round has to read: new then, or not over now."""
    behind = max((build["number"] + 1 for build in builds), default=least)
    following = now["open"] if now["at"] else behind
    return int(min([following, *(build["number"] for build in builds if build["building"])]))


def _on(now: Cursor, todo: list[Any]) -> Cursor:
    """Behind a job; behind the last one, where the next round begins."""
    if todo:
        return {**now, "todo": todo, "at": 0, "open": 0}
    return {"todo": [], "until": now["next"], "builds": now["builds"]}


def _full_name(job: str) -> str:
    """``folder/job`` of what people copy: ``/job/folder/job/job/``."""
    parts = [part for part in job.split("/") if part]
    if len(parts) > 1 and all(part == "job" for part in parts[::2]):
        parts = [unquote(part) for part in parts[1::2]]
    return "/".join(parts)
