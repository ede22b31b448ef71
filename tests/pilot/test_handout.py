"""Writing a hand-out from the map: the file is there, and none is replaced unasked."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from vsm_tui.tui.app import VsmApp

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def stream(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "streams", tmp_path / "streams")
    return tmp_path / "streams" / "forecast-model.yaml"


async def until_there(pilot: Pilot[int], path: Path, begins: str) -> str:
    """Wait for the thread that writes it."""
    for _ in range(600):
        if path.is_file() and path.read_text(encoding="utf-8").startswith(begins):
            return path.read_text(encoding="utf-8")
        await pilot.pause(0.05)
    pytest.fail(f"{path} was not written")


async def named(pilot: Pilot[int], text: str) -> None:
    """Ask for a hand-out of that name."""
    await pilot.press("H")
    await pilot.pause()
    pilot.app.screen.query_one(Input).value = text
    await pilot.press("enter")
    await pilot.pause()


async def test_what_is_shown_is_handed_out(stream: Path) -> None:
    app = VsmApp(stream)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.press("H")
        await pilot.pause()
        assert app.screen.query_one(Input).value == str(stream.with_suffix(".html"))
        await pilot.press("escape")
        target = stream.with_name("given.md")
        await named(pilot, str(target))
        text = await until_there(pilot, target, "# Forecast")
        assert "## Stage by stage" in text
        target.write_text("mine", encoding="utf-8")
        await named(pilot, str(target))
        await pilot.press("1")
        await pilot.pause()
        assert target.read_text(encoding="utf-8") == "mine"
        await named(pilot, str(target))
        await pilot.press("2")
        await until_there(pilot, target, "# Forecast")
        await named(pilot, str(stream.with_name("given.docx")))
        assert len(app.screen_stack) > 1  # it asks again
        await pilot.press("escape")


async def test_the_end_of_a_long_path_shows(stream: Path) -> None:
    deep = stream.parent / ("a-folder-with-a-long-name-" * 3) / "and-another-one"
    deep.mkdir(parents=True)
    shutil.copy(stream, deep / stream.name)
    app = VsmApp(deep / stream.name)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("H")
        await pilot.pause()
        await pilot.pause()
        field = app.screen.query_one(Input)
        assert "forecast-model.html" in "".join(segment.text for segment in field.render_line(0))
        await pilot.press("escape")
