"""Which states are of a second tool: told of changes and jobs, beside a tracker that says where an item is."""

from __future__ import annotations

from collections.abc import Iterable

_BESIDE = frozenset(("git", "github", "gitlab", "ci", "deploy"))
"""Prefixes of states that tell of changes and jobs."""


def beside(states: Iterable[str]) -> frozenset[str]:
    """Those ``states`` that happen while an item is somewhere else; none where all are of that kind."""
    every = frozenset(states)
    found = frozenset(state for state in every if _tells_of_changes(state))
    return found if found != every else frozenset()


def _tells_of_changes(state: str) -> bool:
    prefix, colon, _ = state.partition(":")
    return bool(colon) and prefix in _BESIDE
