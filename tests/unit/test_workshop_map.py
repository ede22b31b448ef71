"""Maps of vsm-workshop: what becomes of steps and edges, and that every change is said."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_tui.cli.main import run
from vsm_tui.files import new_text, parse_stream, read_stream
from vsm_tui.files.workshop_map import Imported, read_workshop_map
from vsm_tui.flow import expected
from vsm_tui.model import Clock, Estimate, InputError, Stage
from vsm_tui.model.wording import without_hidden


def step(identity: str, touch: float = 60, lead: float = 300, **more: Any) -> dict[str, Any]:
    return {
        "id": identity, "name": f"Step {identity}", "processTime": touch, "leadTime": lead,
        "percentCompleteAccurate": 90, "peopleCount": 1, "position": {"x": 0, "y": 0}, **more,
    }  # fmt: skip


def edge(source: str, target: str, rate: float | None = None) -> dict[str, Any]:
    return {
        "source": source,
        "target": target,
        "type": "forward" if rate is None else "rework",
        "reworkRate": rate or 0,
    }


def imported(tmp_path: Path, *steps: Any, edges: Any = (), **more: Any) -> Imported:
    path = tmp_path / "map.json"
    path.write_text(json.dumps({"name": "Mapped", "steps": list(steps), "connections": list(edges), **more}))
    return read_workshop_map(path)


def test_lead_time_there_is_wait_and_touch_here(tmp_path: Path) -> None:
    found = imported(tmp_path, step("a", 30, 240), step("b", 0, 90), edges=[edge("a", "b"), edge("b", "a", 20)])
    first, second = found.stream.stages
    assert (str(first.wait), str(first.touch), str(first.pca), first.people) == ("3.5h", "30m", "90%", 1)
    assert (str(second.wait), str(second.touch)) == ("1.5h", "0m")
    loop = found.stream.rework[0]
    assert (loop.source, loop.target, str(loop.rate)) == ("step-b", "step-a", "20%")
    # 330 minutes a pass; b sends 20 % back, so both are visited 1.25 times
    assert expected(found.stream).lead_time.mean == pytest.approx(330 * 60 * 1.25)


def test_the_order_is_that_of_the_edges(tmp_path: Path) -> None:
    steps = [step("c"), step("a"), step("b")]
    found = imported(tmp_path, *steps, edges=[edge("a", "b"), edge("b", "c")])
    assert [s.id for s in found.stream.stages] == ["step-a", "step-b", "step-c"]
    assert any("order of their forward connections" in change for change in found.changes)
    branched = imported(tmp_path, *steps, edges=[edge("a", "b"), edge("a", "c")])
    assert [s.id for s in branched.stream.stages] == ["step-a", "step-c", "step-b"]
    assert "left out: forward connections that stages in a row cannot show: Step a → Step b" in branched.changes
    circle = imported(tmp_path, *steps, edges=[edge("a", "b"), edge("b", "a")])
    assert len(circle.stream.stages) == 3
    assert any("circle" in change for change in circle.changes)


def test_what_changes_no_number_is_told_last(tmp_path: Path) -> None:
    place = {"x": 10, "y": 20.5}
    steps = [step("a", 0, 205, position=place, type="custom"), step("b", position=place), step("c", position="left")]
    found = imported(tmp_path, *steps, theme="dark")
    assert found.changes[-1] == "positions of 2 steps left out: stages are drawn in their order"
    kinds = [line.partition(":")[0] for line in found.changes]
    assert kinds.index("wait is leadTime − processTime") < kinds.index("ids of stages are made of their names")
    assert kinds.index("stages that nothing connected stand in a row") < kinds.index(
        "left out, as a stage has no place for it"
    )
    assert any('"left" (Step c)' in line for line in found.changes)
    assert any(line.startswith("processTime 0 is touch 0 here") and "Step a" in line for line in found.changes)
    assert str(found.stream.stages[0].wait) == "3h25m"


def test_what_does_not_fit_is_said(tmp_path: Path) -> None:
    steps = [
        step("a", 100, 40, batchSize=3, queueSize=4, tools=["Jira"], colour="red"),
        step("b", percentCompleteAccurate=120),
    ]
    edges = [edge("a", "b", 10), edge("b", "a", 5), edge("b", "a", 7), edge("b", "zz", 1)]
    found = imported(tmp_path, *steps, edges=edges, theme="dark")
    told = "\n".join(found.changes)
    for words in (
        "leadTime is below its process time: Step a 40 − 100 = 0m", "more than 100 %", "rework that is there twice",
        'a step that is not there: type "rework" (Step b → zz)', 'colour "red" (Step a)', 'theme "dark" (the map)',
        "queueSize 4 (Step a)", "positions", "minutes there", "wait is leadTime − processTime: Step b 300 − 60 = 4h",
        "reworkRate 10 (Step a",
    ):  # fmt: skip
        assert words in told
    assert found.stream.stages[0].notes == "Queue of 4.\nBatch of 3.\nTools: Jira"
    assert str(found.stream.stages[0].wait) == "0m"
    assert found.stream.stages[1].pca is None
    assert [str(loop.rate) for loop in found.stream.rework] == ["5%"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[1", "ends too early"),
        ("[]", "steps and connections"),
        ('{"steps": 3}', "no list of records"),
        ('{"steps": []}', "without steps"),
        ('{"steps": [{"id": "a"}, {"id": "a"}]}', "two steps have the id"),
        ("[" * 100_000, "not JSON as vsm-workshop"),
    ],
)
def test_another_file_is_an_error_that_says_so(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "map.json"
    path.write_text(text)
    with pytest.raises(InputError, match=said):
        read_workshop_map(path)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 10_000)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from([10**400, 1e9, 0.00001, 33.333333, "30", "", "forward", "rework"])
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=4,
)
sane = st.integers(0, 120) | st.floats(0, 100).map(lambda value: round(value, 3))
STEP_KEYS = ("name", "type", "description", "processTime", "leadTime", "percentCompleteAccurate", "peopleCount",
             "tools", "queueSize", "batchSize", "position", "colour")  # fmt: skip
steps_of_anything = st.fixed_dictionaries(
    {"id": st.sampled_from("abcd")},
    optional=dict.fromkeys(STEP_KEYS, json_values | sane),
)
edges_of_anything = st.fixed_dictionaries(
    {"source": st.sampled_from("abcde"), "target": st.sampled_from("abcde")},
    optional={
        "id": json_values,
        "type": st.sampled_from(["rework", "rework", "forward"]) | json_values,
        "reworkRate": json_values | sane,
        "label": json_values | st.just("unclear"),
    },
)
tops_of_anything = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("id", "name", "description", "createdAt", "updatedAt", "theme"), json_values)
)
maps_of_anything = st.tuples(
    tops_of_anything,
    st.lists(steps_of_anything, min_size=1, max_size=4, unique_by=lambda each: str(each["id"])),
    st.lists(edges_of_anything, max_size=6),
)


def of_map(tmp_path_factory: pytest.TempPathFactory, drawn: tuple[dict[str, Any], list[Any], list[Any]]) -> Imported:
    top, steps, edges = drawn
    path = tmp_path_factory.mktemp("map") / "map.json"
    path.write_text(json.dumps({**top, "steps": steps, "connections": edges}))
    return read_workshop_map(path)


@given(maps_of_anything)
def test_whatever_is_in_a_map_a_file_can_hold_it(
    tmp_path_factory: pytest.TempPathFactory, drawn: tuple[dict[str, Any], list[Any], list[Any]]
) -> None:
    found = of_map(tmp_path_factory, drawn)
    assert len(found.stream.stages) == len(drawn[1])
    assert parse_stream(new_text(found.stream), "")[0] == found.stream


def words(text: str) -> str:
    return " ".join(without_hidden(text).split())


def named(key: str, value: Any, changes: str) -> bool:
    """Whether a change says the key and the value, or the beginning of a long one."""
    return f"{key} {words(json.dumps(value, ensure_ascii=False))[:70]}" in changes


def minutes(estimate: Estimate | None) -> float | None:
    return None if estimate is None else estimate.typical.seconds(Clock()) / 60


def kept(key: str, value: Any, stage: Stage, changes: str) -> bool:
    """Whether the stage says what the step said."""
    match key:
        case "name":
            return stage.name == value or str(value) == stage.name
        case "description":
            return words(str(value)) in words(stage.notes)
        case "processTime":
            return minutes(stage.touch) == pytest.approx(value)
        case "leadTime":
            known = stage.wait is not None and stage.touch is not None
            total = (minutes(stage.wait) or 0) + (minutes(stage.touch) or 0) if known else None
            return f"{value:.12g}" in changes and (total == pytest.approx(value) or "below" in changes or not known)
        case "percentCompleteAccurate":
            return stage.pca is not None and float(stage.pca) * 100 == pytest.approx(value)
        case "peopleCount":
            return bool(stage.people == value)
        case "tools":
            return bool(value) and all(words(tool) in words(stage.notes) for tool in value if isinstance(tool, str))
        case _:
            return False


def nothing(value: Any) -> bool:
    return value is None or value in ("", [])


@given(maps_of_anything)
def test_every_value_of_a_map_is_in_the_stream_or_named(
    tmp_path_factory: pytest.TempPathFactory, drawn: tuple[dict[str, Any], list[Any], list[Any]]
) -> None:
    found = of_map(tmp_path_factory, drawn)
    top, steps, edges = drawn
    told, stream = "\n".join(found.changes), found.stream
    stages = {step["id"]: stream.stage(re.findall(rf'"{step["id"]}" → ([a-z0-9-]+)', told)[-1]) for step in steps}
    for step in steps:
        for key, value in step.items():
            if key == "position":
                assert nothing(value) or f"{words(json.dumps(value, ensure_ascii=False))[:70]}" in told
            elif key != "id" and not (nothing(value) and key != "name"):
                stage = stages[step["id"]]
                assert named(key, value, told) or kept(key, value, stage, told), (key, value, found.changes)
    for edge in edges:
        ends = [stages.get(edge[end]) for end in ("source", "target")]
        loop = next((lp for lp in stream.rework if None not in ends and lp.key == (ends[0].id, ends[1].id)), None)  # type: ignore[union-attr]  # not None
        for key, value in edge.items():
            if key in ("source", "target") or nothing(value) or (key == "reworkRate" and value == 0):
                continue
            same = key == "type" and value in ("rework", "forward")
            same |= key == "label" and loop is not None and loop.cause == value
            same |= key == "reworkRate" and loop is not None and loop.rate is not None and (
                not isinstance(value, bool) and isinstance(value, int | float)
                and float(loop.rate) * 100 == pytest.approx(value)
            )  # fmt: skip
            assert same or named(key, value, told), (key, value, found.changes)
    for key, value in top.items():
        if not nothing(value) and not named(key, value, told):
            assert words(str(value)) in (stream.name if key == "name" else words(stream.notes)), (key, value)


def test_the_values_of_one_map_are_named_with_their_steps(tmp_path: Path) -> None:
    steps = [
        {"id": "a", "name": "", "processTime": "30", "leadTime": -5, "peopleCount": 0},
        {"id": "b", "name": "Build", "processTime": None, "leadTime": 40, "type": "dev"},
        {"id": "c", "name": "Check", "processTime": "x", "leadTime": 1e9},
        {"id": "d", "name": "Deploy", "processTime": 5, "leadTime": 1e300, "batchSize": 1, "description": "two\nlines"},
    ]
    edges = [
        {"source": "a", "target": "b", "type": "forward"},
        {"source": "b", "target": "c", "type": "wobble"},
        {"source": "c", "target": "b", "type": "rework", "reworkRate": 120, "label": "unclear"},
        {"source": "c", "target": "a", "type": "rework", "reworkRate": 60},
        {"source": "c", "target": "c", "type": "rework", "reworkRate": 50},
    ]
    found = imported(tmp_path, *steps, edges=edges, createdAt="2026-01-01", description="Of\ntwo lines")
    told = "\n".join(found.changes)
    for said in (
        'is called Unnamed step: name "" (id "a")', 'processTime "30" (Unnamed step)', "leadTime -5 (Unnamed step)",
        "peopleCount 0 (Unnamed step)", "how much of it is wait nobody said: Build 40", 'type "dev" (Build)',
        'processTime "x" (Check)', "more than 100 years: leadTime 1000000000.0 (Check)", "leadTime 1e+300 (Deploy)",
        "batchSize 1 (Deploy)", 'taken as forward: type "wobble" (Build → Check)', "stand in a row: Check",
        "reworkRate 120 (Check → Build)", "reworkRate 50 (Check → Check)", 'createdAt "2026-01-01" (the map)',
        "not known without a leadTime: Deploy",
    ):  # fmt: skip
        assert said in told
    stages = {stage.name: stage for stage in found.stream.stages}
    assert (stages["Build"].wait, stages["Build"].touch) == (None, None)
    assert stages["Build"].notes == "Lead time of 40m, wait and touch not told apart"
    assert stages["Deploy"].notes == "two\nlines"
    assert found.stream.notes == "Of\ntwo lines"
    assert [(str(loop.rate or ""), loop.cause) for loop in found.stream.rework] == [
        ("", "unclear"), ("60%", ""), ("", ""),
    ]  # fmt: skip


def test_a_long_list_of_changes_is_told_in_lines_of_a_screen(tmp_path: Path) -> None:
    found = imported(tmp_path, *(step(f"step {at}", type="custom") for at in range(300)))
    assert all(len(line) < 600 for line in found.changes)
    told = "\n".join(found.changes)
    assert all(told.count(f"Step step {at} 300 − 60 = 4h") == 1 for at in range(300))
    assert len(re.findall(r'type "custom" \(', told)) > 1
    assert all(f"Step step {at}" in told.split('type "custom"', 1)[1] for at in range(300))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("m.yaml", b"vsm: 1\nname: A\n", "a stream file already, no map: open it with vsm FILE"),
        ("m.yml", b"name: A\nsteps: []\n", "YAML, no JSON: a map of vsm-workshop is one JSON file"),
        ("m.csv", b"item,at,state\nA,2026-01-01,To Do\n", "a CSV table, no JSON"),
        ("export", b"item;at;state\nA;2026-01-01;To Do\n", "vsm new NAME --from-log FILE"),
        ("m.jsonl", b'{"item": 1}\n{"item": 2}\n', "more than one JSON value, as a log has them"),
        ("m.json", b'{"issues": []}', "JSON, but no map"),
        ("m.json", b" \n", "an empty file: a map"),
        ("m.json", b"", "an empty file: a map"),
        ("m.xes", b"<log/>", "XML or HTML"),
        ("m.zip", b"PK\x03\x04\xff\xfe", "a zip or an Excel file"),
        ("m.json", b'{"steps": [1,]}', "the JSON is broken here"),
        ("m.json", b'{"steps": [' + b"9" * 5000 + b"]}", "not JSON as vsm-workshop saves it"),
        ("m.txt", b"some words", "no JSON: a map of vsm-workshop is"),
        ("m.json", b" " * 5_000_001, "larger than 5 MB"),
    ],
)
def test_another_file_is_told_what_it_is_and_what_was_expected(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert run(["new", "Ours", "--from-map", str(path), "-o", str(tmp_path / "ours.yaml")]) == 1
    error = capsys.readouterr().err
    assert said in error
    assert "Expecting" not in error
    assert not (tmp_path / "ours.yaml").exists()


def test_a_folder_and_no_file_are_told_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["new", "Ours", "--from-map", str(tmp_path)]) == 1
    assert "a folder: name the file in it" in capsys.readouterr().err
    assert run(["new", "Ours", "--from-map", str(tmp_path / "no.json")]) == 1
    assert "no such file: a map of vsm-workshop is one JSON file" in capsys.readouterr().err


def test_a_key_that_is_there_twice_is_told(tmp_path: Path) -> None:
    path = tmp_path / "map.json"
    path.write_text('{"name": "M", "steps": [{"id": "a", "name": "A", "leadTime": 5, "leadTime": 7}]}')
    found = read_workshop_map(path)
    assert any('left out: "leadTime" 5' in change for change in found.changes)


def test_the_command_writes_the_file_and_lists_the_changes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, target = tmp_path / "map.json", tmp_path / "mine.yaml"
    path.write_text(json.dumps({"name": "Theirs", "steps": [step("a")], "connections": []}))
    assert run(["new", "Ours", "--from-map", str(path), "-o", str(target)]) == 0
    out = capsys.readouterr().out
    assert "wrote" in out
    assert "changed on the way in: times are minutes there" in out
    assert 'changed on the way in: the name "Theirs" gives way to "Ours"' in out
    stream = read_stream(target).stream
    assert (stream.name, stream.stages[0].name) == ("Ours", "Step a")
    assert run(["new", "Ours", "--from-map", str(path), "--template", "blank", "-o", str(target)]) == 2
