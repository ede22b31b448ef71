"""Keys in the order they were typed, however fast: each waits until the one before it has had its effect.

Textual hands a key to whatever has the focus at that moment. A key that opens an input takes a few turns of the event
loop to move the focus there, so the second key of ``2d``, typed fast or pasted, would still reach the map and do
something else. Here a key is handed over at once when nothing is under way, and waits its turn otherwise.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from textual.app import App
from textual.events import Key

from vsm_tui.tui.screens.base import CommandScreen

_QUIET_TURNS = 3
"""So many turns of the event loop without anything waiting to be handled count as settled."""
_PATIENCE = 0.5
"""Seconds after which a key is handed over in any case."""


class KeyOrder:
    """Hands keys over one by one."""

    def __init__(self, app: App[Any], hand_over: Callable[[Key], Awaitable[None]]) -> None:
        self._app = app
        self._hand_over = hand_over
        self._waiting: deque[Key] = deque()
        self._task: asyncio.Task[None] | None = None

    async def take(self, key: Key) -> None:
        """Hand the key over now, or when its turn comes."""
        if key.key == "ctrl+j":  # Enter, where the terminal was still collecting lines when it was pressed
            key = Key("enter", "\r")
        under_way = self._task is not None and not self._task.done()
        if under_way or not self._takes_keys():
            self._waiting.append(key)
        else:
            await self._hand_over(key)
        if not under_way:
            self._task = asyncio.create_task(self._go_on())

    def stop(self) -> None:
        """Forget what waits; the app is leaving."""
        self._waiting.clear()
        if self._task is not None:
            self._task.cancel()

    async def _go_on(self) -> None:
        with suppress(asyncio.CancelledError):
            await self._settled()
            while self._waiting:
                await self._hand_over(self._waiting.popleft())
                await self._settled()

    async def _settled(self) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + _PATIENCE
        quiet = 0
        while quiet < _QUIET_TURNS and loop.time() < until:
            await asyncio.sleep(0)
            quiet = 0 if self._busy() else quiet + 1

    def _takes_keys(self) -> bool:
        """Whether the screen is there with all that keys may go to."""
        if not self._app.screen_stack:
            return False
        screen = self._app.screen
        return screen.takes_keys if isinstance(screen, CommandScreen) else screen.is_mounted

    def _busy(self) -> bool:
        """Whether anything on a key's way, from the focus up to the app, still has something to handle."""
        app = self._app
        if not app.is_running:
            return False
        if not self._takes_keys():
            return True
        focused = app.screen.focused
        way = [app, app.screen, *(focused.ancestors_with_self if focused else ())]
        return any(node.message_queue_size for node in way)
