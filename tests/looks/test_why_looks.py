"""The case for the constraint, explanations, two periods and nights as they look, at the sizes people have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

import pytest
from textual.app import App, ComposeResult

from tests.flows import DAY, judged_three, three
from tests.looks.conftest import Looks
from tests.looks.test_map_looks import SIZES, Bare
from vsm_tui.draw import ASCII, UNICODE, Row, View, explained_rows
from vsm_tui.draw.compare import comparison_rows
from vsm_tui.draw.findings import finding_list
from vsm_tui.draw.palette import MAP_DARK
from vsm_tui.draw.plain import plain_rows
from vsm_tui.draw.scene import Scene
from vsm_tui.draw.why import case_rows
from vsm_tui.flow import Flow, Verdict, Warn, compare, expected
from vsm_tui.flow.explain import explain
from vsm_tui.tui.theme import THEMES
from vsm_tui.tui.widgets.board import Board

pytestmark = pytest.mark.xdist_group("pilot")
VERDICTS: tuple[Verdict, ...] = ("clear", "too close to call", "calendar", "not enough data")


class Drawn(App[None]):
    """Rows alone, made for the size they get."""

    CSS: ClassVar[str] = "Screen { background: $background; }"

    def __init__(self, rows: Callable[[int, int], list[Row]], theme: str = "vsm-dark") -> None:
        super().__init__()
        self._make = rows
        for known in THEMES:
            self.register_theme(known)
        self.theme = theme

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return MAP_DARK

    def compose(self) -> ComposeResult:
        yield Board()

    def on_mount(self) -> None:
        board = self.query_one(Board)
        board.show(self._make(self.size.width - 2, self.size.height))
        board.focus()


def case(flow: Flow, *, ascii_: bool = False) -> Callable[[int, int], list[Row]]:
    view = View(layer="measured", glyphs=ASCII if ascii_ else UNICODE)
    return lambda width, height: case_rows(Scene.of(three(), None, flow, view), width, height)


@pytest.mark.parametrize("size", SIZES)
async def test_why(looks: Looks, size: tuple[int, int]) -> None:
    app = Drawn(case(judged_three()))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert "P(rank 1)" in looks.text(app)
        await pilot.press("end")
        await pilot.pause()
        assert "Cumulative flow" in looks.text(app, "end")


@pytest.mark.parametrize("verdict", VERDICTS)
async def test_why_by_verdict(looks: Looks, verdict: Verdict) -> None:
    app = Drawn(case(judged_three(verdict)))
    async with app.run_test(size=(120, 60)) as pilot:
        await pilot.pause()
        looks.text(app)


@pytest.mark.parametrize("theme", ["vsm-dark", "vsm-light", "vsm-mono"])
async def test_why_in_colours(looks: Looks, theme: str) -> None:
    app = Drawn(case(judged_three("calendar")), theme)
    async with app.run_test(size=(120, 60)) as pilot:
        await pilot.pause()
        looks.svg(app)


async def test_why_in_ascii(looks: Looks) -> None:
    app = Drawn(case(judged_three("calendar"), ascii_=True))
    async with app.run_test(size=(100, 90)) as pilot:
        await pilot.pause()
        assert looks.text(app).isascii()


@pytest.mark.parametrize("verdict", VERDICTS)
async def test_marks_on_the_map(looks: Looks, verdict: Verdict) -> None:
    app = Bare(three(), judged_three(verdict), View())
    async with app.run_test(size=(120, 34)) as pilot:
        await pilot.pause()
        looks.text(app)


@pytest.mark.parametrize("size", SIZES[:2])
async def test_nights_apart(looks: Looks, size: tuple[int, int]) -> None:
    flow = replace(judged_three(), clock="elapsed")
    app = Bare(three(), flow, View(layer="measured", off_hours=True, window="last 4 weeks"))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        text = looks.text(app)
        assert "▞" in text
        assert "last 4 weeks" in text


@pytest.mark.parametrize("key", ["stages.review.wait", "lead_time.p95", "constraint.probability"])
async def test_explained(looks: Looks, key: str) -> None:
    stream = three()
    app = Drawn(lambda width, _: explained_rows(explain(judged_three(), key, stream), stream.clock, width=width))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        looks.text(app)


@pytest.mark.parametrize("size", SIZES[:2])
async def test_two_periods(looks: Looks, size: tuple[int, int]) -> None:
    one, other = judged_three("too close to call"), judged_three()
    stages = tuple(replace(s, time=s.time + DAY, wait=s.wait + DAY) for s in other.stages if s.time and s.wait)
    other = replace(other, stages=stages, lead_time=replace(other.lead_time, mean=19 * DAY))
    assert other.observed is not None
    window = replace(other.observed.window, start=other.observed.window.end)
    other = replace(other, observed=replace(other.observed, window=window))
    found = compare(one, other)
    app = Drawn(lambda width, _: comparison_rows(found, "before", "after", three().clock, width=width))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert "may be chance" in looks.text(app)


async def test_findings(looks: Looks) -> None:
    warnings = (
        Warn("censored", "24 items still open", "lead times look shorter than they are", ("lead_time.mean",
             "lead_time.p50", "stages.*.touch"), "censored", 24),
        Warn("few", "only 38 items finished", "p95 is a bound", ("lead_time.p95",)),
    )  # fmt: skip
    flow = judged_three()
    assert flow.observed is not None
    flow = replace(flow, observed=replace(flow.observed, warnings=warnings))
    app = Drawn(lambda width, _: plain_rows(finding_list(flow, three(), width), ascii=False))
    async with app.run_test(size=(80, 14)) as pilot:
        await pilot.pause()
        looks.text(app)


async def test_said_of_an_estimate(looks: Looks) -> None:
    scene = Scene.of(three(), expected(three()), None, View())
    app = Drawn(lambda width, height: case_rows(scene, width, height))
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.pause()
        assert "earns no confidence" in looks.text(app)
