"""One browser's process of the app: started without a shell, read to its end, and ended in order."""

from __future__ import annotations

import asyncio
import os
import signal
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

_PATIENCE = 5.0
_DRIVER = "vsm_tui.tui.web_driver:RoomDriver"


class Seat(AppService):
    """A process that runs ``words``. ``guest`` is the cookie of the browser it is for."""

    def __init__(
        self,
        words: Sequence[str],
        guest: str,
        downloads: DownloadManager,
        *,
        write_bytes: Callable[[bytes], Awaitable[None]],
        write_str: Callable[[str], Awaitable[None]],
    ) -> None:
        super().__init__(
            words[0], write_bytes=write_bytes, write_str=write_str, close=_nothing, download_manager=downloads
        )
        self.words = list(words)
        self.guest = guest
        self._gone = False

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        return {**super()._build_environment(width, height), "TEXTUAL_DRIVER": _DRIVER}

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        self._process = process = await asyncio.create_subprocess_exec(
            *self.words, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=self._build_environment(width, height),
            start_new_session=True,  # ctrl+c is for the server, which ends its processes itself
        )  # fmt: skip
        self._stdin = process.stdin
        return process

    async def on_data(self, payload: bytes) -> None:
        """What it draws goes to the browser; where that is gone it is still read, or the app could not end."""
        if not self._gone:
            try:
                await super().on_data(payload)
            except ConnectionError:
                self._gone = True

    async def ended(self) -> int:
        """Wait until the process has ended, of itself or not; returns its exit code."""
        if self._task is not None:
            await asyncio.wait({self._task})
        return 0 if self._process is None else await self._process.wait()

    async def leave(self) -> None:
        """End the process: it may save first, but not for ever."""
        process, self._gone = self._process, True
        with suppress(Exception):  # the process may be gone, in whatever state
            await asyncio.wait_for(self.stop(), _PATIENCE)
        if process is None:
            return
        # Never Process.kill() on one that may just have ended: it would take the exit code away from asyncio.
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), _PATIENCE)
        if process.returncode is None:
            _kill(process.pid)
            await process.wait()


async def _nothing() -> None:
    """Whoever carries the wire closes it, once the exit code is known."""


def _kill(pid: int) -> None:
    """The process and all that it started, where the system knows groups."""
    with suppress(ProcessLookupError):
        if hasattr(os, "killpg"):
            os.killpg(pid, signal.SIGKILL)
        else:
            os.kill(pid, signal.SIGTERM)
