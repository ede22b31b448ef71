"""The guide, by keys alone: from nothing to a whole map of ten stages, left midway and gone on with."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from tests.pilot.conftest import Driver, Opened
from vsm_tui.files import read_stream
from vsm_tui.flow import expected
from vsm_tui.flow.steps import way
from vsm_tui.tui.mapview import MapView
from vsm_tui.tui.screens.guide import GuideScreen
from vsm_tui.tui.widgets.rail import Rail

STAGES = ("Idea", "Refine", "Design", "Build", "Code review", "Test", "Fix", "Approve", "Release", "Validate")


def guide(app: Driver) -> GuideScreen:
    screen = app.app.screen
    assert isinstance(screen, GuideScreen)
    return screen


def asked(app: Driver) -> tuple[str, str, str]:
    ask = guide(app).place.ask
    return ("", "", "") if ask is None else ask.key


async def quit_app(app: Driver) -> None:
    await app.press("ctrl+q")
    await app.until(lambda: app.app.return_code is not None or not app.app.is_running)


async def begun(app: Driver, name: str = "Shop") -> None:
    """From the list of streams into the guide of a new blank one."""
    await app.press("Q", f"'{name}", "enter")
    await app.until(lambda: app.screen == "GuideScreen")


async def test_ten_stages_from_nothing_with_a_break_in_the_middle(opened: Opened, folder: Path) -> None:
    path = folder / "shop.yaml"
    async with opened(size=(80, 24)) as app:
        assert "Be guided" in app.text, "an empty folder offers it first"
        await begun(app)
        await app.press("'Newsletter", "enter", "'A wish arrived", "enter", "'In use", "enter", "'customer", "enter")
        for name in STAGES:
            assert asked(app)[0] == "stage"
            await app.press(f"'{name}", "enter")
        assert [stage.name for stage in guide(app).session.stream.stages] == list(STAGES)
        await app.press("enter")
        for index in range(4):
            assert asked(app) == ("wait", guide(app).session.stream.stages[index].id, "")
            await app.press("'2d", "enter", "'4h", "enter")
        await app.press("'1d..2d")
        await app.press("'..5d", "enter")
        await quit_app(app)
    stream = read_stream(path).stream
    assert len(stream.stages) == 10
    assert str(stream.stages[4].wait) == "1d..2d..5d"

    async with opened(path, size=(80, 24)) as app:
        await app.press("Q")
        await app.until(lambda: app.screen == "GuideScreen")
        assert asked(app) == ("touch", "code-review", ""), "it goes on where something is missing"
        await app.press("'1h", "enter")
        for _ in STAGES[5:]:
            await app.press("'outside 1d", "enter")
        assert "80 usable" not in app.text
        for _ in STAGES:
            assert asked(app)[0] == "pca"
            await app.press("'80")
            assert "80 usable, 20 sent back" in app.text
            await app.press("enter")
        for _ in STAGES[1:]:
            assert asked(app)[0] == "back"
            await app.press("'20 not clear", "enter")
        assert asked(app) == ("log", "", "")
        assert way(guide(app).session.stream).next is None
        await app.press("enter")
        assert guide(app).place.step == "review"
        assert "lead time" in app.text
        await app.press("enter")
        await app.until(lambda: "What stands out" in app.text)
        await app.press("enter")
        await app.until(lambda: app.screen == "MapScreen")
        await quit_app(app)
    stream = read_stream(path).stream
    assert expected(stream).lead_time.mean is not None
    assert not expected(stream).gaps
    assert len(stream.rework) == 9


async def test_suggestions_are_picked_by_key(opened: Opened, folder: Path) -> None:
    async with opened() as app:
        await begun(app, "Bugs")
        await app.press("down", "down", "enter")
        stream = guide(app).session.stream
        assert stream.work_type == "bug"
        await app.press("down", "enter", "down", "enter", "down", "enter")
        stream = guide(app).session.stream
        assert (stream.start, stream.end, stream.confirmed_by) == (
            "Bug reported",
            "Fix in production and confirmed",
            "customer",
        )
        await app.press("down", "enter", "down", "down", "enter")
        assert [s.name for s in guide(app).session.stream.stages] == ["Triage", "Fix"]
        await app.press("down", "up", "enter")
        assert guide(app).place.step == "times", "going back up from the first leaves all of them"


async def test_every_answer_is_one_undoable_edit(opened: Opened, folder: Path, small: Path) -> None:
    async with opened(small) as app:
        await app.press("Q")
        await app.until(lambda: app.screen == "GuideScreen")
        session = guide(app).session
        before = session.stream
        await app.press("'bug", "enter", "'customer", "enter")
        assert [entry.title for entry in session.history.entries] == [
            "Set the work type to ‘bug’",
            "Set who says it is done to ‘customer’",
        ]
        await app.press("ctrl+t")
        assert asked(app) == ("confirmed_by", "", ""), "back at the question that is open again"
        await app.press("ctrl+t")
        assert session.stream == before
        assert asked(app)[0] == "work_type"


async def test_one_answer_changes_one_line_of_the_file(opened: Opened, folder: Path, small: Path) -> None:
    before = small.read_text(encoding="utf-8").splitlines()
    async with opened(small) as app:
        await app.press("Q", "pagedown", "pagedown", "pagedown")
        await app.until(lambda: asked(app)[0] == "pca")
        await app.press("'85", "enter")
        await quit_app(app)
    after = small.read_text(encoding="utf-8").splitlines()
    assert [line for line in after if line not in before] == ["    pca: 85%"]
    assert [line for line in before if line not in after] == []


async def test_an_empty_answer_passes_no_gate(opened: Opened, folder: Path, small: Path) -> None:
    async with opened(small) as app:
        await app.press("Q")
        await app.until(lambda: app.screen == "GuideScreen")
        stream = guide(app).session.stream
        await app.press("enter")
        assert asked(app)[0] == "work_type"
        assert "the kind of work is missing" in app.text
        await app.press("tab", "tab", "tab")
        assert asked(app)[0] == "confirmed_by", "tab leaves it open"
        assert guide(app).session.stream is stream
        await app.press("pagedown", "pagedown", "pagedown", "enter", "pagedown", "pagedown", "pagedown")
        assert guide(app).place.step == "review"
        assert "left open" in app.text
        assert "the kind of work" in app.text
        await app.press("pagedown")
        assert guide(app).place.step == "improve", "the times are known: there is a lead time to improve"
        assert "Still open: the kind of work and 3 more" in app.text
        assert not guide(app).way.step("review").done, "what was left open is not ticked"
        await app.press("pageup", "enter")
        assert asked(app)[0] == "work_type", "next leads to the one missing thing"


async def test_what_is_wrong_stays_and_says_what_would_be_right(opened: Opened, folder: Path, small: Path) -> None:
    async with opened(small) as app:
        await app.press("Q", "pagedown", "pagedown")
        await app.until(lambda: asked(app)[0] == "wait")
        await app.press("'two apples", "enter")
        assert "two apples" in app.text
        assert "write" in app.text
        assert asked(app)[0] == "wait"
        await app.press("tab")
        assert asked(app)[1] == "build", "nor does tab throw it away"
        await app.press("escape")
        assert guide(app).query_one(Input).value == "1d", "escape brings back what stood there"


async def test_an_answer_of_before_is_shown_and_changed(opened: Opened, folder: Path, small: Path) -> None:
    async with opened(small) as app:
        await app.press("Q", "pagedown", "pagedown", "tab", "tab")
        await app.until(lambda: asked(app) == ("wait", "review", ""))
        assert guide(app).query_one(Input).value == "1d..2d..4d"
        await app.press("'3d", "enter")
        assert str(guide(app).session.stream.stage("review").wait) == "3d"
        await app.press("shift+tab")
        assert asked(app)[0] in ("touch", "wait")


async def test_from_the_map_the_question_follows(opened: Opened, folder: Path, small: Path) -> None:
    async with opened(small) as app:
        await app.press("Q", "escape")
        await app.until(lambda: isinstance(app.app.focused, MapView))
        await app.press("right", "down")
        await app.until(lambda: asked(app)[1] == "review")
        await app.press("enter")
        assert isinstance(app.app.focused, Input)
        await app.press("escape", "escape")
        await app.until(lambda: app.screen == "MapScreen")


async def test_a_stage_goes_in_between(opened: Opened, folder: Path, small: Path) -> None:
    async with opened(small) as app:
        await app.press("Q", "pagedown", "shift+tab")
        await app.until(lambda: asked(app) == ("stage", "build", ""))
        await app.press("down", "enter", "'Test", "enter")
        assert [s.name for s in guide(app).session.stream.stages] == ["Build", "Test", "Review"]
        assert asked(app) == ("stage", "test", "")


async def test_the_mouse_picks_suggestions_and_steps(opened: Opened, folder: Path, small: Path) -> None:
    async with opened(small) as app:
        await app.press("Q")
        await app.until(lambda: app.screen == "GuideScreen")
        await app.pilot.click("Chips", offset=(4, 0))
        await app.until(lambda: guide(app).session.stream.work_type == "feature")
        rail = app.app.screen.query_one(Rail)
        x = app.text.splitlines()[0].index("Quality")
        await app.pilot.click(rail, offset=(x + 1, 0))
        await app.until(lambda: asked(app)[0] == "pca")


async def test_outside_can_be_taken_back(opened: Opened, folder: Path, small: Path) -> None:
    async with opened(small) as app:
        await app.press("Q", "pagedown", "pagedown", "down", "enter")
        await app.until(lambda: guide(app).query_one(Input).value == "outside ")
        await app.press("'5d", "enter")
        assert str(guide(app).session.stream.stage("build").outside) == "5d"
        assert asked(app) == ("wait", "review", ""), "on to the next question"
        await app.press("shift+tab")
        assert asked(app) == ("outside", "build", "")
        await app.press("down", "enter")
        assert asked(app) == ("wait", "build", ""), "both times are asked for again"
        assert guide(app).session.stream.stage("build").outside is None


async def test_data_opens_the_data_screen(opened: Opened, folder: Path, small: Path) -> None:
    async with opened(small) as app:
        await app.press("Q", *["pagedown"] * 5)
        await app.until(lambda: asked(app)[0] == "log")
        await app.press("down", "enter")
        await app.until(lambda: app.screen == "DataScreen")
        await app.press("escape")
        await app.until(lambda: app.screen == "GuideScreen")


async def test_a_log_that_is_named_is_read_before_it_is_taken(opened: Opened, folder: Path, small: Path) -> None:
    small.with_name("bad.csv").write_text("no,log\n1,2\n", encoding="utf-8")
    small.with_name("good.csv").write_text("item,at,state\nA-1,2026-01-05T09:00:00Z,To Do\n", encoding="utf-8")
    async with opened(small) as app:
        await app.press("Q", *["pagedown"] * 5)
        await app.until(lambda: asked(app)[0] == "log")
        await app.press("'bad.csv", "enter")
        await app.until(lambda: app.screen == "SayColumns")
        await app.press("escape")
        await app.until(lambda: app.screen == "GuideScreen" and "nothing has changed" in app.text)
        assert guide(app).session.stream.log == ()
        assert guide(app).query_one(Input).value == "bad.csv", "what was typed is still there to be mended"
        await app.press("pagedown")
        assert asked(app)[0] == "log", "it is not dropped by going on"
        await app.press("ctrl+u", "'good.csv", "enter")
        await app.until(lambda: guide(app).session.stream.log == ("good.csv",))
        assert asked(app)[0] != "log"


async def test_a_stage_named_like_a_command_is_only_a_name(opened: Opened, folder: Path, small: Path) -> None:
    async with opened(small) as app:
        await app.press("Q", "pagedown")
        await app.until(lambda: asked(app)[0] == "stage")
        await app.press("'[@click=app.quit]x[/]", "enter")
        assert "[@click=app.quit]x[/]" in app.text
        await app.pilot.click("#question", offset=(24, 0))
        await app.pilot.pause()
        assert app.app.is_running
        assert app.screen == "GuideScreen"


async def test_what_is_being_typed_is_kept_when_the_app_is_left(opened: Opened, folder: Path, small: Path) -> None:
    async with opened(small) as app:
        await app.press("Q", "'bug")
        await quit_app(app)
    assert read_stream(small).stream.work_type == "bug"


async def test_a_view_to_look_at_shows_the_guide_and_takes_nothing(opened: Opened, folder: Path, small: Path) -> None:
    before = small.read_bytes()
    async with opened(small, read_only=True) as app:
        await app.press("Q")
        await app.until(lambda: app.screen == "GuideScreen")
        assert "Which kind of work" in app.text
        await app.press("'bug", "enter", "ctrl+t")
        await app.pilot.click("Chips", offset=(4, 0))
        await app.pilot.pause()
        assert guide(app).session.stream.work_type == ""
        await quit_app(app)
    assert small.read_bytes() == before


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_in_ascii_there_is_nothing_else(opened: Opened, folder: Path, small: Path, size: tuple[int, int]) -> None:
    async with opened(small, size=size, ascii=True) as app:
        await app.press("Q")
        await app.until(lambda: app.screen == "GuideScreen")
        for _ in range(7):
            drawn = [line[: size[0] - 1] for line in app.text.splitlines()]  # scroll bars are Textual's own
            assert "".join(drawn).isascii(), app.text
            await app.press("pagedown")


async def test_what_stands_out_explains_itself_and_leads_to_why(opened: Opened, folder: Path) -> None:
    path = folder / "whole.yaml"
    path.write_text(WHOLE, encoding="utf-8")
    async with opened(path) as app:
        await app.press("Q")
        await app.until(lambda: "What stands out" in app.text)
        assert "◆ Review waits 2.2d of 6.7d" in app.text
        await app.press("question_mark")
        await app.until(lambda: app.screen == "ExplainScreen")
        assert "Review" in app.text
        await app.press("escape", "W")
        await app.until(lambda: app.screen == "WhyScreen")


WHOLE = """\
vsm: 1
name: Whole
work_type: feature
start: asked
end: in use
confirmed_by: customer
stages:
  - {id: build, name: Build, wait: 1d, touch: 2d, pca: 90%}
  - {id: review, name: Review, wait: 2d, touch: 1d, pca: 100%}
rework:
  - {from: review, to: build, rate: 10%, cause: not clear}
"""


async def test_long_names_leave_the_answer_in_sight(opened: Opened, folder: Path) -> None:
    long = "Agreed by everybody who could have something against it " * 3
    path = folder / "long.yaml"
    stages = "".join(f"  - {{id: s{at}, name: {at} {long}, pca: 80%}}\n" for at in range(3))
    path.write_text(f"vsm: 1\nname: {long}\nstart: {long}\nend: {long}\nstages:\n{stages}", encoding="utf-8")
    async with opened(path, size=(80, 24)) as app:
        await app.press("Q")
        await app.until(lambda: app.screen == "GuideScreen")
        for _ in range(40):
            assert guide(app).place.ask is None or "answer" in app.text, app.text
            await app.press("tab")
        assert guide(app).place.step == "review"
