"""The line below a question that nothing was typed to: what is known, what comes next, what was left open."""

from __future__ import annotations

from collections.abc import Sequence

from vsm_tui.draw.text import clip
from vsm_tui.flow.steps import OPTIONAL, Ask, Way
from vsm_tui.model import Stream
from vsm_tui.tui.guiding import walk
from vsm_tui.tui.guiding.answers import usable
from vsm_tui.tui.guiding.logstates import LogState, mapped
from vsm_tui.tui.guiding.prompts import TITLES, missing
from vsm_tui.tui.guiding.walk import Place

_LONG = 44


def standing(way: Way, here: Place, stream: Stream, states: Sequence[LogState] = ()) -> str:
    """``next`` is where enter leads from here, ``still open`` what was passed over before."""
    ask = here.ask
    if ask is None:
        return ""
    parts = []
    share = stream.stage(ask.stage).pca if ask.kind == "pca" else None
    if share is not None:
        parts.append(f"known: {usable(share)}")
    after = _next(way, here, stream)
    parts.append(f"next: {after}" if after else "")
    over = walk.passed_over(way, here)
    more = f" and {len(over) - 1} more" if len(over) > 1 else ""
    parts.append(f"still open: {missing(stream, over[0])}{more}" if over else "")
    if ask.step == "data":
        step = way.step("data")
        done = f"{len(step.asks) - len(step.missing)} of {len(step.asks)} questions answered"
        parts.append(mapped(states) if states and ask.kind in ("states", "finish") else done)
    return " · ".join(filter(None, parts))


def _next(way: Way, here: Place, stream: Stream) -> str:
    """What enter leads to once this is answered."""
    ask = here.ask
    if ask is not None and ask.kind == "stage" and not ask.known:
        return "" if stream.stages else "a second stage"
    place = walk.onward(way, here)
    if place == here:
        return ""
    after = TITLES[place.step] if place.ask is None else named_ask(stream, place.ask)
    if here.step in OPTIONAL and ask is not None and not ask.known:
        passed = walk.past(way, here).step
        return f"{after}, or {TITLES[passed]} with enter alone" if passed not in (here.step, place.step) else after
    return after


def named_ask(stream: Stream, ask: Ask) -> str:
    """A question in a few words, known or not."""
    if ask.kind == "stage" and ask.known:
        return f"what comes after ‘{clip(stream.stage(ask.stage).name, _LONG)}’" if ask.stage else "the first stage"
    return missing(stream, ask)
