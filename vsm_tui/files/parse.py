"""The text of a stream file → a Stream, with every problem at its line and column."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import Any

import yaml

from vsm_tui.files.fields import Fields, Reader, empty
from vsm_tui.files.nodes import compose
from vsm_tui.files.parking import parking
from vsm_tui.files.rounds import rounds
from vsm_tui.model import (
    Also,
    Clock,
    Columns,
    FailureDemand,
    InputError,
    Loop,
    Problem,
    Rule,
    Stage,
    States,
    Stream,
    slug,
    typed,
)
from vsm_tui.model.columns import KEYS
from vsm_tui.model.finding import Finding
from vsm_tui.model.rules import findings
from vsm_tui.model.secrets import ELSEWHERE, TOKEN
from vsm_tui.model.wording import shown

TOP = (
    "vsm", "name", "work_type", "start", "end", "confirmed_by", "clock", "stages", "rework", "begin", "finish", "also",
    "failure_demand", "log", "columns", "guesses", "sources", "experiments", "rounds", "parking", "notes",
)  # fmt: skip
STAGE = ("id", "name", "wait", "touch", "outside", "pca", "people", "states", "tags", "bursts", "notes")
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
    problems += _tokens(text, file, {p.line for p in problems if p.severity == "error"})
    problems.sort(key=lambda p: (p.line, p.column))
    failed = any(p.severity == "error" for p in problems)
    return (None if failed else stream), problems, root


def _tokens(text: str, file: str, reported: set[int]) -> list[Problem]:
    """Tokens on lines nothing is said of yet: in comments, which no value shows."""
    found = []
    for match in TOKEN.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        if line not in reported:
            column = match.start() - text.rfind("\n", 0, match.start())
            found.append(Problem(f"this is a token; {ELSEWHERE}", file, line, column))
    return found


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
        confirmed_by=reader.text(top.get("confirmed_by"), "confirmed_by"),
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
        columns=_columns(reader, top.get("columns")),
        guesses=reader.texts(top.get("guesses"), "guesses"),
        sources=_plain_items(reader, top.get("sources"), "sources", "- {tool: github, repo: owner/name}"),
        experiments=_plain_items(reader, top.get("experiments"), "experiments", "- {hypothesis: …, stage: review}"),
        rounds=rounds(reader, top.get("rounds")),
        parking=parking(reader, top.get("parking")),
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
        tags=reader.texts(fields.get("tags"), "tags"),
        bursts=reader.texts(fields.get("bursts"), "bursts"),
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


def _columns(reader: Reader, node: yaml.Node | None) -> Columns:
    fields = reader.mapping(node, "columns", KEYS, "columns: {item: Ticket, at: Changed on, state: Status}")
    return Columns(**{key: reader.text(fields.get(key), f"columns {key}") for key in fields})


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
    return Clock(
        day=reader.quantity(fields.get("day"), "day", typed.day_length, "a length such as 8h") or clock.day,
        week=reader.quantity(fields.get("week"), "week", typed.week_length, "a length such as 5d") or clock.week,
        timezone=reader.text(fields.get("timezone"), "timezone") or clock.timezone,
        holidays=_holidays(reader, fields.get("holidays")),
        begins=_begins(reader, fields.get("begins"), clock),
    )


def _begins(reader: Reader, node: yaml.Node | None, clock: Clock) -> time:
    found = reader.quantity(node, "begins", typed.time_of_day, 'a time such as "09:00"')
    return clock.begins if found is None else found


def _holidays(reader: Reader, node: yaml.Node | None) -> tuple[date, ...]:
    if isinstance(node, yaml.MappingNode):
        reader.wrong(node, "holidays is a list of dates: write [2026-12-25, 2026-12-26]")
        return ()
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    days = [reader.quantity(inner, "a holiday", typed.calendar_day, "a date such as 2026-12-25") for inner in nodes]
    return tuple(day for day in days if day)
