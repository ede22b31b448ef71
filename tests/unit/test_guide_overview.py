"""What the guide says of a whole map: in the words and signs of the map, and which layer it is of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.flows import measured_three, three
from vsm_tui.draw import Scene, row_text
from vsm_tui.flow import Flow, expected
from vsm_tui.flow.shape import Verdict
from vsm_tui.flow.steps import way
from vsm_tui.tui.guiding.overview import improve_rows, review_rows


def judged(verdict: Verdict | None) -> Flow:
    seen = measured_three()
    calendar = ("review",) if verdict == "calendar" else ()
    return replace(seen, constraint=replace(seen.constraint, verdict=verdict, calendar=calendar))


def improve(flow: Flow | None) -> str:
    stream = three()
    scene = Scene.of(stream, expected(stream), flow)
    return "\n".join(row_text(row) for row in improve_rows(stream, scene, way(stream), 120))


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        ("clear", "◆ Review waits 8d"),
        ("too close to call", "◇ Review too close to call, waits 8d"),
        ("calendar", "◷ Review CALENDAR, waits 8d"),
        ("not enough data", "· Review leads so far, waits 8d"),
    ],
)
def test_the_constraint_is_called_as_far_as_the_map_calls_it(verdict: Verdict, said: str) -> None:
    shown = improve(judged(verdict))
    assert said in shown
    assert ("◆" in shown) == (verdict == "clear")


def test_who_else_may_hold_the_stream_is_named() -> None:
    seen = judged("too close to call")
    tied = replace(seen, constraint=replace(seen.constraint, contenders=("review", "build")))
    assert "◇ Review too close to call with Build, waits 8d" in improve(tied)


def test_what_a_log_saw_usable_is_at_most_that() -> None:
    assert "Build hands over at most 70 usable out of 100" in improve(judged("clear"))
    assert "Build hands over 80 usable out of 100" in improve(None)


def test_review_names_both_layers_where_there_is_a_log() -> None:
    stream, seen = three(), measured_three()

    def review(flow: Flow | None) -> str:
        scene = Scene.of(stream, expected(stream), flow)
        return "\n".join(row_text(row) for row in review_rows(stream, scene, way(stream), 120))

    assert "measured mean lead time 16d · touch 3d" in review(seen)
    assert "estimated lead time 10d" in review(seen)
    assert "rolled %C/A ≤60%" in review(seen)
    assert "estimated lead time" not in review(None)
