"""An explanation on the screen: the number itself, and the rows that lead on from it."""

from __future__ import annotations

from dataclasses import replace

from vsm_tui.draw import Row, Run, Units
from vsm_tui.draw.explained import explained_rows, value_text
from vsm_tui.draw.run import wrap
from vsm_tui.draw.text import safe
from vsm_tui.flow.explain import Explanation, explain
from vsm_tui.model import InputError
from vsm_tui.tui.questions import Question

ITEMS = "items:"
"""The key of the row that leads to the items behind a number."""


def answer_rows(question: Question, found: Explanation, width: int) -> list[Row]:
    """One explanation, and below it the rows that lead on: the items behind it, and related numbers."""
    rows = explained_rows(replace(found, related=()), question.stream.clock, width=width)
    onward: list[Row] = []
    if question.behind is not None and found.layer == "measured":
        onward.append((Run("  "), Run("the items behind it, slowest first", "measured", ITEMS)))
    for key in found.related:
        known = _value_of(question, key, found.layer)
        if known is not None:
            title, value = safe(known[0]), known[1]
            onward.append((Run("  "), Run(title, "value", f"{found.layer}:{key}"), Run(f"  {value}", "total")))
    if onward:
        rows += [(), *wrap([(Run("From here", "label"),)], width), *onward]
    return rows


def _value_of(question: Question, key: str, layer: str) -> tuple[str, str] | None:
    """Title and value of a related number on one layer; ``None`` where that layer does not know it."""
    for flow in question.flows:
        if flow.layer == layer:
            try:
                found = explain(flow, key, question.stream)
            except InputError:
                return None
            return found.title, value_text(found, Units.of(question.stream.clock, found.clock or flow.clock))
    return None


def in_short(question: Question) -> list[Row]:
    """A number by its name and its value on every layer that knows it."""
    parts: list[Row] = []
    for found in question.answers():
        value = value_text(found, Units.of(question.stream.clock, found.clock or "working"))
        name = "" if parts else safe(found.title)
        told = "measured" if found.layer == "measured" else "estimate"
        head = (Run(f"{name}  ", "heading"),) if name else ()
        parts.append((*head, Run(f"{told} ", "label"), Run(value, "value")))
    return [*parts, (Run("? tells how it came about", "muted"),)]
