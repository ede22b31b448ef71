"""What people answered on the map stays theirs to change: ways that nothing takes, notes, digits."""

from __future__ import annotations

from pathlib import Path

from tests.pilot.conftest import SMALL, Opened
from vsm_tui.files import read_stream


async def test_r_edits_a_way_back_that_nothing_takes(opened: Opened, small: Path) -> None:
    small.write_text(SMALL.replace("rate: 10%", "rate: 0%"), encoding="utf-8")
    async with opened(small) as ui:
        assert "nothing comes back, by the estimates" in ui.text
        assert "↺" not in ui.text
        await ui.press("right", "r", "left", "r")
        assert "how much goes back" in ui.text
        await ui.press(*(["backspace"] * 6), "'25%", "enter", "ctrl+s")
        await ui.until(lambda: "25%" in small.read_text(encoding="utf-8"))
        assert "25% go back" in ui.text
    assert [str(loop.rate) for loop in read_stream(small).stream.rework] == ["25%"]
