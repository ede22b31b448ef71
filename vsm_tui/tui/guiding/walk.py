"""Where somebody is on the way, and where they go from there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from vsm_tui.flow.steps import STEPS, Ask, StepName, Way
from vsm_tui.model import Stream
from vsm_tui.tui.guiding.said import said


class Place(NamedTuple):
    """A question of a step; none on ``review`` and ``improve``, which show instead of asking."""

    step: StepName
    ask: Ask | None = None


def first(way: Way) -> Place:
    """Where to begin, or to go on: at the first thing that is missing, else at what a whole map shows."""
    return place_of(way.next) if way.next is not None else Place("improve")


def place_of(ask: Ask) -> Place:
    """The place of a question."""
    return Place(ask.step, ask)


def into(way: Way, name: StepName) -> Place:
    """A step at what it misses first; of one that misses nothing, the place where more stages go, or its beginning."""
    step = way.step(name)
    if not step.asks:
        return Place(name)
    if step.missing:
        return Place(name, step.missing[0])
    asks = [ask for ask in step.asks if not moot(ask)] or list(step.asks)
    return Place(name, asks[-1 if name == "stages" else 0])


def onward(way: Way, here: Place) -> Place:
    """After an answer: of one that was missing the next missing one of this step, else the next question in order;
    at the end of the step the next step that needs something or shows it.

    ``here`` tells whether the answer was known before; ``way`` is how it is now.
    """
    step = way.step(here.step)
    if here.step == "review" and step.missing:
        return place_of(step.missing[0])
    if here.ask is not None:
        for ask in _later(step.asks, here.ask):
            if not ask.known or (here.ask.known and not moot(ask)):
                return place_of(ask)
    return past(way, here)


def moot(ask: Ask) -> bool:
    """Whether other answers leave nothing to ask: where all is usable, nothing comes back."""
    return ask.kind == "back" and ask.known


def past(way: Way, here: Place) -> Place:
    """The next step after this one that needs something or shows it."""
    for name in STEPS[STEPS.index(here.step) + 1 :]:
        step = way.step(name)
        if step.reached and (not step.done or not step.asks):
            return into(way, name)
    return here


def passed_over(way: Way, here: Place) -> tuple[Ask, ...]:
    """What a whole map still needs and was left open before this place."""
    order = [ask.key for step in way.steps for ask in step.asks]
    if here.ask is None or here.ask.key not in order:
        return ()
    return tuple(ask for ask in way.missing if order.index(ask.key) < order.index(here.ask.key))


def neighbour(way: Way, here: Place, by: int) -> Place:
    """The question before or after, answered or not; at the ends of the way the same one."""
    order = [
        place
        for step in way.steps
        if step.reached
        for place in ([place_of(ask) for ask in step.asks if not moot(ask)] or [into(way, step.name)])
    ]
    keys = [_key(place) for place in order]
    at = keys.index(_key(here)) if _key(here) in keys else -1
    return order[min(max(0, at + by), len(order) - 1)] if at >= 0 else into(way, here.step)


def settled(way: Way, before: Way, here: Place) -> Place:
    """The same place on a stream that has changed; where its question is gone, the one that stands for it.

    A thing that was known and became missing, because an answer was taken back, is where to go.
    """
    if here.ask is None:
        return here if way.step(here.step).reached else first(way)
    known = {ask.key for step in before.steps for ask in step.asks if ask.known}
    gone = {(ask.step, ask.stage) for step in before.steps for ask in step.asks if way.find(ask.key) is None}
    opened = [
        ask
        for step in way.steps
        for ask in step.missing
        if ask.key in known or (before.find(ask.key) is None and (ask.step, ask.stage) in gone)
    ]
    opened = [ask for ask in opened if ask.step != "data" or here.step == "data"]
    if opened:
        return place_of(next((ask for ask in opened if ask.stage == here.ask.stage), opened[0]))
    still = way.find(here.ask.key) or _before(way, before, here.ask)
    if still is not None:
        return place_of(still)
    return into(way, here.step) if way.step(here.step).reached else first(way)


def _before(way: Way, before: Way, gone: Ask) -> Ask | None:
    """Of a stage that was taken back, the place that it was named at."""
    if gone.kind != "stage":
        return None
    asks = before.step("stages").asks
    at = next((k for k, ask in enumerate(asks) if ask.key == gone.key), 0)
    return way.find(asks[at - 1].key) if at else None


Answers = dict[object, str]
"""What is said to each question, by its key; "" where nothing is."""


def answers(way: Way, stream: Stream) -> Answers:
    """Everything that is known now, to be compared with what is known later."""
    asks = (ask for step in way.steps for ask in step.asks)
    return {ask.key: f"{ask.known} {said(stream, ask)}" if ask.known else "" for ask in asks}


def touched(way: Way, stream: Stream, before: Answers) -> Place | None:
    """The question whose answer is another one than before; of new stages the last. ``None`` where there is none."""
    now = answers(way, stream)
    asks = [ask for step in way.steps for ask in step.asks]
    for ask in reversed(asks):
        if ask.kind == "stage" and ask.key not in before:
            return place_of(ask)
    changed = next((ask for ask in asks if ask.key in before and now[ask.key] != before[ask.key]), None)
    new = next((ask for ask in asks if ask.key not in before and ask.known), None)
    found = new if changed is None or (new is not None and changed.kind == "stage") else changed
    return None if found is None else place_of(found)


def shown(way: Way, name: StepName) -> str:
    """How far a step is, in the fewest signs: ``3/20``, or how many stages there are."""
    step = way.step(name)
    if name == "stages":
        return str(len(step.asks) - 1)
    return f"{len(step.asks) - len(step.missing)}/{len(step.asks)}" if step.asks else ""


def _key(place: Place) -> object:
    return place.step if place.ask is None else place.ask.key


def _later(asks: tuple[Ask, ...], here: Ask) -> Iterator[Ask]:
    """The questions after one; where it is gone, what is missing of its stage, and those of later stages."""
    keys = [ask.key for ask in asks]
    if here.key in keys:
        yield from asks[keys.index(here.key) + 1 :]
        return
    same = [at for at, ask in enumerate(asks) if ask.stage == here.stage]
    if same:
        yield from (asks[at] for at in same if not asks[at].known)
        yield from asks[same[-1] + 1 :]
