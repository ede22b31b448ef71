"""Where somebody is on the way, and where they go from there."""

from __future__ import annotations

from typing import NamedTuple

from vsm_tui.flow.steps import OPTIONAL, STEPS, Ask, StepName, Way

_NEEDED = tuple(name for name in STEPS if name not in OPTIONAL)


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
    ask = step.missing[0] if step.missing else step.asks[-1 if name == "stages" else 0]
    return Place(name, ask)


def onward(way: Way, here: Place) -> Place:
    """After an answer: the next missing thing of this step, else the next step that needs something or shows it."""
    step = way.step(here.step)
    if here.step == "review" and step.missing:
        return place_of(step.missing[0])
    if here.ask is not None:
        at = _index(step.asks, here.ask)
        later = next((ask for ask in step.asks[at + 1 :] if not ask.known), None)
        if later is not None and here.step != "stages":
            return place_of(later)
    return past(way, here)


def past(way: Way, here: Place) -> Place:
    """The next step after this one that needs something or shows it; from Scope always the stages."""
    for name in STEPS[STEPS.index(here.step) + 1 :]:
        step = way.step(name)
        if step.reached and (not step.done or not step.asks or (name, here.step) == ("stages", "scope")):
            return into(way, name)
    return here


def neighbour(way: Way, here: Place, by: int) -> Place:
    """The question before or after, answered or not; at the ends of the way the same one."""
    order = [
        place
        for step in way.steps
        if step.reached
        for place in ([place_of(ask) for ask in step.asks] or [Place(step.name)])
    ]
    keys = [_key(place) for place in order]
    at = keys.index(_key(here)) if _key(here) in keys else -1
    return order[min(max(0, at + by), len(order) - 1)]


def settled(way: Way, before: Way, here: Place) -> Place:
    """The same place on a stream that has changed; where its question is gone, its step.

    A thing that became missing, because an answer was taken back, is where to go.
    """
    if here.ask is None:
        return here if way.step(here.step).reached else first(way)
    lacked = {ask.key for step in before.steps for ask in step.missing}
    stages = {ask.stage for step in before.steps for ask in step.asks}
    opened = [
        ask
        for step in way.steps
        for ask in step.missing
        if ask.key not in lacked and ask.stage in stages and here.step in (ask.step, *_NEEDED)
    ]
    if opened:
        return place_of(next((ask for ask in opened if ask.stage == here.ask.stage), opened[0]))
    still = way.find(here.ask.key)
    if still is not None:
        return place_of(still)
    return into(way, here.step) if way.step(here.step).reached else first(way)


def shown(way: Way, name: StepName) -> str:
    """How far a step is, in the fewest signs: ``3/20``, or how many stages there are."""
    step = way.step(name)
    if name == "stages":
        return str(len(step.asks) - 1)
    return f"{len(step.asks) - len(step.missing)}/{len(step.asks)}" if step.asks else ""


def _key(place: Place) -> object:
    return place.step if place.ask is None else place.ask.key


def _index(asks: tuple[Ask, ...], here: Ask) -> int:
    """Where a question stands; where it is gone, before the first other one about its stage."""
    for at, ask in enumerate(asks):
        if ask.key == here.key:
            return at
    return next((at - 1 for at, ask in enumerate(asks) if ask.stage == here.stage), len(asks))
