"""Where the cursor goes from the stages to the loops and on to the totals, and how totals and names fit."""

from __future__ import annotations

from dataclasses import replace

from tests.flows import chain, estimate, three
from vsm_tui.draw import Drawing, Spot, draw, map_text
from vsm_tui.flow import expected
from vsm_tui.model import Loop, Share, Stage, Stream


def looped(*loops: tuple[int, int]) -> Stream:
    rework = tuple(Loop(f"s{a}", f"s{b}", Share.parse("10%")) for a, b in loops)
    return replace(chain(7), rework=rework)


def drawn(stream: Stream, width: int = 200) -> Drawing:
    return draw(stream, expected(stream), width=width)


def below(drawing: Drawing, stage: int) -> list[Spot]:
    """What lies below the last value of a stage, going down four times."""
    spot, found = Spot(stage, "people"), list[Spot]()
    for _ in range(4):
        spot = drawing.step(spot, 0, 1)
        found.append(spot)
    return found


def test_down_from_a_stage_come_the_loops_that_touch_it() -> None:
    drawing = drawn(looped((3, 1), (5, 3)))
    loops = drawing.scene.loops
    at = {(loop.source, loop.target): k for k, loop in enumerate(loops)}
    assert {spot.loop for spot in below(drawing, 1)} == {at["s3", "s1"], None}
    assert {spot.loop for spot in below(drawing, 3)} == {at["s3", "s1"], at["s5", "s3"], None}
    assert {spot.loop for spot in below(drawing, 2)} == {at["s3", "s1"], None}, "one that passes below"
    assert {spot.loop for spot in below(drawing, 0)} == {None}


def test_down_from_a_stage_without_loops_comes_what_is_below_it() -> None:
    drawing = drawn(looped((3, 1)))
    there = drawing.step(Spot(0, "people"), 0, 1)
    box = drawing.box(there)
    assert there.field == "fact"
    assert there.key.startswith("lead_time")
    assert box is not None
    assert box.y > 8
    assert box.x < 40


def test_sideways_from_a_loop_comes_another_loop_or_another_stage() -> None:
    drawing = drawn(looped((3, 1), (6, 5)))
    first = drawing.step(Spot(1, "people"), 0, 1)
    there = drawing.step(first, 1, 0)
    assert there.loop != first.loop
    assert there.stage > 3
    assert drawing.step(there, -1, 0).stage < there.stage


def test_totals_that_are_ranges_are_whole() -> None:
    stream = three()
    ranged = replace(
        stream,
        stages=tuple(replace(s, wait=estimate("1d..2d..4d"), touch=estimate("1h..4h..2d")) for s in stream.stages),
    )
    away = replace(ranged, stages=(*ranged.stages, Stage("test", "Test", outside=estimate("3d"))))
    for stream in (ranged, away):
        for width in (60, 72, 80, 95):
            rows = map_text(stream, expected(stream), width=width)
            line = next(row for row in rows if row.strip().startswith("per item"))
            assert "…" not in line, (width, line)


def test_names_are_whole_where_the_ladder_has_room_to_give() -> None:
    names = ("Report", "Triage", "Reproduce", "Fix", "Vendor assessment", "Review", "Release")
    stages = tuple(
        replace(stage, name=name, wait=estimate("4d" if k == 5 else "4h"))
        for k, (stage, name) in enumerate(zip(chain(7).stages, names, strict=True))
    )
    stream = replace(chain(7), stages=stages)
    shown = "\n".join(map_text(stream, expected(stream), width=120))
    for name in names:
        assert name in shown


def test_a_long_name_is_whole_beside_its_sign_in_a_narrow_window() -> None:
    stages = (replace(three().stages[0], name="Vendor assessment", wait=estimate("9d")), *three().stages[1:])
    rows = map_text(replace(three(), stages=stages), expected(replace(three(), stages=stages)), width=80)
    assert any("Vendor assessment ◆" in row for row in rows)
    short = map_text(three(), expected(three()), width=80)
    assert any("Review ◆ CONSTRAINT" in row for row in short)
