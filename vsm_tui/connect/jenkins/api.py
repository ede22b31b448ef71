"""How Jenkins is asked: one job or folder after the other, its builds newest first, the stages of each pipeline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from vsm_tui.connect.http import Http, HttpError
from vsm_tui.connect.jenkins import keep
from vsm_tui.connect.jenkins.keep import Branch
from vsm_tui.model import SourceError

PAGE = 50
"""Builds a page: each pipeline among them is one more request."""
_ABSENT = (403, 404)


@dataclass(frozen=True, slots=True)
class Told:
    """A page of a job, or a folder: ``inside`` are the jobs in it (``None``: it is a job), each by its full name or, of
    a branch, by that of its pipeline and a digest. ``lowest`` is the smallest number of ``builds`` told, 0 where there
    are none behind them.
    """

    builds: list[dict[str, Any]]
    waiting: list[dict[str, Any]]
    inside: list[tuple[str, str]] | None
    lowest: int


class Api:
    """Requests for jobs."""

    def __init__(self, http: Http, projects: tuple[str, ...] = ()) -> None:
        self.http, self._projects = http, projects
        self._tells_stages: bool | None = None
        self._branches: dict[str, dict[str, str]] = {}

    def branch(self, job: str, digest: str) -> Branch | None:
        """The branch of a multibranch ``job`` by the digest of its name; ``None`` where it is gone."""
        if not digest:
            return Branch("", self._projects)
        if job not in self._branches:
            data = self.http.get(address(job) + "/api/json", tree="jobs[name]").data
            self._learn(job, _names(data) or [])
        name = self._branches[job].get(digest)
        return None if name is None else Branch(name, self._projects)

    def page(self, job: str, branch: Branch, offset: int, until: int, since: int | None) -> Told | None:
        """The builds of a branch of ``job``, or of itself, from the ``offset``-th newest on, down to number ``until``
        and to ``since`` (milliseconds); ``None`` where there is no such job (any more).
        """
        path = f"{job}/{branch.name}" if branch.name else job
        tree = f"_class,queueItem[id,inQueueSince],jobs[name],allBuilds[{keep.BUILD}]{{{offset},{offset + PAGE}}}"
        try:
            data = self.http.get(address(path) + "/api/json", tree=tree).data
        except HttpError as error:
            if error.status not in _ABSENT:
                raise
            return None
        if not isinstance(data, dict):
            raise SourceError("Jenkins answered something that is not a job")
        names = _names(data)
        if names is not None and "MultiBranchProject" in str(data.get("_class", "")):
            return Told([], [], [(path, digest) for digest in self._learn(path, names)], 0)
        if names is not None:
            return Told([], [], [(f"{path}/{name}", "") for name in names], 0)
        values = data.get("allBuilds")
        found = (
            [(value, kept) for value in values if (kept := keep.build(value, branch))]
            if isinstance(values, list)
            else []
        )
        new = [
            (v, k) for v, k in found if k["number"] >= until and (since is None or k.get("timestamp", since) >= since)
        ]
        for value, kept in new:
            if keep.is_pipeline(value):
                kept["pipeline"] = True
                self._add_stages(path, kept)
        more = len(found) == PAGE and len(new) == len(found)
        lowest = min(kept["number"] for _, kept in found) if more else 0
        return Told([kept for _, kept in new], keep.waiting(data), None, lowest)

    def _learn(self, job: str, names: list[str]) -> list[str]:
        self._branches[job] = {Branch(name).digest: name for name in names}
        return list(self._branches[job])

    def _add_stages(self, job: str, kept: dict[str, Any]) -> None:
        if self._tells_stages is False:
            return
        try:
            told = keep.stages(self.http.get(f"{address(job)}/{kept['number']}/wfapi/describe").data)
        except HttpError as error:
            if error.status not in _ABSENT:
                raise
            self._tells_stages = self._tells_stages or False  # no plugin: it would say no every time
            return
        self._tells_stages = True
        if told is not None:
            kept["stages"] = told


def _names(data: Any) -> list[str] | None:
    """What is in a folder; ``None`` where it is none."""
    inside = data.get("jobs") if isinstance(data, dict) else None
    if not isinstance(inside, list):
        return None
    return [one["name"] for one in inside if isinstance(one, dict) and isinstance(one.get("name"), str)]


def address(job: str) -> str:
    """The address of ``folder/job`` on its server. A branch's name is in it as Jenkins writes it: ``feature%2Fx``."""
    return "".join("/job/" + quote(part, safe="") for part in job.split("/") if part)
