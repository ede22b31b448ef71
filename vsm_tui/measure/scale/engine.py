"""Where the parts of a log are measured: in processes of this machine, or on a cluster that runs already.

An engine maps a function over parts, and can be closed. What is measured does not depend on it: the function is always
the one that :mod:`vsm_tui.measure.scale.spread` maps, and it measures as everything else does.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Protocol, TypeVar

from vsm_tui.model import InputError, SourceError

Part = TypeVar("Part")
Found = TypeVar("Found")
EMBEDDED = "embedded"
KNOWN = "write embedded, local, local:2 (two processes) or dask://host:port (a running Dask scheduler)"
_DASK = "dask://"


class Engine(Protocol):
    """What measures parts."""

    def map(self, fn: Callable[[Part], Found], parts: Sequence[Part]) -> Iterator[Found]:
        """What ``fn`` finds in each part, in their order. ``fn`` stands in a module that workers can import.

        Raises:
            SourceError: when a worker is lost, or a part gives up for a reason that lies in the engine.
        """

    def close(self) -> None:
        """Let the workers go; parts that have not begun are not begun any more."""


def check_engine(name: str) -> None:
    """Refuse what names no engine.

    Raises:
        InputError: saying what would.
    """
    kind, colon, count = name.partition(":")
    local = kind == "local" and (not colon or (count.isascii() and count.isdigit() and int(count) > 0))
    if not (name == EMBEDDED or local or (name.startswith(_DASK) and len(name) > len(_DASK))):
        raise InputError(f"no engine {name!r}: {KNOWN}")


def engine_of(name: str) -> Engine:
    """``local`` and ``local:N``: N processes of this machine, by default one for each of its processors.
    ``dask://host:port``: the workers of the Dask scheduler there, which see the log's files under the same paths.

    Raises:
        InputError: for any other name.
        SourceError: when a cluster cannot be reached.
    """
    check_engine(name)
    if name.startswith(_DASK):
        from vsm_tui.measure.scale.cluster import Cluster

        return Cluster(name.removeprefix(_DASK))
    count = name.partition(":")[2]
    return Processes(int(count) if count else os.cpu_count() or 1)


class Processes:
    """Processes of this machine."""

    def __init__(self, workers: int) -> None:
        self._pool = ProcessPoolExecutor(workers, get_context("spawn"), initializer=_leave_interrupts_to_the_parent)

    def map(self, fn: Callable[[Part], Found], parts: Sequence[Part]) -> Iterator[Found]:
        """See :meth:`Engine.map`."""
        try:
            with _interrupts_held():  # processes that start now are born with them held
                found = self._pool.map(fn, parts)
            yield from found
        except BrokenProcessPool as error:
            raise SourceError(
                "a worker process ended early, most often for lack of memory: try fewer, as in --engine local:2"
            ) from error

    def close(self) -> None:
        """See :meth:`Engine.close`."""
        self._pool.shutdown(cancel_futures=True)


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Ctrl+C waits, where a thread can ask for that."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
