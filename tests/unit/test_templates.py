"""Templates and new files: readable, complete, and without a number anybody could take for a fact."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tests.unit.test_stream_file import CONTRACT
from vsm_tui.files import new_text, parse_stream, template, template_names
from vsm_tui.files.parse import TOP
from vsm_tui.model import InputError, Rule, Stage, Stream

NAMES = template_names()


def test_the_agreed_templates_are_there() -> None:
    assert NAMES == (
        "standard feature",
        "bug fix",
        "hotfix / incident",
        "infrastructure change",
        "data or ML model",
        "security fix",
        "blank",
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_template_is_a_stream_without_numbers(name: str) -> None:
    stream, warnings = parse_stream(template(name), name)
    assert warnings == ()
    if name == "blank":
        assert stream.stages == ()
        return
    assert 5 <= len(stream.stages) <= 9
    assert stream.start
    assert stream.end
    assert stream.rework
    for stage in stream.stages:
        assert (stage.wait, stage.touch, stage.outside, stage.pca, stage.people) == (None,) * 5
    assert all(loop.rate is None for loop in stream.rework)
    assert all(loop.cause for loop in stream.rework)
    assert not re.search(r"\d+\s*%|\b\d+[mdw]\b", template(name).replace("week: 7d", ""))


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("Standard Feature", "Standard feature"),
        ("standard-feature", "Standard feature"),
        ("  hotfix", "Hotfix / incident"),
        ("hotfix/incident", "Hotfix / incident"),
        ("DATA", "Data or ML model"),
        ("sec", "Security fix"),
        ("Bug", "Bug fix"),
    ],
)
def test_a_template_is_found_by_what_people_type(asked: str, name: str) -> None:
    assert parse_stream(template(asked), "")[0].name == name


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("nothing", "bug fix, hotfix / incident"),
        ("s", "more than one"),
        ("", "no template"),
        ("../../etc/passwd", "no template"),
        ("bugfix", "did you mean bug-fix?"),
    ],
)
def test_an_unknown_template_lists_the_known_ones(asked: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        template(asked)
    assert words in str(caught.value)
    assert "standard feature" in str(caught.value)


def test_every_template_file_is_offered() -> None:
    import vsm_tui.files.templates as package

    shipped = list(Path(str(package.__file__)).parent.glob("*.yaml"))
    assert {path.read_text(encoding="utf-8") for path in shipped} == {template(name) for name in NAMES}


def test_a_new_file_has_the_order_of_the_contract() -> None:
    stream, _ = parse_stream(CONTRACT, "")
    text = new_text(stream)
    assert parse_stream(text, "")[0] == stream
    keys = [row.split(":")[0] for row in text.split("\n") if row and row[0].isalpha()]
    assert keys == [key for key in TOP if key in keys]
    assert text.startswith("vsm: 1\nname: Standard feature\n")
    assert "    wait: 1d..2d..4d\n" in text
    assert "  - {from: review, to: build, rate: 25%, cause: unclear requirement}\n" in text
    assert not any(row != row.rstrip() for row in text.split("\n"))


def test_an_almost_empty_stream_gets_prompts() -> None:
    text = new_text(Stream("x"))
    assert parse_stream(text, "")[0] == Stream("x")
    for prompt in ("# work_type:", "# start:", "# end:", "# finish:", "# log:", "# rework:"):
        assert prompt in text
    assert yaml.safe_load(text) == {"vsm": 1, "name": "x", "stages": []}


def test_guesses_are_marked_where_they_are() -> None:
    stream = Stream("x", stages=(Stage("a", "A"), Stage("b", "B")), finish=Rule(("Done",)), guesses=("b", "finish"))
    marked = [row.split("#")[0].strip() for row in new_text(stream).split("\n") if row.endswith("# guess: confirm")]
    assert marked == ["- id: b", "finish: {state: [Done]}"]


def test_a_stream_no_file_may_say_gets_no_text() -> None:
    with pytest.raises(InputError):
        new_text(Stream("x", stages=(Stage("a", "A"), Stage("a", "A"))))
