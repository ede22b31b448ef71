"""Threads for work that must not hold up the screen.

They are daemon threads and not Textual's thread workers: quitting must not wait for a log of ten million events.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

_RUNNING: set[threading.Thread] = set()


def in_thread(work: Callable[[], object], failed: Callable[[BaseException], object], name: str) -> None:
    """Run ``work`` in a thread of its own; an exception goes to ``failed``, in that thread."""

    def body() -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 -- whatever breaks in a thread must reach the screen, not stderr
            failed(error)
        finally:
            _RUNNING.discard(threading.current_thread())

    thread = threading.Thread(target=body, name=name, daemon=True)
    _RUNNING.add(thread)
    thread.start()


def running() -> bool:
    """Whether some work is still under way."""
    return any(thread.is_alive() for thread in tuple(_RUNNING))
