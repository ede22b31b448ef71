"""The guide as it looks: every step, what is understood and what is wrong, at three sizes and in three themes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.looks.conftest import Looks
from tools.screenshots import BEGUN, WHOLE
from vsm_tui.tui.app import VsmApp

pytestmark = pytest.mark.xdist_group("pilot")
SIZES = [(80, 24), (120, 40), (200, 60)]
BLANK = "vsm: 1\nname: Shop\nstages: []\n"


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VSM_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")


def made(folder: Path, text: str, *, ascii: bool = False) -> VsmApp:  # noqa: A002 -- the flag's own name
    path = folder / "shop.yaml"
    path.write_text(text, encoding="utf-8")
    return VsmApp(path, ascii=ascii)


async def asked(pilot: Pilot[Any], *keys: str) -> None:
    """Open the guide and press keys there; what begins with a quote is typed letter by letter."""
    await pilot.pause()
    for key in ("Q", *keys):
        letters = ["space" if letter == " " else letter for letter in key[1:]]
        await pilot.press(*(letters if key[0] == "'" else [key]))
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


STATES = {
    "scope": (BLANK, (), "Which kind of work"),
    "suggestion": (BLANK, ("down", "down"), "►"),
    "first-stage": (BLANK, ("pagedown",), "What is done first"),
    "stages": (BEGUN, ("pageup", "pageup", "pagedown"), "What comes after ‘Release’"),
    "times": (BEGUN, ("'1d..2d..4d",), "typically 2d"),
    "wrong": (BEGUN, ("'4",), "4 has no unit"),
    "quality": (BEGUN, ("pagedown", "'80"), "80 usable, 20 sent back"),
    "rework": (BEGUN, ("pagedown", "pagedown"), "go back to ‘Refine’"),
    "data": (BEGUN, ("pagedown", "pagedown", "pagedown"), "Which tool knows"),
    "review-open": (BEGUN, ("pagedown",) * 4, "still missing"),
    "review": (WHOLE, ("pageup",), "Walk through it once more"),
    "improve": (WHOLE, (), "What stands out"),
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("state", STATES)
async def test_guide(looks: Looks, tmp_path: Path, state: str, size: tuple[int, int]) -> None:
    text, keys, says = STATES[state]
    app = made(tmp_path, text)
    async with app.run_test(size=size) as pilot:
        await asked(pilot, *keys)
        assert says in looks.text(app)


@pytest.mark.parametrize("theme", ["vsm-dark", "vsm-light", "vsm-mono"])
async def test_guide_in_colours(looks: Looks, tmp_path: Path, theme: str) -> None:
    app = made(tmp_path, BEGUN)
    app.theme = theme
    async with app.run_test(size=(120, 40)) as pilot:
        await asked(pilot, "'4d", "down")
        looks.svg(app)


async def test_guide_in_ascii(looks: Looks, tmp_path: Path) -> None:
    app = made(tmp_path, BEGUN, ascii=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await asked(pilot, "down")
        assert looks.text(app).isascii()
