"""The two dialects of Jira's interface: which requests give issues with their whole history, and how they page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from vsm_tui.connect.http import Http, HttpError
from vsm_tui.connect.jira import keep
from vsm_tui.connect.source import Cursor
from vsm_tui.model import SourceError

CLOUD_SEARCH = "/rest/api/3/search/jql"
CLOUD_CHANGES = "/rest/api/3/changelog/bulkfetch"
SERVER_SEARCH = "/rest/api/2/search"
READS = (CLOUD_SEARCH, CLOUD_CHANGES, SERVER_SEARCH)
"""All that is ever posted to: searches."""
_ABSENT = (403, 404, 405, 410)
_CLOUD_PAGE, _SERVER_PAGE, _CHANGES_PAGE = 100, 50, 1000
_CLOUD_IDS, _SERVER_IDS = 5000, 1000
"""How many issues a page holds of which only the id is asked for."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of a search: the value to keep, how many issues are in it, and where the next page begins.

    ``next`` is ``None`` behind the last page. ``total`` is how many issues there are, where Jira says.
    """

    body: list[dict[str, Any]]
    count: int
    next: Cursor | None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the ids of a query's issues. ``next`` is ``None`` behind the last page; ``torn`` says that issues came
    or went between two pages, so that the list has to begin anew.
    """

    ids: list[str]
    next: Cursor | None
    torn: bool = False


class Cloud:
    """Jira Cloud: pages by token; the history comes apart, because a search cuts it to its newest forty changes."""

    def __init__(self, http: Http, site: str, flag: str = "") -> None:
        self.http, self.site, self._tokens, self._in_bulk = http, site, set[str](), True
        self.fields = ["status", *([flag] if flag else [])]

    def statuses(self) -> list[dict[str, Any]]:
        """Every status."""
        return keep.statuses(_allowed(self.http, "/rest/api/3/status"))

    def zone(self) -> str:
        """The time zone in which dates in a search are read: the account's own; "" where that is not to be known."""
        return _zone(_allowed(self.http, "/rest/api/3/myself"))

    def search(self, jql: str, at: Cursor) -> Found:
        """The page of ``jql`` at a token, with the history of its issues."""
        values, following = self._page(jql, at, keep.FIELDS, _CLOUD_PAGE)
        issues = [found for value in values if (found := keep.issue(value, site=self.site))]
        for found in issues:
            found.pop("changelog", None)
        known = [found["id"] for found in issues]
        changes = [{"issueChangeLogs": self._changes(known)}] if known else []
        return Found([{"issues": issues}, *changes], len(issues), following)

    def ids(self, jql: str, at: Cursor) -> Listed:
        """A page of the ids alone of ``jql``'s issues."""
        values, following = self._page(jql, at, ("id",), _CLOUD_IDS)
        return Listed(_ids(values), following)

    def _page(self, jql: str, at: Cursor, fields: Sequence[str], size: int) -> tuple[list[Any], Cursor | None]:
        """A page of a search, and where the next one begins."""
        body: dict[str, Any] = {"jql": jql, "fields": list(fields), "maxResults": size}
        if at.get("token"):
            body["nextPageToken"] = at["token"]
        page = _object(self.http.post(CLOUD_SEARCH, body).data, "a page of issues")
        token = page.get("nextPageToken")
        token = token if isinstance(token, str) and page.get("isLast") is not True else None
        if token is not None and (token in self._tokens or token == at.get("token")):
            raise SourceError("Jira gives the same page again and again: nothing behind it can be read")
        self._tokens |= {token} if token else set()
        return _list(page, "issues"), {"token": token} if token else None

    def _changes(self, known: Sequence[str]) -> list[dict[str, Any]]:
        """All changes of status of these issues; the pages mix issues. One without any is there, too, with none."""
        if not self._in_bulk:
            return [{"issueId": i, "changeHistories": changes_of(self.http, "3", i)} for i in known]
        found: dict[str, list[dict[str, Any]]] = {identity: [] for identity in known}
        body: dict[str, Any] = {"issueIdsOrKeys": list(known), "fieldIds": self.fields, "maxResults": _CHANGES_PAGE}
        tokens = set[str]()
        while True:
            try:
                page = _object(self.http.post(CLOUD_CHANGES, body).data, "a page of changes")
            except HttpError as error:
                if error.status not in _ABSENT or tokens:
                    raise
                self._in_bulk = False
                return self._changes(known)
            for log in _list(page, "issueChangeLogs"):
                if isinstance(log, dict) and isinstance(log.get("changeHistories"), list):
                    found.setdefault(str(log.get("issueId")), []).extend(keep.histories(log["changeHistories"]))
            token = page.get("nextPageToken")
            if not isinstance(token, str):
                return [{"issueId": i, "changeHistories": h} for i, h in found.items()]
            if token in tokens:
                raise SourceError("Jira gives the same page of changes again and again")
            tokens.add(token)
            body["nextPageToken"] = token


class Server:
    """Jira Data Center: pages by position, and the history comes along."""

    def __init__(self, http: Http, site: str, flag: str = "") -> None:  # noqa: ARG002 -- its history is whole anyway
        self.http, self.site, self._posts, self._pages_changes = http, site, True, True

    def statuses(self) -> list[dict[str, Any]]:
        """Every status."""
        return keep.statuses(_allowed(self.http, "/rest/api/2/status"))

    def zone(self) -> str:
        """The time zone in which dates in a search are read: the account's own; "" where that is not to be known."""
        return _zone(_allowed(self.http, "/rest/api/2/myself"))

    def search(self, jql: str, at: Cursor) -> Found:
        """The page of ``jql`` at a position, with the history of its issues."""
        start, before = int(at.get("start", 0)), at.get("total")
        values, total = self._page(jql, start, keep.FIELDS, _SERVER_PAGE, expand="changelog")
        issues = [found for value in values if (found := keep.issue(value, site=self.site))]
        for found in issues:
            self._whole(found)
        gone = max(0, before - total) if isinstance(before, int) else 0
        if gone:  # issues went away since the last page, and those behind them moved up: read from there again
            return Found([{"issues": issues}], 0, {"start": max(0, start - gone), "total": total}, total)
        following = start + len(values)  # a server gives fewer than asked for as it likes
        more = bool(values) and following < total
        return Found([{"issues": issues}], len(issues), {"start": following, "total": total} if more else None, total)

    def ids(self, jql: str, at: Cursor) -> Listed:
        """A page of the ids alone of ``jql``'s issues."""
        start, before = int(at.get("start", 0)), at.get("total")
        values, total = self._page(jql, start, ("key",), _SERVER_IDS)
        following = start + len(values)
        more = bool(values) and following < total
        torn = before not in (None, total) or (not more and following != total)
        return Listed(_ids(values), {"start": following, "total": total} if more and not torn else None, torn)

    def _page(self, jql: str, start: int, fields: Sequence[str], size: int, **more: str) -> tuple[list[Any], int]:
        """A page of a search, and how many issues there are."""
        page = _object(self._asked(jql, start, fields, size, **more), "a page of issues")
        total = page.get("total")
        if not isinstance(total, int):
            raise SourceError("Jira does not say how many issues there are: is the address the one of a Jira server?")
        return _list(page, "issues"), total

    def _asked(self, jql: str, start: int, fields: Sequence[str], size: int, **more: str) -> Any:
        asked: dict[str, Any] = {"jql": jql, "startAt": start, "maxResults": size}
        if self._posts:
            lists = {name: [value] for name, value in more.items()}
            try:
                return self.http.post(SERVER_SEARCH, {**asked, "fields": list(fields), **lists}).data
            except HttpError as error:
                if error.status != 405:
                    raise
                self._posts = False  # what stands before it lets nothing be posted
        return self.http.get(SERVER_SEARCH, **asked, fields=",".join(fields), **more).data

    def _whole(self, found: dict[str, Any]) -> None:
        """Fetch the history by itself where a search gave none, or only a part."""
        log = found.get("changelog")
        if log is not None and log["total"] <= len(log["histories"]):
            return
        if self._pages_changes:
            try:
                found["changelog"] = keep.changelog(changes_of(self.http, "2", found["key"]))
            except HttpError as error:
                if error.status not in _ABSENT:
                    raise
                self._pages_changes = False  # older servers have no such address
            else:
                return
        self._with_issue(found)

    def _with_issue(self, found: dict[str, Any]) -> None:
        """The history as it comes with the issue itself; what is there is kept where that, too, is refused."""
        address = f"/rest/api/2/issue/{found['key']}"
        issue = _allowed(self.http, address, fields="status", expand="changelog")
        log = issue.get("changelog") if isinstance(issue, dict) else None
        if isinstance(log, dict) and isinstance(log.get("histories"), list):
            found["changelog"] = keep.changelog(log["histories"], log.get("total"))


def changes_of(http: Http, version: str, identity: str) -> list[dict[str, Any]]:
    """One issue's changes of status, a hundred changes a page, oldest first."""
    found: list[dict[str, Any]] = []
    start = 0
    while True:
        address = f"/rest/api/{version}/issue/{identity}/changelog"
        page = _object(http.get(address, startAt=start, maxResults=100).data, "a page of changes")
        values = _list(page, "values" if "values" in page else "histories")
        found += keep.histories(values)
        start += len(values)
        total = page.get("total")
        if not values or page.get("isLast") is True or (isinstance(total, int) and start >= total):
            return found


def flag_field(http: Http, deployment: str) -> str:
    """The id of the field flags are kept in; "" where there is none, or it is not to be known."""
    return keep.flag_field(_allowed(http, f"/rest/api/{'3' if deployment == 'cloud' else '2'}/field"))


def dialect(http: Http) -> str:
    """``cloud`` or ``server``, as the server itself says.

    Raises:
        SourceError: when nothing there is a Jira.
    """
    for address in ("/rest/api/2/serverInfo", "/rest/api/3/serverInfo"):
        try:
            info = http.get(address).data
        except HttpError as error:
            if error.status not in (404, 405, 410):
                raise
            continue
        if isinstance(info, dict) and info.get("deploymentType"):
            return "cloud" if str(info["deploymentType"]).lower() == "cloud" else "server"
        return "server"  # servers before 8 do not say
    for address, found in (("/rest/api/3/status", "cloud"), ("/rest/api/2/status", "server")):
        if _allowed(http, address) is not None:  # whatever stands before it hides what it is
            return found
    raise SourceError(f"there is no Jira at {http.base}: its address ends before /browse, /projects or /jira/software")


def _allowed(http: Http, address: str, **params: str) -> Any:
    """What stands at an address that a token may lack the right to: nothing then, the pull can do without."""
    try:
        return http.get(address, **params).data
    except HttpError as error:
        if error.status not in _ABSENT:
            raise
        return None


def _ids(values: Sequence[Any]) -> list[str]:
    return [str(v["id"]) for v in values if isinstance(v, dict) and isinstance(v.get("id"), str | int)]


def _zone(me: Any) -> str:
    zone = me.get("timeZone") if isinstance(me, dict) else None
    return zone if isinstance(zone, str) else ""


def _object(value: Any, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise SourceError(f"Jira answered something that is not {what}")
    return value


def _list(page: dict[str, Any], key: str) -> list[Any]:
    found = page.get(key)
    if not isinstance(found, list):
        raise SourceError(f"Jira's answer has no ‘{key}’: is the address the one of a Jira server?")
    return found
