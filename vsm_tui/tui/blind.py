"""What is wrong with a time that nobody else may see: the cause, and nothing of what was typed."""

from __future__ import annotations

from vsm_tui.edit.change import EditError, estimate
from vsm_tui.model import QuantityError
from vsm_tui.model.quantity import UnitSeconds

HOW = "30m · 4h · 2d · 1d4h, or min..typical..max: 1d..2d..4d"
_CAUSES = (
    ("has no unit", "a number has no unit: write m, h, d or w behind it"),
    ("does not grow", "this range shrinks: write min..typical..max, the smallest first"),
    ("points", "a range has three points: write min..typical..max"),
    ("typically", "this range has no typical time: write all three, min..typical..max"),
    ("one end only", "this is one end only: write all three, min..typical..max"),
    ("is negative", "this is less than nothing: leave the minus out"),
    ("no one length", "this unit has no one length: write w, d, h or m"),
    ("can mean two things", "this can mean two things: write a unit behind each number"),
    ("names a unit twice", "this names a unit twice: write each unit once"),
    ("check the number and its unit", "this is longer than a lifetime: check the number and its unit"),
    ("leave it empty", "where you cannot tell, leave it empty"),
    ("finer than a file can say", "this is finer than a file can say: round it"),
)
_NO_TIME = f"this is no duration: write {HOW.replace(' · ', ', ').replace(', or', ' or')}"


def wrong_with(text: str, clock: UnitSeconds, *, shown: bool) -> str:
    """What is wrong with a typed time, "" where nothing is; unless it may be ``shown``, the cause alone."""
    try:
        found = estimate(text)
        if found is not None:
            found.check(clock)
    except (EditError, QuantityError) as error:
        return str(error) if shown else _cause(str(error))
    return ""


def _cause(said: str) -> str:
    return next((cause for sign, cause in _CAUSES if sign in said), _NO_TIME)
