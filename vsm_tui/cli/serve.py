"""``vsm serve``: the app in a browser, for a room to look at."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from vsm_tui.cli.launch import target
from vsm_tui.cli.output import Output, common
from vsm_tui.files import locations
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


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a server listens, how browsers reach it, and the names it answers to besides."""

    host: str
    port: int
    origin: str
    names: Sequence[str] = ()


@click.command("serve", epilog=_EPILOG)
@click.argument("path", required=False)
@click.option("--editable", is_flag=True, help="Browsers may edit, pull and write as you may. Default: look only.")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on; 0.0.0.0 or :: are all of this machine.",
)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one.")
@click.option("--public-url", metavar="URL", help="How browsers reach it, where something stands in front of it.")
@common
def command(out: Output, path: str | None, editable: bool, host: str, port: int, public_url: str | None) -> int:
    """Show the app in a browser: PATH is a folder of streams or a stream file; nothing else is shared.

    Every browser comes in by a link of its own that works once; when one was used, the next is printed.
    """
    found = target(path) or _folder()
    try:
        from vsm_tui.web.gate import Gate, hosts_of
        from vsm_tui.web.server import RoomServer, serve
    except ImportError:
        raise VsmError("serving needs the extra serve: README says how to install it") from None
    place = _place(host, port, public_url)
    shared = ["--shared", *([] if editable else ["--read-only"]), str(found.absolute())]
    gate = Gate(place.origin, hosts_of(place.origin, place.names), lambda link: _next(out, link))
    server = RoomServer(
        [sys.executable, "-m", "vsm_tui", "open", *shared],
        gate,
        _title(found),
        "shared, editable" if editable else "view only",
        out.note,
    )

    def ready(link: str) -> None:
        _opened(out, found, place, editable=editable)
        _next(out, link)

    _run(lambda: serve(server, place.host, place.port, ready), place)
    _ended(out, server)
    return 0


def _folder() -> Path:
    """What is served where nothing is named: what the app would open."""
    here = Path("streams")
    found = here if here.is_dir() else locations.workspace_folder()
    found.mkdir(parents=True, exist_ok=True)
    return found


def _title(path: Path) -> str:
    return path.absolute().name if path.is_dir() else path.stem


def _place(host: str, port: int, public: str | None) -> _Place:
    """Resolve a free port, and on a wildcard the names of this machine.

    Raises:
        InputError: when ``public`` is no address of a server.
    """
    from vsm_tui.web.names import WILDCARDS, names
    from vsm_tui.web.server import free_port

    if not host:
        raise InputError("--host takes an address; 0.0.0.0 or :: are all of this machine")
    given = _origin(public) if public is not None else None
    try:
        port = port or free_port(host)
    except OSError as error:
        raise _unheard(host, port, error) from None
    if given is not None:
        return _Place(host, port, given)
    found = names(host) if host in WILDCARDS else [f"[{host}]" if ":" in host else host]
    return _Place(host, port, f"http://{found[0]}:{port}", found)


def _origin(public: str) -> str:
    parts = urlsplit(public)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
        raise InputError(f"{public!r} is no address of a server: write https://vsm.example.org")
    return f"{parts.scheme}://{parts.netloc}".lower()


def _unheard(host: str, port: int, error: OSError) -> VsmError:
    return VsmError(f"cannot listen on {host}:{port}: {error.strerror or error}; --port 0 takes a free one")


def _run(serving: Callable[[], object], place: _Place) -> None:
    try:
        asyncio.run(serving())  # type: ignore[arg-type]  # a coroutine
    except KeyboardInterrupt:
        return  # a second ctrl+c, or a system where the first one comes like this: it was told to end, and it has
    except OSError as error:
        raise _unheard(place.host, place.port, error) from None


def _opened(out: Output, path: Path, place: _Place, *, editable: bool) -> None:
    """Say what is shared, how, and by which names it can be reached."""
    what = f"all streams in the folder {_title(path)}" if path.is_dir() else f"{path.name} alone"
    may = "whoever has a link may edit" if editable else "view only"
    out.note(f"sharing {what}: {may}")
    if place.host not in _LOOPBACK and not place.origin.startswith("https://"):
        out.note(
            f"note: on {place.host} everything, the links too, crosses the network unencrypted; ssh -L is the safe way"
        )
    if len(place.names) > 1:
        out.note(f"it answers to {', '.join(place.names)}; for another name: --public-url http://NAME:{place.port}")
    out.note("ctrl+c ends it")


def _next(out: Output, link: str) -> None:
    if out.as_json:
        click.echo(json.dumps({"schema": out.schema, "link": link}))
    else:
        click.echo(f"for the next browser: {link}")
    sys.stdout.flush()


def _ended(out: Output, server: RoomServer) -> None:
    closed = server.closed
    out.note("\nstopped; no browser had it open" if not closed else f"\nstopped; {_counted(closed)} closed")


def _counted(browsers: int) -> str:
    return f"{browsers} browser{'s were' if browsers != 1 else ' was'}"
