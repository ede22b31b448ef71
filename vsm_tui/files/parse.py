"""The text of a stream file → a Stream, with every problem at its line and column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time
from fractions import Fraction
from typing import Any

import yaml

from vsm_tui.files.fields import Fields, Reader, empty
from vsm_tui.files.nodes import compose
from vsm_tui.model import (
    Also,
    Clock,
    Duration,
    FailureDemand,
    InputError,
    Loop,
    Problem,
    QuantityError,
    Rule,
    Stage,
    States,
    Stream,
    slug,
)
from vsm_tui.model.rules import Finding, findings, shown

TOP = (
    "vsm", "name", "work_type", "start", "end", "clock", "stages", "rework", "begin", "finish", "also",
    "failure_demand", "log", "guesses", "sources", "experiments", "notes",
)  # fmt: skip
STAGE = ("id", "name", "wait", "touch", "outside", "pca", "people", "states", "notes")
LOOP = ("from", "to", "rate", "cause")
CLOCK = ("day", "week", "timezone", "holidays", "begins")


def parse_stream(text: str, file: str) -> tuple[Stream, tuple[Problem, ...]]:
    """Read a stream file's text.

    Returns:
        The stream, and warnings.

    Raises:
        InputError: with every problem found, in the order of the file.
    """
    stream, problems, _ = examine(text, file)
    if stream is None:
        raise InputError(problems)
    return stream, tuple(problems)


def examine(text: str, file: str) -> tuple[Stream | None, list[Problem], yaml.MappingNode]:
    """The stream, or ``None`` when there are errors; the problems; and the nodes it was read from.

    Raises:
        InputError: when not even nodes could be made.
    """
    root, problems = compose(text, file)
    reader = Reader(file)
    stream = _stream(reader, root)
    problems += reader.problems
    reported = {(p.line, p.column) for p in problems}
    for finding in findings(stream):
        problem = _placed(finding, root, file)
        if (problem.line, problem.column) not in reported or finding.severity == "warning":
            problems.append(problem)
    problems.sort(key=lambda p: (p.line, p.column))
    failed = any(p.severity == "error" for p in problems)
    return (None if failed else stream), problems, root


def name_of(stage_id: str) -> str:
    """The name a stage has that was given none: ``code-review`` → ``Code review``."""
    return stage_id.replace("-", " ").capitalize()


def find(root: yaml.Node, path: Sequence[str | int]) -> yaml.Node:
    """The node at ``path``, or the nearest one above it that the file has."""
    node = root
    for step in path:
        inner: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            inner = next((v for k, v in node.value if k.value == step), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            inner = node.value[step]
        if inner is None:
            return node
        node = inner
    return node


def _placed(finding: Finding, root: yaml.Node, file: str) -> Problem:
    text = finding.text
    if finding.other:
        text += f" (line {find(root, finding.other).start_mark.line + 1})"
    mark = find(root, finding.path).start_mark
    return Problem(text, file, mark.line + 1, mark.column + 1, finding.severity)


def _stream(reader: Reader, root: yaml.MappingNode) -> Stream:
    top = reader.mapping(root, "a stream file", TOP, "vsm: 1")
    _version(reader, root, top)
    if "name" not in top:
        reader.wrong(root, "the stream has no name: write name: and what this stream is called")
    also = reader.mapping(top.get("also"), "also", ("stay", "paused", "cancelled"), "also: {stay: [Blocked]}")
    demand = reader.mapping(
        top.get("failure_demand"), "failure_demand", ("types", "labels"), "failure_demand: {types: [Bug]}"
    )
    return Stream(
        name=reader.text(top.get("name"), "name") or ("" if "name" in top else "?"),
        work_type=reader.text(top.get("work_type"), "work_type"),
        start=reader.text(top.get("start"), "start"),
        end=reader.text(top.get("end"), "end"),
        clock=_clock(reader, top.get("clock")),
        stages=tuple(_stage(reader, n) for n in reader.items(top.get("stages"), "stages", "- id: build, one each")),
        rework=tuple(
            _loop(reader, n)
            for n in reader.items(top.get("rework"), "rework", "- {from: review, to: build, rate: 25%}")
        ),
        begin=_rule(reader, top.get("begin"), "begin"),
        finish=_rule(reader, top.get("finish"), "finish"),
        also=Also(*(reader.texts(also.get(k), f"also {k}") for k in ("stay", "paused", "cancelled"))),
        failure_demand=FailureDemand(*(reader.texts(demand.get(k), k) for k in ("types", "labels"))),
        log=reader.texts(top.get("log"), "log"),
        guesses=reader.texts(top.get("guesses"), "guesses"),
        sources=_plain_items(reader, top.get("sources"), "sources", "- {tool: github, repo: owner/name}"),
        experiments=_plain_items(reader, top.get("experiments"), "experiments", "- {hypothesis: …, stage: review}"),
        notes=reader.text(top.get("notes"), "notes", lines=True),
    )


def _version(reader: Reader, root: yaml.MappingNode, top: Fields) -> None:
    node = top.get("vsm")
    if node is None:
        reader.wrong(root, "the version is missing: begin the file with vsm: 1")
    elif not isinstance(node, yaml.ScalarNode) or node.value.strip() != "1":
        value = node.value if isinstance(node, yaml.ScalarNode) else "…"
        reader.wrong(node, f"vsm: {shown(value)[1:-1]} is a version this program cannot read: write vsm: 1")


def _stage(reader: Reader, node: yaml.Node) -> Stage:
    fields = reader.mapping(node, "a stage", STAGE, "- id: build, and below it name: Build")
    stage_id = reader.text(fields.get("id"), "id")
    name = reader.text(fields.get("name"), "name")
    if empty(fields.get("id")):
        if isinstance(node, yaml.MappingNode) or empty(node):
            reader.wrong(node, f"this stage has no id: write id: {slug(name) or 'build'}")
        stage_id = "?"  # keeps the stage in place for the checks of the others
    states = reader.mapping(
        fields.get("states"), "states", ("wait", "touch"), "states: {wait: [To Do], touch: [Doing]}"
    )
    return Stage(
        id=stage_id,
        name=name if not empty(fields.get("name")) else name_of(stage_id),
        wait=reader.estimate(fields.get("wait"), "wait"),
        touch=reader.estimate(fields.get("touch"), "touch"),
        outside=reader.estimate(fields.get("outside"), "outside"),
        pca=reader.share(fields.get("pca"), "pca"),
        people=reader.number(fields.get("people"), "people"),
        states=States(*(reader.texts(states.get(k), f"states {k}") for k in ("wait", "touch"))),
        notes=reader.text(fields.get("notes"), "notes", lines=True),
    )


def _loop(reader: Reader, node: yaml.Node) -> Loop:
    fields = reader.mapping(node, "a rework loop", LOOP, "{from: review, to: build, rate: 25%}")
    for key in ("from", "to"):
        if empty(fields.get(key)) and isinstance(node, yaml.MappingNode):
            reader.wrong(node, f"this loop has no {key}: write {key}: and the id of a stage")
    return Loop(
        source=reader.text(fields.get("from"), "from"),
        target=reader.text(fields.get("to"), "to"),
        rate=reader.share(fields.get("rate"), "rate"),
        cause=reader.text(fields.get("cause"), "cause"),
    )


def _rule(reader: Reader, node: yaml.Node | None, what: str) -> Rule:
    fields = reader.mapping(node, what, ("state",), f"{what}: {{state: Done}}")
    return Rule(reader.texts(fields.get("state"), f"{what} state"))


def _plain_items(reader: Reader, node: yaml.Node | None, what: str, example: str) -> tuple[dict[str, Any], ...]:
    found = []
    for item in reader.items(node, what, example):
        if isinstance(item, yaml.MappingNode):
            found.append(reader.plain(item))
        else:
            reader.wrong(item, f"an entry of {what} is a set of keys: write {example}")
            found.append({})  # keeps the places of the others
    return tuple(found)


def _clock(reader: Reader, node: yaml.Node | None) -> Clock:
    fields = reader.mapping(node, "clock", CLOCK, "clock: {day: 8h, week: 5d, timezone: UTC}")
    clock = Clock()
    day, week, begins = (fields.get(key) for key in ("day", "week", "begins"))
    return Clock(
        day=_day(reader, day) or clock.day,
        week=_week(reader, week) or clock.week,
        timezone=reader.text(fields.get("timezone"), "timezone") or clock.timezone,
        holidays=_holidays(reader, fields.get("holidays")),
        begins=_time(reader, begins) or clock.begins,
    )


def _day(reader: Reader, node: yaml.Node | None) -> int | None:
    text = reader.text(node, "day")
    if node is None or not text:
        return None
    try:
        parts = Duration.parse(text).parts
    except QuantityError:
        parts = ()
    seconds = sum((amount * {"h": 3600, "m": 60, "s": 1}.get(unit, 0) for amount, unit in parts), Fraction(0))
    if not parts or any(unit not in "hms" for _, unit in parts) or seconds.denominator != 1:
        reader.wrong(node, f"{shown(text)} is no length of a day: write hours, such as 8h or 7h30m")
        return None
    if not 0 < seconds <= 24 * 3600:
        reader.wrong(node, f"{shown(text)} is no length of a day: it is more than 0 and at most 24h, such as 8h")
        return None
    return int(seconds)


def _week(reader: Reader, node: yaml.Node | None) -> int | None:
    text = reader.text(node, "week")
    if node is None or not text:
        return None
    match = re.fullmatch(r"([1-7])\s*d?", text.strip())
    if match is None:
        reader.wrong(node, f"{shown(text)} is no length of a week: write its working days, 1d to 7d, such as 5d")
        return None
    return int(match[1])


def _time(reader: Reader, node: yaml.Node | None) -> time | None:
    text = reader.text(node, "begins")
    if node is None or not text:
        return None
    match = re.fullmatch(r"(\d{1,2}):(\d\d)", text.strip(), re.ASCII)
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        reader.wrong(node, f'{shown(text)} is no time of day: write hours and minutes, such as "09:00"')
        return None
    return time(int(match[1]), int(match[2]))


def _holidays(reader: Reader, node: yaml.Node | None) -> tuple[date, ...]:
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    days = []
    for inner, text in zip(nodes, reader.texts(node, "holidays"), strict=False):
        try:
            days.append(date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII) else None)
        except ValueError:
            days.append(None)
        if days[-1] is None:
            reader.wrong(inner, f"{shown(text)} is no date: write year-month-day, such as 2026-12-25")
    return tuple(day for day in days if day)
