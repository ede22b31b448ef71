"""What unmapped states of a log probably mean to a stream, and what speaks for it: for people to accept or not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from vsm_tui.edit.mapping import Role, role_of
from vsm_tui.measure.drafting import names
from vsm_tui.measure.drafting.emitted import is_closed, meaning_of
from vsm_tui.measure.drafting.second import beside
from vsm_tui.measure.drafting.states import StateSeen, suggest
from vsm_tui.measure.roles import tail
from vsm_tui.model import Stage, Stream

_CATEGORIES = {"new": "to do", "indeterminate": "in progress", "done": "done"}


class Suggested(NamedTuple):
    """A meaning, and what speaks for it."""

    role: Role
    stage: Stage | None
    why: str


def suggestions_of(
    stream: Stream, table: Sequence[StateSeen], board: Mapping[str, Sequence[str]] | None = None
) -> dict[str, Suggested]:
    """State → what it probably means, for states of ``table`` that mean nothing to ``stream`` yet. ``board`` holds the
    columns of the tracker's board with their states, where it gives them.
    """
    known = {seen.state: place_of(stream, seen.names) for seen in table}
    columns = {state: column for column, states in (board or {}).items() for state in states}
    second = beside(seen.state for seen in table)
    found: dict[str, Suggested] = {}
    open_ = [seen for seen in table if known[seen.state][0] == "none"]
    for seen in open_:
        if is_closed(seen.state) and seen.state.replace("closed", "merged") in known:
            continue  # a ticket that is done, or a change that was given up: only people know which of them count
        if seen.state in second:
            one: Suggested | None = _second(stream, seen)
        else:
            one = _named(stream, seen) or _on_board(stream, seen, columns.get(seen.state, ""))
        if one is not None:
            found[seen.state] = one
    stages = {state: place[1] for state, place in known.items()} | {s: one.stage for s, one in found.items()}
    for seen in open_:  # what waits belongs to what comes next, which is known now
        late = None if seen.state in found else _by_category(stream, seen, stages.get(seen.onward))
        if late is not None:
            found[seen.state] = late
    return found


def place_of(stream: Stream, called: Iterable[str]) -> tuple[Role, Stage | None]:
    """What a state means now; the most specific of its names that the stream knows decides."""
    for name in called:
        role, stage = role_of(stream, name)
        if role != "none":
            return role, stage
    return "none", None


def _named(stream: Stream, seen: StateSeen) -> Suggested | None:
    """What its own name says."""
    role, at = suggest(seen, [stage.name for stage in stream.stages])
    if role in ("stay", "cancelled", "finish") or at is not None:
        told = meaning_of(seen.state)
        why = told.why if told is not None else "its name"
        stage = None if at is None else stream.stages[at]
        return Suggested(_of(stage, role), stage, why)
    return None


def _of(stage: Stage | None, role: str) -> Role:
    """The role; in a stage done outside every state is its one time, which is listed as wait (see measure's touch)."""
    return "wait" if stage is not None and stage.outside is not None else role  # type: ignore[return-value]  # a Role


def _on_board(stream: Stream, seen: StateSeen, column: str) -> Suggested | None:
    """What the name of its column says; in it a state that sounds like waiting waits."""
    about = names.waits_for(column) or column
    stage = next((stage for stage in stream.stages if column and names.alike(stage.name, about)), None)
    if stage is None or names.is_done(column):
        return None
    waits = names.is_wait(column) or names.is_wait(tail(seen.state))
    return Suggested(_of(stage, "wait" if waits else "touch"), stage, f"its column on the board: {column}")


def _by_category(stream: Stream, seen: StateSeen, then: Stage | None) -> Suggested | None:
    """What the tracker's category says, and for what only sounds like waiting the stage most items go on to."""
    inside = [stage for stage in stream.stages if stage.outside is None]
    category = f"its status category: {_CATEGORIES.get(seen.category, '')}"
    if seen.category == "done":
        return Suggested("finish", None, category) if seen.ends else None
    if seen.hint != "wait" and seen.category != "new":
        return None
    speaks = "its name" if seen.hint == "wait" else category
    if then is not None:
        return Suggested("wait", then, f"{speaks}; most go on to ‘{tail(seen.onward)}’")
    return Suggested("wait", inside[0], speaks) if seen.category == "new" and inside else None


def _second(stream: Stream, seen: StateSeen) -> Suggested:
    """What a second tool says: the end where items end there, the work of a stage that no state speaks for yet, else
    nothing that moves an item.
    """
    bare = [stage for stage in stream.stages if not stage.states]
    role, at = suggest(seen, [stage.name for stage in bare])
    if role in ("cancelled", "finish"):
        return Suggested(role, None, "its name, and items end there")  # type: ignore[arg-type]  # a Role, see suggest
    if at is not None:
        told = meaning_of(seen.state)
        why = f"{told.why if told is not None else 'its name'}, and no other state is of that stage"
        return Suggested(_of(bare[at], "wait" if role == "wait" else "touch"), bare[at], why)
    return Suggested("stay", None, "told beside the tracker")
