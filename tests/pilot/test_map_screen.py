"""The map under the hands of a user: every key a user presses, and what it changes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from textual.geometry import Offset
from textual.pilot import Pilot
from textual.widgets import Input

from tests.flows import chain, estimate, three
from vsm_tui.draw import Spot
from vsm_tui.files import new_text
from vsm_tui.model import Share, Stage, Stream
from vsm_tui.tui.app import VsmApp
from vsm_tui.tui.mapview.editor import CellEditor
from vsm_tui.tui.screens.map import MapScreen
from vsm_tui.tui.widgets.keybar import KeyBar
from vsm_tui.tui.widgets.safe import Words

pytestmark = pytest.mark.xdist_group("pilot")


class Hands:
    """A user at the map."""

    def __init__(self, pilot: Pilot[int], app: VsmApp) -> None:
        self.pilot, self.app = pilot, app

    @property
    def screen(self) -> MapScreen:
        screen = self.app.screen
        assert isinstance(screen, MapScreen)
        return screen

    @property
    def stream(self) -> Stream:
        return self.screen.session.stream

    def stage(self, name: str) -> Stage:
        return next(stage for stage in self.stream.stages if stage.name == name)

    @property
    def names(self) -> list[str]:
        return [stage.name for stage in self.stream.stages]

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def type(self, text: str) -> None:
        special = {" ": "space", ".": "full_stop", "%": "percent_sign", "/": "slash", "-": "minus"}
        await self.press(*(special.get(char, char) for char in text))

    @property
    def said(self) -> str:
        return str(self.screen.query_one(CellEditor).query_one(Words).render())

    @property
    def text(self) -> str:
        """The map as it shows now."""
        map_ = self.screen.map
        return "\n".join("".join(s.text for s in map_.render_line(y)) for y in range(map_.size.height))


Opened = Callable[..., AbstractAsyncContextManager[Hands]]


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Opened:
    monkeypatch.setenv("VSM_HOME", str(tmp_path / "home"))

    @asynccontextmanager
    async def at(stream: Stream, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Hands]:
        path = tmp_path / "stream.yaml"
        path.write_text(new_text(stream), encoding="utf-8")
        app = VsmApp(path)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            yield Hands(pilot, app)

    return at


async def test_a_value_is_typed_where_it_stands(opened: Opened) -> None:
    async with opened(three()) as user:
        await user.press("right", "down")
        assert user.screen.map.spot == Spot(1, "wait")
        place = user.screen.map.region_of(Spot(1, "wait"))
        assert place is not None
        await user.type("6d")
        editor = user.screen.editor
        assert editor.is_open
        assert editor.region.offset == place.offset
        assert "6d of working time" in user.said
        assert user.stage("Review").wait == estimate("4d"), "nothing changes before enter"
        await user.press("enter")
        assert user.stage("Review").wait == estimate("6d")
        assert not editor.is_open
        assert user.screen.map.has_focus
        assert " 6d ×1.25 " in user.text


@pytest.mark.parametrize(
    ("typed", "value"),
    [("2d", "2d"), ("30m", "30m"), ("1d..2d..4d", "1d..2d..4d"), ("1.5d", "1.5d"), ("0", "0")],
)
async def test_times_as_people_write_them(opened: Opened, typed: str, value: str) -> None:
    async with opened(three()) as user:
        await user.press("down")
        await user.type(typed)
        await user.press("enter")
        assert user.stage("Build").wait == estimate(value)


async def test_what_is_wrong_is_said_there_and_enter_does_not_take_it(opened: Opened) -> None:
    async with opened(three()) as user:
        await user.press("down")
        await user.type("3")
        assert "write 3m, 3h or 3d" in user.said
        await user.press("enter")
        assert user.screen.editor.is_open
        assert user.stage("Build").wait == estimate("1d")
        await user.type("h")
        assert "3h of working time" in user.said
        await user.press("enter")
        assert user.stage("Build").wait == estimate("3h")


async def test_escape_leaves_everything_as_it_was(opened: Opened) -> None:
    async with opened(three()) as user:
        before = user.stream
        await user.press("down")
        await user.type("9w")
        await user.press("escape")
        assert user.stream == before
        assert not user.screen.editor.is_open
        assert user.screen.map.has_focus


async def test_an_empty_text_clears_a_value_and_the_map_says_what_is_missing(opened: Opened) -> None:
    async with opened(three()) as user:
        await user.press("down", "e", "delete", "enter")
        assert user.stage("Build").wait is None
        assert "incomplete: Build has no wait" in user.text
        assert "╱" in user.text


async def test_tab_goes_on_to_the_next_value_and_edits_it(opened: Opened) -> None:
    async with opened(Stream("New", stages=(Stage("a", "A"), Stage("b", "B")))) as user:
        await user.press("down")
        await user.type("1d")
        await user.press("tab")
        await user.type("2h")
        await user.press("tab")
        await user.type("80")
        await user.press("tab")
        await user.type("3")
        await user.press("tab")
        stage = user.stage("A")
        assert (stage.wait, stage.touch) == (estimate("1d"), estimate("2h"))
        assert stage.pca == Share.parse("80%")
        assert stage.people == 3
        assert user.screen.map.spot == Spot(1, "name")
        assert user.screen.editor.is_open


async def test_stages_are_added_named_moved_deleted_and_brought_back(opened: Opened) -> None:
    async with opened(three()) as user:
        await user.press("a")
        await user.type("Test")
        await user.press("enter")
        assert user.names == ["Build", "Test", "Review", "Release"]
        assert user.screen.map.spot == Spot(1, "name")
        await user.press("greater_than_sign")
        assert user.names == ["Build", "Review", "Test", "Release"]
        assert user.screen.map.spot.stage == 2, "the cursor stays on the stage that moved"
        await user.press("less_than_sign", "A")
        await user.type("Plan")
        await user.press("enter")
        assert user.names == ["Build", "Plan", "Test", "Review", "Release"]
        await user.press("x")
        assert user.names == ["Build", "Test", "Review", "Release"]
        await user.press("u", "u", "u")
        assert user.names == ["Build", "Review", "Test", "Release"]
        await user.press("u", "u")
        assert user.stream == three()
        await user.press("U")
        assert user.names == ["Build", "Test", "Review", "Release"]


async def test_the_first_stage_of_an_empty_map(opened: Opened) -> None:
    async with opened(Stream("New", start="Asked for")) as user:
        assert "No stages yet." in user.text
        assert "Press a to add the first stage" in user.text
        await user.press("e")
        assert user.names == []
        await user.press("a")
        await user.type("Build")
        await user.press("tab")
        await user.type("2d")
        await user.press("enter")
        assert user.stage("Build").wait == estimate("2d")


async def test_a_loop_is_drawn_by_picking_two_stages(opened: Opened) -> None:
    async with opened(replace(three(), rework=())) as user:
        await user.press("right", "right", "r")
        assert user.screen.rejecting == 2
        await user.press("left", "left", "r")
        assert user.screen.rejecting is None
        await user.type("15 late change")
        assert "15% go back, because: late change" in user.said
        await user.press("enter")
        (loop,) = user.stream.rework
        assert (loop.source, loop.target, str(loop.rate), loop.cause) == ("release", "build", "15%", "late change")
        assert "15% go back" in user.text


async def test_a_loop_never_leads_forward_and_escape_drops_it(opened: Opened) -> None:
    async with opened(three()) as user:
        await user.press("r", "right", "r")
        assert user.screen.rejecting == 0
        assert not user.screen.editor.is_open
        await user.press("escape")
        assert user.screen.rejecting is None
        assert isinstance(user.app.screen, MapScreen)


async def test_a_loop_is_changed_and_deleted_where_it_hangs(opened: Opened) -> None:
    async with opened(three()) as user:
        await user.press("right", *["down"] * 6)
        assert user.screen.map.spot == Spot(1, "loop", 0)
        await user.press("e", "end")
        assert user.screen.query_one(Input).value == "20% unclear requirement"
        await user.press("ctrl+u")
        await user.type("30")
        await user.press("enter")
        assert str(user.stream.rework[0].rate) == "30%"
        await user.press("x")
        assert not user.stream.rework
        await user.press("u")
        assert str(user.stream.rework[0].rate) == "30%"


async def test_everything_back_is_refused_with_the_reason(opened: Opened) -> None:
    async with opened(three()) as user:
        await user.press("right", *["down"] * 6, "e", "end", "ctrl+u")
        await user.type("100")
        await user.press("enter")
        assert user.screen.editor.is_open, user.said
        assert str(user.stream.rework[0].rate) == "20%"


async def test_split_merge_outside_and_notes(opened: Opened) -> None:
    async with opened(replace(three(), rework=())) as user:
        await user.press("b", "end")
        await user.type("Pack")
        await user.press("enter")
        assert user.names == ["Build", "Pack", "Review", "Release"]
        await user.press("B")
        assert user.names == ["Build", "Review", "Release"]
        await user.press("E")
        assert user.stage("Build").outside == estimate("2d")
        assert "outside" in user.text
        await user.press("N")
        await user.type("two sites")
        await user.press("escape")
        assert user.stage("Build").notes == "two sites"


async def test_zoom_pan_and_widths(opened: Opened) -> None:
    async with opened(chain(8)) as user:
        map_ = user.screen.map
        assert map_.virtual_size.width <= map_.size.width + 1
        await user.press("plus", "plus", "plus")
        assert map_.virtual_size.width > map_.size.width
        await user.press("end")
        assert map_.pan > 0
        assert map_.region_of(Spot(7)) is not None
        await user.press("z")
        assert map_.look.zoom == 1.0
        await user.press("w")
        assert map_.look.scale == "equal"


async def test_the_cursor_stage_is_always_in_sight(opened: Opened) -> None:
    async with opened(chain(60)) as user:
        for key in ("end", "home", *["right"] * 12, "pagedown", "pagedown", "pageup"):
            await user.press(key)
            region = user.screen.map.region_of(user.screen.map.spot)
            assert region is not None, key
            assert f"Stage {user.screen.map.spot.stage + 1}" in user.text


@pytest.mark.parametrize("size", [(80, 24), (40, 10), (120, 12), (200, 60)])
async def test_every_value_can_be_reached_in_any_window(opened: Opened, size: tuple[int, int]) -> None:
    async with opened(three(), size) as user:
        await user.press("end")
        for key in ("down", "right", "right", "down", "down", "up"):
            await user.press(key)
            assert user.screen.map.region_of(user.screen.map.spot) is not None, (key, user.screen.map.spot)


async def test_a_window_made_narrow_turns_the_map_and_keeps_the_cursor(opened: Opened) -> None:
    async with opened(three()) as user:
        await user.press("right", "down")
        await user.pilot.resize_terminal(80, 24)
        await user.pilot.pause()
        assert user.screen.map.spot == Spot(1, "wait")
        assert user.screen.no_width() is not None
        await user.press("plus")
        assert user.screen.map.look.zoom == 1.0


async def test_the_mouse_points_and_opens(opened: Opened) -> None:
    async with opened(three()) as user:
        region = user.screen.map.region_of(Spot(2, "touch"))
        assert region is not None
        at = Offset(region.x + 2, region.y)
        await user.pilot.click(user.screen.map, offset=at)
        assert user.screen.map.spot == Spot(2, "touch")
        await user.pilot.click(user.screen.map, offset=at, times=2)
        await user.pilot.pause()
        assert user.screen.editor.is_open


async def test_hostile_names_are_shown_as_what_they_are(opened: Opened) -> None:
    stages = (Stage("a", "[@click=app.quit]WIN[/] [red]"), Stage("b", "a [/b] x"))
    async with opened(Stream("[b", start="[/", stages=stages)) as user:
        await user.press("right", "e", "escape", "left", "e", "escape", "x")
        assert "a [/b] x" in user.text
        assert user.names == ["a [/b] x"]
        await user.press("u")
        assert "[@click=app.quit]WI" in user.text


async def test_the_screen_listens_once_to_its_session(opened: Opened) -> None:
    async with opened(three()) as user:
        assert len(user.screen.session._listeners) == 1


async def test_a_key_that_cannot_run_says_why(opened: Opened) -> None:
    async with opened(three()) as user:
        await user.press("less_than_sign")
        bar = user.screen.query_one(KeyBar)
        assert "it is the first stage" in str(bar.render())
        await user.press("end", "B")
        assert "no stage follows it" in str(bar.render())


def commands() -> Iterable[tuple[str, str]]:
    for command in MapScreen.command_classes():
        for key in command.keys.split(","):
            if key:
                yield key, command.verb


def test_no_key_of_the_map_does_two_things() -> None:
    verbs: dict[str, set[str]] = {}
    for key, verb in commands():
        verbs.setdefault(key, set()).add(verb)
    assert {key: found for key, found in verbs.items() if len(found) > 1} == {}
    assert all(verb for _, verb in commands())


def test_the_footer_offers_seven_keys_at_most() -> None:
    assert sum(command.footer for command in MapScreen.command_classes()) <= 7
