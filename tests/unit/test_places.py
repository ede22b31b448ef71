"""Numbers that can be pointed at: where they are, and how a cursor goes from one to the next."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.flows import measured_three, three
from vsm_tui.draw import Run, Spot, View, draw
from vsm_tui.draw.keys import key_of
from vsm_tui.draw.places import Place, at, places, step
from vsm_tui.flow import expected
from vsm_tui.flow.explain import explain

ROWS = [
    (Run(" "), Run("12", "value", "a"), Run("d", "value", "a"), Run("  "), Run("3", "value", "b")),
    (Run("no number"),),
    (Run("    "), Run("5", "value", "c")),
]


def test_neighbours_of_one_key_are_one_place() -> None:
    assert places(ROWS) == [Place("a", 1, 0, 3), Place("b", 6, 0, 1), Place("c", 4, 2, 1)]
    assert at(places(ROWS), 3, 0) == Place("a", 1, 0, 3)
    assert at(places(ROWS), 4, 0) is None


def test_steps_go_to_the_nearest() -> None:
    a, b, c = places(ROWS)
    assert step([a, b, c], a, 1, 0) == b
    assert step([a, b, c], b, -1, 0) == a
    assert step([a, b, c], b, 0, 1) == c
    assert step([a, b, c], c, 0, -1) in (a, b)
    assert step([a, b, c], b, 1, 0) == c, "at the end of a row, on to the next"
    assert step([a, b, c], c, 0, 1) == c


@pytest.mark.parametrize("width", [80, 120, 200])
def test_every_number_of_the_map_can_be_reached_and_explains_itself(width: int) -> None:
    stream, said = three(), expected(three())
    drawing = draw(stream, said, measured_three(), width=width, view=View())
    start = Spot(0)
    seen, left = {start}, [start]
    while left:
        spot = left.pop()
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            onward = drawing.step(spot, dx, dy)
            if (
                replace(onward, stage=0) not in {replace(s, stage=0) for s in seen if s.field == "fact"}
                and onward not in seen
            ):
                seen.add(onward)
                left.append(onward)
    facts = {spot.key for spot in seen if spot.field == "fact"}
    assert facts == {place.key for place in drawing.facts.places}  # type: ignore[attr-defined]  # both shapes have them
    assert {"wait", "touch", "lead_time.p50"} <= facts
    for spot in seen:
        assert drawing.box(spot) is not None, spot
        layer, _, key = key_of(drawing.scene, spot).rpartition(":")
        flow = said if layer == "estimate" else measured_three()
        assert explain(flow, key, stream).key


def test_a_cell_leads_to_its_number_and_back() -> None:
    drawing = draw(three(), expected(three()), measured_three(), width=120, view=View())
    for place in drawing.facts.places:  # type: ignore[attr-defined]  # both shapes have them
        spot = drawing.at(place.x, place.y)
        assert spot is not None
        assert (spot.field, spot.key) == ("fact", place.key)
        box = drawing.box(spot)
        assert box is not None
        assert (box.x, box.y) == (place.x, place.y)
