"""How Azure DevOps is asked, in the cloud and on a server of one's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from vsm_tui.connect.azure import keep
from vsm_tui.connect.http import Http, HttpError
from vsm_tui.model import SourceError

VERSION = "6.0"
"""The oldest interface that tells all of it, so that servers of 2020 answer, too."""
BUILDS, PULLS = 50, 50
"""How many a page: each costs one request more."""
_ABSENT = (404, 410)


class Api:
    """Requests for one project; ``repo`` is the only repository looked at, "" for all."""

    def __init__(self, http: Http, project: str, repo: str, projects: tuple[str, ...]) -> None:
        self.http, self.repo, self._projects = http, repo, projects
        self._root = f"/{quote(project, safe='')}/_apis"
        self.repositories: dict[str, str] = {}
        self._only = ""

    def learn(self) -> None:
        """Learn which repositories there are; the others are somebody else's, such as GitHub's."""
        data = self._get("/git/repositories")
        self.repositories = keep.names(data)
        values = data.get("value") if isinstance(data, dict) else None
        named = {str(one.get("name")): str(one.get("id")) for one in values or () if isinstance(one, dict)}
        self._only = named.get(self.repo, "")
        if self.repo and not self._only and "/" not in self.repo:
            raise SourceError(f"there is no repository {self.repo} in this project: there are {_some(list(named))}")

    def builds(self, since: str, token: str) -> tuple[list[dict[str, Any]], str]:
        """A page of builds queued since a moment, oldest first, and the token of the next page."""
        params: dict[str, str | int] = {"queryOrder": "queueTimeAscending", "$top": BUILDS}
        params |= {"minTime": since} if since else {}
        params |= {"continuationToken": token} if token else {}
        answer = self.http.get(f"{self._root}/build/builds", **params, **{"api-version": VERSION})
        following = answer.headers.get("x-ms-continuationtoken", "")
        if following and following == token:
            raise SourceError("Azure DevOps gives the same page again and again: nothing behind it can be read")
        found = (keep.build(value, self.repositories, self._projects) for value in _values(answer.data))
        return [one for one in found if one and self._wanted(one["repo"])], following

    def one_build(self, known: int) -> dict[str, Any] | None:
        """A build by its number; ``None`` where it was deleted."""
        data = self._allowed(f"/build/builds/{known}")
        return keep.build(data, self.repositories, self._projects)

    def add_jobs(self, build: dict[str, Any]) -> None:
        """Put the jobs of all attempts into a build, under ``jobs``, where there are any."""
        address = f"/build/builds/{build['id']}/timeline"
        timeline = self._allowed(address)
        every = [timeline, *(self._allowed(f"{address}/{quote(known, safe='')}") for known in keep.earlier(timeline))]
        found = [job for told in reversed(every) for job in keep.records(told)]
        build["jobs"] = list({(job["id"], job["attempt"]): job for job in found}.values())

    def add_changes(self, build: dict[str, Any]) -> None:
        """Put the commits that are new in a build into it, under ``changes``."""
        data = self._allowed(f"/build/builds/{build['id']}/changes", **{"$top": 1000})
        every = data.get("value") if isinstance(data, dict) else None
        build["changes"] = [str(one["id"]) for one in every or () if isinstance(one, dict) and one.get("id")]

    def pulls(self, skip: int) -> list[dict[str, Any]]:
        """A page of pull requests as they are told, newest first."""
        where = f"/git/repositories/{self._only}/pullrequests" if self._only else "/git/pullrequests"
        params: dict[str, str | int] = {"searchCriteria.status": "all", "$top": PULLS, "$skip": skip}
        return [one for one in _values(self._get(where, **params)) if isinstance(one, dict)]

    def one_pull(self, known: int) -> dict[str, Any] | None:
        """A pull request by its number, as it is told; ``None`` where its repository was deleted."""
        found = self._allowed(f"/git/pullrequests/{known}")
        return found if isinstance(found, dict) else None

    def whole_pull(self, value: dict[str, Any]) -> dict[str, Any] | None:
        """What is kept of a pull request, with what its threads tell."""
        repository = value.get("repository")
        owner = str(repository.get("id") or "") if isinstance(repository, dict) else ""
        address = f"/git/repositories/{quote(owner, safe='')}/pullRequests/{value.get('pullRequestId')}/threads"
        threads = self._allowed(address)
        told = threads.get("value") if isinstance(threads, dict) else None
        return keep.pull_request(value, told or (), self.repositories, self._projects)

    def _wanted(self, repo: str) -> bool:
        return not self.repo or repo in (self.repo, self.repositories.get(self._only, self.repo))

    def _get(self, path: str, **params: str | int) -> Any:
        return self.http.get(self._root + path, **params, **{"api-version": VERSION}).data

    def _allowed(self, path: str, **params: str | int) -> Any:
        """What stands at an address; ``None`` where nothing does (any more)."""
        try:
            return self._get(path, **params)
        except HttpError as error:
            if error.status not in _ABSENT:
                raise
            return None


def _values(data: Any) -> Iterator[Any]:
    values = data.get("value") if isinstance(data, dict) else None
    if not isinstance(values, list):
        raise SourceError(
            "Azure DevOps' answer has no ‘value’: is the address the one of an organization or collection?"
        )
    yield from values


def _some(names: list[str]) -> str:
    return ", ".join(names[:5]) + (", …" if len(names) > 5 else "") if names else "none"
