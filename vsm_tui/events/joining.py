"""Several tools' logs as one: a ticket, the changes made for it and their builds become one item.

A change names its ticket in its branch, title, body or trailers; its source has put those names under ``keys``. A
change that names a ticket which is there becomes part of it; one that names several becomes part of each. Nothing is
guessed: what names no ticket stays an item of its own, and is counted. Builds and deployments of nothing that is there
(of a branch nobody merged, every night) are no work of their own: they are counted and left out, unless there is
nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from vsm_tui.events.builds import PREFIXES
from vsm_tui.events.log import EventLog, Finding, Split
from vsm_tui.model.wording import counted

_COLUMNS = ("type", "labels", "ref", "outcome", "kind")
_OF_ITEMS = frozenset({"type", "labels", "ref", "outcome"})
"""What a ticket says of itself; a change that becomes part of it does not say otherwise."""
_TICKET = re.compile(r"([A-Z][A-Z0-9_]{1,9})-[1-9][0-9]*")
_NAMED = 5


@dataclass(frozen=True, slots=True)
class _Row:
    """An event, and the item it was told of before joining."""

    at: int
    item: str
    state: str
    split: int
    more: tuple[str, ...]
    told_of: str


@dataclass(slots=True)
class _Names:
    """All ``items``; ``keys`` of those whose source names what they are part of; ``projects`` of the tickets there;
    ``builds`` are the items of which nothing else is known.
    """

    items: dict[str, None] = field(default_factory=dict)
    keys: dict[str, dict[str, None]] = field(default_factory=dict)
    projects: set[str] = field(default_factory=set)
    builds: set[str] = field(default_factory=set)


def joined(logs: Sequence[EventLog]) -> EventLog:
    """Several logs as one, in order of time; what happened at one moment stays in the order of the logs.

    Every event is in it once for each item it is part of. The same entry at the same moment, told of two changes of one
    ticket (one release brought both), is one event.
    """
    names = _names(logs)
    targets = {item: _part_of(item, names) for item in names.items}
    out = _left_out(names, targets)
    rows = [row for log in logs for row in _rows(log, targets, names)]
    rows.sort(key=lambda row: row.at)
    found = EventLog()
    for log in logs:
        found.aliases.update(log.aliases)
        found.categories.update(log.categories)
        found.board.update(log.board)
        found.findings += log.findings
        found.rejected += log.rejected
        found.rejected_count += log.rejected_count
    _fill(found, _once(rows))
    found.findings += _told(names, targets)
    if out:
        text = f"{len(out)} of {counted(len(names.builds), 'build')} of nothing that is there, left out: "
        found.findings.append(Finding("unjoined-build", text + _some(out), len(out)))
    return found


def _left_out(names: _Names, targets: dict[str, tuple[str, ...]]) -> list[str]:
    """Builds of nothing that is there, where there is something; they become part of nothing."""
    there = {target for item in names.items if item not in names.builds for target in targets[item]}
    out = sorted(build for build in names.builds if there and there.isdisjoint(targets[build]))
    targets.update(dict.fromkeys(out, ()))
    return out


def _names(logs: Sequence[EventLog]) -> _Names:
    names = _Names()
    of_commits: dict[str, dict[str, None]] = {}
    more = set[str]()
    for log in logs:
        names.items |= dict.fromkeys(log.item)
        more.update(item for item, state in zip(log.item, log.state, strict=True) if not state.startswith(PREFIXES))
        for commit, item in log.commits.items():
            of_commits.setdefault(commit, {})[item] = None
        for item, keys in zip(log.item, log.keys, strict=True) if log.keys else ():
            if keys or item not in log.tickets:
                own = names.keys.setdefault(item, {})
                own |= dict.fromkeys(key for key in keys.split(";") if key and key != item)
    for item, own in names.keys.items():
        changes = [change for key in own for change in of_commits.get(key, ()) if change != item]
        own |= dict.fromkeys(changes)
    names.builds = set(names.items) - more
    tickets = (_TICKET.fullmatch(item) for item in names.items if item not in names.keys)
    names.projects = {ticket[1] for ticket in tickets if ticket}
    return names


def _part_of(item: str, names: _Names) -> tuple[str, ...]:
    """The items that ``item`` is part of; itself where it names none.

    Names lead on: a change of an issue of a ticket is part of the ticket. Where they lead in a circle, the first of
    the circle by name stands for all of it. Tickets nobody knows anything else of count only where none is there.
    """
    reached = _reached(item, names)
    ends = {end for end in reached if not any(key in names.items for key in names.keys.get(end, ()))}
    if ends - {item}:
        return tuple(sorted({one for end in ends - {item} for one in _unknown(end, names)}))
    if reached - {item}:
        return (min(reached),)
    return _unknown(item, names)


def _unknown(item: str, names: _Names) -> tuple[str, ...]:
    """The tickets it names, of which nothing else is there; itself where it names none."""
    return tuple(sorted(key for key in names.keys.get(item, ()) if _may_be(key, names))) or (item,)


def _reached(item: str, names: _Names) -> set[str]:
    """``item`` and all items its names lead to."""
    reached, ahead = {item}, [item]
    while ahead:
        there = [k for k in names.keys.get(ahead.pop(), ()) if k in names.items and k not in reached]
        reached.update(there)
        ahead += there
    return reached


def _may_be(key: str, names: _Names) -> bool:
    """Whether a key is a ticket that merely is not there: where there are tickets, it is of a project of theirs."""
    ticket = _TICKET.fullmatch(key)
    return ticket is not None and (not names.projects or ticket[1] in names.projects)


def _rows(log: EventLog, targets: dict[str, tuple[str, ...]], names: _Names) -> Iterator[_Row]:
    columns = [getattr(log, name) or [""] * len(log) for name in _COLUMNS]
    more = zip(*columns, strict=True)
    for at, item, state, split, rest in zip(log.at, log.item, log.state, log.split, more, strict=True):
        for target in targets[item]:
            moved = target != item and target in names.items
            kept = tuple("" if moved and c in _OF_ITEMS else v for c, v in zip(_COLUMNS, rest, strict=True))
            yield _Row(at, target, state, split, kept, item)


def _once(rows: Sequence[_Row]) -> Iterator[_Row]:
    """Without entries told of several changes of one item; what is told several times of one did happen so often."""
    told: dict[tuple[str, int, str], dict[str, int]] = {}
    for row in rows:
        if _entry(row):
            times = told.setdefault((row.item, row.at, row.state), {})
            times[row.told_of] = times.get(row.told_of, 0) + 1
    kept = {key: max(times, key=lambda of: (times[of], of)) for key, times in told.items() if len(times) > 1}
    for row in rows:
        if not _entry(row) or kept.get((row.item, row.at, row.state), row.told_of) == row.told_of:
            yield row


def _entry(row: _Row) -> bool:
    return row.split == Split.MAPPED and not row.more[-1]


def _fill(log: EventLog, rows: Iterable[_Row]) -> None:
    for row in rows:
        log.at.append(row.at)
        log.item.append(row.item)
        log.state.append(row.state)
        log.split.append(row.split)
        for name, value in zip(_COLUMNS, row.more, strict=True):
            getattr(log, name).append(value)
    for name in _COLUMNS:
        if not any(getattr(log, name)):
            setattr(log, name, [])


def _told(names: _Names, targets: dict[str, tuple[str, ...]]) -> Iterator[Finding]:
    """What could not be joined, and what was joined to more than one ticket."""
    changes = [item for item in names.keys if item not in names.builds]
    tickets = [item for item in names.items if item not in names.keys and item not in names.builds]
    named = {target for change in changes for target in targets[change] if target != change}
    alone = [change for change in changes if targets[change] == (change,) and change not in named]
    if alone and (tickets or len(alone) < len(changes)):
        of = counted(len(changes), "change")
        text = f"{len(alone)} of {of} without a ticket, each an item of its own: {_some(alone)}"
        yield Finding("unjoined-change", text, len(alone))
    unknown = sorted({t for c in changes for t in targets[c] if t not in names.items})
    if unknown and tickets:
        text = f"{counted(len(unknown), 'ticket')} named by changes that no source has: {_some(unknown)}"
        yield Finding("unknown-ticket", text, len(unknown))
    several = [c for c in changes if len(targets[c]) > 1]
    if several:
        text = f"{counted(len(several), 'change')} with several tickets, counted for each of them: {_some(several)}"
        yield Finding("several-tickets", text, len(several))
    bare = [ticket for ticket in tickets if ticket not in named]
    if bare and changes:
        text = f"{len(bare)} of {counted(len(tickets), 'ticket')} without a change: {_some(bare)}"
        yield Finding("no-change", text, len(bare))


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
