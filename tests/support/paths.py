"""The paths of a JSON answer, and which of them hold numbers that must explain themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

IDS: dict[str, Callable[[dict[str, Any]], str]] = {
    "stages": lambda found: found["id"],
    "loops": lambda found: f"{found['from']}-{found['to']}",
    "unmapped": lambda found: found["state"],
    "excluded": lambda found: found["reason"],
    "conditions": lambda found: found["name"],
    "causes": lambda found: found["name"],
    "warnings": lambda found: found["code"],
}
"""Where the JSON has a list of objects, what stands for the position in a key; else its place."""

IDENTITY = {
    *("schema", "stream", "name", "layer", "clock", "window.from", "window.to", "window.now", "sources"),
    *("window", "gaps", "never_finishes"),
}
"""What is no number: who and what is looked at, and lists of names."""
IDENTITY_LEAVES = {
    *("id", "name", "from", "to", "state", "reason", "item", "code", "text", "effect", "bends", "flag", "stage"),
    *("outside", "cause", "rule"),
}
"""The same inside the objects of lists."""
BESIDE = {"n", "flags", "why"}
"""What stands beside a number and is part of its explanation: its n, its findings, its why."""


def leaves(value: Any, path: str = "") -> Iterator[str]:
    """The path of every value, with ids in place of positions; lists of plain values are one leaf, empty ones none."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        name = IDS.get(path.rpartition(".")[2])
        for place, inner in enumerate(value, 1):
            yield from leaves(inner, f"{path}.{name(inner) if name else place}")
    elif value != []:
        yield path


def numbers(payload: dict[str, Any]) -> list[str]:
    """The paths of all numbers."""
    return [path for path in leaves(payload) if _is_number(path)]


def _is_number(path: str) -> bool:
    if path in IDENTITY or path.startswith(("gaps.", "flags.")):
        return False
    head, _, leaf = path.rpartition(".")
    return not head or (leaf not in IDENTITY_LEAVES and leaf not in BESIDE and not head.endswith(".why"))
