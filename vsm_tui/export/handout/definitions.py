"""What a stream means by its words: where it begins and ends, which states are which stage, whose hours count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vsm_tui.draw import safe
from vsm_tui.draw.text import number
from vsm_tui.flow import Observed
from vsm_tui.model import Stage, Stream

_HOUR = 3600


def definitions(stream: Stream, observed: Observed | None) -> Iterator[tuple[str, str]]:
    """Pairs of what is defined and how, in the order of the stream file; nothing for what nobody said."""
    ends = (("work type", stream.work_type), ("starts with", stream.start), ("ends with", stream.end))
    said = (*ends, ("done is said by", stream.confirmed_by))
    yield from ((name, safe(text)) for name, text in said if text)
    rules = (("begins in state", stream.begin.states), ("finished in state", stream.finish.states))
    yield from ((name, _names(states)) for name, states in rules if states)
    stages = ((safe(stage.name), _stage(stage)) for stage in stream.stages)
    yield from ((name, text) for name, text in stages if text)
    also = stream.also
    others = (("stays where it is", also.stay), ("paused", also.paused), ("cancelled", also.cancelled))
    yield from ((name, _names(states)) for name, states in others if states)
    failure = stream.failure_demand
    if failure:
        parts = [
            f"{what} {_names(names)}" for what, names in (("types", failure.types), ("labels", failure.labels)) if names
        ]
        yield "failure demand", "; ".join(parts)
    yield "working clock", _clock(stream)
    if observed is not None:
        yield "source", " + ".join(safe(source) for source in observed.sources)
        yield "definitions", observed.definitions


def _stage(stage: Stage) -> str:
    if stage.outside is not None and not stage.states:
        return "done elsewhere: one elapsed time"
    parts = [
        f"{what} {_names(names)}"
        for what, names in (("waits in", stage.states.wait), ("worked on in", stage.states.touch))
        if names
    ]
    return "; ".join(parts)


def _clock(stream: Stream) -> str:
    clock = stream.clock
    text = f"{number(clock.day / _HOUR)}h a day from {clock.begins:%H:%M}, {clock.week} days a week, {clock.timezone}"
    if clock.holidays:
        text += f", without {len(clock.holidays)} holidays"
    return text


def _names(states: Sequence[str]) -> str:
    return ", ".join(safe(state) for state in states)
