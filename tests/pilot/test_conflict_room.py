"""A question in a small window: every answer is seen, and the keys of a list work in it."""

from __future__ import annotations

from pathlib import Path

from tests.pilot.conftest import SMALL
from tests.pilot.test_files import rename
from vsm_tui.tui.screens.confirm import Choices, Question


async def test_every_answer_is_seen_where_the_file_cannot_be_read(opened, small: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(small, size=(80, 24)) as app:
        await rename(app, "er")
        small.write_text(SMALL.replace("wait: 1d", "wait: 3 banana"), encoding="utf-8")
        await app.until(lambda: app.screen == "Question" and "decides later" in app.text)
        await app.press("down", "down", "enter")
        await app.until(lambda: "banana" in app.text)
        await app.press("end")
        await app.until(lambda: "▌ 4  Save mine" in app.text)
        assert all(word in app.text for word in ("1  Keep mine", "2  Take theirs", "3  Show"))
        await app.press("home")
        await app.until(lambda: "▌ 1  Keep mine" in app.text)
        assert app.app.screen.query_one(Choices).at == 0


async def test_a_long_text_scrolls_and_its_answers_stay(opened, small: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(small, size=(80, 24)) as app:
        text = "\n".join(f"line {n}" for n in range(60))
        app.app.push_screen(Question("Long", text, {"1": "one " * 30, "2": "the last"}))
        await app.until(lambda: "2  the last" in app.text)
        assert "line 59" not in app.text
        for _ in range(6):
            await app.press("pagedown")
        await app.until(lambda: "line 59" in app.text)
        assert "2  the last" in app.text
