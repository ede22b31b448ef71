"""What people answered on the map stays theirs to change: ways that nothing takes, notes, digits."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pilot.conftest import SMALL, Opened
from vsm_tui.files import read_stream
from vsm_tui.tui.mapview import MapView


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


COMPLETE = SMALL.replace("    touch: 1d\n", "    touch: 1d\n    pca: 80%\n")


async def test_a_digit_on_a_stage_that_lacks_nothing_types_its_wait_and_escape_leaves_it(
    opened: Opened, small: Path
) -> None:
    small.write_text(COMPLETE, encoding="utf-8")
    async with opened(small) as ui:
        await ui.press("home", "'5d")
        assert ui.screen == "MapScreen", "what follows the digit is no command"
        assert "Build lacks no value; its wait is 1d: esc leaves it so" in ui.text
        await ui.press("escape")
        assert "esc leaves it so" not in ui.text
        assert small.read_text(encoding="utf-8") == COMPLETE
        await ui.press("home", "up", "up", "'1-2d", "enter")
        await ui.until(lambda: "1d..1.5d..2d" in small.read_text(encoding="utf-8"))
    assert str(read_stream(small).stream.stages[0].wait) == "1d..1.5d..2d"


async def test_a_digit_on_an_outside_stage_that_lacks_nothing_types_its_time(opened: Opened, small: Path) -> None:
    small.write_text(AWAY.replace("outside: 3d", "outside: 3d, pca: 90%"), encoding="utf-8")
    async with opened(small) as ui:
        await ui.press("end", "'9d")
        assert "Penetration test lacks no value; its time is 3d" in ui.text
        await ui.press("enter")
        await ui.until(lambda: "outside: 9d" in small.read_text(encoding="utf-8"))


async def test_drawing_a_loop_is_not_told_beside_what_was_done_before(opened: Opened, small: Path) -> None:
    small.write_text(COMPLETE, encoding="utf-8")
    async with opened(small) as ui:
        await ui.press("right", "'99", "enter")
        assert "takes it back" in ui.text
        await ui.press("r")
        assert "rework from Review" in ui.text
        assert "takes it back" not in ui.text


async def test_home_goes_to_the_first_stage_and_shows_the_top(opened: Opened, small: Path) -> None:
    stages = "".join(
        f"  - {{id: s{k}, name: Stage {k}, wait: 1d, touch: 1h, pca: 90%, states: {{wait: [W{k}], touch: [T{k}]}}}}\n"
        for k in range(1, 11)
    )
    small.write_text(f"vsm: 1\nname: Ten\nstages:\n{stages}finish: {{state: [Done]}}\n", encoding="utf-8")
    log = "".join(
        f"A-1,2026-03-{k + 1:02d}T09:00:00Z,W{k}\nA-1,2026-03-{k + 1:02d}T12:00:00Z,T{k}\n" for k in range(1, 11)
    )
    small.with_name("small.events.csv").write_text(
        f"item,at,state\n{log}A-1,2026-03-20T09:00:00Z,Done\n", encoding="utf-8"
    )
    async with opened(small, size=(80, 24)) as ui:
        await ui.until(lambda: "1 done" in ui.text)
        top = ui.text.splitlines()[:3]
        await ui.press("end")
        assert ui.text.splitlines()[:3] != top
        await ui.press("home")
        assert ui.text.splitlines()[:3] == top
        map_ = ui.app.screen.query_one(MapView)
        await ui.press("end", *["down"] * 30)
        assert map_.spot.field == "fact", "the row of totals"
        await ui.press("home")
        assert (map_.spot.stage, map_.spot.field) == (0, "name")
        assert ui.text.splitlines()[:3] == top


async def test_a_period_is_named_where_it_is_compared_and_where_it_is_chosen(opened: Opened, small_log: Path) -> None:
    async with opened(small_log.with_name("small.yaml"), size=(80, 24)) as ui:
        await ui.until(lambda: "2 done" in ui.text)
        await ui.press("T")
        await ui.until(lambda: ui.screen == "PeriodDialog")
        assert "all (now)" in ui.text
        await ui.press("'last 8 days", "enter")
        await ui.until(lambda: "last 8 days:" in ui.text)
        await ui.press("T")
        await ui.until(lambda: "last 8 days (now)" in ui.text)
        await ui.press("enter")
        await ui.until(lambda: ui.screen == "MapScreen")
        assert "last 8 days:" in ui.text, "the one that is looked at stands under the cursor"
        await ui.press("v")
        await ui.until(lambda: "B measured, last 8 days" in ui.text)
        assert "last 8 days of the log, not all of it" in ui.text


async def test_nights_put_the_clock_back_that_was(opened: Opened, small_log: Path) -> None:
    async with opened(small_log.with_name("small.yaml")) as ui:
        await ui.until(lambda: "2 done" in ui.text)
        assert "working clock" in ui.text
        await ui.press("C")
        await ui.until(lambda: "nights" in ui.text)
        assert "elapsed clock" in ui.text
        await ui.press("C")
        await ui.until(lambda: "2 done" in ui.text and "working clock (8h days)" in ui.text)
