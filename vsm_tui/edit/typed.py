"""A change written as one line: ``review.wait=2d``, as scripts and ``vsm simulate --set`` give it."""

from __future__ import annotations

from vsm_tui.edit.change import Change, EditError
from vsm_tui.edit.loops import SetLoopRate
from vsm_tui.edit.values import Field, MakeOutside, RenameStage, SetValue
from vsm_tui.model import Loop, Stream
from vsm_tui.model.wording import nearest, shown

_FIELDS: dict[str, Field] = {"wait": "wait", "touch": "touch", "outside": "outside", "pca": "pca", "people": "people"}


def typed_change(stream: Stream, text: str) -> Change:
    """Read ``stage.field=value`` (wait, touch, outside, pca, people, name) or ``from>to=rate``; an empty value clears.

    Raises:
        EditError: with what would be right.
    """
    target, sign, value = text.partition("=")
    if not sign:
        raise EditError(f"{shown(text)} sets nothing: write stage.field=value, such as review.wait=2d")
    if ">" in target:
        return SetLoopRate(_loop(stream, target), value)
    stage_id, dot, field = (part.strip() for part in target.rpartition("."))
    if not dot:
        raise EditError(f"{shown(target)} names no field: write stage.field=value, such as review.wait=2d")
    try:
        stage = stream.stage(stage_id)
    except KeyError:
        known = [stage.id for stage in stream.stages]
        raise EditError(f"there is no stage {shown(stage_id)}: {nearest(stage_id, known)}") from None
    if field == "name":
        return RenameStage(stage, value)
    if field not in _FIELDS:
        raise EditError(f"a stage has no field {shown(field)}: {nearest(field, [*_FIELDS, 'name'])}")
    if field == "outside" and value.strip():
        return MakeOutside(stage, value)
    return SetValue(stage, _FIELDS[field], value)


def _loop(stream: Stream, target: str) -> Loop:
    source, _, end = (part.strip() for part in target.partition(">"))
    for loop in stream.rework:
        if loop.key == (source, end):
            return loop
    known = ", ".join(f"{loop.source}>{loop.target}" for loop in stream.rework) or "none"
    raise EditError(f"there is no loop {shown(target.strip())}: the loops are {known}")
