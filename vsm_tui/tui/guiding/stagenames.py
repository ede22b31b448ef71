"""Answers at a place for a stage: one name, several in a row, another name for the one that stands there."""

from __future__ import annotations

import re

from vsm_tui import edit
from vsm_tui.edit import Change
from vsm_tui.flow.steps import Ask
from vsm_tui.model import Stage, Stream
from vsm_tui.tui.guiding.answered import Answer

ONE_MORE = "+"
"""What an answer begins with that puts a stage where another one stands, before it."""
NEXT = " -> "
"""What is put between stages that stand on lines of their own."""
_BETWEEN = re.compile(r"\s*(?:→|->|=>|[\r\n]+)\s*")
_BULLET = re.compile(r"(?:[-*•·]|\d{1,2}[.)])\s+")


def in_a_row(lines: str) -> str:
    """Several lines as one answer, without the signs and numbers that lists have."""
    names = (_BULLET.sub("", line.strip(), count=1).strip() for line in lines.splitlines())
    return NEXT.join(name for name in names if name)


def named_stages(stream: Stream, ask: Ask, text: str) -> Answer:
    """One stage or several, in their order, as one change; where one stands already, its new name."""
    at = stream.position(ask.stage) + 1 if ask.stage else 0
    here = stream.stages[at] if at < len(stream.stages) else None
    added = text.startswith(ONE_MORE)
    names = [name for part in _BETWEEN.split(text.removeprefix(ONE_MORE)) if (name := part.strip())]
    if not names:
        return Answer(wrong="a stage needs a name: write a few words")
    if here is not None and not added and len(names) == 1:
        told = f"‘{here.name}’ is called ‘{names[0]}’ from now on; {ONE_MORE} {names[0]} puts a stage before it"
        others = [stage.name for stage in stream.stages if stage.id != here.id]
        return Answer(edit.RenameStage(here, names[0]), told, doubt=_twice(others, names))
    doubt = _twice([stage.name for stage in stream.stages], names)
    changes, last = _one_by_one(stream, stream.stage(ask.stage) if ask.stage else None, names)
    if len(names) > 1:
        told = f"{len(names)} stages: {' → '.join(names)}"
        return Answer(edit.Several(f"Add {len(names)} stages", changes), told, doubt=doubt, place=last)
    before = f"before ‘{here.name}’" if here is not None else ""
    return Answer(changes[0], f"a new stage {before}" if before else "", doubt=doubt, place=last)


def _one_by_one(stream: Stream, after: Stage | None, names: list[str]) -> tuple[tuple[Change, ...], str]:
    changes: list[Change] = []
    for name in names:
        change = edit.InsertStage(name, after)
        new = change.id_in(stream)
        stream = change.apply(stream)
        after = stream.stage(new)
        changes.append(change)
    return tuple(changes), after.id if after is not None else ""


def _twice(known: list[str], names: list[str]) -> str:
    seen = {name.casefold(): name for name in known}
    for name in names:
        if name.casefold() in seen:
            return f"there is a ‘{seen[name.casefold()]}’ already"
        seen[name.casefold()] = name
    return ""
