"""Who may come in: links work once, and only pages of this server may open a socket to it."""

from __future__ import annotations

from ipaddress import ip_address
from socket import gethostname

from vsm_tui.web.gate import Gate, hosts_of
from vsm_tui.web.names import WILDCARDS, names, reachable

ORIGIN = "http://127.0.0.1:8000"


def token(link: str) -> str:
    return link.partition("token=")[2]


def test_a_link_lets_one_browser_in_and_then_there_is_another() -> None:
    told: list[str] = []
    gate = Gate(ORIGIN, hosts_of(ORIGIN), told.append)
    first = token(gate.link)
    guest = gate.enter(first)
    assert guest is not None
    assert gate.enter(first) is None
    assert told == [gate.link]
    other = gate.enter(token(told[0]))
    assert other not in (None, guest)
    assert gate.knows(guest)
    assert not gate.knows("")
    assert not gate.knows(first)
    assert not gate.knows("ü")


def test_nothing_of_it_is_shown() -> None:
    gate = Gate(ORIGIN, hosts_of(ORIGIN))
    guest = gate.enter(token(gate.link))
    assert token(gate.link) not in repr(gate)
    assert str(guest) not in repr(gate)


def test_it_answers_to_its_own_names_only() -> None:
    gate = Gate(ORIGIN, hosts_of(ORIGIN))
    assert all(gate.answers_to(host) for host in ("127.0.0.1:8000", "LOCALHOST:8000", "[::1]:8000"))
    assert not any(gate.answers_to(host) for host in ("evil.example:8000", "127.0.0.1:8001", "127.0.0.1", ""))
    assert gate.is_own("http://localhost:8000")
    assert not any(gate.is_own(o) for o in ("https://localhost:8000", "http://localhost:8001", "null", ""))


def test_behind_something_it_has_the_name_it_was_given() -> None:
    origin = "https://vsm.example"
    gate = Gate(origin, hosts_of(origin))
    assert gate.answers_to("vsm.example")
    assert not gate.answers_to("127.0.0.1")
    assert gate.is_own(origin)


def test_on_the_usual_port_browsers_leave_it_out() -> None:
    for origin in ("http://box:80", "http://box", "https://box:443"):
        hosts = hosts_of(origin)
        assert "box" in hosts
        assert Gate(origin, hosts).is_own(f"{origin.partition('://')[0]}://box")
    assert "box" not in hosts_of("http://box:8000")
    assert "box" not in hosts_of("https://box:80")


def test_on_a_wildcard_it_answers_to_this_machine_and_to_nobody_else() -> None:
    found = names(WILDCARDS[0])
    origin = f"http://{found[0]}:8000"
    gate = Gate(origin, hosts_of(origin, found))
    assert gate.hosts == frozenset(f"{name}:8000".lower() for name in found)
    assert all(gate.answers_to(f"{name}:8000") and gate.is_own(f"http://{name}:8000") for name in found)
    assert {"localhost", "127.0.0.1", gethostname().lower()} <= set(found)
    assert not gate.answers_to("0.0.0.0:8000")
    assert not gate.answers_to("evil.example:8000")
    assert not gate.is_own("http://evil.example:8000")


def test_addresses_that_others_can_reach_come_first() -> None:
    for host in WILDCARDS:
        for address in reachable(host):
            known = ip_address(address.strip("[]"))
            assert not any((known.is_loopback, known.is_link_local, known.is_unspecified))
            assert address.startswith("[") == (known.version == 6) == (host == "::")
    assert names(WILDCARDS[0])[: len(reachable(WILDCARDS[0]))] == reachable(WILDCARDS[0])
