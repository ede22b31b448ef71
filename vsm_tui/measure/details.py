# ruff: noqa: S608 - every name and path in the SQL is quoted where it is made
"""What a log says about its items beside their events: fetched at once for a small log, on demand for a large one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

from vsm_tui.events.clean import clean
from vsm_tui.measure.source import NO_TIME, Source, item_hash, time_sql, within
from vsm_tui.model import InputError, Problem

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    import numpy.typing as npt

COLUMNS = ("type", "labels", "ref", "outcome")
_LIMITS = {"ref": 2000}


class Details:
    """Names, types, labels, references and outcomes of items, by item code; each the latest that is not empty."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        sources: list[Source],
        hashes: npt.NDArray[np.uint64],
        bucket: tuple[int, int] | None,
    ) -> None:
        self._con, self._sources, self._hashes, self._bucket = con, sources, hashes, bucket
        self._lock = Lock()
        self._found: dict[str, npt.NDArray[Any]] | None = None

    def column(self, name: str) -> Sequence[str]:
        """One of ``item`` and :data:`COLUMNS`, as an array of text; empty where no source has it.

        Raises:
            InputError: when a file changed since the log was read.
        """
        with self._lock:
            if self._found is None:
                self._found = self._fetch()
            return cast("Sequence[str]", self._found[name])

    def _fetch(self) -> dict[str, npt.NDArray[Any]]:
        import numpy as np

        for source in self._sources:
            _unchanged(source)
        present = [c for c in COLUMNS if any(c in s.columns for s in self._sources)]
        parts = " UNION ALL ".join(
            f"SELECT {item_hash(s)} AS h, trim({s.columns['item']}) AS item"
            + "".join(f", {s.text(c)} AS {c}" for c in present)
            + f" FROM {s.sql}{within(s, self._bucket)}"
            for s in self._sources
        )
        ends = ", ".join(f"min({c}), max({c})" for c in ("item", *present))
        rows = self._con.execute(f"SELECT h, {ends} FROM ({parts}) GROUP BY h").fetchnumpy()
        columns = [_without_mask(column) for column in rows.values()]
        place = np.searchsorted(self._hashes, columns[0])
        place[place == self._hashes.size] = 0
        known = self._hashes[place] == columns[0] if self._hashes.size else np.zeros(place.size, bool)
        place = place[known]
        found: dict[str, npt.NDArray[Any]] = {c: np.empty(0, object) for c in COLUMNS}
        for index, name in enumerate(("item", *present)):
            least, most = columns[1 + 2 * index][known], columns[2 + 2 * index][known]
            values = np.full(self._hashes.size, "", object)
            values[place] = [_text(v, name) for v in most]
            several = place[least != most]
            if several.size and name == "item":
                pair = f"‘{_text(least[least != most][0], name)}’ and ‘{values[several[0]]}’"
                raise InputError(f"items {pair} hash alike and cannot be told apart: rename one")
            if several.size:
                self._latest(name, several, values)
            found[name] = values
        return found

    def _latest(self, name: str, several: npt.NDArray[np.intp], values: npt.NDArray[Any]) -> None:
        """Settle the items whose rows disagree: by time, ties in file order."""
        cursor = self._con
        cursor.execute("CREATE OR REPLACE TEMP TABLE undecided (h UBIGINT)")
        cursor.register("asked", {"h": self._hashes[several]})
        cursor.execute("INSERT INTO undecided SELECT h FROM asked")
        best: dict[int, tuple[int, Any]] = {}
        for source in self._sources:
            if name not in source.columns:
                continue
            rows = cursor.execute(
                f"SELECT {item_hash(source)} AS h, {time_sql(source)['t']} AS t, {source.text(name)} AS v "
                f"FROM {source.sql} WHERE {source.text(name)} IS NOT NULL "
                f"AND {item_hash(source)} IN (SELECT h FROM undecided)"
            )
            for item, at, value in rows.fetchall():
                if at != NO_TIME and at >= best.get(item, (NO_TIME, None))[0]:
                    best[item] = (at, value)
        for code in several:
            values[code] = _text(best.get(int(self._hashes[code]), (0, ""))[1], name)


def _without_mask(column: Any) -> npt.NDArray[Any]:
    import numpy as np

    if not np.ma.isMaskedArray(column):
        return np.asarray(column)
    data: npt.NDArray[Any] = np.ma.getdata(column).astype(object)
    data[np.ma.getmaskarray(column)] = None
    return data


def _text(value: Any, name: str) -> str:
    if value is None:
        return ""
    text = str(value)
    if name == "labels" and text.startswith("["):
        try:
            listed = json.loads(text)
        except (ValueError, RecursionError):
            listed = None
        if isinstance(listed, list):
            text = ";".join(str(v) for v in listed)
    return clean(text, _LIMITS.get(name, 200))


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
