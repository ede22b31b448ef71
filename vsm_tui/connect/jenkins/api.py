"""How Jenkins is asked: one job or folder after the other, its builds newest first, the stages of each pipeline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from vsm_tui.connect.http import Http, HttpError
from vsm_tui.connect.jenkins import keep
from vsm_tui.model import SourceError

PAGE = 50
"""Builds a page: each pipeline among them is one more request."""
_ABSENT = (403, 404)


@dataclass(frozen=True, slots=True)
class Told:
    """A page of a job, or a folder: ``inside`` are the names in it (``None``: a job), ``branches`` whether those are
    branches. ``lowest`` is the smallest number of ``builds`` told, 0 where there are none behind them.
    """

    builds: list[dict[str, Any]]
    waiting: list[dict[str, Any]]
    inside: list[str] | None
    branches: bool
    lowest: int


class Api:
    """Requests for jobs."""

    def __init__(self, http: Http) -> None:
        self.http = http
        self._tells_stages: bool | None = None

    def page(self, job: str, offset: int, until: int, since: int | None) -> Told | None:
        """The builds of ``job`` from the ``offset``-th newest on, down to number ``until`` and to ``since``
        (milliseconds); ``None`` where there is no such job (any more).
        """
        tree = f"_class,queueItem[id,inQueueSince],jobs[name],allBuilds[{keep.BUILD}]{{{offset},{offset + PAGE}}}"
        try:
            data = self.http.get(address(job) + "/api/json", tree=tree).data
        except HttpError as error:
            if error.status not in _ABSENT:
                raise
            return None
        if not isinstance(data, dict):
            raise SourceError("Jenkins answered something that is not a job")
        inside = data.get("jobs")
        if isinstance(inside, list):
            names = [one["name"] for one in inside if isinstance(one, dict) and isinstance(one.get("name"), str)]
            return Told([], [], names, "MultiBranchProject" in str(data.get("_class", "")), 0)
        values = data.get("allBuilds")
        found = [(value, kept) for value in values if (kept := keep.build(value))] if isinstance(values, list) else []
        new = [
            (v, k) for v, k in found if k["number"] >= until and (since is None or k.get("timestamp", since) >= since)
        ]
        for value, kept in new:
            if keep.is_pipeline(value):
                kept["pipeline"] = True
                self._add_stages(job, kept)
        more = len(found) == PAGE and len(new) == len(found)
        lowest = min(kept["number"] for _, kept in found) if more else 0
        return Told([kept for _, kept in new], keep.waiting(data), None, False, lowest)

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


def address(job: str) -> str:
    """The address of ``folder/job`` on its server. A branch's name is in it as Jenkins writes it: ``feature%2Fx``."""
    return "".join("/job/" + quote(part, safe="") for part in job.split("/") if part)
