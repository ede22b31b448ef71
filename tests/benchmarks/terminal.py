"""A program in a real pseudo-terminal: how long until it shows something, how long until it answers a key."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.benchmarks.harness import environment

PATIENCE = 60.0


class Terminal:
    """Spawns a command in a pseudo-terminal of a given size; a context manager that ends it again."""

    def __init__(self, command: Sequence[str], home: Path, size: tuple[int, int] = (160, 50)) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self._began = time.perf_counter()
        self._process = subprocess.Popen(
            command, cwd=home, env=environment(home), stdin=slave, stdout=slave, stderr=slave, start_new_session=True
        )
        os.close(slave)
        self.seen = bytearray()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._master)

    def _read(self, timeout: float) -> bytes:
        ready, _, _ = select.select([self._master], [], [], timeout)
        if not ready:
            return b""
        try:
            data = os.read(self._master, 1 << 16)
        except OSError:  # the other end is gone: Linux says EIO where others say end of file
            data = b""
        self.seen += data
        return data

    def until(self, marker: str) -> float:
        """Seconds from the spawn until ``marker`` has been written.

        Raises:
            TimeoutError: when it never is, with the end of what was written.
        """
        wanted, since = marker.encode(), 0
        while time.perf_counter() - self._began < PATIENCE:
            found = self.seen.find(wanted, since)
            if found >= 0:
                return time.perf_counter() - self._began
            since = max(0, len(self.seen) - len(wanted))
            if not self._read(0.5) and self._process.poll() is not None:
                break
        raise TimeoutError(f"{marker!r} never came; the last of it: {bytes(self.seen[-1500:])!r}")

    def quiet(self, seconds: float = 0.15) -> None:
        """Read until nothing has been written for that long."""
        end = time.perf_counter() + PATIENCE
        while self._read(seconds) and time.perf_counter() < end:
            pass

    def key(self, code: bytes) -> float:
        """Seconds from a key until the program has written its answer.

        Raises:
            TimeoutError: when nothing is written: the key did nothing.
        """
        self.quiet()
        began = time.perf_counter()
        os.write(self._master, code)
        if not self._read(PATIENCE / 10):
            raise TimeoutError(f"no answer to {code!r}")
        return time.perf_counter() - began

    def answered(self, code: bytes) -> int:
        """How many bytes the program writes in answer to a key."""
        self.quiet()
        before = len(self.seen)
        os.write(self._master, code)
        self.quiet(0.3)
        return len(self.seen) - before

    @property
    def megabytes(self) -> float:
        """Resident memory now."""
        pages = int(Path(f"/proc/{self._process.pid}/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
