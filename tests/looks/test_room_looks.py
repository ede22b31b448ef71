"""The map for a room as it looks from the back: all stages, one alone, the light; in every theme and in ASCII."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

import pytest
from textual.app import App, ComposeResult

from tests.flows import judged_three, three
from tests.looks.conftest import Looks
from tests.looks.test_map_looks import SIZES
from vsm_tui.draw import ASCII, UNICODE, Scene, View, table_text
from vsm_tui.draw.large import in_light, overview
from vsm_tui.draw.largepage import Large
from vsm_tui.draw.largestage import focus
from vsm_tui.draw.palette import MAP_DARK
from vsm_tui.flow import expected
from vsm_tui.model import Stream, Topic
from vsm_tui.tui.roomtimer import RoomTimer
from vsm_tui.tui.theme import THEMES
from vsm_tui.tui.widgets.room import RoomView
from vsm_tui.tui.widgets.timer import CORNER, TimerCorner

pytestmark = pytest.mark.xdist_group("pilot")
Made = Callable[[int, int], Large]


class Room(App[None]):
    """A page alone, made for the size it gets, and a timer that stands still."""

    CSS: ClassVar[str] = "Screen { background: $background; layers: base above; }"

    def __init__(self, made: Made, theme: str = "vsm-dark", gone: float = 0.0) -> None:
        super().__init__()
        self._made, self._gone = made, gone
        for known in THEMES:
            self.register_theme(known)
        self.theme = theme

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return MAP_DARK

    def compose(self) -> ComposeResult:
        now = [0.0]
        timer = RoomTimer(lambda: now[0])
        if self._gone:
            timer.switch()
            now[0] = self._gone
        yield RoomView()
        yield TimerCorner(timer, tall=True)

    def on_room_view_laid(self) -> None:
        self.query_one(RoomView).show(self._made(self.size.width, self.size.height))


def noted() -> Stream:
    stream = three()
    review = replace(stream.stage("review"), tags=("waiting", "hand-off"), bursts=("Review in pairs",))
    return replace(stream.with_stage(review), parking=(Topic("Who owns flaky tests?"), Topic("Budget", done=True)))


def scene(*, ascii_: bool = False) -> Scene:
    return Scene.of(noted(), expected(noted()), judged_three(), View(glyphs=ASCII if ascii_ else UNICODE))


def everything(*, ascii_: bool = False) -> Made:
    return lambda width, height: overview(scene(ascii_=ascii_), width, height, 1, corner=CORNER)


def light(*, ascii_: bool = False) -> Made:
    shown = scene(ascii_=ascii_)
    return lambda width, height: overview(shown, width, height, 1, lit=in_light(shown), why=True)


def alone(*, ascii_: bool = False) -> Made:
    return lambda width, height: focus(scene(ascii_=ascii_), width, height, 1, corner=CORNER)


@pytest.mark.parametrize("size", SIZES)
async def test_large(looks: Looks, size: tuple[int, int]) -> None:
    app = Room(everything(), gone=61)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        text = looks.text(app)
        assert "CONSTRAINT" in text
        assert "left" in text


@pytest.mark.parametrize("size", SIZES)
async def test_in_focus(looks: Looks, size: tuple[int, int]) -> None:
    app = Room(alone(), gone=961)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert "over" in looks.text(app)


@pytest.mark.parametrize("theme", ["vsm-dark", "vsm-light", "vsm-mono"])
async def test_spotlight(looks: Looks, theme: str) -> None:
    app = Room(light(), theme)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        looks.svg(app)
        assert "holds most of the queue" in looks.text(app)


@pytest.mark.parametrize("made", [everything, light, alone], ids=lambda made: str(made.__name__))
async def test_room_in_ascii(looks: Looks, made: Callable[..., Made]) -> None:
    app = Room(made(ascii_=True))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert looks.text(app).isascii()


def test_noted_in_a_table() -> None:
    text = "\n".join(table_text(noted(), expected(noted()), judged_three(), width=100, view=View()))
    assert "② Review · ⚑ waiting, hand-off · ✹ Review in pairs" in text
    assert "parking lot · □ Who owns flaky tests? · ✓ Budget" in text
