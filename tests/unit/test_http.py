"""HTTP against a real server on loopback: retries, limits, redirects, caps, and where a token never goes."""

from __future__ import annotations

import ast
import gzip
import shutil
import socket
import ssl
import subprocess
import threading
import traceback
import tracemalloc
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from tests.support.pulling import Heard
from tests.support.server import Reply, Server, serving
from vsm_tui.connect.address import server as server_address
from vsm_tui.connect.http import Http, HttpError, Patience
from vsm_tui.connect.secret import Credential, Secret
from vsm_tui.connect.source import Stopped, Tell

TOKEN = "t0p-s3cret-t0ken"  # noqa: S105 -- the one that must show up nowhere
SIGNED = Credential(Secret(TOKEN), "a test")
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def site() -> Iterator[Server]:
    with serving(lambda asked: Reply({"path": asked.path, "query": asked.query})) as server:
        yield server


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def http(site: Server, heard: Heard) -> Iterator[Http]:
    with Http(site.url, heard, credential=SIGNED, reads=("/search",), patience=Patience(now=lambda: NOW)) as client:
        yield client


def test_an_answer_is_json_and_the_request_is_signed(site: Server, http: Http) -> None:
    assert http.get("/a", start=0, q="x y").data == {"path": "/a", "query": {"start": "0", "q": "x y"}}
    assert site.asked[0].headers["authorization"] == f"Bearer {TOKEN}"
    assert http.answered == datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_only_searches_are_posted(site: Server, http: Http) -> None:
    http.post("/search", {"jql": "x"})
    assert (site.asked[0].method, site.asked[0].body) == ("POST", {"jql": "x"})
    with pytest.raises(ValueError, match="none of the searches"):
        http.post("/issue", {"fields": {}})
    assert len(site.asked) == 1


LIMITS = [
    ({"Retry-After": "17"}, 17),
    ({"Retry-After": "Mon, 02 Mar 2026 12:01:30 GMT"}, 90),
    ({"X-RateLimit-Reset": "2026-03-02T12:01:30Z", "RateLimit-Reason": "jira-burst-based"}, 90),
    ({"X-RateLimit-Reset": str(int(NOW.timestamp()) + 90)}, 90),
    ({"RateLimit-Reset": str(int(NOW.timestamp()) + 90)}, 90),
    ({"X-RateLimit-Interval-Seconds": "30", "X-RateLimit-FillRate": "5"}, 30),
]


@pytest.mark.parametrize(("headers", "seconds"), LIMITS)
def test_a_limit_is_waited_out_and_counted_down(
    site: Server, http: Http, heard: Heard, headers: dict[str, str], seconds: float
) -> None:
    site.faults = [Reply(status=429, raw=b"Retry later", headers={**headers, "Content-Type": "text/plain"})]
    assert http.get("/a").status == 200
    assert heard.seconds == seconds
    assert max(heard.waited) <= 1
    assert "allows no more requests" in heard.why[0]
    assert len(site.asked) == 2


def test_a_limit_that_says_go_on_is_not_hammered(site: Server, http: Http, heard: Heard) -> None:
    site.faults = [Reply(status=429, headers={"Retry-After": "0"})] * 3
    http.get("/a")
    assert heard.seconds > 3


def test_graphql_says_later_with_a_good_answer(site: Server, http: Http, heard: Heard) -> None:
    limit = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(NOW.timestamp()) + 90)}
    later = {"data": None, "errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}
    site.faults = [Reply(later, headers=limit), Reply(later)]
    assert http.post("/search", {"query": "{x}"}).data["path"] == "/search"
    assert heard.seconds == 150
    assert len(site.asked) == 3


def test_a_pause_asked_for_with_a_good_answer_comes_before_the_next(site: Server, http: Http, heard: Heard) -> None:
    site.faults = [Reply({}, headers={"Retry-After": "7", "X-RateLimit-Delay": "1.2"})]
    http.get("/a")
    assert heard.seconds == 0
    http.get("/b")
    assert heard.seconds == 7
    assert "asks for a pause" in heard.why[0]
    http.get("/c")
    assert heard.seconds == 7


def test_a_limit_without_end_is_given_up(site: Server, http: Http, heard: Heard) -> None:
    site.faults = [Reply(status=429, headers={"Retry-After": "1"})] * 100
    with pytest.raises(HttpError, match=r"no more requests.*20 times"):
        http.get("/a")


def test_hours_are_not_waited(site: Server, http: Http, heard: Heard) -> None:
    site.faults = [Reply(status=429, headers={"Retry-After": "7200"})]
    with pytest.raises(HttpError, match="wait 120 minutes"):
        http.get("/a")
    assert heard.waited == []


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_trouble_passes(site: Server, http: Http, heard: Heard, status: int) -> None:
    site.faults = [Reply(status=status), Reply(status=status, headers={"Retry-After": "4"})]
    assert http.get("/a").status == 200
    assert len(site.asked) == 3
    assert heard.seconds >= 5


def test_trouble_that_does_not_pass_is_told(site: Server, http: Http) -> None:
    site.faults = [Reply(status=502)] * 100
    with pytest.raises(HttpError, match=r"trouble \(HTTP 502\), 6 times") as told:
        http.get("/a")
    assert told.value.status == 502
    assert len(site.asked) == 6


def test_a_cut_connection_is_asked_again(site: Server, http: Http) -> None:
    site.faults = [Reply({"half": 1}, cut=True), Reply(raw=b'{"half": ')]
    assert http.get("/a").data["path"] == "/a"
    assert len(site.asked) == 3


def test_a_broken_packing_is_asked_again(site: Server, http: Http) -> None:
    packed = gzip.compress(b'{"whole": 1}')
    site.faults = [Reply(raw=raw, headers={"Content-Encoding": "gzip"}) for raw in (b"no gzip", packed[:-9])]
    assert http.get("/a").data["path"] == "/a"
    assert len(site.asked) == 3


@pytest.mark.parametrize(
    ("raw", "packing"),
    [
        (gzip.compress(b'{"a": ') + gzip.compress(b"1}"), "gzip"),
        (gzip.compress(b'{"a": 1}'), "X-GZip"),
        (zlib.compress(b'{"a": 1}'), "deflate"),
        (b'{"a": 1}', "identity"),
        (b'{"a": 1}', ""),
    ],
    ids=["gzip in two members", "gzip", "deflate", "identity", "nothing said"],
)
def test_what_is_packed_is_unpacked(site: Server, http: Http, raw: bytes, packing: str) -> None:
    site.faults = [Reply(raw=raw, headers={"Content-Encoding": packing})]
    assert http.get("/a").data == {"a": 1}


def test_a_bomb_is_never_unpacked_as_a_whole(site: Server, heard: Heard) -> None:
    """Half a gigabyte in half a megabyte: memory grows by what is allowed, and a bomb in a bomb is not opened."""
    zeros = zlib.compressobj(9, wbits=31)
    bomb = b"".join([*(zeros.compress(b"0" * (1 << 20)) for _ in range(512)), zeros.flush()])
    site.faults = [Reply(raw=bomb, headers={"Content-Encoding": "gzip"})]
    tracemalloc.start()
    try:
        with Http(site.url, heard, patience=Patience(size=8_000_000)) as http:
            with pytest.raises(HttpError, match="larger than 8 MB"):
                http.get("/a")
            assert tracemalloc.get_traced_memory()[1] < 32_000_000
            for packing in ("gzip, gzip", "br", "zstd"):
                site.faults = [Reply(raw=gzip.compress(bomb), headers={"Content-Encoding": packing})]
                with pytest.raises(HttpError, match="packs its answers in a way nobody asked for"):
                    http.get("/a")
    finally:
        tracemalloc.stop()
    assert {asked.headers["accept-encoding"] for asked in site.asked} == {"gzip"}


def test_nobody_there(heard: Heard) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        with (
            Http(f"http://127.0.0.1:{port}", heard) as http,
            pytest.raises(HttpError, match=r"cannot be reached .*, 3 times: try"),
        ):
            http.get("/a")


def test_a_silent_server_is_not_waited_for(heard: Heard) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with Http(address, heard, patience=Patience(read=0.01)) as http, pytest.raises(HttpError, match="in time"):
            http.get("/a")


def test_an_answer_that_drips_is_not_waited_for(site: Server, heard: Heard) -> None:
    ticks = count(0, 400)
    with (
        Http(site.url, heard, patience=Patience(clock=lambda: next(ticks))) as http,
        pytest.raises(HttpError, match="longer than 300 s"),
    ):
        http.get("/a")


@pytest.mark.parametrize("packed", [False, True])
def test_a_huge_answer_is_not_read(site: Server, heard: Heard, packed: bool) -> None:
    raw = b'"' + b"x" * 3_000_000 + b'"'
    site.faults = [
        Reply(raw=gzip.compress(raw) if packed else raw, headers={"Content-Encoding": "gzip"} if packed else {})
    ]
    with (
        Http(site.url, heard, patience=Patience(size=1_000_000)) as http,
        pytest.raises(HttpError, match="larger than 1 MB"),
    ):
        http.get("/a")
    assert len(site.asked) == 1


def test_nesting_does_not_crash(site: Server, http: Http) -> None:
    site.faults = [Reply(raw=b"[" * 200_000 + b"]" * 200_000)] * 6
    with pytest.raises(HttpError, match="broken"):
        http.get("/a")


def test_a_page_to_log_in_is_no_answer(site: Server, http: Http) -> None:
    site.faults = [Reply(raw=b"<html>", headers={"Content-Type": "text/html"})]
    with pytest.raises(HttpError, match="not JSON: is the address right"):
        http.get("/a")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'{"errorMessages": ["Field \\u001b[2Jnoit is not there", "two"]}', "says 400: Field noit is not there; two"),
        (b'{"message": "Bad credentials"}', "Bad credentials"),
        (b'{"errors": {"jql": "wrong"}}', "wrong"),
        (b"plain words", "plain words"),
        (b"[1, 2]", "says 400"),
        (b"", "says 400"),
    ],
)
def test_a_refusal_is_told_once_in_the_servers_words(site: Server, http: Http, body: bytes, told: str) -> None:
    site.faults = [Reply(status=400, raw=body)]
    with pytest.raises(HttpError) as error:
        http.get("/a")
    assert str(error.value).endswith(told)
    assert len(site.asked) == 1


@pytest.mark.parametrize("query", ["mutation { a }", "query Q { a } mutation M { b }", "subscription S { a }"])
def test_nothing_is_changed_by_graphql(site: Server, query: str) -> None:
    with Http(site.url, Tell(), reads=("/graphql",)) as http:
        with pytest.raises(ValueError, match="only queries"):
            http.post("/graphql", {"query": query})
        assert site.asked == []
        assert http.post("/graphql", {"query": "query($o: String!) { a }"}).status == 200


@pytest.mark.parametrize("status", [300, 304, 399])
def test_what_is_neither_good_nor_a_move_is_no_answer(site: Server, http: Http, status: int) -> None:
    site.faults = [Reply(status=status, raw=b'{"a": 1}' if status != 304 else b"")]
    with pytest.raises(HttpError, match=f"says {status}"):
        http.get("/a")


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("HTTPS_PROXY", "nonsense://me:pr0xy-pw@proxy.example:1", "HTTPS_PROXY, HTTP_PROXY or ALL_PROXY"),
        ("ALL_PROXY", "socks5://me:pr0xy-pw@proxy.example:1", "HTTPS_PROXY, HTTP_PROXY or ALL_PROXY"),
        ("HTTPS_PROXY", "http://me:pr0xy-pw@proxy.example:port", "HTTPS_PROXY, HTTP_PROXY or ALL_PROXY"),
        ("SSL_CERT_FILE", "/no/such/file.pem", "SSL_CERT_FILE or SSL_CERT_DIR"),
    ],
)
def test_a_wrong_environment_is_told_without_its_secrets(
    monkeypatch: pytest.MonkeyPatch, heard: Heard, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(HttpError, match=told) as error:
        Http("https://jira.example.com", heard, credential=SIGNED)
    shown = "".join(traceback.TracebackException.from_exception(error.value).format())
    assert "pr0xy-pw" not in shown


def test_a_proxy_of_the_environment_is_used_but_never_for_this_machine(
    monkeypatch: pytest.MonkeyPatch, site: Server, heard: Heard
) -> None:
    """The proxy is only asked for a tunnel: it sees neither the token nor what is asked."""
    taken = list[bytes]()
    with socket.create_server(("127.0.0.1", 0)) as proxy:

        def refuse() -> None:
            connection, _ = proxy.accept()
            with connection:
                taken.append(connection.recv(65536))
                connection.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")

        waiting = threading.Thread(target=refuse)
        waiting.start()
        monkeypatch.setenv("HTTPS_PROXY", f"http://me:pr0xy-pw@127.0.0.1:{proxy.getsockname()[1]}")
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.getsockname()[1]}")
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        with Http(site.url, heard) as http:
            assert http.get("/a").status == 200
        with Http("https://jira.invalid", heard, credential=SIGNED) as http, pytest.raises(HttpError) as error:
            http.get("/secret-plan")
        waiting.join()
    assert taken[0].startswith(b"CONNECT jira.invalid:443")
    assert TOKEN.encode() not in taken[0]
    assert b"secret-plan" not in taken[0]
    assert "407" in str(error.value)
    assert "pr0xy-pw" not in str(error.value)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine that nobody has signed, and its key, in one file."""
    path = tmp_path_factory.mktemp("tls") / "own.pem"
    key, openssl = path.with_suffix(".key"), shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl makes the certificate, and is not here")
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(path)],
        check=True, capture_output=True,
    )  # fmt: skip
    return path


def test_who_cannot_prove_who_it_is_gets_no_token(
    monkeypatch: pytest.MonkeyPatch, certificate: Path, heard: Heard
) -> None:
    """A certificate nobody vouches for is refused, until the environment names it; nothing switches that off."""
    with serving(lambda asked: Reply({"path": asked.path})) as server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, certificate.with_suffix(".key"))
        server.secure(context)
        address = server.url.replace("http:", "https:")
        monkeypatch.setenv("PYTHONHTTPSVERIFY", "0")
        with Http(address, heard, credential=SIGNED) as http, pytest.raises(HttpError, match="cannot prove who it is"):
            http.get("/a")
        assert server.asked == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        with Http(address, heard, credential=SIGNED) as http:
            assert http.get("/a").data == {"path": "/a"}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_move_within_the_server_is_followed(site: Server, http: Http, status: int) -> None:
    site.faults = [Reply(status=status, headers={"Location": "/b?x=1"})]
    assert http.get("/a", y=2).data == {"path": "/b", "query": {"x": "1"}}


def test_a_redirect_never_takes_the_token_elsewhere(http: Http, site: Server) -> None:
    with serving(lambda _: Reply({})) as other:
        site.faults = [Reply(status=302, headers={"Location": f"{other.url}/steal"})]
        with pytest.raises(HttpError, match=r"leads to 127\.0\.0\.1: credentials are not sent along"):
            http.get("/a")
        assert other.asked == []


def test_a_next_page_elsewhere_is_not_followed(http: Http, site: Server) -> None:
    with serving(lambda _: Reply({})) as other:
        with pytest.raises(HttpError, match="another server"):
            http.get(f"{other.url}/page2")
        assert other.asked == []
    assert http.get(f"{site.url}/page2").data["path"] == "/page2"


def test_redirects_in_a_circle_end(site: Server, http: Http) -> None:
    site.faults = [Reply(status=302, headers={"Location": "/a"})] * 10
    with pytest.raises(HttpError, match="without end"):
        http.get("/a")


def test_a_search_is_not_turned_into_a_get(site: Server, http: Http) -> None:
    site.faults = [Reply(status=301, headers={"Location": "/search"})]
    with pytest.raises(HttpError, match="has moved POST"):
        http.post("/search", {})


def test_stopped_while_it_waits(site: Server) -> None:
    class Impatient(Tell):
        def countdown(self, why: str, seconds: int) -> None:
            self.stop()

    site.faults = [Reply(status=429, headers={"Retry-After": "3000"})]
    with Http(site.url, Impatient()) as http, pytest.raises(Stopped):
        http.get("/a")
    assert len(site.asked) == 1


@pytest.mark.parametrize("sent", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"])
def test_stopped_while_it_waits_for_an_answer(sent: bytes) -> None:
    """At once, and not when the server says something at last: here it never does."""
    tell, accepted = Tell(), threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        kept = list[socket.socket]()

        def accept() -> None:
            connection, _ = silent.accept()
            kept.append(connection)
            connection.recv(65536)
            connection.sendall(sent)
            accepted.set()

        def stop() -> None:
            accepted.wait(60)
            tell.stop()

        for what in (accept, stop):
            threading.Thread(target=what, daemon=True).start()
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with Http(address, tell, patience=Patience(read=600, whole=600)) as http, pytest.raises(Stopped):
            http.get("/a")
        for connection in kept:
            connection.close()


def test_a_beginning_that_drips_is_not_waited_for(heard: Heard) -> None:
    """One header after the other, each in time and without end."""
    enough = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as dripping:

        def drip() -> None:
            while not enough.is_set():
                connection, _ = dripping.accept()
                with connection, suppress(OSError):
                    connection.recv(65536)
                    connection.sendall(b"HTTP/1.1 200 OK\r\n")
                    while not enough.wait(0.02):
                        connection.sendall(b"X-Drip: 1\r\n")

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{dripping.getsockname()[1]}"
        patience = Patience(read=0.2, whole=0.05)
        with Http(address, heard, patience=patience) as http, pytest.raises(HttpError, match="connection to 127"):
            http.get("/a")
        enough.set()
        with suppress(OSError):
            socket.create_connection(dripping.getsockname(), 60).close()  # it may wait for the next one
        thread.join()


def test_the_token_shows_up_nowhere(site: Server, http: Http) -> None:
    site.faults = [Reply({"message": f"no {'x' * 10}"}, 401)]
    with pytest.raises(HttpError) as error:
        http.get("/a")
    shown = "".join(traceback.TracebackException.from_exception(error.value, capture_locals=True).format())
    assert TOKEN not in shown + repr(http) + repr(SIGNED) + str(SIGNED)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("http://jira.example.com", "write https://jira.example.com"),
        ("jira.example.com", "no address"),
        ("ftp://jira.example.com", "no address"),
        ("https://me:pw@jira.example.com", "holds a login"),
        ("https://jira.example.com?x=1", "before"),
        ("https://jira.example.com:port", "no address"),
        ("http://localhost.evil.example", "http sends"),
        ("http://127.0.0.1.evil.example", "http sends"),
    ],
)
def test_addresses_that_are_none(address: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        server_address(address)


@pytest.mark.parametrize(
    ("address", "server"),
    [
        (" https://Jira.example.com/jira/ ", "https://jira.example.com/jira"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x"),
        ("http://127.0.0.9", "http://127.0.0.9"),
    ],
)
def test_addresses_of_servers(address: str, server: str) -> None:
    assert server_address(address) == server


def test_one_module_knows_the_client() -> None:
    knowing = set()
    for path in Path(__file__).parents[2].joinpath("vsm_tui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            clients = {"httpx", "httpx2", "httpcore", "requests", "urllib3", "urllib.request", "http.client"}
            if any(name in clients or name.partition(".")[0] in clients for name in names):
                knowing.add(path.name)
    assert knowing == {"http.py"}


def test_what_was_asked_is_counted(http: Http, site: Server) -> None:
    site.faults = [Reply(status=500)]
    http.get("/a")
    assert http.requests == len(site.asked) == 2


def test_few_tries_are_for_a_server_in_trouble_only(site: Server, http: Http) -> None:
    site.faults = [Reply(status=502)] * 3
    with pytest.raises(HttpError, match="2 times"):
        http.post("/search", {}, tries=2)
    assert len(site.asked) == 2
    site.faults = [Reply({"a": 1}, cut=True)] * 3
    assert http.post("/search", {}, tries=2).status == 200
    assert len(site.asked) == 6
