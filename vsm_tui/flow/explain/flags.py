"""Which findings bend which number.

A finding names what it bends by JSON keys: ``lead_time.p50`` is that number, ``lead_time`` everything in it, and
``stages.*.touch`` the touch of every stage.
"""

from __future__ import annotations

from collections.abc import Iterable

from vsm_tui.flow.observed import Flag, Warn


def bending(warnings: Iterable[Warn], key: str, *, within: bool = False) -> tuple[Warn, ...]:
    """The findings that bend the number of that key; ``within`` asks of any number inside that object as well."""
    path = key.split(".")
    return tuple(w for w in warnings if any(_bends(bent.split("."), path, within=within) for bent in w.bends))


def flags_of(warnings: Iterable[Warn], key: str) -> list[Flag]:
    """The marks that the numbers inside one object carry, each once, in the order they were found."""
    marks = (w.flag for w in bending(warnings, key, within=True))
    return list(dict.fromkeys(mark for mark in marks if mark is not None))


def _bends(bent: list[str], path: list[str], *, within: bool) -> bool:
    if len(bent) > len(path) and not within:
        return False
    return all(a in (b, "*") for a, b in zip(bent, path, strict=False))
