"""Jira, Cloud and Data Center: the issues of a query with every change of their status.

A first pull reads all of the query, later ones what was updated since the last one began (less a quarter of an hour,
because a search may lag behind), and then the ids alone of all issues, to see which were deleted or left the query.
Which status an issue was in is told by :mod:`vsm_tui.events.formats.jira`, as from a file.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from vsm_tui.connect.address import host_of, server
from vsm_tui.connect.credentials import find
from vsm_tui.connect.http import Http, HttpError
from vsm_tui.connect.jira import api, board
from vsm_tui.connect.jira.census import Census
from vsm_tui.connect.jira.keep import FIELDS
from vsm_tui.connect.source import Cursor, Given, Page, Source, Tell
from vsm_tui.events import EventLog
from vsm_tui.model import SourceError

_LAG = timedelta(minutes=15)
_ANY_ZONE = timedelta(hours=26)
_ORDER = " ORDER BY created ASC, key ASC"
_ORDER_BY = re.compile(r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|(\border\s+by\b)""", re.IGNORECASE | re.DOTALL)
_GATEWAY = "https://api.atlassian.com/ex/jira/"
_SAID = {"yes": True, "true": True, "no": False, "false": False}
_LISTINGS = 4
"""How often a list of ids is begun anew in one round when issues come and go meanwhile."""


def source(given: Given) -> Source:
    """The source an entry ``{tool: jira, url: …, jql: …}`` describes, or one with ``board:`` or ``project:``.

    Raises:
        InputError: when the entry lacks something.
    """
    given.only("url", "jql", "project", "board", "flagged", "deployment", "cloud_id")
    try:
        url = server(given.need("url", "url: https://company.atlassian.net"))
    except ValueError as error:
        raise given.wrong("url", str(error)) from None
    project = given.text("project")
    jql = given.text("jql") or (f'project = "{_quoted(project)}"' if project else "")
    on_board = given.text("board")
    if on_board and not (on_board.isascii() and on_board.isdigit()):
        raise given.wrong("board", "board is the number in the board's address: …/boards/12 or …?rapidView=12")
    if not without_order(jql) and not on_board:
        raise given.wrong("jql", "which issues? Write jql: project = AB, or project: AB, or board: 12")
    deployment = given.text("deployment")
    if deployment not in ("", "cloud", "server"):
        raise given.wrong("deployment", "deployment is cloud or server; left out, the server is asked")
    flagged = given.text("flagged", "no").lower()
    if flagged not in _SAID:
        raise given.wrong("flagged", "flagged is yes or no: whether the time an issue is flagged is a state of its own")
    return Jira(url, without_order(jql), deployment, given.text("cloud_id"), on_board, _SAID[flagged])


@dataclass(frozen=True, slots=True)
class Jira:
    """One query at one Jira; with ``board``, those of its issues that are on it (all of them where there is none)."""

    url: str
    jql: str
    deployment: str = ""
    cloud_id: str = ""
    board: str = ""
    flagged: bool = False

    @property
    def tool(self) -> str:
        """``jira``."""
        return "jira"

    @property
    def where(self) -> str:
        """The server's address."""
        return self.url

    @property
    def identity(self) -> dict[str, Any]:
        """The server and the query."""
        more: dict[str, Any] = {"board": self.board, "flagged": self.flagged}
        return {"url": self.url, "jql": self.jql, **{key: value for key, value in more.items() if value}}

    def plan(self, cursor: Cursor) -> list[str]:
        """The requests, what is kept of the answers, and with which credentials."""
        credential, search = find("jira", self.url)
        deployment = self._known(cursor)
        cloud, server_ = deployment != "server", deployment != "cloud"
        base = self._base
        lines = [] if deployment else [f"GET {base}/rest/api/2/serverInfo: Cloud or Data Center?"]
        fields = ",".join(FIELDS)
        version = {"cloud": "3", "server": "2"}.get(deployment, "3 or 2")
        lines += [f"GET {base}/rest/api/{version}/myself: your time zone", f"GET {base}/rest/api/{version}/status"]
        if self.board:
            lines.append(f"GET {base}{board.BOARD.format(self.board)}: its filter and columns")
        if self.flagged:
            lines.append(f"GET {base}/rest/api/{version}/field: which one flags are kept in")
        jql = self._query(cursor)
        if cloud:
            changes = "status and the flag" if self.flagged else "status"
            lines.append(f"POST {base}{api.CLOUD_SEARCH} jql={jql} fields={fields}, 100 issues a page")
            lines.append(f"POST {base}{api.CLOUD_CHANGES} fieldIds={changes}, after every page")
        if server_:
            lines.append(f"POST {base}{api.SERVER_SEARCH} jql={jql} fields={fields} expand=changelog, 50 issues a page")
        if cursor.get("since" if cursor.get("at") is not None else "began"):
            path = api.CLOUD_SEARCH if cloud else api.SERVER_SEARCH
            lines.append(f"POST {base}{path} jql={self._issues(cursor)}, ids alone: which were deleted or left it?")
        lines.append("kept: key, type, labels, resolution, status and when it changed; no name, account, e-mail, text")
        lines.append(f"credentials: {credential.origin}" if credential else f"credentials: none; {search.advice()}")
        return lines

    def complete(self, cursor: Cursor) -> bool:
        """Whether the last round read all its pages."""
        return bool(cursor) and cursor.get("at") is None

    def fetch(self, cursor: Cursor, tell: Tell) -> Generator[Page, None, None]:
        """Go on with the round that was cut off, or begin the next one."""
        credential, search = find("jira", self.url)
        if credential is None:
            tell.note(f"asking {host_of(self.url)} without credentials; {search.advice()}")
        try:
            with Http(self._base, tell, credential=credential, reads=api.READS) as http:
                yield from self._round(http, cursor, tell, signed=credential is not None)
        except HttpError as error:
            raise self._told(error, credential.origin if credential else "", search.advice()) from None

    def log(self, bodies: Iterable[Any], zone: str) -> EventLog:
        """Every status every issue was in."""
        from vsm_tui.events.formats.jira import log_of
        from vsm_tui.events.formats.jira_pages import pages_of

        census = Census()
        pages = pages_of(census.follow(bodies), self.url)
        gone = census.leave_out(pages)
        log = log_of(pages, zone, flagged=self.flagged)
        log.findings += gone
        return log

    @property
    def _base(self) -> str:
        return _GATEWAY + self.cloud_id if self.cloud_id else self.url

    def _known(self, cursor: Cursor) -> str:
        """Which Jira it is, as far as that is known without asking."""
        cloud = self.cloud_id or host_of(self.url).endswith(".atlassian.net")
        return self.deployment or str(cursor.get("deployment") or "") or ("cloud" if cloud else "")

    def _round(self, http: Http, cursor: Cursor, tell: Tell, *, signed: bool) -> Generator[Page, None, None]:
        deployment = self._known(cursor) or api.dialect(http)
        flag = str(cursor.get("flag") or "") or (api.flag_field(http, deployment) if self.flagged else "")
        jira = (api.Cloud if deployment == "cloud" else api.Server)(http, self.url if self.cloud_id else "", flag)
        resumed = cursor.get("at") is not None
        if not resumed:
            zone = jira.zone() if signed else ""
            answer: list[dict[str, Any]] = jira.statuses()
            began, since, on_board = http.answered.isoformat(), cursor.get("began"), ""
            if self.board:
                config = board.configuration(http, self.board)
                on_board = board.query(config)
                answer = [*answer, config]
                since = since if on_board == cursor.get("board") else None  # another filter: other issues
            cursor = {
                "deployment": deployment, "zone": zone, "board": on_board, "began": began, "since": since,
                "at": {}, "issues": 0, "flag": flag,
            }  # fmt: skip
            yield Page({"round": answer}, cursor)
        tell.counted("issues", cursor["issues"])
        while cursor["at"] is not None and "list" not in cursor["at"]:
            try:
                found = jira.search(self._query(cursor) + _ORDER, cursor["at"])
            except HttpError as error:
                if not (resumed and cursor["at"] and error.status == 400):
                    raise
                tell.note("Jira no longer knows where the last pull stopped (after 7 days): reading from the start")
                cursor, resumed = {**cursor, "at": {}, "issues": 0}, False
                continue
            resumed = False
            then: Cursor | None = {"list": {}} if cursor["since"] else None
            following = found.next if found.next is not None else then
            cursor = {**cursor, "at": following, "issues": cursor["issues"] + found.count}
            yield Page(found.body, cursor)
            tell.counted("issues", cursor["issues"], found.total)
        if cursor["at"] is not None:
            yield from self._listed(jira, cursor, tell)

    def _listed(self, jira: api.Cloud | api.Server, cursor: Cursor, tell: Tell) -> Generator[Page, None, None]:
        """The ids of all issues of the query, to see which are gone; begun anew where issues come and go meanwhile."""
        count = 0
        while cursor["at"] is not None:
            at = cursor["at"]["list"]
            try:
                found = jira.ids(self._issues(cursor) + _ORDER, at)
            except HttpError as error:
                if not (at.get("token") and error.status == 400):
                    raise
                cursor = {**cursor, "at": {"list": {}}}  # Jira forgot where it was
                continue
            times = int(at.get("times", 0)) + found.torn
            following = {**(found.next or {}), "times": times} if found.next is not None or found.torn else None
            given_up = times >= _LISTINGS
            cursor = {**cursor, "at": None if following is None or given_up else {"list": following}}
            first = not (at.get("token") or at.get("start"))
            yield Page({"listed": found.ids, "first": first, "last": following is None}, cursor)
            count = 0 if found.torn else count + len(found.ids)
            tell.counted("ids", count)

    def _issues(self, cursor: Cursor) -> str:
        """The query for all issues."""
        on_board = str(cursor.get("board") or (f"filter of board {self.board}" if self.board else ""))
        return " AND ".join([on_board, *([f"({self.jql})"] if self.jql else [])]) if on_board else self.jql

    def _query(self, cursor: Cursor) -> str:
        """The query, cut to what was updated since the last round began, in the zone Jira reads times in."""
        since = cursor.get("since") if cursor.get("at") is not None else cursor.get("began")
        if not since:
            return self._issues(cursor)
        moment = datetime.fromisoformat(str(since)) - _LAG
        try:
            moment = moment.astimezone(ZoneInfo(str(cursor.get("zone") or "")))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            moment = moment.astimezone(UTC) - _ANY_ZONE  # early enough wherever it is
        return f'({self._issues(cursor)}) AND updated >= "{moment:%Y-%m-%d %H:%M}"'

    def _told(self, error: HttpError, origin: str, advice: str) -> SourceError:
        """What Jira refused, and what to do about it."""
        text = str(error)
        if error.status == 401 and origin:
            text += f": it does not take {origin}; is the token expired, or another account's?"
            if host_of(self.url).endswith(".atlassian.net") and not self.cloud_id:
                site = self.url
                text += f" A token with scopes needs cloud_id: in the stream file ({site}/_edge/tenant_info tells it)"
        elif error.status in (401, 403) and not origin:
            text += f": {advice}"
        elif error.status == 410:
            text += ": this Jira is in the cloud; write deployment: cloud (Atlassian's CHANGE-2046)"
        return HttpError(text, error.status)


def without_order(jql: str) -> str:
    """A query without its ``ORDER BY``, which is not inside quotes: pages need an order of their own."""
    for found in _ORDER_BY.finditer(jql):
        if found[1]:
            return jql[: found.start()].strip()
    return jql.strip()


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
