"""A Dask cluster as an engine: the one module that knows ``distributed``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from vsm_tui.model import SourceError

Part = TypeVar("Part")
Found = TypeVar("Found")
PATIENCE = 15
"""Seconds to wait for a scheduler, and then for its first worker."""


class Cluster:
    """The workers of a running Dask scheduler. They need vsm-tui installed and see the log's files.

    Raises:
        SourceError: when no scheduler answers at ``address``, it has no workers, or Dask is not installed here.
    """

    def __init__(self, address: str) -> None:
        try:
            from distributed import Client
        except ImportError as error:
            raise SourceError("Dask is not installed here: README says how to install the extra cluster") from error
        self._address = address
        try:
            self._client = Client(address, timeout=PATIENCE, set_as_default=False, name="vsm")
        except (OSError, ValueError) as error:
            raise SourceError(
                f"no Dask scheduler answers at {address}: start one with `dask scheduler` and its workers with "
                f"`dask worker {address}`, or measure without --engine"
            ) from error
        try:
            self._client.wait_for_workers(1, timeout=PATIENCE)
        except OSError as error:
            self._client.close()
            raise SourceError(
                f"the Dask scheduler at {address} has no workers: start some with `dask worker {address}`"
            ) from error

    def map(self, fn: Callable[[Part], Found], parts: Sequence[Part]) -> Iterator[Found]:
        """See :meth:`vsm_tui.measure.scale.engine.Engine.map`."""
        from distributed import CancelledError, KilledWorker
        from distributed.comm.core import CommClosedError

        futures = self._client.map(fn, parts, pure=False)
        try:
            while futures:
                yield futures[0].result()
                futures.pop(0).release()
        except ImportError as error:
            raise SourceError(
                f"the workers of {self._address} cannot import what measures ({error}): "
                "install the same version of vsm-tui on each of them"
            ) from error
        except (KilledWorker, CancelledError, CommClosedError, TimeoutError) as error:
            raise SourceError(
                f"the cluster at {self._address} gave up ({type(error).__name__}): a worker was lost, most often for "
                "lack of memory, or the scheduler went away"
            ) from error
        finally:
            self._client.cancel(futures)

    def close(self) -> None:
        """See :meth:`vsm_tui.measure.scale.engine.Engine.close`."""
        self._client.close()
