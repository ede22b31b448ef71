"""What one person says in an estimate round, as a small file: the form to fill in, and reading one that was."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import yaml

from vsm_tui.files.fields import Reader, empty
from vsm_tui.files.nodes import compose, decode
from vsm_tui.files.stream_file import read_bytes
from vsm_tui.files.write import scalar
from vsm_tui.model import Asked, AskedField, Estimate, InputError, Problem, QuantityError, Stage, Stream, spoken
from vsm_tui.model.wording import bad_text, nearest, shown

KEYS = ("round", "stream", "name", "stages")
_EXAMPLE = "round: 1, and below it stages:"


class Sheet(NamedTuple):
    """What one person said. ``name`` is only to see who has answered; it is kept nowhere."""

    answers: dict[Asked, Estimate]
    name: str = ""


def form(stream: Stream) -> str:
    """A form with the stages of a stream and nothing filled in."""
    clock = stream.clock
    ends = [f"{word} {' '.join(text.split())}" for word, text in (("From:", stream.start), ("To:", stream.end)) if text]
    away = any(stage.outside is not None for stage in stream.stages)
    lines = [
        "# How long does one item usually take, each time it comes by? Write behind the colons what you",
        "# think, before you talk about it; leave empty what you cannot tell, and change nothing else.",
        *(f"# {line}" for line in ends),
        "#",
        "# wait: the time that nobody works on it; touch: the time that somebody does.",
        *(["# outside: the time it is away, from handing it over until it is back."] if away else []),
        "# 30m, 4h, 2d or 1w, or better a range, min..typical..max: 1d..2d..4d.",
        f"# This is working time: 1d is {clock.day / 3600:g}h, 1w is {clock.week}d.",
        "# All answers are shown together, sorted by size: nobody sees who said what.",
        "round: 1",
        f"stream: {scalar(stream.name)}",
        "name:            # may stay empty; it only shows who has answered, and is kept nowhere",
        "stages:",
    ]
    for stage in stream.stages:
        lines.append(f"  {scalar(stage.id)}:  # {' '.join(stage.name.split())}")
        lines += [f"    {field}:" for field in fields_of(stage)]
    return "\n".join(lines) + "\n"


def fields_of(stage: Stage) -> tuple[AskedField, ...]:
    """What is asked of one stage."""
    return ("outside",) if stage.outside is not None else ("wait", "touch")


def read_sheet(path: Path, stream: Stream) -> Sheet:
    """Read a form that somebody filled in.

    Raises:
        InputError: with every problem at its line and column.
    """
    return parse_sheet(decode(read_bytes(path), str(path)), str(path), stream)


def answer_paths(typed: str, home: Path) -> list[Path]:
    """The files that typed words name, separated by commas: files, or folders with every form in them.

    A name that is nowhere from here on is looked for in ``home``.

    Raises:
        InputError: when there is no such file or folder, or a folder holds none.
    """
    found: list[Path] = []
    for word in (part.strip() for part in typed.split(",")):
        if not word:
            continue
        path = Path(word).expanduser()
        path = path if path.exists() else home / path
        if not path.is_dir():
            found.append(path)
            continue
        inside = sorted(each for each in path.iterdir() if each.suffix.lower() in (".yaml", ".yml"))
        if not inside:
            raise InputError(Problem("there is no answer in this folder: put one .yaml for each person in it", word))
        found += inside
    return list(dict.fromkeys(found))


def parse_sheet(text: str, file: str, stream: Stream) -> Sheet:
    """Read the text of a form.

    Raises:
        InputError: with every problem at its line and column.
    """
    root, problems = compose(text, file, begins=f"begin with {_EXAMPLE}")
    reader = Reader(file)
    top = reader.mapping(root, "an answer", KEYS, _EXAMPLE)
    version = top.get("round")
    if version is None:
        reader.wrong(root, "this is no answer to an estimate round: begin the file with round: 1")
    elif not isinstance(version, yaml.ScalarNode) or version.value.strip() != "1":
        reader.wrong(version, "this kind of answer cannot be read: write round: 1")
    stream_name = reader.text(top.get("stream"), "stream")
    if stream_name and stream_name != stream.name:
        reader.wrong(top["stream"], f"this answers for {shown(stream_name)}, not for {shown(stream.name)}")
    name = " ".join(reader.text(top.get("name"), "name").split())
    if problem := bad_text(name):
        reader.wrong(top["name"], f"name {problem}")
    answers = _answers(reader, top.get("stages"), stream)
    problems += reader.problems
    if not problems and not answers:
        problems.append(Problem("nothing is filled in: an empty answer counts for nobody", file))
    if problems:
        raise InputError(sorted(problems, key=lambda p: (p.line, p.column)))
    return Sheet(answers, name[:40])


def _answers(reader: Reader, node: yaml.Node | None, stream: Stream) -> dict[Asked, Estimate]:
    known = {stage.id: stage for stage in stream.stages}
    found: dict[Asked, Estimate] = {}
    if node is None or empty(node):
        return found
    if not isinstance(node, yaml.MappingNode):
        reader.wrong(node, "stages is a set of stages: write review: and below it wait: 1d")
        return found
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            continue  # noted when the nodes were made
        stage = known.get(key.value)
        if stage is None:
            reader.wrong(key, f"there is no stage {shown(key.value)}: {nearest(key.value, list(known))}")
            continue
        asked = fields_of(stage)
        fields = reader.mapping(value, f"stage {shown(stage.id)}", asked, f"{asked[0]}: 1d..2d..4d")
        for field in asked:
            estimate = _estimate(reader, fields.get(field), field, stream)
            if estimate is not None:
                found[Asked(stage.id, field)] = estimate
    return found


def _estimate(reader: Reader, node: yaml.Node | None, field: AskedField, stream: Stream) -> Estimate | None:
    def read(text: str) -> Estimate:
        found = spoken.whole_time(text)
        found.check(stream.clock)
        if Estimate.parse(str(found)) != found:
            raise QuantityError(f"{shown(text)} is finer than a file can say: round it")
        return found

    return reader.quantity(node, field, read, "a duration such as 30m, 2d or 1d..2d..4d")
