"""The one module that talks HTTP, so that the client library is changed in one place.

It only reads: GET, and POST to the few searches a source names. It follows no redirect to another server, retries
what may pass (429 in every dialect, 5xx, cut connections) with a countdown that can be stopped, and takes nothing
larger or slower than it was told to expect.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urljoin

from vsm_tui import __version__
from vsm_tui.connect.address import host_of, is_loopback, same_origin, server
from vsm_tui.connect.answer import Answer, Lines, Patience
from vsm_tui.connect.limits import asked_pause, is_limited, is_limited_answer, seconds_until
from vsm_tui.connect.secret import Credential
from vsm_tui.connect.source import Tell
from vsm_tui.connect.unpack import PACKINGS, PackedWronglyError, unpacked
from vsm_tui.connect.words import explained
from vsm_tui.events import clean
from vsm_tui.model import SourceError
from vsm_tui.model.wording import counted

if TYPE_CHECKING:
    import httpx

__all__ = ["Answer", "Http", "HttpError", "Patience"]

_TRIES = 6
_LIMITED_TRIES = 20
_REDIRECTS = 2
_PATIENCE = Patience()
_MOVED = (301, 302, 303, 307, 308)
_CHANGES = re.compile(r"\b(mutation|subscription)\b")


class HttpError(SourceError):
    """The server answered, and it was no. ``status`` is HTTP's; 0 where no answer came."""

    def __init__(self, text: str, status: int = 0) -> None:
        self.status = status
        super().__init__(text)


class Http:
    """Requests to one server. Close it, or use it in a ``with``.

    ``reads`` are the paths that may be POSTed to, because they only search. ``requests`` were sent so far;
    ``answered`` is the server's own clock at its last good answer.
    """

    def __init__(
        self,
        base: str,
        tell: Tell,
        *,
        credential: Credential | None = None,
        reads: tuple[str, ...] = (),
        headers: Mapping[str, str] | None = None,
        patience: Patience = _PATIENCE,
    ) -> None:
        import httpx

        self.base, self.tell, self.patience, self.requests = server(base), tell, patience, 0
        self.answered = patience.now()
        self._credential, self._reads, self._pause = credential, reads, 0.0
        self._lines = Lines()
        tell.on_stop(self._lines.cut)
        said = {"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": f"vsm-tui/{__version__}"}
        try:
            self._client = httpx.Client(
                headers={**said, **(headers or {})},
                timeout=httpx.Timeout(patience.read, connect=patience.connect),
                follow_redirects=False,
                verify=httpx.create_ssl_context(trust_env=True),  # SSL_CERT_FILE names a company's own certificates
                trust_env=not is_loopback(host_of(self.base)),  # no proxy of the environment knows this machine
            )
        except OSError as error:
            raise HttpError(f"what SSL_CERT_FILE or SSL_CERT_DIR names cannot be read ({error.strerror})") from None
        except (ValueError, ImportError, httpx.InvalidURL):  # their texts may quote the proxy's password
            raise HttpError("HTTPS_PROXY, HTTP_PROXY or ALL_PROXY is no proxy: write http://host:port") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def get(self, path: str, **params: str | int) -> Answer:
        """Ask for ``path``, or for a whole address of the same server (a next page).

        Raises:
            HttpError: when the server says no, or nothing for too long.
            Stopped: when somebody stopped the pull.
        """
        return self._ask("GET", path, params=params or None)

    def post(self, path: str, body: Mapping[str, Any], *, tries: int = _TRIES) -> Answer:
        """Search by POST. ``tries`` is how often a server in trouble is asked: few where less may be asked for at once.

        Raises:
            ValueError: when ``path`` is not one of ``reads``, or it is GraphQL's that would change something: this
                program never writes.
            HttpError: when the server says no, or nothing for too long.
            Stopped: when somebody stopped the pull.
        """
        if path not in self._reads:
            raise ValueError(f"{path} is none of the searches that may be posted to")
        if path.endswith("/graphql") and _CHANGES.search(str(body.get("query", ""))):
            raise ValueError("only queries are sent to GraphQL")
        return self._ask("POST", path, tries, json=body)

    def _ask(self, method: str, path: str, tries: int = _TRIES, **options: Any) -> Answer:
        """One answer, however often it takes."""
        failures = limited = asked = 0
        self._rest()
        while True:
            self.tell.check()
            try:
                with (
                    self._lines.for_at_most(self.patience.whole + self.patience.read),
                    self._sent(method, self._address(path), options) as response,
                ):
                    return self._read(response)
            except _Later as later:
                asked += 1
                failures += 0 if later.limited else 1 if later.reached else 2
                limited += later.limited
                if failures >= (tries if later.status else _TRIES) or limited >= _LIMITED_TRIES:
                    raise HttpError(f"{later.why}, {counted(asked, 'time')}: try again later", later.status) from None
                self._wait(later, failures + limited)

    def _address(self, path: str) -> str:
        if "://" not in path:
            return self.base + path
        if not same_origin(path, self.base):
            raise HttpError(f"{host_of(self.base)} leads to another server for its next page: not followed")
        return path

    @contextmanager
    def _sent(self, method: str, address: str, options: dict[str, Any]) -> Iterator[httpx.Response]:
        """The answer's beginning, behind redirects within the same server; what cuts it off means "later"."""
        import httpx

        host, told = host_of(self.base), {"trace": self._lines.seen}
        try:
            for _ in range(_REDIRECTS + 1):
                self.requests += 1
                with self._client.stream(method, address, auth=self._sign, extensions=told, **options) as response:
                    if response.status_code not in _MOVED:
                        yield response
                        return
                    address = self._redirected(response, address, method)
                    options.pop("params", None)  # the new address brings its own
        except httpx.ConnectError as error:
            if "CERTIFICATE" in str(error):
                text = f"{host} cannot prove who it is: SSL_CERT_FILE may name the certificates of your company"
                raise HttpError(text) from None
            raise _Later(f"{host} cannot be reached ({clean(str(error), 120)})", reached=False) from None
        except httpx.TimeoutException:
            raise _Later(f"{host} did not answer in time") from None
        except (httpx.NetworkError, httpx.RemoteProtocolError) as error:
            text = clean(str(error), 120) or type(error).__name__
            raise _Later(f"the connection to {host} failed ({text})") from None
        except PackedWronglyError:
            raise _Later(f"{host} sent an answer that cannot be unpacked") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise HttpError(f"{host} cannot be asked: {clean(str(error), 120)}") from None
        raise HttpError(f"{host} leads from one address to the next without end")

    def _redirected(self, response: httpx.Response, address: str, method: str) -> str:
        target = urljoin(address, str(response.headers.get("location", "")))
        if not same_origin(target, self.base):
            where = clean(host_of(target), 100) or "nowhere"
            text = "credentials are not sent along; if that is right (and no page to log in), write its address instead"
            raise HttpError(f"{host_of(self.base)} leads to {where}: {text}", response.status_code)
        if method != "GET" and response.status_code in (301, 302, 303):
            raise HttpError(f"{host_of(self.base)} has moved {method}: put its new address into the stream file")
        return target

    def _sign(self, request: httpx.Request) -> httpx.Request:
        if self._credential is not None:
            request.headers["Authorization"] = self._credential.header()
        return request

    def _read(self, response: httpx.Response) -> Answer:
        headers = {name.lower(): value for name, value in response.headers.items()}
        status = response.status_code
        body = self._body(response)
        if not 200 <= status < 300:
            raise self._refused(status, headers, body)
        kind = headers.get("content-type", "application/json")
        if "json" not in kind:
            text = f"answered with {clean(kind, 40)} and not JSON: is the address right?"
            raise HttpError(f"{host_of(self.base)} {text}", status)
        try:
            data = json.loads(body) if body else None
        except (ValueError, RecursionError):
            raise _Later(f"{host_of(self.base)} sent JSON that is cut off or broken") from None
        if is_limited_answer(data):
            raise self._limited(status, headers)
        self.answered = self._server_time(headers)
        self._pause = asked_pause(headers, self.patience.now())
        return Answer(data, headers, status)

    def _body(self, response: httpx.Response) -> bytes:
        """All of the answer, which may be neither too large nor too slow."""
        size, until, found = self.patience.size, self.patience.clock() + self.patience.whole, bytearray()
        packing = response.headers.get("content-encoding", "").strip().lower()
        if packing not in PACKINGS:
            raise HttpError(f"{host_of(self.base)} packs its answers in a way nobody asked for: not read")
        for part in unpacked(response.iter_raw(), packing):
            found += part
            self.tell.check()
            if len(found) > size:
                raise HttpError(f"an answer of {host_of(self.base)} is larger than {size // 1_000_000} MB: not read")
            if self.patience.clock() > until:
                raise _Later(f"{host_of(self.base)} took longer than {self.patience.whole:.0f} s for one answer")
        return bytes(found)

    def _refused(self, status: int, headers: Mapping[str, str], body: bytes) -> Exception:
        host, text = host_of(self.base), body[:4000].decode("utf-8", "replace")
        if is_limited(status, headers, text):
            return self._limited(status, headers)
        if status in (408, 425) or status >= 500:
            wait = seconds_until(status, headers, self.patience.now()) if "retry-after" in headers else None
            return _Later(f"{host} is in trouble (HTTP {status})", wait, status)
        said = explained(self._credential.hidden_in(text) if self._credential else text, headers)
        return HttpError(f"{host} says {status}{': ' if said else ''}{said}", status)

    def _limited(self, status: int, headers: Mapping[str, str]) -> _Later:
        wait = seconds_until(status, headers, self.patience.now())
        return _Later(f"{host_of(self.base)} allows no more requests for now", wait, status, limited=True)

    def _server_time(self, headers: Mapping[str, str]) -> datetime:
        try:
            return parsedate_to_datetime(headers["date"]).astimezone(UTC)
        except (KeyError, ValueError):
            return self.patience.now()

    def _rest(self) -> None:
        """Wait where the last good answer asked for it."""
        seconds, self._pause = min(self._pause, self.patience.limit), 0.0
        if seconds:
            self._count_down(f"{host_of(self.base)} asks for a pause", seconds)

    def _wait(self, later: _Later, tried: int) -> None:
        """Count down as long as the server asks for, or twice as long each time."""
        seconds = later.wait or min(2.0**tried, 60.0) * random.uniform(0.5, 1.0)  # noqa: S311 -- no secret
        if seconds > self.patience.limit:
            raise HttpError(f"{later.why}, and asks to wait {seconds / 60:.0f} minutes: pull again then", later.status)
        self._count_down(later.why, seconds)

    def _count_down(self, why: str, left: float) -> None:
        while left > 0:
            self.tell.countdown(why, max(1, round(left)))
            self.tell.sleep(min(left, 1.0))
            left -= 1.0
        self.tell.countdown(why, 0)


class _Later(Exception):  # noqa: N818 -- the request is to be sent again
    """No answer this time. ``wait``: the seconds the server asks for; ``limited``: it only wants time."""

    def __init__(
        self, why: str, wait: float | None = None, status: int = 0, *, limited: bool = False, reached: bool = True
    ) -> None:
        self.why, self.wait, self.status, self.limited, self.reached = why, wait, status, limited, reached
        super().__init__(why)
