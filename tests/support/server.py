"""A real HTTP server on loopback whose answers a test decides, and which remembers what it was asked."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

NOW = "Mon, 02 Mar 2026 12:00:00 GMT"


@dataclass(frozen=True)
class Asked:
    """One request: ``path`` without its query, ``headers`` with names in lower case, ``body`` as JSON."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any = None


@dataclass(frozen=True)
class Reply:
    """One answer. ``cut`` promises more bytes than are sent, and hangs up."""

    data: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    cut: bool = False

    @property
    def content(self) -> bytes:
        return json.dumps(self.data).encode() if self.raw is None else self.raw


Answers = Callable[[Asked], Reply]


class Server:
    """Serves ``answers``; ``asked`` are all requests so far. ``faults`` are given first, one a request."""

    def __init__(self, answers: Answers) -> None:
        self.answers, self.asked, self.faults = answers, list[Asked](), list[Reply]()
        self.lock = threading.Lock()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = 1 << 16  # one packet for head and body: two would wait for each other

            def do_GET(self) -> None:
                server.handle(self)

            def do_POST(self) -> None:
                server.handle(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class calls it so
                pass

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: object, client_address: object) -> None:
                """A client that hangs up is part of many tests."""

        self._server = Quiet(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def secure(self, context: ssl.SSLContext) -> None:
        """Speak TLS from now on."""
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        address = urlsplit(handler.path)
        length = int(handler.headers.get("content-length", 0))
        body = json.loads(handler.rfile.read(length)) if length else None
        query = {key: values[-1] for key, values in parse_qs(address.query).items()}
        headers = {key.lower(): value for key, value in handler.headers.items()}
        asked = Asked(handler.command, address.path, query, headers, body)
        with self.lock:
            self.asked.append(asked)
            reply = self.faults.pop(0) if self.faults else self.answers(asked)
        self._send(handler, reply)

    def _send(self, handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        content = reply.content
        handler.send_response_only(reply.status)
        headers = {"Content-Type": "application/json", "Date": NOW, **reply.headers}
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(content) + (100 if reply.cut else 0)))
        handler.end_headers()
        handler.wfile.write(content)
        if reply.cut:
            handler.close_connection = True


@contextmanager
def serving(answers: Answers) -> Iterator[Server]:
    """A server that runs as long as the block."""
    with Server(answers) as server:
        yield server
