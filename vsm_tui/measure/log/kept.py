"""The events of one source in order, kept in a file: read once, opened at once from then on.

The file holds runs, each a range of items' hashes and after the one before it; a run is a few plain arrays. What is
known about them follows at the end as JSON, and last where that begins. A file appears whole or not at all, and every
byte of it is checked once by each process that reads it.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vsm_tui.measure.log.about import About
from vsm_tui.measure.log.join import instants
from vsm_tui.measure.log.order import order_by_item
from vsm_tui.measure.log.scan import Scan
from vsm_tui.measure.log.source import range_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

SUFFIX = ".events"
_MAGIC = b"vsm ordered events 1\n"
_END = 16
_PIECE = 1 << 20
_checked: set[tuple[str, int, int]] = set()


def in_order(scan: Scan, zone: str) -> Scan:
    """A scan by (item's hash, time, file order), all times as instants; ``scan`` is used up."""
    instants(scan, zone)
    if scan.ordered:
        return scan
    order, hashes, at = order_by_item(scan.hashes, scan.at)
    kind = None if scan.kind is None else scan.kind[order]
    codes = {column: values[order] for column, values in scan.codes.items()}
    return Scan(hashes, at, kind, None, codes, scan.words, scan.bad, scan.counted, True, tally=scan.tally)


class Writer:
    """Writes a file of events that are in order. Without :meth:`finish` nothing is left of it.

    Raises:
        OSError: when it cannot be written, in any method.
    """

    def __init__(self, path: Path) -> None:
        from tempfile import NamedTemporaryFile

        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = NamedTemporaryFile(dir=path.parent, prefix="new-", delete=False)  # noqa: SIM115 - closed in finish
        self._sum, self._runs = 0, list[dict[str, list[Any]]]()
        self._rows, self._ends = 0, list[int]()
        self._write(_MAGIC)

    def add(self, scan: Scan) -> None:
        """Add a run: a scan of whole items that is :func:`in_order`, its hashes beyond those of the run before it."""
        import numpy as np

        if not scan.at.size:
            return
        starts = np.flatnonzero(np.append(True, scan.hashes[1:] != scan.hashes[:-1]))
        arrays: dict[str, npt.NDArray[Any]] = {"hash": scan.hashes[starts], "start": starts.astype(np.uint32)}
        arrays["at"] = scan.at
        if scan.kind is not None:
            arrays["kind"] = scan.kind
        for column, codes in scan.codes.items():
            small = np.int8 if len(scan.words[column]) < 1 << 7 else np.int16
            arrays[f"is {column}"] = codes.astype(small)
        run: dict[str, list[Any]] = {}
        for name, values in arrays.items():
            self._write(b"\0" * (-self._file.tell() % 8))
            run[name] = [values.dtype.str, self._file.tell(), values.size]
            self._write(np.ascontiguousarray(values).view(np.uint8).data)
        self._runs.append(run)
        self._rows += scan.at.size
        self._ends += [int(scan.at.min()), int(scan.at.max())]

    def finish(self, about: About) -> Kept:
        """Put the file in its place. ``about`` needs no rows and ends: they are those of what was added."""
        ends = self._ends or [0]
        about = replace(about, rows=self._rows, first=min(ends), last=max(ends))
        at = self._file.tell()
        text = json.dumps({"about": asdict(about), "runs": self._runs}, ensure_ascii=False).encode("utf-8", "replace")
        self._write(text)
        self._file.write(at.to_bytes(8, "little") + self._sum.to_bytes(8, "little"))
        self._file.close()
        Path(self._file.name).replace(self._path)
        return Kept(self._path, about, self._runs)

    def give_up(self) -> None:
        """Leave nothing behind."""
        self._file.close()
        with suppress(OSError):
            Path(self._file.name).unlink()

    def _write(self, data: bytes | memoryview) -> None:
        self._sum = zlib.crc32(data, self._sum)
        self._file.write(data)


@dataclass(frozen=True, slots=True)
class Kept:
    """A source in order, in a file. Every process that sees the file may read it, and several threads at once."""

    path: Path
    about: About
    runs: list[dict[str, list[Any]]]

    @classmethod
    def open(cls, path: Path, log: Path) -> Kept | None:
        """Open a file, made from ``log``; ``None`` where there is none, or it is not what was written."""
        try:
            with path.open("rb") as file:
                size = os.fstat(file.fileno()).st_size
                seen = str(path), size, os.fstat(file.fileno()).st_ino
                if size < len(_MAGIC) + _END or (seen not in _checked and not _whole(file, size)):
                    return None
                file.seek(size - _END)
                at = int.from_bytes(file.read(8), "little")
                file.seek(at)
                told = json.loads(file.read(size - _END - at))
        except (OSError, ValueError):
            return None
        _checked.add(seen)
        return cls(path, About.read(told["about"], log), told["runs"])

    def hashes(self) -> npt.NDArray[np.uint64]:
        """The hashes of all items, ascending."""
        import numpy as np

        found = [self._read(run["hash"]) for run in self.runs]
        return np.concatenate(found) if found else np.empty(0, np.uint64)

    def scan(self, bucket: tuple[int, int] | None = None) -> Scan:
        """The events in order; ``bucket`` (k, n) those of the items in the k-th of n equal ranges of hashes."""
        import numpy as np

        parts = [part for run in self.runs for part in self._part(run, bucket)]
        names = list(dict.fromkeys(["hash", "at", *(name for part in parts for name in part)]))
        found: dict[str, npt.NDArray[Any]] = {}
        for name in names:
            values = [part.pop(name) for part in parts]
            found[name] = values[0] if len(values) == 1 else np.concatenate(values) if values else np.empty(0, np.int64)
        words = {column: list(values) for column, values in self.about.words.items()}
        codes = {column: found.get(f"is {column}", np.empty(0, np.int8)) for column in words}
        counted = (self.about.local, self.about.doubtful)
        hashes = found["hash"].astype(np.uint64, copy=False)
        return Scan(hashes, found["at"], found.get("kind"), None, codes, words, np.empty(0, np.intp), counted, True)

    def _part(self, run: dict[str, list[Any]], bucket: tuple[int, int] | None) -> Iterator[dict[str, npt.NDArray[Any]]]:
        """A run's columns with a row for each event; nothing where none of its items is asked for."""
        import numpy as np

        items, rows = run["hash"][2], run["at"][2]
        low, high = 0, items
        if bucket is not None:
            bounds = range_of(*bucket)
            kind, at, size = run["hash"]
            every = np.memmap(self.path, kind, "r", at, (size,))
            low, high = (
                size if end > np.iinfo(np.uint64).max else int(np.searchsorted(every, np.uint64(end))) for end in bounds
            )
            del every
        if low == high:
            return
        starts = self._read(run["start"], low, min(high + 1, items)).astype(np.int64)
        if high == items:
            starts = np.append(starts, rows)
        begin, end = int(starts[0]), int(starts[-1])
        part = {"hash": np.repeat(self._read(run["hash"], low, high), np.diff(starts))}
        part |= {name: self._read(place, begin, end) for name, place in run.items() if name not in ("hash", "start")}
        yield part

    def _read(self, place: list[Any], low: int = 0, high: int | None = None) -> npt.NDArray[Any]:
        import numpy as np

        kind, at, size = place
        dtype = np.dtype(kind)
        count = (size if high is None else high) - low
        return np.fromfile(self.path, dtype, count, offset=at + low * dtype.itemsize)


def _whole(file: Any, size: int) -> bool:
    """Whether every byte is the one that was written."""
    if file.read(len(_MAGIC)) != _MAGIC:
        return False
    file.seek(0)
    left, found, piece = size - _END, 0, memoryview(bytearray(_PIECE))
    while left:
        got = file.readinto(piece[: min(left, _PIECE)])
        if not got:
            return False
        found, left = zlib.crc32(piece[:got], found), left - got
    file.seek(size - 8)
    return bool(int.from_bytes(file.read(8), "little") == found)
