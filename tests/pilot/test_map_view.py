"""The map as a widget of its own: what it draws from anything, and what it posts."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace

import pytest
from rich.cells import cell_len
from textual import on
from textual.app import App, ComposeResult
from textual.geometry import Region

from tests.flows import chain, measured_three, three
from vsm_tui.draw import Spot, View
from vsm_tui.draw.palette import MAP_DARK
from vsm_tui.flow import Flow, expected
from vsm_tui.model import Loop, Share, Stage, Stream
from vsm_tui.tui.mapview import MapView
from vsm_tui.tui.theme import THEMES

pytestmark = pytest.mark.xdist_group("pilot")
HOSTILE = (
    "\x1b]2;title\x07",
    "\x1b[31mred",
    "\u202eevil",
    "a\x9b31m",
    "line\nbreak",
    "zero\u200bwidth",
    "👩‍👩‍👧",
    "⚠\ufe0f",
)


class Holder(App[None]):
    """A map, and everything it said."""

    def __init__(self, stream: Stream, measured: Flow | None = None, view: View | None = None) -> None:
        super().__init__()
        self._shown = (stream, expected(stream), measured, view or View())
        self.moved: list[Spot] = []
        self.opened: list[tuple[str, Spot]] = []
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = "vsm-dark"

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return MAP_DARK

    def compose(self) -> ComposeResult:
        yield MapView()

    def on_mount(self) -> None:
        self.map.show(*self._shown)
        self.map.focus()

    @property
    def map(self) -> MapView:
        return self.query_one(MapView)

    @on(MapView.CursorMoved)
    def _moved(self, message: MapView.CursorMoved) -> None:
        self.moved.append(message.spot)

    @on(MapView.FieldActivated)
    @on(MapView.StageOpened)
    @on(MapView.LoopPicked)
    def _opened(self, message: MapView.FieldActivated | MapView.StageOpened | MapView.LoopPicked) -> None:
        self.opened.append((type(message).__name__, message.spot))


def lines(map_: MapView) -> Iterator[str]:
    for y in range(map_.size.height):
        yield "".join(segment.text for segment in map_.render_line(y))


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (20, 5)])
async def test_nothing_from_outside_is_obeyed_and_every_line_is_as_wide_as_the_window(size: tuple[int, int]) -> None:
    stages = tuple(Stage(f"s{k}", text) for k, text in enumerate(HOSTILE))
    loops = (Loop("s1", "s0", Share.parse("20%"), HOSTILE[0]),)
    stream = Stream(HOSTILE[0], start=HOSTILE[1], end=HOSTILE[2], work_type=HOSTILE[3], stages=stages, rework=loops)
    app = Holder(stream)
    async with app.run_test(size=size) as pilot:
        await pilot.press("right", "down", "end")
        for line in lines(app.map):
            assert not any(unicodedata.category(char) in ("Cc", "Cf") for char in line)
            assert cell_len(line) == app.map.size.width


async def test_a_key_repaints_a_few_cells_only() -> None:
    app = Holder(chain(200))
    async with app.run_test(size=(160, 40)) as pilot:
        await pilot.press("right")
        painted: list[int] = []
        refresh = app.map.refresh

        def listening(*regions: Region, **how: bool) -> object:
            painted.append(sum(region.area for region in regions) if regions else 160 * 40)
            return refresh(*regions, **how)

        app.map.refresh = listening  # type: ignore[method-assign,assignment]  # listening in
        await pilot.press("right", "left")
        assert painted
        assert max(painted) < 160


async def test_a_burst_of_moves_ends_on_the_right_spot() -> None:
    app = Holder(chain(30))
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press(*["right"] * 9, "down", "l", "h", "j", "k")
        await pilot.pause()
        assert app.map.spot == Spot(9, "wait")
        assert app.moved[-1] == Spot(9, "wait")


async def test_a_double_click_opens_what_is_there() -> None:
    app = Holder(three(), measured_three())
    async with app.run_test(size=(120, 40)) as pilot:
        for spot, kind in (
            (Spot(1, "pca"), "FieldActivated"),
            (Spot(2, "name"), "StageOpened"),
            (Spot(1, "loop", 0), "LoopPicked"),
        ):
            region = app.map.region_of(spot)
            assert region is not None
            await pilot.click(app.map, offset=(region.x + region.width // 2, region.y), times=2)
            await pilot.pause()
            assert app.opened[-1][0] == kind
            assert app.map.spot.field == spot.field


async def test_the_cursor_stays_on_its_stage_when_the_stream_changes() -> None:
    app = Holder(three())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("end", "down")
        shorter = replace(three(), stages=three().stages[1:], rework=())
        app.map.show(shorter, expected(shorter), None)
        assert app.map.spot == Spot(1, "wait")
        app.map.show(Stream("Nothing"), expected(Stream("Nothing")), None)
        await pilot.press("right", "down", "end", "home", "tab", "pagedown")
        assert any("No stages yet." in line for line in lines(app.map))


async def test_a_theme_repaints_everything() -> None:
    app = Holder(three())
    async with app.run_test(size=(120, 40)) as pilot:
        before = [segment.style for segment in app.map.render_line(3)]
        app.theme = "vsm-light"
        await pilot.pause()
        assert [segment.style for segment in app.map.render_line(3)] != before


async def test_a_tall_window_gives_the_map_more_air() -> None:
    app = Holder(three())
    async with app.run_test(size=(120, 50)) as pilot:
        assert app.map.drawing is not None
        tall = app.map.drawing.height
        await pilot.resize_terminal(120, 20)
        await pilot.pause()
        assert app.map.drawing.height < tall
