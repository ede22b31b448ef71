"""One log measured in parts on an engine: look into the files, share out whole items, measure, merge.

Every worker puts the files it meets in order, in its own user's cache; what comes back is what they say of themselves
and the hashes of their items, later the states of the parts. Where no item lies in two files the files are the parts,
else ranges of hashes over all files are: an item is never in two parts.
"""

from __future__ import annotations

import socket
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from vsm_tui import __version__
from vsm_tui.measure.log import cache
from vsm_tui.measure.log.about import About, Together
from vsm_tui.measure.log.kept import Kept
from vsm_tui.measure.log.log import Log
from vsm_tui.measure.log.opened import open_logs
from vsm_tui.measure.log.read import columns_of
from vsm_tui.measure.log.recall import Again, grouped, recall
from vsm_tui.measure.log.sizes import parts_for, rows_of
from vsm_tui.measure.scale.parts import put_in_order
from vsm_tui.model import Columns, InputError, Problem, SourceError, Stream

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from vsm_tui.measure.measurement import Asked, Measurement
    from vsm_tui.measure.plan import Plan
    from vsm_tui.measure.scale.engine import Engine
    from vsm_tui.measure.state import State

PART = 1_500_000
"""About so many events a part has at most."""

Group = tuple[Path, ...]
"""The files of one source."""


@dataclass(frozen=True, slots=True)
class Given:
    """What every worker needs to know of a log. ``threads`` its database may use, ``None`` for all. ``said`` is what
    somebody said about its columns.
    """

    zone: str
    columns: tuple[str, ...]
    threads: int | None
    version: str = __version__
    said: Columns = Columns()


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What a source says of itself, the hashes of its items, and which database hashed them."""

    about: About
    hashes: npt.NDArray[np.uint64]
    database: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Whole items: all of ``groups``, or those of one ``bucket`` of hashes."""

    given: Given
    groups: tuple[Group, ...]
    bucket: tuple[int, int] | None

    def log(self) -> Log:
        """Read it.

        Raises:
            SourceError: when this worker cannot see a file.
        """
        kept = [_kept(self.given, group) for group in self.groups]
        paths = [path for group in self.groups for path in group]
        return recall(paths, self.given.zone, kept, self.given.said).log(self.bucket)


@dataclass(frozen=True, slots=True)
class Job:
    """A piece, and what to measure in it. ``aliases`` are a state's other names in the whole log."""

    piece: Piece
    stream: Stream
    plan: Plan
    aliases: Mapping[str, tuple[str, ...]]


def survey(asked: tuple[Given, Group]) -> Surveyed:
    """On a worker: look into one source.

    Raises:
        InputError: when it is no event log.
        SourceError: when this worker cannot see it.
    """
    import duckdb

    kept = _kept(*asked)
    return Surveyed(kept.about, kept.hashes(), duckdb.__version__)


def state_in(job: Job) -> State:
    """On a worker: measure a piece.

    Raises:
        SourceError: when this worker cannot see a file.
    """
    from vsm_tui.measure.roles import roles_of
    from vsm_tui.measure.state import state_of

    log = job.piece.log()
    return state_of(log, roles_of(job.stream, log.states, job.aliases), job.plan)


def ends_in(piece: Piece) -> Counter[str]:
    """On a worker: in which states the items of a piece end.

    Raises:
        SourceError: when this worker cannot see a file.
    """
    from vsm_tui.measure.measurement import last_states

    return last_states(piece.log())


def _kept(given: Given, group: Group) -> Kept:
    """A source in order: from this worker's cache, or read now."""
    here = f"the worker on {socket.gethostname()}"
    if given.version != __version__:
        raise SourceError(f"{here} has vsm-tui {__version__}, not {given.version}: install the same on all machines")
    try:
        place = cache.place(group, given.zone, given.columns, given.said)
    except OSError as error:
        raise SourceError(
            f"{here} cannot read {error.filename}: {error.strerror}; a log must lie under the same path on all workers"
        ) from error
    found = cache.find(place, group[0])
    if found is not None:
        return found
    opened = open_logs(group, given.zone, given.said)
    if given.threads is not None:
        opened.con.execute(f"SET threads = {given.threads:d}")
    try:
        made = put_in_order(opened, opened.sources[0], given.columns, parts_for(rows_of(opened)), place)
    except OSError as error:
        raise SourceError(
            f"{here} cannot keep events in order under {place.parent}: {error.strerror}; VSM_HOME names another folder"
        ) from error
    cache.trim()
    return made


def measure_on(engine: Engine, stream: Stream, paths: Sequence[Path], asked: Asked) -> Measurement:
    """Measure ``stream`` in one log on an engine.

    Raises:
        InputError: when a file is no event log, or the stream cannot be measured in it.
        SourceError: when a worker is lost, or cannot see a file.
    """
    from vsm_tui.measure.measurement import measurable, measured
    from vsm_tui.measure.roles import roles_of
    from vsm_tui.measure.state import merge

    groups = _groups(paths, stream.columns)
    threads = None if len(groups) == 1 else 1
    given = Given(stream.clock.timezone, columns_of(stream), threads, said=stream.columns)
    found = list(engine.map(survey, [(given, group) for group in groups]))
    _same_database(found)
    told = Together(tuple(paths), given.zone, tuple(s.about for s in found), given.said)
    told.require()
    pieces = shared_out(given, groups, found)
    roles = roles_of(stream, told.states, told.aliases)
    measurable(stream, told, roles, True, lambda: sum(engine.map(ends_in, pieces), Counter()))
    plan = asked.plan(stream, *told.ends)
    state = merge(*engine.map(state_in, [Job(piece, stream, plan, told.aliases) for piece in pieces]))
    return measured(state, plan, roles, told, Again(told))


def _groups(paths: Sequence[Path], said: Columns) -> list[Group]:
    missing = [Problem("there is no such file", str(path)) for path in paths if not path.is_file()]
    if missing or not paths:
        raise InputError(missing or "no event log is named: give one or several files")
    return [tuple(path.resolve() for path in group) for group in grouped(paths, said)]


def _same_database(found: Sequence[Surveyed]) -> None:
    versions = sorted({surveyed.database for surveyed in found})
    if len(versions) > 1:
        raise SourceError(
            f"the workers have different versions of DuckDB ({', '.join(versions)}), which may tell items apart "
            "differently: install the same on all of them"
        )


def shared_out(given: Given, groups: Sequence[Group], found: Sequence[Surveyed]) -> list[Piece]:
    """Pieces of at most about :data:`PART` events, no item in two of them.

    Sources that share no item go whole, small ones together, large ones by range of hashes; else every piece is a range
    of hashes over all sources.
    """
    import numpy as np

    hashes = np.concatenate([surveyed.hashes for surveyed in found])
    hashes.sort()
    if (hashes[1:] == hashes[:-1]).any():
        count = ceil(sum(surveyed.about.rows for surveyed in found) / PART)
        return [Piece(given, tuple(groups), (number, count)) for number in range(count)]
    pieces: list[Piece] = []
    together: list[Group] = []
    rows = 0
    for group, surveyed in zip(groups, found, strict=True):
        if together and rows + surveyed.about.rows > PART:
            pieces += _cut(given, together, rows)
            together, rows = [], 0
        together.append(group)
        rows += surveyed.about.rows
    return pieces + _cut(given, together, rows)


def _cut(given: Given, groups: Sequence[Group], rows: int) -> list[Piece]:
    count = max(1, ceil(rows / PART))
    return [Piece(given, tuple(groups), (number, count) if count > 1 else None) for number in range(count)]
