"""The map as it looks, at the sizes people have, in every state it can be in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest
from textual.app import App, ComposeResult

from tests.flows import chain, estimate, measured_three, three
from tests.looks.conftest import Looks
from vsm_tui.draw import ASCII, LayerChoice, View
from vsm_tui.draw.palette import MAP_DARK
from vsm_tui.files import new_text
from vsm_tui.flow import Flow, expected
from vsm_tui.model import Stage, Stream
from vsm_tui.tui.app import VsmApp
from vsm_tui.tui.mapview import MapView
from vsm_tui.tui.theme import THEMES

pytestmark = pytest.mark.xdist_group("pilot")
SIZES = [(80, 24), (120, 40), (200, 60)]


class Bare(App[None]):
    """The map alone."""

    CSS: ClassVar[str] = "Screen { background: $background; }"

    def __init__(self, stream: Stream, measured: Flow | None, view: View, theme: str = "vsm-dark") -> None:
        super().__init__()
        self._shown = (stream, expected(stream), measured, view)
        for known in THEMES:
            self.register_theme(known)
        self.theme = theme

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return MAP_DARK

    def compose(self) -> ComposeResult:
        yield MapView()

    def on_mount(self) -> None:
        self.query_one(MapView).show(*self._shown)
        self.query_one(MapView).focus()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("layer", ["estimate", "measured", "both"])
async def test_layers(looks: Looks, size: tuple[int, int], layer: LayerChoice) -> None:
    app = Bare(three(), measured_three(), View(layer=layer))
    async with app.run_test(size=size) as pilot:
        await pilot.press("right", "down")
        await pilot.pause()
        assert "Review" in looks.text(app)


@pytest.mark.parametrize("theme", ["vsm-dark", "vsm-light", "vsm-mono"])
async def test_colours(looks: Looks, theme: str) -> None:
    app = Bare(three(), measured_three(), View(), theme)
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("right", "down")
        await pilot.pause()
        looks.svg(app)


async def test_ascii(looks: Looks) -> None:
    app = Bare(three(), measured_three(), View(glyphs=ASCII))
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        assert looks.text(app).isascii()


async def test_unknown_and_outside(looks: Looks) -> None:
    stages = (*three().stages[:1], Stage("pen", "Penetration test", outside=estimate("5d")), Stage("x", "Not said yet"))
    app = Bare(replace(three(), stages=stages, rework=()), None, View())
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        assert "incomplete" in looks.text(app)


async def test_wide_names(looks: Looks) -> None:
    names = ("设计评审", "🚀 Deploy to production 🚀", "é" * 60, "a")
    stages = tuple(Stage(f"s{k}", name, estimate("1d"), estimate("2h")) for k, name in enumerate(names))
    app = Bare(Stream("Names", stages=stages), None, View())
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        assert "设计评审" in looks.text(app)


async def test_a_long_stream_panned(looks: Looks) -> None:
    app = Bare(chain(40), None, View())
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("end")
        await pilot.pause()
        assert "Stage 40" in looks.text(app)


async def test_editing(looks: Looks, tmp_path: Path) -> None:
    path = tmp_path / "stream.yaml"
    path.write_text(new_text(three()), encoding="utf-8")
    app = VsmApp(path)
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("right", "down", "3")
        await pilot.pause()
        looks.text(app, "wrong")
        looks.svg(app, "wrong")
        await pilot.press("d")
        await pilot.pause()
        looks.text(app, "understood")
        await pilot.press("escape", "r")
        await pilot.pause()
        looks.text(app, "loop-begun")


async def test_no_stage_yet(looks: Looks, tmp_path: Path) -> None:
    path = tmp_path / "stream.yaml"
    path.write_text(new_text(Stream("New stream", start="Asked for", end="In use")), encoding="utf-8")
    app = VsmApp(path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        looks.text(app)
        await pilot.press("a")
        await pilot.pause()
        looks.text(app, "first-name")
