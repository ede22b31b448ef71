"""``vsm serve``: the app in a browser, for a room to look at."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from vsm_tui.cli.launch import target
from vsm_tui.cli.output import Output, common
from vsm_tui.model import InputError, VsmError

if TYPE_CHECKING:
    from vsm_tui.web.server import RoomServer

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_EPILOG = """\b
Examples:
  vsm serve standard-feature                     look only, on this machine
  vsm serve standard-feature --editable          whoever has a link may edit
  ssh -L 8000:127.0.0.1:8000 HOST                the safe way to show it elsewhere
"""


@click.command("serve", epilog=_EPILOG)
@click.argument("path", required=False)
@click.option("--editable", is_flag=True, help="Browsers may edit, pull and write as you may. Default: look only.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one.")
@click.option("--public-url", metavar="URL", help="How browsers reach it, where something stands in front of it.")
@common
def command(out: Output, path: str | None, editable: bool, host: str, port: int, public_url: str | None) -> int:
    """Show the app in a browser: PATH is a folder of streams or a stream file.

    Every browser comes in by a link of its own that works once; when one was used, the next is printed.
    """
    found = target(path)
    origin = _origin(public_url, host, port)
    if host not in _LOOPBACK and not origin.startswith("https://"):
        out.note(f"note: on {host} everything, the links too, crosses the network unencrypted; ssh -L is the safe way")
    words = [sys.executable, "-m", "vsm_tui", "open", *([] if editable else ["--read-only"])]
    words += [str(found.absolute())] if found else []
    try:
        asyncio.run(_serve(words, host, port, origin, found, out, fixed=bool(public_url)))
    except OSError as error:
        why = error.strerror or error
        raise VsmError(f"cannot listen on {host}:{port}: {why}; --port 0 takes a free one") from None
    return 0


def _origin(public: str | None, host: str, port: int) -> str:
    if public is None:
        return f"http://{f'[{host}]' if ':' in host else host}:{port}"
    parts = urlsplit(public)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
        raise InputError(f"{public!r} is no address of a server: write https://vsm.example.org")
    return f"{parts.scheme}://{parts.netloc}".lower()


async def _serve(
    words: list[str], host: str, port: int, origin: str, path: Path | None, out: Output, *, fixed: bool
) -> None:
    try:
        from vsm_tui.web.gate import Gate, hosts_of
        from vsm_tui.web.server import RoomServer, free_port, serve
    except ImportError:
        raise VsmError("serving needs the extra serve: README says how to install it") from None
    if port == 0:
        port = free_port(host)
        origin = origin if fixed else origin.removesuffix(":0") + f":{port}"

    def said(link: str) -> None:
        if out.as_json:
            click.echo(f'{{"schema": "{out.schema}", "link": "{link}"}}')
        else:
            click.echo(f"for the next browser: {link}")
        sys.stdout.flush()

    gate = Gate(origin, hosts_of(origin), said)
    server: RoomServer = RoomServer(words, gate, host, port, path.stem if path else "vsm")
    if not out.as_json:
        out.note("ctrl+c ends it")
    await serve(server, said)
