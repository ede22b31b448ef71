"""What the templates suggest for a kind of work: its stages, its two ends, where it usually goes back."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import lru_cache

from vsm_tui.files import parse_stream, template, template_names
from vsm_tui.flow.steps import Kind
from vsm_tui.model import Loop, Stage, Stream

_USUAL = "feature"
"""The work type whose stages are suggested where nobody has a template for the kind of work."""
HINTS: dict[Kind, frozenset[str]] = {
    "wait": frozenset(
        {
            "How often a week does somebody look?",
            "Does a fix wait for the same window as a feature?",
            "Who grants access, and how long does that take?",
            "A queue for machines?",
            "Who is called, and how long until somebody is at the keyboard?",
            "A board that meets on fixed days? How often does it ever refuse?",
            "A maintenance window, or any time?",
            "Who has to agree before it may be built?",
            "When does a reviewer notice that something waits?",
            "A fixed window, or any time?",
        }
    ),
    "touch": frozenset(
        {
            "Which access or knowledge is usually missing?",
            "Roll back, switch off or repair?",
            "As code, or by hand?",
            "What interrupts it?",
            "By hand or by machine? Whose environment?",
            "Do you know which systems run the affected version?",
            "Who verifies, and where?",
        }
    ),
    "pca": frozenset({"What is missing from most reports?"}),
}
"""Which of the questions in the templates' notes help with which question of the guide; the others with none."""


_ANY_WORK = frozenset({"fix", "change", "standard", "data", "or"})
"""Words of templates' names that other kinds of work have, too: one of them alone says nothing."""


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
        names = {_stem(stream.work_type), *_words(stream.name)}
        if asked & names - _ANY_WORK or (asked and asked <= names - {"fix", "change", "standard"}):
            return stream
    near = get_close_matches(work_type.casefold(), work_types(), n=1, cutoff=0.75)
    return next((stream for stream in templates() if stream.work_type in near), None)


def stage_names(stream: Stream, after: str) -> tuple[str, ...]:
    """Stages that this kind of work usually has and the stream has not, those that usually come next first.

    A stage that goes by a shorter or a longer name is there too: who has ‘Review’ needs no ‘Code review’. ``after`` is
    the id of the stage the new one is to follow, "" for the first place.
    """
    usual = template_for(stream.work_type) or template_for(_USUAL)
    if usual is None:
        return ()
    names = [stage.name for stage in usual.stages]
    before = [stage.name for stage in stream.stages]
    before = before[: next((at + 1 for at, stage in enumerate(stream.stages) if stage.id == after), 0)]
    begin = max((at + 1 for at, name in enumerate(names) if _there(name, before, names)), default=0)
    ordered = names[begin:] + names[:begin]
    return tuple(name for name in ordered if not _there(name, [stage.name for stage in stream.stages], names))


def _there(name: str, known: list[str], usual: list[str]) -> bool:
    """Whether one of the ``known`` stages means this one, and not another one of the ``usual``."""
    exactly = {other.casefold() for other in usual}
    return any(
        other.casefold() == name.casefold() or (other.casefold() not in exactly and _alike(other, name))
        for other in known
    )


def _alike(one: str, other: str) -> bool:
    words, others = set(_words(one)), set(_words(other))
    if words and others and (words <= others or others <= words):
        return True
    return bool(get_close_matches(one.casefold(), [other.casefold()], cutoff=0.85))


def hint_of(stream: Stream, stage: Stage, kind: Kind) -> str:
    """What the template asks about a stage of that name, where it helps with this question; else nothing."""
    usual = template_for(stream.work_type) or template_for(_USUAL)
    named = (each for each in (usual.stages if usual else ()) if each.name.casefold() == stage.name.casefold())
    notes = (" ".join(each.notes.split()) for each in (stage, *named))
    return next((note for note in notes if note in HINTS.get(kind, frozenset())), "")


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
