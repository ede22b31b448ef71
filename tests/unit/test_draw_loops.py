"""Rework loops: lanes, labels, and what many loops turn into."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.flows import chain, measured_three, three
from vsm_tui.draw import Scene, Spot, View, draw, map_text, row_text, table_text
from vsm_tui.draw.keys import key_of
from vsm_tui.draw.loops import loop_labels
from vsm_tui.export.handout.graph import mermaid
from vsm_tui.flow import expected
from vsm_tui.flow.explain.ground import Ground
from vsm_tui.flow.explain.loops import loop as explain_loop
from vsm_tui.model import Loop, Share, Stream


def looped(*loops: tuple[int, int, int], count: int = 6) -> Stream:
    rework = tuple(Loop(f"s{a}", f"s{b}", Share.parse(f"{rate}%")) for a, b, rate in loops)
    return replace(chain(count), rework=rework)


def rework_rows(stream: Stream, width: int = 150) -> list[str]:
    shown = map_text(stream, expected(stream), width=width)
    at = next(k for k, line in enumerate(shown) if line.startswith(" rework"))
    return [line[:-17] if "│" in line[-20:] else line for line in shown[at : shown.index("", at)]]


def test_a_nested_loop_hangs_inside_the_outer_one() -> None:
    inner, outer = rework_rows(looped((3, 2, 10), (5, 0, 5)))
    assert "10%" in inner
    assert "5%" in outer
    assert outer.index("◄") < inner.index("◄") < inner.rindex("%") < len(outer.rstrip())
    assert inner[outer.index("◄") - 1] in "│║"


def test_every_label_is_whole() -> None:
    loops = ((1, 0, 11), (2, 0, 12), (3, 1, 13), (4, 2, 14), (5, 3, 15), (4, 4, 16), (5, 0, 17))
    shown = "\n".join(rework_rows(looped(*loops), 220))
    for rate in range(11, 18):
        assert f" {rate}%" in shown, rate


def test_the_costliest_loop_is_drawn_double_and_named() -> None:
    stream = looped((3, 2, 10), (5, 0, 25))
    shown = map_text(stream, expected(stream), width=150)
    assert any("╚◄═" in line and "25%" in line for line in shown)
    assert any(line.startswith(" ↺ costliest loop Stage 6 → Stage 1") for line in shown)


def test_weight_follows_the_share() -> None:
    thin, thick = "╰◄─", "┗◄━"
    assert any(thin in row for row in rework_rows(looped((3, 2, 10), (5, 0, 30))))
    assert any(thick in row for row in rework_rows(looped((3, 2, 16), (5, 0, 30))))


def test_a_stage_that_redoes_its_own_work() -> None:
    rows = rework_rows(looped((2, 2, 20)))
    assert any("╚◄" in row and "╝" in row for row in rows)


def test_many_loops_show_the_costliest_and_count_the_rest() -> None:
    stream = looped(*((k, j, 1) for k in range(1, 6) for j in range(k)))
    rows = rework_rows(stream, 200)
    assert any("and 7 more loops, each costing less" in row for row in rows)


def test_a_loop_answers_where_it_is_drawn() -> None:
    stream = looped((3, 2, 10), (5, 0, 5))
    drawing = draw(stream, expected(stream), width=150, view=View(pan=True))
    for y in range(drawing.height):
        row = row_text(drawing.row(y))
        if "◄" in row:
            spot = drawing.at(row.index("◄"), y)
            assert spot is not None
            assert spot.field == "loop"
            assert drawing.box(spot) is not None


def believed() -> Stream:
    """A loop that is seen, and one that only people believe in."""
    return replace(
        three(), rework=(*three().rework, Loop("release", "review", Share.parse("10%"), "the test data is old"))
    )


def test_a_loop_that_only_the_estimate_has_stays_on_the_map_as_an_estimate() -> None:
    stream = believed()
    scene = Scene.of(stream, expected(stream), measured_three())
    assert [(lp.source, lp.target, scene.only_believed(lp)) for lp in scene.loops] == [
        ("review", "build", False),
        ("finish", "review", False),
        ("release", "review", True),
    ]
    assert scene.costliest is scene.loops[0]
    for view in (View(), View(shape="down")):
        told = "\n".join(map_text(stream, expected(stream), measured_three(), width=220, view=view))
        assert "believed 10%, not seen" in told
        assert "27% of items ×1.4 · +3d per item (per visit 29%, believed 20%)" in told
    drawing = draw(stream, expected(stream), measured_three(), width=220)
    lane = [drawing.row(y) for y in range(drawing.height) if "not seen" in row_text(drawing.row(y))]
    assert [{run.style for run in row if "╌" in run.text} for row in lane] == [{"estimate"}]
    assert key_of(scene, Spot(2, "loop", 2)) == "estimate:loops.release-review.time"
    assert "believed 10%, not seen" in "\n".join(table_text(stream, expected(stream), measured_three(), width=160))
    assert "believed 10%, not seen" in mermaid(scene)
    alone = Scene.of(stream, expected(stream), measured_three(), View(layer="measured"))
    assert len(alone.loops) == 2


def test_a_loop_that_no_state_could_show_says_so() -> None:
    stream, seen = believed(), measured_three()
    blind = replace(seen, stages=(*seen.stages[:2], replace(seen.stages[2], time=None)))
    told = "\n".join(map_text(stream, expected(stream), blind, width=220))
    assert "believed 10%, no state to see it by" in told


def test_with_nothing_but_believed_loops_none_is_the_costliest() -> None:
    stream = believed()
    scene = Scene.of(stream, expected(stream), replace(measured_three(), loops=()))
    assert len(scene.loops) == 2
    assert scene.costliest is None


def test_a_belief_stands_beside_the_same_quantity() -> None:
    stream, seen = three(), measured_three()
    scene = Scene.of(stream, expected(stream), seen)
    forms = loop_labels(scene, scene.loops[0])
    assert [form for form in forms if "believed" in form] == [
        "27% of items ×1.4 · +3d per item (per visit 29%, believed 20%)",
        "27% of items · +3d (per visit 29%, believed 20%)",
        "29% per visit (believed 20%) · +3d per item",
    ]
    told = {one.key: one for one in explain_loop(Ground(seen, stream), seen.loops[0])}["loops.review-build.share"]
    words = "".join(part if isinstance(part, str) else "#" for part in told.more[0])
    assert words == "per visit, as an estimate means it: # = # moves ÷ # visits of ‘Review’"
    blind = replace(seen, stages=tuple(replace(stage, visits=None) for stage in seen.stages))
    unknown = Scene.of(stream, expected(stream), blind)
    assert "(believed 20% per visit)" in loop_labels(unknown, unknown.loops[0])[0]


def test_a_share_of_visits_is_moves_over_visits() -> None:
    seen = measured_three()
    assert seen.per_visit(seen.loops[0]) == pytest.approx(0.27 * 1.4 / 1.3)
    assert seen.per_visit(seen.loops[1]) is None, "nobody counts visits of the finish"
    said = expected(three())
    assert said.per_visit(said.loops[0]) == pytest.approx(0.2)
