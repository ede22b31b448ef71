"""In an estimate round, the row that is marked is the one that keys act on, at every size."""

from __future__ import annotations

from pathlib import Path

import pytest

from vsm_tui.model import Asked, Estimate

pytestmark = pytest.mark.xdist_group("pilot")


def marked(app) -> list[str]:  # type: ignore[no-untyped-def]
    """The rows of strips that are marked as the one keys act on."""
    return [" ".join(line.split()[1:4]) for line in app.text.split("\n") if line.strip().startswith("►")]


ALL = """\
rounds:
  - date: 2026-11-24
    people: 2
    values:
      - {stage: build, value: wait, said: [1h, 8h]}
      - {stage: build, value: touch, said: [1h, 1h..2h..4h]}
      - {stage: review, value: wait, said: [4h, 4h..1d..2d]}
      - {stage: review, value: touch, said: [1h, 1h]}
"""


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (200, 60), (60, 16)])
async def test_every_arrow_goes_to_another_value(opened, small: Path, size: tuple[int, int]) -> None:  # type: ignore[no-untyped-def]
    small.write_text(small.read_text(encoding="utf-8") + ALL, encoding="utf-8")
    way = [Asked("build", "wait"), Asked("build", "touch"), Asked("review", "wait"), Asked("review", "touch")]
    async with opened(small, size=size) as app:
        await app.press("R")

        def stands_at(asked: Asked) -> None:
            assert app.app.screen.asked() == asked
            (row,) = marked(app)
            assert row.replace("↔ ", "").startswith(f"{asked.stage.title()} {asked.value}"), app.text
            assert f"{asked.stage.title()} · {asked.value} ·" in app.text, "what is open below is what is marked"

        stands_at(way[0])
        await app.press("e", "'2h", "enter")
        stands_at(way[0])
        await app.press("down", "K")
        stands_at(way[1])
        stream = app.app.session.stream
        assert str(stream.stage("build").wait) == "2h", "what was agreed a moment ago stays"
        assert str(stream.stage("build").touch) == "1h..1.5h..4h"
        await app.press("up", "up", "down")
        stands_at(way[1])
        await app.press("u", "down")
        stands_at(way[2])
        await app.press("end")
        stands_at(way[3])
        await app.press("down", "up")
        stands_at(way[2])
        await app.press("home", "K")
        assert "Agreed on 1h..4.5h..8h for wait of ‘Build’, instead of 2h" in app.text
        await app.press("down")
        stands_at(way[1])
        await app.press("pagedown")
        stands_at(app.app.screen.asked())
        await app.press("pageup", "pageup")
        stands_at(way[0])


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_sheet_says_how_far_one_is_and_what_is_wrong(opened, small: Path, size: tuple[int, int]) -> None:  # type: ignore[no-untyped-def]
    async with opened(small, size=size) as app:
        await app.press("R", "n", "enter")
        assert "value 1 of 4, 3 to go · 1d is 8h · 0 filled in" in app.text
        await app.press("'77h..13h", "enter")
        assert "this range shrinks: write min..typical..max, the smallest first" in app.text
        assert "wait ✗" in app.text
        await app.press("ctrl+u", "'777", "enter")
        assert "a number has no unit: write m, h, d or w behind it" in app.text
        assert "777" not in app.text
        await app.press("'h", "enter", "enter")
        assert "wait ✓" in app.text
        assert "value 3 of 4, 1 to go · 1d is 8h · 1 filled in" in app.text, "nothing typed passes"
        await app.press("enter", "enter", "enter")
        assert app.screen == "GatherScreen"
        assert "1 person has answered" in app.text


async def test_what_to_talk_of_next_is_what_is_open(opened, small: Path) -> None:  # type: ignore[no-untyped-def]
    small.write_text(small.read_text(encoding="utf-8") + ALL.replace("1h..2h..4h", "1h..4h..6h"), encoding="utf-8")
    async with opened(small) as app:
        await app.press("R")
        assert "farthest apart Build wait ×8" in app.text
        await app.press("K")
        assert "farthest apart of what is open Build touch ×4" in app.text
        await app.press("K")
        assert app.app.session.stream.stage("build").touch == Estimate.parse("1d"), "the cursor went nowhere by itself"
