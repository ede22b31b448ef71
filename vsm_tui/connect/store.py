"""What was pulled, kept so that nothing is fetched twice: pages in order, each with the cursor that leads on from it.

One SQLite file per source in the user's own data folder, readable by nobody else. A page and its cursor are written
in one transaction: whenever a pull is killed, the next one finds whole pages and goes on behind the last of them.
A file also says what it is of and which streams' logs were made with it, so that it can be listed and thrown away.
"""

from __future__ import annotations

import json
import os
import sqlite3
import stat
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
_TABLES = (
    "CREATE TABLE IF NOT EXISTS page (number INTEGER PRIMARY KEY, at TEXT, body TEXT, cursor TEXT)",
    "CREATE TABLE IF NOT EXISTS source (id INTEGER PRIMARY KEY CHECK (id = 1), tool TEXT, place TEXT)",
    "CREATE TABLE IF NOT EXISTS used (stream TEXT PRIMARY KEY, log TEXT)",
    "CREATE TABLE IF NOT EXISTS anew (after INTEGER)",
)
SUFFIX = ".sqlite"
_SIDES = ("-journal", "-wal", "-shm")


class Store:
    """The kept pages of one source. Only one process at a time adds to it."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection, self.path = connection, path

    @property
    def cursor(self) -> Cursor:
        """Where the last kept page leads on from; ``{}`` where there is none, or none yet since :meth:`renew`."""
        sql = "SELECT cursor FROM page WHERE number > (SELECT coalesce(max(after), 0) FROM anew) ORDER BY number DESC"
        row = self._connection.execute(f"{sql} LIMIT 1").fetchone()
        found: Cursor = json.loads(row[0]) if row else {}
        return found

    @property
    def at(self) -> datetime | None:
        """When the last page was kept, UTC."""
        row = self._connection.execute("SELECT at FROM page ORDER BY number DESC LIMIT 1").fetchone()
        return datetime.fromisoformat(row[0]) if row else None

    @property
    def began(self) -> datetime | None:
        """When the first page was kept, UTC."""
        row = self._connection.execute("SELECT at FROM page ORDER BY number LIMIT 1").fetchone()
        return datetime.fromisoformat(row[0]) if row else None

    @property
    def source(self) -> tuple[str, str]:
        """Which tool it is of, and the address or folder; "" where that was not written down."""
        row = self._connection.execute("SELECT tool, place FROM source").fetchone()
        return (str(row[0]), str(row[1])) if row else ("", "")

    @property
    def streams(self) -> list[tuple[Path, Path]]:
        """The stream files it was pulled for, each with the log that was made."""
        rows = self._connection.execute("SELECT stream, log FROM used ORDER BY stream")
        return [(Path(stream), Path(log)) for stream, log in rows]

    def pulled_for(self, stream: Path, log: Path) -> None:
        """Remember that ``log`` of ``stream`` is made of what is kept here.

        Raises:
            SourceError: when it cannot be written.
        """
        self._change("INSERT OR REPLACE INTO used VALUES (?, ?)", values=(str(stream.resolve()), str(log.resolve())))

    def forget(self, stream: Path) -> None:
        """No log of ``stream`` is made of it any more.

        Raises:
            SourceError: when it cannot be written.
        """
        self._change("DELETE FROM used WHERE stream = ?", values=(str(stream.resolve()),))

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
                    self._connection.execute("DELETE FROM anew")
                self._connection.execute("INSERT INTO page (at, body, cursor) VALUES (?, ?, ?)", row)
        except sqlite3.Error as error:
            raise _trouble(self.path, error) from None

    def describe(self, tool: str, where: str) -> None:
        """Write down what it is of.

        Raises:
            SourceError: when it cannot be written.
        """
        if self.source != (tool, where):
            self._change("INSERT OR REPLACE INTO source VALUES (1, ?, ?)", values=(tool, where))

    def renew(self) -> None:
        """Begin anew with the next page. What was kept before stays until :meth:`settle`: nothing is lost to a failure.

        Raises:
            SourceError: when it cannot be written.
        """
        self._change("DELETE FROM anew", "INSERT INTO anew SELECT max(number) FROM page HAVING max(number) > 0")

    def settle(self) -> None:
        """All has come: drop what was kept before :meth:`renew`.

        Raises:
            SourceError: when it cannot be written.
        """
        self._change("DELETE FROM page WHERE number <= (SELECT max(after) FROM anew)", "DELETE FROM anew")

    def _change(self, *statements: str, values: tuple[str, ...] = ()) -> None:
        try:
            with self._connection:
                for statement in statements:
                    self._connection.execute(statement, values)
        except (sqlite3.Error, UnicodeEncodeError) as error:
            raise _trouble(self.path, error) from None


def place_of(source: Source) -> Path:
    """Where a source's pages are kept: a name for what defines it, so that a changed query starts anew."""
    known = sha256(_text({"tool": source.tool, **source.identity}).encode("utf-8")).hexdigest()
    return pulled_folder() / f"{source.tool}-{known[:32]}{SUFFIX}"


def places() -> list[Path]:
    """Every store there is."""
    folder = pulled_folder()
    return sorted(path for path in folder.iterdir() if path.suffix == SUFFIX) if folder.is_dir() else []


def delete(path: Path) -> None:
    """Remove a store with all it keeps.

    Raises:
        SourceError: when a pull is adding to it, or it cannot be removed.
    """
    try:
        with opened_at(path):
            pass
    except BusyError:
        raise
    except SourceError:
        pass  # damaged, or of another version: nobody is adding to it
    try:
        for found in (path, *(path.with_name(path.name + side) for side in _SIDES)):
            found.unlink(missing_ok=True)
    except OSError as error:
        raise SourceError(f"{path} cannot be removed ({error.strerror}): look at its permissions") from None


class BusyError(SourceError):
    """Somebody else is using the store."""


@contextmanager
def opened(source: Source) -> Iterator[Store]:
    """The store of ``source``, made where there is none, for this process alone until it is closed.

    Raises:
        SourceError: when another pull of the same source is running, or the store cannot be used.
    """
    path = place_of(source)
    _own(path)
    with opened_at(path) as store:
        store.describe(source.tool, source.where)
        yield store


@contextmanager
def opened_at(path: Path) -> Iterator[Store]:
    """A store that is there, for this process alone until it is closed.

    Raises:
        SourceError: when another process uses it, or it cannot be used.
    """
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=0.0, check_same_thread=False)
    try:
        try:
            _prepare(connection, path)
        except sqlite3.Error as error:
            raise _trouble(path, error) from None
        yield Store(connection, path)
    finally:
        connection.close()


def _own(path: Path) -> None:
    """Make the file and its folder where they are not there, for nobody else to read or to put a link in the way of.

    Raises:
        SourceError: when that is not possible.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if os.name == "posix" and stat.S_IMODE(path.parent.stat().st_mode) != 0o700:
            path.parent.chmod(0o700)
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
        handle = os.open(path, flags, 0o600)  # SQLite's own files take over its permissions
        try:
            if os.name == "posix":
                os.fchmod(handle, 0o600)
        finally:
            os.close(handle)
    except OSError as error:
        text = (
            f"{path} cannot be made for you alone ({error.strerror}): what is pulled is not kept where others read it"
        )
        raise SourceError(text) from None


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("BEGIN EXCLUSIVE")  # kept until closed: the second pull of a source is told at once
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version not in (0, _LAYOUT):
        raise SourceError(f"{path.name} was made by a newer version of this program: use that, or delete {path}")
    for table in _TABLES:
        connection.execute(table)
    connection.execute(f"PRAGMA user_version = {_LAYOUT}")
    connection.commit()


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _trouble(path: Path, error: Exception) -> SourceError:
    text = str(error)
    if "locked" in text or "busy" in text:
        return BusyError("another pull of this source is running: wait for it, or stop it")
    if "full" in text:
        return SourceError(f"nothing more can be kept, the disk is full ({path.parent}): free some space, pull again")
    return SourceError(f"{path} cannot be used ({text}): delete it to pull everything anew")
