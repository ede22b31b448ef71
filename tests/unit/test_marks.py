"""One rule says how a stage is marked, and the map, tables and the case follow it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.flows import measured_three, three
from vsm_tui.draw import View, draw, map_text, row_text, table_text
from vsm_tui.draw.scene import Scene
from vsm_tui.draw.why import case_rows
from vsm_tui.flow import Confidence, Constraint, Flow, Verdict, expected
from vsm_tui.flow.marks import Mark, headline, mark_of

LED = Constraint("pile-up", "review", contenders=("review",))


@pytest.mark.parametrize(
    ("constraint", "marks"),
    [
        (LED, {"review": "held"}),
        (replace(LED, verdict="clear"), {"review": "held"}),
        (replace(LED, verdict="clear", calendar=("release",)), {"review": "held", "release": "calendar"}),
        (replace(LED, verdict="too close to call", contenders=("review", "release")),
         {"review": "contender", "release": "contender"}),
        (replace(LED, verdict="calendar", stage="release", contenders=("release",), calendar=("release",)),
         {"release": "calendar"}),
        (replace(LED, verdict="not enough data"), {"review": "so far"}),
        (replace(LED, verdict="not enough data", calendar=("review",)), {"review": "calendar"}),
        (Constraint(), {}),
    ],
)  # fmt: skip
def test_marks(constraint: Constraint, marks: dict[str, Mark]) -> None:
    assert {s: m for s in ("build", "review", "release") if (m := mark_of(constraint, s))} == marks
    mark, stages = headline(constraint)
    assert all(marks[s] == mark for s in stages)
    assert bool(stages) == bool(marks)


def flow(verdict: Verdict, **more: object) -> Flow:
    known = measured_three()
    changed = replace(known.constraint, verdict=verdict, contenders=("review", "release"))
    return replace(known, constraint=replace(changed, **more))  # type: ignore[arg-type]  # fields of a constraint


def drawn(measured: Flow, width: int = 120) -> list[str]:
    return map_text(three(), expected(three()), measured, width=width)


def test_the_map_flags_by_verdict() -> None:
    clear = "\n".join(drawn(flow("clear")))
    assert "◆ CONSTRAINT" in clear
    assert "◇" not in clear.split("LEAD")[0]
    close = "\n".join(drawn(flow("too close to call")))
    assert close.count("◇ too close to call") == 2
    assert "CONSTRAINT" not in close
    assert "┏" not in close, "no stage is drawn as if it held the stream"
    assert "◷ CALENDAR" in "\n".join(drawn(flow("calendar", stage="release", calendar=("release",))))
    little = "\n".join(drawn(flow("not enough data")))
    assert "leads so far" in little
    assert "◆" not in little.split("LEAD")[0]


@pytest.mark.parametrize("width", [60, 80, 120, 200])
@pytest.mark.parametrize("verdict", ["clear", "too close to call", "calendar", "not enough data"])
def test_every_width_shows_the_same_marks(verdict: Verdict, width: int) -> None:
    measured = flow(verdict, calendar=("release",) if verdict == "calendar" else (),
                    stage="release" if verdict == "calendar" else "review")  # fmt: skip
    view = View(layer="both")
    drawing = draw(three(), expected(three()), measured, width=width, view=view)
    signs = {s.sign for s in drawing.scene.steps if s.sign}
    text = "\n".join(drawn(measured, width))
    assert all(sign in text for sign in signs)
    table = "\n".join(table_text(three(), expected(three()), measured, width=200))
    assert all(sign in table for sign in signs)


def sure(**more: object) -> Confidence:
    known = Confidence(
        n=38, span=88 * 86_400.0, effective_n=9.5, block=14, draws=10_000, method="sampled", ranks=(0.02, 0.93, 0.05),
        runner_up="release", gap=(0.8, 4.1), thirds=("review", "review", "release"),
        against=("Release led in the last third",), would_change=("20 more items",),
    )  # fmt: skip
    return replace(known, **more)  # type: ignore[arg-type]  # fields of a confidence


def case(measured: Flow, width: int = 120) -> str:
    scene = Scene.of(three(), None, measured, View(layer="measured"))
    return "\n".join(row_text(row) for row in case_rows(scene, width))


def scored(verdict: Verdict, **more: object) -> Flow:
    scores = {"pile-up": (0.5, 4.0, 1.5), "delay": (28_800.0, 230_400.0, 86_400.0), "capacity": (0.7, None, 0.2)}
    return flow(verdict, scores=scores, confidence=sure(**more), probability=0.93)


def test_the_case_says_everything_there_is_to_say() -> None:
    text = case(scored("clear"))
    for said in (
        "pile-up headline", "items waiting", "wait per item", "load on people", "P(rank 1)", " .93", "70%",
        "capacity: not known for Review", "pile-up and delay agree", "lead over ③ Release 0.8 to 4.1",
        "② Review · ② Review · ③ Release", "(2 of 3 agree)", "n 38", "over 88 days", "9.5 independent",
        "blocks of 14 items", "10,000 draws, sampled", "Release led in the last third", "20 more items",
    ):  # fmt: skip
        assert said in text, said


def test_the_case_names_its_method_and_what_it_cannot_exclude() -> None:
    assert "limit law, no draws" in case(scored("clear", method="limit law"))
    assert "not resampled" in case(scored("not enough data", draws=0))
    text = case(scored("too close to call", gap=(-0.4, 4.1)))
    assert "−0.4 to 4.1" in text
    assert "it may be nothing" in text


def test_an_estimate_has_no_confidence_to_show() -> None:
    scene = Scene.of(three(), expected(three()), None, View())
    text = "\n".join(row_text(row) for row in case_rows(scene, 100))
    assert "An estimate earns no confidence" in text
    assert "P(rank 1)" not in text
    assert "5d" in text, "what the delay lens sees of Review"


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
def test_no_row_of_the_case_is_wider_than_asked(width: int) -> None:
    from vsm_tui.draw import row_len

    scene = Scene.of(three(), None, scored("clear"), View(layer="measured"))
    assert max(row_len(row) for row in case_rows(scene, width)) <= width
