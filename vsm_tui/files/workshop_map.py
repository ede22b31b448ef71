"""Maps of the vsm-workshop format (JSON: steps in minutes, forward and rework edges) as streams.

What a stream cannot hold, or holds differently, is listed with its step and its value: nothing is lost without a word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

from vsm_tui.files.changes import Changes, one_line, value_shown
from vsm_tui.files.workshop_json import load_map
from vsm_tui.files.workshop_steps import NAMES, UNNAMED, name_of, number, percent, plain_text, stage_of
from vsm_tui.model import InputError, Loop, Problem, Share, Stream

_MOST_STEPS = 1000
_TOP = ("name", "description", "steps", "connections")
_EDGE = ("source", "target", "type", "reworkRate", "label", "id")
_CAUSE = 200
_LEFT = "left out, as a stream has no place for it"


@dataclass(slots=True)
class Imported:
    """The stream that a map says, and in words what was changed on the way in."""

    stream: Stream
    changes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Edge:
    """A connection between steps that are there; ``name`` is how a change calls it."""

    source: str
    target: str
    name: str
    raw: Mapping[str, Any]


def read_workshop_map(path: Path) -> Imported:
    """Read a map that was saved by vsm-workshop.

    Raises:
        InputError: when the file is no such map.
        OSError: when it cannot be read.
    """
    changes = Changes()
    value = load_map(path, changes)
    steps = _records(value["steps"], path, "steps")
    edges = _records(value.get("connections") or [], path, "connections")
    if not steps:
        raise InputError(Problem("a map without steps: there is nothing to import", str(path)))
    if len(steps) > _MOST_STEPS:
        raise InputError(Problem(f"a map of {len(steps):,} steps: at most {_MOST_STEPS:,} are read", str(path)))
    ids = [_id(step, at) for at, step in enumerate(steps)]
    if twice := next((one for one, count in Counter(ids).items() if count > 1), ""):
        raise InputError(
            Problem(f"two steps have the id {twice[:40]!r}: connections cannot say which they mean", str(path))
        )
    changes.say("times are minutes there and working time here; a day has 8h until clock.day says otherwise")
    stream = Stream(_name(value, path, changes), notes=plain_text(value, "description", "the map", changes))
    names = _names(dict(zip(ids, steps, strict=True)))
    known, gone = _edges(edges, names)
    by_id = dict(zip(ids, steps, strict=True))
    order = _order(ids, known, changes)
    stages: dict[str, str] = {}
    for one in order:
        stage = stage_of(by_id[one], names[one], stream.free_id(name_of(by_id[one]) or UNNAMED), changes)
        stream = replace(stream, stages=(*stream.stages, stage))
        stages[one] = stage.id
        if "id" in by_id[one]:
            changes.say(
                "ids of stages are made of their names", f"{value_shown(by_id[one]['id'])} → {stage.id}", aside=True
            )
    _forward(known, order, names, changes)
    stream = _rework([edge for edge in known if _goes_back(edge)], stages, stream, changes)
    for edge, name in gone:
        _without(edge, name, "left out: connections from or to a step that is not there", changes)
    for key in sorted(key for key in set(value) - set(_TOP) if value[key] is not None):
        changes.say(_LEFT, f"{one_line(key)} {value_shown(value[key])}", "the map", aside=True)
    return Imported(stream, changes.lines())


def _records(value: Any, path: Path, what: str) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise InputError(Problem(f"{what} is no list of records: a map of vsm-workshop has one", str(path)))
    return value


def _id(record: Mapping[str, Any], at: int, key: str = "id") -> str:
    value = record.get(key)
    return value if isinstance(value, str) else f"#{at}" if value is None else value_shown(value)


def _name(value: Mapping[str, Any], path: Path, changes: Changes) -> str:
    if name := name_of(value):
        if name != value["name"]:
            changes.say(NAMES, f"name {value_shown(value['name'])} → {name}")
        return name
    said = value_shown(value["name"]) if "name" in value else "none"
    changes.say("the map has no name that can be read and gets that of its file", f"name {said} → {path.stem}")
    return one_line(path.stem) or "Map"


def _names(steps: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """What changes call every step: its name, and its id where others are called the same."""
    names = {one: name_of(step) or UNNAMED for one, step in steps.items()}
    count = Counter(names.values())
    return {one: name if count[name] == 1 else f"{name} [{one_line(one)[:40]}]" for one, name in names.items()}


def _edges(
    edges: Sequence[Mapping[str, Any]], names: Mapping[str, str]
) -> tuple[list[_Edge], list[tuple[Mapping[str, Any], str]]]:
    """The connections between steps that are there, and the others."""
    known: list[_Edge] = []
    gone: list[tuple[Mapping[str, Any], str]] = []
    for edge in edges:
        source, target = _id(edge, -1, "source"), _id(edge, -1, "target")
        name = f"{names.get(source, one_line(source)[:40])} → {names.get(target, one_line(target)[:40])}"
        if source in names and target in names:
            known.append(_Edge(source, target, name, edge))
        else:
            gone.append((edge, name))
    return known, gone


def _goes_back(edge: _Edge) -> bool:
    return bool(edge.raw.get("type") == "rework")


def _order(ids: list[str], edges: Sequence[_Edge], changes: Changes) -> list[str]:
    """Steps in the order of the forward edges; where those branch or meet, one after the other as they were saved."""
    after: dict[str, list[str]] = {one: [] for one in ids}
    before = dict.fromkeys(ids, 0)
    for edge in edges:
        if not _goes_back(edge) and edge.source != edge.target:
            after[edge.source].append(edge.target)
            before[edge.target] += 1
    place = {one: at for at, one in enumerate(ids)}
    order: list[str] = []
    ready = [one for one in ids if not before[one]]
    while ready:
        one = ready.pop(0)
        order.append(one)
        for target in after[one]:
            before[target] -= 1
            if not before[target]:
                ready.append(target)
        ready.sort(key=place.__getitem__)
    if len(order) < len(ids):
        changes.say("forward connections in a circle: those steps stand in the order they were saved in")
        seen = set(order)
        order += [one for one in ids if one not in seen]
    if order != ids:
        changes.say("steps stand in the order of their forward connections, not as they were saved")
    return order


def _forward(edges: Sequence[_Edge], order: Sequence[str], names: Mapping[str, str], changes: Changes) -> None:
    """Say which connections stages in a row do not show, and what stands on them that is left out."""
    joined: set[tuple[str, str]] = set()
    neighbours = set(pairwise(order))
    for edge in edges:
        _left_of(edge, changes)
        if _goes_back(edge):
            continue
        kind = edge.raw.get("type")
        if kind != "forward":
            said = "type " + value_shown(kind) if "type" in edge.raw else "none"
            changes.say("connections of no type that is known here are taken as forward", said, edge.name)
        ends = (edge.source, edge.target)
        if ends not in neighbours:
            changes.say("left out: forward connections that stages in a row cannot show", edge.name)
        elif ends in joined:
            changes.say("left out: forward connections that are there twice", edge.name)
        joined.add(ends)
        for key in ("reworkRate", "label"):
            if _says(edge.raw.get(key)):
                changes.say(
                    "left out: what stands on a forward connection", f"{key} {value_shown(edge.raw[key])}", edge.name
                )
    for pair in pairwise(order):
        if pair not in joined:
            changes.say("stages that nothing connected stand in a row", " → ".join(names[one] for one in pair))


def _says(value: Any) -> bool:
    """Whether a value says anything: no rate and no label are none, however that is written."""
    return value is not None and value != "" and (value != 0 or isinstance(value, bool))


def _without(values: Mapping[str, Any], name: str, kind: str, changes: Changes) -> None:
    """Tell a connection that is left out with all that stood on it."""
    said = [f"{one_line(key)} {value_shown(value)}" for key, value in values.items() if key not in ("source", "target")]
    if not said:
        changes.say(kind, name)
    for each in said:
        changes.say(kind, each, name)


def _left_of(edge: _Edge, changes: Changes) -> None:
    for key in edge.raw:
        if key not in _EDGE or key == "id":
            changes.say(
                "left out: what a connection has besides its ends, type, rate and label",
                f"{one_line(key)} {value_shown(edge.raw[key])}", edge.name, aside=True,
            )  # fmt: skip


def _rework(edges: Sequence[_Edge], stages: Mapping[str, str], stream: Stream, changes: Changes) -> Stream:
    leaving: dict[str, Fraction] = {}
    for edge in edges:
        source, target = stages[edge.source], stages[edge.target]
        raw = {key: edge.raw[key] for key in ("reworkRate", "label") if key in edge.raw}
        if stream.position(target) > stream.position(source):
            _without(raw, edge.name, "left out: rework that leads forward", changes)
        elif any(loop.key == (source, target) for loop in stream.rework):
            _without(raw, edge.name, "left out: rework that is there twice, the first counts", changes)
        else:
            rate = _rate(edge, changes)
            total = leaving.get(source, Fraction(0)) + (rate.value if rate else 0)
            if rate and total >= 1:
                changes.say(
                    "rework without its rate, as all that leaves the stage would go back and nothing on",
                    f"reworkRate {value_shown(edge.raw['reworkRate'])}", edge.name,
                )  # fmt: skip
                rate = None
            else:
                leaving[source] = total
            loop = Loop(source, target, rate, _cause(edge, changes))
            stream = replace(stream, rework=(*stream.rework, loop))
    return stream


def _rate(edge: _Edge, changes: Changes) -> Share | None:
    raw = edge.raw.get("reworkRate")
    rate = number(raw)
    if rate is None or rate > 100:
        said = f"reworkRate {value_shown(raw)}" if "reworkRate" in edge.raw else "none"
        changes.say("rework without a rate, as only 0 to 100 % can be one", said, edge.name)
        return None
    return percent(rate, "reworkRate", edge.name, changes)


def _cause(edge: _Edge, changes: Changes) -> str:
    """The label of a rework connection, which says why work comes back."""
    label = edge.raw.get("label")
    if label is None or label == "":
        return ""
    cause = one_line(label)[:_CAUSE] if isinstance(label, str) else ""
    if cause != label:
        changes.say("causes are one line of text", f"label {value_shown(label)} → {cause or 'none'}", edge.name)
    return cause
