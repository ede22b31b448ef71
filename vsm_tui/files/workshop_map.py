"""Maps of the vsm-workshop format (JSON: steps in minutes, forward and rework edges) as streams.

What a stream cannot hold, or holds differently, is listed: nothing of a map is lost without a word.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from vsm_tui.model import Estimate, InputError, Loop, Problem, Share, Stage, Stream
from vsm_tui.model.quantity import Duration
from vsm_tui.model.wording import counted

_MOST_BYTES = 5_000_000
_MOST_STEPS = 1000
_LONG, _LONGER = 120, 1000
_USED = {"id", "name", "type", "description", "processTime", "leadTime", "percentCompleteAccurate", "peopleCount"}
_PLACED = {"position", "size", "width", "height", "selected", "dragging"}
_TOP = {"id", "name", "description", "steps", "connections", "createdAt", "updatedAt"}


@dataclass(slots=True)
class Imported:
    """The stream that a map says, and in words what was changed on the way in."""

    stream: Stream
    changes: list[str] = field(default_factory=list)


def read_workshop_map(path: Path) -> Imported:
    """Read a map that was saved by vsm-workshop.

    Raises:
        InputError: when the file is no such map.
    """
    value = _json(path)
    steps = _records(value.get("steps"), path, "steps")
    edges = _records(value.get("connections", []), path, "connections")
    if not steps:
        raise InputError(Problem("a map without steps: there is nothing to import", str(path)))
    if len(steps) > _MOST_STEPS:
        raise InputError(Problem(f"a map of {len(steps):,} steps: at most {_MOST_STEPS:,} are read", str(path)))
    names = [str(step.get("id")) for step in steps]
    if twice := next((name for name in names if names.count(name) > 1), ""):
        raise InputError(Problem(f"two steps have the id {twice[:40]!r}: edges cannot say which they mean", str(path)))
    found = Imported(Stream(_text(value.get("name")) or path.stem, notes=_text(value.get("description"), _LONGER)))
    found.changes.append("times are minutes there and working time here; a day has 8h until clock.day says otherwise")
    steps = _in_order(steps, edges, found.changes)
    ids = _stages(steps, found)
    _rework(edges, ids, found)
    unknown = sorted(set(value) - _TOP)
    if unknown:
        found.changes.append(f"left out: {', '.join(map(_text, unknown))} of the map")
    return found


def _json(path: Path) -> Mapping[str, Any]:
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
        value = json.loads(data) if len(data) <= _MOST_BYTES else None
    except FileNotFoundError:
        raise InputError(Problem("no such map", str(path))) from None
    except json.JSONDecodeError as error:
        raise InputError(Problem(f"no JSON: {error.msg}", str(path), error.lineno, error.colno)) from None
    except (UnicodeDecodeError, RecursionError):
        raise InputError(Problem("no map: it is not JSON as vsm-workshop saves it", str(path))) from None
    if not isinstance(value, dict) or "steps" not in value:
        raise InputError(Problem("no map of vsm-workshop: that is JSON with steps and connections", str(path)))
    return value


def _records(value: Any, path: Path, what: str) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise InputError(Problem(f"{what} is no list of records", str(path)))
    return value


def _in_order(
    steps: Sequence[dict[str, Any]], edges: Sequence[dict[str, Any]], changes: list[str]
) -> list[dict[str, Any]]:
    """Steps in the order of the forward edges; where those branch or meet, one after the other as they were saved."""
    names = [str(step.get("id")) for step in steps]
    after: dict[str, list[str]] = {name: [] for name in names}
    before = dict.fromkeys(names, 0)
    for edge in edges:
        source, target = str(edge.get("source")), str(edge.get("target"))
        if edge.get("type") != "rework" and source in after and target in before and source != target:
            after[source].append(target)
            before[target] += 1
    branches = sum(len(targets) > 1 for targets in after.values()) + sum(count > 1 for count in before.values())
    if branches:
        changes.append(f"{counted(branches, 'branch', 'branches')}: stages stand one after the other here")
    order: list[str] = []
    ready = [name for name in names if not before[name]]
    while ready:
        name = ready.pop(0)
        order.append(name)
        for target in after[name]:
            before[target] -= 1
            if not before[target]:
                ready.append(target)
        ready.sort(key=names.index)
    if len(order) < len(names):
        changes.append("forward edges in a circle: those steps stand in the order they were saved in")
        order += [name for name in names if name not in order]
    if order != names:
        changes.append("steps stand in the order of their forward edges")
    by_name = dict(zip(names, steps, strict=True))
    return [by_name[name] for name in order]


def _stages(steps: Sequence[dict[str, Any]], found: Imported) -> dict[str, str]:
    """Add every step as a stage; returns the stage of each step by its id."""
    ids: dict[str, str] = {}
    dropped: dict[str, int] = {}
    for step in steps:
        name = _text(step.get("name")) or "Unnamed step"
        stage = Stage(found.stream.free_id(name), name, notes="\n".join(_notes(step)))
        stage = replace(stage, **_times(step, name, found.changes))
        found.stream = replace(found.stream, stages=(*found.stream.stages, stage))
        ids[str(step.get("id"))] = stage.id
        for key in set(step) - _USED - _PLACED - {"queueSize", "batchSize", "tools"}:
            dropped[key] = dropped.get(key, 0) + 1
    if any(_number(step.get(key)) for step in steps for key in ("queueSize", "batchSize")):
        found.changes.append("queue and batch sizes are kept as notes: a queue follows from wait and throughput here")
    if any("position" in step for step in steps):
        found.changes.append("positions are left out: stages are drawn in their order, to scale")
    if dropped:
        found.changes.append(f"left out: {', '.join(sorted(map(_text, dropped)))} of steps")
    return ids


def _times(step: Mapping[str, Any], name: str, changes: list[str]) -> dict[str, Any]:
    touch, lead = _number(step.get("processTime")), _number(step.get("leadTime"))
    found: dict[str, Any] = {}
    if touch is not None:
        found["touch"] = _minutes(touch)
    if lead is not None:
        if touch is not None and lead < touch:
            changes.append(f"{name}: its lead time of {lead:g}m is below its process time of {touch:g}m: no wait")
        found["wait"] = _minutes(max(0.0, lead - (touch or 0.0)))
    share = _number(step.get("percentCompleteAccurate"))
    if share is not None and share <= 100:
        found["pca"] = _percent(share)
    elif share is not None:
        changes.append(f"{name}: a %C/A of {share:g} is left out: more than 100 %")
    people = round(_number(step.get("peopleCount")) or 0.0, 2)
    if people:
        found["people"] = people
    return found


def _notes(step: Mapping[str, Any]) -> Iterator[str]:
    yield from (text for text in [_text(step.get("description"), _LONGER)] if text)
    for key, words in (("queueSize", "queue"), ("batchSize", "batch")):
        number = _number(step.get(key))
        if number and (key, number) != ("batchSize", 1):
            yield f"{words} of {number:g}"
    tools = step.get("tools")
    named = [_text(tool) for tool in tools if isinstance(tool, str)] if isinstance(tools, list) else []
    if named:
        yield f"tools: {', '.join(named)}"


def _rework(edges: Sequence[dict[str, Any]], ids: Mapping[str, str], found: Imported) -> None:
    for edge in edges:
        if edge.get("type") != "rework":
            rate = _number(edge.get("reworkRate"))
            if rate:
                found.changes.append(f"a rework rate of {rate:g} % on a forward edge is left out")
            continue
        source, target = ids.get(str(edge.get("source"))), ids.get(str(edge.get("target")))
        if source is None or target is None:
            found.changes.append("a rework edge from or to a step that is not there is left out")
            continue
        stream = found.stream
        if stream.position(target) > stream.position(source):
            found.changes.append(f"rework {source} → {target} leads forward and is left out")
        elif any(loop.key == (source, target) for loop in stream.rework):
            found.changes.append(f"rework {source} → {target} is there twice: the first counts")
        else:
            rate = _number(edge.get("reworkRate"))
            loop = Loop(source, target, _percent(rate) if rate is not None and rate <= 100 else None)
            found.stream = replace(stream, rework=(*stream.rework, loop))


def _number(value: Any) -> float | None:
    """A number of 0 or more; anything else is nothing that was said."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e9:
        return None
    return float(value)


def _minutes(value: float) -> Estimate:
    minutes = Fraction(round(value * 1000), 1000)  # decimals, which a file can write
    if minutes and (minutes / 60).denominator == 1:
        return Estimate.of(Duration(((minutes / 60, "h"),)))
    return Estimate.of(Duration(((minutes, "m"),) if minutes else ()))


def _percent(value: float) -> Share:
    return Share(Fraction(round(value * 10_000), 1_000_000))


def _text(value: Any, limit: int = _LONG) -> str:
    """Words as one line that a file can hold."""
    return " ".join("".join(c if c.isprintable() else " " for c in str(value or "")[: 4 * limit]).split())[:limit]
