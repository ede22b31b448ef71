"""What is being typed is never lost unasked: kept as enter would keep it, or asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pilot.conftest import Driver, Opened
from vsm_tui.files import read_stream
from vsm_tui.model import Topic

pytestmark = pytest.mark.xdist_group("pilot")
ROUND = """\
rounds:
  - {date: 2026-11-24, people: 2, values: [{stage: build, value: wait, said: [1h, 8h]}]}
"""


async def ended(app: Driver) -> None:
    await app.until(lambda: not app.app.is_running)


@pytest.mark.parametrize("key", ["ctrl+q", "escape"])
async def test_a_topic_that_was_begun_is_parked(opened: Opened, small: Path, key: str) -> None:
    async with opened(small) as app:
        await app.press("M", "'Budget", "enter", "'Who owns tests?", key)
        if key == "escape":
            assert app.screen == "MapScreen"
            assert "Parked ‘Who owns tests?’ · u takes it back" in app.text
            await app.press("ctrl+q")
        await ended(app)
    assert read_stream(small).stream.parking == (Topic("Budget"), Topic("Who owns tests?"))


@pytest.mark.parametrize("key", ["ctrl+q", "escape"])
async def test_an_idea_and_a_waste_that_were_begun_are_kept(opened: Opened, small: Path, key: str) -> None:
    async with opened(small) as app:
        await app.press("I", "'Pair", "escape", "t", "tab", "'manual work", key)
        if key == "escape":
            await app.press("ctrl+q")
        await ended(app)
    stage = read_stream(small).stream.stage("build")
    assert (stage.bursts, stage.tags) == (("Pair",), ("manual work",))


async def test_what_cannot_be_kept_is_asked_about(opened: Opened, small: Path) -> None:
    async with opened(small) as app:
        await app.press("s")
        assert app.screen == "ScopeDialog"
        app.app.screen.query_one("#zone").focus()
        await app.press("ctrl+u", "'Nowhere/Town", "escape")
        await app.until(lambda: "Leave without it?" in app.text)
        await app.press("1")
        assert app.screen == "ScopeDialog"
        await app.press("ctrl+q")
        await app.until(lambda: "cannot be kept" in app.text)
        await app.press("2")
        await ended(app)
    assert read_stream(small).stream.clock.timezone == "UTC"


@pytest.mark.parametrize("key", ["ctrl+q", "escape"])
async def test_what_was_begun_of_an_agreement_is_asked_about(opened: Opened, small: Path, key: str) -> None:
    small.write_text(small.read_text(encoding="utf-8") + ROUND, encoding="utf-8")
    async with opened(small) as app:
        await app.press("R", "e", "escape")
        assert app.screen == "RoundScreen", "nothing was typed, nothing is asked"
        await app.press("e", "'2h", "tab", "'as last quarter", key)
        await app.until(lambda: "kept nowhere yet" in app.text)
        await app.press("1")
        assert app.screen == "AgreeDialog"
        await app.press("enter")
        assert str(app.app.session.stream.stage("build").wait) == "2h"  # type: ignore[union-attr]
        await app.press("ctrl+q")
        await ended(app)
    told = read_stream(small).stream.rounds[0].values[0]
    assert (str(told.agreed), told.note) == ("2h", "as last quarter")


async def test_a_field_of_the_scope_that_was_begun_is_taken_over(opened: Opened, small: Path) -> None:
    async with opened(small) as app:
        await app.press("s")
        assert app.screen == "ScopeDialog"
        await app.press("ctrl+u", "'Large", "ctrl+q")
        await ended(app)
    assert read_stream(small).stream.name == "Large", "a field of the scope is taken over"


async def test_leaving_the_wastes_with_enter_changes_none(opened: Opened, small: Path) -> None:
    async with opened(small) as app:
        await app.press("t", "space", "down", "down", "space", "enter")
        assert app.screen == "MapScreen"
        assert app.app.session.stream.stage("build").tags == ("waiting", "hand-off")  # type: ignore[union-attr]


async def test_the_line_is_below_the_list_and_keys_go_there(opened: Opened, small: Path) -> None:
    async with opened(small) as app:
        await app.press("t", "end", "down", "'manual work", "enter")
        assert app.app.session.stream.stage("build").tags == ("manual work",)  # type: ignore[union-attr]
        await app.press("up", "space")
        assert app.app.session.stream.stage("build").tags == (), "up goes to the end of the list"  # type: ignore[union-attr]
