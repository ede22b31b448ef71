"""Reading a stream file: everything the contract says, and every problem at its place."""

from __future__ import annotations

from datetime import date, time
from fractions import Fraction
from pathlib import Path

import pytest

from vsm_tui.files import log_paths, parse_stream, read_stream
from vsm_tui.files.nodes import MAX_BYTES
from vsm_tui.model import Also, Estimate, FailureDemand, InputError, Loop, Rule, Share, States

CONTRACT = """\
vsm: 1
name: Standard feature
work_type: feature
start: Story accepted into a sprint
end: Running in production and validated
clock: {day: 7h30m, week: 4d, timezone: Europe/Berlin, holidays: [2026-12-25], begins: "08:30"}
stages:
  - id: intake                 # stable; lower-case words with dashes
    name: Intake & triage
    wait: 1d
    touch: 30m
    pca: 90%
    states:                    # what tools call it
      wait: [To Do, Backlog]
      touch: Triage
  - id: build
  - id: review
    name: Code review
    wait: 1d..2d..4d           # min..typical..max
    touch: 1h
    people: 2
  - id: pen-test
    name: Penetration test
    outside: 5d                # done elsewhere: one elapsed time, no split
rework:
  - {from: review, to: build, rate: 25%, cause: unclear requirement}
begin: {state: To Do}
finish: {state: [Done, Closed]}
also: {stay: [Blocked], paused: [On ice], cancelled: [Won't do]}
failure_demand: {types: [Bug, Incident], labels: [hotfix]}
log: standard-feature.events.csv
guesses: [finish, build]
sources:
  - {tool: github, repo: owner/name}
experiments:
  - hypothesis: "smaller batches: faster"
    stage: review
    guards: [pca, p85]
notes: |
  first
  second
"""
STAGE = "vsm: 1\nname: x\nstages:\n  - id: build\n"


def problems(text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        parse_stream(text, "x.yaml")
    return [str(problem).removeprefix("x.yaml:") for problem in caught.value.problems]


def one(text: str) -> str:
    found = problems(text)
    assert len(found) == 1, found
    return found[0]


def test_the_contract_is_read() -> None:
    stream, warnings = parse_stream(CONTRACT, "x.yaml")
    assert warnings == ()
    assert (stream.name, stream.work_type) == ("Standard feature", "feature")
    assert (stream.start, stream.end) == ("Story accepted into a sprint", "Running in production and validated")
    assert (stream.clock.day, stream.clock.week, stream.clock.timezone) == (27000, 4, "Europe/Berlin")
    assert (stream.clock.holidays, stream.clock.begins) == ((date(2026, 12, 25),), time(8, 30))
    intake, build, review, test = stream.stages
    assert (intake.id, intake.name, intake.pca) == ("intake", "Intake & triage", Share(Fraction(9, 10)))
    assert (intake.wait, intake.touch) == (Estimate.parse("1d"), Estimate.parse("30m"))
    assert intake.states == States(("To Do", "Backlog"), ("Triage",))
    assert (build.name, build.wait, build.touch, build.pca, build.people) == ("Build", None, None, None, None)
    assert (review.wait, review.people) == (Estimate.parse("1d..2d..4d"), 2.0)
    assert (test.name, test.outside, test.wait) == ("Penetration test", Estimate.parse("5d"), None)
    assert stream.rework == (Loop("review", "build", Share(Fraction(1, 4)), "unclear requirement"),)
    assert (stream.begin, stream.finish) == (Rule(("To Do",)), Rule(("Done", "Closed")))
    assert stream.also == Also(("Blocked",), ("On ice",), ("Won't do",))
    assert stream.failure_demand == FailureDemand(("Bug", "Incident"), ("hotfix",))
    assert (stream.log, stream.guesses) == (("standard-feature.events.csv",), ("finish", "build"))
    assert stream.sources == ({"tool": "github", "repo": "owner/name"},)
    assert stream.experiments == (
        {"hypothesis": "smaller batches: faster", "stage": "review", "guards": ["pca", "p85"]},
    )
    assert stream.notes == "first\nsecond\n"


def test_every_value_stays_the_text_it_is() -> None:
    stream, _ = parse_stream("vsm: 1\nname: no\nwork_type: 12:30\nstart: 010\nend: 2026-01-01\nnotes: null\n", "")
    assert (stream.name, stream.work_type, stream.start, stream.end) == ("no", "12:30", "010", "2026-01-01")
    assert stream.notes == "null"


def test_what_is_empty_is_absent() -> None:
    stream, _ = parse_stream(
        "vsm: 1\nname: x\nclock:\nstages:\n  - id: a\n    name:\n    wait:\n    states:\nrework:\n", ""
    )
    assert (stream.stages[0].name, stream.stages[0].wait, stream.rework) == ("A", None, ())


def test_bom_and_windows_line_ends_are_read() -> None:
    assert parse_stream("\ufeff" + CONTRACT.replace("\n", "\r\n"), "")[0] == parse_stream(CONTRACT, "")[0]


def test_json_is_read_because_yaml_contains_it() -> None:
    stream, _ = parse_stream('{"vsm": 1, "name": "x", "stages": [{"id": "a", "wait": "2d"}]}', "")
    assert stream.stages[0].wait == Estimate.parse("2d")


def test_all_problems_come_at_once_in_the_order_of_the_file() -> None:
    text = "vsm: 2\nnam: x\nstages:\n  - {id: A b, wait: 1, touhc: 3d}\n  - {id: b, pca: 80, people: -1, wait: [1]}\n"
    found = problems(text + "clock: {day: 9d, timezone: Mars}\nfinish: Done\n")
    assert [p.split(":")[0] for p in found] == ["1", "1", "2", "4", "4", "4", "5", "5", "5", "6", "6", "7"]


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("", "1:1", "empty"),
        ("  \n# only a comment\n", "1:1", "begin with vsm: 1"),
        ("- a\n", "1:1", "begin with vsm: 1"),
        ("name: x\n", "1:1", "begin the file with vsm: 1"),
        ("vsm: 3\nname: x\n", "1:6", "write vsm: 1"),
        ("vsm: 1\n", "1:1", "no name"),
        ("vsm: 1\nname: ''\n", "2:7", "name is empty"),
        ("vsm: 1\nname: x\nstagse: []\n", "3:1", "did you mean stages?"),
        ("vsm: 1\nname: x\nname: y\n", "3:1", "the first is on line 2"),
        ("vsm: 1\nname: &a x\n", "2:7", "anchor"),
        ("vsm: 1\nname: !!str x\n", "2:7", "tag"),
        ("vsm: 1\nname: !!python/name:os.system x\n", "2:7", "tag"),
        ("vsm: 1\nname: x\n---\nvsm: 1\n", "3:1", "second document"),
        ("vsm: 1\nname: a: b\n", "2:8", "quotes"),
        ("vsm: 1\nclock:\n\tday: 8h\n", "3:1", "indent with spaces"),
        ("vsm: 1\nname x\n", "2:1", "needs a colon"),
        ("vsm: 1\nname: 'x\n", "2:7", "never closed"),
        ('vsm: 1\nname: "a\\q"\n', "2:9", "backslash twice"),
        ("vsm: 1\nname: x\x00\n", "2:8", "U+0000"),
        ("vsm: 1\nname: x # \x1b[31m\n", "2:11", "U+001B"),
        ('vsm: 1\nname: "a\\e[31m"\n', "2:7", "U+001B"),
        ("vsm: 1\nname: a\u202eb\n", "2:7", "U+202E"),
        ('vsm: 1\nname: "a\\nb"\n', "2:7", "line break"),
        ("vsm: 1\rname: x\n", "1:7", "carriage return"),
        ("vsm: 1\nname: x\u2028y\n", "2:8", "U+2028"),
        ("vsm: 1\nname: [x]\n", "2:7", "name is a text"),
        ("vsm: 1\nname: x\nstages: {id: a}\n", "3:9", "stages is a list"),
        ("vsm: 1\nname: x\nstages:\n  - build\n", "4:5", "a stage is a set of keys"),
        ("vsm: 1\nname: x\nstages:\n  - name: Code review\n", "4:5", "write id: code-review"),
        ("vsm: 1\nname: x\nstages:\n  - id: Code review\n", "4:9", "such as code-review"),
        ("vsm: 1\nname: x\nstages:\n  - id: finish\n", "4:9", "end point"),
        (STAGE + "  - id: build\n", "5:9", "(line 4)"),
        (STAGE + "    wait: soon\n", "5:11", "write 45s, 30m"),
        (STAGE + "    wait: 5\n", "5:11", "write 5m, 5h or 5d"),
        (STAGE + "    wait: -1d\n", "5:11", "negative"),
        (STAGE + "    wait: {a: b}\n", "5:11", "a duration such as"),
        (STAGE + "    wait: 3d..2d..4d\n", "5:11", "does not grow"),
        (STAGE + "    wait: 1d..9h..2d\nclock: {day: 12h}\n", "5:11", "does not grow"),
        (STAGE + "    pca: 101%\n", "5:10", "between 0% and 100%"),
        (STAGE + "    people: 0\n", "5:13", "more than 0"),
        (STAGE + "    people: nan\n", "5:13", "a number such as 2"),
        (STAGE + "    outside: 2d\n    touch: 1d\n", "6:12", "(line 5)"),
        (STAGE + "    states: [To Do]\n", "5:13", "states is a set of keys"),
        (STAGE + "    states: {wait: [A], touch: [A]}\n", "5:33", "(line 5)"),
        (STAGE + "    states: {wait: A}\nalso: {paused: [B, A]}\n", "6:20", "(line 5)"),
        (STAGE + "finish: {state: [A]}\nalso: {cancelled: A}\n", "5:18", "also cancelled"),
        (STAGE + "finish: Done\n", "5:9", "write finish: {state: Done}"),
        (STAGE + "rework: [{from: build}]\n", "5:10", "has no to"),
        (STAGE + "rework: [{from: bui1d, to: build}]\n", "5:17", "did you mean build?"),
        (STAGE + "rework: [{from: finish, to: build}]\n", "5:17", "measured from the log"),
        (STAGE + "  - id: test\nrework: [{from: build, to: test}]\n", "6:28", "goes back"),
        (STAGE + "rework: [{from: build, to: build, rate: 100%}]\n", "5:41", "never finishes"),
        (STAGE + "rework:\n  - {from: build, to: build}\n  - {from: build, to: build}\n", "7:5", "(line 6)"),
        (STAGE + "clock: {day: 25h}\n", "5:14", "at most 24h"),
        (STAGE + "clock: {day: 0h}\n", "5:14", "such as 8h"),
        (STAGE + "clock: {week: 8d}\n", "5:15", "1d to 7d"),
        (STAGE + "clock: {timezone: ../../etc/passwd}\n", "5:19", "time zone"),
        (STAGE + "clock: {holidays: [25.12.2026]}\n", "5:20", "year-month-day"),
        (STAGE + "clock: {begins: noon}\n", "5:17", "hours and minutes"),
        (STAGE + "sources: [{url: x}]\n", "5:11", "needs its tool"),
        (STAGE + "sources: [{tool: jria}]\n", "5:18", "did you mean jira?"),
        (STAGE + "sources: [{tool: git, api-key: x}]\n", "5:32", "looks like a secret"),
        (STAGE + "sources: [{tool: git, more: {Access_Token: x}}]\n", "5:44", "looks like a secret"),
        (STAGE + "sources: [{tool: git, url: 'https://u:p@host/x'}]\n", "5:28", "login"),
        (STAGE + "sources: [{tool: git, url: 'https://h/x?private_token=1'}]\n", "5:28", "login"),
        (STAGE + "experiments: [a]\n", "5:15", "set of keys"),
    ],
)
def test_a_problem_has_its_place_and_says_what_is_right(text: str, place: str, words: str) -> None:
    found = one(text)
    assert found.startswith(f"{place}: error: ")
    assert words in found


def test_rates_that_add_up_to_everything_never_finish() -> None:
    text = (
        STAGE + "  - id: test\nrework:\n  - {from: test, to: build, rate: 60%}\n  - {from: test, to: test, rate: 40%}\n"
    )
    assert one(text).startswith("8:34: error: never finishes")
    stream, _ = parse_stream(text.replace("40%", "39.9%"), "")
    assert len(stream.rework) == 2


def test_finish_wins_over_a_stage_with_a_warning() -> None:
    _, warnings = parse_stream(
        STAGE + "    states: {touch: Done}\nbegin: {state: Done}\nfinish: {state: Done}\n", "x.yaml"
    )
    assert [(w.severity, w.line) for w in warnings] == [("warning", 7)]
    assert "finish wins" in warnings[0].text
    assert "(line 5)" in warnings[0].text


def test_a_guess_about_nothing_is_a_warning() -> None:
    stream, warnings = parse_stream(STAGE + "guesses: [build, gone]\n", "x.yaml")
    assert stream.guesses == ("build", "gone")
    assert [w.column for w in warnings] == [18]


def test_an_alias_bomb_is_refused_before_it_is_built() -> None:
    rows = ["vsm: 1", "name: &a [x, x]"] + [f"k{i}: &b{i} [*a, *a, *a]" for i in range(5)]
    assert any("alias" in problem for problem in problems("\n".join(rows)))


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 100_000, "- " * 100_000, "vsm: 1\nname: " + "[" * 30])
def test_deep_nesting_is_refused(text: str) -> None:
    assert "deep" in problems(text)[-1]


def test_what_is_too_large_is_refused(tmp_path: Path) -> None:
    assert "larger" in one("#" * (MAX_BYTES + 1))
    path = tmp_path / "big.yaml"
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    with pytest.raises(InputError, match="larger"):
        read_stream(path)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"vsm: 1\nname: \xe9tude\n", "x.yaml:2:7: error: this file is not UTF-8"),
        ("vsm: 1".encode("utf-16"), "UTF-16"),
        (b"\x89PNG\r\n\x1a\n\x00", "not UTF-8"),
    ],
)
def test_other_encodings_are_named(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_stream(path)
    assert words in str(caught.value)


def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "feature.yaml").write_text("vsm: 1\nname: x\n", encoding="utf-8")
    for path, words in [
        (tmp_path / "feat.yaml", "did you mean feature.yaml?"),
        (tmp_path / "zzzzzzzzz.yaml", "vsm new"),
        (tmp_path, "a folder"),
        (tmp_path / "no" / "x.yaml", "folder is not there"),
        (tmp_path / "feature.yaml" / "x", "cannot be read"),
        (Path("/dev/null"), "no regular file"),
        (tmp_path / "a\x00b", "no file name"),
    ]:
        with pytest.raises(InputError, match=words.replace("?", r"\?")):
            read_stream(path)


def test_logs_are_found(tmp_path: Path) -> None:
    path = tmp_path / "a.b.yaml"
    path.write_text("vsm: 1\nname: x\n", encoding="utf-8")
    assert log_paths(read_stream(path)) == []
    (tmp_path / "a.b.events.jsonl").touch()
    assert log_paths(read_stream(path)) == [tmp_path / "a.b.events.jsonl"]
    (tmp_path / "a.b.events.csv").touch()
    assert log_paths(read_stream(path)) == [tmp_path / "a.b.events.csv"]
    path.write_text("vsm: 1\nname: x\nlog: [one.csv, ../two.xes]\n", encoding="utf-8")
    assert log_paths(read_stream(path)) == [tmp_path / "one.csv", tmp_path / "../two.xes"]


def test_every_character_that_cannot_be_seen_is_named_at_once() -> None:
    with pytest.raises(InputError) as error:
        parse_stream('vsm: 1\nname: "A\u200bB\u200e\u200b\\e[2J"\nwork_type: "a\u2066b"\n', "s.yaml")
    assert [str(problem) for problem in error.value.problems] == [
        (
            "s.yaml:2:7: error: name holds the control character U+001B and "
            "the invisible characters U+200B (2 times), U+200E: remove them"
        ),
        "s.yaml:3:12: error: work_type holds the invisible character U+2066: remove it",
    ]
