"""How a stage is marked: one rule for every screen, table and report, so that all of them flag the same stage."""

from __future__ import annotations

from typing import Literal

from vsm_tui.flow.shape import Constraint

Mark = Literal["", "held", "contender", "calendar", "so far"]
"""``held``: the stage that holds the stream, as far as its verdict claims it; ``contender``: too close to call;
``calendar``: items leave it in bunches; ``so far``: it leads, on too little data to call it anything."""


def mark_of(constraint: Constraint, stage: str) -> Mark:
    """How this stage is marked. Where nothing was sampled there is no verdict, and the stage that leads is marked."""
    if stage in constraint.calendar and constraint.verdict != "clear":
        return "calendar"
    if stage == constraint.stage or stage in constraint.contenders:
        match constraint.verdict:
            case "clear" if stage == constraint.stage:
                return "held"
            case "too close to call":
                return "contender"
            case "calendar" if stage == constraint.stage:
                return "calendar"
            case "not enough data" if stage == constraint.stage:
                return "so far"
            case None if stage == constraint.stage:
                return "held"
    return "calendar" if stage in constraint.calendar else ""


def headline(constraint: Constraint) -> tuple[Mark, tuple[str, ...]]:
    """The mark that says most, and the stages that carry it, the leading one first."""
    named = tuple(dict.fromkeys((*([constraint.stage] if constraint.stage else []), *constraint.contenders)))
    for wanted in ("held", "contender", "calendar", "so far"):
        stages = tuple(s for s in (*named, *constraint.calendar) if mark_of(constraint, s) == wanted)
        if stages:
            return wanted, tuple(dict.fromkeys(stages))
    return "", ()
