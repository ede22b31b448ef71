"""The app in a terminal in memory: what really reaches the wire, and what a user would see."""

from __future__ import annotations

import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable
from fcntl import ioctl
from pathlib import Path

import pyte

ROOT = Path(__file__).resolve().parents[2]
START = "import sys; from pathlib import Path; from vsm_tui.tui.app import run; sys.exit(run(Path(sys.argv[1])))"


class Terminal:
    """A child process on a pty, its screen, and every byte it wrote."""

    def __init__(self, path: Path, home: Path, size: tuple[int, int] = (100, 30), code: str = START) -> None:
        self.width, self.height = size
        self.screen = pyte.Screen(*size)
        self.stream = pyte.ByteStream(self.screen)
        self.wire = b""
        self.status: int | None = None
        environment = {
            "PATH": os.environ.get("PATH", ""), "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8",
            "HOME": str(home), "VSM_HOME": str(home / "vsm"), "PYTHONPATH": str(ROOT), "TEXTUAL_ANIMATIONS": "none",
        }  # fmt: skip
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(home)
            os.execve(sys.executable, [sys.executable, "-c", code, str(path)], environment)  # noqa: S606
        self.resize(*size)

    def resize(self, width: int, height: int) -> None:
        """Give the terminal another size."""
        self.width, self.height = width, height
        ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        self.screen.resize(height, width)

    def send(self, keys: str) -> None:
        """Press keys."""
        os.write(self.fd, keys.encode())

    def read(self, seconds: float = 0.05) -> bool:
        """Take what comes; whether the child still has the terminal open."""
        ready, _, _ = select.select([self.fd], [], [], seconds)
        if not ready:
            return True
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            data = b""
        self.wire += data
        self.stream.feed(data)
        return bool(data)

    @property
    def text(self) -> str:
        """The screen as plain lines."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def until(self, found: Callable[[], object], seconds: float = 20.0) -> None:
        """Read until something shows."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.read()
            if found():
                return
        raise AssertionError(f"this never came; the screen shows:\n{self.text}")

    def shows(self, text: str, seconds: float = 20.0) -> None:
        """Read until a text is on the screen."""
        self.until(lambda: text in self.text, seconds)

    def wait(self, seconds: float = 20.0) -> int:
        """Read on until the process is gone; its exit code."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.read()
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                while self.read(0.1) and time.monotonic() < end:
                    if not select.select([self.fd], [], [], 0.1)[0]:
                        break
                self.status = os.waitstatus_to_exitcode(status)
                return self.status
        raise AssertionError(f"it did not end; the screen shows:\n{self.text}")

    def kill(self) -> None:
        """Kill -9."""
        os.kill(self.pid, signal.SIGKILL)
        self.wait()

    def close(self) -> None:
        """End whatever still runs."""
        if self.status is None:
            self.kill()
        os.close(self.fd)
