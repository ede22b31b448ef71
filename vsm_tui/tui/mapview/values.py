"""What is typed into a value of the map: read, checked while typing, and said back in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vsm_tui.draw import Units
from vsm_tui.events.clean import clean
from vsm_tui.model import Clock, Estimate, Loop, QuantityError, Share, Stage

ValueField = Literal["name", "wait", "touch", "outside", "pca", "people", "loop", "halves"]
Value = Estimate | Share | float | str | tuple[Share | None, str] | tuple[str, str] | None
VALUE_NAMES: dict[ValueField, str] = {
    "name": "name",
    "wait": "wait",
    "touch": "touch time",
    "outside": "time outside",
    "pca": "%C/A",
    "people": "people",
    "loop": "share and cause",
    "halves": "two names",
}
EXAMPLES: dict[ValueField, str] = {
    "name": "Code review",
    "wait": "2d or 1d..2d..4d",
    "touch": "30m or 1h..2h..1d",
    "outside": "5d",
    "pca": "85%",
    "people": "2",
    "loop": "25% unclear requirement",
    "halves": "Build / Test",
}
_NAME_CELLS = 80


@dataclass(frozen=True, slots=True)
class Read:
    """What a text means: its ``value`` and how it is understood, or ``wrong``, which says what would be right."""

    value: Value = None
    meaning: str = ""
    wrong: str = ""


def read_value(field: ValueField, text: str, clock: Clock) -> Read:
    """Read what was typed for ``field``; an empty text clears the value."""
    from vsm_tui.model import spoken  # no first frame waits for how people type

    text = text.strip()
    try:
        match field:
            case "name":
                return _name(text)
            case "halves":
                return _halves(text)
            case _ if not text:
                return Read((None, "") if field == "loop" else None, f"empty: {VALUE_NAMES[field]} not known yet")
            case "wait" | "touch" | "outside":
                return _time(spoken.time(text), clock)
            case "pca":
                share = spoken.share(text)
                return Read(share, f"{share} of what leaves is complete and accurate")
            case "people":
                value = spoken.people(text)
                return Read(value, f"{value:g} can work here at once")
            case "loop":
                return _loop(*spoken.share_and_rest(text))
    except QuantityError as error:
        return Read(wrong=str(error))


def typed(field: ValueField, stage: Stage, loop: Loop | None = None) -> str:
    """The value as it would be typed, to begin an edit with."""
    if field == "loop":
        return f"{loop.rate or ''} {loop.cause}".strip() if loop else ""
    value = getattr(stage, field)
    if value is None:
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)


def _name(text: str) -> Read:
    name = clean(text, _NAME_CELLS).strip()
    return Read(name) if name else Read(wrong="a stage needs a name, such as Code review")


def _halves(text: str) -> Read:
    first, slash, second = (clean(part, _NAME_CELLS).strip() for part in text.partition("/"))
    if not (first and slash and second):
        return Read(wrong="write two names with / between them, such as Build / Test")
    return Read((first, second), f"{first}, then {second}; times stay with {first}")


def _time(said: tuple[Estimate, bool], clock: Clock) -> Read:
    estimate, middle = said
    estimate.check(clock)
    units = Units.of(clock, "working")
    low, typical, high = estimate.seconds(clock)
    hours = clock.day / 3600
    meaning = f"{units.span(low, high)}, typically {units.time(typical)}" if estimate.is_range else units.time(typical)
    if middle:
        meaning += " (the middle)"
    return Read(estimate, f"{meaning} of working time (1d = {hours:g}h)")


def _loop(share: Share, cause: str) -> Read:
    cause = clean(cause, 200).strip()
    return Read((share, cause), f"{share} go back" + (f", because: {cause}" if cause else ""))
