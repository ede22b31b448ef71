"""Addresses of servers: what is one, and whether what is sent there stays private on the way."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from vsm_tui.events import clean


def server(address: str) -> str:
    """The address of a server without a slash at its end, or what is wrong with it as a ``ValueError``.

    https only: what is sent carries a token. A server on this machine (loopback) may do without.
    """
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError:
        raise ValueError(f"‘{clean(address, 80)}’ is no address: write https://…") from None
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise ValueError(f"‘{clean(address, 80)}’ is no address: write https://…")
    if parts.username is not None or parts.password is not None:
        raise ValueError("the address holds a login: credentials come from the environment, keyring or netrc")
    if parts.query or parts.fragment:
        raise ValueError("the address of a server ends before ‘?’ and ‘#’")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise ValueError(f"http sends tokens and data for everybody to read: write https://{parts.netloc}{parts.path}")
    netloc = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    netloc += f":{port}" if port else ""
    return f"{parts.scheme}://{netloc}{parts.path.rstrip('/')}"


def host_of(address: str) -> str:
    """The host an address names, in lower case, without the port."""
    return (urlsplit(address).hostname or "").lower()


def is_loopback(host: str) -> bool:
    """Whether what is sent to ``host`` never leaves this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def same_origin(one: str, other: str) -> bool:
    """Whether two addresses lead to the same scheme, host and port."""
    return _origin(urlsplit(one)) == _origin(urlsplit(other))


def repository_name(address: str) -> str:
    """``owner/name`` of a repository's address on a server; "" of a folder. Nothing of a login in it."""
    scp = re.fullmatch(r"(?:[^@/\s]+@)?[\w.-]{2,}:(?!//)(.+)", address)
    if scp:
        path = scp[1]
    else:
        try:
            parts = urlsplit(address)
        except ValueError:
            return ""
        if parts.scheme not in ("https", "http", "ssh", "git", "git+ssh") or not parts.hostname:
            return ""
        path = parts.path
    name = path.strip("/").removesuffix(".git")
    return clean(name, 120) if re.fullmatch(r"[\w.~/ -]+", name) and "/" in name else ""


def _origin(parts: SplitResult) -> tuple[str, str, int | None]:
    default = {"https": 443, "http": 80}.get(parts.scheme)
    return parts.scheme, (parts.hostname or "").lower(), parts.port or default
