"""The measured flow in plain loops over one item at a time: slow, and written from the definitions alone.

The kernel in ``vsm_tui.measure`` is checked against this on random logs. It knows entries, and activities that start
and complete.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from vsm_tui.model import Stream

Event = tuple[str, int, str] | tuple[str, int, str, str]
"""``(item, at in µs, state)``, with ``start`` or ``complete`` as a fourth where it is not merely entered."""


@dataclass
class Item:
    name: str
    status: str = "never"
    lead: int = 0
    paused: int = 0
    touch: list[int] = field(default_factory=list)
    wait: list[int] = field(default_factory=list)
    visits: list[int] = field(default_factory=list)
    sent_back: list[bool] = field(default_factory=list)
    unmapped: dict[str, int] = field(default_factory=dict)
    loops: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    rework: int = 0
    stays: list[Stay] = field(default_factory=list)
    again: set[int] = field(default_factory=set)
    """Which of the stays lie inside a loop."""


@dataclass
class Stay:
    state: str
    begins: int
    ends: int
    what: str
    stage: int
    around: int | None = None
    """The stay that entered the state around it, where the item never left that."""


@dataclass
class Place:
    """What is true from one event to the next: the state, and what is known of it beside its name."""

    at: int
    state: str
    known: str = ""
    back: bool = False


def items_of(stream: Stream, events: list[Event]) -> list[Item]:
    now = max(event[1] for event in events)
    items: dict[str, list[tuple[int, str, str]]] = {}
    for event in events:
        items.setdefault(event[0], []).append((event[1], event[2], event[3] if len(event) > 3 else "enter"))
    return [_item(stream, name, places_of(own), now) for name, own in items.items()]


def places_of(events: list[tuple[int, str, str]]) -> list[Place]:
    """Where an item was: a state until another is entered, but for the activities that run meanwhile.

    Every completion here ends an activity that was started.
    """
    events = sorted(events, key=lambda e: e[0])
    places: list[Place] = []
    running: list[str] = []
    entered = ""
    for index, (at, state, kind) in enumerate(events):
        if kind == "enter":
            entered = state
            places.append(Place(at, state))
        elif kind == "start":
            running.append(state)
            places.append(Place(at, state, "touch"))
        else:
            running.remove(state)
            if running:
                places.append(Place(at, running[-1], "touch"))
            elif entered:
                places.append(Place(at, entered, back=True))
            elif index + 1 < len(events) and events[index + 1][2] == "start":
                places.append(Place(at, events[index + 1][1], "wait"))
            else:
                places.append(Place(at, state, "wait"))
    return places


def _arounds(places: list[Place]) -> list[int | None]:
    """Per place, the entry of the state around it: an activity that ended with the item back where it had been."""
    arounds: list[int | None] = [None] * len(places)
    entry = None
    for k, place in enumerate(places):
        if place.back and entry is not None and places[entry].state == place.state:
            for inner in range(entry + 1, k):
                arounds[inner] = entry
        if place.back or not place.known:
            entry = k
    return arounds


def _item(stream: Stream, name: str, events: list[Place], now: int) -> Item:
    size = len(stream.stages)
    item = Item(name, touch=[0] * size, wait=[0] * size, visits=[0] * size, sent_back=[False] * size)
    done, gone = set(stream.finish.states), set(stream.also.cancelled)
    mapped = {s: ("wait", k) for k, x in enumerate(stream.stages) for s in x.states.wait}
    mapped |= {s: ("touch", k) for k, x in enumerate(stream.stages) for s in x.states.touch}
    begin = next(
        (k for k, e in enumerate(events) if (e.state in stream.begin.states if stream.begin else e.state in mapped)),
        None,
    )
    arounds = _arounds(events)
    lies = [e.state if around is None else events[around].state for e, around in zip(events, arounds, strict=True)]
    end = len(events)
    for ending, status in ((done, "finished"), (gone, "cancelled")):
        if lies[-1] in ending:
            end = len(events)
            while end and lies[end - 1] in ending:
                end -= 1
            item.status = status
    if begin is None or begin >= end:
        item.status = "skipped" if item.status == "finished" else "never"
        return item
    if item.status == "never":
        item.status = "open"
    stays = _stays(stream, events, begin, end, now, mapped)
    for stay, around in zip(stays, arounds[begin:end], strict=True):
        stay.around = None if around is None else around - begin
    for stay in stays:
        length = stay.ends - stay.begins
        if stay.what == "paused":
            item.paused += length
            continue
        item.lead += length
        if stay.what == "unmapped":
            item.unmapped[stay.state] = item.unmapped.get(stay.state, 0) + length
        else:
            getattr(item, stay.what)[stay.stage] += length
    item.stays = stays
    _loops(item, stays, done, mapped, size)
    return item


def _stays(
    stream: Stream,
    events: list[Place],
    begin: int,
    end: int,
    now: int,
    mapped: dict[str, tuple[str, int]],
) -> list[Stay]:
    stays: list[Stay] = []
    inside = -1
    for k in range(begin, end):
        at, state = events[k].at, events[k].state
        until = events[k + 1].at if k + 1 < len(events) else now
        if state in stream.finish.states:
            inside = -1
            stays.append(Stay(state, at, until, "unmapped", -1))
        elif state in stream.also.paused:
            stays.append(Stay(state, at, until, "paused", -1))
        elif state in stream.also.stay and inside >= 0:
            stays.append(Stay(state, at, until, "wait", inside))
        elif state in mapped:
            inside = mapped[state][1]
            what = "wait" if events[k].known == "wait" else mapped[state][0]
            stays.append(Stay(state, at, until, what, inside))
        else:
            stays.append(Stay(state, at, until, "unmapped", -1))
    return stays


Sequence = tuple[list[tuple[int, int]], int, int | None]
"""Visits ``(place, stay)`` in turn; the stay with which its loops end at the latest; the stage never left meanwhile."""


def _sequences(stays: list[Stay], done: set[str], mapped: dict[str, tuple[str, int]], size: int) -> list[Sequence]:
    def place_of(k: int) -> int | None:
        if k < 0:  # before the item began
            return None
        return size if stays[k].state in done else mapped[stays[k].state][1] if stays[k].state in mapped else None

    outer = [k for k, stay in enumerate(stays) if stay.around is None]
    found: list[Sequence] = [(_visits(outer, place_of), len(stays), None)]
    for around in dict.fromkeys(stay.around for stay in stays if stay.around is not None):
        inner = [k for k, stay in enumerate(stays) if stay.around == around]
        own = [k for k in inner if place_of(k) != place_of(around)]
        found.append((_visits(own, place_of), inner[-1] + 1, place_of(around)))
    return found


def _loops(item: Item, stays: list[Stay], done: set[str], mapped: dict[str, tuple[str, int]], size: int) -> None:
    sequences = _sequences(stays, done, mapped, size)
    first: dict[int, int] = {}
    for visits, _, _ in sequences:
        for place, k in visits:
            first[place] = min(k, first.get(place, k))
            if place < size:
                item.visits[place] += 1
    if item.status != "finished":
        return
    covered: set[int] = set()
    for visits, end, within in sequences:
        for v in range(1, len(visits)):
            if visits[v][0] < visits[v - 1][0]:
                covered.update(_loop(item, stays, visits, v, end))
                back = range(visits[v][0], visits[v - 1][0])
                for k in back:
                    item.sent_back[k] |= k != within and first.get(k, len(stays)) < visits[v][1]
    item.again = covered
    item.rework = sum(stays[k].ends - stays[k].begins for k in covered if stays[k].what != "paused")


def _loop(item: Item, stays: list[Stay], visits: list[tuple[int, int]], v: int, end: int) -> range:
    source, target = visits[v - 1][0], visits[v][0]
    until = next((k for place, k in visits[v + 1 :] if place >= source), end)
    span = range(visits[v][1], until)
    live = [stays[k] for k in span if stays[k].what != "paused"]
    sums = item.loops.setdefault((source, target), [0, 0, 0, 0])
    sums[0] += 1
    sums[1] += sum(s.ends - s.begins for s in live)
    sums[2] += sum(s.ends - s.begins for s in live if s.what == "touch")
    sums[3] += sum(s.ends - s.begins for s in live if s.what == "wait")
    return span


def _visits(rows: list[int], place_of: Callable[[int], int | None]) -> list[tuple[int, int]]:
    visits: list[tuple[int, int]] = []
    for k in rows:
        place = place_of(k)
        if place is not None and (not visits or visits[-1][0] != place):
            visits.append((place, k))
    return visits
