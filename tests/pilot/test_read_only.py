"""A view to look at: everything can be looked at, and nothing can be changed, written or fetched."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from vsm_tui.edit import EditError, SetNotes
from vsm_tui.tui.app import VsmApp
from vsm_tui.tui.screens.base import CommandScreen

ROOT = Path(__file__).resolve().parents[2]
KEYS = ("a", "A", "x", "r", "b", "B", "E", "N", "e", "5", "less_than_sign", "greater_than_sign", "s", "u", "U")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "streams", tmp_path / "streams")
    return tmp_path / "streams"


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


async def test_keys_that_change_say_why_they_do_not(folder: Path) -> None:
    before = held(folder)
    app = VsmApp(folder / "standard-feature.yaml", read_only=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        session = app.session
        assert session is not None
        stream = session.stream
        for key in KEYS:
            await pilot.press("down", key, "enter", "escape")
        screen = app.screen
        assert isinstance(screen, CommandScreen)
        for command in screen.commands():
            if not command.harmless:
                assert "a view to look at" in (command.why_not() or ""), command.id
        with pytest.raises(EditError):
            session.do(SetNotes("other"))
        assert session.stream is stream
        await pilot.press("m", "W")
        await pilot.pause()
        assert type(app.screen).__name__ == "WhyScreen"
        await pilot.press("escape", "d")
        await pilot.pause()
        await pilot.press("a", "p", "x", "enter", "asterisk", "escape", "escape")
        await pilot.press("ctrl+q")
    assert held(folder) == before


async def test_a_folder_is_listed_and_nothing_is_made_in_it(folder: Path) -> None:
    before = held(folder)
    app = VsmApp(folder, read_only=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.press("n", "D", "e", "1", "2", "3", "enter")
        await pilot.pause()
        assert app.session is not None
        await pilot.press("ctrl+q")
    assert held(folder) == before
