"""The server: a page with a terminal in it, and a process of the app for each browser that was let in."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

from aiohttp import WSMsgType, web
from textual_serve.download_manager import DownloadManager

from vsm_tui.web import pages
from vsm_tui.web.gate import COOKIE, Gate
from vsm_tui.web.seat import Seat

MOST_GUESTS = 24
"""Each has a process of the app."""
_LARGEST = 1 << 20
_SIZES = (range(20, 1001), range(5, 401))
_LEFT, _BROKE, _STOPPED, _FULL = 4000, 4001, 1001, 1013
"""Why a wire is closed; ``page.js`` puts it into words."""
_log = logging.getLogger(__name__)


class RoomServer:
    """Serves ``words``, a command that runs the app, to browsers that the gate lets in.

    ``title`` and ``sign`` stand in the title of the page; ``told`` hears who comes and leaves, as sentences.
    """

    def __init__(
        self,
        words: Sequence[str],
        gate: Gate,
        title: str,
        sign: str,
        told: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.words = list(words)
        self.gate = gate
        self.title, self.sign, self.told = title, sign, told
        self.seats: dict[Seat, web.WebSocketResponse] = {}
        self.downloads = DownloadManager()
        self.closed = 0

    def application(self) -> web.Application:
        """The web application, its gate in front of everything."""
        app = web.Application(middlewares=[self._watched])
        static = Path(str(files("textual_serve").joinpath("static")))
        app.add_routes(
            [
                web.get("/", self.handle_index),
                web.get("/ws", self.handle_websocket),
                web.get("/page.js", self.handle_script),
                web.get("/download/{key}", self.handle_download, allow_head=False),
                web.static("/static", static),
            ]
        )
        app.on_response_prepare.append(_headed)
        app.on_shutdown.append(self._stopped)
        return app

    async def _stopped(self, _: web.Application) -> None:
        """Tell every page why, and end every process."""
        self.closed = self._open_now()
        seats = tuple(self.seats.items())
        await asyncio.gather(*(wire.close(code=_STOPPED, message=b"stopped") for _, wire in seats))
        await asyncio.gather(*(seat.leave() for seat, _ in seats))

    @web.middleware
    async def _watched(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        answer = self._refused(request) or self._entered(request)
        if answer is not None:
            return answer
        try:
            return await handler(request)
        except web.HTTPException as error:
            return pages.refusal(error.status)

    def _refused(self, request: web.Request) -> web.Response | None:
        """Why a request is turned away, if it is."""
        if request.method not in ("GET", "HEAD"):
            return pages.refusal(405)
        if not self.gate.answers_to(request.host):
            return pages.refusal(421)
        if request.path == "/" and "token" in request.query:
            return None
        if not self._knows(request):
            return pages.refusal(403)
        if request.path == "/ws" and not self.gate.is_own(request.headers.get("Origin", "")):
            return pages.refusal(403, pages.FOREIGN)
        return None

    def _knows(self, request: web.Request) -> bool:
        return self.gate.knows(request.cookies.get(COOKIE, ""))

    def _entered(self, request: web.Request) -> web.Response | None:
        """The answer to a link: a cookie, and on to the page without the token in its address."""
        if request.path != "/" or "token" not in request.query:
            return None
        if request.method != "GET":
            return web.Response()  # something looks where the link leads before anybody follows it
        answer = web.Response(status=303, headers={"Location": "/"})
        if self._knows(request):
            return answer  # it is in already, whatever link it followed: none is used up
        guest = self.gate.enter(request.query["token"])
        if guest is None:
            return pages.refusal(403, pages.USED)
        secure = self.gate.origin.startswith("https://")
        # Not Strict: a browser that follows a link from a chat would not send it on to the page.
        answer.set_cookie(COOKIE, guest, httponly=True, samesite="Lax", path="/", secure=secure)
        return answer

    async def handle_index(self, request: web.Request) -> web.Response:
        """The page: a terminal as large as the window."""
        scheme = "wss" if self.gate.origin.startswith("https://") else "ws"
        return pages.terminal(self.title, self.sign, f"{scheme}://{request.host}/ws")

    async def handle_script(self, _: web.Request) -> web.Response:
        """What the page does on its own."""
        return pages.script()

    async def handle_download(self, request: web.Request) -> web.StreamResponse:
        """A file that an app hands to its own browser, once."""
        key, guest = request.match_info["key"], request.cookies.get(COOKIE, "")
        try:
            found = await self.downloads.get_download_metadata(key)
        except KeyError:
            raise web.HTTPNotFound from None
        seat = found.app_service
        if not isinstance(seat, Seat) or seat.guest != guest:
            raise web.HTTPNotFound
        answer = web.StreamResponse()
        # Never the type that the app names: nothing that it hands out is shown as a page of this server.
        answer.content_type = "application/octet-stream"
        answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.file_name, safe='')}"
        await answer.prepare(request)
        try:
            async for chunk in self.downloads.download(key):
                await answer.write(chunk)
        except ValueError:  # how textual-serve ends where the app answers no more
            if request.transport is not None:
                request.transport.abort()  # half a file must not look like a whole one
            return answer
        await answer.write_eof()
        return answer

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """The wire between a browser and its process."""
        wire = web.WebSocketResponse(heartbeat=15, max_msg_size=_LARGEST)
        await wire.prepare(request)
        if len(self.seats) >= MOST_GUESTS:
            await wire.close(code=_FULL, message=b"the room is full")
            return wire
        seat = Seat(
            self.words,
            request.cookies.get(COOKIE, ""),
            self.downloads,
            write_bytes=wire.send_bytes,
            write_str=wire.send_str,
        )
        self.seats[seat] = wire
        self._tell("opened")
        try:
            await seat.start(*_size(request.query.get("width"), request.query.get("height")))
            ending = asyncio.create_task(_close_after(seat, wire))
            try:
                await self._carried(wire, seat)
            finally:
                self._tell("left")
                await seat.leave()
                await ending
        finally:
            del self.seats[seat]
        return wire

    def _tell(self, what: str) -> None:
        """Say how many browsers have it open."""
        self.told(f"a browser {what} it: {self._open_now()} open now")

    def _open_now(self) -> int:
        """How many browsers have it open; the process of one that left may take a moment longer to end."""
        return sum(not wire.closed for wire in self.seats.values())

    async def _carried(self, wire: web.WebSocketResponse, seat: Seat) -> None:
        """What a browser says, to its process; what is none of it is left out."""
        async for message in wire:
            if message.type != WSMsgType.TEXT:
                continue
            try:
                what, data = (*message.json(), None)[:2]
                match what:
                    case "stdin":
                        await seat.send_bytes(str(data).encode("utf-8"))
                    case "resize":
                        await seat.set_terminal_size(*_size(data["width"], data["height"]))
                    case "ping":
                        await wire.send_json(["pong", data])
                    case "blur":
                        await seat.blur()
                    case "focus":
                        await seat.focus()
            except (ValueError, TypeError, KeyError, AttributeError):
                _log.debug("a message that is none")


async def _headed(_: web.Request, answer: web.StreamResponse) -> None:
    answer.headers.update(pages.HEADERS)


async def _close_after(seat: Seat, wire: web.WebSocketResponse) -> None:
    """Tell the page how its process ended, once it has."""
    code = await seat.ended()
    await wire.close(code=_BROKE if code else _LEFT, message=b"broke" if code else b"left")


def _size(width: object, height: object) -> tuple[int, int]:
    """A terminal's size as a browser says it, where it is one."""
    try:
        wide, high = int(str(width)), int(str(height))
    except ValueError:
        return 80, 24
    return (wide if wide in _SIZES[0] else 80), (high if high in _SIZES[1] else 24)


def free_port(host: str) -> int:
    """A port that nobody listens on now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


async def serve(server: RoomServer, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve until told to stop (ctrl+c or a signal to end). ``ready`` is told the first link once the port is open.

    Raises:
        OSError: when the port is taken.
    """
    runner = web.AppRunner(server.application(), access_log=None)
    await runner.setup()
    over = asyncio.Event()
    try:
        await web.TCPSite(runner, host, port).start()
        _hear_ends(over)
        ready(server.gate.link)
        await over.wait()
    finally:
        await runner.cleanup()


def _hear_ends(over: asyncio.Event) -> None:
    """Stop in order when told; a second ctrl+c stops at once."""
    loop = asyncio.get_running_loop()

    def interrupted() -> None:
        loop.remove_signal_handler(signal.SIGINT)
        over.set()

    with suppress(NotImplementedError):  # Windows has none of it; ctrl+c arrives as an exception there
        loop.add_signal_handler(signal.SIGTERM, over.set)
        if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:  # started in the background: not for us
            loop.add_signal_handler(signal.SIGINT, interrupted)
