"""The requests that read one project: all of them GET."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from vsm_tui.connect.gitlab import keep
from vsm_tui.connect.gitlab.paging import Place, every, rows_of, window
from vsm_tui.connect.http import Http, HttpError
from vsm_tui.events.clean import clean
from vsm_tui.model import SourceError

ROOT = "/api/v4/projects/"
_ABSENT = (403, 404, 405, 410)
"""Where GitLab lacks something, has it switched off, or a token may not see it: it says 404 for the last, too."""
_NOT_OURS = frozenset({"schedule", "chat", "webide", "security_orchestration_policy", "ondemand_dast_scan",
                       "ondemand_dast_validation", "container_registry_push"})  # fmt: skip
"""Pipelines that no change began."""
_NOTHING_RAN = frozenset({"skipped", "created"})
_TIERS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (tier, re.compile(pattern, re.IGNORECASE))
    for tier, pattern in (
        ("development", r"dev|review|trunk"),
        ("testing", r"test|tst|int|acc?(?:e?pt)?|qa|qc|control|quality"),
        ("staging", r"sta?g|mod(?:e)?l|pre|demo|non"),
        ("production", r"pro?d|live"),
    )
)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a project. ``columns`` are the labels of its boards' lists, in order."""

    id: int
    name: str
    columns: tuple[str, ...] = ()


class Project:
    """One project. Its ``id`` is what it is asked by once that is known: a path may move."""

    def __init__(self, http: Http, project: str | int, reading: keep.Reading) -> None:
        self.http, self.reading = http, reading
        self.root = ROOT + quote(str(project), safe="")
        self._failed = False
        self._labels: dict[str, str] | None = None

    def known(self) -> Known:
        """What the project is called, and how its boards look.

        Raises:
            HttpError: when there is none, or the token may not see it.
        """
        info = self.http.get(self.root).data
        if not isinstance(info, dict) or not isinstance(info.get("id"), int):
            raise SourceError(f"{self.http.base} answered something that is no project: is it a GitLab server?")
        name = clean(str(info.get("path_with_namespace") or ""), 200)
        self.root = f"{ROOT}{info['id']}"
        columns = dict.fromkeys(
            clean(str(label.get("name")), 120)
            for board in self.may("boards") or ()
            for column in board.get("lists") or ()
            if isinstance(column, dict) and isinstance(label := column.get("label"), dict)
        )
        return Known(info["id"], name or str(info["id"]), tuple(columns))

    def may(self, path: str, **params: str | int) -> list[dict[str, Any]] | None:
        """A whole list; ``None`` where there is none, or the token may not see it."""
        try:
            return list(every(self.http, f"{self.root}/{path}", **params))
        except HttpError as error:
            if error.status not in _ABSENT:
                raise
            return None

    def window(self, path: str, place: Place, **params: str | int) -> tuple[list[dict[str, Any]], bool, bool] | None:
        """The next rows of a list by moment of change; ``None`` as for :meth:`may`, where none was read before."""
        try:
            return window(self.http, f"{self.root}/{path}", place, **params)
        except HttpError as error:
            if error.status not in _ABSENT:
                raise
            return None

    def production(self) -> list[str] | None:
        """The environments that are production, by their tier, else by how they are called; ``None`` as for `may`."""
        found = self.may("environments", states="available")
        if found is None:
            return None
        tiers = {clean(str(e.get("name") or ""), 80): str(e.get("tier") or "") for e in found}
        return [name for name, tier in tiers.items() if name and (tier or tier_of(name)) == "production"]

    def change(self, row: dict[str, Any]) -> dict[str, Any]:
        """A merge request with its notes, commits and the history of its labels and states."""
        details = keep.Details()
        at = f"merge_requests/{row.get('iid')}"
        details.notes = self._detail(details, "notes", f"{at}/notes", sort="asc", order_by="created_at")
        details.commits = self._detail(details, "commits", f"{at}/commits")
        self._events(details, at)
        if any("~" in str(note.get("body")) for note in details.notes) and not details.labels:
            details.notes = [self._with_names(note) for note in details.notes]
        return keep.change(row, details, self.reading)

    def issue(self, row: dict[str, Any]) -> dict[str, Any]:
        """An issue with the history of its labels and states."""
        details = keep.Details()
        self._events(details, f"issues/{row.get('iid')}")
        return keep.issue(row, details)

    def pipeline(self, row: dict[str, Any]) -> dict[str, Any] | None:
        """A pipeline with every run of its jobs; ``None`` for one that no change began, or that did nothing."""
        if row.get("source") in _NOT_OURS or row.get("status") in _NOTHING_RAN:
            return None
        jobs = self.may(f"pipelines/{row.get('id')}/jobs", include_retried="true")
        return None if jobs is None else keep.pipeline(row, jobs)

    def deployment(self, row: dict[str, Any]) -> dict[str, Any]:
        """A deployment, and where it succeeded the merge requests it brought."""
        changes = self.may(f"deployments/{row.get('id')}/merge_requests") if row.get("status") == "success" else None
        return keep.deployment(row, changes)

    def releases(self) -> list[dict[str, Any]] | None:
        """The releases, oldest first, as ``{"tag", "at", "sha"}``; ``None`` as for :meth:`may`."""
        found = self.may("releases", order_by="released_at", sort="asc")
        return None if found is None else keep.releases(found)

    def between(self, before: str, after: str) -> list[str] | None:
        """The commits that ``after`` has and ``before`` has not; ``None`` where GitLab does not say."""
        try:
            answer = self.http.get(f"{self.root}/repository/compare", **{"from": before, "to": after}).data
        except HttpError as error:
            if error.status not in _ABSENT:
                raise
            return None
        commits = answer.get("commits") if isinstance(answer, dict) else None
        if commits is None or answer.get("compare_timeout") is True:
            return None
        return keep.hashes(*(commit.get("id") for commit in rows_of(commits)))

    def _events(self, details: keep.Details, at: str) -> None:
        details.labels = self._detail(details, "labels", f"{at}/resource_label_events")
        details.states = self._detail(details, "states", f"{at}/resource_state_events")

    def _detail(self, details: keep.Details, name: str, path: str, **params: str | int) -> list[dict[str, Any]]:
        """A list that belongs to one row. Where the server fails on it again and again it is missing, unless it
        failed on the one before as well: then it is the server, and the pull goes on from there later.
        """
        try:
            found = self.may(path, **params)
        except HttpError as error:
            if error.status < 500 or self._failed:
                raise
            self._failed = True
            found = None
        else:
            self._failed = False
        if found is None:
            details.missing.append(name)
        return found or []

    def _with_names(self, note: dict[str, Any]) -> dict[str, Any]:
        """A note of an older version, with the names of labels in place of their numbers."""
        if self._labels is None:
            rows = self.may("labels") or []
            self._labels = {str(row.get("id")): str(row.get("name")) for row in rows}
        name_of: Callable[[re.Match[str]], str] = lambda found: f'~"{(self._labels or {}).get(found[1], "")}"'  # noqa: E731 -- one line
        return {**note, "body": re.sub(r"~(\d+)\b", name_of, str(note.get("body") or ""))}


def tier_of(name: str) -> str:
    """The tier GitLab takes an environment to be where nobody says: by its name."""
    return next((tier for tier, pattern in _TIERS if pattern.search(name)), "other")
