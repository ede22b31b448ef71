# ruff: noqa: S608 - every name and path in the SQL is quoted where it is made
"""What a log says about its items beside their events: each column is read when somebody asks for it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, Protocol, cast

from vsm_tui.measure.log.join import Coded, joined, ordered
from vsm_tui.measure.log.scan import scan
from vsm_tui.measure.log.source import Source, item_hash, time_sql, within
from vsm_tui.measure.log.times import NEVER, NO_TIME
from vsm_tui.measure.log.vocabulary import text_of
from vsm_tui.model import InputError, Problem

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    import numpy.typing as npt

COLUMNS = ("item", "type", "labels", "ref", "outcome")
_FEW = ("type", "labels", "outcome")
"""Columns that usually have few different values."""


class Files(Protocol):
    """The files of a log: opened when somebody asks for ``con`` or ``sources``. ``columns`` are those they have."""

    @property
    def con(self) -> duckdb.DuckDBPyConnection:
        """What reads them."""

    @property
    def sources(self) -> Sequence[Source]:
        """Where their rows come from."""

    @property
    def columns(self) -> Collection[str]:
        """Which columns any of them has."""

    @property
    def zone(self) -> str:
        """What times without an offset are read in."""


class Details:
    """Names, types, labels, references and outcomes of items, by item code; each the latest that is not empty.

    ``known`` are columns that came with the events. The others are read from the files, which must not have changed.
    """

    def __init__(
        self, files: Files, hashes: npt.NDArray[np.uint64], bucket: tuple[int, int] | None, known: dict[str, Coded]
    ) -> None:
        self._files, self._hashes, self._bucket = files, hashes, bucket
        self._lock = Lock()
        self._coded = known
        self._found: dict[str, npt.NDArray[Any]] = {}

    @property
    def files(self) -> Files:
        """The files they are read from."""
        return self._files

    @property
    def hashes(self) -> npt.NDArray[np.uint64]:
        """What each item's name hashes to, by item code, ascending: the same in every part of a log."""
        return self._hashes

    def column(self, name: str) -> Sequence[str]:
        """One of :data:`COLUMNS`, as an array of text; empty where no source has it.

        Raises:
            InputError: when it is not known yet, and a file changed since the log was read.
        """
        self.fetch(name)
        return cast("Sequence[str]", self._found[name])

    def has(self, name: str) -> bool:
        """Whether any source has such a column at all."""
        return name in self._files.columns

    def coded(self, name: str) -> Coded:
        """``type``, ``labels`` or ``outcome`` as codes.

        Raises:
            InputError: as :meth:`column`.
        """
        import numpy as np

        if name not in self._coded:
            self.fetch(name)
        if name not in self._coded:
            codes: dict[str, int] = {}
            listed = [codes.setdefault(text, len(codes)) for text in self._found[name]]
            self._coded[name] = Coded(tuple(codes), np.array(listed, np.int32))
        return self._coded[name]

    def fetch(self, *names: str) -> None:
        """Read columns (all of them unless named) that are not known yet, together.

        Raises:
            InputError: when a file changed since the log was read, or two items cannot be told apart.
        """
        with self._lock:
            wanted = [name for name in names or COLUMNS if name not in self._found]
            missing = [name for name in wanted if name not in self._coded]
            if missing:
                for source in self._files.sources:
                    _unchanged(source)
            self._code([name for name in missing if name in _FEW])
            self._found |= {name: _spelled(self._coded[name]) for name in wanted if name in self._coded}
            self._read([name for name in missing if name not in self._coded])

    def _code(self, names: list[str]) -> None:
        """Read columns the way they come with the events, where they have few values."""
        if any(name in source.columns for source in self._files.sources for name in names):
            scans = [scan(self._files.con, source, self._bucket, names) for source in self._files.sources]
            self._coded |= ordered(joined(scans, self._files.sources, self._files.zone)).known

    def _read(self, names: list[str]) -> None:
        import numpy as np

        present = [c for c in names if any(c in s.columns for s in self._files.sources)]
        self._found |= {name: np.empty(0, object) for name in names if name not in present}
        if not present:
            return
        parts = " UNION ALL ".join(
            f"SELECT {item_hash(s)} AS h" + "".join(f", {s.text(c)} AS {c}" for c in present)
            + f" FROM {s.sql}{within(s, self._bucket)}"
            for s in self._files.sources
        )  # fmt: skip
        ends = ", ".join(f"min({c}), max({c})" for c in present)
        rows = self._files.con.execute(f"SELECT h, {ends} FROM ({parts}) GROUP BY h").fetchnumpy()
        columns = [_without_mask(column) for column in rows.values()]
        place = np.searchsorted(self._hashes, columns[0])
        place[place == self._hashes.size] = 0
        known = self._hashes[place] == columns[0] if self._hashes.size else np.zeros(place.size, bool)
        place = place[known]
        found = {}
        for index, name in enumerate(present):
            least, most = columns[1 + 2 * index][known], columns[2 + 2 * index][known]
            values = np.full(self._hashes.size, "", object)
            values[place] = [text_of(v, name) for v in most]
            several = place[least != most]
            if several.size and name == "item":
                pair = f"‘{text_of(least[least != most][0], name)}’ and ‘{values[several[0]]}’"
                raise InputError(f"items {pair} hash alike and cannot be told apart: rename one")
            if several.size:
                self._latest(name, several, values)
            found[name] = values
        self._found |= found

    def _latest(self, name: str, several: npt.NDArray[np.intp], values: npt.NDArray[Any]) -> None:
        """Settle the items whose rows disagree: by time, ties in file order."""
        cursor = self._files.con
        cursor.execute("CREATE OR REPLACE TEMP TABLE undecided (h UBIGINT)")
        cursor.register("asked", {"h": self._hashes[several]})
        cursor.execute("INSERT INTO undecided SELECT h FROM asked")
        best: dict[int, tuple[int, Any]] = {}
        for source in self._files.sources:
            if name not in source.columns:
                continue
            rows = cursor.execute(
                f"SELECT {item_hash(source)} AS h, {time_sql(source)['t']} AS t, {source.text(name)} AS v "
                f"FROM {source.sql} WHERE {source.text(name)} IS NOT NULL "
                f"AND {item_hash(source)} IN (SELECT h FROM undecided)"
            )
            for item, at, value in rows.fetchall():
                if at > NEVER and at >= best.get(item, (NO_TIME, None))[0]:
                    best[item] = (at, value)
        for code in several:
            values[code] = text_of(best.get(int(self._hashes[code]), (0, ""))[1], name)


def names_of(files: Files, hashes: Sequence[int]) -> list[str]:
    """The names of a few items, by their hashes.

    Raises:
        InputError: when a file changed since the log was read.
    """
    wanted = ", ".join(str(int(each)) for each in hashes)
    for source in files.sources:
        _unchanged(source)
    parts = " UNION ALL ".join(
        f"SELECT {item_hash(s)} AS h, max({s.text('item')}) AS name FROM {s.sql} WHERE h IN ({wanted}) GROUP BY 1"
        for s in files.sources
    )
    found = {int(each): text_of(name, "item") for each, name in files.con.execute(parts).fetchall()}
    return [found.get(int(each), "") for each in hashes]


class Naming:
    """:func:`names_of`, by a thread of its own, which must have ended (:meth:`wait`) before the database is left."""

    def __init__(self, files: Files, hashes: Sequence[int]) -> None:
        self._files, self._hashes = files, hashes
        self._found: list[str] | InputError = []
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        from duckdb import Error

        try:
            self._found = names_of(self._files, self._hashes)
        except InputError as error:
            self._found = error
        except Error as error:
            self._found = InputError(f"the log could not be read once more: {error}")

    def wait(self) -> None:
        """Until it has read."""
        self._thread.join()

    def names(self) -> list[str]:
        """The names.

        Raises:
            InputError: as :func:`names_of`.
        """
        self._thread.join()
        if isinstance(self._found, InputError):
            raise self._found
        return self._found


def _spelled(coded: Coded) -> npt.NDArray[Any]:
    import numpy as np

    texts = np.array(coded.values, object)
    return texts[coded.codes] if texts.size else texts


def _without_mask(column: Any) -> npt.NDArray[Any]:
    import numpy as np

    if not np.ma.isMaskedArray(column):
        return np.asarray(column)
    data: npt.NDArray[Any] = np.ma.getdata(column).astype(object)
    data[np.ma.getmaskarray(column)] = None
    return data


def _unchanged(source: Source) -> None:
    if source.stamp is None or source.table is None:
        return
    path = source.table.path
    try:
        stat = path.stat()
    except OSError as error:
        raise InputError(Problem(f"cannot be read any more: {error.strerror}", str(path))) from error
    if (stat.st_mtime_ns, stat.st_size) != source.stamp:
        raise InputError(Problem("changed since it was read: measure again", str(path)))
