"""The two ways GitHub is asked, GraphQL and REST: how each pages, and what each says when it fails."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vsm_tui.connect.http import Http, HttpError
from vsm_tui.events import clean
from vsm_tui.model import SourceError

GRAPHQL = "/graphql"
READS = (GRAPHQL,)
"""All that is ever posted to: queries."""
HEADERS = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
ABSENT = (403, 404, 410, 451)
"""Where GitHub lacks something, has it switched off, or a token may not see it."""
_TOO_MUCH = (502, 503, 504)
_NEXT = re.compile(r'<([^<>]{1,2000})>\s*;[^,<]*\brel="next"')
_UNKNOWN = (
    "undefinedField",
    "argumentLiteralsIncompatible",
    "undefinedType",
    "variableMismatch",
    "fragmentOnNonCompositeType",
)


class TooMuchError(SourceError):
    """GitHub could not answer a query in the time it gives itself: ask for less at once."""


class GraphError(SourceError):
    """GraphQL answered without what it was asked for. ``kind`` is GitHub's, such as ``NOT_FOUND``."""

    def __init__(self, text: str, kind: str) -> None:
        self.kind = kind
        super().__init__(text)

    @property
    def unknown(self) -> bool:
        """Whether the server does not know something it was asked for, because it is older."""
        return self.kind in _UNKNOWN

    @property
    def refused(self) -> bool:
        """Whether the token lacks a right."""
        return self.kind in ("INSUFFICIENT_SCOPES", "FORBIDDEN")


@dataclass(frozen=True, slots=True)
class Rows:
    """One page of a list, and the address of the next one; "" behind the last."""

    values: list[Any]
    next: str = ""


@dataclass(frozen=True, slots=True)
class Graph:
    """What GraphQL said of the repository; ``broken`` says why it could not give all of it, "" where it did."""

    data: dict[str, Any]
    broken: str = ""


class Api:
    """One repository. ``rest`` is what stands before REST's addresses."""

    def __init__(self, http: Http, repo: str, rest: str) -> None:
        self.http, self._rest = http, rest
        self.owner, _, self.repo = repo.partition("/")

    def known(self) -> dict[str, Any]:
        """The repository itself."""
        return _object(self.http.get(self._address("")).data)

    def rows(self, path: str, key: str = "", asked: Mapping[str, str | int] | None = None) -> Rows:
        """A page of the list at ``path`` below the repository, or at the whole address a page before it gave; under
        ``key`` where the answer is more than a list. ``asked`` narrows it.
        """
        answer = self.http.get(path if "://" in path else self._address(path), **(asked or {}))
        found = _object(answer.data).get(key) if key else answer.data
        if not isinstance(found, list):
            raise SourceError("GitHub answered something that is no list: is the address the one of a GitHub?")
        following = _NEXT.search(answer.headers.get("link", ""))
        if following and following[1] == path:
            raise SourceError("GitHub gives the same page again and again: nothing behind it can be read")
        return Rows(found, following[1] if following else "")

    def every(self, path: str, key: str = "", asked: Mapping[str, str | int] | None = None) -> list[Any]:
        """The whole list at ``path``, which is short."""
        page = self.rows(path, key, {"per_page": 100, **(asked or {})})
        found = page.values
        while page.next:
            page = self.rows(page.next, key)
            found += page.values
        return found

    def one(self, path: str) -> dict[str, Any]:
        """What stands at ``path`` below the repository."""
        return _object(self.http.get(self._address(path)).data)

    def ask(self, query: str, variables: Mapping[str, Any], *, tries: int) -> Graph:
        """What GraphQL says of the repository; ``tries`` is how often trouble is met with patience.

        Raises:
            TooMuchError: when it takes too long.
            GraphError: when nothing of it came.
            HttpError: when there is no GraphQL, or it says no.
        """
        body = {"query": query, "variables": {"o": self.owner, "r": self.repo, **variables}}
        try:
            answer = _object(self.http.post(GRAPHQL, body, tries=tries).data)
        except HttpError as error:
            if error.status in _TOO_MUCH:
                raise TooMuchError(str(error)) from None
            raise
        errors = [error for error in answer.get("errors") or () if isinstance(error, dict)]
        data = answer.get("data")
        repository = data.get("repository") if isinstance(data, dict) else None
        if any("something went wrong" in _said(error).lower() for error in errors) and not _partial(repository, errors):
            raise TooMuchError("GitHub could not answer in the time it gives itself")
        if not isinstance(repository, dict):
            first = errors[0] if errors else {}
            extensions = first.get("extensions")
            code = extensions.get("code") if isinstance(extensions, dict) else ""
            said = _said(first) or "the repository is not there, or the token may not see it"
            raise GraphError(f"GitHub says: {said}", str(first.get("type") or code or ""))
        return Graph(repository, _said(errors[0]) if errors else "")

    def _address(self, path: str) -> str:
        return f"{self._rest}/repos/{self.owner}/{self.repo}{path}"


def nodes_of(value: Any) -> list[dict[str, Any]]:
    """The nodes of a connection that came; none where it did not."""
    nodes = value.get("nodes") if isinstance(value, dict) else None
    return [node for node in nodes if isinstance(node, dict)] if isinstance(nodes, list) else []


def next_of(value: Any) -> str:
    """Where a connection goes on; "" at its end."""
    info = value.get("pageInfo") if isinstance(value, dict) else None
    if not isinstance(info, dict) or not info.get("hasNextPage"):
        return ""
    return str(info.get("endCursor") or "")


def _partial(repository: Any, errors: list[dict[str, Any]]) -> bool:
    """Whether what failed lies deeper than a list of changes: then the rest of them came."""
    return isinstance(repository, dict) and bool(errors) and all(len(_path(error)) > 2 for error in errors)


def _path(error: Mapping[str, Any]) -> tuple[Any, ...]:
    path = error.get("path")
    return tuple(path[1:]) if isinstance(path, list) else ()


def _said(error: Mapping[str, Any]) -> str:
    return clean(str(error.get("message") or ""), 300)


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise SourceError("GitHub answered something unexpected: is the address the one of a GitHub?")
    return value
