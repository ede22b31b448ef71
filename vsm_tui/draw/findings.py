"""Findings about a log as a list: what was found, what it does, and which numbers it bends."""

from __future__ import annotations

from vsm_tui.draw.observed import by_weight
from vsm_tui.draw.run import Row, Run, wrap
from vsm_tui.draw.text import safe
from vsm_tui.flow import Flow
from vsm_tui.flow.explain import explain
from vsm_tui.model import InputError, Stream

_LONG = 600
_INDENT = 3


def finding_list(flow: Flow, stream: Stream, width: int) -> list[Row]:
    """Every finding, what weighs most first; empty where there is none. A finding's key is its number in the list."""
    rows: list[Row] = []
    for number, found in enumerate(by_weight(flow.observed.warnings if flow.observed else ())):
        head: Row = (Run(f"! {safe(found.text, _LONG)}", "warning", f"finding.{number}"),)
        if found.flag is not None:
            head = (*head, Run(f"  flag: {found.flag}", "label"))
        rows += wrap([head], width)
        if found.effect:
            rows += wrap([(Run(safe(found.effect, _LONG), "value"),)], width, indent=_INDENT)
        numbers = [bent(key, flow, stream) for key in found.bends]
        if numbers:
            first, *others = numbers
            rows += wrap([(Run("bends ", "label"), first), *((run,) for run in others)], width, indent=_INDENT)
    return rows


def bent(key: str, flow: Flow, stream: Stream) -> Run:
    """A number by its title; one that is many, such as ``stages.*.touch``, by its path."""
    if "*" in key:
        return Run(_words(key), "muted")
    try:
        return Run(safe(explain(flow, key, stream).title), "muted", key)
    except InputError:
        return Run(_words(key), "muted")


def _words(key: str) -> str:
    every = key.replace("stages.*.", "of every stage: ").replace("loops.*.", "of every loop: ")
    return safe(every.replace("_", " ").replace(".", " "))
