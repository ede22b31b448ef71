"""A round of three people by keys only: on one keyboard, and from files; blind until the reveal."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from vsm_tui.files import read_stream
from vsm_tui.files.answers import form
from vsm_tui.files.locations import recovery_folder
from vsm_tui.model import Asked, Estimate
from vsm_tui.tui.screens.roundsheet import HiddenInput

pytestmark = pytest.mark.xdist_group("pilot")
HIDDEN = "1d..3d..7d"


async def answer(app, *typed: str) -> None:  # type: ignore[no-untyped-def]
    """One person types one value after the other, and is done."""
    await app.press("enter")
    assert app.screen == "SheetScreen"
    for text in typed:
        await app.press(*([f"'{text}"] if text else []), "enter")
    await app.press("ctrl+n")


async def gathered(app) -> None:  # type: ignore[no-untyped-def]
    await app.press("R", "n")
    assert app.screen == "GatherScreen"


async def test_three_people_on_one_keyboard(opened, small: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(small) as app:
        await app.press("R")
        assert app.screen == "RoundScreen"
        assert "Everybody answers blind" in app.text
        await app.press("n")
        assert "Nobody has answered yet" in app.text
        await answer(app, "1d", "2h", "4h", "30m")
        assert app.screen == "GatherScreen"
        assert "1 person has answered" in app.text
        await app.press("S")
        assert "at least 2 people" in app.text, "one alone is no round"
        await answer(app, "1d..2d..4d", "2h", HIDDEN)
        await answer(app, "2d", "", "1d..2d..1w", "1h")
        assert "3 people have answered" in app.text
        before = app.app.session.stream
        assert not before.rounds
        await app.press("S")
        assert app.screen == "RoundScreen"
        stream = app.app.session.stream
        assert stream.stages == before.stages, "nothing was agreed yet"
        (one,) = stream.rounds
        assert one.people == 3
        assert [str(each) for each in one.told(Asked("review", "wait")).said] == ["4h", "1d..2d..1w", HIDDEN]
        assert len(one.told(Asked("build", "touch")).said) == 2, "who could not tell is not counted"
        assert "3 people on" in app.text
        assert "farthest apart Review wait ×6" in app.text
        assert HIDDEN in app.text, "the value that people are farthest apart on is open"

        await app.press("K")
        assert app.app.session.stream.stage("review").wait == Estimate.parse("4h..2d..7d")
        await app.press("u")
        assert app.app.session.stream.stage("review").wait == Estimate.parse("1d..2d..4d")
        assert app.app.session.stream.rounds == (one,)
        await app.press("e", "'2d..3d..1w", "tab", "'as last quarter", "down", "'a week at quarter end", "enter")
        assert app.screen == "RoundScreen"
        assert "dissent: a week at quarter end" in app.text
        await app.press("escape")
        assert app.screen == "MapScreen"
        await app.press("ctrl+q")
        await app.until(lambda: not app.app.is_running)
    saved = read_stream(small).stream
    assert saved.stage("review").wait == Estimate.parse("2d..3d..1w")
    told = saved.rounds[0].told(Asked("review", "wait"))
    assert told is not None
    assert (str(told.agreed), told.note, told.dissent) == ("2d..3d..1w", "as last quarter", "a week at quarter end")
    assert read_stream(small).text.startswith(small.read_text(encoding="utf-8").split("  - id: review")[0])


async def test_three_people_from_files(opened, small: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    blank = form(read_stream(small).stream)
    folder = small.parent / "answers"
    folder.mkdir()
    for name, wait in (("Ann", "1d"), ("Ben", "2d..3d..5d"), ("", "1w")):
        text = blank.replace("name:   ", f"name: {name} " if name else "name:   ").replace(
            "  wait:", f"  wait: {wait}", 1
        )
        (folder / f"{name or 'third'}.yaml").write_text(text, encoding="utf-8")
    async with opened(small) as app:
        await gathered(app)
        await app.press("F", "'answers/ann.yaml", "enter")
        assert "there is no such file" in app.text
        (folder / "third.yaml").write_text(blank.replace("  wait:", "  wait: 2", 1), encoding="utf-8")
        await app.press("ctrl+u", "'answers", "enter")
        assert "third.yaml:" in app.text
        assert "2 has no unit" in " ".join(app.text.split())
        assert app.screen == "NameDialog"
        (folder / "third.yaml").write_text(blank.replace("  wait:", "  wait: 1w", 1), encoding="utf-8")
        await app.press("enter")
        assert "3 people have answered: Ann, Ben, 1 without a name" in app.text
        assert "2d..3d..5d" not in app.text
        await app.press("F", "'answers", "enter")
        assert "counted already" in app.text, "nobody counts twice"
        await app.press("escape", "S")
        (one,) = app.app.session.stream.rounds
        assert [str(each) for each in one.told(Asked("build", "wait")).said] == ["1d", "2d..3d..5d", "1w"]
        assert "Ann" not in app.text
        await app.press("n", "F", "'answers", "enter", "S")
        assert app.screen == "RoundScreen"
        assert app.app.session.stream.rounds == (one,), "the same files are one round"
        await app.press("ctrl+q")
        await app.until(lambda: not app.app.is_running)
    assert "Ann" not in small.read_text(encoding="utf-8"), "no name is kept"


async def test_nobody_sees_an_answer_before_the_reveal(opened, small: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(small) as app:
        await gathered(app)
        await app.press("enter", f"'{HIDDEN}")
        assert HIDDEN not in app.text
        for size in ((80, 24), (200, 60), (120, 40)):
            await app.pilot.resize_terminal(*size)
            await app.pilot.pause()
            assert HIDDEN not in app.text
        await app.press("enter", "'soon", "enter")
        assert "no duration: write" in app.text
        assert "soon" not in app.text, "not even to say what is wrong with it"
        await app.press("ctrl+u", "ctrl+n")
        assert app.screen == "GatherScreen"
        await app.pilot.resize_terminal(80, 24)
        assert HIDDEN not in app.text
        await app.press("enter")
        assert [field.value for field in app.app.screen.query(HiddenInput)] == ["", "", "", ""], "a blank sheet"
        await app.pilot.pause(1.2)  # longer than an autosave takes
        written = [small, *recovery_folder().rglob("*"), *(tmp_path / "home").rglob("*")]
        texts = [path.read_text(encoding="utf-8", errors="replace") for path in written if path.is_file()]
        assert texts
        assert not [text for text in texts if HIDDEN in text]


async def test_an_empty_sheet_counts_for_nobody(opened, small: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(small) as app:
        await gathered(app)
        await app.press("enter", "ctrl+n")
        assert "nothing is filled in" in app.text
        await app.press("escape")
        assert "Nobody has answered yet" in app.text


async def test_a_person_can_look_at_what_is_typed(opened, small: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(small) as app:
        await gathered(app)
        await app.press("enter", f"'{HIDDEN}", "f6")
        assert HIDDEN in app.text
        await app.press("f6")
        assert HIDDEN not in app.text
        await app.press("f6", "ctrl+n", "enter", "'5d")
        assert "5d" not in app.text.split("name")[0].replace("1d..2d", ""), "hidden again for the next one"


async def test_answers_are_not_thrown_away_without_asking(opened, small: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(small) as app:
        await gathered(app)
        await app.press("enter", "'5d", "escape")
        await app.until(lambda: "would be lost" in app.text)
        await app.press("1", "ctrl+n", "escape")
        await app.until(lambda: "1 answer would be lost" in app.text)
        await app.press("1")
        assert app.screen == "GatherScreen"
        await app.press("ctrl+q")
        await app.until(lambda: "Leave now?" in app.text)
        await app.press("1")
        assert app.app.is_running
        await app.press("escape")
        await app.until(lambda: app.screen == "Question")
        await app.press("2")
        await app.until(lambda: app.screen == "RoundScreen")
        assert not app.app.session.stream.rounds


async def test_a_timer_forces_nothing(opened, small: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(small) as app:
        await gathered(app)
        assert not app.app.timer.touched
        await app.press("f7")
        assert app.app.timer.running
        await app.until(lambda: ":" in app.text.split("\n")[0])
        app.app.timer.set_length(0)
        await app.press("enter", "'1d")
        await app.until(lambda: "+0:0" in app.text.split("\n")[0])
        await app.press("ctrl+n")
        assert "1 person has answered" in app.text, "it went on as long as it took"


ROUND = """\
rounds:
  - date: 2026-03-01
    people: 2
    values:
      - {stage: build, value: wait, said: [2h, 4h]}
  - date: 2026-11-24
    people: 3
    values:
      - {stage: review, value: wait, said: [4h, 1d..2d..4d, 2d..4d..2w], agreed: 1d..2d..4d}
      - {stage: review, value: touch, said: [1h, 2h]}
"""


async def test_what_was_measured_stands_beside_and_can_be_hidden(opened, small: Path, small_log: Path) -> None:  # type: ignore[no-untyped-def]
    small.write_text(small.read_text(encoding="utf-8") + ROUND, encoding="utf-8")
    async with opened(small) as app:
        await app.until(lambda: app.app.session.shown().measured is not None)
        await app.press("R")
        assert "24 Nov 2026" in app.text
        assert "0 of 2 ranges held what was measured, 2 cannot be told yet" in app.text, "two items tell nothing"
        await app.press("up")
        assert "what was agreed cannot be told yet" in app.text
        await app.press("m")
        await app.until(lambda: "held what was measured" not in app.text)
        await app.press("P")
        assert "1 Mar 2026" in app.text
        await app.press("x")
        assert len(app.app.session.stream.rounds) == 1
        await app.press("u")
        assert len(app.app.session.stream.rounds) == 2
        await app.press("w")
        assert "everybody on one scale" in app.text


async def test_by_mouse_and_explained(opened, small: Path, small_log: Path) -> None:  # type: ignore[no-untyped-def]
    small.write_text(small.read_text(encoding="utf-8") + ROUND, encoding="utf-8")
    async with opened(small) as app:
        await app.until(lambda: app.app.session.shown().measured is not None)
        await app.press("R")
        row = next(y for y, line in enumerate(app.text.split("\n")) if " touch  " in line)
        await app.pilot.click(offset=(6, row))
        assert app.app.screen.asked() == Asked("review", "touch")
        assert "Review · touch" in app.text
        await app.press("question_mark")
        assert app.screen == "ExplainScreen"
        await app.press("escape")
        await app.pilot.click(offset=(6, row), times=2)
        await app.until(lambda: app.screen == "AgreeDialog")
        await app.press("'soon", "enter")
        assert app.screen == "AgreeDialog", "no value"
        await app.press("ctrl+u", "'2h", "enter")
        assert "Agreed on 2h for touch of ‘Review’" in app.text
        assert str(app.app.session.stream.stage("review").touch) == "2h"


async def test_a_reader_looks_and_changes_nothing(opened, small: Path) -> None:  # type: ignore[no-untyped-def]
    small.write_text(small.read_text(encoding="utf-8") + ROUND, encoding="utf-8")
    before = small.read_text(encoding="utf-8")
    async with opened(small, read_only=True) as app:
        await app.press("R")
        assert app.screen == "RoundScreen"
        for key in ("K", "e", "n", "x", "enter"):
            await app.press(key)
            assert app.screen == "RoundScreen"
        await app.press("P", "w")
    assert small.read_text(encoding="utf-8") == before


def plain(text: str) -> str:
    """Without the scrollbars, which are Textual's own."""
    return re.sub("[▁▂▃▄▅▆▇▊▋▌▍▎▏]", "", text)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60), (40, 10)])
async def test_every_size_draws(opened, small: Path, small_log: Path, size: tuple[int, int]) -> None:  # type: ignore[no-untyped-def]
    small.write_text(small.read_text(encoding="utf-8") + ROUND, encoding="utf-8")
    async with opened(small, size=size, ascii=True) as app:
        await app.press("R")
        assert plain(app.text).isascii()
        await app.press("down", "down", "e", "escape", "n", "enter", "'1d")
        assert app.screen == "SheetScreen"
        assert plain(app.text).isascii()


async def test_names_from_outside_are_text(opened, small: Path) -> None:  # type: ignore[no-untyped-def]
    text = small.read_text(encoding="utf-8").replace("name: Review", 'name: "[@click=app.quit]x[/] a [/b]"')
    small.write_text(text + ROUND, encoding="utf-8")
    async with opened(small) as app:
        await app.press("R")
        assert "[@click=app.quit]x" in app.text
        await app.press("e")
        assert "[@click=app.quit]x[/] a [/b]: touch" in app.text
        await app.press("escape", "n", "enter")
        assert "[@click=app.quit]x" in app.text
        await app.press("'1d", "shift+tab", "'[b]Ann[/x]")
        await app.press("ctrl+n")
        assert app.screen == "GatherScreen"
