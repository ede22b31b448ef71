"""The guide where somebody hesitates, errs, leaves something open or comes back: what is said is true, and leads on."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from tests.pilot.conftest import Driver, Opened
from tests.pilot.test_guide import asked, guide
from vsm_tui.draw import Spot
from vsm_tui.files import read_stream
from vsm_tui.tui.mapview import MapView
from vsm_tui.tui.screens.guide import GuideScreen
from vsm_tui.tui.screens.map import MapScreen
from vsm_tui.tui.widgets.timer import TimerCorner

TIMED = """\
vsm: 1
name: Timed
work_type: bug
start: asked
end: in use
confirmed_by: customer
stages:
  - {id: triage, name: Triage, wait: 1d, touch: 1h}
  - {id: fix, name: Fix, wait: 2h, touch: 1d}
  - {id: review, name: Review, wait: 1h, touch: 1h}
  - {id: release, name: Release, wait: 4d, touch: 1h}
"""
STATES = ("Waiting for triage", "In triage", "Ready to fix", "Fixing", "Ready for review", "In review", "Done")


def below(app: Driver) -> str:
    """The line below the field, which may be two rows."""
    return str(guide(app).asked.query_one("#understood").render())


async def guided(app: Driver, *keys: str) -> None:
    await app.press("Q")
    await app.until(lambda: app.screen == "GuideScreen")
    await app.press(*keys)
    await app.pilot.pause()


@pytest.fixture
def timed(folder: Path) -> Path:
    path = folder / "timed.yaml"
    path.write_text(TIMED, encoding="utf-8")
    return path


@pytest.fixture
def logged(timed: Path) -> Path:
    rows = [f"A-{item},2026-03-{2 + at:02}T09:00:00Z,{state}" for item in range(3) for at, state in enumerate(STATES)]
    timed.with_name("timed.events.csv").write_text("\n".join(["item,at,state", *rows]) + "\n", encoding="utf-8")
    return timed


async def test_what_was_left_open_locks_nothing_that_can_be_told(opened: Opened, timed: Path) -> None:
    async with opened(timed) as app:
        await guided(app)
        assert asked(app) == ("pca", "triage", "")
        await app.press("pagedown", "pagedown", "pagedown")
        assert guide(app).place.step == "review"
        assert "lead time 6.8d" in app.text
        assert "7 left open: it cannot be told how much arrives usable" in app.text
        await app.press("pagedown")
        assert guide(app).place.step == "improve"
        assert "Still open: %C/A of ‘Triage’ and 6 more" in app.text
        assert "It cannot be told how much arrives usable (rolled %C/A); what rework costs" in " ".join(
            app.text.split()
        )
        assert [step.name for step in guide(app).way.steps if step.done] == ["scope", "stages", "times"]


async def test_improve_names_what_a_lead_time_needs(opened: Opened, timed: Path) -> None:
    timed.write_text(TIMED.replace("wait: 2h, ", ""), encoding="utf-8")
    async with opened(timed) as app:
        await guided(app, "pagedown", "pagedown", "pagedown", "pagedown")
        assert guide(app).place.step == "review"
        assert "there is no lead time without wait of ‘Fix’" in app.text
        await app.press("pagedown")
        assert "Improve comes later: wait of ‘Fix’ is missing first" in app.text


async def test_next_is_where_enter_leads(opened: Opened, timed: Path) -> None:
    async with opened(timed) as app:
        await guided(app, "tab")
        assert asked(app) == ("pca", "fix", "")
        for stage, name in (("fix", "Review"), ("review", "Release")):
            assert asked(app) == ("pca", stage, "")
            assert f"next: %C/A of ‘{name}’ · still open: %C/A of ‘Triage’" in below(app)
            await app.press("'90", "enter")
        assert asked(app) == ("pca", "release", "")
        assert "next: what comes back to ‘Triage’ · still open: %C/A of ‘Triage’" in below(app)


async def test_a_notice_ends_with_what_it_was_about(opened: Opened, timed: Path) -> None:
    async with opened(timed) as app:
        await guided(app, "enter")
        assert "%C/A of ‘Triage’ is missing; tab leaves it open" in app.text
        await app.press("'8")
        assert "is missing" not in app.text
        await app.press("0", "enter", "ctrl+t")
        assert "Undone" in app.text
        await app.press("'80", "enter")
        assert "Undone" not in app.text
        assert "enter ok" in app.text, "the keys are back"


async def test_r_draws_a_way_back_from_where_one_was_asked(opened: Opened, timed: Path) -> None:
    async with opened(timed) as app:
        await guided(app, "pagedown")
        await app.until(lambda: asked(app) == ("back", "triage", "fix"))
        await app.press("tab", "tab", "escape")
        await app.until(lambda: isinstance(app.app.focused, MapView))
        assert guide(app).map.spot.stage == 2, "the stage that was asked about"
        await app.press("r")
        assert "back from ‘Review’" in app.text
        guide(app).map.go_to(Spot(0))
        await app.pilot.pause()
        assert "back from ‘Review’" in app.text, "the question does not follow while a way back is drawn"
        await app.press("r")
        assert [loop.key for loop in guide(app).session.stream.rework] == [("review", "triage")]
        assert asked(app) == ("rate", "triage", "review")
        await app.press("'15 not clear", "enter")
        assert str(guide(app).session.stream.rework[0].rate) == "15%"


async def test_a_way_back_that_leads_forward_is_refused_and_esc_drops_it(opened: Opened, timed: Path) -> None:
    async with opened(timed) as app:
        await guided(app, "pagedown", "escape", "r")
        guide(app).map.go_to(Spot(3))
        await app.pilot.pause()
        await app.press("r")
        assert "comes after" in app.text
        await app.press("escape")
        assert not guide(app).way_back.begun
        assert app.screen == "GuideScreen"
        assert guide(app).session.stream.rework == ()


async def test_leaving_puts_the_maps_cursor_where_one_was(opened: Opened, timed: Path) -> None:
    async with opened(timed) as app:
        await guided(app, "tab", "tab", "escape", "escape")
        await app.until(lambda: app.screen == "MapScreen")
        screen = app.app.screen
        assert isinstance(screen, MapScreen)
        assert screen.map.spot.stage == 2


async def test_typing_narrows_what_can_be_picked(opened: Opened, folder: Path) -> None:
    async with opened(size=(80, 24)) as app:
        await app.press("Q", "'Shop", "enter")
        await app.until(lambda: app.screen == "GuideScreen")
        await app.press("'inc")
        assert "incident" in app.text
        assert "security" not in app.text
        assert "enter takes ‘inc’" in app.text
        await app.press("down", "enter")
        assert guide(app).session.stream.work_type == "incident"
        await app.press("shift+tab", "'odd jobs", "enter")
        assert guide(app).session.stream.work_type == "odd jobs"


async def test_states_are_picked_from_the_log_and_checked_against_it(opened: Opened, logged: Path) -> None:
    async with opened(logged, size=(120, 40)) as app:
        await guided(app, "pagedown", "pagedown")
        assert asked(app) == ("states", "triage", "")
        await app.until(lambda: "suggested: Waiting for triage / In triage" in app.text)
        assert "next: states of ‘Fix’, or Review with enter alone" in below(app)
        assert "0 of 7 states of the log are mapped" in below(app)
        await app.press("'waiting for triage / in tr")
        assert "not in the log: ‘in tr’; did you mean ‘In triage’?" in below(app)
        await app.press("down", "down", "enter", "enter")
        states = guide(app).session.stream.stage("triage").states
        assert (states.wait, states.touch) == (("Waiting for triage",), ("In triage",)), "as the log spells them"
        assert asked(app) == ("states", "fix", "")
        await app.press("'Queued", "enter")
        assert asked(app) == ("states", "fix", ""), "it is said before it is taken"
        assert "enter takes it all the same" in below(app)
        await app.press("enter")
        assert guide(app).session.stream.stage("fix").states.wait == ("Queued",)


async def test_back_from_the_data_screen_the_next_missing_thing_is_asked(opened: Opened, logged: Path) -> None:
    async with opened(logged) as app:
        await guided(app, "pagedown", "pagedown", "escape", "d")
        await app.until(lambda: app.screen == "DataScreen" and "Waiting for triage" in app.text)
        await app.press("asterisk")
        await app.until(lambda: guide_below(app).session.stream.stage("triage").states.wait)
        await app.press("escape")
        await app.until(lambda: app.screen == "GuideScreen")
        assert asked(app)[1] != "triage"
        ask = guide(app).place.ask
        assert ask is None or not ask.known


def guide_below(app: Driver) -> GuideScreen:
    return next(screen for screen in app.app.screen_stack if isinstance(screen, GuideScreen))


async def test_a_changed_answer_leads_to_the_next_question_in_order(opened: Opened, timed: Path) -> None:
    async with opened(timed) as app:
        await guided(app, "pageup")
        await app.until(lambda: asked(app) == ("wait", "triage", ""))
        await app.press("'3d", "enter")
        assert asked(app) == ("touch", "triage", "")
        await app.press("enter", "'5h", "enter")
        assert asked(app) == ("touch", "fix", "")
        await app.press(*["enter"] * 5)
        assert asked(app) == ("pca", "triage", ""), "at the end of the step to what is missing"


async def test_undo_and_redo_stay_at_their_question(opened: Opened, timed: Path) -> None:
    async with opened(timed, size=(80, 24)) as app:
        await guided(app, "pageup")
        await app.until(lambda: asked(app) == ("wait", "triage", ""))
        assert "ctrl+t undo" in app.text
        await app.press("'3d", "enter", "tab", "tab", "ctrl+t")
        assert asked(app) == ("wait", "triage", "")
        assert str(guide(app).session.stream.stage("triage").wait) == "1d"
        await app.press("ctrl+y")
        assert asked(app) == ("wait", "triage", "")
        assert str(guide(app).session.stream.stage("triage").wait) == "3d"
        assert guide(app).query_one(Input).value == "3d"


async def test_redo_of_a_stage_stays_among_the_stages(opened: Opened, timed: Path) -> None:
    async with opened(timed) as app:
        await guided(app, "pageup", "pageup")
        assert asked(app) == ("stage", "release", "")
        await app.press("'Verify", "enter", "ctrl+t")
        assert asked(app) == ("stage", "release", "")
        await app.press("ctrl+y")
        assert asked(app) == ("stage", "verify", "")


async def test_a_stage_is_renamed_where_it_was_named(opened: Opened, timed: Path) -> None:
    async with opened(timed) as app:
        await guided(app, "pageup", "pageup", "shift+tab")
        assert guide(app).query_one(Input).value == "Release"
        await app.press("'Roll out", "enter")
        stage = guide(app).session.stream.stages[3]
        assert (stage.id, stage.name, str(stage.wait)) == ("release", "Roll out", "4d"), "its times stay"


async def test_a_second_stage_of_the_same_name_is_asked_about(opened: Opened, timed: Path) -> None:
    async with opened(timed) as app:
        await guided(app, "pageup", "pageup", "'review", "enter")
        assert len(guide(app).session.stream.stages) == 4
        assert "there is a ‘Review’ already · enter takes it all the same" in below(app)
        await app.press("enter")
        assert len(guide(app).session.stream.stages) == 5


async def test_pasted_lines_are_stages_and_one_undo(opened: Opened, timed: Path) -> None:
    async with opened(timed) as app:
        await guided(app, "pageup", "pageup")
        guide(app).asked.field.post_message(events.Paste("1. Verify\n\n2. Announce\r\n- Learn\n"))
        await app.until(lambda: "3 stages: Verify → Announce → Learn" in below(app))
        await app.press("enter")
        names = [stage.name for stage in guide(app).session.stream.stages]
        assert names == ["Triage", "Fix", "Review", "Release", "Verify", "Announce", "Learn"]
        assert asked(app) == ("stage", "learn", "")
        await app.press("ctrl+t")
        assert len(guide(app).session.stream.stages) == 4


async def test_nothing_comes_back_anywhere_is_one_answer(opened: Opened, timed: Path) -> None:
    async with opened(timed) as app:
        await guided(app, "pagedown", "'0 all")
        assert "nothing goes back to 3 stages still open" in below(app)
        await app.press("enter")
        assert [str(loop.rate) for loop in guide(app).session.stream.rework] == ["0%"] * 3
        assert guide(app).way.step("rework").done
        await app.press("ctrl+t")
        assert guide(app).session.stream.rework == ()


async def test_what_is_usable_altogether_is_not_asked_about_again(opened: Opened, timed: Path) -> None:
    timed.write_text(TIMED.replace("touch: 1d", "touch: 1d, pca: 100%"), encoding="utf-8")
    async with opened(timed) as app:
        await guided(app, "pagedown", "tab")
        assert asked(app) == ("back", "review", "release")


async def test_one_stage_has_nothing_to_send_back(opened: Opened, timed: Path) -> None:
    timed.write_text("".join(TIMED.splitlines(keepends=True)[:8]), encoding="utf-8")
    async with opened(timed) as app:
        await guided(app)
        assert not guide(app).way.step("rework").done
        assert "✓ Rework" not in app.text


async def test_the_guide_goes_on_with_a_stream_that_lacks_something(opened: Opened, timed: Path) -> None:
    async with opened() as app:
        await app.press("Q")
        await app.until(lambda: "‘Timed’ still lacks %C/A of ‘Triage’ and 6 more" in app.text)
        assert "go on with ‘Timed’" in app.text
        await app.press("1")
        await app.until(lambda: app.screen == "GuideScreen")
        assert guide(app).session.path == timed


async def test_the_guide_begins_a_new_stream_beside_one_that_lacks_something(opened: Opened, timed: Path) -> None:
    async with opened() as app:
        await app.press("Q", "2")
        await app.until(lambda: "New stream, guided" in app.text)
        assert "Starts from" not in app.text, "no list that has nothing to do with it"
        await app.press("'Shop", "enter")
        await app.until(lambda: app.screen == "GuideScreen")
        assert read_stream(timed.with_name("shop.yaml")).stream.name == "Shop"


async def test_a_missing_name_is_said_until_something_is_typed(opened: Opened, timed: Path) -> None:
    async with opened() as app:
        await app.press("n", "enter")
        await app.until(lambda: "give it a name first" in app.text)
        await app.press("'S")
        assert "give it a name first" not in app.text


async def test_what_is_said_is_said_to_its_end_at_80_columns(opened: Opened, timed: Path) -> None:
    async with opened(timed, size=(80, 24)) as app:
        await guided(app, "tab", "pageup", "'4d..2d..1d")
        said = below(app)
        shown = " ".join(" ".join(app.text.split("answer")[1].split("\n")[1:3]).split())
        assert said == shown


async def test_names_are_whole_where_many_stages_are_asked_about(opened: Opened, timed: Path) -> None:
    names = [f"Quite a long step {at}" for at in range(9)]
    stages = "".join(f"  - {{id: s{at}, name: {name}, wait: 1d, touch: 1h}}\n" for at, name in enumerate(names))
    timed.write_text(TIMED.split("  - ", maxsplit=1)[0] + stages, encoding="utf-8")
    async with opened(timed, size=(120, 40)) as app:
        await guided(app, *["tab"] * 8)
        assert asked(app) == ("pca", "s8", "")
        assert all(name in app.text for name in names)


async def test_the_timer_of_the_room_runs_in_the_guide(opened: Opened, timed: Path) -> None:
    async with opened(timed, size=(80, 24)) as app:
        await guided(app, "f7")
        await app.until(lambda: "15:00 left" in app.text or "14:59 left" in app.text)
        assert len(list(guide(app).query(TimerCorner))) == 1
        row = next(line for line in app.text.splitlines() if " left" in line)
        assert row.startswith("───"), "on the line above the question, where it covers nothing"
        assert asked(app) == ("pca", "triage", "")
        await app.press("'80", "f8")
        assert "The timer is reset" in app.text
        assert guide(app).asked.typed == "80"


async def test_an_answer_that_is_refused_holds_nobody(opened: Opened, folder: Path, small: Path) -> None:
    async with opened(small) as app:
        await app.press("Q", "pagedown", "pagedown")
        await app.until(lambda: asked(app)[0] == "wait")
        here = asked(app)
        await app.press("ctrl+u", "'soonish", "tab")
        assert asked(app) == here
        assert "once more leaves the question as it was" in app.text
        await app.press("tab")
        assert asked(app) != here
        await app.press("shift+tab")
        assert asked(app) == here
        assert "soonish" not in app.text
