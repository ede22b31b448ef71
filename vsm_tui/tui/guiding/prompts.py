"""The words of the guide: for every question one prompt, one explanation, one example, and what can be picked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from vsm_tui.draw.text import clip
from vsm_tui.flow.steps import FEWEST, Ask, Kind, StepName
from vsm_tui.model import Share, Stage, Stream
from vsm_tui.tui.guiding import suggested
from vsm_tui.tui.guiding.answers import OURS, OUTSIDE

TITLES: dict[StepName, str] = {
    "scope": "Scope",
    "stages": "Stages",
    "times": "Times",
    "quality": "Quality",
    "rework": "Rework",
    "data": "Data",
    "review": "Review",
    "improve": "Improve",
}
_CHIPS = 12
_LONG = 44
_RANGES = "Not sure? shortest..usual..longest, as in 1d..2d..4d."


class Chip(NamedTuple):
    """Something to pick in place of typing ``text``; one that is not ``whole`` begins the answer and waits for more."""

    label: str
    text: str
    whole: bool = True
    opens: bool = False
    """Whether it opens the data screen."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question as it is put to people."""

    question: str
    why: str
    example: str
    chips: tuple[Chip, ...] = ()


_OPEN = (Chip("open the data screen", "", whole=False, opens=True),)


def prompt(stream: Stream, ask: Ask) -> Prompt:
    """The words for a question about this stream."""
    match ask.kind:
        case "work_type" | "start" | "end" | "confirmed_by":
            return _scope(stream, ask.kind)
        case "stage":
            return _stage(stream, ask.stage)
        case "wait" | "touch" | "outside":
            return _time(stream, ask)
        case "pca":
            return _quality(stream, stream.stage(ask.stage))
        case "back" | "rate":
            return _rework(stream, ask)
        case _:
            return _data(stream, ask)


def _named(name: str) -> str:
    """A stage's name in a question, which must not push the answer out of a small window."""
    return f"‘{clip(name, _LONG)}’"


def _picks(*texts: str) -> tuple[Chip, ...]:
    return tuple(Chip(text, text) for text in texts if text)[:_CHIPS]


def _scope(stream: Stream, kind: Kind) -> Prompt:
    usual = suggested.template_for(stream.work_type) if stream.work_type else None
    match kind:
        case "work_type":
            return Prompt(
                "Which kind of work is mapped?",
                "One kind a map: a bug and a feature go different ways and wait in different places. "
                "Choose what hurts most, or what there is most of.",
                "feature",
                _picks(*suggested.work_types()),
            )
        case "start":
            return Prompt(
                "What has happened when the clock starts?",
                "The moment from which somebody waits for you. Something that can be seen to have happened: "
                "a request arrived, a story was accepted.",
                "Story accepted into the team's queue",
                _picks(usual.start) if usual else (),
            )
        case "end":
            return Prompt(
                "What has happened when it is done?",
                "Done for whoever waits for it, not for you: in use, not merged. Everything up to there is on the map.",
                "Running in production and validated",
                _picks(usual.end) if usual else (),
            )
        case _:
            return Prompt(
                "Who says it is done?",
                "If it is not clear who says so, nobody knows when the clock stops. A role, never somebody's name.",
                "product owner",
                _picks("customer", "product owner", "operations", "whoever reported it"),
            )


def _stage(stream: Stream, after: str) -> Prompt:
    chips = _picks(*suggested.stage_names(stream, after))
    count = len(stream.stages)
    if not after:
        question = "What is done first, once the clock has started?" if not count else "Is there a stage before it?"
        if stream.start and not count:
            question = f"What is done first, after “{clip(stream.start, _LONG)}”?"
        return Prompt(
            question,
            "A stage is a step in which work lies and is worked on before somebody else takes over. "
            "Walk through the last item you finished. Times come later.",
            "Refine",
            chips,
        )
    stage = stream.stage(after)
    last = stream.stages[-1].id == after
    end = f", before “{clip(stream.end, _LONG)}”" if last and stream.end else ""
    more = "A second stage is needed to hand over to." if count < FEWEST else "Nothing more? Enter goes on."
    return Prompt(
        f"What comes after {_named(stage.name)}{end}?",
        f"Whenever work changes hands or has to lie, a new stage begins. {more}",
        "Code review",
        chips,
    )


def _time(stream: Stream, ask: Ask) -> Prompt:
    stage = stream.stage(ask.stage)
    hint = suggested.hint_of(stream, stage.name) or stage.notes
    think = f" {' '.join(hint.split())}" if hint else ""
    hours = f"1d is one working day of {stream.clock.day / 3600:g}h"
    match ask.kind:
        case "wait":
            return Prompt(
                f"{_named(stage.name)}: how long does an item lie there before somebody takes it up?",
                f"Think of the last three real ones.{think} Done by another team? Then only one time is known: "
                f"write {OUTSIDE} and how long it is away. {_RANGES}",
                f"2d, 4h or {OUTSIDE} 5d ({hours})",
                (Chip("another team does it", f"{OUTSIDE} ", whole=False),),
            )
        case "touch":
            return Prompt(
                f"{_named(stage.name)}: how long is somebody working on it?",
                f"Only the time it is really in work, breaks in which it lies again left out.{think} {_RANGES}",
                f"30m or 2h ({hours})",
                (Chip("another team does it", f"{OUTSIDE} ", whole=False),),
            )
        case _:
            return Prompt(
                f"{_named(stage.name)} is done by another team: how long is it away?",
                "From handing over to getting back. How much of it is work only they know, so it is one time, never "
                f"split; whatever needs the split becomes a range. {_RANGES}",
                f"5d, or {OURS} if you do it yourselves after all",
                (Chip("we do it ourselves", OURS),),
            )


def _receiver(stream: Stream, stage: Stage) -> str:
    at = stream.position(stage.id)
    if at + 1 < len(stream.stages):
        return f"{_named(stream.stages[at + 1].name)}"
    return clip(stream.confirmed_by, _LONG) or "whoever gets the result"


def _quality(stream: Stream, stage: Stage) -> Prompt:
    receiver = _receiver(stream, stage)
    return Prompt(
        f"Ask {receiver}: out of 100 items from {_named(stage.name)}, how many can be used as they are?",
        "Only the receiver knows. Usable means complete and correct: no asking back, no repairing, no sending back. "
        "0 is an answer, and so is 100.",
        "80",
    )


def _rework(stream: Stream, ask: Ask) -> Prompt:
    target, source = stream.stage(ask.stage), stream.stage(ask.source)
    cause = suggested.usual_cause(stream, source.name, target.name)
    chips: list[Chip] = []
    if ask.kind == "back" and target.pca is not None and 0 < target.pca.value < 1:
        bad = str(Share(1 - target.pca.value)).removesuffix("%")
        chips.append(Chip(f"{bad}: all that is not usable", f"{bad} {cause}".strip()))
    chips.append(Chip("0: repaired on the spot", "0"))
    same = source.id == target.id
    again = "are done all over again there" if same else f"go back to {_named(target.name)}"
    question = f"Ask {_named(source.name)}: out of 100 items that leave it, how many {again}?"
    return Prompt(
        question,
        "What goes back waits and is worked on again: that is what a loop costs. What the receiver repairs without "
        "sending it back is no loop. Write why behind the number. Other ways back are drawn on the map with r.",
        f"15 {cause or 'the requirement was unclear'}",
        tuple(chips),
    )


def _data(stream: Stream, ask: Ask) -> Prompt:
    match ask.kind:
        case "log":
            return Prompt(
                "Which tool knows when this work moved?",
                "So far all of it is what people say. A log lays beside it what really happened. The map is whole "
                "without; pgdn goes on. Paste an address, name a log file, or open the data screen.",
                "https://github.com/owner/name",
                _OPEN,
            )
        case "states":
            stage = stream.stage(ask.stage)
            return Prompt(
                f"What do the tools call it when an item is in {_named(stage.name)}?",
                "The states in which it waits there, then / and those in which it is worked on. The data screen lists "
                "the states of the log and suggests a meaning for each.",
                "Ready for review / In review",
                _OPEN,
            )
        case "finish":
            return Prompt(
                f"In which state do the tools put it when “{clip(stream.end, _LONG) or 'it is done'}”?",
                "Nothing is measured before this is said: there is no honest default for when something is done.",
                "Done, Closed",
                _OPEN,
            )
        case _:
            return Prompt(
                "Is it right what was guessed from the log?",
                "What was drafted is marked as a guess until somebody who knows has looked at it.",
                "yes",
                (Chip("yes, all of it", "yes"), *_OPEN),
            )


_MISSING: dict[Kind, str] = {
    "work_type": "the kind of work",
    "start": "the start point",
    "end": "the end point",
    "confirmed_by": "who says it is done",
    "log": "a log or a source",
    "finish": "the states that finish it",
    "guesses": "a look at what was guessed",
}
_OF_STAGE: dict[Kind, str] = {
    "wait": "wait of ‘{}’",
    "touch": "touch time of ‘{}’",
    "outside": "time of ‘{}’",
    "pca": "%C/A of ‘{}’",
    "back": "what comes back to ‘{}’",
    "rate": "share that goes back to ‘{}’",
    "states": "states of ‘{}’",
}


def missing(stream: Stream, ask: Ask) -> str:
    """The missing thing in a few words."""
    if ask.kind == "stage":
        return "a second stage" if stream.stages else "the first stage"
    if ask.kind in _OF_STAGE:
        return _OF_STAGE[ask.kind].replace("{}", clip(stream.stage(ask.stage).name, _LONG))
    return _MISSING[ask.kind]
