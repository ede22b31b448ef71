"""The words for the questions about data."""

from __future__ import annotations

from collections.abc import Sequence

from vsm_tui.draw.text import clip
from vsm_tui.flow.steps import Ask
from vsm_tui.model import Stream
from vsm_tui.tui.guiding.dataanswers import with_state
from vsm_tui.tui.guiding.logstates import LogState, fits
from vsm_tui.tui.guiding.put import LONG, MOST, Chip, Prompt, named

_OPEN = (Chip("open the data screen", "", whole=False, opens=True),)


def about_data(stream: Stream, ask: Ask, states: Sequence[LogState]) -> Prompt:
    """The words for a question of the step Data."""
    match ask.kind:
        case "log":
            return Prompt(
                "Which tool knows when this work moved?",
                "So far all of it is what people say. A log lays beside it what really happened. A map does "
                "without; pgdn goes on. Paste an address, name a log file, or open the data screen.",
                "https://github.com/owner/name",
                _OPEN,
            )
        case "states":
            stage = stream.stage(ask.stage)
            why = "The data screen lists the states of a log and suggests a meaning for each."
            if states:
                why = "Below: what is in the log and means nothing yet."
            if stage.outside is not None:
                return Prompt(
                    f"What do the tools call it when an item is away at {named(stage.name)}?",
                    f"It is done outside and has one time: all states in which it is there. {why}",
                    "At vendor, Waiting for vendor",
                    (*_state_chips(stream, ask.stage, states), *_OPEN),
                )
            return Prompt(
                f"What do the tools call it when an item is in {named(stage.name)}?",
                f"The states in which it waits there, then / and those in which it is worked on. {why}",
                "Ready for review / In review",
                (*_state_chips(stream, ask.stage, states), *_OPEN),
            )
        case "finish":
            return Prompt(
                f"In which state do the tools put it when “{clip(stream.end, LONG) or 'it is done'}”?",
                "Nothing is measured before this is said: there is no honest default for when something is done.",
                "Done, Closed",
                (*_finish_chips(states), *_OPEN),
            )
        case _:
            return Prompt(
                "Is it right what was guessed from the log?",
                "What was drafted is marked as a guess until somebody who knows has looked at it.",
                "yes",
                (Chip("yes, all of it", "yes"), *_OPEN),
            )


def _state_chips(stream: Stream, stage: str, states: Sequence[LogState]) -> tuple[Chip, ...]:
    """All that is suggested for this stage as one answer, then each state that means nothing yet."""
    open_ = sorted((s for s in states if s.open and s.typed), key=lambda s: (not fits(stream, s, stage), bool(s.stage)))
    mine = [state for state in open_ if fits(stream, state, stage)]
    text = ""
    for state in mine:
        text = with_state(text, state.name, state.role)
    chips = [Chip(f"suggested: {text}", text)] if mine else []
    away = stream.stage(stage).outside is not None
    for state in open_:
        means = (
            {"wait": "outside" if away else "waits", "touch": "worked on"}.get(state.role, "")
            if state in mine
            else state.meaning
        )
        label = f"{state.name} ({means})" if means else state.name
        chips.append(Chip(label, state.name, whole=False, joins=True, adds=state.role if state in mine else "none"))
    return tuple(chips[:MOST])


def _finish_chips(states: Sequence[LogState]) -> tuple[Chip, ...]:
    open_ = sorted((state for state in states if state.open and state.typed), key=lambda state: state.role != "finish")
    chips = (
        Chip(f"{s.name} ({s.meaning})" if s.meaning else s.name, s.name, whole=False, joins=True) for s in open_[:MOST]
    )
    return tuple(chips)
