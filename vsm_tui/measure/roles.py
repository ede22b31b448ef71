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

    ``unseen`` lists states the stream names and the log never shows, ``torn`` those whose names it maps to different
    places. ``order`` holds pairs of (causes, effects) as masks over states: no effect can come before its cause.
    """

    role: NDArray[np.int8]
    stage: NDArray[np.int16]
    begin: NDArray[np.bool_]
    grade: NDArray[np.int8]
    unseen: tuple[str, ...]
    torn: tuple[str, ...] = ()
    order: tuple[tuple[NDArray[np.bool_], NDArray[np.bool_]], ...] = ()


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
    torn = []
    guessed = [stage.id in stream.guesses for stage in stream.stages]
    for code, state in enumerate(states):
        others = tuple(aliases.get(state, ()))
        names = _names(state, others)
        used.update(names)
        begins[code] = any(name in begin for name in names)
        for name in names:
            if name in wanted:
                role[code], stage[code] = wanted[name]
                break
        if others and len({place for name in (state, *others) for place in _place(name, wanted)}) > 1:
            torn.append(state)
        if role[code] == Role.TOUCH:
            grade[code] = _grade(state, guessed=guessed[stage[code]])
    unseen = tuple(name for name in (*wanted, *stream.begin.states) if name not in used)
    return Roles(role, stage, begins, grade, tuple(dict.fromkeys(unseen)), tuple(torn), _orders(states))


def _place(name: str, wanted: Mapping[str, tuple[int, int]]) -> list[tuple[int, int]]:
    """Where one name is mapped, the most specific mapping alone."""
    return [wanted[key] for key in (name, tail(name)) if key in wanted][:1]


_JOBS, _CHANGES = ("ci", "deploy"), ("github", "gitlab")
_ENDS = ("passed", "failed", "deployed")
_CAUSES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    *((tool, "queued", ("running", *_ENDS)) for tool in _JOBS),
    *((tool, "running", _ENDS) for tool in _JOBS),
    *((tool, "opened", ("approved", "changes_requested", "queued_to_merge", "merged", "closed")) for tool in _CHANGES),
    ("git", "committed", ("merged", "released", "reverted")),
)
"""What a tool says can only come after something else it says: the first of the one before the first of the other."""


def _orders(states: Sequence[str]) -> tuple[tuple[NDArray[np.bool_], NDArray[np.bool_]], ...]:
    known = set(states)
    found = []
    for tool, cause, effects in _CAUSES:
        after = {f"{tool}:{effect}" for effect in effects}
        if tool == "git":  # a change is committed before any tool merges it
            after |= {f"{other}:merged" for other in _CHANGES}
        if f"{tool}:{cause}" in known and after & known:
            found.append((np.array([s == f"{tool}:{cause}" for s in states]), np.array([s in after for s in states])))
    return tuple(found)


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


def _grade(state: str, *, guessed: bool) -> int:
    """A: a job was seen to run. C: inferred from what was done to a change, or from a state's name alone, which nobody
    has confirmed yet. B: an explicit doing state.
    """
    prefix = state.partition(":")[0]
    if prefix in ("ci", "deploy"):
        return 1
    return 3 if guessed or prefix in ("git", "github", "gitlab") else 2
