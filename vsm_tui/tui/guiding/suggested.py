"""What the templates suggest for a kind of work: its stages, its two ends, where it usually goes back."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import lru_cache

from vsm_tui.files import parse_stream, template, template_names
from vsm_tui.model import Loop, Stream

_USUAL = "feature"
"""The work type whose stages are suggested where nobody has a template for the kind of work."""


@lru_cache(1)
def templates() -> tuple[Stream, ...]:
    """Every template that has stages, the most usual first."""
    found = (parse_stream(template(name), name)[0] for name in template_names())
    return tuple(stream for stream in found if stream.stages)


def work_types() -> tuple[str, ...]:
    """The kinds of work there are templates for."""
    return tuple(stream.work_type for stream in templates())


def template_for(work_type: str) -> Stream | None:
    """The template for a kind of work as people may call it, ``Bugs`` or ``bug fix``; ``None`` where there is none."""
    asked = set(_words(work_type))
    for stream in templates():
        if asked & {_stem(stream.work_type), *_words(stream.name)} - {"fix", "change", "standard"}:
            return stream
    near = get_close_matches(work_type.casefold(), work_types(), n=1, cutoff=0.75)
    return next((stream for stream in templates() if stream.work_type in near), None)


def stage_names(stream: Stream, after: str) -> tuple[str, ...]:
    """Stages that this kind of work usually has and the stream has not, those that usually come next first.

    ``after`` is the id of the stage the new one is to follow, "" for the first place.
    """
    usual = template_for(stream.work_type) or template_for(_USUAL)
    if usual is None:
        return ()
    names = [stage.name for stage in usual.stages]
    there = {stage.name.casefold() for stage in stream.stages}
    before = [stage.name.casefold() for stage in stream.stages]
    before = before[: next((at + 1 for at, stage in enumerate(stream.stages) if stage.id == after), 0)]
    begin = max((at + 1 for at, name in enumerate(names) if name.casefold() in before), default=0)
    ordered = names[begin:] + names[:begin]
    return tuple(name for name in ordered if name.casefold() not in there)


def hint_of(stream: Stream, name: str) -> str:
    """What the template asks about a stage of that name; empty where it asks nothing."""
    usual = template_for(stream.work_type) or template_for(_USUAL)
    stages = usual.stages if usual is not None else ()
    return next((stage.notes for stage in stages if stage.name.casefold() == name.casefold()), "")


def usual_cause(stream: Stream, source: str, target: str) -> str:
    """Why work of this kind usually goes back from one stage to the other, by their names."""
    usual = template_for(stream.work_type)
    if usual is None:
        return ""

    def named(loop: Loop) -> tuple[str, str]:
        return usual.stage(loop.source).name.casefold(), usual.stage(loop.target).name.casefold()

    wanted = (source.casefold(), target.casefold())
    return next((loop.cause for loop in usual.rework if named(loop) == wanted), "")


def _words(text: str) -> list[str]:
    return [_stem(word) for word in re.findall(r"[a-z]{2,}", text.casefold())]


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word
