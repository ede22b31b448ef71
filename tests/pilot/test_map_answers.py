"""What people answered on the map stays theirs to change: ways that nothing takes, notes, digits."""

from __future__ import annotations

from pathlib import Path

import pytest

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


AWAY = """\
vsm: 1
name: Small
stages:
  - {id: build, name: Build, wait: 1d, touch: 1d, states: {wait: [To do], touch: [Doing]}}
  - {id: test, name: Penetration test, outside: 3d}
finish: {state: [Done]}
"""
AWAY_LOG = """\
item,at,state
A-1,2026-03-02T09:00:00Z,To do
A-1,2026-03-03T09:00:00Z,Doing
A-1,2026-03-04T09:00:00Z,At vendor
A-1,2026-03-09T09:00:00Z,Done
"""


async def test_a_state_is_mapped_to_a_stage_that_is_done_outside(opened: Opened, small: Path) -> None:
    small.write_text(AWAY, encoding="utf-8")
    small.with_name("small.events.csv").write_text(AWAY_LOG, encoding="utf-8")
    async with opened(small) as ui:
        await ui.press("d")
        await ui.until(lambda: "At vendor" in ui.text)
        row = next(line for line in ui.text.splitlines() if "At vendor" in line)
        assert "not mapped" in row
        await ui.press("home")
        while "At vendor" not in next(line for line in ui.text.splitlines() if line.startswith("▌")):
            await ui.press("down")
        await ui.press("enter", "'outside", "enter")
        await ui.until(lambda: "Penetration test · outside" in ui.text)
        await ui.until(lambda: "At vendor" in small.read_text(encoding="utf-8"))
        await ui.press("escape", "m", "m")
        await ui.until(lambda: "5d outside" in ui.text or "15d outside" in ui.text)
    stage = read_stream(small).stream.stage("test")
    assert (stage.states.wait, stage.states.touch) == (("At vendor",), ())


async def test_notes_of_two_lines_stay_two_lines(opened: Opened, small: Path) -> None:
    small.write_text(SMALL.replace("    touch: 1d\n", "    touch: 1d\n    notes: |-\n      one site\n        of two\n"))
    async with opened(small) as ui:
        await ui.press("N")
        await ui.press("escape")
        assert "Edited the notes" not in ui.text, "nothing was changed"
        await ui.press("N", "'!", "enter", "'third", "escape")
        assert "Edited the notes" in ui.text
        await ui.until(lambda: "third" in small.read_text(encoding="utf-8"))
        await ui.press("u")
        await ui.until(lambda: "third" not in small.read_text(encoding="utf-8"))
        await ui.press("U")
        await ui.until(lambda: "third" in small.read_text(encoding="utf-8"))
    assert read_stream(small).stream.stage("build").notes == "one site\n  of two!\nthird"


EMPTY = """\
vsm: 1
name: Small
stages:
  - {id: build, name: Build}
  - {id: test, name: Vendor, outside: 3d}
  - {id: review, name: Review, wait: 1d}
"""


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_a_digit_on_a_stage_begins_what_it_lacks_first_at_every_size(
    opened: Opened, small: Path, size: tuple[int, int]
) -> None:
    small.write_text(EMPTY, encoding="utf-8")
    async with opened(small, size=size) as ui:
        await ui.press("home", "'1d", "enter", "'30m", "enter", "'90%", "enter")
        await ui.until(lambda: "90%" in small.read_text(encoding="utf-8"))
    async with opened(small, size=size) as ui:
        await ui.press("end", "'2h", "enter", "'80%", "enter")
        await ui.until(lambda: "80%" in small.read_text(encoding="utf-8"))
    build, _, review = read_stream(small).stream.stages
    assert (str(build.wait), str(build.touch), str(build.pca)) == ("1d", "30m", "90%")
    assert (str(review.wait), str(review.touch), str(review.pca)) == ("1d", "2h", "80%")


async def test_a_digit_on_a_stage_that_lacks_nothing_types_over_nothing(opened: Opened, small: Path) -> None:
    small.write_text(SMALL.replace("    touch: 1d\n", "    touch: 1d\n    pca: 80%\n"), encoding="utf-8")
    before = small.read_text(encoding="utf-8")
    async with opened(small) as ui:
        await ui.press("home", "'1")
        assert "Build lacks no value" in ui.text
        await ui.press("escape")
    assert small.read_text(encoding="utf-8") == before


async def test_nights_put_the_clock_back_that_was(opened: Opened, small_log: Path) -> None:
    async with opened(small_log.with_name("small.yaml")) as ui:
        await ui.until(lambda: "2 done" in ui.text)
        assert "working clock" in ui.text
        await ui.press("C")
        await ui.until(lambda: "nights" in ui.text)
        assert "elapsed clock" in ui.text
        await ui.press("C")
        await ui.until(lambda: "2 done" in ui.text and "working clock (8h days)" in ui.text)
