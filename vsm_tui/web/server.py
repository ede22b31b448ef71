"""The server: a page with a terminal in it, and a process of the app for each browser that was let in."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from importlib.resources import files

from aiohttp import WSMsgType, web
from jinja2 import Environment, StrictUndefined
from textual_serve.app_service import AppService
from textual_serve.server import Server

from vsm_tui.web.gate import COOKIE, Gate

MOST_GUESTS = 24
"""Each has a process of the app."""
_LARGEST = 1 << 20
_PATIENCE = 5.0
_SIZES = (range(20, 1001), range(5, 401))
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
        "img-src 'self' data:; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_log = logging.getLogger(__name__)


class Seat(AppService):
    """One browser's process of the app, started without a shell."""

    words: Sequence[str] = ()

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        self._process = process = await asyncio.create_subprocess_exec(
            *self.words, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=self._build_environment(width, height),
            start_new_session=True,  # ctrl+c is for the server, which ends its processes itself
        )  # fmt: skip
        self._stdin = process.stdin
        return process

    async def leave(self) -> None:
        """End the process: it may save first, but not for ever."""
        with suppress(Exception):  # the process may be gone, in whatever state
            await asyncio.wait_for(self.stop(), _PATIENCE)
        process = self._process
        if process is not None and process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


class RoomServer(Server):
    """Serves ``words``, a command that runs the app, to browsers that the gate lets in."""

    def __init__(self, words: Sequence[str], gate: Gate, host: str, port: int, title: str) -> None:
        super().__init__(" ".join(words), host=host, port=port, title=title, public_url=gate.origin)
        self.words = list(words)
        self.gate = gate
        self.seats: set[Seat] = set()

    def initialize_logging(self) -> None:
        """Nothing is logged but faults: addresses hold tokens."""

    async def on_startup(self, app: web.Application) -> None:
        """Whoever started the server tells where it is."""

    async def on_shutdown(self, app: web.Application) -> None:  # noqa: ARG002 -- aiohttp's signature
        """End every process."""
        await asyncio.gather(*(seat.leave() for seat in tuple(self.seats)))

    async def application(self) -> web.Application:
        """The web application, its gate in front of everything."""
        app = await self._make_app()
        app.middlewares.append(self._watched)
        app.add_routes([web.get("/page.js", self.handle_script)])
        return app

    @web.middleware
    async def _watched(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        answer: web.StreamResponse | None = self._refused(request) or self._entered(request)
        if answer is None:
            try:
                answer = await handler(request)
            except web.HTTPException as error:
                answer = error
        assert answer is not None  # noqa: S101 -- what a handler returns
        if not answer.prepared:
            answer.headers.update(_HEADERS)
        return answer

    def _refused(self, request: web.Request) -> web.Response | None:
        """Why a request is turned away, if it is."""
        if request.method not in ("GET", "HEAD"):
            return web.Response(status=405, text="this server is only looked at\n")
        if not self.gate.answers_to(request.host):
            return web.Response(status=421, text="this server has another name\n")
        if request.path == "/" and "token" in request.query:
            return None
        if not self.gate.knows(request.cookies.get(COOKIE, "")):
            return web.Response(status=403, text="ask whoever shares this for a link; each link lets one browser in\n")
        if request.path == "/ws" and not self.gate.is_own(request.headers.get("Origin", "")):
            return web.Response(status=403, text="this page is not ours\n")
        return None

    def _entered(self, request: web.Request) -> web.Response | None:
        """The answer to a link: a cookie, and on to the page without the token in its address."""
        if request.path != "/" or "token" not in request.query:
            return None
        if request.method != "GET":
            return web.Response()  # something looks where the link leads before anybody follows it
        guest = self.gate.enter(request.query["token"])
        if guest is None:
            return web.Response(status=403, text="this link was used, or never was one: ask for another\n")
        answer = web.Response(status=303, headers={"Location": "/"})
        secure = self.gate.origin.startswith("https://")
        # Not Strict: a browser that follows a link from a chat would not send it on to the page.
        answer.set_cookie(COOKIE, guest, httponly=True, samesite="Lax", path="/", secure=secure)
        return answer

    async def handle_index(self, request: web.Request) -> web.Response:
        """The page: a terminal as large as the window."""
        source = files("vsm_tui.web").joinpath("page.html").read_text(encoding="utf-8")
        scheme = "wss" if self.gate.origin.startswith("https://") else "ws"
        text = (
            Environment(autoescape=True, undefined=StrictUndefined)
            .from_string(source)
            .render(title=self.title, socket=f"{scheme}://{request.host}/ws")
        )
        return web.Response(text=text, content_type="text/html")

    async def handle_script(self, _: web.Request) -> web.Response:
        """What the page does on its own: it lets keys go to the terminal."""
        text = files("vsm_tui.web").joinpath("page.js").read_text(encoding="utf-8")
        return web.Response(text=text, content_type="text/javascript")

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """The wire between a browser and its process."""
        wire = web.WebSocketResponse(heartbeat=15, max_msg_size=_LARGEST)
        await wire.prepare(request)
        if len(self.seats) >= MOST_GUESTS:
            await wire.close(code=1013, message=b"the room is full")
            return wire

        async def close() -> None:
            await wire.close()

        seat = Seat(
            self.command,
            write_bytes=wire.send_bytes,
            write_str=wire.send_str,
            close=close,
            download_manager=self.download_manager,
        )
        seat.words = self.words
        self.seats.add(seat)
        try:
            await seat.start(*_size(request.query.get("width"), request.query.get("height")))
            await self._carried(wire, seat)
        finally:
            await seat.leave()
            self.seats.discard(seat)
        return wire

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


async def serve(server: RoomServer, ready: Callable[[str], None]) -> None:
    """Serve until cancelled or terminated. ``ready`` is told the first link once the port is open.

    Raises:
        OSError: when the port is taken.
    """
    runner = web.AppRunner(await server.application(), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, server.host, server.port).start()
        over = asyncio.Event()
        with suppress(NotImplementedError):  # Windows has no such signal
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, over.set)
        ready(server.gate.link)
        await over.wait()
    finally:
        await runner.cleanup()
