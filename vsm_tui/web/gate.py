"""Who may come in: links that work once, a cookie for the browser that used one, and no page of another site.

A page that any site shows can make a reader's browser talk to a server on the reader's own machine. So every request
must name this server as its host, a socket must come from a page of this server, and both need the cookie.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

COOKIE = "vsm"
_BYTES = 24
_USUAL = {"http": 80, "https": 443}
_OWN = {"127.0.0.1", "localhost", "[::1]"}


@dataclass(slots=True)
class Gate:
    """Links and guests of one server. ``hosts`` are the names it answers to, ``HOST:PORT`` in lower case.

    ``origin`` is how browsers reach it, such as ``http://127.0.0.1:8000``. ``used`` is told of the next link when one
    was used.
    """

    origin: str
    hosts: frozenset[str]
    used: Callable[[str], None] = lambda _: None
    _link: str = field(default_factory=lambda: secrets.token_urlsafe(_BYTES), repr=False)
    _guests: set[str] = field(default_factory=set, repr=False)

    @property
    def link(self) -> str:
        """The address that lets the next browser in."""
        return f"{self.origin}/?token={self._link}"

    def enter(self, token: str) -> str | None:
        """Let a browser in by a token; returns its cookie, ``None`` where the token is not the one that is out."""
        if not hmac.compare_digest(token.encode(), self._link.encode()):
            return None
        self._link = secrets.token_urlsafe(_BYTES)
        guest = secrets.token_urlsafe(_BYTES)
        self._guests.add(guest)
        self.used(self.link)
        return guest

    def knows(self, cookie: str) -> bool:
        """Whether a browser was let in."""
        return any(hmac.compare_digest(cookie.encode(), guest.encode()) for guest in self._guests)

    def answers_to(self, host: str) -> bool:
        """Whether a request that names ``host`` means this server."""
        return host.lower() in self.hosts

    def is_own(self, origin: str) -> bool:
        """Whether a socket was opened by a page of this server."""
        return origin.lower() in {f"{urlsplit(self.origin).scheme}://{host}" for host in self.hosts}


def hosts_of(origin: str, names: Iterable[str] = ()) -> frozenset[str]:
    """What a server reached at ``origin`` answers to; on the machine's own address all of its names.

    ``names`` are more of them, without a port. Browsers leave out the port that is usual.
    """
    parts = urlsplit(origin)
    usual = _USUAL.get(parts.scheme)
    port = parts.port or usual
    ends = [f":{port}", *([""] if port == usual else [])]
    name = f"[{parts.hostname}]" if parts.hostname and ":" in parts.hostname else parts.hostname or ""
    known = {name, *names} | (_OWN if name in _OWN else set())
    return frozenset(f"{each}{end}".lower() for each in known for end in ends)
