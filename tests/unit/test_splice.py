"""A change touches its own characters and no others."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.support.streams import ODD
from tests.unit.test_stream_file import CONTRACT
from vsm_tui.files import new_text, parse_stream, splice
from vsm_tui.model import (
    Also,
    Clock,
    Estimate,
    FailureDemand,
    InputError,
    Loop,
    Rule,
    Share,
    Stage,
    States,
    Stream,
)

Edit = Callable[[Stream], Stream]


def difference(text: str, edit: Edit) -> str:
    """Removed and added lines, as a person reviewing the commit would see them."""
    result = splice(text, edit(parse_stream(text, "")[0]))
    rows = difflib.unified_diff(text.splitlines(keepends=True), result.splitlines(keepends=True), n=0)
    return "".join(row for row in rows if not row.startswith(("---", "+++", "@@")))


def stage(stage_id: str, **values: object) -> Edit:
    return lambda stream: stream.with_stage(replace(stream.stage(stage_id), **values))  # type: ignore[arg-type]  # any field


def whole(**values: object) -> Edit:
    return lambda stream: replace(stream, **values)  # type: ignore[arg-type]  # any field


two_days = Estimate.parse("2d")

CASES: list[tuple[str, Edit, str]] = [
    ("a value", stage("intake", wait=two_days), "-    wait: 1d\n+    wait: 2d\n"),
    (
        "a value with a comment behind it",
        stage("review", wait=two_days),
        "-    wait: 1d..2d..4d           # min..typical..max\n+    wait: 2d           # min..typical..max\n",
    ),
    ("a new key", stage("review", pca=Share.parse("85%")), "+    pca: 85%\n"),
    ("a key less", stage("review", people=None), "-    people: 2\n"),
    (
        "outside instead of wait and touch",
        stage("intake", wait=None, touch=None, outside=two_days),
        "-    wait: 1d\n-    touch: 30m\n+    outside: 2d\n",
    ),
    ("a name that was only the id", stage("build", name="Build it"), "+    name: Build it\n"),
    (
        "states of a stage that had none",
        stage("build", states=States(("Ready",), ("Doing", "jira:In Work"))),
        '+    states:\n+      wait: [Ready]\n+      touch: [Doing, "jira:In Work"]\n',
    ),
    (
        "a state more",
        stage("intake", states=States(("To Do", "Ready", "Backlog"), ("Triage",))),
        "-      wait: [To Do, Backlog]\n+      wait: [To Do, Ready, Backlog]\n",
    ),
    (
        "one state becomes two",
        stage("intake", states=States(("To Do", "Backlog"), ("Triage", "Sort"))),
        "-      touch: Triage\n+      touch: [Triage, Sort]\n",
    ),
    (
        "no states any more",
        stage("intake", states=States()),
        ("-    states:                    # what tools call it\n"
        "-      wait: [To Do, Backlog]\n-      touch: Triage\n"),
    ),
    ("notes of many lines", stage("build", notes="a\nb"), "+    notes: |-\n+      a\n+      b\n"),
    (
        "a value in braces",
        whole(clock=Clock(day=6 * 3600, week=4, timezone="UTC")),
        ('-clock: {day: 7h30m, week: 4d, timezone: Europe/Berlin, holidays: [2026-12-25], begins: "08:30"}\n'
        '+clock: {day: 6h, week: 4d, timezone: UTC, begins: "09:00"}\n'),
    ),
    (
        "a loop more",
        lambda s: replace(s, rework=(*s.rework, Loop("review", "intake", None, "a, b"))),
        '+  - {from: review, to: intake, cause: "a, b"}\n',
    ),
    (
        "no loops any more",
        whole(rework=()),
        "-rework:\n-  - {from: review, to: build, rate: 25%, cause: unclear requirement}\n+rework: []\n",
    ),
    (
        "a rate",
        lambda s: replace(s, rework=(replace(s.rework[0], rate=Share.parse("30%")),)),
        ("-  - {from: review, to: build, rate: 25%, cause: unclear requirement}\n"
        "+  - {from: review, to: build, rate: 30%, cause: unclear requirement}\n"),
    ),
    (
        "one end state instead of two",
        whole(finish=Rule(("Done",))),
        "-finish: {state: [Done, Closed]}\n+finish: {state: [Done]}\n",
    ),
    ("no start rule any more", whole(begin=Rule()), "-begin: {state: To Do}\n"),
    (
        "a list in a section less",
        whole(also=Also(("Blocked",), (), ("Won't do",))),
        ("-also: {stay: [Blocked], paused: [On ice], cancelled: [Won't do]}\n"
        "+also: {stay: [Blocked], cancelled: [Won't do]}\n"),
    ),
    (
        "a section less",
        whole(failure_demand=FailureDemand()),
        "-failure_demand: {types: [Bug, Incident], labels: [hotfix]}\n",
    ),
    (
        "two logs",
        whole(log=("a.csv", "b.csv")),
        "-log: standard-feature.events.csv\n+log: [a.csv, b.csv]\n",
    ),
    ("other notes", whole(notes="third\nfourth\n"), "-  first\n-  second\n+  third\n+  fourth\n"),
    (
        "a stage more",
        lambda s: replace(s, stages=(*s.stages[:2], Stage("test", "Test", touch=two_days), *s.stages[2:])),
        "+  - id: test\n+    name: Test\n+    touch: 2d\n",
    ),
    ("a stage less", lambda s: replace(s, stages=(*s.stages[:1], *s.stages[2:]), rework=(), guesses=()), ""),
    (
        "a value in an experiment",
        lambda s: replace(s, experiments=({**s.experiments[0], "stage": "build", "n": 30},)),
        "-    stage: review\n+    stage: build\n+    \"n\": 30\n",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_difference_is_the_change(edit: Edit, expected: str) -> None:
    got = difference(CONTRACT, edit)
    if expected:
        assert got == expected
    else:
        assert got.count("\n") < 8


@pytest.mark.parametrize(("edit", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_windows_files_stay_windows_files(edit: Edit, expected: str) -> None:
    text = "\ufeff" + CONTRACT.replace("\n", "\r\n")
    result = splice(text, edit(parse_stream(text, "")[0]))
    assert result.startswith("\ufeff")
    assert result.count("\r\n") == result.count("\n")
    unix = splice(CONTRACT, edit(parse_stream(CONTRACT, "")[0]))
    assert result.replace("\r\n", "\n") == "\ufeff" + unix


@pytest.mark.parametrize("text", ["", "é ☃ 😀", "Won't", 'say "so"', *ODD])
def test_a_text_is_quoted_where_it_must_be(text: str) -> None:
    import yaml

    result = splice(CONTRACT, replace(parse_stream(CONTRACT, "")[0], work_type=text, end=text))
    found, _ = parse_stream(result, "")
    assert (found.work_type, found.end) == (text, text)
    strict = yaml.safe_load(result)
    assert strict.get("end", "") == text  # a reader that knows types takes it for a text, too


def test_quotes_that_were_there_stay() -> None:
    text = "vsm: 1\nname: 'a'\nstart: \"b\"\nend: c\n"
    stream, _ = parse_stream(text, "")
    result = splice(text, replace(stream, name="it's", start='x "y"', end="d"))
    assert result == "vsm: 1\nname: 'it''s'\nstart: \"x \\\"y\\\"\"\nend: d\n"


LAID_OUT = """\
# A remark about the file
vsm: 1

name: Laid out      # beside the name

# The steps
stages:

  # first things first
  - id: one         # beside one
    name: One

    wait: 1d
    # below one

  # a remark about two
  # in two lines
  - id: two
    name: Two

  # a remark that belongs to nobody

  - id: three
    name: Three
    touch: 2h
# the end of the steps

finish: {state: Done}
"""


def test_a_moved_stage_takes_its_remarks_along() -> None:
    stream, _ = parse_stream(LAID_OUT, "")
    one, two, three = stream.stages
    assert splice(LAID_OUT, replace(stream, stages=(two, one, three))) == LAID_OUT.replace(
        LAID_OUT[LAID_OUT.index("  # first things") : LAID_OUT.index("\n  # a remark that")],
        "  # a remark about two\n  # in two lines\n  - id: two\n    name: Two\n\n"
        "  # first things first\n  - id: one         # beside one\n    name: One\n\n    wait: 1d\n    # below one\n",
    )


def test_a_deleted_stage_leaves_the_other_remarks() -> None:
    stream, _ = parse_stream(LAID_OUT, "")
    result = splice(LAID_OUT, replace(stream, stages=(stream.stages[0], stream.stages[2])))
    assert "about two" not in result
    for remark in (
        "about the file",
        "beside the name",
        "The steps",
        "first things",
        "beside one",
        "below one",
        "nobody",
        "end of",
    ):
        assert remark in result
    last = splice(LAID_OUT, replace(stream, stages=stream.stages[:1]))
    assert "nobody" in last
    assert "the end of the steps" in last


def test_a_new_section_keeps_the_distance_of_the_file() -> None:
    stream, _ = parse_stream(LAID_OUT, "")
    loop = Loop("two", "one", Share.parse("5%"))
    assert "    touch: 2h\n\nrework:\n  - {from: two, to: one, rate: 5%}\n" in splice(
        LAID_OUT, replace(stream, rework=(loop,))
    )


def test_a_stage_with_another_id_keeps_its_lines() -> None:
    stream, _ = parse_stream(LAID_OUT, "")
    renamed = replace(stream.stages[0], id="uno")
    result = splice(LAID_OUT, replace(stream, stages=(renamed, *stream.stages[1:])))
    assert result == LAID_OUT.replace("- id: one ", "- id: uno ")


def test_lists_over_lines_and_lists_in_brackets_stay_what_they_are() -> None:
    text = "vsm: 1\nname: x\nlog:\n- a   # first\n- b\nalso:\n  stay:\n  - A\n  paused: [B,   # why\n    C]\n"
    stream, _ = parse_stream(text, "")
    changed = replace(stream, log=("a", "b", "c"), also=Also(("A", "D"), ("B", "C", "E")))
    assert splice(text, changed) == text.replace("- b\n", "- b\n- c\n").replace("- A\n", "- A\n  - D\n").replace(
        "    C]", "    C, E]"
    )


def test_a_json_file_stays_json() -> None:
    import json

    text = '{"vsm": 1, "name": "x", "stages": [{"id": "a"}], "rework": []}'
    stream, _ = parse_stream(text, "")
    stages = (Stage("a", "A", wait=two_days), Stage("b", "B b", people=2.0))
    result = splice(text, replace(stream, stages=stages, rework=(Loop("b", "a"),), notes="two\nlines"))
    said = json.loads(result)
    assert said["stages"] == [{"id": "a", "wait": "2d"}, {"id": "b", "name": "B b", "people": "2"}]
    assert (said["rework"], said["notes"]) == ([{"from": "b", "to": "a"}], "two\nlines")


def test_empty_sections_become_full_ones() -> None:
    text = "vsm: 1\nname: x\nstages: []   # none yet\nrework:\nsources: []\nexperiments: []"
    stream, _ = parse_stream(text, "")
    full = replace(
        stream,
        stages=(Stage("a", "A"),),
        rework=(Loop("a", "a"),),
        sources=({"tool": "git", "path": "../x"},),
        experiments=({"hypothesis": "h"},),
    )
    assert splice(text, full) == (
        "vsm: 1\nname: x\nstages:   # none yet\n  - id: a\n    name: A\nrework:\n  - {from: a, to: a}\n"
        "sources:\n  - {tool: git, path: ../x}\nexperiments:\n  - hypothesis: h"
    )


def test_confirmed_guesses_lose_their_marks() -> None:
    stream = Stream(
        "x", stages=(Stage("a", "A"), Stage("b", "B")), finish=Rule(("Done",)), guesses=("a", "b", "finish")
    )
    text = new_text(stream)
    assert text.count("# guess: confirm") == 3
    result = splice(text, replace(stream, guesses=("b",)))
    assert [row.split()[0:3] for row in result.split("\n") if "# guess: confirm" in row] == [["-", "id:", "b"]]
    assert "# guess: confirm" not in splice(text, replace(stream, guesses=()))


@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_what_is_filled_in_takes_the_place_of_the_comment_that_asked_for_it(eol: str) -> None:
    text = new_text(Stream("x")).replace("\n", eol)
    filled = replace(
        Stream("x"),
        work_type="bug",
        end="Fixed",
        confirmed_by="support lead",
        stages=(Stage("a", "A"),),
        rework=(Loop("a", "a"),),
        finish=Rule(("Done",)),
        sources=({"tool": "git", "path": "../x"},),
    )
    result = splice(text, filled)
    assert result.replace(eol, "\n") == new_text(filled)
    assert splice(text + f"# end: mine{eol}", replace(Stream("x"), end="Fixed")).endswith(f"# end: mine{eol}")


def test_such_a_comment_amid_other_entries_stays() -> None:
    text = "vsm: 1\nname: x\nstages:\n  - id: a\n# log: NAME.events.csv\n  - id: b\n"
    stream, _ = parse_stream(text, "")
    assert splice(text, replace(stream, log=("b.csv",))) == text + "log: b.csv\n"


def test_what_no_file_may_say_is_refused() -> None:
    stream, _ = parse_stream(CONTRACT, "")
    for wrong in (
        replace(stream, name="a\x1bb"),
        replace(stream, stages=(*stream.stages, stream.stages[0])),
        replace(stream, sources=({"tool": "jira", "token": "x"},)),
    ):
        with pytest.raises(InputError):
            splice(CONTRACT, wrong)
    with pytest.raises(InputError):
        splice("vsm: 2\n", stream)


def test_a_value_finer_than_text_is_never_written_wrongly() -> None:
    stream, _ = parse_stream(CONTRACT, "")
    from fractions import Fraction

    odd = replace(stream.stages[0], pca=Share(Fraction(1, 3)))
    with pytest.raises(InputError, match="cannot be written"):
        splice(CONTRACT, stream.with_stage(odd))


def test_a_section_that_must_be_written_anew_leaves_the_others_alone() -> None:
    text = "vsm: 1\nname: x   # stays\nlog: [a,  # one\n  b,  # two\n  c]\n# stays, too\nnotes: n   # and this\n"
    stream, _ = parse_stream(text, "")
    assert splice(text, replace(stream, log=("a", "c"))) == text.replace("\n  b,  # two", "")
    assert splice(text, replace(stream, log=("a", "b"))) == (
        "vsm: 1\nname: x   # stays\nlog: [a, b]\n# stays, too\nnotes: n   # and this\n"
    )


def test_the_last_line_needs_no_line_end() -> None:
    text = "vsm: 1\nname: x\nnotes: n"
    stream, _ = parse_stream(text, "")
    assert splice(text, replace(stream, notes="m")) == "vsm: 1\nname: x\nnotes: m"
    assert splice(text, replace(stream, notes="")) == "vsm: 1\nname: x"
    assert parse_stream(splice(text, replace(stream, notes="a\nb\n")), "")[0].notes == "a\nb\n"
    assert splice(text, replace(stream, stages=(Stage("a", "A"),))) == (
        "vsm: 1\nname: x\nstages:\n  - id: a\n    name: A\nnotes: n"
    )
