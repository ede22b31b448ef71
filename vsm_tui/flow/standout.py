"""What stands out on a map, one thing of each kind, so that somebody knows what to look at first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from vsm_tui.flow.marks import headline
from vsm_tui.flow.shape import Flow, LoopFlow, StageFlow
from vsm_tui.model import Stream

_WORTH = 0.005
"""A part of the lead time that is less is nothing to begin with."""


class Standout(NamedTuple):
    """One thing, and the number that says so.

    ``constraint``: the wait of the ``stage`` that is marked, per item, or all its time where another team does it.
    ``loop``: what the costliest loop from ``source`` back to ``stage`` costs per item. ``outside``: the longest time
    away. ``quality``: the lowest %C/A. ``range``: how far the widest estimate reaches, ``value`` − ``low``.
    ``people``: how many of our own stages, the first of them ``stage``, nobody has said the people of. Times are
    seconds on the flow's clock; ``of`` is the mean lead time, where it is known.
    """

    kind: Literal["constraint", "loop", "outside", "quality", "range", "people"]
    stage: str
    value: float
    of: float | None = None
    source: str = ""
    low: float = 0.0


def standing_out(flow: Flow, stream: Stream) -> tuple[Standout, ...]:
    """What stands out, the most telling first; a kind without anything to say is left out."""
    return tuple(_each(flow, stream))


def _each(flow: Flow, stream: Stream) -> Iterator[Standout]:
    lead = flow.lead_time.mean
    _, marked = headline(flow.constraint)
    held = flow.stage(marked[0]) if marked else None
    if held is not None and (held.wait or held.time):
        yield Standout("constraint", held.id, (held.time if held.wait is None else held.wait) or 0.0, lead)
    costliest = max(flow.loops, key=_cost, default=None)
    if costliest is not None and _cost(costliest) > _WORTH * (lead or 0.0):
        yield Standout("loop", costliest.target, _cost(costliest), lead, source=costliest.source)
    worst = min((s for s in flow.stages if s.pca is not None), key=lambda s: s.pca or 0.0, default=None)
    if worst is not None and worst.pca is not None and worst.pca < 1:
        yield Standout("quality", worst.id, worst.pca)
    away = max((s for s in flow.stages if s.outside and s.time), key=lambda s: s.time or 0.0, default=None)
    if away is not None and away != held:
        yield Standout("outside", away.id, away.time or 0.0, lead)
    widest = max(flow.stages, key=_width, default=None)
    if widest is not None and widest.time_range is not None and _width(widest) > _WORTH * (lead or 0.0):
        yield Standout("range", widest.id, widest.time_range[1], lead, low=widest.time_range[0])
    unsaid = [stage for stage in stream.stages if stage.people is None and stage.outside is None]
    if unsaid:
        yield Standout("people", unsaid[0].id, len(unsaid), len(stream.stages))


def _cost(loop: LoopFlow) -> float:
    return (loop.saving if loop.saving is not None else loop.time) or 0.0


def _width(stage: StageFlow) -> float:
    return 0.0 if stage.time_range is None else stage.time_range[1] - stage.time_range[0]
