"""The terminal where that is a browser: what is drawn and what is handed over do not get into one another."""

from __future__ import annotations

import os
import threading

from textual.drivers.web_driver import WebDriver


class RoomDriver(WebDriver):
    """Writes whole packets, one after another.

    Textual draws in one thread and hands files over in another. A pipe mixes what two threads write at a time as soon
    as a packet is longer than 4 KiB, and whoever reads it is lost from there on.
    """

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]  # handed through as they are
        self._turn = threading.Lock()
        self._write = self._write_whole  # type: ignore[assignment]  # in place of one bare os.write

    def _write_whole(self, packet: bytes) -> int:
        with self._turn:
            left = memoryview(packet)
            while left:
                left = left[os.write(self.fileno, left) :]
        return len(packet)
