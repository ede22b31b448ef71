"""A connection to a MySQL or PostgreSQL database that can only read, and asks nothing but SELECT.

What is sent there is private on the way: verified TLS, or a database on this machine (through an SSH tunnel, say).
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any, Literal, Self
from urllib.parse import unquote, urlsplit

from vsm_tui.connect.address import is_loopback
from vsm_tui.connect.secret import Credential
from vsm_tui.connect.source import Tell
from vsm_tui.events import clean
from vsm_tui.model import SourceError

Kind = Literal["mysql", "postgresql"]
_KINDS: dict[str, Kind] = {
    "mysql": "mysql", "mariadb": "mysql", "postgresql": "postgresql", "postgres": "postgresql",
}  # fmt: skip
_PORTS = {"mysql": 3306, "postgresql": 5432}
_CONNECT, _READ = 10, 120
"""Seconds a connection and an answer may take."""
_TRIES = 4
_REFUSED = ("28P01", "28000", "1045", "1698")
_DENIED = ("42501", "1142", "1143", "1044")
_LOST = ("2003", "2006", "2013", "2014", "1040", "1053", "1205", "1213", "1317", "3024")
_LOST_CLASSES = ("08", "53", "57", "40")
"""What PostgreSQL's codes begin with where asking again may help: connection, resources, operator, conflict."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is. ``user`` is "" where the address names none."""

    kind: Kind
    host: str
    port: int
    name: str
    user: str = ""

    @property
    def text(self) -> str:
        """The address without a login."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.kind}://{host}:{self.port}/{self.name}"


def address(text: str) -> Address:
    """What ``mysql://reader@host/lake`` names, or what is wrong with it as a ``ValueError``, without its password."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ValueError("this is no address of a database: write mysql://reader@host/lake") from None
    if parts.password is not None:
        raise ValueError("the address holds a password: it comes from DEVLAKE_PASSWORD, the keyring or netrc")
    if parts.scheme not in _KINDS or not parts.hostname or not parts.path.strip("/"):
        raise ValueError(f"‘{clean(text, 80)}’ is no address of a database: write mysql://reader@host/lake")
    if parts.query or parts.fragment:
        raise ValueError("the address of a database ends before ‘?’ and ‘#’")
    kind = _KINDS[parts.scheme]
    name = unquote(parts.path.strip("/"))
    return Address(kind, parts.hostname, port or _PORTS[kind], name, unquote(parts.username or ""))


class Database:
    """Asks one database. Use it in a ``with``; it connects when it is first asked."""

    def __init__(self, where: Address, tell: Tell, credential: Credential | None) -> None:
        self.where, self.tell = where, tell
        self._credential, self._connection = credential, None
        self._module = _module(where.kind)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._drop()

    def rows(self, select: str, values: Sequence[Any] = ()) -> list[list[Any]]:
        """The rows of a SELECT. Times are ISO 8601, with an offset where the database knows one.

        Raises:
            ValueError: when it is anything else than one SELECT: this program never writes.
            SourceError: when the database says no, or nothing, several times.
            Stopped: when somebody stopped the pull.
        """
        if not select.startswith("SELECT ") or ";" in select:
            raise ValueError("only one SELECT is sent to a database")
        failures = 0
        while True:
            self.tell.check()
            try:
                return self._asked(select, values)
            except _LostError as lost:
                failures += 1
                self._drop()
                if failures == _TRIES:
                    raise SourceError(f"{lost}, {failures} times: try again later") from None
                self._wait(str(lost), 2**failures)

    def name(self, word: str) -> str:
        """A column whose name is also a word of SQL, quoted as this database wants it."""
        return f"`{word}`" if self.where.kind == "mysql" else f'"{word}"'

    def _wait(self, why: str, seconds: int) -> None:
        for left in range(seconds, 0, -1):
            self.tell.countdown(why, left)
            self.tell.sleep(1.0)
        self.tell.countdown(why, 0)

    def _asked(self, select: str, values: Sequence[Any]) -> list[list[Any]]:
        with self._told():
            connection = self._connected()
            cursor = connection.cursor()
            try:
                cursor.execute(select, tuple(values))
                return [[_plain(value) for value in row] for row in cursor.fetchall()]
            finally:
                cursor.close()

    def _connected(self) -> Any:
        if self._connection is None:
            connect = self._mysql if self.where.kind == "mysql" else self._postgresql
            self._connection = connect()
        return self._connection

    def _login(self) -> tuple[str, str | None]:
        user = self.where.user or (self._credential.user if self._credential else "")
        if not user:
            raise SourceError(
                f"whose login? Write it into the address ({self.where.kind}://reader@…), or set DEVLAKE_USER"
            )
        return user, self._credential.secret.reveal() if self._credential else None

    def _mysql(self) -> Any:
        user, password = self._login()
        secure: dict[str, Any] = {} if is_loopback(self.where.host) else {"ssl": ssl.create_default_context()}
        return self._module.connect(
            host=self.where.host, port=self.where.port, user=user, password=password or "", database=self.where.name,
            charset="utf8mb4", connect_timeout=_CONNECT, read_timeout=_READ, write_timeout=_CONNECT, autocommit=True,
            local_infile=False, init_command="SET SESSION TRANSACTION READ ONLY", **secure,
        )  # fmt: skip

    def _postgresql(self) -> Any:
        user, password = self._login()
        secure = None if is_loopback(self.where.host) else ssl.create_default_context()
        connection = self._module.connect(
            user, host=self.where.host, port=self.where.port, password=password or "", database=self.where.name,
            ssl_context=secure, timeout=_READ, application_name="vsm-tui",
            startup_params={"default_transaction_read_only": "on", "TimeZone": "UTC"},
        )  # fmt: skip
        connection.autocommit = True
        return connection

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except (self._module.Error, OSError):
                return  # it was lost before

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What the two libraries raise, as what to do about it."""
        try:
            yield
        except ssl.SSLError as error:
            raise SourceError(f"{self.where.host}: {_UNSAFE} ({clean(str(error.reason or error), 80)})") from None
        except OSError as error:
            raise _LostError(f"{self.where.host} cannot be reached ({clean(str(error), 100)})") from None
        except self._module.Error as error:
            raise self._refused(error) from None

    def _refused(self, error: Exception) -> Exception:
        origin = self._credential.origin if self._credential else "a login without a password"
        told = error.args[0] if error.args else ""
        if isinstance(told, dict):  # PostgreSQL's own fields: C is the code, M the message
            code, text = str(told.get("C", "")), clean(str(told.get("M", "")), 200)
        else:
            code = str(told) if isinstance(told, int) else ""
            text = clean(str(error.args[-1] if error.args else error), 200)
        if code in _REFUSED:
            return SourceError(f"{self.where.host} does not take {origin}: {text}")
        if "SSL" in text:
            return SourceError(f"{self.where.host}: {_UNSAFE} ({text})")
        if code in _DENIED:
            return SourceError(f"{self.where.host} lets this login not read what is needed: {text}")
        if not code or code in _LOST or (len(code) == 5 and code[:2] in _LOST_CLASSES):
            return _LostError(f"the connection to {self.where.host} was lost ({text})")
        return SourceError(f"{self.where.host} says: {text}")


_UNSAFE = (
    "offers no connection that is private on the way: give it a certificate (SSL_CERT_FILE may name your company's), "
    "or reach it through an SSH tunnel, as 127.0.0.1"
)


class _LostError(SourceError):
    """No answer this time: to be asked again."""


def _module(kind: Kind) -> Any:
    try:
        return import_module("pymysql" if kind == "mysql" else "pg8000.dbapi")
    except ImportError:
        raise SourceError("reading a database needs the extra devlake: README says how to install it") from None


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value if isinstance(value, str | int | float | bool | None) else str(value)
