"""What an answer is, how long and for how much of one is waited, and how whoever waits is let go."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from weakref import WeakSet


@dataclass(frozen=True, slots=True)
class Patience:
    """How long and how much: seconds and bytes.

    ``connect`` and ``read`` bound one step of the network, ``whole`` an answer from its request to its last byte,
    ``limit`` what a server may ask us to wait, ``size`` an unpacked answer.
    """

    connect: float = 10.0
    read: float = 30.0
    whole: float = 300.0
    limit: float = 3900.0
    size: int = 50_000_000
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Answer:
    """A good answer: ``data`` is its JSON, ``headers`` have names in lower case."""

    data: Any = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    status: int


class Lines:
    """The connections of one client. What waits for one of them is let go when another thread cuts them."""

    def __init__(self) -> None:
        self._open: WeakSet[socket.socket] = WeakSet()

    def seen(self, event: str, info: Mapping[str, Any]) -> None:
        """Take note of a connection that was made; the HTTP client tells every step it takes."""
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            self._open.add(info["return_value"].get_extra_info("socket"))

    def cut(self) -> None:
        """End every connection; who waits for one is told that it failed."""
        for line in list(self._open):
            with suppress(OSError):  # it has ended already
                socket.socket.shutdown(line, socket.SHUT_RDWR)

    @contextmanager
    def for_at_most(self, seconds: float) -> Iterator[None]:
        """Cut them when the block takes longer: a server may send a byte now and then, for ever."""
        watch = threading.Timer(seconds, self.cut)
        watch.daemon = True
        watch.start()
        try:
            yield
        finally:
            watch.cancel()
