"""The server, asked as browsers, strangers and other sites would ask it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest

from tests.web.conftest import Served
from vsm_tui.cli.main import run

Serve = Callable[..., Served]
_PATIENCE = 60


def base_of(link: str) -> str:
    parts = urlsplit(link)
    return f"{parts.scheme}://{parts.netloc}"


async def first_bytes(socket: aiohttp.ClientWebSocketResponse, words: bytes) -> bytes:
    """What the app draws, until ``words`` are in it."""
    seen = b""
    async with asyncio.timeout(_PATIENCE):
        while words not in seen:
            message = await socket.receive()
            assert message.type in (aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.TEXT), (message, seen[-500:])
            if isinstance(message.data, bytes):
                seen += message.data
    return seen


async def test_strangers_get_nothing(serve: Serve) -> None:
    base = base_of(serve().link())
    async with aiohttp.ClientSession() as stranger:
        for path in ("/", "/static/js/textual.js", "/download/x", "/ws", "/?token=guess"):
            async with stranger.get(base + path) as answer:
                assert answer.status == 403, path
                assert answer.headers["X-Frame-Options"] == "DENY"
        async with stranger.post(base + "/") as answer:
            assert answer.status == 405
        async with stranger.get(base + "/", headers={"Host": "evil.example"}) as answer:
            assert answer.status == 421


async def test_a_link_works_once_and_the_next_one_is_printed(serve: Serve) -> None:
    served = serve()
    link = served.link()
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as guest, aiohttp.ClientSession() as other:
        async with guest.head(link, allow_redirects=False) as answer:
            assert "Set-Cookie" not in answer.headers  # a preview of the link does not use it up
        async with guest.get(link, allow_redirects=False) as answer:
            assert answer.status == 303
            assert answer.headers["Location"] == "/"
            assert {"HttpOnly", "SameSite=Lax"} <= {p.strip() for p in answer.headers["Set-Cookie"].split(";")}
        async with guest.get(base_of(link) + "/") as answer:
            assert answer.status == 200
            page = await answer.text()
            assert "token" not in page
            assert "https://" not in page
            assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        async with other.get(link) as answer:
            assert answer.status == 403
        async with other.get(served.link(), allow_redirects=False) as answer:
            assert answer.status == 303


async def test_a_page_of_another_site_cannot_open_a_socket(serve: Serve) -> None:
    link = serve().link()
    base = base_of(link)
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as guest:
        await guest.get(link)
        for origin in ("https://evil.example", "null", ""):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await guest.ws_connect(f"{base}/ws", headers={"Origin": origin})
            assert refused.value.status == 403
        async with guest.ws_connect(f"{base}/ws?width=100&height=30", headers={"Origin": base}) as socket:
            assert b"Forecast" in await first_bytes(socket, b"Forecast")
            for nonsense in ("", "[]", "{", '["resize", 3]', '["stdin"]', '["else", {}]', "7"):
                await socket.send_str(nonsense)
            await socket.send_json(["ping", "still there"])
            async with asyncio.timeout(_PATIENCE):
                while (message := await socket.receive()).type is not aiohttp.WSMsgType.TEXT:
                    assert message.type is aiohttp.WSMsgType.BINARY
            assert message.json() == ["pong", "still there"]


async def test_whoever_leaves_takes_the_process_along(serve: Serve) -> None:
    served = serve()
    link = served.link()
    base = base_of(link)

    def processes() -> int:
        return len(children.read_text(encoding="ascii").split())

    children = Path(f"/proc/{served.process.pid}/task/{served.process.pid}/children")
    if not children.exists():
        pytest.skip("this system does not list a process's children")
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as guest:
        await guest.get(link)
        async with guest.ws_connect(f"{base}/ws", headers={"Origin": base}) as socket:
            await first_bytes(socket, b"Forecast")
            assert processes() == 1
        async with asyncio.timeout(_PATIENCE):
            while processes():
                await asyncio.sleep(0.05)


def test_an_address_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["serve", "streams/standard-feature.yaml", "--public-url", "vsm.example"]) == 1
    assert "no address of a server" in capsys.readouterr().err
    assert run(["serve", "nowhere.yaml"]) == 1
