"""By which names a machine can be reached: an explicit list, so that a server answers to these and to no other."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable, Iterator

WILDCARDS = ("0.0.0.0", "::")  # noqa: S104 -- known, not listened on
_SOMEWHERE = {socket.AF_INET: "192.0.2.1", socket.AF_INET6: "2001:db8::1"}
"""Addresses of documentation (RFC 5737 and 3849): the way there is looked up, nothing is sent."""


def reachable(host: str) -> list[str]:
    """The addresses at which others reach a server that listens on all of ``host``'s kind, the likeliest first.

    IPv6 in brackets, as addresses of pages have it. Neither loopback nor link-local ones: no browser on another
    machine can name those.
    """
    family = socket.AF_INET6 if host == "::" else socket.AF_INET
    first = _outgoing(family)
    found = dict.fromkeys(_usable([*([first] if first else []), *_own(family)]))
    return [f"[{each}]" if ":" in each else each for each in found]


def names(host: str) -> list[str]:
    """Every name that a server on ``host``, a wildcard, answers to; those for other machines first."""
    own = socket.gethostname().lower()
    called = [own, *([f"{own}.local"] if own and "." not in own else [])]
    loopback = "[::1]" if host == "::" else "127.0.0.1"
    return [each for each in (*reachable(host), *called, "localhost", loopback) if each]


def _own(family: socket.AddressFamily) -> Iterator[str]:
    import psutil  # type: ignore[import-untyped]  # it brings no types

    for addresses in psutil.net_if_addrs().values():
        yield from (each.address for each in addresses if each.family == family)


def _outgoing(family: socket.AddressFamily) -> str:
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((_SOMEWHERE[family], 9))
            return str(probe.getsockname()[0])
    except OSError:  # no way out: a machine without a network
        return ""


def _usable(addresses: Iterable[str]) -> Iterator[str]:
    for each in addresses:
        try:
            address = ipaddress.ip_address(each)
        except ValueError:  # with a zone that only this machine knows, on some systems
            continue
        if not (address.is_loopback or address.is_link_local or address.is_unspecified or address.is_multicast):
            yield address.compressed
