"""A loop that people believe to be 0 % is an answer, not a loop: it is drawn only where the log saw it."""

from __future__ import annotations

from dataclasses import replace

from tests.flows import chain, measured_three, three
from vsm_tui.draw import LAYERS, Scene, View, draw, map_text, row_text, table_text
from vsm_tui.draw.large import loops_of
from vsm_tui.export.handout.graph import mermaid
from vsm_tui.flow import expected
from vsm_tui.flow.standout import standing_out
from vsm_tui.model import Loop, Share, Stream

NOBODY = "nothing comes back, by the estimates"


def answered(*rates: int, count: int = 6) -> Stream:
    """A stream where somebody said of each stage what comes back to it from the next one."""
    stream = chain(count)
    ways = zip(stream.stages[1:], stream.stages, rates, strict=False)
    return replace(stream, rework=tuple(Loop(b.id, a.id, Share.parse(f"{rate}%")) for b, a, rate in ways))


def test_asked_and_nothing_comes_back_is_said_once() -> None:
    stream = answered(0, 0, 0)
    for width in (80, 120, 200):
        shown = "\n".join(map_text(stream, expected(stream), width=width))
        assert shown.count(NOBODY) == 1
        assert " 0%" not in shown
        assert "more loop" not in shown
    assert "\n".join(table_text(stream, expected(stream), width=120)).count(NOBODY) == 1


def test_loops_of_nothing_hide_none_that_is() -> None:
    stream = answered(0, 0, 20, 0, 0)
    scene = Scene.of(stream, expected(stream))
    assert [(loop.source, loop.share) for loop in scene.loops] == [("s3", 0.2)]
    for width in (80, 120):
        shown = "\n".join(map_text(stream, expected(stream), width=width))
        assert "20% go back" in shown
        assert NOBODY not in shown
    assert mermaid(scene).count("-.") == 1
    assert [row_text(row) for row in loops_of(scene, scene.steps[1])] == []
    assert sum(found.kind == "loop" for found in standing_out(expected(stream), stream)) == 1


def test_the_flow_keeps_what_was_answered() -> None:
    assert [loop.share for loop in expected(answered(0, 0)).loops] == [0, 0]


def test_a_rate_nobody_has_said_is_no_answer() -> None:
    stream = answered(0, 0)
    open_way = replace(stream, rework=(stream.rework[0], replace(stream.rework[1], rate=None)))
    assert NOBODY not in "\n".join(map_text(open_way, expected(open_way), width=120))
    assert len(Scene.of(open_way, expected(open_way)).loops) == 1


def test_what_the_log_saw_is_drawn_with_the_belief_that_it_never_happens() -> None:
    stream = replace(three(), rework=(Loop("review", "build", Share.parse("0%")),))
    for layer in LAYERS[1:]:
        scene = Scene.of(stream, expected(stream), measured_three(), View(layer=layer))
        assert ("review", "build") in {(loop.source, loop.target) for loop in scene.loops}
        drawing = draw(stream, expected(stream), measured_three(), width=160, view=View(layer=layer))
        shown = "\n".join(row_text(drawing.row(y)) for y in range(drawing.height))
        assert ("per visit 29%, believed 0%)" in shown) == (layer == "both")
        assert NOBODY not in shown
