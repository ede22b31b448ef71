"""In a room: the large map, one stage in focus, the light on the constraint, the timer, wastes, ideas and topics."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pilot.conftest import Opened
from vsm_tui.files import read_stream
from vsm_tui.model import Topic
from vsm_tui.tui.screens.room import RoomScreen
from vsm_tui.tui.session import Session
from vsm_tui.tui.widgets.lines import Lines
from vsm_tui.tui.widgets.timer import TimerCorner

pytestmark = pytest.mark.xdist_group("pilot")
SIZES = [(80, 24), (120, 40), (200, 60)]


def state(room: RoomScreen) -> tuple[str, int]:
    """How it shows, and which stage is chosen."""
    return room.mode, room.at


def ideas(session: Session) -> tuple[str, ...]:
    """Those of the first stage."""
    return session.stream.stages[0].bursts


@pytest.mark.parametrize("size", SIZES)
async def test_the_large_map_and_back_with_the_same_key(opened: Opened, small: Path, size: tuple[int, int]) -> None:
    async with opened(small, size) as it:
        await it.press("L")
        assert it.screen == "RoomScreen"
        await it.until(lambda: "█ waits" in it.text or "░ waits" in it.text)
        assert "►" in it.text
        await it.press("L")
        assert it.screen == "MapScreen"


async def test_arrow_keys_go_from_stage_to_stage_and_the_map_follows_home(opened: Opened, small: Path) -> None:
    async with opened(small) as it:
        await it.press("Z")
        room = it.app.screen
        assert isinstance(room, RoomScreen)
        assert state(room) == ("stage", 0)
        await it.until(lambda: "►① Build" in it.text)
        await it.press("right", "right")
        await it.until(lambda: "►② Review" in it.text)
        await it.press("left", "j")
        assert room.at == 1
        await it.press("escape")
        assert state(room)[0] == "all"
        await it.press("escape")
        assert it.screen == "MapScreen"
        assert it.app.session is not None
        assert it.app.screen.subject().stage == "review"  # type: ignore[attr-defined]  # it is the map


async def test_the_light_jumps_to_the_constraint_and_says_why(opened: Opened, small: Path) -> None:
    async with opened(small) as it:
        await it.press("J")
        room = it.app.screen
        assert isinstance(room, RoomScreen)
        await it.until(lambda: "agree, by the estimates" in it.text)
        assert state(room) == ("light", 1)
        await it.press("question_mark")
        assert it.screen == "ExplainScreen"
        await it.press("escape", "enter")
        assert state(room)[0] == "stage"
        await it.press("enter", "J", "J")
        assert state(room)[0] == "all"


async def test_a_measurement_that_comes_later_is_drawn(opened: Opened, small_log: Path) -> None:
    async with opened(small_log.with_name("small.yaml")) as it:
        await it.press("L")
        await it.until(lambda: "measured over estimate" in it.text)
        await it.press("m", "m")
        await it.until(lambda: "measured ·" in it.text)


async def test_a_click_goes_to_a_stage_and_a_second_one_looks_at_it_alone(opened: Opened, small: Path) -> None:
    async with opened(small, (100, 24)) as it:
        await it.press("L")
        await it.until(lambda: "CONSTRAINT" in it.text)
        y = next(n for n, line in enumerate(it.text.splitlines()) if "CONSTRAINT" in line)
        room = it.app.screen
        assert isinstance(room, RoomScreen)
        await it.pilot.click("RoomView", offset=(8, y))
        assert state(room) == ("all", 1)
        await it.pilot.click("RoomView", offset=(8, y), times=2)
        assert state(room)[0] == "stage"


async def test_the_timer_runs_on_every_screen_of_the_room_and_never_forces(opened: Opened, small: Path) -> None:
    async with opened(small) as it:
        now = [100.0]
        it.app.timer.now = lambda: now[0]
        assert not it.app.screen.query(TimerCorner)
        await it.press("f7")
        await it.until(lambda: "15:00 left" in it.text)
        now[0] += 61
        await it.until(lambda: "13:59 left" in it.text)
        await it.press("L", "f9", "backspace", "backspace", "'1", "enter")
        await it.until(lambda: it.screen == "RoomScreen" and "over" in it.text)
        await it.until(lambda: "The time of 1:00 is over · nothing ends by that" in it.text)
        now[0] += 4
        await it.until(lambda: "5" in it.app.timer.text())
        assert it.app.timer.text() == "+0:05"
        await it.press("right", "J", "Z")
        assert it.screen == "RoomScreen"
        await it.press("f7")
        await it.until(lambda: "paused" in it.text)
        await it.press("escape", "escape", "escape")
        await it.until(lambda: it.screen == "WorkspaceScreen")
        await it.press("enter")
        await it.until(lambda: it.screen == "MapScreen" and "+0:05 over, paused" in it.text)
        await it.press("f8")
        await it.until(lambda: "paused" not in it.text)
        assert not it.app.timer.touched


async def test_wastes_are_tagged_with_space_undone_and_saved(opened: Opened, small: Path) -> None:
    async with opened(small) as it:
        await it.press("right", "t")
        assert it.screen == "TagsDialog"
        await it.press("space", "down", "down", "space", "tab", "'manual work", "enter", "escape")
        await it.until(lambda: "⚑3" in it.text)
        assert "waiting, hand-off, manual work" in it.text
        await it.press("u")
        await it.until(lambda: "⚑2" in it.text)
        await it.until(lambda: read_stream(small).stream.stage("review").tags == ("waiting", "hand-off"))
        await it.press("t", "x", "space", "u", "escape")
        assert it.app.session is not None
        assert it.app.session.stream.stage("review").tags == ("hand-off",)


async def test_ideas_are_written_changed_and_deleted(opened: Opened, small: Path) -> None:
    async with opened(small) as it:
        await it.press("L", "I", "'Pair", "enter", "'Swarm", "enter")
        await it.press("up", "e", "'s", "enter")
        assert it.app.session is not None
        session = it.app.session
        assert ideas(session) == ("Pair", "Swarms")
        await it.press("up", "x")
        assert ideas(session) == ("Swarms",)
        await it.press("u", "e", "'x", "escape")
        assert ideas(session) == ("Pair", "Swarms")
        await it.press("escape")
        await it.until(lambda: "✹2" in it.text)
        await it.press("Z")
        await it.until(lambda: "✹ Swarms" in it.text)
        await it.until(lambda: read_stream(small).stream.stages[0].bursts == ("Pair", "Swarms"))


async def test_topics_are_parked_ticked_off_and_kept(opened: Opened, small: Path) -> None:
    async with opened(small) as it:
        await it.press("M")
        assert "nothing is parked" in it.text
        await it.press("'Who owns tests?", "enter", "'Budget", "enter")
        await it.press("up", "up", "space")
        await it.until(lambda: "✓ Who owns tests?" in it.text)
        await it.press("down", "delete", "u")
        assert it.app.session is not None
        assert it.app.session.stream.parking == (Topic("Who owns tests?", done=True), Topic("Budget"))
        await it.press("escape")
        assert it.screen == "MapScreen"
        await it.until(lambda: len(read_stream(small).stream.parking) == 2)
        assert "  - {topic: Budget}\n" in small.read_text(encoding="utf-8")


async def test_a_line_can_be_ticked_with_the_mouse(opened: Opened, small: Path) -> None:
    small.write_text(small.read_text(encoding="utf-8") + "parking: [One, Two]\n", encoding="utf-8")
    async with opened(small) as it:
        await it.press("M")
        await it.pilot.click(Lines, offset=(2, 1))
        assert it.app.session is not None
        assert [topic.done for topic in it.app.session.stream.parking] == [False, True]


async def test_what_is_hostile_or_too_long_is_shown_as_it_is_or_refused(opened: Opened, small: Path) -> None:
    async with opened(small) as it:
        await it.press("M", "'[b]x[/b] [@click=app.quit]y", "enter")
        await it.until(lambda: "[b]x[/b] [@click=app.quit]y" in it.text)
        await it.press("escape", "t", "tab", "'waiting", "enter", "'waiting", "enter")
        assert it.app.session is not None
        assert it.app.session.stream.stages[0].tags == ("waiting",)


async def test_a_view_to_look_at_shows_everything_and_changes_nothing(opened: Opened, small: Path) -> None:
    small.write_text(small.read_text(encoding="utf-8") + "parking: [One]\n", encoding="utf-8")
    before = small.read_bytes()
    async with opened(small, read_only=True) as it:
        await it.press("L", "J", "Z", "right", "f7", "M")
        await it.until(lambda: "One" in it.text)
        await it.press("space", "x", "a", "e", "enter", "escape")
        assert it.screen == "RoomScreen"
        await it.press("t", "I")
        assert it.screen == "RoomScreen"
        assert it.app.session is not None
        assert it.app.session.history.undo_title is None
    assert small.read_bytes() == before


async def test_plain_ascii_and_no_colour(opened: Opened, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(small, ascii=True) as it:
        for key in ("L", "Z", "J", "f7", "M"):
            await it.press(key)
            await it.pilot.pause()
            odd = {char for char in it.text if not char.isascii()}
            assert odd <= set("╭╮╰╯─│"), key  # a dialog's frame is Textual's own


async def test_a_deleted_stage_or_an_empty_map_ends_what_was_about_it(opened: Opened, folder: Path) -> None:
    path = folder / "empty.yaml"
    path.write_text("vsm: 1\nname: Empty\n", encoding="utf-8")
    async with opened(path) as it:
        await it.press("L", "J", "Z", "t", "I")
        assert it.screen == "MapScreen"
        await it.press("a", "'Build", "enter", "L")
        assert it.screen == "RoomScreen"
        await it.press("u")
        await it.until(lambda: it.screen == "MapScreen")


@pytest.mark.parametrize("words", ["Spotlight on the constraint", "Parking lot", "Timer: how long"])
async def test_the_palette_finds_it(opened: Opened, small: Path, words: str) -> None:
    async with opened(small) as it:
        await it.press("ctrl+p", f"'{words}")
        await it.until(lambda: words in it.text)
        await it.press("enter")
        await it.until(lambda: it.screen in ("RoomScreen", "ParkingDialog", "NameDialog"))


async def test_a_long_list_scrolls_in_a_small_window(opened: Opened, small: Path) -> None:
    topics = "".join(f"  - {{topic: Topic {n:02}}}\n" for n in range(30))
    small.write_text(small.read_text(encoding="utf-8") + "parking:\n" + topics, encoding="utf-8")
    async with opened(small, (80, 24)) as it:
        await it.press("M", "down", "end")
        await it.until(lambda: "▌ □ Topic 29" in it.text)
        assert "what shall we talk about later?" in it.text
        await it.press("home")
        await it.until(lambda: "▌ □ Topic 00" in it.text)
        await it.press("up", "'Topic 30", "enter")
        await it.until(lambda: "Topic 30" in it.text)
        await it.press("escape", "t")
        await it.until(lambda: "motion" in it.text and "a waste of your own" in it.text)
