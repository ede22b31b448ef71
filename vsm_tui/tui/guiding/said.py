"""What is known, the way it would be typed."""

from __future__ import annotations

from fractions import Fraction

from vsm_tui.flow.steps import Ask
from vsm_tui.model import Share, Stage, Stream

PARTS = ",;/"
"""What states are told apart by; where one has it in its name, they cannot be typed in a row."""


def of_100(share: Share) -> str:
    """A share as a number out of 100: ``80``, ``99.5``."""
    return str(share).removesuffix("%")


def said(stream: Stream, ask: Ask) -> str:
    """What is known, the way it would be typed; empty where it cannot be typed in one line.

    At a place for a stage it is the name of the stage that stands there.
    """
    match ask.kind:
        case "stage":
            at = stream.position(ask.stage) + 1 if ask.stage else 0
            return stream.stages[at].name if at < len(stream.stages) else ""
        case "work_type" | "start" | "end" | "confirmed_by":
            return str(getattr(stream, ask.kind))
        case "wait" | "touch" | "outside":
            value = getattr(stream.stage(ask.stage), ask.kind)
            return "" if value is None else str(value)
        case "pca":
            share = stream.stage(ask.stage).pca
            return "" if share is None else _again(share)
        case "rate":
            loop = next(known for known in stream.rework if known.key == (ask.source, ask.stage))
            return f"{_again(loop.rate)} {loop.cause}".strip() if loop.rate is not None else ""
        case "back":
            return "0" if ask.known else ""
        case "states":
            return _states(stream.stage(ask.stage))
        case "finish":
            plain = not any(set(state) & set(PARTS) for state in stream.finish.states)
            return ", ".join(stream.finish.states) if plain else ""
        case "log":
            return ", ".join(stream.log)
    return ""


def _states(stage: Stage) -> str:
    """Its states as they are typed; one done outside has one time."""
    states = stage.states
    if not states or any(set(state) & set(PARTS) for state in (*states.wait, *states.touch)):
        return ""
    if stage.outside is not None:
        return ", ".join((*states.wait, *states.touch))
    return f"{', '.join(states.wait)} / {', '.join(states.touch)}"


def _again(share: Share) -> str:
    """A share as it can be typed again: less than one out of 100 needs its sign to be no share of 1."""
    return str(share) if 0 < share.value < Fraction(1, 100) else of_100(share)
