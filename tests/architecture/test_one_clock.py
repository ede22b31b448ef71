"""Ratios of mixed clocks are impossible: wherever two flows meet, a gate has asked for their clocks."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from datetime import date

import pytest

from tests.architecture.tree import name, parsed, sources
from tests.flows import measured_three, three
from vsm_tui.draw import View, draw, ladder_text, map_text, table_text
from vsm_tui.draw.roundscene import RoundScene
from vsm_tui.draw.scene import Scene
from vsm_tui.flow import Delta, MixedClocksError, compare, expected, to_elapsed
from vsm_tui.flow.rounds import held
from vsm_tui.model import Estimate, Round, Told

_FLOW = re.compile(r"\b(Stage)?Flow\b")
GATES = {"flow/comparison.py:compare", "flow/comparison.py:Comparison", "draw/scene.py:Scene.of",
         "flow/rounds.py:held"}  # fmt: skip
BEHIND = {
    "flow/comparison.py": {"StageDelta", "_Pair", "_Pair.stages", "_unnamed", "_aligned", "_stage_delta"},
    "flow/partial.py": {"unmeasured"},  # asks only whether a time is known, on either side
    "flow/rounds.py": {"round_held", "latest_held"},
    "draw/roundscene.py": {"RoundScene"},
    "draw/scene.py": {"Step", "Scene", "_layer"},
    "draw/build.py": {"draw"},
    "draw/show.py": {"map_text", "ladder_text", "table_text"},
    "export/handout/content.py": {"handout"},
    "export/handout/write.py": {"Told"},
}
"""What only ever sees two flows through a gate: the parts of a comparison, and what a scene is made of or made for."""


def places() -> set[str]:
    """Every function that takes two flows or stages of flows, and every class that holds two, in flow, draw and export
    and measure: where numbers are made and put beside each other.
    """
    found = set()
    for path in sources():
        room, _, file = name(path).removeprefix("vsm_tui/").partition("/")
        if room in {"flow", "draw", "export", "measure"}:
            found |= {f"{room}/{file}:{where}" for where in _in(parsed(path).body)}
    return found


def _in(body: list[ast.stmt], inside: str = "") -> set[str]:
    found = set()
    for node in body:
        if isinstance(node, ast.ClassDef):
            held = [s.annotation for s in node.body if isinstance(s, ast.AnnAssign)]
            found |= {node.name} if _flows(held) > 1 else set()
            found |= _in(node.body, f"{node.name}.")
        elif isinstance(node, ast.FunctionDef):
            taken = [a.annotation for a in (*node.args.args, *node.args.kwonlyargs) if a.annotation]
            found |= {inside + node.name} if _flows(taken) > 1 else set()
    return found


def _flows(annotations: list[ast.expr]) -> int:
    return sum(bool(_FLOW.search(ast.unparse(annotation))) for annotation in annotations)


def test_two_flows_meet_at_the_gates_and_behind_them_only() -> None:
    behind = {f"{file}:{where}" for file, names in BEHIND.items() for where in names}
    # a stage, and the whole flow it is of; stages of one flow
    alone = {"draw/table.py:_times", "measure/confidence/doubts.py:_guessed"}
    assert places() - alone == GATES | behind


def test_the_gate_of_comparisons() -> None:
    stream = three()
    found = compare(expected(stream), replace(measured_three(), clock="elapsed"))
    assert found.mixed_clocks
    assert {d for s in found.stages for d in (s.time, s.touch, s.wait)} == {Delta(None, None)}
    converted = compare(to_elapsed(expected(stream), stream.clock), replace(measured_three(), clock="elapsed"))
    assert not converted.mixed_clocks
    assert converted.lead_time.ratio is not None


def test_the_gate_of_drawings_shows_one_clock_and_says_what_is_missing() -> None:
    stream, estimate, measured = three(), expected(three()), replace(measured_three(), clock="elapsed")
    view = View(layer="both")
    scene = Scene.of(stream, estimate, measured, view)
    assert (scene.layer, scene.estimate) == ("measured", None)
    assert all(step.estimate is None and step.ratio is None for step in scene.steps)
    assert "cannot stand beside" in scene.note
    alone = Scene.of(stream, None, measured, view)
    assert [s.measured for s in scene.steps] == [s.measured for s in alone.steps]
    said = "the estimate is on the working clock"
    for text in (map_text, ladder_text, table_text):
        shown = " ".join(" ".join(text(stream, estimate, measured, width=160, view=view)).split())
        assert said in shown, text.__name__
    drawing = draw(stream, estimate, measured, width=160, view=view)
    assert drawing.scene.estimate is None


def test_the_gate_of_rounds() -> None:
    stream, estimate, measured = three(), expected(three()), replace(measured_three(), clock="elapsed")
    told = Told(stream.stages[0].id, "wait", (Estimate.parse("1h..2h..1w"),))
    with pytest.raises(MixedClocksError):
        held(told, estimate, measured, stream.clock)
    with pytest.raises(MixedClocksError):
        RoundScene(stream, Round(date(2026, 11, 24), 2, (told,)), estimate, measured)
    assert held(told, to_elapsed(estimate, stream.clock), measured, stream.clock) is not None


def test_a_measurement_is_never_converted() -> None:
    with pytest.raises(ValueError, match="made anew"):
        to_elapsed(measured_three(), three().clock)
