"""Maps of vsm-workshop: what becomes of steps and edges, and that every change is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_tui.cli.main import run
from vsm_tui.files import new_text, parse_stream, read_stream
from vsm_tui.files.workshop_map import Imported, read_workshop_map
from vsm_tui.flow import expected
from vsm_tui.model import InputError


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
    assert (str(first.wait), str(first.touch), str(first.pca), first.people) == ("210m", "30m", "90%", 1)
    assert (str(second.wait), str(second.touch)) == ("90m", "0m")
    loop = found.stream.rework[0]
    assert (loop.source, loop.target, str(loop.rate)) == ("step-b", "step-a", "20%")
    # 330 minutes a pass; b sends 20 % back, so both are visited 1.25 times
    assert expected(found.stream).lead_time.mean == pytest.approx(330 * 60 * 1.25)


def test_the_order_is_that_of_the_edges(tmp_path: Path) -> None:
    steps = [step("c"), step("a"), step("b")]
    found = imported(tmp_path, *steps, edges=[edge("a", "b"), edge("b", "c")])
    assert [s.id for s in found.stream.stages] == ["step-a", "step-b", "step-c"]
    assert any("order of their forward edges" in change for change in found.changes)
    branched = imported(tmp_path, *steps, edges=[edge("a", "b"), edge("a", "c")])
    assert [s.id for s in branched.stream.stages] == ["step-a", "step-c", "step-b"]
    assert any("1 branch" in change for change in branched.changes)
    circle = imported(tmp_path, *steps, edges=[edge("a", "b"), edge("b", "a")])
    assert len(circle.stream.stages) == 3
    assert any("circle" in change for change in circle.changes)


def test_what_does_not_fit_is_said(tmp_path: Path) -> None:
    steps = [
        step("a", 100, 40, batchSize=3, queueSize=4, tools=["Jira"], colour="red"),
        step("b", percentCompleteAccurate=120),
    ]
    edges = [edge("a", "b", 10), edge("b", "a", 5), edge("b", "a", 7), edge("b", "zz", 1)]
    found = imported(tmp_path, *steps, edges=edges, theme="dark")
    told = "\n".join(found.changes)
    for words in (
        "below its process time", "more than 100 %", "leads forward", "is there twice", "not there", "colour", "theme",
        "queue and batch", "positions", "minutes there",
    ):  # fmt: skip
        assert words in told
    assert found.stream.stages[0].notes == "queue of 4\nbatch of 3\ntools: Jira"
    assert str(found.stream.stages[0].wait) == "0m"
    assert found.stream.stages[1].pca is None
    assert [str(loop.rate) for loop in found.stream.rework] == ["5%"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[1", "no JSON"),
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
    st.none() | st.booleans() | st.integers(-5, 10_000) | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=4,
)
KEYS = ("name", "processTime", "leadTime", "percentCompleteAccurate", "peopleCount", "tools", "queueSize")
steps_of_anything = st.fixed_dictionaries(
    {"id": st.sampled_from("abcd")},
    optional=dict.fromkeys(KEYS, json_values),
)
edges_of_anything = st.fixed_dictionaries(
    {"source": st.sampled_from("abcde"), "target": st.sampled_from("abcde")},
    optional={"type": st.sampled_from(["rework", "forward"]) | json_values, "reworkRate": json_values},
)


@given(
    steps=st.lists(steps_of_anything, min_size=1, max_size=4, unique_by=lambda each: str(each["id"])),
    edges=st.lists(edges_of_anything, max_size=6),
)
def test_whatever_is_in_a_map_a_file_can_hold_it(
    tmp_path_factory: pytest.TempPathFactory, steps: list[dict[str, Any]], edges: list[dict[str, Any]]
) -> None:
    path = tmp_path_factory.mktemp("map") / "map.json"
    path.write_text(json.dumps({"name": "Any", "steps": steps, "connections": edges}))
    found = read_workshop_map(path)
    assert len(found.stream.stages) == len(steps)
    rates: dict[str, float] = {}
    for loop in found.stream.rework:
        rates[loop.source] = rates.get(loop.source, 0.0) + float(loop.rate or 0)
    if any(rate > 1 for rate in rates.values()):  # more goes back than there is: no file says that
        with pytest.raises(InputError, match="100%"):
            new_text(found.stream)
        return
    text = new_text(found.stream)
    assert parse_stream(text, "")[0] == found.stream


def test_the_command_writes_the_file_and_lists_the_changes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, target = tmp_path / "map.json", tmp_path / "mine.yaml"
    path.write_text(json.dumps({"name": "Theirs", "steps": [step("a")], "connections": []}))
    assert run(["new", "Ours", "--from-map", str(path), "-o", str(target)]) == 0
    out = capsys.readouterr().out
    assert "wrote" in out
    assert "changed on the way in: times are minutes there" in out
    stream = read_stream(target).stream
    assert (stream.name, stream.stages[0].name) == ("Ours", "Step a")
    assert run(["new", "Ours", "--from-map", str(path), "--template", "blank", "-o", str(target)]) == 2
