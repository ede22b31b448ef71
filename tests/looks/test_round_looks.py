"""Estimate rounds as they look: strips and an open value, a sheet with hidden answers, between two persons."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.looks.conftest import Looks
from tests.pilot.conftest import LOG, SMALL
from vsm_tui.tui.app import VsmApp

pytestmark = pytest.mark.xdist_group("pilot")
SIZES = [(80, 24), (120, 40), (200, 60)]
ROUND = """\
rounds:
  - date: 2026-11-24
    people: 4
    values:
      - {stage: build, value: wait, said: [4h, 1d, 1d..2d..3d], agreed: 1d, note: as the board shows}
      - {stage: build, value: touch, said: [1d..2d..3d, 2d, 2d..3d..1w]}
      - {stage: review, value: wait, said: [4h, 4h..1d..2d, 1d..2d..4d, 2d..4d..2w], agreed: 1d..2d..4d,
         dissent: two weeks before a release}
      - {stage: review, value: touch, said: [30m, 1h..2h..4h]}
"""


async def at_rest(app: VsmApp, pilot: Pilot[int]) -> None:
    """Wait for the measurement, and for it to be painted."""
    for _ in range(500):
        if app.session is not None and not app.session.shown().measuring:
            break
        await pilot.pause(0.02)
    await pilot.pause()


@pytest.mark.parametrize("size", SIZES, ids=["size0", "size1", "size2"])
async def test_a_round(looks: Looks, tmp_path: Path, size: tuple[int, int]) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL + ROUND, encoding="utf-8")
    path.with_name("small.events.csv").write_text(LOG, encoding="utf-8")
    app = VsmApp(path)
    async with app.run_test(size=size) as pilot:
        await at_rest(app, pilot)
        await pilot.press("R")
        await pilot.pause()
        looks.text(app)


@pytest.mark.parametrize("theme", ["vsm-dark", "vsm-light", "vsm-mono"])
async def test_a_round_in_colours(looks: Looks, tmp_path: Path, theme: str) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL + ROUND, encoding="utf-8")
    app = VsmApp(path)
    app.theme = theme
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("R", "down", "down", "w")
        await pilot.pause()
        looks.svg(app)


@pytest.mark.parametrize("size", SIZES, ids=["size0", "size1", "size2"])
async def test_a_round_on_its_way(looks: Looks, tmp_path: Path, size: tuple[int, int]) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    app = VsmApp(path)
    async with app.run_test(size=size) as pilot:
        await pilot.press("R")
        await pilot.pause()
        looks.text(app, "before")
        await pilot.press("n", "enter", *"1d..2d..4d", "enter", *"soon", "enter")
        await pilot.pause()
        looks.text(app, "sheet")
        await pilot.press("ctrl+u", "ctrl+n")
        await pilot.pause()
        looks.text(app, "gathering")
