"""What an item's events say about touch and wait, when they say more than which state it entered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from vsm_tui.events.log import Split

KINDS = ("enter", "start", "complete", "leave", "schedule", "assign", "suspend", "resume", "touch", "wait", "stay",
         "back")  # fmt: skip
"""The kinds of event. ``touch``, ``wait`` and ``stay`` enter a state whose time is known to be that, or known to
be in the state and no more (``stay``); ``back`` ends an activity inside a state that the item never left. These
four are what :func:`vsm_tui.events.write.write_csv` writes."""

State = TypeVar("State")
Row = tuple[int, State, Split]

PLAIN = {
    "enter": Split.MAPPED, "touch": Split.TOUCH, "wait": Split.WAIT, "stay": Split.UNSPLIT, "back": Split.BACK,
}  # fmt: skip
"""Kinds that are all there is to say about a stay."""
_ENTERS = frozenset({"enter", "back"})
_AHEAD = frozenset({"start", "resume", "schedule", "assign"})


@dataclass(slots=True)
class _Item(Generic[State]):
    """What is going on with one item: activities being worked on (latest last), suspended ones, the state entered."""

    running: list[State] = field(default_factory=list)
    suspended: list[State] = field(default_factory=list)
    entered: State | None = None

    def close(self, state: State) -> bool:
        """End the earliest open run of an activity; whether there was one."""
        for lane in (self.running, self.suspended):
            if state in lane:
                lane.remove(state)
                return True
        return False


def resolve(events: Sequence[tuple[int, State, str]]) -> list[Row[State]]:
    """One item's events ``(at, state, kind)``, in order of time, as states entered and how each stay divides.

    While an activity is started and neither suspended nor completed, the item is touched in it; where several are,
    in the one begun last. Otherwise: after ``schedule``, ``assign`` or ``suspend`` of X it waits in X; after X is
    completed it is back (``BACK``) in the state last entered, which it never left, unless another activity is still
    suspended: then it waits in that. Where no state was entered it waits in the Y that is scheduled, assigned, started
    or resumed next, else in an activity still suspended, else in X. Where X was never started (logs that only know
    completions) nothing is known of the split: ``UNSPLIT`` in X. After ``leave`` of where it is, it is nowhere; an
    activity that is left has ended. ``resume`` without ``suspend`` begins an activity as ``start`` does.
    """
    rows: list[Row[State]] = []
    item: _Item[State] = _Item()
    for index, (at, state, kind) in enumerate(events):
        following = events[index + 1] if index + 1 < len(events) else None
        rows.extend((at, *row) for row in _step(item, state, kind, following))
    return rows


def resolve_all(events: Iterable[tuple[State, int, State, str]]) -> Iterable[tuple[State, list[Row[State]]]]:
    """Rows ``(item, at, state, kind)`` in any order → each item with its resolved rows; ties keep their order."""
    items: dict[State, list[tuple[int, State, str]]] = {}
    for item, at, state, kind in events:
        items.setdefault(item, []).append((at, state, kind))
    for item, own in items.items():
        own.sort(key=lambda e: e[0])
        yield item, resolve(own)


def _step(
    item: _Item[State], state: State, kind: str, following: tuple[int, State, str] | None
) -> list[tuple[State, Split]]:
    if kind in PLAIN:
        item.entered = state if kind in _ENTERS else None
        return [(state, PLAIN[kind])]
    if kind in {"start", "resume"}:
        if kind == "resume" and state in item.suspended:
            item.suspended.remove(state)
        item.running.append(state)
        return [(state, Split.TOUCH)]
    if kind == "complete":
        return _completed(item, state, following, known=item.close(state))
    if kind == "leave":
        return _left(item, state, known=item.close(state))
    if kind == "suspend" and state in item.running:
        item.running.remove(state)
        item.suspended.append(state)
    return [_touched(item)] if item.running else [(state, Split.WAIT)]


def _left(item: _Item[State], state: State, *, known: bool) -> list[tuple[State, Split]]:
    inside = item.entered not in (None, state)
    if inside and not known:
        return []  # it left this state before, when it entered another: interval tables say both
    if not inside:
        item.entered = None
    if item.running:
        return [_touched(item)]
    return [(state, Split.NOWHERE)] if item.entered is None else [(item.entered, Split.BACK)]


def _completed(
    item: _Item[State], state: State, following: tuple[int, State, str] | None, *, known: bool
) -> list[tuple[State, Split]]:
    happened = [] if known else [(state, Split.UNSPLIT)]  # a completion alone is still a visit
    if item.running:
        return [*happened, _touched(item)]
    if not known:
        return happened
    if item.entered is None and following is not None and following[2] in _AHEAD:
        return [(following[1], Split.WAIT)]
    if item.suspended:
        return [(item.suspended[-1], Split.WAIT)]
    return [(state, Split.WAIT) if item.entered is None else (item.entered, Split.BACK)]


def _touched(item: _Item[State]) -> tuple[State, Split]:
    return item.running[-1], Split.TOUCH
