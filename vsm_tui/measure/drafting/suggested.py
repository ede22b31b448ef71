"""What unmapped states of a log probably mean to a stream, and what speaks for it: for people to accept or not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from vsm_tui.edit.mapping import Role, role_of
from vsm_tui.measure.drafting import names
from vsm_tui.measure.drafting.states import StateSeen, suggest
from vsm_tui.measure.roles import tail
from vsm_tui.model import Stage, Stream

BESIDE = frozenset(("git", "github", "gitlab", "ci", "deploy"))
"""Prefixes of states that tell of changes and jobs. Beside a tracker's they happen while an item is somewhere."""
_CATEGORIES = {"new": "to do", "indeterminate": "in progress", "done": "done"}


class Suggested(NamedTuple):
    """A meaning, and what speaks for it."""

    role: Role
    stage: Stage | None
    why: str


def suggestions_of(stream: Stream, table: Sequence[StateSeen]) -> dict[str, Suggested]:
    """State → what it probably means, for states of ``table`` that mean nothing to ``stream`` yet."""
    known = {seen.state: place_of(stream, seen.names) for seen in table}
    trackers = any(not _beside(seen.state) for seen in table)
    found: dict[str, Suggested] = {}
    for seen in table:
        if known[seen.state][0] == "none":
            one = _second(stream, seen) if trackers and _beside(seen.state) else _one(stream, seen, known)
            if one is not None:
                found[seen.state] = one
    return found


def place_of(stream: Stream, called: Iterable[str]) -> tuple[Role, Stage | None]:
    """What a state means now; the most specific of its names that the stream knows decides."""
    for name in called:
        role, stage = role_of(stream, name)
        if role != "none":
            return role, stage
    return "none", None


def _one(stream: Stream, seen: StateSeen, known: dict[str, tuple[Role, Stage | None]]) -> Suggested | None:
    inside = [stage for stage in stream.stages if stage.outside is None]
    role, at = suggest(seen, [stage.name for stage in inside])
    if role in ("stay", "cancelled", "finish") or at is not None:
        return Suggested(role, None if at is None else inside[at], "its name")  # type: ignore[arg-type]  # a Role, see suggest
    category = _CATEGORIES.get(seen.category, "")
    if seen.category == "done" and seen.ends:
        return Suggested("finish", None, f"its status category: {category}")
    if role == "wait" or seen.category == "new":
        speaks = "its name" if role == "wait" else f"its status category: {category}"
        then = known.get(seen.onward, ("none", None))[1]
        if then is not None and then.outside is None:
            return Suggested("wait", then, f"{speaks}; most go on to ‘{tail(seen.onward)}’")
        if seen.category == "new" and inside:
            return Suggested("wait", inside[0], speaks)
    return None


def _second(stream: Stream, seen: StateSeen) -> Suggested:
    """What a second tool says: the end where items end there, the work of a stage that no state speaks for yet, else
    nothing that moves an item.
    """
    bare = [stage for stage in stream.stages if stage.outside is None and not stage.states]
    role, at = suggest(seen, [stage.name for stage in bare])
    if role in ("cancelled", "finish"):
        return Suggested(role, None, "its name, and items end there")  # type: ignore[arg-type]  # a Role, see suggest
    if at is not None:
        waits = names.is_wait(tail(seen.state))
        return Suggested("wait" if waits else "touch", bare[at], "its name, and no other state is of that stage")
    return Suggested("stay", None, "a second tool's: the item is where the tracker has it")


def _beside(state: str) -> bool:
    prefix, colon, _ = state.partition(":")
    return bool(colon) and prefix in BESIDE
