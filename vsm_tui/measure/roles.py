"""What each state of a log means to a stream: a stage's wait or touch, or none of its stages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from vsm_tui.model import Stream

SOURCES = frozenset(
    ("jira", "azure", "github-project", "gitlab-label", "git", "github", "gitlab", "ci", "deploy", "bugzilla", "csv")
)
"""Prefixes that name the tool a state comes from, as in ``jira:In Review``."""


class Role(IntEnum):
    """What a state is to the stream."""

    UNMAPPED = 0
    WAIT = 1
    TOUCH = 2
    STAY = 3
    PAUSED = 4
    CANCELLED = 5
    FINISH = 6


@dataclass(frozen=True, slots=True)
class Roles:
    """Per state code of one log: ``role`` (:class:`Role`), ``stage`` (position, −1 for none), whether the ``begin``
    rule names it, and the evidence ``grade`` of work seen there (0 none, 1 = A … 3 = C).

    ``unseen`` lists states the stream names and the log never shows.
    """

    role: NDArray[np.int8]
    stage: NDArray[np.int16]
    begin: NDArray[np.bool_]
    grade: NDArray[np.int8]
    unseen: tuple[str, ...]


def tail(state: str) -> str:
    """The state without the tool's prefix: ``jira:In Review`` → ``In Review``."""
    prefix, colon, rest = state.partition(":")
    return rest if colon and prefix in SOURCES else state


def roles_of(stream: Stream, states: Sequence[str], aliases: Mapping[str, Iterable[str]]) -> Roles:
    """Match a log's states to the stream. A plain name matches from any source, a namespaced one only its own; a
    state is matched by any name it has had.
    """
    wanted = _wanted(stream)
    begin = set(stream.begin.states)
    count = len(states)
    role, stage = np.zeros(count, np.int8), np.full(count, -1, np.int16)
    begins, grade = np.zeros(count, np.bool_), np.zeros(count, np.int8)
    used: set[str] = set()
    for code, state in enumerate(states):
        names = _names(state, aliases.get(state, ()))
        used.update(names)
        begins[code] = any(name in begin for name in names)
        for name in names:
            if name in wanted:
                role[code], stage[code] = wanted[name]
                break
        if role[code] == Role.TOUCH:
            grade[code] = _grade(state)
    unseen = tuple(name for name in (*wanted, *stream.begin.states) if name not in used)
    return Roles(role, stage, begins, grade, tuple(dict.fromkeys(unseen)))


def _names(state: str, others: Iterable[str]) -> list[str]:
    """Every name a mapping may call this state by, the most specific first."""
    prefix = state[: len(state) - len(tail(state))]
    names = [state, *(other if other.startswith(prefix) else prefix + other for other in others)]
    return list(dict.fromkeys([*names, *(tail(name) for name in names)]))


def _wanted(stream: Stream) -> dict[str, tuple[int, int]]:
    """Name → (role, stage). Where a name stands twice, the finish rule wins, then the other lists, then stages."""
    found: dict[str, tuple[int, int]] = {}
    for k, stage in enumerate(stream.stages):
        for name in stage.states.wait:
            found[name] = (Role.WAIT, k)
        for name in stage.states.touch:
            found[name] = (Role.TOUCH, k)
    for role, names in (
        (Role.STAY, stream.also.stay),
        (Role.PAUSED, stream.also.paused),
        (Role.CANCELLED, stream.also.cancelled),
        (Role.FINISH, stream.finish.states),
    ):
        for name in names:
            found[name] = (role, -1)
    return found


def _grade(state: str) -> int:
    """A: a job was seen to run. C: inferred from what was done to a change. B: an explicit doing state."""
    prefix = state.partition(":")[0]
    if prefix in ("ci", "deploy"):
        return 1
    return 3 if prefix in ("git", "github", "gitlab") else 2
