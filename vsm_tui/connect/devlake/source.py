"""Apache DevLake: what it has collected from other tools, read out of its MySQL or PostgreSQL database.

A first pull reads all of a project or board, later ones the rows that were written since the last one began.
"""

from __future__ import annotations

import os
import re
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from vsm_tui.connect.address import repository_name
from vsm_tui.connect.credentials import Search, find
from vsm_tui.connect.devlake.database import Address, Database, address
from vsm_tui.connect.devlake.events import lake_of, log_of
from vsm_tui.connect.devlake.tables import TABLES, Asking, Table, following, now, scope_of
from vsm_tui.connect.secret import Credential
from vsm_tui.connect.source import Cursor, Given, Page, Source, Tell
from vsm_tui.events import EventLog, clean
from vsm_tui.events.keys import ticket_keys
from vsm_tui.model.rules import is_zone

_LAG, _ANY_ZONE = timedelta(minutes=15), timedelta(hours=26)
_PULL = re.compile(r"(?P<repo>.+?)(?:/-)?/(?:pull|pulls|pull-requests|pullrequest|merge_requests)/(?P<number>\d{1,9})")


def source(given: Given) -> Source:
    """The source an entry ``{tool: devlake, dsn: mysql://reader@host/lake, project: Shop}`` describes.

    ``board`` is the id or name of a board whose issues alone are read, ``projects`` the only projects whose tickets are
    looked for in branches and titles, ``timezone`` what times without an offset are in (MySQL's; without it, UTC).

    Raises:
        InputError: when the entry lacks something.
    """
    given.only("dsn", "url", "project", "board", "projects", "timezone")
    key = "url" if given.text("url") and not given.text("dsn") else "dsn"
    try:
        where = address(given.need(key, "dsn: mysql://reader@host/lake"))
    except ValueError as error:
        raise given.wrong(key, str(error)) from None
    project, board = given.text("project"), given.text("board")
    if not project and not board:
        raise given.wrong("project", "which of it? Write project: Shop, as DevLake calls it, or board: Backlog")
    zone = given.text("timezone", "UTC")
    if not is_zone(zone):
        raise given.wrong("timezone", f"‘{clean(zone, 40)}’ is no time zone: write one such as UTC or Europe/Berlin")
    return DevLake(where, project, board, given.projects(), zone)


@dataclass(frozen=True, slots=True)
class DevLake:
    """One project or board of one database."""

    address: Address
    project: str
    board: str = ""
    projects: tuple[str, ...] = ()
    zone: str = "UTC"

    @property
    def tool(self) -> str:
        """``devlake``."""
        return "devlake"

    @property
    def where(self) -> str:
        """The database."""
        return self.address.text

    @property
    def identity(self) -> dict[str, Any]:
        """The database, what of it is read, and what decides which keys are read out of titles."""
        return {"dsn": self.where, "project": self.project, "board": self.board, "projects": list(self.projects)}

    def plan(self, cursor: Cursor) -> list[str]:
        """The statements, what is kept of the answers, and with which credentials."""
        credential, search = self._credential()
        new = ", rows written since the last pull" if self.complete(cursor) else ""
        which = f"project {self.project}" if self.project else ""
        which += f"{' and ' if which else ''}board {self.board}" if self.board else ""
        read = [table for table in TABLES if self.project or table.of == "boards"]
        return [
            f"SELECT in {self.where}, in a session that can only read: {which}{new}",
            f"tables: {', '.join(table.name for table in read)}",
            "kept: ids, keys, types, statuses, times and results, commits, tickets' keys",
            "not kept: persons, titles, branches, texts",
            f"credentials: {credential.origin}" if credential else f"credentials: none; {search.advice()}",
        ]

    def complete(self, cursor: Cursor) -> bool:
        """Whether the last round read every table to its end."""
        return "began" in cursor and "table" not in cursor

    def fetch(self, cursor: Cursor, tell: Tell) -> Generator[Page, None, None]:
        """Go on with the round that was cut off, or begin the next one."""
        credential, search = self._credential()
        if credential is None:
            tell.note(f"asking {self.address.host} without a password; {search.advice()}")
        with Database(self.address, tell, credential) as database:
            asking = Asking(database, scope_of(database, self.project, self.board))
            state = cursor
            if "table" not in cursor:
                began = cursor.get("began")
                state = {"began": now(database), "since": began and _earlier(began), "table": 0, "key": [], "rows": 0}
            while "table" in state:
                table = TABLES[state["table"]]
                rows, key = asking.page(table, state["key"], state["since"])
                rows = [self._reduced(table, row) for row in rows]
                behind = following(state["table"], key)
                count = state["rows"] + len(rows)
                state = {**state, **behind, "rows": count} if behind else {"began": state["began"], "rows": count}
                if rows or not behind:
                    yield Page({"table": table.name, "rows": rows}, state)
                    tell.counted("rows", count)

    def log(self, bodies: Iterable[Any], zone: str) -> EventLog:  # noqa: ARG002 -- the database's times are its own
        """Issues with their states, pull requests, builds and deployments."""
        return log_of(lake_of(bodies), self.zone)

    def _credential(self) -> tuple[Credential | None, Search]:
        """The password: the login that goes with it may stand in the address."""
        login = {"DEVLAKE_USER": self.address.user} if self.address.user else {}
        return find("devlake", self.where, {**os.environ, **login})

    def _reduced(self, table: Table, row: list[Any]) -> list[Any]:
        """A row without texts and addresses: what they say of tickets and repositories."""
        told = dict(zip(table.columns, row, strict=False))
        if table.name == "pull_requests":
            keys = ticket_keys(f"{told['title'] or ''} {told['head_ref'] or ''}", self.projects)
            kept = {"id": told["id"], "status": told["status"], "keys": keys, "item": _item(told)}
            dropped = ("title", "url", "pull_request_key", "head_ref")
            return list((kept | {name: told[name] for name in table.columns if name not in dropped}).values())
        if "repo_url" in told:
            told["repo_url"] = repository_name(str(told["repo_url"] or ""))
            if "branch" in told:
                told["branch"] = ticket_keys(str(told["branch"] or ""), self.projects)
            return list(told.values())
        return row


def _item(pull: dict[str, Any]) -> str:
    """What a pull request is called where it comes from: ``owner/name#12``, ``group/name!12``."""
    url = str(pull["url"] or "")
    found = _PULL.search(url)
    repo = repository_name(found["repo"]) if found else ""
    if not found or not repo:
        return clean(f"{pull['id']}")
    return f"{repo}{'!' if 'merge_requests' in url else '#'}{found['number']}"


def _earlier(began: str) -> str:
    """A moment safely before another, whatever zone a database without one thinks in."""
    moment = datetime.fromisoformat(began)
    return (moment - (_LAG if moment.tzinfo else _ANY_ZONE)).isoformat()
