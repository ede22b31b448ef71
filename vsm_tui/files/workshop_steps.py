"""One step of a map of vsm-workshop as a stage; what does not fit is told, naming the step and the value."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from vsm_tui.files.changes import Changes, one_line, value_shown
from vsm_tui.model import Duration, Estimate, QuantityError, Share, Stage
from vsm_tui.model.wording import without_hidden

UNNAMED = "Unnamed step"
NAMES = "names are kept on one line of at most 120 characters"
_NAME, _TEXT = 120, 2000
_USED = ("id", "name", "description", "processTime", "leadTime", "percentCompleteAccurate", "peopleCount", "tools",
         "queueSize", "batchSize", "position")  # fmt: skip
_SIZES = (("queueSize", "queue", 0), ("batchSize", "batch", 1))
"""Key, the word of a note, and the size that says nothing."""


def name_of(record: Mapping[str, Any]) -> str:
    """Its name on one line that a file can hold; "" when it has none."""
    name = record.get("name")
    if isinstance(name, int | float) and not isinstance(name, bool):
        name = value_shown(name)
    return one_line(name)[:_NAME] if isinstance(name, str) else ""


def stage_of(step: Mapping[str, Any], called: str, stage_id: str, changes: Changes) -> Stage:
    """The stage with ``stage_id`` that a step is; ``called`` is how changes name the step."""
    name = name_of(step)
    if not name:
        said = value_shown(step["name"]) if "name" in step else "none"
        where = f"id {value_shown(step['id'])}" if "id" in step else ""
        changes.say(f"a step without a name is called {UNNAMED}", f"name {said}", where)
    elif name != step["name"]:
        changes.say(NAMES, f"name {value_shown(step['name'])} → {name}")
    wait, touch, undivided = _times(step, called, changes)
    pca, people = _pca(step, called, changes), _people(step, called, changes)
    texts = (plain_text(step, "description", called, changes), undivided, *_notes(step, called, changes))
    notes = _sentences([text for text in texts if text])
    _position(step.get("position"), called, changes)
    for key in step:
        if key not in _USED and step[key] is not None:
            changes.say(
                "left out, as a stage has no place for it",
                f"{one_line(key)} {value_shown(step[key])}",
                called,
                aside=True,
            )
    return Stage(stage_id, name or UNNAMED, wait=wait, touch=touch, pca=pca, people=people, notes=notes)


def _sentences(texts: list[str]) -> str:
    """One below the other, each ended, so that they stay apart where they are shown on one line."""
    ended = [text if text[-1] in ".!?:;…" else f"{text}." for text in texts[:-1]]
    return "\n".join([*ended, *texts[-1:]])


def _position(value: Any, called: str, changes: Changes) -> None:
    """A place on the drawing is only counted; what else stands there is told."""
    if (
        isinstance(value, dict)
        and set(value) == {"x", "y"}
        and all(type(each) in (int, float) for each in value.values())
    ):
        changes.drawn_elsewhere()
    elif value is not None:
        changes.say(
            "positions are left out, as stages are drawn in their order", value_shown(value), called, aside=True
        )


def plain_text(record: Mapping[str, Any], key: str, called: str, changes: Changes) -> str:
    """A text with its line breaks; what is left out of it is told."""
    value = record.get(key)
    if value is None or value == "":
        return ""
    if not isinstance(value, str):
        changes.say("left out, as it is no text", f"{key} {value_shown(value)}", called)
        return ""
    unbroken = value.replace("\r\n", "\n").replace("\r", "\n")
    text = without_hidden(unbroken)
    if text != unbroken:
        changes.say("characters that cannot be seen are blanks here", f"{key} {value_shown(value)}", called)
    kept = "\n".join(line.rstrip() for line in text.strip().split("\n"))
    if len(kept) > _TEXT:
        changes.say(f"texts are cut to {_TEXT:,} characters", f"{key} of {len(kept):,}", called)
    return kept[:_TEXT].rstrip()


def number(value: Any) -> float | None:
    """A number of 0 or more; ``None`` for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e15:
        return None
    return float(value) if math.isfinite(value) else None


def percent(value: float, key: str, called: str, changes: Changes) -> Share:
    """0 to 100 as a share, as fine as a file says it."""
    share = Share(Fraction(round(value * 10_000), 1_000_000))
    if share.value * 100 != Fraction(str(value)):
        changes.say("rounded", f"{key} {value_shown(value)} → {share}", called)
    return share


def _number(step: Mapping[str, Any], key: str, called: str, changes: Changes) -> float | None:
    """A number of the step; what is there and is none is told."""
    value = step.get(key)
    found = number(value)
    if found is None and value is not None:
        changes.say("left out, as it is no number of 0 or more", f"{key} {value_shown(value)}", called)
    return found


def _minutes(step: Mapping[str, Any], key: str, called: str, changes: Changes) -> Fraction | None:
    """Minutes with the decimals that a file can write."""
    value = _number(step, key, called, changes)
    if value is None:
        return None
    minutes = Fraction(round(value * 1000), 1000)
    try:
        Duration.parse(str(_duration(minutes)))
    except QuantityError:
        changes.say("left out, as it is more than 100 years", f"{key} {value_shown(step[key])}", called)
        return None
    if minutes != Fraction(str(value)):
        changes.say("rounded", f"{key} {value_shown(step[key])} → {_duration(minutes)}", called)
    return minutes


def _duration(minutes: Fraction) -> Duration:
    if minutes and (minutes / 60).denominator == 1:
        return Duration(((minutes / 60, "h"),))
    if minutes > 60 and (minutes / 30).denominator == 1:
        return Duration(((minutes / 60, "h"),))  # 3.5h
    if minutes > 60 and minutes.denominator == 1:
        return Duration(((Fraction(minutes // 60), "h"), (minutes % 60, "m")))
    return Duration(((minutes, "m"),) if minutes else ())


def _times(step: Mapping[str, Any], called: str, changes: Changes) -> tuple[Estimate | None, Estimate | None, str]:
    """Wait and touch, which are lead time together there; and the note of a lead time that cannot be divided."""
    touch = _minutes(step, "processTime", called, changes)
    lead = _minutes(step, "leadTime", called, changes)
    wait, undivided = None, ""
    if touch == 0:
        changes.say("processTime 0 is touch 0 here: none, or not known? if not known, take touch out", called)
    if lead is not None and touch is not None:
        wait = max(lead - touch, Fraction(0))
        sum_ = f"{called} {_plain(lead)} − {_plain(touch)} = {_duration(wait)}"
        if lead < touch:
            changes.say("no wait, as leadTime is below its process time", sum_)
        else:
            changes.say("wait is leadTime − processTime", sum_)
    elif lead is not None:
        changes.say(
            "leadTime without a processTime is kept as a note: how much of it is wait nobody said",
            f"{called} {_plain(lead)}",
        )
        undivided = f"Lead time of {_duration(lead)}, wait and touch not told apart"
    elif touch is not None:
        changes.say("wait is not known without a leadTime", called)
    return _estimate(wait), _estimate(touch), undivided


def _estimate(minutes: Fraction | None) -> Estimate | None:
    return None if minutes is None else Estimate.of(_duration(minutes))


def _plain(value: Fraction) -> str:
    return f"{float(value):.12g}"


def _pca(step: Mapping[str, Any], called: str, changes: Changes) -> Share | None:
    key = "percentCompleteAccurate"
    value = _number(step, key, called, changes)
    if value is not None and value > 100:
        changes.say("left out, as it is more than 100 %", f"{key} {value_shown(step[key])}", called)
        return None
    return None if value is None else percent(value, key, called, changes)


def _people(step: Mapping[str, Any], called: str, changes: Changes) -> float | None:
    value = _number(step, "peopleCount", called, changes)
    if value is None:
        return None
    people = round(value, 2)
    said = f"peopleCount {value_shown(step['peopleCount'])}"
    if not people or value >= 1e9:
        changes.say("left out, as a stage needs somebody or says nothing of people", said, called)
        return None
    if people != value:
        changes.say("rounded", f"{said} → {people:g}", called)
    return people


def _notes(step: Mapping[str, Any], called: str, changes: Changes) -> Iterator[str]:
    for key, word, nothing in _SIZES:
        size = _number(step, key, called, changes)
        if size is None:
            continue
        said = f"{key} {value_shown(step[key])}"
        if size == nothing:
            changes.say("left out, as it is what goes without saying", said, called, aside=True)
        else:
            changes.say("kept as a note, as a queue follows from wait and throughput here", said, called)
            yield f"{word.capitalize()} of {value_shown(step[key])}"
    yield from _tools(step, called, changes)


def _tools(step: Mapping[str, Any], called: str, changes: Changes) -> Iterator[str]:
    tools = step.get("tools")
    if not tools and isinstance(tools, list | None):
        return
    named = [one_line(tool)[:_NAME] for tool in tools if isinstance(tool, str)] if isinstance(tools, list) else []
    named = [tool for tool in named if tool]
    if named != tools:
        changes.say("left out, as tools are a list of names", f"tools {value_shown(tools)}", called)
    if named:
        changes.say("kept as a note, as a stage names no tools", f"tools {', '.join(named)}", called)
        yield f"Tools: {', '.join(named)}"
