"""The words of the guide: for every question one prompt, one explanation, one example, and what can be picked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vsm_tui.draw.text import clip
from vsm_tui.flow.steps import FEWEST, Ask, Kind, StepName, way
from vsm_tui.model import Share, Stage, Stream
from vsm_tui.tui.guiding import suggested
from vsm_tui.tui.guiding.answers import BOTH, EVERYWHERE, OURS, OUTSIDE
from vsm_tui.tui.guiding.dataprompts import about_data
from vsm_tui.tui.guiding.logstates import LogState
from vsm_tui.tui.guiding.put import LONG, MOST, Chip, Prompt, named
from vsm_tui.tui.guiding.stagenames import ONE_MORE

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
_RANGES = "Not sure? shortest..usual..longest, as in 1d..2d..4d."


def prompt(stream: Stream, ask: Ask, states: Sequence[LogState] = ()) -> Prompt:
    """The words for a question about this stream; ``states`` are those of its log, once it was read."""
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
            return about_data(stream, ask, states)


def _picks(*texts: str) -> tuple[Chip, ...]:
    return tuple(Chip(text, text) for text in texts if text)[:MOST]


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
    count = len(stream.stages)
    at = stream.position(after) + 1 if after else 0
    question = f"What comes after {named(stream.stages[at - 1].name)}" if at else "What is done first"
    if not at and stream.start:
        question += f", after “{clip(stream.start, LONG)}”"
    elif at == count and at and stream.end:
        question += f", before “{clip(stream.end, LONG)}”"
    if at < count:
        return Prompt(
            f"{question}?",
            f"Another text here is another name for {named(stream.stages[at].name)}; {ONE_MORE} and a name puts a "
            "stage before it. Enter goes to the next one.",
            f"{ONE_MORE} Code review",
            (Chip(f"{ONE_MORE} a stage before it", f"{ONE_MORE} ", whole=False),),
        )
    chips = _picks(*suggested.stage_names(stream, after))
    if not count:
        why = (
            "A stage is a step in which work lies and is worked on before somebody else takes over. Walk through the "
            "last item you finished. Several at once: Refine -> Build -> Test, or paste them line by line."
        )
        return Prompt(f"{question}?", why, "Refine", chips)
    more = "A second stage is needed to hand over to." if count < FEWEST else "Nothing more? Enter goes on."
    why = f"Whenever work changes hands or has to lie, a new stage begins. {more}"
    return Prompt(f"{question}?", why, "Code review", chips)


def _time(stream: Stream, ask: Ask) -> Prompt:
    stage = stream.stage(ask.stage)
    hint = suggested.hint_of(stream, stage, ask.kind)
    think = f" {hint}" if hint else ""
    hours = f"1d is one working day of {stream.clock.day / 3600:g}h"
    match ask.kind:
        case "wait":
            return Prompt(
                f"{named(stage.name)}: how long does an item lie there before somebody takes it up?",
                f"Think of the last three real ones.{think} Wait and work at once: 2d {BOTH} 4h. Done by "
                f"another team? Then only one time is known: {OUTSIDE} and how long it is away. {_RANGES}",
                f"2d, 2d {BOTH} 4h or {OUTSIDE} 5d ({hours})",
                (Chip("another team does it", f"{OUTSIDE} ", whole=False),),
            )
        case "touch":
            return Prompt(
                f"{named(stage.name)}: how long is somebody working on it?",
                f"Only the time it is really in work, breaks in which it lies again left out.{think} {_RANGES}",
                f"30m or 2h ({hours})",
                (Chip("another team does it", f"{OUTSIDE} ", whole=False),),
            )
        case _:
            return Prompt(
                f"{named(stage.name)} is done by another team: how long is it away?",
                "From handing over to getting back. How much of it is work only they know, so it is one time, never "
                f"split; whatever needs the split becomes a range. {_RANGES}",
                f"5d, or {OURS} if you do it yourselves after all",
                (Chip("we do it ourselves", OURS),),
            )


_DETERMINED = re.compile(r"(?:the|an?|our|my|your|their|every\w*|any\w*|some\w*|all|who\w*)\b", re.IGNORECASE)
"""How a role begins that says already which one is meant."""


def _receiver(stream: Stream, stage: Stage) -> str:
    at = stream.position(stage.id)
    if at + 1 < len(stream.stages):
        return f"{named(stream.stages[at + 1].name)}"
    role = clip(stream.confirmed_by, LONG)
    return (role if _DETERMINED.match(role) else f"the {role}") if role else "whoever gets the result"


def _quality(stream: Stream, stage: Stage) -> Prompt:
    receiver, hint = _receiver(stream, stage), suggested.hint_of(stream, stage, "pca")
    return Prompt(
        f"Ask {receiver}: out of 100 items from {named(stage.name)}, how many can be used as they are?",
        "Only the receiver knows. Usable means complete and correct: nothing to ask, to repair or to send back. "
        f"0 is an answer, and so is 100.{f' {hint}' if hint else ''}",
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
    still = sum(each.kind == "back" for each in way(stream).step("rework").missing)
    if still > 1 and ask.kind == "back":
        chips.append(Chip(f"0 for all {still} that are open", f"0 {EVERYWHERE}"))
    same = source.id == target.id
    again = "are done all over again there" if same else f"go back to {named(target.name)}"
    question = f"Ask {named(source.name)}: out of 100 items that leave it, how many {again}?"
    return Prompt(
        question,
        "Of those that are not usable, some go back, wait and are worked on again: a loop. What is repaired on the "
        "spot is none. Write why behind the number. Another way back? esc, then r on its two stages.",
        f"15 {cause or 'the requirement was unclear'}",
        tuple(chips),
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
        return _OF_STAGE[ask.kind].replace("{}", clip(stream.stage(ask.stage).name, LONG))
    return _MISSING[ask.kind]
