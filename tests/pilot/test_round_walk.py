"""What a facilitator does with three people: a blind round, agreeing, a second round from files, and later the log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.pilot.conftest import Opened
from vsm_tui.files import read_stream
from vsm_tui.files.answers import form
from vsm_tui.model import Asked, Estimate
from vsm_tui.tui.screens.roundsheet import HiddenInput

pytestmark = pytest.mark.xdist_group("pilot")
WAIT, TOUCH = Asked("review", "wait"), Asked("review", "touch")


def weeks_of_work(small: Path, weeks: int) -> None:
    """A log in which each item waits a day, is built in one, waits two for review, and is reviewed in two hours."""
    rows = ["item,at,state"]
    for week in range(weeks):
        monday = datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(weeks=week)
        late = timedelta(minutes=week % 5)
        steps = (("To do", 0, 0), ("Doing", 1, 0), ("Ready", 2, 0), ("Reviewing", 4, 0), ("Done", 4, 2))
        for state, days, hours in steps:
            at = monday + timedelta(days=days, hours=hours) + (late if days == 4 else timedelta())
            rows.append(f"A-{week},{at.isoformat()},{state}")
    small.with_name("small.events.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def answered(small: Path, name: str, wait: str, touch: str) -> Path:
    """A form that somebody filled in and sent back."""
    folder = small.with_name("answers")
    folder.mkdir(exist_ok=True)
    before, review = form(read_stream(small).stream).split("  review:")
    review = review.replace("    wait:", f"    wait: {wait}").replace("    touch:", f"    touch: {touch}")
    path = folder / f"{name.lower()}.yaml"
    path.write_text(f"{before}  review:{review}".replace("name:   ", f"name: {name} "), encoding="utf-8")
    return path


async def test_a_workshop_and_what_came_of_it(opened: Opened, small: Path) -> None:
    async with opened(small) as app:
        await app.press("R", "n")
        for sheet in (("7h", "", "4h", "35m"), ("", "3h", "1d..3d..7d", "1h..2h..4h"), ("", "", "1d..2d..1w", "2h")):
            await app.press("enter")
            assert [field.value for field in app.app.screen.query(HiddenInput)] == [""] * 4, "a blank sheet"
            for text in sheet:
                await app.press(*([f"'{text}"] if text else []), "enter")
                assert not text or text not in app.text.split("30m · 4h")[0], "hidden from the room"
            await app.press("'Ann", "enter")
            assert app.screen == "GatherScreen"
            assert not any(text and f" {text} " in app.text for text in sheet)
        await app.press("S")
        assert app.screen == "RoundScreen"
        session = app.app.session
        assert session is not None
        assert "farthest apart Review wait ×6" in app.text
        before = session.stream.stage("review")

        await app.press("K")  # the range, first
        assert session.stream.stage("review").wait == Estimate.parse("4h..2d..7d")
        await app.press("escape")
        assert "4h–7d" in app.text, "the map shows the range that was kept"
        await app.press("R", "u")
        assert session.stream.stage("review") == before, "one step takes all of it back"
        await app.press("U", "down")
        assert app.app.screen.asked() == TOUCH  # type: ignore[attr-defined]
        await app.press("e", "'1h..2h..3h", "tab", "'two pairs of eyes", "tab", "'more for large ones", "enter")
        assert "dissent: more for large ones" in app.text
        assert str(session.stream.stage("review").wait) == "4h..2d..7d", "what was kept before stays"
        await app.press("ctrl+q")
        await app.until(lambda: not app.app.is_running)
    kept = small.read_text(encoding="utf-8")
    assert "Ann" not in kept
    (first,) = read_stream(small).stream.rounds
    assert [str(each) for each in first.told(WAIT).said] == ["4h", "1d..2d..1w", "1d..3d..7d"]  # type: ignore[union-attr]
    touch = first.told(TOUCH)
    assert touch is not None
    assert (touch.note, touch.dissent) == ("two pairs of eyes", "more for large ones")

    answered(small, "Ann", "1d..2d..3d", "1h")
    mistaken = answered(small, "Ben", "3d..1d..2d", "2h")
    answered(small, "Cyd", "3d..4d..5d", "1h..2h..3h")
    async with opened(small) as app:
        await app.press("R", "n", "F", "'answers", "enter")
        assert app.screen == "NameDialog"
        shown = " ".join(app.text.replace("│", " ").split())
        assert "answers/ben.yaml:" in shown
        assert "3d..1d..2d" in shown, "which value it is"
        assert app.app.screen_stack[-2].gathering.people == 0, "all files count, or none"  # type: ignore[attr-defined]
        mistaken.write_text(mistaken.read_text(encoding="utf-8").replace("3d..1d..2d", "1d..2d..9d"), encoding="utf-8")
        await app.press("enter")
        assert "3 people have answered: Ann, Ben, Cyd" in app.text
        await app.press("S")
        assert "Ben" not in app.text
        assert "2 of 2" in app.text.split("\n")[0], "the second round"
        await app.press("ctrl+q")
        await app.until(lambda: not app.app.is_running)

    weeks_of_work(small, 40)
    async with opened(small) as app:
        await app.until(lambda: app.app.session is not None and app.app.session.shown().measured is not None)
        await app.press("R")
        await app.until(lambda: "3 of 4 ranges held what was measured" in app.text)
        assert "2 of 3 ranges held what was measured" in app.text, "of the value under the cursor"
        await app.press("P")
        await app.until(lambda: "3 of 3 ranges held what was measured" in app.text)
        assert "2 of 2 ranges held what was measured · 1 said one value, which holds nothing" in app.text
        assert "what was agreed holds it" in app.text
        assert not any(name in app.text for name in ("Ann", "Ben", "Cyd"))
    assert not any(name in small.read_text(encoding="utf-8") for name in ("Ann", "Ben", "Cyd"))
