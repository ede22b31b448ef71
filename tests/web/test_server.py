"""The server, asked as browsers, strangers and other sites would ask it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket as socket_module
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest
from yarl import URL

from tests.web.conftest import Served
from vsm_tui.cli.main import run
from vsm_tui.web.names import WILDCARDS

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
        for path in ("/", "/page.js", "/static/js/textual.js", "/download/x", "/ws", "/?token=guess", "/nowhere"):
            async with stranger.get(base + path) as answer:
                assert answer.status == 403, path
                assert answer.headers["X-Frame-Options"] == "DENY"
                assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
                assert "<script" not in await answer.text()
        async with stranger.post(base + "/") as answer:
            assert answer.status == 405
        async with stranger.get(base + "/", headers={"Host": "evil.example"}) as answer:
            assert answer.status == 421
            assert "--public-url" in await answer.text()


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
        following = served.link()
        for known in (link, following):  # it is in already: no link is used up, and none is given away
            async with guest.get(known, allow_redirects=False) as answer:
                assert (answer.status, answer.headers["Location"]) == (303, "/")
                assert "Set-Cookie" not in answer.headers
        async with other.get(following, allow_redirects=False) as answer:
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


async def test_on_all_addresses_the_link_is_one_that_others_can_use(serve: Serve) -> None:
    served = serve("--host", WILDCARDS[0])
    link = served.link()
    base = base_of(link)
    parts = urlsplit(link)
    assert parts.hostname not in (*WILDCARDS, None)
    said = served.notes.read_text(encoding="utf-8")
    assert str(parts.hostname) in said
    assert "--public-url" in said
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as guest:
        async with guest.get(link, allow_redirects=False) as answer:
            assert answer.status == 303
            cookie = {"Cookie": answer.headers["Set-Cookie"].partition(";")[0]}
        for name, status in (("localhost", 200), ("127.0.0.1", 200), (WILDCARDS[0], 421), ("evil.example", 421)):
            async with guest.get(base, headers={"Host": f"{name}:{parts.port}", **cookie}) as answer:
                assert answer.status == status, name
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await guest.ws_connect(f"{base}/ws", headers={"Origin": f"http://evil.example:{parts.port}"})
        async with guest.ws_connect(f"{base}/ws", headers={"Origin": base}) as socket:
            await first_bytes(socket, b"Forecast")


async def test_nothing_but_the_page_and_its_parts_is_there(serve: Serve) -> None:
    link = serve().link()
    base = base_of(link)
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as guest:
        await guest.get(link)
        there = {"/": 200, "/page.js": 200, "/static/js/textual.js": 200, "/static/css/xterm.css": 200}
        others = ("/static", "/static/", "/static/js", "/static/../server.py", "/download", "/download/x", "/x")
        for path, status in {**there, **dict.fromkeys(others, 404)}.items():
            async with guest.get(URL(base + path, encoded=True)) as answer:
                assert answer.status == status or (status == 404 and answer.status == 403), path


async def written(socket: aiohttp.ClientWebSocketResponse, keys: str) -> None:
    await socket.send_json(["stdin", keys])


async def delivered(socket: aiohttp.ClientWebSocketResponse) -> str:
    """The key of the next file that the app hands over."""
    async with asyncio.timeout(_PATIENCE):
        while True:
            message = await socket.receive()
            if message.type is aiohttp.WSMsgType.TEXT and (said := message.json())[0] == "deliver_file_start":
                return str(said[1])
            assert message.type in (aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.TEXT)


async def test_a_file_goes_to_the_browser_that_asked_for_it_and_to_no_other(serve: Serve) -> None:
    served = serve()
    link = served.link()
    base = base_of(link)
    around = {path: path.read_bytes() for path in served.stream.parent.iterdir()}
    async with (
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as guest,
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as other,
        aiohttp.ClientSession() as nobody,
    ):
        await guest.get(link)
        await other.get(served.link())
        async with guest.ws_connect(f"{base}/ws?width=100&height=30", headers={"Origin": base}) as socket:
            await first_bytes(socket, b"Forecast")
            await written(socket, "H")
            await first_bytes(socket, b"Download as")
            await written(socket, "\r")
            address = f"{base}/download/{await delivered(socket)}"
            reading = asyncio.create_task(drained(socket))
            for stranger, status in ((other, 404), (nobody, 403)):
                async with stranger.get(address) as answer:
                    assert answer.status == status
            async with guest.get(address) as answer:
                assert answer.status == 200
                assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''forecast-model.html"
                assert answer.headers["Content-Type"] == "application/octet-stream"
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
                page = await answer.read()
                assert page.startswith(b"<!doctype html>")
                assert page.rstrip().endswith(b"</html>")
            async with guest.get(address) as answer:
                assert answer.status == 404, "a file is handed over once"
            reading.cancel()
    assert {path: path.read_bytes() for path in served.stream.parent.iterdir()} == around


async def drained(socket: aiohttp.ClientWebSocketResponse) -> None:
    """Read on, as a browser does."""
    async for _ in socket:
        pass


async def close_code(socket: aiohttp.ClientWebSocketResponse) -> int | None:
    async with asyncio.timeout(_PATIENCE):
        await drained(socket)
    return socket.close_code


async def test_pages_are_told_why_they_were_closed(serve: Serve) -> None:
    served = serve("--editable")
    link = served.link()
    base = base_of(link)
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as guest:
        await guest.get(link)
        async with guest.ws_connect(f"{base}/ws", headers={"Origin": base}) as socket:
            await first_bytes(socket, b"Forecast")
            await written(socket, "\x11")  # ctrl+q
            assert await close_code(socket) == 4000
        async with guest.ws_connect(f"{base}/ws", headers={"Origin": base}) as socket:
            await first_bytes(socket, b"Forecast")
            served.process.send_signal(signal.SIGINT)
            assert await close_code(socket) == 1001
    assert await asyncio.to_thread(served.process.wait, _PATIENCE) == 0
    said = served.notes.read_text(encoding="utf-8")
    assert "sharing forecast-model.yaml alone: whoever has a link may edit" in said
    assert said.count("a browser opened it: 1 open now") == 2
    assert "a browser left it: 0 open now" in said
    assert "stopped; 1 browser was closed" in said


async def test_browsers_come_and_go_without_a_word_from_the_machinery(serve: Serve) -> None:
    served = serve("--editable")
    link = served.link()
    base = base_of(link)
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as guest:
        await guest.get(link)
        for _ in range(4):
            async with guest.ws_connect(f"{base}/ws", headers={"Origin": base}) as socket:
                await first_bytes(socket, b"Forecast")
    served.process.send_signal(signal.SIGTERM)
    assert await asyncio.to_thread(served.process.wait, _PATIENCE) == 0
    said = served.notes.read_text(encoding="utf-8").split("\n")
    known = ("sharing ", "ctrl+c ends it", "a browser ", "stopped; ", "")
    assert [line for line in said if not line.startswith(known[:-1]) and line] == []


def test_a_port_that_is_taken_is_all_that_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with socket_module.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert run(["serve", "streams/standard-feature.yaml", "--port", port]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "cannot listen on" in said.err
    assert "ctrl+c" not in said.err


@pytest.mark.parametrize("command", [["serve"], ["open"], []])
def test_a_log_is_no_stream(command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "work.events.csv"
    log.write_text("item,state,at\n", encoding="utf-8")
    assert run([*command, str(log)]) == 1
    assert "this is a log, not a stream; vsm new NAME --from-log" in capsys.readouterr().err
    log.with_name("work.yaml").write_text("vsm: 1\n", encoding="utf-8")
    assert run([*command, str(log)]) == 1
    assert "did you mean work.yaml" in capsys.readouterr().err


async def test_an_app_that_breaks_is_told_from_one_that_was_left(serve: Serve) -> None:
    served = serve()
    link = served.link()
    base = base_of(link)
    children = Path(f"/proc/{served.process.pid}/task/{served.process.pid}/children")
    if not children.exists():
        pytest.skip("this system does not list a process's children")
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as guest:
        await guest.get(link)
        async with guest.ws_connect(f"{base}/ws", headers={"Origin": base}) as socket:
            await first_bytes(socket, b"Forecast")
            os.kill(int(children.read_text(encoding="ascii")), signal.SIGKILL)
            assert await close_code(socket) == 4001
        async with guest.ws_connect(f"{base}/ws", headers={"Origin": base}) as socket:
            await first_bytes(socket, b"Forecast")
