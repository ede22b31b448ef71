"""Whatever a file looks like and whatever changes: it says the new stream, and nothing else of it changed."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.support.streams import estimates, files, name, streams
from vsm_tui.files import new_text, parse_stream, splice
from vsm_tui.files.splicing import normal
from vsm_tui.model import Estimate, InputError, Loop, Problem, Share, Stage, Stream

slow = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=150)


@slow
@given(streams())
def test_a_new_file_says_its_stream(stream: Stream) -> None:
    assert parse_stream(new_text(stream), "")[0] == normal(stream)


@slow
@given(files())
def test_a_file_that_says_it_already_is_not_touched(text: str) -> None:
    assert splice(text, parse_stream(text, "")[0]) == text


@slow
@given(files(), streams())
def test_any_file_can_be_made_to_say_any_stream(text: str, wanted: Stream) -> None:
    assert parse_stream(splice(text, wanted), "")[0] == normal(wanted)


@slow
@given(files(), st.data())
def test_one_changed_value_is_one_changed_line(text: str, data: st.DataObject) -> None:
    stream, _ = parse_stream(text, "")
    timed = [s for s in stream.stages if s.wait is not None]
    assume(timed and "\n" in text.strip())
    stage = data.draw(st.sampled_from(timed))
    changed = splice(text, stream.with_stage(replace(stage, wait=Estimate.parse("77m"))))
    before, after = text.split("\n"), changed.split("\n")
    assert len(before) == len(after)
    different = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert len(different) == 1
    old, new = different[0]
    same = _shared(old, new)
    same_end = _shared(old[same:][::-1], new[same:][::-1])
    assert new[same : len(new) - same_end] in "77m"


def _shared(one: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


@slow
@given(files(), st.data(), name)
def test_no_comment_is_lost_while_nothing_is_removed(text: str, data: st.DataObject, new_name: str) -> None:
    stream, _ = parse_stream(text, "")
    stages = list(data.draw(st.permutations(stream.stages)))
    stages.insert(data.draw(st.integers(0, len(stages))), Stage(stream.free_id("extra"), new_name))
    order = {stage.id: i for i, stage in enumerate(stages)}
    loops = tuple(loop for loop in stream.rework if order[loop.target] <= order[loop.source])
    assume(len(loops) == len(stream.rework))
    moved = replace(stream, stages=tuple(stages), rework=(*loops, *_one_loop(stages, loops)), work_type=new_name)
    result = splice(text, moved)
    for remark in re.findall(r"# remark \d+", text):
        assert remark in result


def _one_loop(stages: list[Stage], loops: tuple[Loop, ...]) -> list[Loop]:
    new = Loop(stages[-1].id, stages[-1].id, Share.parse("0.01%"))
    return [] if any(loop.key == new.key for loop in loops) else [new]


@slow
@given(files(), st.data(), estimates)
def test_a_moved_stage_takes_its_comments_with_it(text: str, data: st.DataObject, wait: Estimate | None) -> None:
    stream, _ = parse_stream("vsm: 1\nname: x\n", "")
    count = data.draw(st.integers(2, 6))
    rows = ["vsm: 1", "name: x", "stages:"]
    for number in range(count):
        rows += [
            f"  # above {number}",
            f"  - id: s{number}   # beside {number}",
            f"    # inside {number}",
            "    touch: 1h",
        ]
    crlf = "\r\n" if data.draw(st.booleans()) else "\n"
    text = crlf.join([*rows, "notes: end"])
    stream, _ = parse_stream(text, "")
    order = data.draw(st.permutations(range(count)))
    picked = tuple(replace(stream.stages[i], outside=None, wait=wait) for i in order)
    result = splice(text, replace(stream, stages=picked)).split(crlf)
    for number in order:
        above = result.index(f"  # above {number}")
        assert result[above + 1 : above + 3] == [
            f"  - id: s{number}   # beside {number}",
            f"    # inside {number}",
        ] or (wait is not None and f"    # inside {number}" in result[above + 1 : above + 4])
    assert result[-1] == "notes: end"


@slow
@given(st.one_of(st.text(), st.binary().map(lambda raw: raw.decode("latin-1"))))
def test_no_text_breaks_the_reader(text: str) -> None:
    _read(text)


DAMAGE = (
    "",
    "\t",
    "- ",
    ": ",
    "{",
    "]",
    "\n",
    "'",
    '"',
    "\r",
    "*a",
    "&a ",
    "\x00",
    "!!x ",
    "# ",
    "|\n",
    "9",
    "..",
    "%",
)


@slow
@given(files(), st.data())
def test_no_damaged_file_breaks_the_reader(text: str, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        till = min(len(text), at + data.draw(st.integers(0, 6)))
        text = text[:at] + data.draw(st.sampled_from(DAMAGE)) + text[till:]
    _read(text)


@pytest.mark.parametrize("loader", ["CBaseLoader", "BaseLoader"])
def test_both_yaml_readers_agree(loader: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the C library the pure one reads the same."""
    import yaml

    from vsm_tui.files import nodes, write

    monkeypatch.setattr(nodes, "Loader", getattr(yaml, loader))
    monkeypatch.setattr(write, "Loader", getattr(yaml, loader))

    @settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=40)
    @given(files(), streams())
    def holds(text: str, wanted: Stream) -> None:
        assert parse_stream(splice(text, wanted), "")[0] == normal(wanted)

    holds()


def _read(text: str) -> None:
    problems: tuple[Problem, ...] = ()
    try:
        parse_stream(text, "x.yaml")
    except InputError as error:
        problems = error.problems
        refused = True
    else:
        refused = False
    rows = text.count("\n") + text.count("\r") + 1
    assert refused is bool(problems)
    assert all(p.text and p.file == "x.yaml" and 0 <= p.line <= rows + 1 for p in problems)
