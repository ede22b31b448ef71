"""A real PostgreSQL and a real MariaDB of one's own: on loopback, in a temporary folder, as a user without rights."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

ADMIN = "steward"
READER, PASSWORD = "reader", "only-in-this-test"
_STARTS = 60.0
_SHARED = Path("/usr/share/mysql")
_SCRIPTS = ("mysql_system_tables.sql", "mysql_performance_tables.sql", "mysql_system_tables_data.sql")


@dataclass
class Served:
    """A server: ``kind`` is "mysql" or "postgresql"."""

    kind: str
    port: int
    _open: Any = None

    @property
    def dsn(self) -> str:
        return f"{self.kind}://{READER}@127.0.0.1:{self.port}/lake"

    def run(self, *statements: str, rows: Sequence[tuple[str, Sequence[Any]]] = ()) -> list[Any]:
        """Execute as the administrator; the rows of the last statement."""
        if self._open is None:
            self._open = self._connect("lake")
            if self.kind == "mysql":
                self._open.autocommit(True)
            else:
                self._open.autocommit = True
        cursor = self._open.cursor()
        try:
            for statement in statements:
                cursor.execute(statement)
            for statement, values in rows:
                cursor.execute(statement, tuple(values))
            return list(cursor.fetchall()) if cursor.description else []
        finally:
            cursor.close()

    def close(self) -> None:
        """Let go of the administrator's connection."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def _connect(self, database: str) -> Any:
        if self.kind == "mysql":
            module = import_module("pymysql")
            return module.connect(host="127.0.0.1", port=self.port, user=ADMIN, password=PASSWORD, database=database)
        return import_module("pg8000.dbapi").connect(ADMIN, "127.0.0.1", database, self.port, PASSWORD)


def found(name: str) -> Path | None:
    """Where a program is installed."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    places = [shutil.which(name), *(str(folder / name) for folder in folders), f"/usr/sbin/{name}"]
    return next((Path(place).resolve() for place in places if place and os.access(place, os.X_OK)), None)


def why_not(kind: str) -> str:
    """Why there can be no such server here; "" where there can."""
    needs = ("initdb", "postgres") if kind == "postgresql" else ("mariadbd",)
    package = "postgresql" if kind == "postgresql" else "mariadb-server-core"
    missing = [name for name in needs if found(name) is None]
    if kind == "mysql" and not missing:
        missing = [script for script in _SCRIPTS if not (_SHARED / script).is_file()]
    return f"{', '.join(missing)} is not installed (Debian: {package})" if missing else ""


@contextmanager
def serving(kind: str) -> Iterator[Served]:
    """A server with an empty database ``lake``, its administrator and a reader who may only read."""
    who = _nobody()
    folder = Path(tempfile.mkdtemp(prefix="vsm-db-"))
    try:
        if who is not None:
            os.chown(folder, who.pw_uid, who.pw_gid)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        process = (_postgresql if kind == "postgresql" else _mariadb)(folder, port, who)
        served = Served(kind, port)
        try:
            _wait(process, served, folder)
            yield served
        finally:
            served.close()
            process.send_signal(signal.SIGINT if kind == "postgresql" else signal.SIGTERM)
            process.wait(60)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _nobody() -> pwd.struct_passwd | None:
    """Whom a server runs as: databases refuse to run as root."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _as(who: pwd.struct_passwd | None, folder: Path) -> dict[str, Any]:
    env = {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C.UTF-8", "TMPDIR": str(folder)}
    more = {} if who is None else {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}
    return {"env": env, "cwd": folder, **more}


def _postgresql(folder: Path, port: int, who: pwd.struct_passwd | None) -> subprocess.Popen[bytes]:
    password = folder / "password"
    password.write_text(PASSWORD)
    password.chmod(0o644)
    data = folder / "data"
    initdb = [
        str(found("initdb")),
        "-D",
        str(data),
        "-U",
        ADMIN,
        "--auth=scram-sha-256",
        f"--pwfile={password}",
        "-N",
        "-E",
        "UTF8",
    ]
    subprocess.run(initdb, check=True, capture_output=True, **_as(who, folder))
    options = ["-h", "127.0.0.1", "-p", str(port), "-k", str(folder), "-c", "fsync=off", "-c", "timezone=Asia/Kolkata"]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [str(found("postgres")), "-D", str(data), *options], stdout=log, stderr=log, **_as(who, folder)
        )


def _mariadb(folder: Path, port: int, who: pwd.struct_passwd | None) -> subprocess.Popen[bytes]:
    data, setup = folder / "data", folder / "setup.sql"
    data.mkdir()
    if who is not None:
        os.chown(data, who.pw_uid, who.pw_gid)
    server = [str(found("mariadbd")), "--no-defaults", f"--datadir={data}"]
    script = "CREATE DATABASE mysql;\nUSE mysql;\n" + "".join((_SHARED / name).read_text() for name in _SCRIPTS)
    subprocess.run([*server, "--bootstrap"], input=script.encode(), check=True, capture_output=True, **_as(who, folder))
    setup.write_text(
        f"CREATE DATABASE lake CHARACTER SET utf8mb4; CREATE USER {ADMIN}@'127.0.0.1' IDENTIFIED BY '{PASSWORD}';\n"
        f"GRANT ALL ON *.* TO {ADMIN}@'127.0.0.1';\nCREATE USER {READER}@'127.0.0.1' IDENTIFIED BY '{PASSWORD}';\n"
        f"GRANT SELECT ON lake.* TO {READER}@'127.0.0.1';\n".replace("; CREATE", ";\nCREATE")
    )
    setup.chmod(0o644)
    options = [f"--socket={folder}/s", f"--port={port}", "--bind-address=127.0.0.1", "--skip-name-resolve",
               f"--pid-file={folder}/pid", f"--init-file={setup}", "--default-time-zone=+05:30"]  # fmt: skip
    with (folder / "log").open("wb") as log:
        return subprocess.Popen([*server, *options], stdout=log, stderr=log, **_as(who, folder))


def _wait(process: subprocess.Popen[bytes], served: Served, folder: Path) -> None:
    """Until it answers, or says why it does not."""
    module = import_module("pymysql" if served.kind == "mysql" else "pg8000.dbapi")
    until = time.monotonic() + _STARTS
    while True:
        try:
            connection = served._connect("lake" if served.kind == "mysql" else "postgres")
        except (module.Error, OSError) as error:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"{error}: {(folder / 'log').read_text()[-2000:]}") from error
            time.sleep(0.1)
            continue
        if served.kind == "postgresql":
            connection.autocommit = True
            cursor = connection.cursor()
            cursor.execute("CREATE DATABASE lake")
            cursor.execute(f"CREATE USER {READER} PASSWORD '{PASSWORD}'")
            cursor.execute(f"GRANT pg_read_all_data TO {READER}")
        connection.close()
        return
