"""The pictures can be taken again: every shot leads somewhere of its own, and nothing of the machine is in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.screenshots import SHOTS, SIZES, Shot, taken, workspace

SIZE = (80, 24)


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VSM_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    workspace(tmp_path)
    return tmp_path


def words(svg: str) -> str:
    return " ".join(re.findall(r"<text [^>]*>([^<]*)</text>", svg)).replace("&#160;", " ")


SAYS = {
    "map": "CONSTRAINT",
    "workspace": "Payments bug fix",
    "workspace-empty": "no stream in this folder",
    "items": "SHOP-",
    "problems": "no unit",
    "data": "Needs info",
}


@pytest.mark.parametrize("shot", [shot for shot in SHOTS if shot.name in SAYS], ids=lambda shot: shot.name)
async def test_a_shot_shows_its_screen(shot: Shot, copy: Path) -> None:
    svg = await taken(shot, SIZE)
    assert SAYS[shot.name] in words(svg)
    assert str(copy) not in svg


async def test_the_same_shot_is_the_same_picture(copy: Path) -> None:
    assert await taken(SHOTS[0], SIZE) == await taken(SHOTS[0], SIZE)


def test_every_screen_is_taken_once_at_every_size() -> None:
    assert len({shot.name for shot in SHOTS}) == len(SHOTS)
    assert SIZES == ((80, 24), (120, 40), (200, 60))
