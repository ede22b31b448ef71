"""The estimate rounds of a stream file."""

from __future__ import annotations

import re
from datetime import date

import yaml

from vsm_tui.files.fields import Reader, empty
from vsm_tui.model import Estimate, QuantityError, Round, Told, typed
from vsm_tui.model.rounds import FIELDS
from vsm_tui.model.wording import shown

ROUND = ("date", "people", "values")
TOLD = ("stage", "value", "said", "agreed", "note", "dissent")
_EXAMPLE = "{stage: review, value: wait, said: [1d, 1d..2d..4d]}"


def rounds(reader: Reader, node: yaml.Node | None) -> tuple[Round, ...]:
    """Every round there is; problems go to the reader."""
    example = "- date: 2026-11-24, and below it people: 3 and values:"
    return tuple(_round(reader, inner, example) for inner in reader.items(node, "rounds", example))


def _round(reader: Reader, node: yaml.Node, example: str) -> Round:
    fields = reader.mapping(node, "a round", ROUND, example)
    for key, what in (("date", "the day, such as 2026-11-24"), ("people", "how many answered, such as 3")):
        if empty(fields.get(key)) and isinstance(node, yaml.MappingNode):
            reader.wrong(node, f"this round has no {key}: write {key}: and {what}")
    held = reader.quantity(fields.get("date"), "date", typed.calendar_day, "a date such as 2026-11-24")
    people = reader.quantity(fields.get("people"), "people", _people, "a whole number such as 3")
    values = reader.items(fields.get("values"), "values", f"- {_EXAMPLE}")
    return Round(held or date.min, 0 if people is None else people, tuple(_told(reader, inner) for inner in values))


def _told(reader: Reader, node: yaml.Node) -> Told:
    fields = reader.mapping(node, "a value of a round", TOLD, _EXAMPLE)
    for key in ("stage", "value", "said"):
        if empty(fields.get(key)) and isinstance(node, yaml.MappingNode):
            reader.wrong(node, f"this value has no {key}: write it as in {_EXAMPLE}")
    value = reader.text(fields.get("value"), "value")
    return Told(
        stage=reader.text(fields.get("stage"), "stage"),
        value=next((known for known in FIELDS if known == value), value),  # type: ignore[arg-type]  # refused by the rules
        said=_said(reader, fields.get("said")),
        agreed=reader.estimate(fields.get("agreed"), "agreed"),
        note=reader.text(fields.get("note"), "note"),
        dissent=reader.text(fields.get("dissent"), "dissent"),
    )


def _said(reader: Reader, node: yaml.Node | None) -> tuple[Estimate, ...]:
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    found = []
    for inner in nodes:
        if inner is not None and inner is not node and empty(inner):
            reader.wrong(inner, "an empty place in said: leave out who did not know")
        estimate = reader.estimate(inner, "said")
        if estimate is not None:
            found.append(estimate)
    return tuple(found)


def _people(text: str) -> int:
    if not re.fullmatch(r"\d{1,6}", text.strip(), re.ASCII):
        raise QuantityError(f"{shown(text)} is no number of people: write a whole number such as 3")
    return int(text)
