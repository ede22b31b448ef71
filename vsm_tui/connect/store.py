"""What was pulled, kept so that nothing is fetched twice: pages in order, each with the cursor that leads on from it.

One SQLite file per source in the user's own data folder, readable by nobody else. A page and its cursor are written
in one transaction: whenever a pull is killed, the next one finds whole pages and goes on behind the last of them.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from vsm_tui.connect.source import Cursor, Page, Source
from vsm_tui.files.locations import pulled_folder
from vsm_tui.model import SourceError

_LAYOUT = 1
_TABLE = "CREATE TABLE IF NOT EXISTS page (number INTEGER PRIMARY KEY, at TEXT, body TEXT, cursor TEXT)"


class Store:
    """The kept pages of one source. Only one process at a time adds to it."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection, self.path = connection, path

    @property
    def cursor(self) -> Cursor:
        """Where the last kept page leads on from; ``{}`` where there is none."""
        row = self._connection.execute("SELECT cursor FROM page ORDER BY number DESC LIMIT 1").fetchone()
        found: Cursor = json.loads(row[0]) if row else {}
        return found

    @property
    def at(self) -> datetime | None:
        """When the last page was kept, UTC."""
        row = self._connection.execute("SELECT at FROM page ORDER BY number DESC LIMIT 1").fetchone()
        return datetime.fromisoformat(row[0]) if row else None

    def __len__(self) -> int:
        return int(self._connection.execute("SELECT count(*) FROM page").fetchone()[0])

    def bodies(self) -> Iterator[Any]:
        """The pages' values, oldest first."""
        for (body,) in self._connection.execute("SELECT body FROM page ORDER BY number"):
            yield json.loads(body)

    def add(self, page: Page) -> None:
        """Keep a page and its cursor, both or neither.

        Raises:
            SourceError: when it cannot be written (the disk is full).
        """
        row = (datetime.now(UTC).isoformat(), _text(page.body), _text(page.cursor))
        try:
            with self._connection:
                if page.whole:
                    self._connection.execute("DELETE FROM page")
                self._connection.execute("INSERT INTO page (at, body, cursor) VALUES (?, ?, ?)", row)
        except sqlite3.Error as error:
            raise _trouble(self.path, error) from None

    def forget(self) -> None:
        """Drop every page, so that the next pull begins anew."""
        with self._connection:
            self._connection.execute("DELETE FROM page")


def place_of(source: Source) -> Path:
    """Where a source's pages are kept: a name for what defines it, so that a changed query starts anew."""
    known = sha256(_text({"tool": source.tool, **source.identity}).encode("utf-8")).hexdigest()
    return pulled_folder() / f"{source.tool}-{known[:32]}.sqlite"


@contextmanager
def opened(source: Source) -> Iterator[Store]:
    """The store of ``source``, made where there is none, for this process alone until it is closed.

    Raises:
        SourceError: when another pull of the same source is running, or the store cannot be used.
    """
    path = place_of(source)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # SQLite's own files take over its permissions
    connection = sqlite3.connect(path, timeout=0.0, check_same_thread=False)
    try:
        try:
            _prepare(connection, path)
        except sqlite3.Error as error:
            raise _trouble(path, error) from None
        yield Store(connection, path)
    finally:
        connection.close()


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("BEGIN EXCLUSIVE")  # kept until closed: the second pull of a source is told at once
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version not in (0, _LAYOUT):
        raise SourceError(f"{path.name} was made by a newer version of this program: use that, or delete {path}")
    connection.execute(_TABLE)
    connection.execute(f"PRAGMA user_version = {_LAYOUT}")
    connection.commit()


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _trouble(path: Path, error: sqlite3.Error) -> SourceError:
    text = str(error)
    if "locked" in text or "busy" in text:
        return SourceError("another pull of this source is running: wait for it, or stop it")
    if "full" in text:
        return SourceError(f"nothing more can be kept, the disk is full ({path.parent}): free some space, pull again")
    return SourceError(f"{path} cannot be used ({text}): delete it to pull everything anew")
