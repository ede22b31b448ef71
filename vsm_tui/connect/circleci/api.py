"""How CircleCI (API v2) is asked: pipelines newest first, the workflows of each, the jobs of each of those."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from vsm_tui.connect.circleci import keep
from vsm_tui.connect.http import Http
from vsm_tui.model import SourceError

ROOT = "/api/v2"


class Api:
    """Requests for one project, by its slug: ``gh/owner/name``."""

    def __init__(self, http: Http, slug: str, projects: tuple[str, ...] = ()) -> None:
        self.http, self._projects = http, projects
        self._project = f"{ROOT}/project/{quote(slug, safe='/')}"
        self._tokens = set[str]()

    def pipelines(self, token: str) -> tuple[list[dict[str, Any]], str]:
        """A page of pipelines with all that ran in them, and the token of the next page: "" behind the last one."""
        values, following = self._page(f"{self._project}/pipeline", token)
        if following and following in (*self._tokens, token):
            raise SourceError("CircleCI gives the same page again and again: nothing behind it can be read")
        self._tokens.add(following)
        return [found for value in values if (found := keep.pipeline(value, self._projects))], following

    def add_workflows(self, pipeline: dict[str, Any]) -> None:
        """Put what ran in a pipeline into it, under ``workflows``, each with its ``jobs``."""
        pipeline["workflows"] = self._all(f"{ROOT}/pipeline/{pipeline['id']}/workflow", keep.workflow)
        for workflow in pipeline["workflows"]:
            workflow["jobs"] = self._all(f"{ROOT}/workflow/{workflow['id']}/job", keep.job)

    def _all(self, path: str, reduced: Callable[[Any], dict[str, Any] | None]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        token, seen = "", set[str]()
        while True:
            values, token = self._page(path, token)
            found += [kept for value in values if (kept := reduced(value))]
            if not token:
                return found
            if token in seen:
                raise SourceError("CircleCI gives the same page again and again")
            seen.add(token)

    def _page(self, path: str, token: str) -> tuple[list[Any], str]:
        data = self.http.get(path, **({"page-token": token} if token else {})).data
        values = data.get("items") if isinstance(data, dict) else None
        if not isinstance(values, list):
            raise SourceError("CircleCI's answer has no ‘items’: is the address the one of a CircleCI server?")
        following = data.get("next_page_token")
        return values, following if isinstance(following, str) else ""
