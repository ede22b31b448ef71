"""Working something out beside what else is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


def meanwhile(work: Callable[[], Found], *, much: bool) -> Callable[[], Found]:
    """What gives ``work``'s result when it is asked for: a thread has begun on it where it is ``much``."""
    if not much:
        return work
    from concurrent.futures import ThreadPoolExecutor

    pool = ThreadPoolExecutor(1)
    found = pool.submit(work)
    pool.shutdown(wait=False)
    return found.result
