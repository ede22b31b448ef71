"""The measured flow in plain loops over one item at a time: slow, and written from the definitions alone.

The kernel in ``vsm_tui.measure`` is checked against this on random logs. It knows enter events only.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from vsm_tui.model import Stream

Event = tuple[str, int, str]
"""``(item, at in µs, state)``."""


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


@dataclass
class Stay:
    state: str
    begins: int
    ends: int
    what: str
    stage: int


def items_of(stream: Stream, events: list[Event]) -> list[Item]:
    now = max(at for _, at, _ in events)
    names = list(dict.fromkeys(item for item, _, _ in events))
    return [_item(stream, name, [(at, s) for item, at, s in events if item == name], now) for name in names]


def _item(stream: Stream, name: str, events: list[tuple[int, str]], now: int) -> Item:
    events = sorted(events, key=lambda e: e[0])
    size = len(stream.stages)
    item = Item(name, touch=[0] * size, wait=[0] * size, visits=[0] * size, sent_back=[False] * size)
    done, gone = set(stream.finish.states), set(stream.also.cancelled)
    mapped = {s: ("wait", k) for k, x in enumerate(stream.stages) for s in x.states.wait}
    mapped |= {s: ("touch", k) for k, x in enumerate(stream.stages) for s in x.states.touch}
    begin = next(
        (k for k, (_, s) in enumerate(events) if (s in stream.begin.states if stream.begin else s in mapped)), None
    )
    end = len(events)
    for ending, status in ((done, "finished"), (gone, "cancelled")):
        if events[-1][1] in ending:
            end = len(events)
            while end and events[end - 1][1] in ending:
                end -= 1
            item.status = status
    if begin is None or begin >= end:
        item.status = "skipped" if item.status == "finished" else "never"
        return item
    if item.status == "never":
        item.status = "open"
    stays = _stays(stream, events, begin, end, now, mapped)
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
    _loops(item, stays, done, mapped, size)
    return item


def _stays(
    stream: Stream,
    events: list[tuple[int, str]],
    begin: int,
    end: int,
    now: int,
    mapped: dict[str, tuple[str, int]],
) -> list[Stay]:
    stays: list[Stay] = []
    inside = -1
    for k in range(begin, end):
        at, state = events[k]
        until = events[k + 1][0] if k + 1 < len(events) else now
        if state in stream.finish.states:
            inside = -1
            stays.append(Stay(state, at, until, "unmapped", -1))
        elif state in stream.also.paused:
            stays.append(Stay(state, at, until, "paused", -1))
        elif state in stream.also.stay and inside >= 0:
            stays.append(Stay(state, at, until, "wait", inside))
        elif state in mapped:
            inside = mapped[state][1]
            stays.append(Stay(state, at, until, *mapped[state]))
        else:
            stays.append(Stay(state, at, until, "unmapped", -1))
    return stays


def _loops(item: Item, stays: list[Stay], done: set[str], mapped: dict[str, tuple[str, int]], size: int) -> None:
    visits: list[tuple[int, int]] = []
    for k, stay in enumerate(stays):
        place = size if stay.state in done else mapped[stay.state][1] if stay.state in mapped else None
        if place is not None and (not visits or visits[-1][0] != place):
            visits.append((place, k))
    for place, _ in visits:
        if place < size:
            item.visits[place] += 1
    if item.status != "finished":
        return
    covered: set[int] = set()
    for v in range(1, len(visits)):
        source, target = visits[v - 1][0], visits[v][0]
        if target >= source:
            continue
        until = next((k for place, k in visits[v + 1 :] if place >= source), len(stays))
        span = range(visits[v][1], until)
        covered |= set(span)
        live = [stays[k] for k in span if stays[k].what != "paused"]
        sums = item.loops.setdefault((source, target), [0, 0, 0, 0])
        sums[0] += 1
        sums[1] += sum(s.ends - s.begins for s in live)
        sums[2] += sum(s.ends - s.begins for s in live if s.what == "touch")
        sums[3] += sum(s.ends - s.begins for s in live if s.what == "wait")
        for k in range(target, source):
            first = next((at for at, (place, _) in enumerate(visits) if place == k), None)
            if first is not None and k < size and first + 1 <= v - 1:
                item.sent_back[k] = True
    item.rework = sum(stays[k].ends - stays[k].begins for k in covered if stays[k].what != "paused")
